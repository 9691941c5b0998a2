"""Which events of the record are notices for whom: a new type of event is one more row of `RULES`.

A notice stands as long as the case is still where the event led it, and is told once: of what a person asked for with
one command the most pressing, of each case the newest of a kind.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.comment import CommentKind
from desktop_app.domain.confidence import Band
from desktop_app.domain.notice import MOST, Notice, NoticeKind
from desktop_app.domain.notice_target import NoticeTargets, Target
from desktop_app.domain.person import Role
from desktop_app.domain.told_event import ToldEvent
from desktop_app.domain.work import DECIDED_BY

AT_ONCE = timedelta(0)
_ORDER = tuple(NoticeKind)
_TOLD_LATER = frozenset((NoticeKind.SIGNED, NoticeKind.APPROVED, NoticeKind.REPLIED, NoticeKind.COMMENTED))
"""Nobody waits for the person there: these wait for the digest, whatever the band."""
_ENDED_BY_MOVING = {
    NoticeKind.RETURNED: CaseState.RETURNED,
    NoticeKind.ESCALATED: CaseState.ESCALATED,
    NoticeKind.TO_CONFIRM: CaseState.SIGN_OFF,
}


@dataclass(frozen=True, slots=True)
class NoticeReader:
    """For whom notices are: the person, and the roles that they decide in."""

    person_id: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class NoticedCase:
    """What a notice is told from beside the events of its case.

    `band` is the worst of what waits there, `begun` the threads that the person began; `targets` are its form's, and
    `within` is the time that each of its stages has.
    """

    file: CaseFile
    band: Band | None = None
    begun: frozenset[str] = frozenset()
    targets: NoticeTargets = field(default_factory=NoticeTargets)
    within: Mapping[str, timedelta] = field(default_factory=dict)


Rule = Callable[[ToldEvent, NoticeReader, NoticedCase], NoticeKind | None]


def _advanced(event: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    """The case came to where somebody decides, or to its end."""
    state, stage = event.text("state"), event.text("stage")
    mine = case.file.created_by == reader.person_id
    if state == CaseState.SIGNED:
        return NoticeKind.SIGNED if mine else None
    if state == CaseState.SIGN_OFF and not stage:
        return NoticeKind.TO_CONFIRM if mine else None
    decides = state in (CaseState.REVIEW, CaseState.SIGN_OFF) and DECIDED_BY[CaseState(state)] in reader.roles
    return NoticeKind.TO_DECIDE if decides and not mine else None


def _escalated(event: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    mine = case.file.created_by == reader.person_id
    return NoticeKind.ESCALATED if mine or event.text("waits_for") in reader.roles else None


def _withdrawn(_: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    """Whoever decided about it would look for it in vain."""
    decides = not reader.roles.isdisjoint(DECIDED_BY.values())
    return NoticeKind.WITHDRAWN if decides and case.file.created_by != reader.person_id else None


def _commented(event: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    if event.text("kind") == CommentKind.REPLY:
        return NoticeKind.REPLIED if event.text("thread") in case.begun else None
    return NoticeKind.COMMENTED if case.file.created_by == reader.person_id else None


def _for_author(kind: NoticeKind) -> Rule:
    return lambda _, reader, case: kind if case.file.created_by == reader.person_id else None


RULES: Mapping[EventType, Rule] = {
    EventType.CASE_ADVANCED: _advanced,
    EventType.CASE_ESCALATED: _escalated,
    EventType.CASE_RETURNED: _for_author(NoticeKind.RETURNED),
    EventType.CASE_WITHDRAWN: _withdrawn,
    EventType.DECISION_APPROVED: _for_author(NoticeKind.APPROVED),
    EventType.COMMENT_MADE: _commented,
}
"""What each type of event is to a person; None: nothing."""


def notices_of(
    events: Iterable[ToldEvent], reader: NoticeReader, cases: Mapping[str, NoticedCase], now: datetime
) -> tuple[Notice, ...]:
    """What the person has to know, newest first: of each case one of a kind, the newest; of what a person asked for
    once, the most pressing; nothing that they did themselves, and nothing that is over. `events` are in any order.
    """
    told = tuple(events)
    done = _own(told, reader)
    standing = [n for n, event in _one_of_a_command(told, reader, cases) if _stands(n, event, done)]
    found: dict[tuple[str, NoticeKind], Notice] = {}
    for notice in sorted((*standing, *_overdue(told, reader, cases, now, done)), key=lambda each: each.number):
        found[notice.file.case_id, notice.kind] = notice
    return tuple(sorted(found.values(), key=lambda each: (each.at, each.number), reverse=True))[:MOST]


def _one_of_a_command(
    events: Iterable[ToldEvent], reader: NoticeReader, cases: Mapping[str, NoticedCase]
) -> Iterable[tuple[Notice, ToldEvent]]:
    """The most pressing notice of what was asked for with one command, with its event."""
    found: dict[tuple[str, str], tuple[Notice, ToldEvent]] = {}
    for event in events:
        notice = _notice(event, reader, cases)
        if notice is not None:
            same = (event.command_id, notice.file.case_id)
            other = found.get(same)
            if other is None or _ORDER.index(notice.kind) < _ORDER.index(other[0].kind):
                found[same] = notice, event
    return found.values()


def _notice(event: ToldEvent, reader: NoticeReader, cases: Mapping[str, NoticedCase]) -> Notice | None:
    case = cases.get(event.case_id or "")
    rule = RULES.get(event.type) if event.type else None
    if case is None or rule is None or event.at is None or event.outcome is not Outcome.DONE:
        return None
    if event.actor.person_id == reader.person_id or (kind := rule(event, reader, case)) is None:
        return None
    return Notice(
        str(event.number), kind, case.file, event.at, event.number, event.actor.person_id, _target(kind, case)
    )


def _target(kind: NoticeKind, case: NoticedCase) -> Target:
    """A case to decide is told as its form declares for its band; what stops somebody's work is told at once."""
    if kind in _TOLD_LATER:
        return None
    return case.targets.of(case.band) if kind is NoticeKind.TO_DECIDE else AT_ONCE


def _own(events: Iterable[ToldEvent], reader: NoticeReader) -> Mapping[str, int]:
    """The last event by which the person decided about a case."""
    own = ((e.case_id or "", e.number) for e in events if e.actor.person_id == reader.person_id and _decides(e))
    done: dict[str, int] = {}
    for case_id, number in own:
        done[case_id] = max(number, done.get(case_id, 0))
    return done


def _decides(event: ToldEvent) -> bool:
    return event.outcome is Outcome.DONE and event.type is EventType.DECISION_APPROVED


def _stands(notice: Notice, event: ToldEvent, done: Mapping[str, int]) -> bool:
    """Whether the case is still where the event led it, and the person has not decided about it since."""
    file = notice.file
    if notice.kind is NoticeKind.TO_DECIDE:
        here = (file.state, file.stage or "") == (event.text("state"), event.text("stage"))
        return here and done.get(file.case_id, 0) < notice.number
    wanted = _ENDED_BY_MOVING.get(notice.kind)
    if wanted is None:
        return True
    return file.state is wanted and (notice.kind is not NoticeKind.TO_CONFIRM or file.stage is None)


def _overdue(
    events: Iterable[ToldEvent],
    reader: NoticeReader,
    cases: Mapping[str, NoticedCase],
    now: datetime,
    done: Mapping[str, int],
) -> Iterator[Notice]:
    """Cases whose time in their stage is over: for who decides there, and for their author."""
    for event in events:
        case = cases.get(event.case_id or "")
        if case is None or event.type is not EventType.CASE_ADVANCED or event.at is None:
            continue
        within, mine = case.within.get(event.text("stage")), case.file.created_by == reader.person_id
        here = (case.file.state, case.file.stage or "") == (event.text("state"), event.text("stage"))
        decides = _advanced(event, reader, case) is NoticeKind.TO_DECIDE
        decides = decides and done.get(case.file.case_id, 0) <= event.number
        if within is not None and here and (mine or decides) and event.at + within <= now:
            key, at = f"{event.number}:overdue", event.at + within
            yield Notice(key, NoticeKind.OVERDUE, case.file, at, event.number, target=AT_ONCE)
