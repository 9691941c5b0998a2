"""The queue as a person asks to see it: filtered, ordered and counted by the database, a page at a time.

All that a filter or an order needs stands in the indexes of one table (`queued_rows` makes its rows); what a row says
beside that is looked up for the cases of a page alone. Pages go by the case last seen, never by an offset.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Text, and_, case, cast, func, literal, select, tuple_, union_all

from desktop_app.adapters import sql_schema as t
from desktop_app.adapters.queued_rows import NO_DUE
from desktop_app.adapters.sql_rows import KEPT_BY_TYPE, to_text
from desktop_app.domain.assignment import Taking
from desktop_app.domain.case import CaseFile
from desktop_app.domain.review_queue import (
    BANDS,
    CAUSES,
    QUEUE_PAGE,
    Cause,
    QueueCounts,
    QueuedCase,
    QueueOrder,
    QueuePlace,
    QueueQuery,
    Whose,
    Workload,
    search_words,
)

DAY = timedelta(days=1)
_q, _c = t.queued_case.c, t.case_file.c
_ORDERS = {
    QueueOrder.RISK: (_q.rank, _q.due_at, _q.since, _q.case_id),
    QueueOrder.DUE: (_q.due_at, _q.rank, _q.since, _q.case_id),
    QueueOrder.AGE: (_q.since, _q.case_id),
    QueueOrder.TITLE: (_q.words, _q.case_id),
}
"""Each is the beginning of an index."""


def read_queue(
    db: Connection, query: QueueQuery, after: QueuedCase | None = None, limit: int = QUEUE_PAGE
) -> tuple[QueuedCase, ...]:
    """Cases in the order asked for: `limit` of them behind the case `after`."""
    keys = _ORDERS[query.order]
    here = _asked(query)
    if after is not None:
        here.append(tuple_(*keys) > tuple_(*_key(query.order, after)))
    found = db.execute(select(_q.case_id).where(*here).order_by(*keys).limit(limit)).scalars().all()
    return _looked_into(db, query, found)


def read_counts(db: Connection, query: QueueQuery) -> QueueCounts:
    """How many there are of each cause and of each form, and how many are due.

    What is asked of every case is counted by an index alone; the few that are hidden from this person are taken off.
    """
    wide = replace(query, cause=None, form="")
    causes: Counter[Cause] = Counter()
    forms: Counter[str] = Counter()
    sums = [0, 0, 0]
    hidden = [*_plainly_asked(wide, by_state=False), _q.case_id.in_(_hidden(query))]
    for sign, conditions in ((1, _plainly_asked(wide)), (-1, hidden)):
        for rank, form, count, *due in _counted(db, query.now, conditions):
            if query.cause in (None, CAUSES[rank]):
                forms[form] += sign * count
            if query.form in ("", form):
                causes[CAUSES[rank]] += sign * count
                sums = [total + sign * each for total, each in zip(sums, due, strict=True)]
    overdue, soon, dated = sums
    return QueueCounts(+causes, +forms, soon, overdue, bool(dated))


def _counted(db: Connection, now: datetime, conditions: Sequence[Any]) -> Any:
    """By cause and form: how many, how many over their time, due within a day, and with a time at all."""
    at, soon = to_text(now), to_text(now + DAY)
    over = func.sum(case((_q.due_at < at, 1), else_=0))
    near = func.sum(case((and_(_q.due_at >= at, _q.due_at < soon), 1), else_=0))
    dated = func.sum(case((_q.due_at != NO_DUE, 1), else_=0))
    counted = select(_q.rank, _q.form, func.count(), over, near, dated).where(*conditions)
    return db.execute(counted.group_by(_q.state, _q.rank, _q.form))


def read_place(db: Connection, query: QueueQuery, case_id: str) -> QueuePlace:
    """Where a case stands among what the query finds, and the cases around it that no other person has open."""
    here = _asked(query)
    count = db.execute(select(func.count()).where(*here)).scalar() or 0
    found = _looked_into(db, query, [case_id]) if _is_there(db, here, case_id) else ()
    keys = _ORDERS[query.order]
    if not found:
        return QueuePlace(count=count, after=_first(db, [*here, _q.case_id != case_id, _is_free(query)], keys))
    at = tuple_(*_key(query.order, found[0]))
    behind, before = tuple_(*keys) > at, tuple_(*keys) < at
    number = db.execute(select(func.count()).where(*here, before)).scalar() or 0
    free = [*here, _is_free(query)]
    backwards = [key.desc() for key in keys]
    following = _first(db, [*free, behind], keys) or _first(db, [*free, before], keys)
    preceding = _first(db, [*free, before], backwards) or _first(db, [*free, behind], backwards)
    return QueuePlace(number + 1, count, preceding, following)


def read_workload(db: Connection, now: datetime) -> tuple[Workload, ...]:
    """What each person is to decide, and what nobody in particular is (None): most first."""
    over = func.sum(case((_q.due_at < to_text(now), 1), else_=0))
    question = select(_q.assigned_to, func.count(), func.min(_q.since), over).group_by(_q.assigned_to)
    taken = select(t.taking.c.person_id, func.count()).where(t.taking.c.until > to_text(now))
    opened = {row[0]: int(row[1]) for row in db.execute(taken.group_by(t.taking.c.person_id))}
    loads = [
        Workload(person or None, count, datetime.fromisoformat(oldest), overdue, opened.pop(person, 0))
        for person, count, oldest, overdue in db.execute(question)
    ]
    loads += [Workload(person, 0, None, 0, count) for person, count in opened.items()]
    return tuple(sorted(loads, key=lambda load: (load.person_id is None, -load.cases, load.person_id or "")))


def read_taking(db: Connection, case_id: str, now: datetime) -> Taking | None:
    """Who has the case open; None where nobody has, or whoever had it was idle for too long."""
    row = db.execute(select(t.taking).where(t.taking.c.case_id == case_id, t.taking.c.until > to_text(now))).first()
    return None if row is None else Taking(row[0], row[1], *(datetime.fromisoformat(at) for at in row[2:]))


def is_left_for(person_id: str) -> Any:
    """Whether a case of the queue has something left that this person may decide."""
    done = select(t.queued_done.c.case_id).where(t.queued_done.c.person_id == person_id)
    return and_(_q.author_id != person_id, _q.case_id.not_in(done))


def _asked(query: QueueQuery) -> list[Any]:
    """All that the query asks for."""
    return [*_plainly_asked(query, by_state=False), _q.case_id.not_in(_hidden(query))]


def _plainly_asked(query: QueueQuery, *, by_state: bool = True) -> list[Any]:
    """The same, but for what is hidden from this person alone; not `by_state`: by an order, or by a list."""
    me, now = query.seat.person_id, to_text(query.now)
    conditions = [func.instr(_q.words, word) > 0 for word in query.words.casefold().split()]
    state = _q.state if by_state else _q.state.op("||")("")  # which no index is chosen for
    conditions += [state.in_(sorted(each.value for each in query.seat.decides)), _q.author_id != me]
    match query.whose:
        case Whose.SNOOZED:
            conditions.append(_q.case_id.in_(_put_off(query)))
        case Whose.MINE:
            conditions.append(_q.assigned_to == me)
        case Whose.UNASSIGNED:
            conditions.append(_q.assigned_to == "")
    if query.overdue:
        conditions.append(_q.due_at < now)
    if query.cause is not None:
        conditions.append(_q.rank == CAUSES.index(query.cause))
    if query.form:
        conditions.append(_q.form == query.form)
    return conditions


def _hidden(query: QueueQuery) -> Any:
    """Cases in which this person has nothing left to decide, that they put off, or that they have decided just now."""
    done = select(t.queued_done.c.case_id).where(t.queued_done.c.person_id == query.seat.person_id)
    decided = select(_q.case_id).where(_q.case_id.in_(sorted(query.hidden)))
    parts = [done, decided] if query.hidden else [done]
    return union_all(*parts, *([] if query.whose is Whose.SNOOZED else [_put_off(query)]))


def _put_off(query: QueueQuery) -> Any:
    """Those that are put off and not due yet."""
    snooze, now = t.snooze.c, to_text(query.now)
    joined = t.snooze.join(t.queued_case, snooze.case_id == _q.case_id)
    question = select(snooze.case_id).select_from(joined)
    return question.where(snooze.person_id == query.seat.person_id, snooze.until > now, _q.due_at > now)


def _is_free(query: QueueQuery) -> Any:
    """Whether no other person has the case open, or is to decide about it."""
    me, taking = query.seat.person_id, t.taking.c
    others = select(taking.case_id).where(taking.person_id != me, taking.until > to_text(query.now))
    return and_(_q.assigned_to.in_(("", me)), _q.case_id.not_in(others))


def _first(db: Connection, conditions: Sequence[Any], order: Sequence[Any]) -> str:
    return db.execute(select(_q.case_id).where(*conditions).order_by(*order).limit(1)).scalar() or ""


def _is_there(db: Connection, here: Sequence[Any], case_id: str) -> bool:
    return bool(db.execute(select(_q.case_id).where(*here, _q.case_id == case_id)).scalar())


def _key(order: QueueOrder, last: QueuedCase) -> list[Any]:
    """Where a case stands in an order."""
    rank, since = literal(CAUSES.index(last.cause)), literal(to_text(last.since))
    due, case_id = literal(to_text(last.due) if last.due else NO_DUE), literal(last.file.case_id)
    words = literal(search_words(last.file.title, last.file.reference))
    keys: dict[QueueOrder, list[Any]] = {
        QueueOrder.RISK: [rank, due, since, case_id],
        QueueOrder.DUE: [due, rank, since, case_id],
        QueueOrder.AGE: [since, case_id],
        QueueOrder.TITLE: [words, case_id],
    }
    return keys[order]


def _looked_into(db: Connection, query: QueueQuery, case_ids: Sequence[str]) -> tuple[QueuedCase, ...]:
    """All that is said of these cases, in this order."""
    me, now = query.seat.person_id, to_text(query.now)
    author, named, taker = (t.person.alias(name) for name in ("author", "named", "taker"))
    taking, snooze = t.taking.c, t.snooze.c
    joined = (
        t.queued_case.join(t.case_file, _c.case_id == _q.case_id)
        .outerjoin(author, author.c.person_id == _q.author_id)
        .outerjoin(named, named.c.person_id == _q.assigned_to)
        .outerjoin(t.taking, and_(taking.case_id == _q.case_id, taking.until > now, taking.person_id != me))
        .outerjoin(taker, taker.c.person_id == taking.person_id)
        .outerjoin(t.snooze, and_(snooze.case_id == _q.case_id, snooze.person_id == me, snooze.until > now))
    )
    said = (
        *(_q.rank, _q.due_at, _q.since, _q.assigned_to, _q.form, _q.band, _q.blocked, _q.flagged, _q.sampled),
        *(_q.seconded, _q.returned, author.c.name, named.c.name, taker.c.name, cast(snooze.until, Text)),
    )
    question = select(t.case_file, *said).select_from(joined).where(_q.case_id.in_(case_ids))
    found = {row[0]: _queued(row, me) for row in db.execute(question)}
    return tuple(found[case_id] for case_id in case_ids)


def _queued(row: Any, me: str) -> QueuedCase:
    file, said = row[: len(t.case_file.columns)], row[len(t.case_file.columns) :]
    rank, due, since, assigned, form, band, blocked, flagged, sampled, seconded, returned, *names, snoozed = said
    author, named, taker = (name or "" for name in names)
    return QueuedCase(
        file=KEPT_BY_TYPE[CaseFile].value(file, {}),
        form=form,
        author=author,
        since=datetime.fromisoformat(since),
        cause=CAUSES[rank],
        blocked=blocked,
        flagged=flagged,
        sampled=sampled,
        seconded=seconded,
        band=None if band is None else BANDS[band],
        returned=returned,
        due=None if due == NO_DUE else datetime.fromisoformat(due),
        assigned_to=named,
        reviewing=taker,
        is_theirs=bool(taker) or assigned not in ("", me),
        snoozed_until=datetime.fromisoformat(snoozed) if snoozed else None,
    )
