"""Asking endpoints for the text of a section: what is sent, what streams back, and the next one where one fails."""

from contextlib import aclosing
from dataclasses import replace
from functools import partial

from desktop_app.domain.audit import EventType
from desktop_app.domain.draft import (
    Asked,
    CitationAdded,
    Done,
    DraftRequest,
    EndpointFell,
    EndpointPassed,
    Fell,
    RunStarted,
    Skipped,
    TextAdded,
)
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.errors import CountersignError, EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.latency import patience_of
from desktop_app.domain.markup import Cite, MarkedText, Words, read_markup, read_pieces
from desktop_app.domain.structured import OutputInvalid, markup_of_output, schema_of
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.services.budgeting import Budgeting, Purpose
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.draft_run import RunContext, RunProgress
from desktop_app.services.grounding import Grounded
from desktop_app.services.metering import Tried
from desktop_app.services.ports import Clock
from desktop_app.services.prompting import Prompting
from desktop_app.services.recording import Recording
from desktop_app.services.sending import personal_answers


class DraftAsking:
    """Gets the text of a run from the first endpoint that gives a whole answer, and tells of all that streams."""

    def __init__(
        self,
        prompting: Prompting,
        dispatching: Dispatching,
        budgeting: Budgeting,
        recording: Recording,
        clock: Clock,
    ) -> None:
        self._prompting, self._dispatching, self._budgeting = prompting, dispatching, budgeting
        self._recording, self._clock = recording, clock

    def request(self, context: RunContext, grounded: Grounded) -> DraftRequest:
        """What is asked. Raises EndpointFailed where the instruction of the form cannot be filled in."""
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

    async def written(
        self, context: RunContext, request: DraftRequest, progress: RunProgress, revision_id: str
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
        self, context: RunContext, request: DraftRequest, progress: RunProgress, chain: tuple[str, ...]
    ) -> None:
        length = 0
        admit = partial(self._admit, context, progress)
        patience = patience_of(context.facts.pack.form.budget)
        async with aclosing(self._dispatching.stream(request, chain, admit=admit, patience=patience)) as stream:
            async for told in stream:
                match told:
                    case Asked():
                        progress.ask(told, self._clock.mono_ms())
                        length = 0
                        context.emit.put_nowait(RunStarted(**context.ids, endpoint=told.endpoint, attempt=told.attempt))
                    case Skipped():
                        progress.passed.append(told)
                        passed = EndpointPassed(**context.ids, endpoint=told.endpoint, why=told.why, words=told.words)
                        context.emit.put_nowait(passed)
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

    async def _admit(self, context: RunContext, progress: RunProgress, asked: Asked, request: DraftRequest) -> None:
        """A call to a model is told before it is made: what left the machine is known even after a crash, and what it
        may cost is taken from the budgets. Raises EndpointFailed (BUDGET) where they do not allow it."""
        if not asked.endpoint.is_model:
            return
        scribe = self._recording.begin(context.actor, context.facts.case_id)
        purpose = Purpose.of(context.facts, context.section.section, context.actor)
        progress.reserved = made = await self._budgeting.reserve(scribe, purpose, asked.endpoint, request)
        told: dict[str, int | str] = {"reserved_tokens": made.tokens}
        told |= {"stand_ins": asked.stand_ins} if asked.stand_ins else {}
        told |= {"reserved_micro_usd": int(made.amount * 1_000_000)} if made.amount is not None else {}
        scribe.tell(
            EventType.CALL_STARTED,
            section=context.section.section,
            run=context.run_id,
            endpoint=asked.endpoint.name,
            attempt=asked.attempt,
            data=told,
        )
        try:
            await self._recording.write(scribe)
        except CountersignError:
            progress.reserved = None
            self._budgeting.give_back(made)
            raise


def _marked_text(context: RunContext, progress: RunProgress, revision_id: str) -> MarkedText:
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
