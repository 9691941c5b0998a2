"""Practice cases: tables of their own, which no question about real work looks into."""

from sqlalchemy import Connection, literal_column, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE
from desktop_app.domain.practice import PracticeCase, PracticeResult

_case, _result = t.practice_case, t.practice_result


def read_practised(db: Connection, person_id: str | None) -> tuple[tuple[PracticeCase, PracticeResult | None], ...]:
    """Those of a person, or of everybody, oldest first, each with what came of it."""
    question = select(_case).order_by(literal_column("practice_case.rowid"))
    if person_id is not None:
        question = question.where(_case.c.person_id == person_id)
    results = {row[0]: KEPT_BY_TYPE[PracticeResult].value(tuple(row), {}) for row in db.execute(select(_result))}
    cases = (KEPT_BY_TYPE[PracticeCase].value(tuple(row), {}) for row in db.execute(question))
    return tuple((case, results.get(case.practice_id)) for case in cases)


def is_practice(db: Connection, case_id: str) -> bool:
    """Whether this is the identifier of a practice case."""
    return db.execute(select(_case.c.practice_id).where(_case.c.practice_id == case_id)).first() is not None
