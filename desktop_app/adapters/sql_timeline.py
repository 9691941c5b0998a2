"""Reading the record backwards, a page at a time, and what is kept behind its events.

Pages go by the number of the event last seen, never by an offset. (Skipping 100,000 rows by OFFSET cost 154 times the
page itself.)
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, bindparam, func, literal, literal_column, select
from sqlalchemy.sql import Select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_audit import checkpoint_of
from desktop_app.adapters.sql_reading import in_order, read_contents
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE
from desktop_app.domain.audit import Checkpoint, StoredEvent
from desktop_app.domain.content import Content
from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.event_backing import Behind, Kept, Unshown, Wanted
from desktop_app.domain.evidence import Citation
from desktop_app.domain.finding import Severity
from desktop_app.domain.person_key import PersonAct
from desktop_app.domain.usage import Call

T = TypeVar("T")


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


def read_behind(db: Connection, store_key: bytes, case_id: str | None, wanted: Wanted) -> Behind:
    """What is kept behind events of a case (None: events of no case, which have reasons of acts about people alone).

    What was erased or cannot be opened is told as absent, and is no error.
    """
    calls = (KEPT_BY_TYPE[Call].value(row, {}) for row in _rows(db, _CALLS, wanted.runs))
    citations = (KEPT_BY_TYPE[Citation].value(row, {}) for row in _rows(db, _CITATIONS, wanted.revisions))
    findings: dict[str, dict[Severity, int]] = {}
    for revision_id, severity, count in _rows(db, _FINDINGS, wanted.revisions):
        findings.setdefault(revision_id, {})[Severity(severity)] = count
    return Behind(
        people=dict(map(tuple, _rows(db, _PEOPLE, wanted.people))),
        contents=_contents(db, store_key, case_id, wanted.commitments) if case_id else _said(db, wanted.commitments),
        calls=_grouped(calls, lambda call: call.run_id),
        citations=_grouped(citations, lambda citation: citation.revision_id),
        findings=findings,
        checkpoint=_covering(db, wanted.covering) if wanted.covering is not None else None,
    )


def _contents(db: Connection, store_key: bytes, case_id: str, commitments: Collection[str]) -> Mapping[str, Kept]:
    items = {row.commitment: row.item_id for row in _rows(db, _ITEMS, commitments, case=case_id)}
    if not items or db.execute(_KEY, {"case": case_id}).first() is None:
        return dict.fromkeys(commitments, Unshown.ERASED)
    opened = _opened(db, store_key, case_id, [*items.values()])
    return {c: opened.get(items[c], Unshown.UNREADABLE) if c in items else Unshown.ERASED for c in commitments}


def _said(db: Connection, commitments: Collection[str]) -> Mapping[str, Kept]:
    """The reasons of what was done about people; one that is not what was recorded cannot be read."""
    acts = (KEPT_BY_TYPE[PersonAct].value(row, {}) for row in _rows(db, _ACTS, commitments))
    return {
        act.commitment: Content("", act.act_id, act.words_key, act.words.encode()) if act.holds else Unshown.UNREADABLE
        for act in acts
    }


def _opened(db: Connection, store_key: bytes, case_id: str, items: Sequence[str]) -> dict[str, Content]:
    """The contents by item: all at once, or where one of them is damaged each for itself."""
    try:
        return read_contents(db, store_key, case_id, items)
    except StoreDamaged:
        if len(items) == 1:
            return {}
        return {k: v for item in items for k, v in _opened(db, store_key, case_id, [item]).items()}


def _covering(db: Connection, number: int) -> Checkpoint | None:
    row = db.execute(_COVERING, {"number": number}).first()
    return None if row is None else checkpoint_of(row)


def _rows(db: Connection, question: Select[Any], wanted: Collection[str], **more: str) -> Sequence[Any]:
    return db.execute(question, {"wanted": json.dumps(sorted(wanted)), **more}).all() if wanted else ()


def _grouped(values: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, tuple[T, ...]] = {}
    for value in values:
        groups[key(value)] = (*groups.get(key(value), ()), value)
    return groups


def _is_wanted(column: Column[Any]) -> Any:
    wanted = func.json_each(bindparam("wanted")).table_valued("value")
    return column.in_(select(wanted.c.value))


_WITHOUT_INSTRUCTION = [
    literal(None).label(column.name) if column is t.call.c.instruction_ref else column for column in t.call.columns
]
_CALLS = select(*_WITHOUT_INSTRUCTION).where(_is_wanted(t.call.c.run_id)).order_by(literal_column("call.rowid"))
_CITATIONS = in_order(t.citation).where(_is_wanted(t.citation.c.revision_id))
_FINDINGS = (
    select(t.finding.c.revision_id, t.finding.c.severity, func.count())
    .where(_is_wanted(t.finding.c.revision_id))
    .group_by(t.finding.c.revision_id, t.finding.c.severity)
)
_ITEMS = select(t.content.c.commitment, t.content.c.item_id).where(
    t.content.c.case_id == bindparam("case"), _is_wanted(t.content.c.commitment)
)
_ACTS = in_order(t.person_act).where(_is_wanted(t.person_act.c.commitment))
_PEOPLE = select(t.person.c.person_id, t.person.c.name).where(_is_wanted(t.person.c.person_id))
_KEY = select(t.case_key.c.case_id).where(t.case_key.c.case_id == bindparam("case"))
_COVERING = (
    select(*(t.checkpoint.c[name] for name in ("size", "root", "head", "signature", "public_key", "at")))
    .where(t.checkpoint.c.size >= bindparam("number"))
    .order_by(t.checkpoint.c.size)
    .limit(1)
)
