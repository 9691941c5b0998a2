"""The one pipeline: sections are drafted side by side, and everything that happens is a typed event.

The command line prints the events, a window shows them, tests collect them; the pipeline does not know who looks.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case import CaseState, CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import (
    Asked,
    CitationAdded,
    Done,
    DraftRequest,
    EndpointFell,
    EvidenceChosen,
    Fell,
    FindingRaised,
    PipelineEvent,
    RouteKnown,
    RunFailed,
    RunQueued,
    RunStarted,
    RunStopped,
    SectionRecorded,
    TextAdded,
    UsageKnown,
)
from desktop_app.domain.endpoint import ASSEMBLED, Endpoint
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound, UsageError
from desktop_app.domain.form import Form, Section
from desktop_app.domain.markup import Cite, MarkedText, Piece, Words, read_markup, read_pieces
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.section import Head, RevisionKind
from desktop_app.domain.structured import OutputInvalid, markup_of_output, schema_of
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.domain.usage import Call, OfferedEvidence, Run, RunOutcome
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.grounding import Grounded, Grounding
from desktop_app.services.metering import Metering, total_cost
from desktop_app.services.ports import Chance, Clock
from desktop_app.services.prompting import Prompting
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.revising import NewText, Revising


@dataclass(frozen=True, slots=True)
class _Context:
    """What all events and rows of a run share."""

    actor: Actor
    facts: CaseFacts
    section: Section
    run_id: str
    chain: tuple[str, ...]
    emit: "asyncio.Queue[PipelineEvent | None]"

    @property
    def ids(self) -> dict[str, str]:
        """The identity that every event of the run carries."""
        return {"run_id": self.run_id, "case_id": self.facts.case_id, "section": self.section.section}


@dataclass(slots=True)
class _Progress:
    """What a run has so far: it is what is kept when the run is stopped."""

    started_ms: int
    tries: list[Fell | Done] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    asked: Asked | None = None

    @property
    def done(self) -> Done:
        """The whole answer. Raises EndpointFailed where there is none: it is then no draft."""
        if self.tries and isinstance(self.tries[-1], Done):
            return self.tries[-1]
        raise EndpointFailed(ErrorClass.CUT, "The stream ended without saying that it was finished.")

    @property
    def preview(self) -> str:
        """The streamed text with its citations."""
        return "".join(f"[E{p.number}]" if isinstance(p, Cite) else p.text for p in self.pieces)


class Drafting:
    """Drafts sections of a case."""

    def __init__(
        self,
        keeping: CaseKeeping,
        grounding: Grounding,
        prompting: Prompting,
        dispatching: Dispatching,
        revising: Revising,
        metering: Metering,
        recording: Recording,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._keeping, self._grounding, self._prompting = keeping, grounding, prompting
        self._dispatching, self._revising, self._metering = dispatching, revising, metering
        self._recording, self._clock, self._chance = recording, clock, chance
        self._running: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def draft(
        self, acting: Acting, case_id: str, chain: Sequence[str], sections: Sequence[str] | None = None
    ) -> AsyncIterator[PipelineEvent]:
        """Draft these sections (default: all that are drafted), and tell of everything as it happens.

        Sections without `after` run side by side. Endpoints are tried in the order of `chain`. Closing the iterator
        stops all runs; what was streamed is kept as interrupted previews.
        """
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self._enter_draft(actor, case_id)
        chosen = _chosen_sections(facts.pack.form, sections)
        queue: asyncio.Queue[PipelineEvent | None] = asyncio.Queue()
        ended = {section.section: asyncio.Event() for section in chosen}
        tasks = []
        for section in chosen:
            context = _Context(actor, facts, section, self._chance.new_id(), tuple(chain), queue)
            queue.put_nowait(RunQueued(**context.ids))
            task = asyncio.create_task(self._run_in_turn(context, ended))
            self._running[case_id, section.section] = task
            tasks.append(task)
        everything = asyncio.gather(*tasks, return_exceptions=True)
        everything.add_done_callback(lambda _: queue.put_nowait(None))
        try:
            while (event := await queue.get()) is not None:
                yield event
            for result in everything.result():
                if isinstance(result, Exception):
                    raise result
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def stop(self, case_id: str, section: str) -> None:
        """Stop drafting a section; what was streamed is kept as an interrupted preview."""
        task = self._running.get((case_id, section))
        if task:
            task.cancel()

    async def _enter_draft(self, actor: Actor, case_id: str) -> CaseFacts:
        """Move the case from its form to its draft, and give its facts."""
        facts = await self._keeping.facts(case_id)
        file = facts.record.file
        target = after(file.state, CaseStep.DRAFT)
        if target is file.state:
            return facts
        scribe = self._recording.begin(actor, case_id)
        scribe.put(replace(file, state=CaseState.DRAFT, lock_version=file.lock_version + 1))
        scribe.tell(EventType.CASE_ADVANCED, state=CaseState.DRAFT.value)
        await self._recording.write(scribe)
        return await self._keeping.facts(case_id)

    async def _run_in_turn(self, context: _Context, ended: Mapping[str, asyncio.Event]) -> None:
        """Wait for the sections that this one follows, then run it."""
        key = (context.facts.case_id, context.section.section)
        earlier = [ended[name] for name in context.section.after if name in ended]
        try:
            for event in earlier:
                await event.wait()
            if earlier:
                context = replace(context, facts=await self._keeping.facts(context.facts.case_id))
            await self._run(context)
        finally:
            ended[context.section.section].set()
            if self._running.get(key) is asyncio.current_task():
                del self._running[key]

    async def _run(self, context: _Context) -> None:
        progress = _Progress(self._clock.mono_ms())
        grounded = self._grounding.ground(context.facts, context.section)
        context.emit.put_nowait(EvidenceChosen(**context.ids, evidence=grounded.evidence, left_out=grounded.left_out))
        request = self._request(context, grounded)
        try:
            revision_id = self._chance.new_id()
            marked = await self._written(context, request, progress, revision_id)
            await self._record_draft(context, request, grounded, progress, marked, revision_id)
        except asyncio.CancelledError:
            await asyncio.shield(self._record_unfinished(context, request, progress, RunOutcome.STOPPED, None))
            context.emit.put_nowait(RunStopped(**context.ids, kept=len(progress.preview)))
            raise
        except EndpointFailed as error:
            outcome = RunOutcome.CUT if error.error_class is ErrorClass.CUT else RunOutcome.FAILED
            await self._record_unfinished(context, request, progress, outcome, error.error_class)
            context.emit.put_nowait(RunFailed(**context.ids, error_class=error.error_class, words=str(error)))

    def _request(self, context: _Context, grounded: Grounded) -> DraftRequest:
        facts, section = context.facts, context.section
        form, outcomes = facts.pack.form, facts.evaluated.outcomes
        earlier = [
            (other.title, head.section_text.plain)
            for other in form.sections
            if other.section in section.after and (head := facts.record.head(other.section))
        ]
        return DraftRequest(
            section=section,
            messages=self._prompting.messages(
                facts.pack, section, grounded.evidence, grounded.slots, facts.answers, outcomes, earlier
            ),
            evidence=grounded.evidence,
            slots=grounded.slots,
            answers=facts.answers,
            outcomes=outcomes,
            template=facts.pack.text(section.assembled) if section.assembled else "",
            schema=schema_of(section.output) if section.output else None,
            max_tokens=form.budget.section_tokens.output,
        )

    async def _written(
        self, context: _Context, request: DraftRequest, progress: _Progress, revision_id: str
    ) -> MarkedText:
        """The text of the first endpoint that gives what the section asks for."""
        await self._stream(context, request, progress, context.chain)
        done = progress.done
        try:
            return _marked_text(context.section, done.endpoint, progress, revision_id, context.run_id)
        except OutputInvalid as error:
            words = f"“{context.section.title}” needs a structured answer, and {error}."
            if ASSEMBLED.name not in context.chain:
                raise EndpointFailed(ErrorClass.GARBLED, words) from None
            context.emit.put_nowait(
                EndpointFell(
                    **context.ids,
                    endpoint=done.endpoint,
                    error_class=ErrorClass.GARBLED,
                    words=words,
                    next_endpoint=ASSEMBLED,
                    retry_in=0.0,
                )
            )
            await self._stream(context, request, progress, (ASSEMBLED.name,))
            return _marked_text(context.section, progress.done.endpoint, progress, revision_id, context.run_id)

    async def _stream(
        self, context: _Context, request: DraftRequest, progress: _Progress, chain: tuple[str, ...]
    ) -> None:
        length = 0
        async for told in self._dispatching.stream(request, chain):
            match told:
                case Asked():
                    progress.pieces.clear()
                    progress.asked, length = told, 0
                    await self._tell_call_started(context, told)
                    context.emit.put_nowait(RunStarted(**context.ids, endpoint=told.endpoint, attempt=told.attempt))
                case Words():
                    progress.pieces.append(told)
                    context.emit.put_nowait(TextAdded(**context.ids, text=told.text, at=length))
                    length += len(told.text)
                case Cite():
                    progress.pieces.append(told)
                    context.emit.put_nowait(CitationAdded(**context.ids, number=told.number, at=length))
                case Fell():
                    progress.tries.append(told)
                    context.emit.put_nowait(
                        EndpointFell(
                            **context.ids,
                            endpoint=told.endpoint,
                            error_class=told.error_class,
                            words=told.words,
                            next_endpoint=told.next_endpoint,
                            retry_in=told.retry_in,
                        )
                    )
                case Done():
                    progress.tries.append(told)

    async def _tell_call_started(self, context: _Context, asked: Asked) -> None:
        """A call to a model is told before it is made: what left the machine is known even after a crash."""
        if not asked.endpoint.is_model:
            return
        scribe = self._recording.begin(context.actor, context.facts.case_id)
        scribe.tell(
            EventType.CALL_STARTED,
            section=context.section.section,
            run=context.run_id,
            endpoint=asked.endpoint.name,
            attempt=asked.attempt,
        )
        await self._recording.write(scribe)

    async def _record_draft(
        self,
        context: _Context,
        request: DraftRequest,
        grounded: Grounded,
        progress: _Progress,
        marked: MarkedText,
        revision_id: str,
    ) -> None:
        """Make the draft durable, with its evidence, calls, findings and route, in one entry."""
        done = progress.done
        proposal = context.facts.holds_persons_text(context.section.section)
        scribe = self._recording.begin(context.actor, context.facts.case_id)
        calls = self._put_run(scribe, context, request, progress, RunOutcome.FINISHED, None)
        _put_evidence(scribe, context.run_id, grounded)
        added = self._revising.add(
            scribe,
            context.facts,
            context.section,
            NewText(
                revision_id=revision_id,
                marked=marked,
                kind=RevisionKind.PROPOSAL if proposal else RevisionKind.DRAFT,
                evidence=grounded.evidence,
                slots=grounded.slots,
                endpoint=done.endpoint,
                run_id=context.run_id,
                left_out=grounded.left_out,
            ),
        )
        if not proposal:
            scribe.put(Head(context.facts.case_id, context.section.section, revision_id))
        receipt = await asyncio.shield(self._recording.write(scribe))
        cost = total_cost(calls)
        emit = context.emit.put_nowait
        emit(UsageKnown(**context.ids, usage=done.finished.usage, cost=None if cost is None else str(cost)))
        for finding in added.findings:
            emit(FindingRaised(**context.ids, finding=finding))
        emit(
            RouteKnown(
                **context.ids,
                band=added.route.band,
                route=added.route.kind,
                reasons=added.route.reasons,
                factors=added.route.factors,
            )
        )
        emit(
            SectionRecorded(
                **context.ids,
                revision_id=revision_id,
                seq=receipt.last_seq,
                proposal=proposal,
                endpoint=done.endpoint,
                citations=len(added.citations),
                resolved=sum(c.quote_state.resolved for c in added.citations),
                seconds=(self._clock.mono_ms() - progress.started_ms) / 1000,
            )
        )

    async def _record_unfinished(
        self,
        context: _Context,
        request: DraftRequest,
        progress: _Progress,
        outcome: RunOutcome,
        error_class: ErrorClass | None,
    ) -> None:
        """Keep what was streamed as an interrupted preview: it has no route and cannot be sent."""
        scribe = self._recording.begin(context.actor, context.facts.case_id)
        self._put_run(scribe, context, request, progress, outcome, error_class)
        scribe.tell(
            EventType.RUN_INTERRUPTED,
            section=context.section.section,
            outcome=Outcome.FAILED,
            run=context.run_id,
            ended=outcome.value,
            kept=len(progress.preview),
        )
        await self._recording.write(scribe)

    def _put_run(
        self,
        scribe: Scribe,
        context: _Context,
        request: DraftRequest,
        progress: _Progress,
        outcome: RunOutcome,
        error_class: ErrorClass | None,
    ) -> tuple[Call, ...]:
        """The run, its calls and the events that tell of them."""
        asked = progress.asked.endpoint.name if progress.asked else context.chain[0]
        keep_partial = outcome is not RunOutcome.FINISHED and progress.preview
        elapsed = self._clock.mono_ms() - progress.started_ms
        scribe.put(
            Run(
                run_id=context.run_id,
                case_id=context.facts.case_id,
                section=context.section.section,
                endpoint=asked,
                started=_before(scribe, elapsed),
                ended=scribe.now,
                outcome=outcome,
                partial=scribe.keep(progress.preview) if keep_partial else None,
            )
        )
        calls = self._calls(scribe, context, request, progress)
        for call in calls:
            scribe.put(call)
            _tell_call(scribe, context.section.section, call)
        if error_class is None and outcome is RunOutcome.STOPPED and progress.asked:
            scribe.tell(EventType.CALL_ABORTED, section=context.section.section, run=context.run_id, endpoint=asked)
        return calls

    def _calls(self, scribe: Scribe, context: _Context, request: DraftRequest, progress: _Progress) -> tuple[Call, ...]:
        instruction = scribe.keep("\n\n".join(m.text for m in request.messages)) if request.messages else None
        return tuple(
            self._metering.call(
                context.run_id,
                number,
                tried.endpoint,
                finished=tried.finished if isinstance(tried, Done) else None,
                error_class=tried.error_class if isinstance(tried, Fell) else None,
                first_text_ms=tried.first_text_ms,
                total_ms=tried.total_ms,
                instruction=instruction if tried.endpoint.is_model else None,
                max_tokens=request.max_tokens,
            )
            for number, tried in enumerate(progress.tries, start=1)
        )


def _chosen_sections(form: Form, names: Sequence[str] | None) -> tuple[Section, ...]:
    if names is None:
        return tuple(section for section in form.sections if section.author == "drafter")
    for name in names:
        section = form.section(name)
        if section is None:
            known = ", ".join(s.section for s in form.sections)
            raise NotFound(f"The form has no section “{name}”.", next=f"Use one of: {known}.")
        if section.author == "person":
            raise UsageError(
                f"“{section.title}” is written by a person.", next="Write it with `countersign case edit`."
            )
    return tuple(section for section in form.sections if section.section in names)


def _marked_text(
    section: Section, endpoint: Endpoint, progress: _Progress, revision_id: str, run_id: str
) -> MarkedText:
    """The draft in the text model. Raises OutputInvalid for a structured answer that is not what was asked for."""
    source = OriginSpan(0, 0, Origin.MODEL, run_id=run_id, source_revision=revision_id)
    if section.output and endpoint.is_model:
        return read_markup(markup_of_output(section.output, progress.preview), source)
    return read_pieces(tuple(progress.pieces), source)


def _put_evidence(scribe: Scribe, run_id: str, grounded: Grounded) -> None:
    for item in grounded.evidence:
        scribe.put(OfferedEvidence(run_id, item.passage.passage_id, item.number, left_out=False))


def _tell_call(scribe: Scribe, section: str, call: Call) -> None:
    if call.error_class is not None:
        scribe.tell(
            EventType.CALL_FAILED,
            section=section,
            outcome=Outcome.FAILED,
            run=call.run_id,
            call=call.call_id,
            endpoint=call.endpoint,
            error=call.error_class.value,
            ms=call.total_ms,
        )
        return
    known: dict[str, int] = {
        name: value
        for name, value in (
            ("tokens_in", call.tokens_in),
            ("tokens_out", call.tokens_out),
            ("cost_micro_usd", None if call.cost is None else int(call.cost * 1_000_000)),
        )
        if value is not None
    }
    scribe.tell(
        EventType.CALL_FINISHED,
        section=section,
        refs={"instruction": call.instruction} if call.instruction else {},
        data=known,
        run=call.run_id,
        call=call.call_id,
        endpoint=call.endpoint,
        ms=call.total_ms,
        finish=call.finish_reason or "",
    )


def _before(scribe: Scribe, milliseconds: int) -> datetime:
    return scribe.now - timedelta(milliseconds=milliseconds)
