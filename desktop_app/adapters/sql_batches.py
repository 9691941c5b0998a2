"""Batches, and what is known of their rows."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, literal_column, select, text

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, to_text
from desktop_app.domain.batch import Batch, BatchEnd, BatchRow, KeptRow
from desktop_app.domain.batch_figures import BatchCall
from desktop_app.domain.case import CaseState
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.route import RouteKind

_ROUTES = text(
    "SELECT c.number, h.section, r.route FROM batch_case c JOIN head h ON h.case_id = c.case_id"
    " JOIN route r ON r.revision_id = h.revision_id WHERE c.batch_id = :batch"
    " AND (:number IS NULL OR c.number = :number) ORDER BY r.rowid"
)
_CASES = text(
    "SELECT c.number, c.case_id, f.state FROM batch_case c JOIN case_file f ON f.case_id = c.case_id"
    " WHERE c.batch_id = :batch AND (:number IS NULL OR c.number = :number)"
)


_CALLS = text(
    "SELECT k.endpoint, r.started, k.total_ms, k.cost, k.error_class FROM batch_case c JOIN run r ON r.case_id ="
    " c.case_id JOIN call k ON k.run_id = r.run_id WHERE c.batch_id = :batch AND r.started >= :since"
    " AND r.outcome NOT IN ('replayed', 'read') AND k.endpoint <> :none"
)


def read_batch_calls(db: Connection, batch_id: str, since: datetime) -> tuple[BatchCall, ...]:
    """Calls of models for drafts of its cases since then."""
    asked = {"batch": batch_id, "since": to_text(since), "none": ASSEMBLED.name}
    return tuple(
        BatchCall(
            endpoint,
            datetime.fromisoformat(started),
            total_ms,
            None if cost is None else Decimal(cost),
            None if error is None else ErrorClass(error),
        )
        for endpoint, started, total_ms, cost, error in db.execute(_CALLS, asked)
    )


def read_batches(db: Connection) -> tuple[Batch, ...]:
    """All of them, newest first."""
    rows = db.execute(select(t.batch).order_by(literal_column("batch.rowid").desc()))
    return tuple(KEPT_BY_TYPE[Batch].value(tuple(row), {}) for row in rows)


def read_batch_rows(db: Connection, batch_id: str, number: int | None) -> tuple[KeptRow, ...]:
    """Its rows in order, or the one of that number."""
    asked = {"batch": batch_id, "number": number}
    routes: dict[int, dict[str, RouteKind]] = defaultdict(dict)
    for row, section, route in db.execute(_ROUTES, asked):
        routes[row][section] = RouteKind(route)
    cases = {row: (case_id, CaseState(state)) for row, case_id, state in db.execute(_CASES, asked)}
    ends = {end.number: end for end in _kept(db, BatchEnd, t.batch_end, batch_id, number)}
    rows = _kept(db, BatchRow, t.batch_row, batch_id, number)
    return tuple(
        KeptRow(row, case_id, ends.get(row.number), state, routes.get(row.number, {}))
        for row in rows
        for case_id, state in (cases.get(row.number, (None, None)),)
    )


def _kept(db: Connection, kind: Any, table: Any, batch_id: str, number: int | None) -> list[Any]:
    question = select(table).where(table.c.batch_id == batch_id).order_by(table.c.number)
    if number is not None:
        question = question.where(table.c.number == number)
    return [KEPT_BY_TYPE[kind].value(tuple(row), {}) for row in db.execute(question)]
