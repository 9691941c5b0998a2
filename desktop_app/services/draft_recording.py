"""Making a draft durable with its evidence, calls, findings and route, or what was streamed of one that ended early."""

from dataclasses import dataclass
from functools import partial

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case import CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.draft import (
    FindingRaised,
    RouteKnown,
    SectionRecorded,
    UsageKnown,
)
from desktop_app.domain.errors import EndpointFailed, ErrorClass, Refusal, Refused
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.new_text import NewText
from desktop_app.domain.record_rows import DropWorkingText, WorkingText
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.usage import Call, OfferedEvidence, RunOutcome
from desktop_app.domain.working_text import asked_place
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.draft_caching import DraftCaching
from desktop_app.services.draft_run import RunContext, RunProgress
from desktop_app.services.grounding import Grounded
from desktop_app.services.library_keeping import put_library_pages
from desktop_app.services.metering import total_cost, total_usage
from desktop_app.services.ports import Clock
from desktop_app.services.recording import Recording, Scribe, repeated
from desktop_app.services.revising import Added, Revising
from desktop_app.services.run_recording import RunRecording
from desktop_app.services.withdrawing import make_current


@dataclass(frozen=True, slots=True)
class RecordedDraft:
    """A draft that is durable: what the checks made of it, its calls, and the number of the event that tells of it."""

    added: Added
    calls: tuple[Call, ...]
    seq: int


class DraftRecording:
    """Records runs, each in one entry, and tells of what was recorded."""

    def __init__(
        self,
        keeping: CaseKeeping,
        revising: Revising,
        runs: RunRecording,
        caching: DraftCaching,
        recording: Recording,
        clock: Clock,
    ) -> None:
        self._keeping, self._revising, self._runs, self._caching = keeping, revising, runs, caching
        self._recording, self._clock = recording, clock

    async def record(
        self, context: RunContext, grounded: Grounded, progress: RunProgress, marked: MarkedText, revision_id: str
    ) -> None:
        """Make the draft durable, and tell of it."""
        recorded = await repeated(partial(self._put_draft, context, grounded, progress, marked, revision_id))
        progress.recorded = True
        emit = context.emit.put_nowait
        cost = total_cost(recorded.calls)
        emit(UsageKnown(**context.ids, usage=total_usage(recorded.calls), cost=None if cost is None else str(cost)))
        for finding in recorded.added.findings:
            emit(FindingRaised(**context.ids, finding=finding))
        decided = recorded.added.route
        emit(
            RouteKnown(
                **context.ids,
                band=decided.band,
                route=decided.kind,
                reasons=decided.reasons,
                factors=decided.factors,
            )
        )
        emit(
            SectionRecorded(
                **context.ids,
                revision_id=revision_id,
                seq=recorded.seq,
                proposal=recorded.added.revision.kind is RevisionKind.PROPOSAL,
                endpoint=progress.endpoint,
                citations=len(recorded.added.citations),
                resolved=sum(c.quote_state.resolved for c in recorded.added.citations),
                seconds=(self._clock.mono_ms() - progress.started_ms) / 1000,
            )
        )
        await self._runs.tell_near(context, progress)

    async def _put_draft(
        self, context: RunContext, grounded: Grounded, progress: RunProgress, marked: MarkedText, revision_id: str
    ) -> RecordedDraft:
        """The draft with its evidence, calls, findings and route, in one entry.

        The case is looked at again: a person may have written, answered or sent it while the text was streamed. What
        the draft stands on is what it was given, and it never overwrites a person's words.
        """
        section = context.section
        facts = await self._keeping.facts_again(context.facts)
        scribe = self._recording.begin(context.actor, facts.case_id, context.command)
        try:
            after(facts.record.file.state, CaseStep.DRAFT)
            facts.require_section(section.section)
        except Refused as error:
            raise EndpointFailed(ErrorClass.BAD_REQUEST, error.what, next=error.next) from None
        _require_same_text(context, progress, facts)
        scribe.because(facts.record.file, ReasonCode.REDRAFT)
        proposal = facts.holds_persons_text(section.section)
        calls = self._runs.put(scribe, context, progress, RunOutcome.FINISHED)
        if not progress.cached:
            await self._caching.keep(scribe, context, progress)
        written_by = progress.cached or (progress.tries[-1].finished if progress.tries else None)
        put_library_pages(scribe, facts.record, grounded.library_pages)
        _put_evidence(scribe, facts, context.run_id, grounded)
        added = self._revising.add(
            scribe,
            facts,
            section,
            NewText(
                revision_id=revision_id,
                marked=marked,
                kind=RevisionKind.PROPOSAL if proposal else RevisionKind.DRAFT,
                evidence=grounded.evidence,
                slots=grounded.slots,
                endpoint=progress.endpoint,
                asked=context.added,
                run_id=context.run_id,
                left_out=grounded.left_out,
                moderated=progress.moderated,
                missing=grounded.missing,
                miscounted=progress.miscounted,
                cut_short=not progress.is_whole,
                inputs=context.facts.inputs_of(section),
                model=written_by.model if written_by else "",
                fingerprint=written_by.fingerprint if written_by else None,
                repeats=progress.cached.run_id if progress.cached else "",
            ),
        )
        if not proposal:
            make_current(scribe, facts, added.revision)
        if context.actor.person_id:
            place = asked_place(section.section)
            scribe.put(DropWorkingText(facts.case_id, place, context.actor.person_id))
        receipt = await self._recording.write(scribe)
        return RecordedDraft(added, calls, receipt.last_seq)

    async def record_unfinished(
        self, context: RunContext, progress: RunProgress, outcome: RunOutcome, error_class: ErrorClass | None = None
    ) -> None:
        """Keep what was streamed as an interrupted preview: it has no route and cannot be sent. `error_class` is why
        there is no draft, where the run was not stopped; the budget is a rule by which no model was asked at all."""
        progress.stop(self._clock.mono_ms())
        scribe = self._recording.begin(context.actor, context.facts.case_id)
        self._runs.put(scribe, context, progress, outcome)
        if error_class is ErrorClass.BUDGET:
            name, data = context.section.section, {"refusal": Refusal.BUDGET.value}
            scribe.tell(EventType.DRAFT_RECORDED, section=name, outcome=Outcome.REFUSED, data=data)
        scribe.tell(
            EventType.RUN_INTERRUPTED,
            section=context.section.section,
            outcome=Outcome.FAILED,
            data={"error": error_class.value} if error_class else {},
            run=context.run_id,
            ended=outcome.value,
            kept=len(progress.preview),
            added=bool(context.added),
            stays=context.stays,
        )
        if context.added and context.actor.person_id and outcome is RunOutcome.FAILED:
            case_id, place = context.facts.case_id, asked_place(context.section.section)
            person_id = context.actor.person_id
            scribe.put(WorkingText(case_id, place, person_id, context.added, context.run_id, scribe.now))
        await self._recording.write(scribe)
        await self._runs.tell_near(context, progress)


def _require_same_text(context: RunContext, progress: RunProgress, facts: CaseFacts) -> None:
    """Edits of a person's text are of no use once it is another one. Raises EndpointFailed."""
    name = context.section.section
    rewrites = progress.request and progress.request.rewrites
    if rewrites and facts.record.heads.get(name) != context.facts.record.heads.get(name):
        raise EndpointFailed(
            ErrorClass.BAD_REQUEST,
            f"“{context.section.title}” was changed while it was redone.",
            kept="The text is as it was typed.",
            next="Ask again.",
        )


def _put_evidence(scribe: Scribe, facts: CaseFacts, run_id: str, grounded: Grounded) -> None:
    """What the drafter was offered, and what of the case did not fit; of a library only what was offered is kept."""
    for item in grounded.evidence:
        scribe.put(OfferedEvidence(run_id, item.passage.passage_id, item.number, left_out=False))
    own = {passage.passage_id for passage in facts.passages}
    for rank, passage in enumerate(grounded.unfit, start=len(grounded.evidence) + 1):
        if passage.passage_id in own:
            scribe.put(OfferedEvidence(run_id, passage.passage_id, rank, left_out=True))
