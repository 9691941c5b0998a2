"""What people do to a text: write, accept, reject, and answer findings. A draft never overwrites their words."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import NotFound, Refused, UsageError
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.finding import AnswerKind, FindingAnswer, RaisedFinding, Severity
from desktop_app.domain.form import Section
from desktop_app.domain.markup import Anchor, MarkedText, read_markup
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.redline import Redline, accept_spans, carry, inherit, redline, settle_marked
from desktop_app.domain.section import Head, Revision, RevisionKind, SectionState
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.services.case_keeping import CaseKeeping, lapse, lapse_standing_on
from desktop_app.services.grounding import Grounding
from desktop_app.services.ports import Chance, Store
from desktop_app.services.recording import Recording
from desktop_app.services.revising import Added, NewText, Revising

_OPEN = (CaseState.DRAFT, CaseState.RETURNED, CaseState.REVIEW, CaseState.ESCALATED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Changes of a section that wait for somebody: the text before them and with them, and their redline."""

    before: Revision
    after: Revision
    line: Redline

    @property
    def is_proposal(self) -> bool:
        """Whether they are a redraft beside human text, and not another person's edits."""
        return self.after.kind is RevisionKind.PROPOSAL


class Editing:
    """Applies people's changes, each as one revision and one event."""

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

    async def edit(self, acting: Acting, case_id: str, section: str, markup: str, reason: str = "") -> Added:
        """Make this markup the section's text.

        `[E2]` cites evidence 2 of the section; where no citation is typed at all, those of unchanged words are kept.
        The same text again says that it still holds after an input has changed. After the case has first been sent, a
        reason is needed.
        """
        facts = await self._keeping.facts(case_id)
        wanted = _section(facts, section)
        actor = _editor(acting, facts, wanted)
        _require_reason(facts, reason)
        revision_id = self._chance.new_id()
        marked = self._written(facts, wanted, markup, acting.person.person_id, revision_id)
        head = facts.record.head(section)
        same = head is not None and head.section_text == marked.text
        if (
            same
            and head
            and facts.state_of(wanted) is not SectionState.STALE
            and _anchors(facts, head) == marked.anchors
        ):
            raise Refused("The text is the same as before.", next="Change it, or leave it as it is.")
        kind = RevisionKind.SETTLE if same else RevisionKind.EDIT
        return await self._record(actor, facts, wanted, revision_id, marked, kind, reason)

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
        anchors = marked.anchors or carry(_anchors(facts, head), before, marked.text)
        return MarkedText(marked.text, anchors, spans)

    async def accept(self, acting: Acting, case_id: str, section: str, changes: Sequence[int] | None = None) -> Added:
        """Take the waiting changes: all of them, or just these (the others are then rejected)."""
        facts = await self._keeping.facts(case_id)
        waiting = waiting_changes(facts, section, acting.person.person_id)
        every = frozenset(c.number for c in waiting.line.changes)
        rejected = frozenset[int]() if changes is None else every - frozenset(changes)
        _require_known(every, changes)
        return await self._settle(acting, facts, section, waiting, rejected)

    async def reject(self, acting: Acting, case_id: str, section: str, changes: Sequence[int] | None = None) -> Added:
        """Leave the waiting changes out: all of them, or just these (the others are then taken)."""
        facts = await self._keeping.facts(case_id)
        waiting = waiting_changes(facts, section, acting.person.person_id)
        every = frozenset(c.number for c in waiting.line.changes)
        _require_known(every, changes)
        return await self._settle(acting, facts, section, waiting, every if changes is None else frozenset(changes))

    async def _settle(
        self, acting: Acting, facts: CaseFacts, section: str, waiting: Waiting, rejected: frozenset[int]
    ) -> Added:
        wanted = _section(facts, section)
        actor = _editor(acting, facts, wanted)
        before, after = _renumbered(facts, waiting)
        settled = settle_marked(before, after, rejected)
        spans = accept_spans(settled.spans, None, acting.person.person_id)
        marked = MarkedText(settled.text, settled.anchors, spans)
        taken = len(rejected) < len(waiting.line.changes)
        kind = RevisionKind.MERGE if waiting.is_proposal and taken else RevisionKind.SETTLE
        return await self._record(actor, facts, wanted, self._chance.new_id(), marked, kind, "", waiting)

    async def _record(
        self,
        actor: Actor,
        facts: CaseFacts,
        section: Section,
        revision_id: str,
        marked: MarkedText,
        kind: RevisionKind,
        reason: str,
        waiting: Waiting | None = None,
    ) -> Added:
        grounded = self._grounding.ground(facts, section)
        evidence = await self.evidence(facts, section.section)
        scribe = self._recording.begin(actor, facts.case_id)
        added = self._revising.add(
            scribe,
            facts,
            section,
            NewText(
                revision_id=revision_id,
                marked=marked,
                kind=kind,
                evidence=evidence,
                slots=grounded.slots,
                endpoint=None,
                person_id=actor.person_id,
                reason=reason,
            ),
        )
        scribe.put(Head(facts.case_id, section.section, revision_id))
        if waiting and waiting.is_proposal:
            taken = kind is RevisionKind.MERGE
            scribe.tell(
                EventType.PROPOSAL_ACCEPTED if taken else EventType.PROPOSAL_DISCARDED,
                section=section.section,
                proposal=waiting.after.revision_id,
                revision=revision_id,
            )
        lapse_standing_on(scribe, facts, frozenset({section.section}))
        lapse(scribe, facts.record, (section.section,))
        await self._recording.write(scribe)
        return added

    async def evidence(self, facts: CaseFacts, section: str) -> tuple[EvidenceItem, ...]:
        """The section's evidence under the numbers that its text uses: first what it cites, then what else was offered.

        A section that no drafter has worked on is offered what a drafter would be.
        """
        offered: tuple[str, ...] = ()
        head = facts.record.proposal(section) or facts.record.head(section)
        run_id = _last_run(facts, section)
        if run_id:
            offered = tuple(o.passage_id for o in await self._store.offered(run_id) if not o.left_out)
        if not offered:
            grounded = self._grounding.ground(facts, _section(facts, section))
            offered = tuple(item.passage.passage_id for item in grounded.evidence)
        numbers: dict[int, str] = {}
        for citation in facts.record.citations.get(head.revision_id, ()) if head else ():
            if citation.passage_id:
                numbers[citation.number] = citation.passage_id
        free = (n for n in range(1, len(numbers) + len(offered) + 1) if n not in numbers)
        for rank, passage_id in enumerate(offered, start=1):
            if passage_id not in numbers.values():
                numbers[rank if rank not in numbers else next(n for n in free if n not in numbers)] = passage_id
        return facts.evidence_items(numbers)

    async def explain(self, acting: Acting, case_id: str, finding_id: str, reason: str) -> None:
        """Let a finding stand, with the reason on the record: a blocker then counts as a warning."""
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self._keeping.facts(case_id)
        raised, section = _open_finding(facts, finding_id)
        if not reason.strip():
            raise UsageError("An explanation needs words.", next="Say why the finding may stand.")
        scribe = self._recording.begin(actor, case_id)
        words = scribe.keep(reason)
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


def waiting_changes(facts: CaseFacts, section: str, person_id: str) -> Waiting:
    """What waits for this person: a redraft beside human text, else what others have changed since their last word."""
    record = facts.record
    head = record.head(_section(facts, section).section)
    proposal = record.proposal(section)
    if head and proposal:
        return Waiting(head, proposal, redline(head.section_text, proposal.section_text))
    before = head
    while before and before.kind is not RevisionKind.DRAFT and before.person_id not in (None, person_id):
        before = record.revision(before.parent_id) if before.parent_id else None
    if head is None or before is None or before is head:
        raise Refused("No change waits in this section.", next="Look at it with `countersign case show`.")
    return Waiting(before, head, redline(before.section_text, head.section_text))


def _renumbered(facts: CaseFacts, waiting: Waiting) -> tuple[MarkedText, MarkedText]:
    """Both sides with evidence numbers that mean the same passages: those of the text before come first."""
    before = facts.record.citations.get(waiting.before.revision_id, ())
    after = facts.record.citations.get(waiting.after.revision_id, ())
    numbers = {c.passage_id: c.number for c in before}
    highest = max((c.number for c in before), default=0)
    for citation in after:
        if citation.passage_id not in numbers:
            taken = set(numbers.values())
            highest += 1
            numbers[citation.passage_id] = citation.number if citation.number not in taken else highest
            highest = max(highest, citation.number)
    return (
        _marked(facts, waiting.before, {c.number: c.number for c in before}),
        _marked(facts, waiting.after, {c.number: numbers[c.passage_id] for c in after}),
    )


def _marked(facts: CaseFacts, revision: Revision, numbers: dict[int, int]) -> MarkedText:
    anchors = tuple(Anchor(numbers[a.number], a.start, a.end) for a in _anchors(facts, revision))
    return MarkedText(revision.section_text, anchors, facts.record.spans.get(revision.revision_id, ()))


def _anchors(facts: CaseFacts, revision: Revision) -> tuple[Anchor, ...]:
    return tuple(Anchor(c.number, c.start, c.end) for c in facts.record.citations.get(revision.revision_id, ()))


def _last_run(facts: CaseFacts, section: str) -> str | None:
    runs = [r.run_id for r in facts.record.of_section(section) if r.run_id]
    return runs[-1] if runs else None


def _section(facts: CaseFacts, name: str) -> Section:
    section = facts.section(name)
    if section is None:
        known = ", ".join(s.section for s in facts.pack.form.sections)
        raise NotFound(f"The form has no section “{name}”.", next=f"Use one of: {known}.")
    return section


def _editor(acting: Acting, facts: CaseFacts, section: Section) -> Actor:
    """Analysts write until the case is signed, reviewers and approvers while they decide."""
    state = facts.record.file.state
    if state not in _OPEN and not (state is CaseState.FORM and section.author == "person"):
        raise Refused(
            f"The text cannot be changed in the state “{state}”.",
            next="Draft the case first." if state is CaseState.FORM else "A reviewer can return the case.",
        )
    if state in (CaseState.REVIEW, CaseState.ESCALATED):
        return acting.as_one_of(Role.REVIEWER, Role.APPROVER, Role.ANALYST)
    return acting.as_one_of(Role.ANALYST)


def _require_reason(facts: CaseFacts, reason: str) -> None:
    if facts.record.decisions and not reason.strip():
        raise UsageError(
            "A change after the first decision needs a reason.", next="Say why, for example with `--reason`."
        )


def _require_known(every: frozenset[int], changes: Sequence[int] | None) -> None:
    unknown = sorted(set(changes or ()) - every)
    if unknown:
        raise UsageError(
            f"There is no change {unknown[0]}: {len(every)} wait.", next="Look at them with `countersign case show`."
        )


def _open_finding(facts: CaseFacts, finding_id: str) -> tuple[RaisedFinding, Section]:
    for section in facts.pack.form.sections:
        revision_id = facts.record.heads.get(section.section, "")
        for raised in facts.record.findings.get(revision_id, ()):
            if raised.finding_id.startswith(finding_id):
                return raised, section
    raise NotFound(
        f"No current finding has the name “{finding_id}”.", next="`countersign case show` names the findings."
    )
