"""What people do to a text: write, accept, reject, and answer findings. A draft never overwrites their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.audit import Entry, EventType
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.change_reason import ReasonCode, require_reason
from desktop_app.domain.citation_numbers import marked_with, numbered, numbers_of
from desktop_app.domain.dependency import Inputs
from desktop_app.domain.drafting_finding import standing_runs
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.explanation import require_explanation
from desktop_app.domain.finding import AnswerKind, FindingAnswer, RaisedFinding, Severity
from desktop_app.domain.form import Section
from desktop_app.domain.markup import MarkedText, cites_nothing, read_markup
from desktop_app.domain.new_text import NewText
from desktop_app.domain.one_by_one import require_named
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.record_rows import DropWorkingText, WorkingText
from desktop_app.domain.redline import accept_spans, carry, inherit, settle_marked
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.sole_editor import sole_editor
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.domain.waiting_changes import Waiting, settled_last, waiting_changes
from desktop_app.domain.working_text import dropped, read_place, require_base
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.grounding import Grounding
from desktop_app.services.ports import Chance
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.revising import Added, Revising, added_before
from desktop_app.services.withdrawing import make_current

_OPEN = (CaseState.DRAFT, CaseState.RETURNED, CaseState.WITHDRAWN, CaseState.REVIEW, CaseState.ESCALATED)


@dataclass(frozen=True, slots=True)
class _Change:
    """How a change is recorded: why (`words` None: the program says it), as which command, and what ends with it."""

    code: ReasonCode
    words: str | None = None
    command_id: str | None = None
    ends: tuple[DropWorkingText, ...] = ()


class Editing:
    """Applies people's changes, each as one revision and one event. A command that is given twice under one
    `command_id` is applied once, and answers the second time with the text as it stands."""

    def __init__(
        self,
        keeping: CaseKeeping,
        grounding: Grounding,
        revising: Revising,
        recording: Recording,
        store: Store,
        chance: Chance,
    ) -> None:
        self._keeping, self._grounding, self._revising = keeping, grounding, revising
        self._recording, self._store, self._chance = recording, store, chance

    @told_if_refused(EventType.EDIT_RECORDED)
    async def edit(
        self,
        acting: Acting,
        case_id: str,
        section: str,
        markup: str,
        reason: str = "",
        code: ReasonCode = ReasonCode.CORRECTION,
        *,
        command_id: str | None = None,
        base: str | None = None,
    ) -> Added:
        """Make this markup the section's text; where a `base` is given, only while that revision is its text.

        `[E2]` cites evidence 2 of the section; where no citation is typed at all, those of unchanged words are kept,
        unless the markup says that it cites nothing.
        The same text again says that it still holds after an input has changed. After the case has first been sent, a
        reason is needed.
        """
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return await self._standing(case_id, section)
        if base is not None and facts.record.heads.get(section) != base:
            raise Refused(
                "The text was changed at the same time.",
                next="Look at it as it is now, then do it again.",
                refusal=Refusal.STALE,
                section=section,
            )
        return await self._edit(acting, facts, section, markup, _Change(code, reason, command_id))

    async def close(
        self, acting: Acting, typed: WorkingText, reason: str = "", code: ReasonCode = ReasonCode.CORRECTION
    ) -> Added | None:
        """Make what was typed the section's text, and end its journal in the same entry.

        None where it says what stands there anyway. Raises Refused where the text that the typing began from is not
        the current one any more, and whatever `edit` raises; the journal is then as it was.
        """
        facts = await self._keeping.facts(typed.case_id)
        _, section = read_place(typed.place)
        if self._stands(facts, facts.require_section(section), typed):
            await self._store.commit(Entry(None, (dropped(typed),), ()))
            return None
        require_base(facts.record, typed)
        return await self._edit(acting, facts, section, typed.text, _Change(code, reason, ends=(dropped(typed),)))

    def _stands(self, facts: CaseFacts, section: Section, typed: WorkingText) -> bool:
        """Whether it is what the section says already. That an old text still holds is not said by typing."""
        head = facts.record.head(section.section)
        if head is None or not typed.text.strip():
            return head is None and not typed.text.strip()
        marked = self._written(facts, section, typed.text, typed.person_id, head.revision_id)
        return marked.text == head.section_text and marked.anchors == facts.record.anchors_of(head)

    async def _edit(self, acting: Acting, facts: CaseFacts, section: str, markup: str, change: _Change) -> Added:
        wanted = facts.require_section(section)
        actor = _editor(acting, facts, wanted)
        require_reason(facts.record.file, change.code, change.words or "")
        revision_id = self._chance.new_id()
        marked = self._written(facts, wanted, markup, acting.person.person_id, revision_id)
        head = facts.record.head(section)
        same = head is not None and head.section_text == marked.text
        undone = None if head is None or same else _undone(facts.record, head, marked, acting.person.person_id)
        if same and head and not facts.changed_inputs(wanted) and facts.record.anchors_of(head) == marked.anchors:
            way_on = "Change it, or leave it as it is."
            raise Refused("The text is the same as before.", next=way_on, refusal=Refusal.UNCHANGED, section=section)
        return await self._record(
            actor,
            facts,
            wanted,
            NewText(
                revision_id=revision_id,
                marked=replace(marked, spans=facts.record.spans[undone.revision_id]) if undone else marked,
                kind=RevisionKind.SETTLE if same or undone else RevisionKind.EDIT,
                evidence=await self.evidence(facts, section),
                slots=self._grounding.ground(facts, wanted).slots,
                endpoint=None,
                person_id=actor.person_id,
                parent=undone.revision_id if undone else None,
            ),
            change,
        )

    def _written(self, facts: CaseFacts, section: Section, markup: str, person_id: str, revision_id: str) -> MarkedText:
        writer = OriginSpan(0, 0, Origin.PERSON, person_id=person_id, source_revision=revision_id)
        marked = read_markup(markup, writer)
        if not marked.text.blocks:
            raise UsageError("The text is empty.", next="Write at least one word.")
        head = facts.record.head(section.section)
        if head is None:
            return marked
        before = head.section_text
        spans = inherit(facts.record.spans[head.revision_id], before, marked.text, writer)
        anchors = marked.anchors
        if not anchors and not cites_nothing(markup):
            anchors = carry(facts.record.anchors_of(head), before, marked.text)
        return MarkedText(marked.text, anchors, spans)

    @told_if_refused(EventType.TEXT_SETTLED)
    async def accept(
        self,
        acting: Acting,
        case_id: str,
        section: str,
        changes: Sequence[int] | None = None,
        *,
        rejected: Sequence[int] = (),
        command_id: str | None = None,
    ) -> Added:
        """Take the waiting changes: all but the `rejected`, or just these (the others are then rejected).

        Raises Refused where a change that is settled one by one is named in neither.
        """
        return await self._decided(acting, case_id, section, changes, rejected, command_id, accepting=True)

    @told_if_refused(EventType.TEXT_SETTLED)
    async def reject(
        self,
        acting: Acting,
        case_id: str,
        section: str,
        changes: Sequence[int] | None = None,
        *,
        accepted: Sequence[int] = (),
        command_id: str | None = None,
    ) -> Added:
        """Leave the waiting changes out: all but the `accepted`, or just these (the others are then taken).

        Raises Refused where a change that is settled one by one is named in neither.
        """
        return await self._decided(acting, case_id, section, changes, accepted, command_id, accepting=False)

    @told_if_refused(EventType.TEXT_SETTLED)
    async def take_back(self, acting: Acting, case_id: str, section: str, *, command_id: str | None = None) -> Added:
        """Restore the text before this person settled changes of it: they wait again, and the record keeps both."""
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return await self._standing(case_id, section)
        wanted = facts.require_section(section)
        actor = _editor(acting, facts, wanted)
        settled = settled_last(facts, section, acting.person.person_id)
        if settled is None:
            raise Refused(
                f"Nothing that you settled in “{wanted.title}” can be taken back.",
                next="Change the text, or return the case.",
                refusal=Refusal.NOT_WAITING,
                section=section,
            )
        numbers = numbers_of(facts, (settled.after,))
        return await self._record(
            actor,
            facts,
            wanted,
            NewText(
                revision_id=self._chance.new_id(),
                marked=marked_with(facts, settled.after, numbers),
                kind=RevisionKind.RESTORE,
                evidence=await self._evidence(facts, section, numbers),
                slots=self._grounding.ground(facts, wanted).slots,
                endpoint=None,
                person_id=actor.person_id,
                inputs=facts.inputs_then(settled.after.revision_id),
            ),
            _Change(ReasonCode.SETTLED, command_id=command_id),
        )

    async def _decided(
        self,
        acting: Acting,
        case_id: str,
        section: str,
        changes: Sequence[int] | None,
        others: Sequence[int],
        command_id: str | None,
        *,
        accepting: bool,
    ) -> Added:
        """The named changes (None: all but the others) go the way of the command, and the others the other way."""
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return await self._standing(case_id, section)
        waiting = waiting_changes(facts, section, acting.person.person_id)
        every = frozenset(c.number for c in waiting.line.changes)
        _require_known(every, (*(changes or ()), *others))
        named = every - frozenset(others) if changes is None else frozenset(changes)
        if named & frozenset(others):
            number = min(named & frozenset(others))
            raise UsageError(f"Change {number} is named both ways.", next="Accept it or reject it.")
        rejected = every - named if accepting else named
        unnamed = every - frozenset(changes or ()) - frozenset(others)
        require_named(facts, section, waiting, unnamed - rejected if waiting.is_proposal else unnamed)
        return await self._settle(acting, facts, section, waiting, rejected, command_id)

    async def _settle(
        self,
        acting: Acting,
        facts: CaseFacts,
        section: str,
        waiting: Waiting,
        rejected: frozenset[int],
        command_id: str | None,
    ) -> Added:
        """The text without the rejected changes. What it stands on is what its words stood on when they were made: to
        settle changes is not to say that the text still holds."""
        wanted = facts.require_section(section)
        actor = _editor(acting, facts, wanted)
        taken = len(rejected) < len(waiting.line.changes)
        numbers = numbers_of(facts, (waiting.before, waiting.after))
        before, after = (marked_with(facts, revision, numbers) for revision in (waiting.before, waiting.after))
        settled = settle_marked(before, after, rejected)
        new = [span.span for span in settled.spans if span.source_revision in waiting.since]
        spans = accept_spans(settled.spans, new, acting.person.person_id)
        return await self._record(
            actor,
            facts,
            wanted,
            NewText(
                revision_id=self._chance.new_id(),
                marked=MarkedText(settled.text, settled.anchors, spans),
                kind=RevisionKind.MERGE if waiting.is_proposal and taken else RevisionKind.SETTLE,
                evidence=await self._evidence(facts, section, numbers),
                slots=self._grounding.ground(facts, wanted).slots,
                endpoint=None,
                person_id=actor.person_id,
                inputs=_inputs_after(facts, waiting, taken=taken, whole=not rejected),
            ),
            _Change(ReasonCode.SETTLED, command_id=command_id),
        )

    async def _record(self, actor: Actor, facts: CaseFacts, section: Section, new: NewText, change: _Change) -> Added:
        scribe = self._recording.begin(actor, facts.case_id, change.command_id)
        scribe.because(facts.record.file, change.code, change.words)
        scribe.put(*change.ends)
        added = self._revising.add(scribe, facts, section, new)
        proposal = facts.record.proposal(section.section)
        if proposal:
            merged = new.kind is RevisionKind.MERGE
            scribe.tell(
                EventType.PROPOSAL_ACCEPTED if merged else EventType.PROPOSAL_DISCARDED,
                section=section.section,
                proposal=proposal.revision_id,
                revision=new.revision_id,
            )
        make_current(scribe, facts, added.revision)
        if not (await self._recording.write(scribe)).applied:
            return await self._standing(facts.case_id, section.section)
        return added

    async def _standing(self, case_id: str, section: str) -> Added:
        """The section's text as it stands, for who gives a command again."""
        record = (await self._keeping.facts(case_id)).record
        head = record.head(section)
        if head is None:
            raise NotFound(f"The section “{section}” has no text.", next="Look at it with `countersign case show`.")
        return added_before(record, head)

    async def evidence(self, facts: CaseFacts, section: str) -> tuple[EvidenceItem, ...]:
        """The section's evidence under the numbers that its text uses: first what it cites, then what else was offered.

        A section that no drafter has worked on is offered what a drafter would be.
        """
        head = facts.record.head(facts.require_section(section).section)
        return await self._evidence(facts, section, numbers_of(facts, (head,) if head else ()))

    async def _evidence(self, facts: CaseFacts, section: str, numbers: Mapping[str, int]) -> tuple[EvidenceItem, ...]:
        return numbered(facts, section, numbers, await self._offered(facts, section))

    async def _offered(self, facts: CaseFacts, section: str) -> tuple[str, ...]:
        """What the last draft was offered, and then those whose words stand in the text; else what one would be."""
        record = facts.record
        last = [r.run_id for r in record.of_section(section) if r.run_id][-1:]
        runs = dict.fromkeys((*last, *standing_runs(record.spans.get(record.heads.get(section, ""), ()))))
        offered = [each for run in runs for each in await self._store.offered(run)]
        if offered:
            return tuple(dict.fromkeys(o.passage_id for o in offered if not o.left_out))
        grounded = self._grounding.ground(facts, facts.require_section(section))
        return tuple(item.passage.passage_id for item in grounded.evidence)

    @told_if_refused(EventType.FINDING_ANSWERED)
    async def explain(
        self, acting: Acting, case_id: str, finding_id: str, reason: str, *, command_id: str | None = None
    ) -> None:
        """Let a finding stand, with the reason on the record: a blocker then counts as a warning.

        Raises UsageError where the reason says too little.
        """
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return
        if facts.record.file.state not in _OPEN:
            raise Refused(
                f"Findings are not explained in the state “{facts.record.file.state}”.",
                next=facts.record.file.state.way_on,
                refusal=Refusal.STATE,
            )
        raised, section = _current_finding(facts, finding_id)
        said = require_explanation(reason)
        scribe = self._recording.begin(actor, case_id, command_id)
        scribe.put(facts.record.file.touched())
        words = scribe.keep(said)
        kind = AnswerKind.EXPLAINED if raised.severity is Severity.BLOCKER else AnswerKind.KEPT
        scribe.put(FindingAnswer(raised.finding_id, kind, acting.person.person_id, words, scribe.now))
        scribe.tell(
            EventType.FINDING_ANSWERED,
            section=section.section,
            refs={"reason": words},
            finding=raised.finding_id,
            rule=raised.rule.value,
            answer=kind.value,
        )
        self._revising.decide_route_again(scribe, facts, section, raised.revision_id, frozenset({raised.finding_id}))
        await self._recording.write(scribe)


def _undone(record: CaseRecord, head: Revision, marked: MarkedText, person_id: str) -> Revision | None:
    """The text before this person's own edits, where they have written all of it back: no word is theirs then."""
    alone = sole_editor(record, head)
    before = alone.before if alone and alone.person_id == person_id else None
    return before if before and before.section_text == marked.text else None


def _inputs_after(facts: CaseFacts, waiting: Waiting, *, taken: bool, whole: bool) -> Inputs:
    """What a settled text stands on: what its words stood on; where it has words of both, what both agree on."""
    before, after = (facts.inputs_then(r.revision_id) for r in (waiting.before, waiting.after))
    if whole or not taken:
        return after if taken else before
    return {each: value for each, value in after.items() if before.get(each, value) == value}


def _editor(acting: Acting, facts: CaseFacts, section: Section) -> Actor:
    """Analysts write until the case is signed, reviewers and approvers while they decide."""
    state = facts.record.file.state
    if state not in _OPEN and not (state is CaseState.FORM and section.author == "person"):
        raise Refused(
            f"The text cannot be changed in the state “{state}”.",
            next=state.way_on,
            refusal=Refusal.STATE,
            section=section.section,
        )
    if state in (CaseState.REVIEW, CaseState.ESCALATED):
        return acting.as_one_of(Role.REVIEWER, Role.APPROVER, Role.ANALYST)
    return acting.as_one_of(Role.ANALYST)


def _require_known(every: frozenset[int], changes: Sequence[int]) -> None:
    unknown = sorted(set(changes) - every)
    if unknown:
        raise UsageError(
            f"There is no change {unknown[0]}: {len(every)} wait.", next="Look at them with `countersign case show`."
        )


def _current_finding(facts: CaseFacts, finding_id: str) -> tuple[RaisedFinding, Section]:
    """The finding of a current text whose identifier begins so."""
    found = [
        (raised, section)
        for section in facts.sections
        for raised in facts.record.findings.get(facts.record.heads.get(section.section, ""), ())
        if finding_id and raised.finding_id.startswith(finding_id)
    ]
    if len(found) == 1:
        return found[0]
    what = "No current finding has" if not found else f"{len(found)} findings have"
    raise NotFound(f"{what} the name “{finding_id}”.", next="`countersign case show` names the findings.")
