"""The timeline: the record as people read it, newest first, with routine events folded and each event expandable."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.change_reason import PERSONS_CODES
from desktop_app.domain.event_backing import Behind, Wanted
from desktop_app.domain.event_words import Names, event_settings, event_words, person_name
from desktop_app.domain.finding import Severity
from desktop_app.domain.person import Auth, Role
from desktop_app.domain.route import RouteKind
from desktop_app.domain.told_event import ToldEvent

PAGE = 50
LARGEST_PAGE = 500
MOST_FOLDED = 500
"""Events that one line can stand for, so that no page grows without end."""
SHORT_DIGEST = 8
REASON = "reason"

ROUTINE: Mapping[EventType, tuple[str, str]] = {
    EventType.ANSWER_SET: ("answer saved", "answers saved"),
    EventType.CASE_VIEWED: ("view", "views"),
    EventType.CASE_TAKEN: ("review begun", "reviews begun"),
    EventType.CASE_RELEASED: ("review left", "reviews left"),
    EventType.CALL_STARTED: ("call started", "calls started"),
    EventType.CALL_FINISHED: ("call finished", "calls finished"),
    EventType.DOCUMENT_READ: ("document read", "documents read"),
    EventType.FINDING_RAISED: ("finding", "findings"),
    EventType.ROUTE_DECIDED: ("route", "routes"),
    EventType.STORE_OPENED: ("start", "starts"),
    EventType.STORE_VERIFIED: ("verification", "verifications"),
    EventType.STORE_BACKED_UP: ("backup", "backups"),
}
"""The one place that says which events are routine, with the words that count one and several of them."""


class Filter(StrEnum):
    """What of the record is shown."""

    EVERYTHING = "everything"
    DRAFTS = "drafts"
    EDITS = "edits"
    DECISIONS = "decisions"

    @property
    def types(self) -> frozenset[EventType]:
        """The types of events that are shown; empty for all of them."""
        return _SHOWN[self]


_SHOWN: Mapping[Filter, frozenset[EventType]] = {
    Filter.EVERYTHING: frozenset(),
    Filter.DRAFTS: frozenset(
        (
            EventType.CALL_STARTED,
            EventType.CALL_FINISHED,
            EventType.CALL_ABORTED,
            EventType.CALL_FAILED,
            EventType.TEXT_MODERATED,
            EventType.DRAFT_RECORDED,
            EventType.DRAFT_DISCARDED,
            EventType.RUN_INTERRUPTED,
            EventType.RUN_CACHED,
            EventType.RUN_REPLAYED,
            EventType.SUPPORT_READ,
            EventType.PROPOSAL_MADE,
        )
    ),
    Filter.EDITS: frozenset(
        (
            EventType.ANSWER_SET,
            EventType.PREFILL_DECLINED,
            EventType.DOCUMENT_ATTACHED,
            EventType.DOCUMENT_REMOVED,
            EventType.EDIT_RECORDED,
            EventType.TEXT_SETTLED,
            EventType.TEXT_CARRIED,
            EventType.PROPOSAL_ACCEPTED,
            EventType.PROPOSAL_DISCARDED,
            EventType.FINDING_ANSWERED,
        )
    ),
    Filter.DECISIONS: frozenset(
        (
            EventType.CASE_SENT,
            EventType.CASE_RETURNED,
            EventType.CASE_ESCALATED,
            EventType.CASE_WITHDRAWN,
            EventType.CASE_ABANDONED,
            EventType.CASE_REOPENED,
            EventType.CASE_AMENDED,
            EventType.CASE_MIGRATED,
            EventType.CASE_REASSIGNED,
            EventType.DECISION_APPROVED,
            EventType.DECISION_RETURNED,
            EventType.DECISION_ESCALATED,
            EventType.DECISION_HANDED_BACK,
            EventType.CASE_DUE,
            EventType.SIGNATURE_MADE,
            EventType.SIGNATURE_SUPERSEDED,
        )
    ),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Who acted, in which role, known how; the program itself has no person."""

    person_id: str | None
    name: str
    role: Role | None
    auth: Auth

    @property
    def words(self) -> str:
        """Who it was, in which role."""
        return f"{self.name} ({self.role})" if self.role else self.name


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of the timeline: one event, or routine events of one person in a row (`folded`, newest first).

    `number` is that of the newest event, `first` that of the oldest. `why` is the reason that was given, or why it
    cannot be shown (an Unshown). `digest` is the leaf of the newest event.
    """

    number: int
    first: int
    type: str
    at: datetime | None
    since: datetime | None
    who: Who
    what: str
    case_id: str | None
    section: str | None
    why: str | None
    digest: str
    outcome: Outcome
    settings: Mapping[str, str]
    folded: tuple["TimelineEntry", ...] = ()

    @property
    def short_digest(self) -> str:
        """Enough of the digest to compare it by eye."""
        return self.digest[:SHORT_DIGEST]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Some lines of a timeline. `next_before` is the number that the next page begins below, None at the end.

    `form` is the form pack of the case with its version.
    """

    case_id: str | None
    form: str | None
    shown: Filter
    entries: tuple[TimelineEntry, ...]
    next_before: int | None

    @property
    def hidden(self) -> int:
        """How many events are folded away."""
        return sum(len(entry.folded) for entry in self.entries)


def is_routine(event: ToldEvent) -> bool:
    """Whether it may be folded: of a routine type, done, with nothing in it that stops a case or that had a reason."""
    stops = event.text("severity") == Severity.BLOCKER or event.text("route") == RouteKind.BLOCK
    explained = REASON in event.refs or "code" in event.data
    told = stops or explained or event.data.get("breaks")
    return event.type in ROUTINE and event.outcome is Outcome.DONE and not told


Group = tuple[ToldEvent, ...]
"""The events of a line, newest first."""


def fold(events: Iterable[ToldEvent]) -> tuple[Group, ...]:
    """Events, newest first, as the lines that they make: routine ones in a row of one actor in one case together."""
    groups: list[list[ToldEvent]] = []
    for event in events:
        if groups and len(groups[-1]) < MOST_FOLDED and _together(groups[-1][-1], event):
            groups[-1].append(event)
        else:
            groups.append([event])
    return tuple(map(tuple, groups))


def _together(newer: ToldEvent, older: ToldEvent) -> bool:
    same = newer.actor == older.actor and newer.case_id == older.case_id
    return same and is_routine(newer) and is_routine(older)


def cut(groups: tuple[Group, ...], limit: int, *, whole: bool, enough: bool) -> tuple[Group, ...] | None:
    """The groups of a page, each of them complete; None where more must be read to know that.

    `whole`: there are no older events. `enough`: so much was read that a shorter page is better than reading on.
    """
    if whole or len(groups) > limit:
        return groups[:limit]
    return groups[:-1] if enough and len(groups) > 1 else None


def timeline_entry(group: Group, names: Names, behind: Behind) -> TimelineEntry:
    """The line of a group."""
    newest, oldest = group[0], group[-1]
    alone = len(group) == 1
    actor = newest.actor
    return TimelineEntry(
        number=newest.number,
        first=oldest.number,
        type=newest.type_name if alone else "",
        at=newest.at,
        since=oldest.at,
        who=Who(actor.person_id, person_name(actor.person_id, names), actor.role, actor.auth),
        what=event_words(newest, names) if alone else hidden_words(group),
        case_id=newest.case_id,
        section=newest.section if alone else None,
        why=_why(newest, behind) if alone else None,
        digest=newest.digest,
        outcome=newest.outcome,
        settings=event_settings(newest, behind.calls.get(newest.text("run"), ())) if alone else {},
        folded=() if alone else tuple(timeline_entry((event,), names, behind) for event in group),
    )


def wanted_of(groups: Sequence[Group], *, contents: bool) -> Wanted:
    """What the lines of these groups are shown with; reasons of what was done in a case only with `contents`."""
    events = [event for group in groups for event in group]
    alone = [group[0] for group in groups if len(group) == 1]
    reasons = (event.refs[REASON] for event in alone if REASON in event.refs and (contents or not event.case_id))
    told = (name for event in events for name in (event.actor.person_id, event.text("person")))
    return Wanted(
        people=frozenset(name for name in told if name),
        commitments=frozenset(reasons),
        runs=frozenset(event.text("run") for event in alone if event.text("run")),
    )


def _why(event: ToldEvent, behind: Behind) -> str | None:
    """The reason: its words, else the code that stands for it; what the program says by itself is no reason given."""
    if REASON in event.refs:
        return behind.words(event.refs[REASON])
    code = event.text("code")
    return code.replace("_", " ") if code in PERSONS_CODES else None


def hidden_words(group: Sequence[ToldEvent]) -> str:
    """What is folded away, counted."""
    counted = Counter(event.type for event in group if event.type)
    if set(counted) == {EventType.ANSWER_SET}:
        return f"{len(group)} routine saves hidden"
    parts = (f"{n} {ROUTINE[kind][n > 1]}" for kind, n in counted.most_common())
    return f"{len(group)} routine events hidden: {', '.join(parts)}"
