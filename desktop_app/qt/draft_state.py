"""What the drafting workspace shows, as frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desktop_app.domain.calibrated import LaneEvidence
from desktop_app.domain.case import CaseFile
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.confidence import Band
from desktop_app.domain.coverage import Coverage
from desktop_app.domain.draft import EndpointPassed
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.evidence import Passage
from desktop_app.domain.finding import RaisedFinding, Severity
from desktop_app.domain.finding_fix import Fix
from desktop_app.domain.gate import Obstacle
from desktop_app.domain.library_change import LibraryChange
from desktop_app.domain.markup import Anchor, Piece, Words
from desktop_app.domain.proposed_edit import ProposedEdit
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.redline import Redline
from desktop_app.domain.route import Route
from desktop_app.domain.section import RevisionKind, SectionState
from desktop_app.domain.support_reading import SentenceReading
from desktop_app.domain.text import SectionText, Span
from desktop_app.qt.approval_needs import ApprovalNeed
from desktop_app.qt.evidence_state import CitedSource
from desktop_app.qt.thread_reading import Threads


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a blocking finding may stand, who said so, and when."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding of a section's current text: what it says, what would put it right, whether it was answered or is about
    an answer that was changed since, and what was said of it where it would block. `passage` is what it is about where
    that is a document's and not the section's."""

    raised: RaisedFinding
    section: str
    title: str
    number: int
    fix: Fix | None
    answered: bool
    explained: Explained | None = None
    passage: Passage | None = None
    outdated: bool = False

    @property
    def finding_id(self) -> str:
        """Its identifier."""
        return self.raised.finding_id

    @property
    def about(self) -> tuple[object, ...]:
        """What it is about: the same in each section that holds it where it is about a document."""
        details = self.raised.finding.details
        return (self.raised.rule, *sorted(details.items())) if "document" in details else (self.finding_id,)

    @property
    def kept(self) -> bool:
        """Whether a person has let it stand, which needs no explanation for what does not block."""
        return self.answered and not self.outdated and self.raised.severity is not Severity.BLOCKER

    @property
    def blocks(self) -> bool:
        """Whether the case cannot be sent while it is open."""
        return self.raised.severity is Severity.BLOCKER and not self.answered


def by_what_they_are_about(findings: Sequence[ShownFinding]) -> tuple[tuple[ShownFinding, ...], ...]:
    """Those that are about the same together, in the order of the first of each."""
    found: dict[tuple[object, ...], list[ShownFinding]] = {}
    for finding in findings:
        found.setdefault(finding.about, []).append(finding)
    return tuple(map(tuple, found.values()))


@dataclass(frozen=True, slots=True)
class Version:
    """A revision as it is listed: by whom or which model of which endpoint, when, at which cost (US dollars; None:
    unknown)."""

    revision_id: str
    seq: int
    kind: RevisionKind
    by: str
    model: str
    at: datetime
    cost: Decimal | None
    current: bool
    text: SectionText
    anchors: tuple[Anchor, ...]
    cached: bool = False
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What waits to be taken or left: a redraft beside human text, or what a reviewer changed (`by` is their name).

    `edits` are its changes as they can be taken one by one, `reason` what the redraft was asked for, `nowhere` the
    numbers that it cites and that are of no source, `alone` its changes that are only taken where each is chosen.
    """

    line: Redline
    anchors: tuple[Anchor, ...]
    model: str
    by: str = ""
    edits: tuple[ProposedEdit, ...] = ()
    reason: str = ""
    nowhere: frozenset[int] = frozenset()
    alone: frozenset[int] = frozenset()
    one_by_one: bool = False
    """Whether a change of somebody else's is in it that is not settled together with others."""


@dataclass(frozen=True, slots=True)
class ShownLane:
    """The pass lane as a section's draft stands to it: how far the evidence for such drafts is, and the chance that was
    measured with the least that was signed for; both None where no lane is open."""

    evidence: LaneEvidence
    probability: Decimal | None = None
    at_least: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionStanding:
    """Why a section's text stands as it does: its route, what was found in it, what it cites and who drafted it."""

    revision_id: str | None
    route: Route | None
    small_model: bool
    findings: tuple[ShownFinding, ...]
    sources: tuple[CitedSource, ...]
    facts_cited: tuple[int, int] = (0, 0)
    lane: ShownLane | None = None

    @property
    def band(self) -> Band | None:
        """Its confidence."""
        return self.route.band if self.route else None

    @property
    def open_findings(self) -> tuple[ShownFinding, ...]:
        """Those that nobody has answered, notes left out."""
        return tuple(f for f in self.findings if not f.answered and f.raised.severity is not Severity.NOTE)

    @property
    def explained_findings(self) -> tuple[ShownFinding, ...]:
        """Those that would block, had nobody said why they may stand."""
        return tuple(f for f in self.findings if f.explained)

    @property
    def kept_findings(self) -> tuple[ShownFinding, ...]:
        """Those that a person has looked at and left as they are."""
        return tuple(f for f in self.findings if f.kept)

    @property
    def has_text(self) -> bool:
        """Whether a text is recorded."""
        return self.revision_id is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDraft(SectionStanding):
    """A section as it stands. `preview` is the markup that an interrupted run kept, `unanswered` says that no model
    wrote what was asked for last; `typing` is what the person types and is no edit yet; `offered` what they typed once
    and something else stands there now. `cached`: no model was asked for its draft; `unusable`: none of the answers for
    it had the shape that the form asks for; `waits`: it is drafted once a model answers, with the line `waits_with`
    that its person added. `replaced` counts the names and numbers of persons that were replaced before sending,
    `library_changes` are those of libraries since the text cited them."""

    section: str
    number: int
    title: str
    by_person: bool
    state: SectionState
    text: SectionText
    anchors: tuple[Anchor, ...]
    model: str
    presets: Mapping[str, str]
    uses_answers: tuple[str, ...]
    uses_others: tuple[str, ...]
    changed_inputs: tuple[str, ...]
    preview: str
    typing: str | None
    offered: tuple[WorkingText, ...]
    proposal: Proposal | None
    versions: tuple[Version, ...]
    changed: tuple[Span, ...] = ()
    supports: tuple[SentenceReading, ...] = ()
    cached: bool = False
    unusable: bool = False
    unanswered: bool = False
    waits: bool = False
    waits_with: str = ""
    library_changes: tuple[LibraryChange, ...] = ()
    replaced: int = 0
    required: bool = True
    coverage: Coverage | None = None

    @property
    def version_before(self) -> Version | None:
        """The version before the current one."""
        at = next((at for at, version in enumerate(self.versions) if version.current), len(self.versions))
        return self.versions[at + 1] if at + 1 < len(self.versions) else None


@dataclass(frozen=True, slots=True)
class Spending:
    """What a call cost, for the breakdown."""

    section: str
    model: str
    cost: Decimal | None
    listed: str


@dataclass(frozen=True, slots=True)
class Meter:
    """What the case has cost against its budget, and how long first words took. None where it is not known.

    `share` is that of the case's budget which is spent or reserved, `near` says which other budgets are nearly spent.
    `late_is_assembled`: where first words are late the form offers the assembled draft.
    """

    cost: Decimal | None
    calls: int
    budget: Decimal
    currency: str
    first_ms: int | None
    first_budget_ms: int
    cached: float | None
    spent: tuple[Spending, ...]
    share: float | None = None
    near: tuple[str, ...] = ()
    late_is_assembled: bool = False


@dataclass(frozen=True, slots=True)
class WayOn:
    """What happens to the case when it is sent: sections by route, and the approvals that it then needs."""

    flagged: tuple[str, ...]
    blocked: tuple[str, ...]
    needs: tuple[ApprovalNeed, ...]
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftState:
    """The case as it is drafted. `locked` says why nothing can be changed, `reason_wanted` that a change needs one;
    `cached_drafts` counts what models wrote and what is kept for the same request."""

    facts: CaseFacts
    sections: tuple[SectionDraft, ...]
    meter: Meter
    obstacles: tuple[Obstacle, ...]
    way_on: WayOn
    chain: tuple[Endpoint, ...]
    locked: str
    can_send: bool
    returned_for: str
    reason_wanted: bool = False
    reason_missing: bool = False
    cached_drafts: int = 0
    threads: Threads = Threads("")
    """The comments."""

    @property
    def file(self) -> CaseFile:
        """The case."""
        return self.facts.record.file

    @property
    def has_model(self) -> bool:
        """Whether a model writes, so that it can be asked for something."""
        return any(endpoint.is_model for endpoint in self.chain)

    @property
    def findings(self) -> tuple[ShownFinding, ...]:
        """All that are open, in the order of the sections."""
        return tuple(finding for section in self.sections for finding in section.open_findings)

    @property
    def explained(self) -> tuple[ShownFinding, ...]:
        """All that somebody has explained, in the order of the sections."""
        return tuple(finding for section in self.sections for finding in section.explained_findings)

    def section(self, name: str) -> SectionDraft | None:
        """The section of that name."""
        return next((each for each in self.sections if each.section == name), None)


class Stage(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    READING = "reading"
    WRITING = "writing"
    WAITING = "waiting"


@dataclass(slots=True)
class Live:
    """A section that is being drafted now: what has come so far, and since when. Times are a clock's seconds."""

    case_id: str
    section: str
    stage: Stage = Stage.QUEUED
    endpoint: Endpoint | None = None
    asked_at: float = 0.0
    first_at: float | None = None
    pieces: list[Piece] = field(default_factory=list)
    words: int = 0
    waits: str = ""
    passed: EndpointPassed | None = None

    def begin(self, endpoint: Endpoint, now: float) -> None:
        """An endpoint is asked: what came before is void."""
        self.stage, self.endpoint, self.asked_at, self.first_at = Stage.READING, endpoint, now, None
        self.pieces, self.words, self.waits, self.passed = [], 0, "", None

    def take(self, pieces: Sequence[Piece], now: float) -> None:
        """These pieces came."""
        self.first_at = self.first_at or now
        self.stage = Stage.WRITING
        self.pieces += pieces
        self.words += sum(len(piece.text.split()) for piece in pieces if isinstance(piece, Words))

    def words_a_second(self, now: float) -> int | None:
        """Measured since the first words; None before there is a second of them."""
        lasted = now - self.first_at if self.first_at is not None else 0.0
        return round(self.words / lasted) if lasted >= 1.0 else None


@dataclass(frozen=True, slots=True)
class Fallen:
    """A server failed while it wrote a section. `following` is asked now; None: none is left, and what was streamed is
    kept as so many words. `passed`: it was not asked, for the reason that `words` tell; `poor`: no budget allows any.
    """

    case_id: str
    section: str
    endpoint: str
    words: str
    following: Endpoint | None
    kept: int
    at: datetime
    auth: bool = False
    passed: bool = False
    poor: bool = False
