"""Lists of cases that are looked through by name or by signature, and how many wait: no case is read whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select, true

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_cases import turn_of
from desktop_app.adapters.sql_queue import is_left_for
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE
from desktop_app.domain.approved import SignedCase
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.work import Seat, Turn

_c = t.case_file.c


def read_waiting(db: Connection, seat: Seat) -> tuple[int, int]:
    """How many cases are the person's turn, and of how many of those they decide."""
    own = select(func.count()).select_from(t.case_file).where(turn_of(replace(seat, decides=frozenset()), Turn.MINE))
    states = sorted(state.value for state in seat.decides)
    left = select(func.count()).select_from(t.queued_case).where(t.queued_case.c.state.in_(states))
    deciding = db.execute(left.where(is_left_for(seat.person_id))).scalar() or 0
    return (db.execute(own).scalar() or 0) + deciding, deciding


def read_named(db: Connection, words: str, limit: int) -> tuple[CaseFile, ...]:
    """Cases whose title and reference hold every word, newest first; those that begin with them before the others."""
    wanted = words.split()
    begins = or_(*(part.startswith(" ".join(wanted), autoescape=True) for part in (_c.title, _c.reference)))
    has_all = and_(true(), *(_holds(word) for word in wanted))
    found = _newest(db, has_all, limit)
    if not wanted:
        return found
    if len(found) == limit:  # there may be older ones that begin so
        found = tuple(dict.fromkeys((*_newest(db, begins, limit), *found)))[:limit]
    start = " ".join(wanted).casefold()
    return tuple(sorted(found, key=lambda file: not _begins(file, start)))


def _begins(file: CaseFile, start: str) -> bool:
    return file.title.casefold().startswith(start) or file.reference.casefold().startswith(start)


def _newest(db: Connection, those: ColumnElement[bool], limit: int) -> tuple[CaseFile, ...]:
    """The scan ends as soon as there are enough of them."""
    newest: Any = literal_column("case_file.rowid").desc()
    question = select(t.case_file).where(those).order_by(newest).limit(limit)
    return tuple(KEPT_BY_TYPE[CaseFile].value(tuple(row), {}) for row in db.execute(question))


def _holds(word: str) -> ColumnElement[bool]:
    """In any case of its letters, as far as they are those of ASCII (SQLite's LIKE)."""
    return or_(*(part.contains(word, autoescape=True) for part in (_c.title, _c.reference)))


def read_signed(db: Connection, case_ids: Sequence[str]) -> tuple[SignedCase, ...]:
    """Those of these cases that are signed, in the order given, each with its signers in the order of signing."""
    decision, person = t.decision.c, t.person.c
    files = (
        select(t.case_file, t.pack.c.form)
        .join(t.pack, t.pack.c.digest == _c.pack_digest)
        .where(_c.case_id.in_(case_ids), _c.state == CaseState.SIGNED.value)
    )
    signers = (
        select(decision.case_id, person.name, decision.at)
        .join(t.signature, t.signature.c.command_id == decision.command_id)
        .join(t.person, person.person_id == decision.person_id)
        .where(decision.case_id.in_(case_ids))
        .order_by(literal_column("signature.rowid"))
    )
    signed: dict[str, list[tuple[str, str]]] = {}
    for case_id, name, at in db.execute(signers):
        signed.setdefault(case_id, []).append((name, at))
    found = {row[0]: row for row in db.execute(files)}
    return tuple(_signed(found[each], signed.get(each, [])) for each in case_ids if each in found)


def read_signatures(db: Connection, beginning: str) -> tuple[tuple[str, str], ...]:
    """The case and the command of each signature whose manifest's commitment begins so, oldest first."""
    signature, content = t.signature.c, t.content.c
    question = (
        select(signature.case_id, signature.command_id)
        .join(t.content, content.item_id == signature.manifest_ref)
        .where(content.commitment.startswith(beginning, autoescape=True))
        .order_by(literal_column("signature.rowid"))
    )
    return tuple((case_id, command_id) for case_id, command_id in db.execute(question))


def _signed(row: Any, signers: list[tuple[str, str]]) -> SignedCase:
    *file, form = row
    at = datetime.fromisoformat(signers[-1][1]) if signers else None
    return SignedCase(
        KEPT_BY_TYPE[CaseFile].value(tuple(file), {}), form, at, tuple(dict.fromkeys(n for n, _ in signers))
    )
