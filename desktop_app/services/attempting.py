"""One call of one endpoint: what it is sent, what comes of it in pieces, and what that says of the endpoint."""

import asyncio
import math
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.draft import (
    Asked,
    Delta,
    Dispatched,
    Done,
    DrafterOutput,
    DraftRequest,
    Fell,
    Finished,
)
from desktop_app.domain.endpoint import Endpoint, PassedOver
from desktop_app.domain.errors import EndpointFailed, ErrorClass
from desktop_app.domain.latency import Patience
from desktop_app.domain.markup import MarkerReader, Piece, Words
from desktop_app.domain.stand_in import StandInReader
from desktop_app.services.endpoint_standing import ABOUT_THE_REQUEST, EndpointStanding, Sleep
from desktop_app.services.ports import Clock, Drafter, Shortens
from desktop_app.services.sending import fitting, sent_to

Admit = Callable[[Asked, DraftRequest], Awaitable[None]]
"""Asked before each call, with what is sent: whether it may be made. Raises EndpointFailed (BUDGET) where not."""


async def anything(_asked: Asked, _request: DraftRequest) -> None:
    """Every call may be made."""


class Standing(StrEnum):
    """What an endpoint did when it was asked last, if it was."""

    UNTRIED = "untried"
    ANSWERED = "answered"
    REFUSED = "refused"
    """It did not take the key."""
    FAILED = "failed"


@dataclass(slots=True)
class Lane:
    """An endpoint with its free slots."""

    drafter: Drafter
    slots: asyncio.Semaphore
    standing: Standing = Standing.UNTRIED

    @property
    def endpoint(self) -> Endpoint:
        """Which one it is."""
        return self.drafter.endpoint

    def note(self, error_class: ErrorClass) -> None:
        """What a failure tells of the endpoint."""
        if error_class not in ABOUT_THE_REQUEST:
            self.standing = Standing.REFUSED if error_class is ErrorClass.AUTH else Standing.FAILED


class Watch:
    """The time that a form allows for a section, which runs from when the first model is asked."""

    def __init__(self, patience: Patience | None) -> None:
        self._patience = patience
        self._until: float | None = None

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self._patience.seconds if self._patience else 0.0

    def first_seconds(self, lane: Lane, left: Sequence[Lane]) -> float | None:
        """How long the first words may take until somebody else is asked; None where nobody is."""
        if self._patience is None or not self._patience.is_hurried(lane.endpoint, [each.endpoint for each in left]):
            return None
        return self._patience.first_seconds

    def over(self, lane: Lane, left: Sequence[Lane]) -> "Watch | None":
        """The watch, where somebody else is asked when the time is over."""
        return self if self._following(lane, left) else None

    def left(self, lane: Lane, left: Sequence[Lane]) -> list[Lane]:
        """Who is asked now that it is over."""
        following = self._following(lane, left)
        return [each for each in left if each.endpoint in following]

    def begin(self) -> float:
        """When it is over, as the loop's time."""
        if self._until is None:
            self._until = asyncio.get_running_loop().time() + self.seconds
        return self._until

    def _following(self, lane: Lane, left: Sequence[Lane]) -> tuple[Endpoint, ...]:
        if self._patience is None:
            return ()
        return self._patience.following(lane.endpoint, [each.endpoint for each in left])


class Attempt:
    """One call with its times. `breached`: the form did not wait for it any longer; `passed`: why it was not made.

    `first_seconds` is how long its first words may take (None: as long as they do). `sleep` waits until the call may be
    made; `held` where it was waited already as long as the server asked to be left alone.
    """

    def __init__(
        self,
        lane: Lane,
        number: int,
        clock: Clock,
        stands: EndpointStanding,
        watch: Watch | None,
        first_seconds: float | None = None,
        sleep: Sleep = asyncio.sleep,
        *,
        held: bool = False,
    ) -> None:
        self._lane, self._number, self._clock = lane, number, clock
        self._stands, self._watch, self._first_seconds = stands, watch, first_seconds
        self._sleep, self._is_held, self._started_ms = sleep, held, clock.mono_ms()
        self._first_text_ms: int | None = None
        self.error: EndpointFailed | None = None
        self.breached = False
        self.passed: PassedOver | None = None

    async def stream(self, request: DraftRequest, admit: Admit) -> AsyncGenerator[Dispatched, None]:
        """What the endpoint gives, in pieces. Where it fails, `error` says why."""
        async with self._lane.slots:
            sent = sent_to(self._lane.endpoint, request)
            fitted = self._fitted(sent.request)
            changed = () if fitted.messages == request.messages else fitted.messages
            most = None if fitted.max_tokens == request.max_tokens else fitted.max_tokens
            asked = Asked(self._lane.endpoint, self._number, changed, len(sent.found.texts), most)
            reader, finished = _AnswerReader(sent.reader()), None
            try:
                await self._held()
                await self._stands.turn(self._lane.endpoint, self._sleep)
                await self._admitted(asked, fitted, admit)
                yield asked
                self._started_ms = self._clock.mono_ms()
                async with aclosing(self._outputs(fitted)) as outputs:
                    async for output in outputs:
                        finished = output if isinstance(output, Finished) else None
                        for piece in reader.pieces(output):
                            yield self._timed(piece)
                yield await self._done(fitted, finished)
            except EndpointFailed as error:
                self.error = error
                self._lane.note(error.error_class)
                if not (self.breached or self.passed is PassedOver.REST):
                    await self._stands.failed(self._lane.endpoint, error.error_class, error.retry_after)

    async def _held(self) -> None:
        """Wait until the server takes calls again. Raises EndpointFailed where that is too long: it is passed over."""
        endpoint, ms = self._lane.endpoint, self._stands.asked_ms(self._lane.endpoint.name)
        if self._is_held or not ms:
            return
        if self._stands.rest_ms(endpoint.name):
            self.passed = PassedOver.REST
            raise EndpointFailed(ErrorClass.RATE, asked_words(endpoint, ms), retry_after=ms / 1000)
        await self._sleep(ms / 1000)

    async def _admitted(self, asked: Asked, request: DraftRequest, admit: Admit) -> None:
        """Raises EndpointFailed, and says why in `passed`, where the call is not to be made."""
        endpoint = self._lane.endpoint
        self.passed = PassedOver.WINDOW
        if not self._stands.of(endpoint.name).can_read(sum(len(message.text) for message in request.messages)):
            raise _too_small(endpoint)
        self.passed = PassedOver.BUDGET
        await admit(asked, request)
        self.passed = None

    def _fitted(self, request: DraftRequest) -> DraftRequest:
        """The request as this endpoint is sent it: what is recorded, budgeted and asked is one and the same."""
        fitted = fitting(request, self._stands.of(self._lane.endpoint.name).capabilities)
        drafter = self._lane.drafter
        return drafter.shortened(fitted) if isinstance(drafter, Shortens) and not fitted.rewrites else fitted

    def fell(self, error: EndpointFailed, following: Endpoint | None, retry_in: float) -> Fell:
        """What is told of the failure."""
        return Fell(
            endpoint=self._lane.endpoint,
            attempt=self._number,
            error_class=error.error_class,
            words=error.what,
            next_endpoint=following,
            retry_in=retry_in,
            first_text_ms=self._first_text_ms,
            total_ms=self._elapsed_ms(),
        )

    async def _done(self, request: DraftRequest, finished: Finished | None) -> Done:
        """What is told of a whole answer. Raises EndpointFailed where it did not say that it is."""
        if finished is None:
            raise _cut(self._lane.endpoint)
        self._lane.standing = Standing.ANSWERED
        done = Done(self._lane.endpoint, self._number, finished, self._first_text_ms, self._elapsed_ms())
        await self._learn(request, finished)
        return done

    async def _learn(self, request: DraftRequest, finished: Finished) -> None:
        """Keep in mind what the answer shows of the endpoint."""
        read = finished.usage.tokens_in
        characters = sum(len(message.text) for message in request.messages)
        if finished.left_alone_s:
            self._stands.asks(self._lane.endpoint.name, finished.left_alone_s)
        await self._stands.answered(self._lane.endpoint, characters, read, finished.fingerprint, finished.refused)

    def _outputs(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        outputs = self._lane.drafter.draft(request)
        return outputs if self._watch is None else self._within(outputs, self._watch)

    async def _within(
        self, outputs: AsyncGenerator[DrafterOutput, None], watch: Watch
    ) -> AsyncGenerator[DrafterOutput, None]:
        """The same, as long as the form waits for it."""
        end = watch.begin()
        until = min(end, self._first_by())
        async with aclosing(outputs):
            while True:
                try:
                    async with asyncio.timeout_at(until):
                        output = await anext(outputs, None)
                except TimeoutError:
                    self.breached = True
                    raise self._too_slow(watch, late=until < end) from None
                if output is None:
                    return
                until = end
                yield output

    def _first_by(self) -> float:
        """When the first words have to be there, as the loop's time."""
        seconds = math.inf if self._first_seconds is None else self._first_seconds
        return asyncio.get_running_loop().time() + seconds

    def _too_slow(self, watch: Watch, *, late: bool) -> EndpointFailed:
        if late and self._first_seconds is not None:
            return _too_late(self._lane.endpoint, self._first_seconds)
        return _too_slow(self._lane.endpoint, watch.seconds)

    def _timed(self, piece: Piece) -> Piece:
        if self._first_text_ms is None and isinstance(piece, Words):
            self._first_text_ms = self._elapsed_ms()
        return piece

    def _elapsed_ms(self) -> int:
        return self._clock.mono_ms() - self._started_ms


class _AnswerReader:
    """Words and citations of what an endpoint gives; what is held back of them comes with the end."""

    def __init__(self, stand_ins: StandInReader) -> None:
        self._stand_ins, self._markers = stand_ins, MarkerReader()

    def pieces(self, output: DrafterOutput) -> Sequence[Piece]:
        if isinstance(output, Delta):
            return self._markers.feed(self._stand_ins.feed(output.text))
        if isinstance(output, Finished):
            return (*self._markers.feed(self._stand_ins.finish()), *self._markers.finish())
        return (output,)


def asked_words(endpoint: Endpoint, ms: int) -> str:
    """What is said of an endpoint that is left alone since its server asks for it."""
    return f"The server of the endpoint “{endpoint.name}” asks to be left alone for {-(-ms // 1000)} s."


def _cut(endpoint: Endpoint) -> EndpointFailed:
    return EndpointFailed(ErrorClass.CUT, f"The endpoint “{endpoint.name}” ended without saying that it was finished.")


def _too_small(endpoint: Endpoint) -> EndpointFailed:
    words = f"The endpoint “{endpoint.name}” cannot read that much at once."
    way_on = "Choose an endpoint with a larger window, or offer it less evidence."
    return EndpointFailed(ErrorClass.CONTEXT, words, next=way_on)


def _too_late(endpoint: Endpoint, seconds: float) -> EndpointFailed:
    words = f"No words came from the endpoint “{endpoint.name}” within the {seconds:g} s that the form allows."
    return EndpointFailed(ErrorClass.FIRST_TEXT, words)


def _too_slow(endpoint: Endpoint, seconds: float) -> EndpointFailed:
    words = f"The endpoint “{endpoint.name}” took longer than the {seconds:g} s that the form allows."
    return EndpointFailed(ErrorClass.TOTAL, words)
