"""What notices are told from: the newest events that may be some, and what is known of their cases.

Events are found by an index over these types alone, newest first, so that a long record costs no more than a short one.
"""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, bindparam, case, func, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_cases import of_sections
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, Kept, Way
from desktop_app.domain.audit import StoredEvent
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.confidence import Band
from desktop_app.domain.notice import NoticeState
from desktop_app.domain.notice_rules import NoticedCase
from desktop_app.domain.review_queue import BANDS

LOOKED_BACK = 2000
"""Events that may be notices, of all cases, that are looked at: the newest ones."""
STATES = Kept(NoticeState, t.notice_state, Way.UPSERT)
"""What a person has seen is noted beside the record: no event tells of it."""
NONE: frozenset[str] = frozenset()
_DECIDED = (CaseState.REVIEW, CaseState.SIGN_OFF, CaseState.ESCALATED)
_c, _event, _comment = t.case_file.c, t.audit_event.c, t.comment.c


def read_noticed(db: Connection, person_id: str) -> tuple[tuple[StoredEvent, ...], tuple[NoticedCase, ...]]:
    """The events, newest first, and their cases."""
    events = tuple(StoredEvent(*row) for row in db.execute(_EVENTS))
    wanted = json.dumps(sorted({event.case_id for event in events if event.case_id}))
    bands, begun = _bands(db, wanted), _grouped(db, _BEGUN, wanted, person=person_id)
    gates = _grouped(db, _OPEN_GATES, wanted)
    files = (KEPT_BY_TYPE[CaseFile].value(tuple(row), {}) for row in db.execute(_FILES, {"wanted": wanted}))
    return events, tuple(
        NoticedCase(file, bands.get(file.case_id), begun.get(file.case_id, NONE), gates.get(file.case_id, NONE))
        for file in files
    )


def read_notice_state(db: Connection, person_id: str) -> NoticeState:
    """What the person has seen, as it is kept; nothing where nothing is."""
    row = db.execute(select(t.notice_state).where(t.notice_state.c.person_id == person_id)).first()
    return NoticeState(person_id) if row is None else STATES.value(row, {})


def read_newest(db: Connection) -> int:
    """The number of the newest event."""
    return db.execute(select(func.max(_event.seq))).scalar() or 0


def _bands(db: Connection, wanted: str) -> dict[str, Band]:
    """The worst band of the current texts of cases that wait for a decision."""
    rows = db.execute(_BANDS, {"wanted": wanted})
    return {case_id: BANDS[worst] for case_id, worst in rows if worst is not None}


def _grouped(db: Connection, question: Any, wanted: str, **more: str) -> Mapping[str, frozenset[str]]:
    """What the question answers, by case."""
    found: dict[str, set[str]] = {}
    for case_id, value in db.execute(question, {"wanted": wanted, **more}):
        found.setdefault(case_id, set()).add(value)
    return {case_id: frozenset(values) for case_id, values in found.items()}


def _is_wanted(column: Any) -> Any:
    named = func.json_each(bindparam("wanted")).table_valued("value")
    return column.in_(select(named.c.value))


_EVENTS = select(t.audit_event).where(sqlalchemy.text(t.MAY_BE_NOTICES)).order_by(_event.seq.desc()).limit(LOOKED_BACK)
_FILES = select(t.case_file).where(_is_wanted(_c.case_id))
_WORST = func.max(case({band.value: number for number, band in enumerate(BANDS)}, value=t.route.c.band))
_BANDS = select(_c.case_id, of_sections(_WORST)).where(
    _is_wanted(_c.case_id), _c.state.in_([state.value for state in _DECIDED])
)
_BEGUN = select(_comment.case_id, _comment.comment_id).where(
    _is_wanted(_comment.case_id), _comment.person_id == bindparam("person"), _comment.thread_id == _comment.comment_id
)
_ENTRY, _EXIT = t.gate_entry.c, t.gate_exit.c
_OPEN_GATES = (
    select(_ENTRY.case_id, _ENTRY.gate)
    .select_from(t.gate_entry.outerjoin(t.gate_exit, _EXIT.entry_id == _ENTRY.entry_id))
    .where(_is_wanted(_ENTRY.case_id), _EXIT.entry_id.is_(None))
)
