"""What drafting may spend and has spent, and how endpoints stood when they were asked last."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy
from sqlalchemy import Connection, and_, case, func, literal_column, select

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.sql_figures import first_row
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, Kept, Way, to_text
from desktop_app.domain.budget import Purse, Reservation, ReservationState, Spent
from desktop_app.domain.endpoint_state import EndpointState
from desktop_app.domain.past_call import PastCall
from desktop_app.domain.usage import RunOutcome

NANO = 1_000_000_000
"""Parts of a US dollar in which sums are taken: whole numbers, so that no rounding adds up."""
STATES = Kept(EndpointState, t.endpoint_state, Way.UPSERT)
"""How an endpoint stands is noted beside the record: no event tells of it."""


def read_spent(db: Connection, purse: Purse) -> Spent:
    """The sum of all reservations that a purse is for; one of unknown price counts its tokens alone."""
    row = t.reservation.c
    paid = func.coalesce(row.cost, row.amount)
    nano = func.sum(sqlalchemy.cast(func.round(sqlalchemy.cast(paid, sqlalchemy.REAL) * NANO), sqlalchemy.INTEGER))
    question = select(nano, func.sum(row.tokens), func.sum(case((paid.is_(None), 1), else_=0))).where(*_of(purse))
    spent, tokens, unknown = db.execute(question).one()
    return Spent(Decimal(spent or 0) / NANO, tokens or 0, unknown or 0)


def read_held(db: Connection) -> tuple[Reservation, ...]:
    """Reservations of calls that nobody said the end of."""
    question = select(t.reservation).where(t.reservation.c.state == ReservationState.HELD.value)
    return tuple(KEPT_BY_TYPE[Reservation].value(row, {}) for row in db.execute(question))


def read_states(db: Connection) -> tuple[EndpointState, ...]:
    """What is noted of endpoints."""
    return tuple(STATES.value(row, {}) for row in db.execute(select(t.endpoint_state)))


def read_past_calls(db: Connection, since: datetime, limit: int, form: str | None) -> tuple[PastCall, ...]:
    """Calls of runs since then, newest first; what was asked only to compare is none of them."""
    run, call = t.run.c, t.call.c
    first = first_row(db, t.run, run.started, since)
    drafted = and_(run.outcome == RunOutcome.FINISHED.value, call.error_class.is_(None))
    question = (
        select(
            run.case_id,
            t.pack.c.form,
            run.section,
            call.endpoint,
            run.started,
            call.tokens_in,
            call.tokens_out,
            call.cost,
            call.first_text_ms,
            call.total_ms,
            and_(drafted, call.finish_reason.is_not(None)),
        )
        .select_from(t.run.join(t.call, call.run_id == run.run_id))
        .join(t.case_file, t.case_file.c.case_id == run.case_id)
        .join(t.pack, t.pack.c.digest == t.case_file.c.pack_digest)
        .where(literal_column("run.rowid") >= first, run.outcome != RunOutcome.REPLAYED.value)
        .order_by(literal_column("run.rowid").desc(), call.attempt.desc())
        .limit(limit)
    )
    rows = db.execute(question if form is None else question.where(t.pack.c.form == form)).all()
    return tuple(map(_past_call, rows))


def _past_call(row: Any) -> PastCall:
    case_id, form, section, endpoint, at, read, written, cost, first_ms, total_ms, done = row
    made, paid = datetime.fromisoformat(at), None if cost is None else Decimal(cost)
    return PastCall(case_id, form, section, endpoint, made, read, written, paid, first_ms, total_ms, bool(done))


def _of(purse: Purse) -> list[Any]:
    row = t.reservation.c
    named = {row.case_id: purse.case_id, row.section: purse.section, row.form: purse.form, row.person_id: purse.person}
    wanted = [column == value for column, value in named.items() if value is not None]
    return [*wanted, *_within(row.at, purse.since, purse.until)]


def _within(at: Any, since: datetime | None, until: datetime | None) -> list[Any]:
    return [*([at >= to_text(since)] if since else []), *([at < to_text(until)] if until else [])]
