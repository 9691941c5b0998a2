"""Gates whose time is over, and who lets whom decide."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, exists, literal_column, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, to_text
from desktop_app.domain.case import CaseState
from desktop_app.domain.delegation import Delegation, DelegationEnd, StandingDelegation
from desktop_app.domain.gate_entry import GateEntry, OverdueEntry
from desktop_app.domain.person import Profile

MOST = 1000
"""Overdue gates that are looked at in one go."""
T = TypeVar("T")
_entry = t.gate_entry.c


def read_overdue(db: Connection, now: datetime) -> tuple[OverdueEntry, ...]:
    """Those that nothing was done about yet, the first due first."""
    done = exists().where(t.command.c.command_id == _entry.entry_id + ":due")
    left = exists().where(t.gate_exit.c.entry_id == _entry.entry_id)
    question = select(t.gate_entry).where(_entry.due_at <= to_text(now), ~left, ~done)
    found = _values(db, GateEntry, question.order_by(_entry.due_at, _entry.entry_id).limit(MOST))
    return tuple(OverdueEntry(e.entry_id, e.case_id, e.gate, e.due_at) for e in found if e.due_at)


def read_unentered(db: Connection) -> tuple[str, ...]:
    """Cases that came to a stage before entries were kept, and wait there; those that were escalated stay so."""
    file = t.case_file.c
    waits = file.state.in_((CaseState.REVIEW.value, CaseState.SIGN_OFF.value)) & file.stage.is_not(None)
    entered = exists().where(_entry.case_id == file.case_id)
    return tuple(db.execute(select(file.case_id).where(waits, ~entered).order_by(file.case_id)).scalars())


def read_delegations(db: Connection) -> tuple[StandingDelegation, ...]:
    """All of them, oldest first, each with its end and with whether its person still holds the role."""
    held = {(each.person_id, role) for each in _profiles(db) for role in each.roles}
    ends = {each.delegation_id: each for each in _values(db, DelegationEnd, select(t.delegation_end))}
    given = _values(db, Delegation, select(t.delegation).order_by(literal_column("delegation.rowid")))
    return tuple(StandingDelegation(g, ends.get(g.delegation_id), (g.person_id, g.role) in held) for g in given)


def _profiles(db: Connection) -> tuple[Profile, ...]:
    return _values(db, Profile, select(t.profile).where(t.profile.c.retired_at.is_(None)))


def _values(db: Connection, kind: type[T], question: Any) -> tuple[T, ...]:
    return tuple(KEPT_BY_TYPE[kind].value(tuple(row), {}) for row in db.execute(question))
