"""A person's work: their open cases a page at a time, and what happened to them, counted by the database.

A page is found by the columns of the case alone, and only its cases are then looked into. Pages go by the case last
seen, never by an offset.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, and_, case, cast, exists, func, literal, literal_column, or_, select, tuple_

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.queued_rows import NO_DUE
from desktop_app.adapters.sql_queue import is_left_for
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, to_text
from desktop_app.domain.audit import EventType, StoredEvent
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.review_queue import BANDS
from desktop_app.domain.route import RouteKind
from desktop_app.domain.work import (
    AUTHORS_STATES,
    DECIDED_BY,
    NEWS_TYPES,
    PAGE,
    Seat,
    Turn,
    WorkCase,
    WorkPage,
)

LOOKED_BACK = 5000
"""Events that are looked through for news of a person at most."""
_c, _q, _head, _route = t.case_file.c, t.queued_case.c, t.head.c, t.route.c


def read_work(db: Connection, seat: Seat, turn: Turn, words: str = "", after: CaseFile | None = None) -> WorkPage:
    """Cases whose title or reference holds these words: PAGE at most, those behind the case `after`."""
    its_turn = and_(turn_of(seat, turn), _called(words))
    came_back = func.sum(case((_returned(), 1), else_=0))
    count, returned = db.execute(select(func.count(), came_back).select_from(t.case_file).where(its_turn)).one()
    here = its_turn if after is None else and_(its_turn, _behind(after))
    found = select(_c.case_id).where(here).order_by(*_order()).limit(PAGE)
    question = (
        select(t.case_file, t.pack.c.form, *_looked_into())
        .join(t.pack, t.pack.c.digest == _c.pack_digest)
        .where(_c.case_id.in_(found))
        .order_by(*_order())
    )
    return WorkPage(tuple(_case(row) for row in db.execute(question)), count, returned or 0)


def read_news(db: Connection, person_id: str, after: int, limit: int) -> tuple[StoredEvent, ...]:
    """What was decided about the cases that a person opened, newest first: events behind number `after`."""
    event = t.audit_event.c
    last = db.execute(select(func.max(event.seq))).scalar() or 0
    author = select(_c.created_by).where(_c.case_id == event.case_id).correlate(t.audit_event).scalar_subquery()
    question = select(t.audit_event).where(
        event.seq > max(after, last - LOOKED_BACK),
        event.type.in_([kind.value for kind in NEWS_TYPES]),
        author == person_id,
        func.json_extract(cast(event.body, Text), "$.actor.person") != person_id,
    )
    return tuple(StoredEvent(*row) for row in db.execute(question.order_by(event.seq.desc()).limit(limit)))


def turn_of(seat: Seat, turn: Turn) -> Any:
    """Whether a case belongs to a list of work."""
    mine, confirmed = _c.created_by == seat.person_id, _state_in({CaseState.SIGN_OFF}) & _c.stage.is_(None)
    if turn is Turn.OTHERS:
        return and_(mine, _state_in(DECIDED_BY), ~confirmed)
    left = select(_q.case_id).where(_state_in(seat.decides, _q.state), is_left_for(seat.person_id))
    decided = _c.case_id.in_(left)
    return or_(and_(mine, or_(_state_in(AUTHORS_STATES), confirmed)), decided)


def _state_in(states: Any, column: Any = _c.state) -> Any:
    return column.in_(sorted(state.value for state in states))


def _called(words: str) -> Any:
    wanted = " ".join(words.split())
    parts = (_c.title, _c.reference)
    return or_(*(part.contains(wanted, autoescape=True) for part in parts)) if wanted else literal(1) == 1


def _returned() -> Any:
    return _c.state == CaseState.RETURNED.value


def _order() -> tuple[Any, ...]:
    return _returned().desc(), _c.created_at.desc(), _c.case_id.desc()


def _behind(last: CaseFile) -> Any:
    place = tuple_(_returned(), _c.created_at, _c.case_id)
    return place < tuple_(
        literal(int(last.state is CaseState.RETURNED)), literal(to_text(last.created_at)), literal(last.case_id)
    )


def _looked_into() -> list[Any]:
    """What a row says beside the case: asked only of the cases of a page."""
    drafted = select(func.count()).where(_head.case_id == _c.case_id).correlate(t.case_file).scalar_subquery()
    worst = func.max(case({band.value: number for number, band in enumerate(BANDS)}, value=_route.band))
    blocked = of_sections(func.count(), _route.route == RouteKind.BLOCK.value, ~_is_approved())
    due = select(_q.due_at).where(_q.case_id == _c.case_id).correlate(t.case_file).scalar_subquery()
    return [_since(), drafted, blocked, of_sections(worst), _returner(), due]


def of_sections(what: Any, *conditions: Any) -> Any:
    """Something of the sections of a case whose current text has the newest route that meets the conditions."""
    newest: Any = select(func.max(literal_column("r.rowid"))).select_from(t.route.alias("r"))
    newest = newest.where(literal_column("r.revision_id") == _head.revision_id)
    joined = t.head.join(t.route, _route.revision_id == _head.revision_id)
    question = select(what).select_from(joined).where(_head.case_id == _c.case_id)
    is_newest = literal_column("route.rowid") == newest.scalar_subquery()
    return question.where(is_newest, *conditions).correlate(t.case_file).scalar_subquery()


def _is_approved() -> Any:
    """Whether a section's current text has an approval that counts at the case's stage."""
    decided, decision, lapsed = t.decided_section.c, t.decision.c, t.supersession.c
    superseded = exists().where(lapsed.command_id == decided.command_id, lapsed.section == decided.section)
    conditions = [
        decided.case_id == _head.case_id,
        decided.section == _head.section,
        decided.revision_id == _head.revision_id,
        decision.command_id == decided.command_id,
        decision.kind == DecisionKind.APPROVE.value,
        decision.gate == _c.stage,
        ~superseded,
    ]
    return exists().where(and_(*conditions)).correlate(t.head, t.case_file)


def _since() -> Any:
    """When the case came to where it is: to its stage, else, or where it was escalated there, what tells of it."""
    entry, left, risen = t.gate_entry.c, t.gate_exit.c, t.escalation.c
    moved = (exists().where(left.entry_id == entry.entry_id), exists().where(risen.entry_id == entry.entry_id))
    entered = (
        select(func.max(entry.entered_at))
        .where(entry.case_id == _c.case_id, entry.gate == _c.stage, ~moved[0], ~moved[1])
        .correlate(t.case_file)
        .scalar_subquery()
    )
    event = t.audit_event.c
    question = select(event.at).where(event.case_id == _c.case_id, event.type == EventType.CASE_ADVANCED.value)
    newest = question.order_by(event.seq.desc()).limit(1).correlate(t.case_file).scalar_subquery()
    return func.coalesce(entered, newest, _c.created_at).label("since")


def _returner() -> Any:
    decision = t.decision.c
    question = (
        select(t.person.c.name)
        .join(t.decision, decision.person_id == t.person.c.person_id)
        .where(decision.case_id == _c.case_id, decision.kind == DecisionKind.RETURN.value)
    )
    newest = question.order_by(literal_column("decision.rowid").desc()).limit(1)
    return newest.correlate(t.case_file).scalar_subquery()


def _case(row: Any) -> WorkCase:
    *file, form, at, drafted, blocked, band, returned_by, due = row
    return WorkCase(
        file=KEPT_BY_TYPE[CaseFile].value(file, {}),
        form=form,
        since=datetime.fromisoformat(at),
        drafted=drafted,
        blocked=blocked or 0,
        band=None if band is None else BANDS[band],
        returned_by=returned_by or "",
        due=None if due in (None, NO_DUE) else datetime.fromisoformat(due),
    )
