"""What the review workspace shows, as one frozen value, and what is left to do before a decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.authorship import WrittenWords
from desktop_app.domain.case import CaseFile
from desktop_app.domain.confidence import Band
from desktop_app.domain.exchange import AwayFrom
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.one_by_one import OneByOne
from desktop_app.domain.redline import ChangeKind, Redline
from desktop_app.domain.review_marks import ChangeKey as ChangeKey
from desktop_app.domain.review_marks import Marks as Marks
from desktop_app.domain.route import RouteKind, RouteReason
from desktop_app.domain.stage_standing import StageStanding
from desktop_app.domain.standing import Lapse, StandingSignature
from desktop_app.domain.support_reading import SentenceReading
from desktop_app.qt.approval_needs import ApprovalNeed
from desktop_app.qt.draft_state import SectionStanding
from desktop_app.qt.evidence_state import CitedSource
from desktop_app.qt.thread_reading import Threads


class Side(StrEnum):
    """Whose hand: the author of the case or somebody who reviews it."""

    ANALYST = "analyst"
    REVIEWER = "reviewer"


class Fate(StrEnum):
    """What has become of a change."""

    WAITS = "waits"
    SETTLED = "settled"
    WITH_AUTHOR = "with_author"


class Step(StrEnum):
    """What the person can do about the case as a whole."""

    APPROVE = "approve"
    SIGN = "sign"
    CONFIRM = "confirm"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """A change of a section as people see it. `author` is a name, empty where a draft made it; `accepted`
    says that this person has taken it, `settled` that they settled it and can take that back. One that they left out
    has no words in the text any more: its number is below 0."""

    section: str
    number: int
    before: str
    after: str
    author: str
    side: Side
    yours: bool
    at: datetime
    fate: Fate
    accepted: bool = False
    settled: bool = False
    kind: ChangeKind = ChangeKind.WORDS
    one_by_one: OneByOne | None = None
    """Why it is not settled together with others."""

    @property
    def key(self) -> ChangeKey:
        """What the change is called by."""
        return self.section, self.number


@dataclass(frozen=True, slots=True)
class SectionReview:
    """A section under review. `line` is its difference from the machine draft or from what the person settled last,
    `drafted` the machine draft alone; they are None where there is none. `clean` is the text alone, `sent` the text as
    its author left it. `was` is the band of the draft where people have made it better since.

    `why` is why it stands as it does; `needs_me` says that it waits for this person's approval; `obstacles` are why it
    cannot be approved as it is, and `with_author` that its author has to settle words of this person first.
    """

    section: str
    title: str
    number: int
    revision_id: str
    text: MarkedText
    line: Redline | None
    clean: Redline
    drafted: Redline | None
    sent: Redline
    cards: tuple[ChangeCard, ...]
    band: Band | None
    was: Band | None
    route: RouteKind | None
    reasons: tuple[RouteReason, ...]
    needs_me: bool
    approved_by: tuple[str, ...]
    obstacles: tuple[str, ...]
    with_author: bool
    sources: tuple[CitedSource, ...]
    flagged_citations: frozenset[int]
    edited: float
    why: SectionStanding
    written: tuple[int, int] = (0, 0)
    """How many words a person wrote, and how many there are."""
    supports: tuple[SentenceReading, ...] = ()
    """How each sentence that cites is supported."""
    since: Redline | None = None
    """What has changed in it since the person last looked; None where nothing has, or where they never did."""
    words: tuple[WrittenWords, ...] = ()
    """Who wrote each of its words."""
    taken: Mapping[ChangeKey, tuple[int, bool]] = field(default_factory=dict)
    """What the person settled last and can take back: by the key of each card, its number as it waited, and whether it
    was accepted."""

    @property
    def is_blocked(self) -> bool:
        """Whether it is approved by itself, with a reason."""
        return self.route is RouteKind.BLOCK

    @property
    def waiting(self) -> tuple[ChangeCard, ...]:
        """The changes that this person has to settle."""
        return tuple(card for card in self.cards if card.fate is Fate.WAITS)


@dataclass(frozen=True, slots=True)
class ReviewState:
    """A case before the person who decides. `deciders` are who else can, `role` what the person decides as.

    `commitments` are those of each section's text; `has_key` says that the person has a passphrase to sign with.
    `place` is the number of the case in the person's queue and how many are in it, `following` the case after it and
    `preceding` the one before; `usual_share` is what people usually write of a draft of this form, as far as that is
    known; `names` are words that are right in this case though no dictionary knows them; `marks` are what the person
    has done about it when it was last shown; `needs` are the approvals on the whole way of the case.
    """

    file: CaseFile
    form_title: str
    author: str
    mine: bool
    step: Step
    role: str
    deciders: tuple[str, ...]
    escalates_to: tuple[str, ...]
    escalate_role: str
    sections: tuple[SectionReview, ...]
    checklist: tuple[str, ...]
    approvals: int
    commitments: Mapping[str, str]
    has_key: bool = True
    reasons: tuple[str, ...] = ()
    place: tuple[int, int] = (0, 0)
    following: str = ""
    preceding: str = ""
    usual_share: float | None = None
    names: frozenset[str] = frozenset()
    marks: Marks = Marks()
    needs: tuple[ApprovalNeed, ...] = ()
    threads: Threads = Threads("")
    """The comments."""
    lapses: tuple[tuple[str, str, Lapse], ...] = ()
    """Approvals that do not count any more: by whom, of which section, and what ended them."""
    looked: datetime | None = None
    """When the person last had to do with it, where it was returned and has come back."""
    away: AwayFrom | None = None
    """Where another machine has the case, so that it is only read here."""
    signatures: tuple[StandingSignature, ...] = ()
    """Those that were made so far, with what each is worth."""
    behalf: str = ""
    """The name of the person for whom they decide; empty for who decides for themselves."""
    stage: str = ""
    """The stage that they decide in, of those that the case waits in."""
    stages: tuple[StageStanding, ...] = ()
    """All stages that the case waits in at the same time."""

    def section(self, name: str) -> SectionReview | None:
        """The section of that name."""
        return next((section for section in self.sections if section.section == name), None)

    @property
    def cards(self) -> tuple[ChangeCard, ...]:
        """All changes, in the order of the document."""
        return tuple(card for section in self.sections for card in section.cards)

    @property
    def written(self) -> tuple[int, int]:
        """How many words of the case a person wrote, and how many words it has."""
        return sum(s.written[0] for s in self.sections), sum(s.written[1] for s in self.sections)

    @property
    def standing(self) -> StageStanding | None:
        """How the case stands in the stage that this person decides in."""
        return next((each for each in self.stages if each.stage.stage == self.stage), None)

    @property
    def is_escalated(self) -> bool:
        """Whether this person decides since it was escalated, and can hand it back."""
        return self.can_decide and self.standing is not None and self.standing.escalation is not None

    @property
    def can_escalate(self) -> bool:
        """Whether it can wait for somebody higher."""
        return self.step in (Step.APPROVE, Step.SIGN) and not self.is_escalated

    @property
    def can_decide(self) -> bool:
        """Whether this person is asked."""
        return self.step is not Step.NONE

    @property
    def can_edit(self) -> bool:
        """Whether this person may change the text: while they review it."""
        return self.step is Step.APPROVE


class LeftKind(StrEnum):
    """What can be left to do."""

    OBSTACLE = "obstacle"
    CHANGE = "change"
    READ = "read"
    AUTHOR = "author"
    CHECK = "check"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is left, how many of it, and the section where the first one is."""

    kind: LeftKind
    count: int
    section: str = ""


def is_read(section: SectionReview, marks: Marks) -> bool:
    """Whether its end has been on screen and what is doubtful in it was opened. One that passes needs no mark."""
    opened = all((section.section, number) in marks.opened for number in section.flagged_citations)
    return not section.needs_me or (section.section in marks.read and opened)


def to_approve(state: ReviewState) -> tuple[SectionReview, ...]:
    """What the one signature of the decision bar is about: the flagged sections together, or the last blocked one."""
    waiting = tuple(section for section in state.sections if section.needs_me)
    flagged = tuple(section for section in waiting if not section.is_blocked)
    return flagged or waiting[:1]


def left_for(state: ReviewState, marks: Marks, sections: tuple[SectionReview, ...]) -> tuple[Left, ...]:
    """What is left before these sections are approved together, worst first."""
    unread = [s.section for s in sections if not is_read(s, marks)]
    unsettled = [card for s in sections for card in s.waiting if card.key not in marks.chosen]
    stuck, with_author = _stuck(sections)
    unchecked = len(state.checklist) - len(marks.checked)
    found = (
        Left(LeftKind.OBSTACLE, len(stuck), stuck[0] if stuck else ""),
        Left(LeftKind.AUTHOR, len(with_author), with_author[0] if with_author else ""),
        Left(LeftKind.CHECK, unchecked),
        Left(LeftKind.CHANGE, len(unsettled), unsettled[0].section if unsettled else ""),
        Left(LeftKind.READ, len(unread), unread[0] if unread else ""),
    )
    return tuple(left for left in found if left.count)


def tells_approvals(state: ReviewState, marks: Marks, section: SectionReview) -> bool:
    """Whether who has approved the section is said: to who still decides about it only after their own checks, so that
    the first decision does not lead the second."""
    return bool(section.approved_by) and not (section.needs_me and left_for(state, marks, (section,)))


def left_before(state: ReviewState, marks: Marks) -> tuple[Left, ...]:
    """What is left before the decision bar's signature."""
    if state.step is Step.APPROVE:
        sections = to_approve(state)
        blocked = [s.section for s in state.sections if s.needs_me and s.is_blocked and s not in sections]
        others = (Left(LeftKind.BLOCKED, len(blocked), blocked[0]),) if blocked else ()
        return (*left_for(state, marks, sections), *others)
    stuck, with_author = _stuck(state.sections)
    unchecked = len(state.checklist) - len(marks.checked)
    found = (
        Left(LeftKind.OBSTACLE, len(stuck), stuck[0] if stuck else ""),
        Left(LeftKind.AUTHOR, len(with_author), with_author[0] if with_author else ""),
        Left(LeftKind.CHECK, unchecked),
    )
    return tuple(left for left in found if left.count)


def _stuck(sections: tuple[SectionReview, ...]) -> tuple[list[str], list[str]]:
    """The sections that cannot be approved as they are, and those that only their author's word on them holds up."""
    stuck = [s.section for s in sections if s.obstacles and not s.with_author]
    return stuck, [s.section for s in sections if s.with_author]
