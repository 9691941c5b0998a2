"""Which events of the record are notices for whom: a new type of event is one more row of `RULES`.

A notice stands as long as the case is still where the event led it, and is told once: of what a person asked for with
one command the most pressing, of each case the newest of a kind.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
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
_WAITING = (CaseState.REVIEW, CaseState.SIGN_OFF, CaseState.ESCALATED)
_AT_IT = frozenset((EventType.DECISION_APPROVED, EventType.COMMENT_MADE, EventType.CASE_TAKEN))
"""By these events a person has begun to look at a case: they are told that it was withdrawn, and no other."""
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

    `band` is the worst of what waits there, `begun` the threads that the person began, `open_gates` the stages that it
    waits in at the same time; `targets` and the `roles` of stages are its form's.
    """

    file: CaseFile
    band: Band | None = None
    begun: frozenset[str] = frozenset()
    open_gates: frozenset[str] = frozenset()
    targets: NoticeTargets = field(default_factory=NoticeTargets)
    roles: Mapping[str, Role] = field(default_factory=dict)


Rule = Callable[[ToldEvent, NoticeReader, NoticedCase], NoticeKind | None]


def _advanced(event: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    """The case came to its end, or to its author's confirmation; where stages keep no time of their own, to a role."""
    state, stage = event.text("state"), event.text("stage")
    mine = case.file.created_by == reader.person_id
    if state == CaseState.SIGNED:
        return NoticeKind.SIGNED if mine else None
    if state == CaseState.SIGN_OFF and not stage:
        return NoticeKind.TO_CONFIRM if mine else None
    here = (case.file.state, case.file.stage or "") == (state, stage) and not case.open_gates
    decides = state in (CaseState.REVIEW, CaseState.SIGN_OFF) and DECIDED_BY[CaseState(state)] in reader.roles
    return NoticeKind.TO_DECIDE if here and decides and not mine else None


def _entered(event: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    """The case came to a stage, and waits there still."""
    gate, mine = event.text("gate"), case.file.created_by == reader.person_id
    waits = gate in case.open_gates and case.file.state in _WAITING
    return NoticeKind.TO_DECIDE if waits and not mine and case.roles.get(gate) in reader.roles else None


def _due(event: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    """Its time in a stage is over: for who decides there, and for its author."""
    gate, mine = event.text("gate"), case.file.created_by == reader.person_id
    waits = gate in case.open_gates and case.file.state in _WAITING
    return NoticeKind.OVERDUE if waits and (mine or case.roles.get(gate) in reader.roles) else None


def _escalated(event: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    mine = case.file.created_by == reader.person_id
    return NoticeKind.ESCALATED if mine or event.text("waits_for") in reader.roles else None


def _assigned(event: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    named = event.text("person") == reader.person_id
    return NoticeKind.ASSIGNED if named and case.file.state in _WAITING else None


def _reassigned(event: ToldEvent, reader: NoticeReader, _: NoticedCase) -> NoticeKind | None:
    return NoticeKind.REASSIGNED if event.text("now") == reader.person_id else None


def _commented(event: ToldEvent, reader: NoticeReader, case: NoticedCase) -> NoticeKind | None:
    if event.text("kind") == CommentKind.REPLY:
        return NoticeKind.REPLIED if event.text("thread") in case.begun else None
    return NoticeKind.COMMENTED if case.file.created_by == reader.person_id else None


def _for_author(kind: NoticeKind) -> Rule:
    return lambda _, reader, case: kind if case.file.created_by == reader.person_id else None


RULES: Mapping[EventType, Rule] = {
    EventType.CASE_ADVANCED: _advanced,
    EventType.CASE_ESCALATED: _escalated,
    EventType.GATE_ENTERED: _entered,
    EventType.CASE_DUE: _due,
    EventType.CASE_ASSIGNED: _assigned,
    EventType.CASE_REASSIGNED: _reassigned,
    EventType.CASE_RETURNED: _for_author(NoticeKind.RETURNED),
    EventType.CASE_WITHDRAWN: lambda _event, reader, case: (
        NoticeKind.WITHDRAWN if case.file.created_by != reader.person_id else None
    ),
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
    done, begun = _own(told, reader, (EventType.DECISION_APPROVED,)), _own(told, reader, _AT_IT)
    standing = [n for n, _ in _one_of_a_command(told, reader, cases) if _stands(n, done, begun)]
    found: dict[tuple[str, NoticeKind], Notice] = {}
    for notice in sorted((*standing, *_back(told, reader, cases, now)), key=lambda each: each.number):
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


def _own(events: Iterable[ToldEvent], reader: NoticeReader, types: Collection[EventType]) -> Mapping[str, int]:
    """The last event of these types that the person did, by case."""
    done: dict[str, int] = {}
    for event in events:
        if event.actor.person_id == reader.person_id and event.outcome is Outcome.DONE and event.type in types:
            done[event.case_id or ""] = max(event.number, done.get(event.case_id or "", 0))
    return done


def _stands(notice: Notice, done: Mapping[str, int], begun: Mapping[str, int]) -> bool:
    """Whether the case is still where the event led it, and the person has not decided about it since."""
    file = notice.file
    if notice.kind in (NoticeKind.TO_DECIDE, NoticeKind.ASSIGNED, NoticeKind.OVERDUE):
        return done.get(file.case_id, 0) < notice.number
    if notice.kind is NoticeKind.WITHDRAWN:
        return file.case_id in begun
    wanted = _ENDED_BY_MOVING.get(notice.kind)
    if wanted is None:
        return True
    return file.state is wanted and (notice.kind is not NoticeKind.TO_CONFIRM or file.stage is None)


def _back(
    events: Iterable[ToldEvent], reader: NoticeReader, cases: Mapping[str, NoticedCase], now: datetime
) -> Iterator[Notice]:
    """Cases that the person put off and that are there again. It is what they asked for, and no doing of others."""
    newest: dict[str, ToldEvent] = {}
    for event in sorted(events, key=lambda each: each.number):
        own = event.actor.person_id == reader.person_id and event.outcome is Outcome.DONE
        if own and event.type is EventType.CASE_SNOOZED and event.case_id and event.case_id in cases:
            newest[event.case_id] = event
    for case_id, event in newest.items():
        minutes, file = event.count("minutes"), cases[case_id].file
        if not minutes or event.at is None or file.state not in _WAITING:
            continue
        at = event.at + timedelta(minutes=minutes)
        if at <= now:
            yield Notice(f"{event.number}:back", NoticeKind.BACK, file, at, event.number, target=AT_ONCE)
