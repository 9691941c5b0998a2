"""The one pipeline: sections are drafted side by side, and everything that happens is a typed event.

The command line prints the events, a window shows them, tests collect them; the pipeline does not know who looks.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case import CaseStep, after
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_reason import ReasonCode
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
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound, Refusal, Refused, UsageError
from desktop_app.domain.evidence import DocumentState
from desktop_app.domain.form import Form, Section
from desktop_app.domain.markup import Cite, MarkedText, Piece, Words, read_markup, read_pieces
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.structured import OutputInvalid, markup_of_output, schema_of
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.domain.usage import Call, OfferedEvidence, Run, RunOutcome
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.grounding import Grounded, Grounding
from desktop_app.services.metering import Metering, Tried, tell_call, total_cost, total_usage
from desktop_app.services.ports import Chance, Clock
from desktop_app.services.prompting import Prompting
from desktop_app.services.recording import Recording, Scribe, repeated, unbroken
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.revising import Added, NewText, Revising
from desktop_app.services.sending import personal_answers
from desktop_app.services.withdrawing import make_current

LONGEST_ADDED = 200
"""Characters of the line that a person adds to an instruction: it is no conversation."""


@dataclass(frozen=True, slots=True)
class _Recorded:
    """A draft that is durable: what the checks made of it, its calls, and the number of the event that tells of it."""

    added: Added
    calls: tuple[Call, ...]
    seq: int


@dataclass(frozen=True, slots=True)
class _Context:
    """What all events and rows of a run share. `turn` lets the runs of a case record one after the other."""

    actor: Actor
    facts: CaseFacts
    section: Section
    run_id: str
    chain: tuple[str, ...]
    emit: "asyncio.Queue[PipelineEvent | None]"
    turn: asyncio.Lock
    command_id: str | None
    added: str = ""

    @property
    def ids(self) -> dict[str, str]:
        """The identity that every event of the run carries."""
        return {"run_id": self.run_id, "case_id": self.facts.case_id, "section": self.section.section}


@dataclass(slots=True)
class _Progress:
    """What a run has so far: it is what is kept when the run is stopped. Times are the clock's milliseconds."""

    started_ms: int
    request: DraftRequest | None = None
    tries: list[Tried] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    asked: Asked | None = None
    asked_ms: int = 0
    first_text_ms: int | None = None

    @property
    def done(self) -> Tried:
        """The whole answer. Raises EndpointFailed where there is none: it is then no draft."""
        if self.tries and self.tries[-1].finished and not self.tries[-1].error_class:
            return self.tries[-1]
        raise EndpointFailed(ErrorClass.CUT, "The stream ended without saying that it was finished.")

    @property
    def preview(self) -> str:
        """The streamed text with its citations."""
        return "".join(f"[E{p.number}]" if isinstance(p, Cite) else p.text for p in self.pieces)

    def ask(self, asked: Asked, now_ms: int) -> None:
        """An endpoint is asked: what another one streamed before is void."""
        self.asked, self.asked_ms, self.first_text_ms = asked, now_ms, None
        self.pieces.clear()

    def add(self, piece: Piece, now_ms: int) -> None:
        """A piece of the answer."""
        if self.first_text_ms is None and isinstance(piece, Words):
            self.first_text_ms = now_ms - self.asked_ms
        self.pieces.append(piece)

    def end(self, tried: Tried) -> None:
        """The endpoint has answered or failed."""
        self.tries.append(replace(tried, sent=self.asked.sent if self.asked else ()))
        self.asked = None

    def stop(self, now_ms: int) -> None:
        """A call that nobody waits for any more is a call all the same."""
        if self.asked:
            self.end(Tried(self.asked.endpoint, None, None, self.first_text_ms, now_ms - self.asked_ms))


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
        self,
        acting: Acting,
        case_id: str,
        chain: Sequence[str],
        sections: Sequence[str] | None = None,
        *,
        added: str = "",
        command_id: str | None = None,
    ) -> AsyncGenerator[PipelineEvent, None]:
        """Draft these sections (default: all that are drafted), and tell of everything as it happens.

        `added` is one line that the person adds to the instruction for this draft; it is kept with the calls.

        Sections without `after` run side by side. Endpoints are tried in the order of `chain`. Closing the iterator
        stops all runs; what was streamed is kept as interrupted previews. The same command again drafts what it has
        not drafted yet: no model is asked again for a draft that is recorded.
        """
        added = _one_line(added)
        actor, facts, chosen = await self._begun(acting, case_id, sections, command_id)
        if not chosen:
            return
        queue: asyncio.Queue[PipelineEvent | None] = asyncio.Queue()
        common = _Context(actor, facts, chosen[0], "", tuple(chain), queue, asyncio.Lock(), command_id, added)
        tasks = self._start(common, chosen)
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
            await unbroken(_ended(tasks))

    @told_if_refused(EventType.DRAFT_RECORDED)
    async def _begun(
        self, acting: Acting, case_id: str, sections: Sequence[str] | None, command_id: str | None
    ) -> tuple[Actor, CaseFacts, tuple[Section, ...]]:
        """Who drafts, the case in its draft, and the sections that are still to be drafted."""
        actor = acting.as_one_of(Role.ANALYST)
        facts = await self._keeping.facts(case_id)
        chosen = await self._undone(_chosen_sections(facts.pack.form, sections), command_id)
        if chosen:
            self._require_idle(case_id, chosen)
            facts = await self._enter_draft(actor, facts, command_id)
            self._require_idle(case_id, chosen)
        return actor, facts, chosen

    def stop(self, case_id: str, section: str) -> None:
        """Stop drafting a section; what was streamed is kept as an interrupted preview."""
        task = self._running.get((case_id, section))
        if task:
            task.cancel()

    async def _undone(self, sections: tuple[Section, ...], command_id: str | None) -> tuple[Section, ...]:
        """The sections that this command has not drafted yet."""
        commands = {section.section: _command_of(section, command_id) for section in sections}
        return tuple([s for s in sections if not await self._recording.is_applied(commands[s.section])])

    def _require_idle(self, case_id: str, sections: Sequence[Section]) -> None:
        for section in sections:
            if (case_id, section.section) in self._running:
                what, way_on = f"“{section.title}” is being drafted already.", "Wait for it, or stop it first."
                raise Refused(what, next=way_on, refusal=Refusal.DRAFTING, section=section.section)

    async def _enter_draft(self, actor: Actor, facts: CaseFacts, command_id: str | None) -> CaseFacts:
        """Move the case from its form to its draft, and give its facts with every document read."""
        file = facts.record.file
        target = after(file.state, CaseStep.DRAFT)
        if any(document.state is DocumentState.READING for document in facts.record.attached):
            await self._keeping.read_waiting(actor, facts.case_id)
            return await self._enter_draft(actor, await self._keeping.facts(facts.case_id), command_id)
        if target is file.state:
            return facts
        scribe = self._recording.begin(actor, facts.case_id, command_id)
        scribe.put(file.moved(target, None))
        scribe.tell(EventType.CASE_ADVANCED, state=target.value)
        await self._recording.write(scribe)
        return await self._keeping.facts_again(facts)

    def _start(self, common: _Context, sections: Sequence[Section]) -> list[asyncio.Task[None]]:
        """A task for each section; one that is stopped, even before its first step, says so."""
        tasks: dict[str, asyncio.Task[None]] = {}
        for section in sections:
            context = replace(common, section=section, run_id=self._chance.new_id())
            progress = _Progress(self._clock.mono_ms())
            context.emit.put_nowait(RunQueued(**context.ids))
            task = asyncio.create_task(self._run_in_turn(context, progress, tasks))
            task.add_done_callback(partial(self._ended, context, progress))
            tasks[section.section] = self._running[context.facts.case_id, section.section] = task
        return list(tasks.values())

    def _ended(self, context: _Context, progress: _Progress, task: asyncio.Task[None]) -> None:
        self._running.pop((context.facts.case_id, context.section.section), None)
        if task.cancelled():
            context.emit.put_nowait(RunStopped(**context.ids, kept=len(progress.preview)))

    async def _run_in_turn(
        self, context: _Context, progress: _Progress, tasks: Mapping[str, asyncio.Task[None]]
    ) -> None:
        """Wait for the sections that this one follows, then run it."""
        earlier = [tasks[name] for name in context.section.after if name in tasks]
        if earlier:
            await asyncio.wait(earlier)
            context = replace(context, facts=await self._keeping.facts_again(context.facts))
        await self._run(context, progress)

    async def _run(self, context: _Context, progress: _Progress) -> None:
        try:
            grounded = self._grounding.ground(context.facts, context.section)
            chosen = EvidenceChosen(**context.ids, evidence=grounded.evidence, left_out=grounded.left_out)
            context.emit.put_nowait(chosen)
            progress.request = self._request(context, grounded)
            revision_id = self._chance.new_id()
            marked = await self._written(context, progress.request, progress, revision_id)
            async with context.turn:
                await unbroken(self._record_draft(context, grounded, progress, marked, revision_id))
        except asyncio.CancelledError:
            await unbroken(self._record_unfinished(context, progress, RunOutcome.STOPPED))
            raise
        except EndpointFailed as error:
            await unbroken(self._record_unfinished(context, progress, _outcome(error.error_class)))
            context.emit.put_nowait(RunFailed(**context.ids, error_class=error.error_class, words=str(error)))

    def _request(self, context: _Context, grounded: Grounded) -> DraftRequest:
        facts, section = context.facts, context.section
        form, outcomes = facts.pack.form, facts.evaluated.outcomes
        earlier = [
            (other.title, head.section_text.plain)
            for other in form.sections
            if other.section in section.after and (head := facts.record.head(other.section))
        ]
        try:
            messages = self._prompting.messages(
                facts.pack,
                section,
                grounded.evidence,
                grounded.slots,
                facts.answers,
                outcomes,
                earlier,
                context.added,
            )
        except UsageError as error:
            raise EndpointFailed(
                ErrorClass.BAD_REQUEST, error.what, next="Correct the instruction in the form pack."
            ) from None
        return DraftRequest(
            section=section,
            messages=messages,
            evidence=grounded.evidence,
            slots=grounded.slots,
            answers=facts.answers,
            outcomes=outcomes,
            template=facts.pack.text(section.assembled) if section.assembled else "",
            schema=schema_of(section.output) if section.output else None,
            max_tokens=form.budget.section_tokens.output,
            personal=personal_answers(form, facts.answers),
        )

    async def _written(
        self, context: _Context, request: DraftRequest, progress: _Progress, revision_id: str
    ) -> MarkedText:
        """The text of the first endpoint that gives a whole answer; where it is not what the section asks for, the
        assembled draft."""
        await self._stream(context, request, progress, context.chain)
        try:
            return _marked_text(context, progress, revision_id)
        except OutputInvalid as error:
            done = progress.done
            words = f"“{context.section.title}” got an answer that it cannot use: {error}."
            progress.tries[-1] = replace(done, error_class=ErrorClass.GARBLED)
            if ASSEMBLED.name not in context.chain or not done.endpoint.is_model:
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
        return _marked_text(context, progress, revision_id)

    async def _stream(
        self, context: _Context, request: DraftRequest, progress: _Progress, chain: tuple[str, ...]
    ) -> None:
        length = 0
        async with aclosing(self._dispatching.stream(request, chain)) as stream:
            async for told in stream:
                match told:
                    case Asked():
                        progress.ask(told, self._clock.mono_ms())
                        length = 0
                        await self._tell_call_started(context, told)
                        context.emit.put_nowait(RunStarted(**context.ids, endpoint=told.endpoint, attempt=told.attempt))
                    case Words():
                        progress.add(told, self._clock.mono_ms())
                        context.emit.put_nowait(TextAdded(**context.ids, text=told.text, at=length))
                        length += len(told.text)
                    case Cite():
                        progress.add(told, self._clock.mono_ms())
                        context.emit.put_nowait(CitationAdded(**context.ids, number=told.number, at=length))
                    case Fell():
                        told_class = told.error_class
                        progress.end(Tried(told.endpoint, None, told_class, told.first_text_ms, told.total_ms))
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
                        progress.end(Tried(told.endpoint, told.finished, None, told.first_text_ms, told.total_ms))

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
            data={"stand_ins": asked.stand_ins} if asked.stand_ins else None,
        )
        await self._recording.write(scribe)

    async def _record_draft(
        self, context: _Context, grounded: Grounded, progress: _Progress, marked: MarkedText, revision_id: str
    ) -> None:
        """Make the draft durable, and tell of it."""
        done = progress.done
        recorded = await repeated(partial(self._put_draft, context, grounded, progress, marked, revision_id))
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
                endpoint=done.endpoint,
                citations=len(recorded.added.citations),
                resolved=sum(c.quote_state.resolved for c in recorded.added.citations),
                seconds=(self._clock.mono_ms() - progress.started_ms) / 1000,
            )
        )

    async def _put_draft(
        self, context: _Context, grounded: Grounded, progress: _Progress, marked: MarkedText, revision_id: str
    ) -> _Recorded:
        """The draft with its evidence, calls, findings and route, in one entry.

        The case is looked at again: a person may have written, answered or sent it while the text was streamed. What
        the draft stands on is what it was given, and it never overwrites a person's words.
        """
        section = context.section
        facts = await self._keeping.facts_again(context.facts)
        scribe = self._recording.begin(context.actor, facts.case_id, _command_of(section, context.command_id))
        try:
            after(facts.record.file.state, CaseStep.DRAFT)
        except Refused as error:
            raise EndpointFailed(ErrorClass.BAD_REQUEST, error.what, next=error.next) from None
        scribe.because(facts.record.file, ReasonCode.REDRAFT)
        proposal = facts.holds_persons_text(section.section)
        calls = self._put_run(scribe, context, progress, RunOutcome.FINISHED)
        _put_evidence(scribe, context.run_id, grounded)
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
                endpoint=progress.done.endpoint,
                run_id=context.run_id,
                left_out=grounded.left_out,
                inputs=context.facts.inputs_of(section),
            ),
        )
        if not proposal:
            make_current(scribe, facts, section.section, revision_id)
        receipt = await self._recording.write(scribe)
        return _Recorded(added, calls, receipt.last_seq)

    async def _record_unfinished(self, context: _Context, progress: _Progress, outcome: RunOutcome) -> None:
        """Keep what was streamed as an interrupted preview: it has no route and cannot be sent."""
        progress.stop(self._clock.mono_ms())
        scribe = self._recording.begin(context.actor, context.facts.case_id)
        self._put_run(scribe, context, progress, outcome)
        scribe.tell(
            EventType.RUN_INTERRUPTED,
            section=context.section.section,
            outcome=Outcome.FAILED,
            run=context.run_id,
            ended=outcome.value,
            kept=len(progress.preview),
        )
        await self._recording.write(scribe)

    def _put_run(self, scribe: Scribe, context: _Context, progress: _Progress, outcome: RunOutcome) -> tuple[Call, ...]:
        """The run, its calls and the events that tell of them."""
        keep_partial = outcome is not RunOutcome.FINISHED and progress.preview
        elapsed = self._clock.mono_ms() - progress.started_ms
        scribe.put(
            Run(
                run_id=context.run_id,
                case_id=context.facts.case_id,
                section=context.section.section,
                endpoint=progress.tries[-1].endpoint.name if progress.tries else next(iter(context.chain), ""),
                started=scribe.now - timedelta(milliseconds=elapsed),
                ended=scribe.now,
                outcome=outcome,
                partial=scribe.keep(progress.preview) if keep_partial else None,
            )
        )
        calls = self._calls(scribe, context, progress)
        for call in calls:
            scribe.put(call)
            tell_call(scribe, context.section.section, call)
        return calls

    def _calls(self, scribe: Scribe, context: _Context, progress: _Progress) -> tuple[Call, ...]:
        request = progress.request
        if request is None:
            return ()
        sent = [tried.sent or request.messages for tried in progress.tries]
        kept = {each: scribe.keep("\n\n".join(message.text for message in each)) for each in set(sent) if each}
        return tuple(
            self._metering.call(context.run_id, number, tried, kept.get(messages), request.max_tokens)
            for number, (tried, messages) in enumerate(zip(progress.tries, sent, strict=True), start=1)
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


def _one_line(added: str) -> str:
    """What a person adds to an instruction, in one line. Raises UsageError where it is too long."""
    line = " ".join(added.split())
    if len(line) > LONGEST_ADDED:
        raise UsageError(
            f"An instruction has at most {LONGEST_ADDED} characters; this one has {len(line)}.",
            next="Say it in fewer words, or edit the text.",
        )
    return line


def _command_of(section: Section, command_id: str | None) -> str | None:
    """The part of a command that drafts this section."""
    return command_id and f"{command_id}:{section.section}"


def _marked_text(context: _Context, progress: _Progress, revision_id: str) -> MarkedText:
    """The draft in the text model. Raises OutputInvalid for an answer that is not what was asked for, or empty."""
    source = OriginSpan(0, 0, Origin.MODEL, run_id=context.run_id, source_revision=revision_id)
    output = context.section.output
    if output and progress.done.endpoint.is_model:
        marked = read_markup(markup_of_output(output, progress.preview), source)
    else:
        marked = read_pieces(tuple(progress.pieces), source)
    if not marked.text.plain.strip():
        raise OutputInvalid("it is empty")
    return marked


def _outcome(error_class: ErrorClass) -> RunOutcome:
    known = {ErrorClass.CUT: RunOutcome.CUT, ErrorClass.CONTENT_FILTER: RunOutcome.REFUSED}
    return known.get(error_class, RunOutcome.FAILED)


async def _ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until all of them have ended, however."""
    if tasks:
        await asyncio.wait(tasks)


def _put_evidence(scribe: Scribe, run_id: str, grounded: Grounded) -> None:
    for item in grounded.evidence:
        scribe.put(OfferedEvidence(run_id, item.passage.passage_id, item.number, left_out=False))
