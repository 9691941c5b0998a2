"""Figures of My work: what was signed and drafted lately, how long it took, what it cost, and who has how much.

Rows of append-only tables stand in the order of time, so what happened since a moment is found by halving and not by
reading all that was before.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, Table, and_, case, exists, func, literal_column, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_rows import to_text
from desktop_app.domain.case import CaseState
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.route import RouteKind
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.work import AUTHORS_STATES, DECIDED_BY, Drafted, Load, ModelCost, Signed, WorkFigures

_c, _route = t.case_file.c, t.route.c
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
MICRO = Decimal(1_000_000)
_ROWID: Any = literal_column("rowid")


def read_figures(db: Connection, week: datetime, month: datetime) -> WorkFigures:
    """What was signed since `week`, what was drafted and paid since `month` (instants), and the same of the time as
    long before each; what is open now.
    """
    ever = select(func.count()).select_from(t.case_file).where(_c.state == CaseState.SIGNED.value)
    lately, earlier = _signed(db, week - WEEK, week)
    return WorkFigures(
        signed=lately,
        signed_before=earlier,
        signed_ever=db.execute(ever).scalar_one(),
        drafted=_drafted(db, month, None),
        drafted_before=_drafted(db, month - MONTH, month),
        cost=_cost(db, month),
        loads=_loads(db),
    )


def first_row(db: Connection, table: Table, column: Any, moment: datetime) -> int:
    """The number of the first row that is no older than the moment, behind the last one where all are."""
    wanted, low = to_text(moment), 1
    high = (db.execute(select(func.max(_ROWID)).select_from(table)).scalar() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        question = select(column).select_from(table).where(middle <= _ROWID).order_by(_ROWID).limit(1)
        at = db.execute(question).scalar()
        if at is None or at >= wanted:
            high = middle
        else:
            low = middle + 1
    return low


def _signed(db: Connection, fortnight: datetime, week: datetime) -> tuple[Signed, Signed]:
    """Cases whose last signature was made since `week`, and those of the time before."""
    decision, revision = t.decision.c, t.revision.c
    at = func.max(decision.at).label("at")
    first = select(func.min(revision.created_at)).where(
        revision.case_id == t.decision.c.case_id, revision.kind == RevisionKind.DRAFT.value
    )
    other = t.decision.alias("other")
    came_back = exists().where(other.c.case_id == decision.case_id, other.c.kind == DecisionKind.RETURN.value)
    question = (
        select(decision.case_id, at, first.correlate(t.decision).scalar_subquery(), came_back)
        .join(t.signature, t.signature.c.command_id == decision.command_id)
        .join(t.case_file, and_(_c.case_id == decision.case_id, _c.state == CaseState.SIGNED.value))
        .where(literal_column("decision.rowid") >= first_row(db, t.decision, decision.at, fortnight))
        .group_by(decision.case_id)
    )
    found = db.execute(question).all()
    return _told_signed(found, to_text(week), ""), _told_signed(found, to_text(fortnight), to_text(week))


def _told_signed(found: Any, since: str, until: str) -> Signed:
    rows = [row for row in found if row[1] >= since and (not until or row[1] < until)]
    took = [
        (datetime.fromisoformat(at) - datetime.fromisoformat(first)).total_seconds()
        for _, at, first, _ in rows
        if first
    ]
    smooth = sum(1 for row in rows if not row[3])
    return Signed(len(rows), smooth, timedelta(seconds=median(took)) if took else None)


def _drafted(db: Connection, since: datetime, until: datetime | None) -> Drafted:
    """Each section once, by its first draft of that time: one that was redone is no other section."""
    revision = t.revision.c
    begin = first_row(db, t.revision, revision.created_at, since)
    wanted = [literal_column("revision.rowid") >= begin, revision.kind == RevisionKind.DRAFT.value]
    if until is not None:
        wanted.append(literal_column("revision.rowid") < first_row(db, t.revision, revision.created_at, until))
    each = (
        select(func.min(literal_column("revision.rowid")), revision.revision_id.label("revision_id"))
        .where(*wanted)
        .group_by(revision.case_id, revision.section)
        .subquery()
    )
    first: Any = select(_route.route).where(_route.revision_id == each.c.revision_id)
    first_route = first.order_by(literal_column("route.rowid")).limit(1).correlate(each).scalar_subquery()
    flagged = func.sum(case((first_route != RouteKind.PASS.value, 1), else_=0))
    sections, stopped = db.execute(select(func.count(), flagged).select_from(each)).one()
    return Drafted(sections, stopped or 0)


def _cost(db: Connection, since: datetime) -> ModelCost:
    """What models were paid; the assembled draft is none of them."""
    call, run = t.call.c, t.run.c
    micro = func.sum(
        sqlalchemy.cast(func.round(sqlalchemy.cast(call.cost, sqlalchemy.REAL) * 1_000_000), sqlalchemy.INTEGER)
    )
    unknown = func.sum(case((call.cost.is_(None), 1), else_=0))
    question = (
        select(func.count(), micro, unknown)
        .select_from(t.run.join(t.call, call.run_id == run.run_id))
        .where(literal_column("run.rowid") >= first_row(db, t.run, run.started, since), call.endpoint != ASSEMBLED.name)
    )
    calls, paid, free = db.execute(question).one()
    return ModelCost(calls, Decimal(paid or 0) / MICRO, free or 0)


def _loads(db: Connection) -> tuple[Load, ...]:
    """Open cases by who opened them, most first."""
    open_states = [state.value for state in (*AUTHORS_STATES, *DECIDED_BY)]
    own = func.sum(case((_c.state.in_([state.value for state in AUTHORS_STATES]), 1), else_=0))
    question = (
        select(t.person.c.name, own, func.count())
        .join(t.case_file, _c.created_by == t.person.c.person_id)
        .where(_c.state.in_(open_states))
        .group_by(t.person.c.person_id)
        .order_by(func.count().desc(), t.person.c.name)
    )
    return tuple(Load(name, mine or 0, count - (mine or 0)) for name, mine, count in db.execute(question))
