"""Everything that is kept of one case, as one frozen value, and what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.domain.case import Answer, CaseFile
from desktop_app.domain.case_life import Amendment, CaseOrigin, LeftAnswer, LifeKind, LifeStep, Voided
from desktop_app.domain.change_reason import ChangeReason
from desktop_app.domain.comment import Comment, Resolution
from desktop_app.domain.delegation import DecidedFor
from desktop_app.domain.evidence import Citation, Document
from desktop_app.domain.finding import AnswerKind, FindingAnswer, RaisedFinding, Severity
from desktop_app.domain.gate_entry import Escalation, GateEntry, GateExit
from desktop_app.domain.lane import LaneStanding, OpenedLane
from desktop_app.domain.markup import Anchor, MarkedText
from desktop_app.domain.person_key import Signer
from desktop_app.domain.review import DecidedSection, Decision, DecisionKind, Supersession
from desktop_app.domain.route import RouteDecided
from desktop_app.domain.section import Input, Revision, RevisionKind
from desktop_app.domain.signature import Signature
from desktop_app.domain.support import SentenceSupport
from desktop_app.domain.text import OriginSpan
from desktop_app.domain.usage import Call, Run, RunOutcome, RunSource, SourceKind
from desktop_app.domain.wording_threshold import WordingThreshold


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """One case: rows as they are kept, in the order in which they were recorded. Maps are by revision.

    `signers` are those who decided, by person, with their names and keys as this store knows them:
    no part of the case.

    `lanes` are the open pass lanes of the case's form, of whatever version of it; `wording` is from which score on a
    wording is a close match in cases of its pack, None where that was never calibrated.
    """

    file: CaseFile
    answers: tuple[Answer, ...] = ()
    documents: tuple[Document, ...] = ()
    revisions: tuple[Revision, ...] = ()
    heads: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, tuple[OriginSpan, ...]] = field(default_factory=dict)
    citations: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    findings: Mapping[str, tuple[RaisedFinding, ...]] = field(default_factory=dict)
    supports: Mapping[str, tuple[SentenceSupport, ...]] = field(default_factory=dict)
    finding_answers: tuple[FindingAnswer, ...] = ()
    routes: Mapping[str, RouteDecided] = field(default_factory=dict)
    inputs: Mapping[str, tuple[Input, ...]] = field(default_factory=dict)
    runs: tuple[Run, ...] = ()
    calls: tuple[Call, ...] = ()
    sources: tuple[RunSource, ...] = ()
    decisions: tuple[Decision, ...] = ()
    decided: tuple[DecidedSection, ...] = ()
    superseded: tuple[Supersession, ...] = ()
    signatures: tuple[Signature, ...] = ()
    reasons: tuple[ChangeReason, ...] = ()
    comments: tuple[Comment, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    entries: tuple[GateEntry, ...] = ()
    exits: tuple[GateExit, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    decided_for: tuple[DecidedFor, ...] = ()
    standings: Mapping[str, LaneStanding] = field(default_factory=dict)
    lanes: tuple[OpenedLane, ...] = ()
    wording: WordingThreshold | None = None
    life: tuple[LifeStep, ...] = ()
    origin: CaseOrigin | None = None
    amendment: Amendment | None = None
    voided: tuple[Voided, ...] = ()
    left: tuple[LeftAnswer, ...] = ()
    signers: Mapping[str, Signer] = field(default_factory=dict, compare=False)

    @property
    def version(self) -> int:
        """Which version of the case it is, from 1: each amendment is the next one."""
        return self.origin.version if self.origin else 1

    @property
    def authors(self) -> frozenset[str]:
        """Everybody whose case it is or was: none of them decides about it."""
        before = (step.was for step in self.life if step.kind is LifeKind.REASSIGN and step.was)
        return frozenset((self.file.created_by, *before))

    @property
    def opened_by(self) -> str:
        """Who opened it, whoever has it now."""
        before = (step.was for step in self.life if step.kind is LifeKind.REASSIGN and step.was)
        return next(before, self.file.created_by)

    @property
    def packs(self) -> frozenset[str]:
        """The packs that the case was ever pinned to."""
        before = (step.was for step in self.life if step.kind is LifeKind.MIGRATE and step.was)
        return frozenset((self.file.pack_digest, *before))

    def life_words(self, *kinds: LifeKind) -> str:
        """The reason of the newest of these steps; empty where there was none."""
        return next((step.words.text for step in reversed(self.life) if step.kind in kinds), "")

    @property
    def revoked(self) -> frozenset[str]:
        """The commands that were signed with a key after it was reported as compromised: they count for nothing."""
        keys = {s.command_id: s.public_key for s in self.signatures}
        return frozenset(
            d.command_id
            for d in self.decisions
            if d.command_id in keys
            and d.person_id in self.signers
            and (known := self.signers[d.person_id].key(keys[d.command_id])) is not None
            and known.revoked_at(d.at) is not None
        )

    @property
    def attached(self) -> tuple[Document, ...]:
        """The documents that the case has now, without those that were removed."""
        return tuple(document for document in self.documents if not document.removed)

    @property
    def open_entries(self) -> tuple[GateEntry, ...]:
        """The gates that the case waits at."""
        left = {each.entry_id for each in self.exits}
        return tuple(entry for entry in self.entries if entry.entry_id not in left)

    def escalation(self, gate: str) -> Escalation | None:
        """That the gate waits for another role, as long as the case waits there."""
        here = {entry.entry_id for entry in self.open_entries if entry.gate == gate}
        return next((each for each in self.escalations if each.entry_id in here), None)

    def principal(self, command_id: str) -> str | None:
        """For whom a decision was made by a delegate; None where somebody decided for themselves."""
        return next((each.person_id for each in self.decided_for if each.command_id == command_id), None)

    def voices(self, decision: Decision) -> frozenset[str]:
        """Whose decision it is: who made it, and for whom."""
        return frozenset((decision.person_id, self.principal(decision.command_id) or decision.person_id))

    def revision(self, revision_id: str) -> Revision | None:
        """The revision of that id."""
        return next((r for r in self.revisions if r.revision_id == revision_id), None)

    def head(self, section: str) -> Revision | None:
        """The section's current revision."""
        return self.revision(self.heads[section]) if section in self.heads else None

    def original(self, revision: Revision) -> Revision:
        """The revision that this one is: itself, or the one that it restored."""
        found = revision
        while found.kind is RevisionKind.RESTORE:
            settled = self.revision(found.parent_id or "")
            before = self.revision((settled and settled.parent_id) or "")
            if before is None:
                break
            found = before
        return found

    def runs_of(self, section: str) -> tuple[Run, ...]:
        """The attempts to draft the section, oldest first, without what was only asked to compare or to read it."""
        apart = (RunOutcome.REPLAYED, RunOutcome.READ)
        return tuple(r for r in self.runs if r.section == section and r.outcome not in apart)

    def preview_of(self, section: str) -> str:
        """The markup that an interrupted run of the section kept, where no text has come since."""
        last, head = next(reversed(self.runs_of(section)), None), self.head(section)
        if last is None or last.partial is None or last.outcome is RunOutcome.FINISHED:
            return ""
        return last.partial.text if head is None or head.created_at < last.ended else ""

    def cached_from(self, run_id: str) -> str | None:
        """The run whose text this one took from the cache; None where a model was asked."""
        cached = (s.source_run for s in self.sources if s.run_id == run_id and s.kind is SourceKind.CACHED)
        return next(cached, None)

    def anchors_of(self, revision: Revision | None) -> tuple[Anchor, ...]:
        """Where a revision cites what."""
        citations = self.citations.get(revision.revision_id, ()) if revision else ()
        return tuple(Anchor(c.number, c.start, c.end) for c in citations)

    def marked(self, revision: Revision) -> MarkedText:
        """A revision with its citations and the origins of its words."""
        spans = self.spans.get(revision.revision_id, ())
        return MarkedText(revision.section_text, self.anchors_of(revision), spans)

    def calls_of(self, run_id: str) -> tuple[Call, ...]:
        """The calls of a run, or of the one whose text it took from the cache."""
        asked = self.cached_from(run_id) or run_id
        return tuple(call for call in self.calls if call.run_id == asked)

    def answered_in(self, run_id: str) -> Call | None:
        """The call that gave the text of a run; None where none did."""
        return next((call for call in reversed(self.calls_of(run_id)) if call.error_class is None), None)

    def of_section(self, section: str) -> tuple[Revision, ...]:
        """The section's revisions, oldest first."""
        return tuple(r for r in self.revisions if r.section == section)

    def proposal(self, section: str) -> Revision | None:
        """The redraft that waits beside human text: the newest revision, where it is a proposal."""
        newest = self.of_section(section)[-1:]
        return newest[0] if newest and newest[0].kind is RevisionKind.PROPOSAL else None

    def lane_of(self, revision_id: str) -> OpenedLane | None:
        """The lane that was open for a revision when it was drafted, where it is open still."""
        standing = self.standings.get(revision_id)
        return next((lane for lane in self.lanes if standing and lane.lane_id == standing.lane_id), None)

    def answer_to(self, finding_id: str) -> AnswerKind | None:
        """What a person did about a finding, last."""
        kinds = [a.kind for a in self.finding_answers if a.finding_id == finding_id]
        return kinds[-1] if kinds else None

    def open_blockers(self, revision_id: str) -> tuple[RaisedFinding, ...]:
        """The blockers of a revision that nobody has fixed or explained."""
        return tuple(
            f
            for f in self.findings.get(revision_id, ())
            if f.severity is Severity.BLOCKER and self.answer_to(f.finding_id) is None
        )

    def approvals(self, section: str, gate: str) -> tuple[Decision, ...]:
        """The approvals at a gate that count for the section: of its current revision, not superseded, and not by a key
        that was revoked."""
        head = self.heads.get(section)
        lapsed = {(s.command_id, s.section) for s in self.superseded}
        commands = {
            d.command_id
            for d in self.decided
            if d.section == section and d.revision_id == head and (d.command_id, section) not in lapsed
        }
        commands -= self.revoked
        return tuple(
            d for d in self.decisions if d.command_id in commands and d.gate == gate and d.kind is DecisionKind.APPROVE
        )


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A case in a list."""

    file: CaseFile
    form: str
    sections: int
    approved: int
