"""Asking endpoints for the text of a section: what is sent, what streams back, and what is done with an answer that
cannot be used."""

from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from desktop_app.domain.anchored_edit import EDITS
from desktop_app.domain.draft import (
    AnswerUnusable,
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
    TextCached,
)
from desktop_app.domain.draft_cache import CachedDraft
from desktop_app.domain.endpoint import ASSEMBLED, Endpoint
from desktop_app.domain.errors import EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.json_shape import OutputInvalid, schema_of_shape
from desktop_app.domain.latency import patience_of
from desktop_app.domain.markup import Cite, MarkedText, Piece, Words
from desktop_app.domain.structured import schema_of
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.domain.token_count import miscounted
from desktop_app.services.answer_reading import pieces_of
from desktop_app.services.budgeting import Budgeting, Purpose
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.draft_run import RunContext, RunProgress
from desktop_app.services.grounding import Grounded
from desktop_app.services.metering import Tried
from desktop_app.services.ports import Clock
from desktop_app.services.prompting import Prompting, repaired
from desktop_app.services.recording import Recording

CHARACTERS_PER_TOKEN = 3.6
"""Of English text, where nobody has counted."""

MOST_REPAIRS = 2
"""Times that an answer without its shape is asked for again, with what was wrong; then a person writes."""


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

    def request(self, context: RunContext, grounded: Grounded, rewrites: MarkedText | None = None) -> DraftRequest:
        """What is asked, before anything was said of personal data; `rewrites` is a person's text that edits are asked
        for.

        Raises EndpointFailed where the instruction of the form cannot be filled in.
        """
        facts, section = context.facts, context.section
        form, outcomes = facts.pack.form, facts.evaluated.outcomes
        earlier = [
            (other.title, head.section_text.plain)
            for other in form.sections
            if other.section in section.after and (head := facts.record.head(other.section))
        ]
        evidence, slots, answers = grounded.evidence, grounded.slots, facts.answers
        try:
            prompt = self._prompting.prompt(
                facts.pack, section, evidence, slots, answers, outcomes, earlier, context.added, rewrites, facts.paths
            )
        except UsageError as error:
            raise EndpointFailed(
                ErrorClass.BAD_REQUEST, error.what, next="Correct the instruction in the form pack."
            ) from None
        schema = schema_of(section.output) if section.output else None
        return DraftRequest(
            section=section,
            messages=prompt.messages,
            evidence=evidence,
            slots=slots,
            answers=answers,
            outcomes=outcomes,
            paths=facts.paths,
            template=facts.pack.text(section.assembled) if section.assembled else "",
            schema=schema if rewrites is None else schema_of_shape(EDITS),
            max_tokens=form.budget.section_tokens.output,
            mark=prompt.mark,
            rewrites=rewrites,
        )

    def repeat(
        self, context: RunContext, progress: RunProgress, cached: CachedDraft, endpoint: Endpoint, revision_id: str
    ) -> MarkedText:
        """The text that was written for the same request. Raises OutputInvalid where it can no longer be used."""
        context.emit.put_nowait(TextCached(**context.ids, source_run=cached.run_id, endpoint=endpoint))
        progress.take(cached, endpoint)
        for piece in pieces_of(cached.raw):
            self._show(context, progress, progress.add(piece, self._clock.mono_ms()))
        return _marked_text(context, progress, revision_id)

    async def written(
        self, context: RunContext, request: DraftRequest, progress: RunProgress, revision_id: str
    ) -> MarkedText:
        """The text of the first endpoint that gives a whole answer. One that is to have a shape and has not is asked
        for again, at most twice; where prose is empty the assembled draft takes its place.

        Raises EndpointFailed, of the class `unusable` where a person is to write.
        """
        chain = context.chain
        for tries_left in range(MOST_REPAIRS, -1, -1):
            try:
                await self._stream(context, progress.repair or request, progress, chain)
                return _marked_text(context, progress, revision_id)
            except OutputInvalid as error:
                if not progress.answer or not progress.answer.is_strict:
                    return await self._assembled(context, request, progress, revision_id, error)
                chain = self._refuse(context, request, progress, error, tries_left)
        raise AssertionError("the last refusal raises")

    def _refuse(
        self, context: RunContext, request: DraftRequest, progress: RunProgress, error: OutputInvalid, tries_left: int
    ) -> tuple[str, ...]:
        """Tell what is wrong with an answer; who is asked again. Raises EndpointFailed where nobody is any more."""
        raw = progress.answer.raw if progress.answer else ""
        left = request.max_tokens - round(len(raw) / CHARACTERS_PER_TOKEN) if progress.asked else 0
        progress.refuse(self._clock.mono_ms())
        endpoint = progress.tries[-1].endpoint
        told = AnswerUnusable(
            **context.ids, endpoint=endpoint, words=str(error), tries_left=tries_left, saved_tokens=max(left, 0)
        )
        context.emit.put_nowait(told)
        if not tries_left:
            raise _unusable(context, endpoint, error, edits=request.rewrites is not None)
        progress.repair = replace(request, messages=repaired(request.messages, raw, str(error), request.personal))
        others = [name for name in context.chain if name != endpoint.name]
        return endpoint.name, *others

    async def _assembled(
        self,
        context: RunContext,
        request: DraftRequest,
        progress: RunProgress,
        revision_id: str,
        error: OutputInvalid,
    ) -> MarkedText:
        """The assembled draft, where the chain ends with it and a model gave no words."""
        endpoint = progress.tries[-1].endpoint
        words = f"“{context.section.title}” got an answer that it cannot use: {error}."
        progress.tries[-1] = replace(progress.tries[-1], error_class=ErrorClass.GARBLED)
        if ASSEMBLED.name not in context.chain or not endpoint.is_model:
            raise EndpointFailed(ErrorClass.GARBLED, words) from None
        fell = EndpointFell(
            **context.ids,
            endpoint=endpoint,
            error_class=ErrorClass.GARBLED,
            words=words,
            next_endpoint=ASSEMBLED,
            retry_in=0.0,
        )
        context.emit.put_nowait(fell)
        await self._stream(context, request, progress, (ASSEMBLED.name,))
        try:
            return _marked_text(context, progress, revision_id)
        except OutputInvalid as error:
            raise EndpointFailed(ErrorClass.EMPTY, f"“{context.section.title}”: {error}.") from None

    async def _stream(
        self, context: RunContext, request: DraftRequest, progress: RunProgress, chain: tuple[str, ...]
    ) -> None:
        """Follow an answer to its end. Raises OutputInvalid, and ends the call, where it can be of no use any more."""
        admit = partial(self._admit, context, progress)
        patience = patience_of(context.facts.pack.form.budget)
        async with aclosing(self._dispatching.stream(request, chain, admit=admit, patience=patience)) as stream:
            async for told in stream:
                match told:
                    case Asked():
                        progress.ask(told, self._clock.mono_ms())
                        context.emit.put_nowait(RunStarted(**context.ids, endpoint=told.endpoint, attempt=told.attempt))
                    case Skipped():
                        progress.passed.append(told)
                        passed = EndpointPassed(**context.ids, endpoint=told.endpoint, why=told.why, words=told.words)
                        context.emit.put_nowait(passed)
                    case Words() | Cite():
                        self._show(context, progress, progress.add(told, self._clock.mono_ms()))
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
                        progress.miscounted = self._miscounted(request, progress, told)

    def _miscounted(self, request: DraftRequest, progress: RunProgress, done: Done) -> tuple[int, int] | None:
        """Where the server's count of what it was sent says that it cannot have read it all."""
        sent = progress.tries[-1].sent or request.messages
        state = self._dispatching.stands.of(done.endpoint.name)
        return miscounted(state, sum(len(message.text) for message in sent), done.finished.usage.tokens_in)

    def _show(self, context: RunContext, progress: RunProgress, pieces: Sequence[Piece]) -> None:
        """Tell of what is to be seen now."""
        for piece in pieces:
            if isinstance(piece, Cite):
                context.emit.put_nowait(CitationAdded(**context.ids, number=piece.number, at=progress.length))
            else:
                context.emit.put_nowait(TextAdded(**context.ids, text=piece.text, at=progress.length))
                progress.length += len(piece.text)

    async def _admit(self, context: RunContext, progress: RunProgress, asked: Asked, request: DraftRequest) -> None:
        """Have the call told and held against the budgets before it is made. Raises EndpointFailed (BUDGET)."""
        purpose = Purpose.of(context.facts, context.section.section, context.actor)
        await self._budgeting.begin_call(context.actor, purpose, context.run_id, asked, request, progress.reserve)


def _marked_text(context: RunContext, progress: RunProgress, revision_id: str) -> MarkedText:
    """The draft in the text model. Raises OutputInvalid for an answer that is not what was asked for, or empty."""
    if progress.answer is None or not (progress.cached or progress.done):
        raise OutputInvalid("there is none")
    return progress.answer.finish(OriginSpan(0, 0, Origin.MODEL, run_id=context.run_id, source_revision=revision_id))


def _unusable(context: RunContext, endpoint: Endpoint, error: OutputInvalid, *, edits: bool) -> EndpointFailed:
    """A person is to write: the model gave no answer of the right shape, however often it was asked."""
    title, times = context.section.title, MOST_REPAIRS + 1
    return EndpointFailed(
        ErrorClass.UNUSABLE,
        f"“{title}”: “{endpoint.name}” gave {times} answers, and none of them can be used ({error}).",
        kept="Your text is as it was." if edits else "The case and every earlier draft are unchanged.",
        next="Ask in other words, or change it yourself."
        if edits
        else "Write it yourself, or take the assembled draft.",
    )
