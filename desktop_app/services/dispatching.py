"""Which endpoint is asked, when again, and which one next. Two models' texts are never spliced."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from desktop_app.domain.draft import (
    Asked,
    Delta,
    Dispatched,
    Done,
    DrafterOutput,
    DraftRequest,
    Fell,
    Finished,
    Skipped,
)
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound
from desktop_app.domain.markup import MarkerReader, Piece, Words
from desktop_app.domain.stand_in import StandInReader
from desktop_app.services.ports import Clock, Drafter
from desktop_app.services.sending import sent_to

BACK_OFF_S = 1.0
"""The wait before a second try, where the server asked for none."""

LONGEST_WAIT_S = 20.0
"""A server that asks for a longer wait is passed over."""

BREAKER_FAILURES = 3
BREAKER_MS = 30_000

ABOUT_THE_REQUEST = frozenset({ErrorClass.CONTEXT, ErrorClass.CONTENT_FILTER, ErrorClass.BAD_REQUEST, ErrorClass.EMPTY})
"""Failures that say nothing of the endpoint's health."""


class Standing(StrEnum):
    """What an endpoint did when it was asked last, if it was."""

    UNTRIED = "untried"
    ANSWERED = "answered"
    REFUSED = "refused"
    """It did not take the key."""
    FAILED = "failed"


Sleep = Callable[[float], Awaitable[None]]


class Dispatching:
    """Asks endpoints in the order of a chain until one gives a whole text.

    An endpoint that fails is asked a second time where its error is worth it, then the next one is. An endpoint that
    failed three times in a row rests for 30 seconds. Text never goes from a local to a hosted endpoint or back; only
    the assembled draft, which leaves nothing, may follow any.
    """

    def __init__(self, drafters: Iterable[Drafter], clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._clock, self._sleep = clock, sleep
        self._lanes: dict[str, _Lane] = {}
        for drafter in drafters:
            self.bring(drafter)

    def has(self, name: str) -> bool:
        """Whether the endpoint can be asked."""
        return name in self._lanes

    def standing(self, name: str) -> Standing:
        """What the endpoint did when it was asked last; failures that are about the request say nothing of it."""
        return self._lanes[name].standing if name in self._lanes else Standing.UNTRIED

    def bring(self, drafter: Drafter) -> None:
        """Make an endpoint ready to be asked."""
        self._lanes[drafter.endpoint.name] = _Lane(drafter, asyncio.Semaphore(drafter.endpoint.at_once))

    async def test(self, name: str) -> Mapping[str, Any]:
        """What a round trip with no text of a case shows. Raises EndpointFailed, NotFound.

        It tells how the endpoint stands, and is no failure for which one rests.
        """
        (lane,) = self._chain([name])
        async with lane.slots:
            try:
                found = await lane.drafter.test()
            except EndpointFailed as error:
                lane.note(error.error_class)
                raise
        lane.succeeded()
        return {"endpoint": name, **asdict(found)}

    async def close(self) -> None:
        """Let go of all endpoints."""
        lanes, self._lanes = self._lanes, {}
        for lane in lanes.values():
            await lane.drafter.close()

    async def stream(self, request: DraftRequest, chain: Sequence[str]) -> AsyncGenerator[Dispatched, None]:
        """The draft of the first endpoint that gives one, and what happened on the way.

        The last thing is `Done`. Each `Asked` begins the text anew. Raises the last EndpointFailed where no endpoint
        is left, NotFound for a name that is not known. Closing it, or cancelling, ends the call at once.
        """
        lanes, number, last = self._chain(chain), 0, None
        for place, lane in enumerate(lanes):
            if rest := lane.rest_ms(self._clock.mono_ms()):
                yield Skipped(lane.endpoint, _rest_words(lane.endpoint, rest))
                continue
            following = next((each.endpoint for each in lanes[place + 1 :]), None)
            for retry in (False, True):
                number += 1
                attempt = _Attempt(lane, number, self._clock)
                async with aclosing(attempt.stream(request)) as told:
                    async for each in told:
                        yield each
                last = attempt.error
                if last is None:
                    return
                wait = None if retry or lane.rest_ms(self._clock.mono_ms()) else _wait(last)
                yield attempt.fell(last, following if wait is None else lane.endpoint, wait or 0.0)
                if wait is None:
                    break
                await self._sleep(wait)
        raise last or _all_rest(lanes[-1], self._clock.mono_ms())

    def _chain(self, names: Sequence[str]) -> "list[_Lane]":
        """The endpoints of these names that text of the first one's residency may go to."""
        for name in names:
            if name not in self._lanes:
                known = ", ".join(self._lanes) or "none"
                raise NotFound(f"There is no endpoint “{name}”.", next=f"Known are: {known}.")
        lanes = [self._lanes[name] for name in names]
        if not lanes:
            raise NotFound("No endpoint was named.", next="Name one with `--endpoint`; `assembled` is always there.")
        home = lanes[0].endpoint.residency
        return [
            lane for lane in lanes if lane.endpoint.residency is home or lane.endpoint.kind is EndpointKind.ASSEMBLED
        ]


@dataclass(slots=True)
class _Lane:
    """An endpoint with its free slots and its breaker."""

    drafter: Drafter
    slots: asyncio.Semaphore
    failures: int = 0
    rests_until_ms: int = 0
    last_class: ErrorClass = ErrorClass.SERVER
    standing: Standing = Standing.UNTRIED

    @property
    def endpoint(self) -> Endpoint:
        return self.drafter.endpoint

    def rest_ms(self, now_ms: int) -> int:
        """How much longer it is not asked; 0: it may be."""
        return max(0, self.rests_until_ms - now_ms)

    def succeeded(self) -> None:
        self.failures, self.standing = 0, Standing.ANSWERED

    def note(self, error_class: ErrorClass) -> None:
        """What a failure tells of the endpoint."""
        if error_class not in ABOUT_THE_REQUEST:
            self.standing = Standing.REFUSED if error_class is ErrorClass.AUTH else Standing.FAILED

    def failed(self, error_class: ErrorClass, now_ms: int) -> None:
        self.note(error_class)
        if error_class in ABOUT_THE_REQUEST:
            return
        self.failures, self.last_class = self.failures + 1, error_class
        if self.failures >= BREAKER_FAILURES:
            self.rests_until_ms = now_ms + BREAKER_MS


class _Attempt:
    """One call of one endpoint, with its times."""

    def __init__(self, lane: _Lane, number: int, clock: Clock) -> None:
        self._lane, self._number, self._clock = lane, number, clock
        self._started_ms = clock.mono_ms()
        self._first_text_ms: int | None = None
        self.error: EndpointFailed | None = None

    async def stream(self, request: DraftRequest) -> AsyncGenerator[Dispatched, None]:
        """What the endpoint gives, in pieces. Where it fails, `error` says why."""
        async with self._lane.slots:
            sent = sent_to(self._lane.endpoint, request)
            yield Asked(self._lane.endpoint, self._number, sent.messages, len(sent.found.texts))
            self._started_ms = self._clock.mono_ms()
            finished = None
            reader = _AnswerReader(sent.reader())
            try:
                async with aclosing(self._lane.drafter.draft(sent.request)) as outputs:
                    async for output in outputs:
                        finished = output if isinstance(output, Finished) else None
                        for piece in reader.pieces(output):
                            yield self._timed(piece)
                if finished is None:
                    raise _cut(self._lane.endpoint)
            except EndpointFailed as error:
                self._lane.failed(error.error_class, self._clock.mono_ms())
                self.error = error
            else:
                self._lane.succeeded()
                yield Done(self._lane.endpoint, self._number, finished, self._first_text_ms, self._elapsed_ms())

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


def _wait(error: EndpointFailed) -> float | None:
    """Seconds until the same endpoint is worth a second try; None: it is not."""
    wait = BACK_OFF_S if error.retry_after is None else error.retry_after
    return wait if error.error_class.retried and wait <= LONGEST_WAIT_S else None


def _cut(endpoint: Endpoint) -> EndpointFailed:
    return EndpointFailed(ErrorClass.CUT, f"The endpoint “{endpoint.name}” ended without saying that it was finished.")


def _rest_words(endpoint: Endpoint, rest_ms: int) -> str:
    seconds = -(-rest_ms // 1000)
    return f"The endpoint “{endpoint.name}” failed again and again; it is asked again in {seconds} s."


def _all_rest(lane: "_Lane", now_ms: int) -> EndpointFailed:
    """The failure where every endpoint rests."""
    rest = lane.rest_ms(now_ms)
    return EndpointFailed(lane.last_class, _rest_words(lane.endpoint, rest), retry_after=rest / 1000)
