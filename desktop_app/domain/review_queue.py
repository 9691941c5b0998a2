"""What waits for decisions: why each case is there, which is looked at first, and what a person asks to see of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.confidence import Band
from desktop_app.domain.route import RouteKind
from desktop_app.domain.work import Seat

WAITING_STATES = (CaseState.REVIEW, CaseState.ESCALATED, CaseState.SIGN_OFF)
BANDS = (Band.HIGH, Band.MEDIUM, Band.LOW)
"""From the best to the worst."""
QUEUE_PAGE = 60
"""Cases that are read at once."""


class Cause(StrEnum):
    """Why a case is in the queue, in the order in which cases are looked at."""

    BLOCKED = "blocked"
    ESCALATED = "escalated"
    FLAGGED = "flagged"
    SAMPLE = "sample"
    SECOND_APPROVAL = "second_approval"
    SIGN_OFF = "sign_off"


CAUSES = tuple(Cause)


class QueueOrder(StrEnum):
    """By risk (why it is here, then when it is due), by when it is due, by how long it waits, or by name."""

    RISK = "risk"
    DUE = "due"
    AGE = "age"
    TITLE = "title"


class Whose(StrEnum):
    """Cases of anybody, those assigned to the person, those assigned to nobody, or those that the person put off."""

    ALL = "all"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class SectionStanding:
    """A section of a case whose current text has a route, and who has approved that text at the case's stage."""

    route: RouteKind
    band: Band
    is_sample: bool
    approvers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weight:
    """What a case asks of those who decide about it.

    `blocked` and `flagged` are its sections that nobody has approved yet, `sampled` those flagged ones that would pass
    and were drawn for the sample, `seconded` those that somebody has approved. `band` is the worst of what waits.
    `done` are the persons who have approved all that waits, or for whom a delegate has: they have nothing left to
    decide in it.
    """

    cause: Cause
    band: Band | None
    blocked: int
    flagged: int
    sampled: int
    seconded: int
    done: frozenset[str]


def weigh(state: CaseState, stage: str | None, sections: Iterable[SectionStanding]) -> Weight | None:
    """What follows from where a case stands; None where nobody but its author has anything to do in it."""
    if state not in WAITING_STATES or (state is CaseState.SIGN_OFF and stage is None):
        return None
    every = tuple(sections)
    waiting = every if state is CaseState.SIGN_OFF else tuple(s for s in every if s.route is not RouteKind.PASS)
    left = [section for section in waiting if not section.approvers]
    blocked = sum(section.route is RouteKind.BLOCK for section in left)
    flagged = sum(section.route is RouteKind.FLAG for section in left)
    sampled = sum(section.is_sample for section in left)
    cause = _cause(state, blocked, flagged, sampled, is_left=bool(waiting))
    if cause is None:
        return None
    worst = max((BANDS.index(section.band) for section in left or waiting), default=None)
    approvers = [section.approvers for section in waiting]
    return Weight(
        cause=cause,
        band=None if worst is None else BANDS[worst],
        blocked=blocked,
        flagged=flagged,
        sampled=sampled,
        seconded=len(waiting) - len(left),
        done=frozenset.intersection(*approvers) if approvers else frozenset(),
    )


def _cause(state: CaseState, blocked: int, flagged: int, sampled: int, *, is_left: bool) -> Cause | None:
    if state is CaseState.SIGN_OFF:
        return Cause.SIGN_OFF
    if state is CaseState.ESCALATED:
        return Cause.ESCALATED
    if blocked:
        return Cause.BLOCKED
    if flagged:
        return Cause.SAMPLE if sampled == flagged else Cause.FLAGGED
    return Cause.SECOND_APPROVAL if is_left else None


@dataclass(frozen=True, slots=True)
class QueuedCase:
    """A case that waits for a decision, as one person sees it. `since` is when it came to its stage.

    `assigned_to` and `reviewing` are names (empty: nobody) of who is to decide and of who has it open; `is_theirs` that
    another person has it open or is to decide, `snoozed_until` till when this person put it off.
    """

    file: CaseFile
    form: str
    author: str
    since: datetime
    cause: Cause
    blocked: int = 0
    flagged: int = 0
    seconded: int = 0
    band: Band | None = None
    returned: int = 0
    due: datetime | None = None
    sampled: int = 0
    assigned_to: str = ""
    reviewing: str = ""
    is_theirs: bool = False
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """What a person asks to see of the queue: cases of others that they may decide about from their `seat`, at `now`.

    `words` stand in a case's title or reference; `hidden` are cases that are decided and not yet recorded. Cases that
    were put off come back when their time is over, and none is hidden once it is due.
    """

    seat: Seat
    now: datetime
    words: str = ""
    cause: Cause | None = None
    whose: Whose = Whose.ALL
    overdue: bool = False
    form: str = ""
    order: QueueOrder = QueueOrder.RISK
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many cases there are: by cause whatever cause is asked for, by form whatever form is; those that are due
    within a day, and those whose time is over. `dated` says whether any has a time at all."""

    causes: Mapping[Cause, int] = field(default_factory=dict)
    forms: Mapping[str, int] = field(default_factory=dict)
    soon: int = 0
    overdue: int = 0
    dated: bool = False

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self.causes.values())


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where a case stands in a queue of so many (0: it is not in it), and the cases before and after it."""

    number: int = 0
    count: int = 0
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Workload:
    """What a person has to decide (None: what nobody has): how many cases, since when the oldest waits, how many are
    over their time, and how many they have open now."""

    person_id: str | None
    cases: int
    oldest: datetime | None
    overdue: int
    reviewing: int = 0


@dataclass(frozen=True, slots=True)
class NamedLoad:
    """What somebody has to decide, and what they are called (empty: what nobody in particular is to decide)."""

    name: str
    load: Workload


def search_words(title: str, reference: str) -> str:
    """What is looked through for words, and what cases are ordered by when they are ordered by name."""
    return f"{title} {reference}".casefold()
