"""How endpoints stand: what they did when they were asked last, whether they rest, and what their servers can.

It is noted beside the record, so that an endpoint which fails again and again still rests after a restart; that a rest
begins and ends is told in the record, each failure is not.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from desktop_app.domain.audit import Entry, EventType
from desktop_app.domain.endpoint import Endpoint, EndpointTest
from desktop_app.domain.endpoint_state import Capabilities, EndpointState
from desktop_app.domain.errors import CountersignError, ErrorClass
from desktop_app.domain.person import Actor
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording

BREAKER_FAILURES = 3
BREAKER_MS = 30_000

LONGEST_WAIT_S = 20.0
"""A server that asks for a longer wait is passed over."""

LONGEST_ASKED_S = 3600.0
"""What a server asks for beyond it is not believed."""

MINUTE_MS = 61_000
"""The minute of a server's limit, and a second more: it counts calls from when they reach it."""
MOST_CALLS = 2_000
"""Calls of the last minute that are looked at when the program starts."""

Sleep = Callable[[float], Awaitable[None]]

ABOUT_THE_REQUEST = frozenset(
    {ErrorClass.CONTEXT, ErrorClass.CONTENT_FILTER, ErrorClass.BAD_REQUEST, ErrorClass.EMPTY, ErrorClass.BUDGET}
)
"""Failures that say nothing of the endpoint's health."""


class EndpointStanding:
    """What is known of each endpoint. Without a store it is known as long as the program runs."""

    def __init__(self, clock: Clock, store: Store | None = None, recording: Recording | None = None) -> None:
        self._clock, self._store, self._recording = clock, store, recording
        self._states: dict[str, EndpointState] = {}
        self._rests: dict[str, int] = {}
        self._asked: dict[str, int] = {}
        self._begun: defaultdict[str, deque[int]] = defaultdict(deque)
        self._read = store is None
        self._reading = asyncio.Lock()

    async def ready(self) -> None:
        """Read what was noted before, once. A rest is never longer than one that begins now: clocks are set."""
        if self._read:
            return
        async with self._reading:
            if not self._read and self._store is not None and self._store.read_only is None:
                await self._read_states(self._store)
                await self._read_calls(self._store)
            self._read = True

    async def _read_states(self, store: Store) -> None:
        now, mono = self._clock.now(), self._clock.mono_ms()
        for state in await store.endpoint_states():
            known = self._states.setdefault(state.name, state)
            if known is state and state.rests_until is not None:
                left = (state.rests_until - now) // timedelta(milliseconds=1)
                self._rests[state.name] = mono + max(0, min(left, BREAKER_MS))

    async def _read_calls(self, store: Store) -> None:
        """Calls that an earlier program made count against the limits of this minute."""
        now, mono = self._clock.now(), self._clock.mono_ms()
        for call in await store.past_calls(now - timedelta(milliseconds=MINUTE_MS), MOST_CALLS):
            self._begun[call.endpoint].appendleft(mono - max(0, (now - call.at) // timedelta(milliseconds=1)))

    async def turn(self, endpoint: Endpoint, sleep: Sleep) -> None:
        """Wait until the endpoint may be asked for one more call in this minute; whoever comes back has made it."""
        begun = self._begun[endpoint.name]
        while endpoint.a_minute is not None:
            now = self._clock.mono_ms()
            while begun and begun[0] <= now - MINUTE_MS:
                begun.popleft()
            if len(begun) < endpoint.a_minute:
                begun.append(now)
                return
            await sleep((begun[0] + MINUTE_MS - now) / 1000)

    def of(self, name: str) -> EndpointState:
        """What is known of the endpoint."""
        return self._states.get(name) or EndpointState(name)

    def rest_ms(self, name: str) -> int:
        """How much longer it is passed over; 0: it may be asked."""
        asked = self.asked_ms(name)
        return max(0, self._rests.get(name, 0) - self._clock.mono_ms(), asked if asked > LONGEST_WAIT_S * 1000 else 0)

    def asked_ms(self, name: str) -> int:
        """How much longer its server asked to be left alone; 0: it did not, or that is over."""
        return max(0, self._asked.get(name, 0) - self._clock.mono_ms())

    def asks(self, name: str, seconds: float) -> None:
        """Its server asks to be left alone so long from now on. What it asked before holds where that is longer."""
        until = self._clock.mono_ms() + round(min(seconds, LONGEST_ASKED_S) * 1000)
        self._asked[name] = max(self._asked.get(name, 0), until)

    def forget(self, name: str) -> EndpointState:
        """Another server or key goes by this name now: nothing is known of it. What is to be noted then."""
        self._rests.pop(name, None)
        self._asked.pop(name, None)
        self._states[name] = blank = EndpointState(name)
        return blank

    def renewed(self, name: str) -> None:
        """It has another key: that it failed says nothing any more."""
        self._rests.pop(name, None)
        self._asked.pop(name, None)
        if name in self._states:
            self._states[name] = replace(self._states[name], failures=0, rests_until=None)

    async def answered(
        self,
        endpoint: Endpoint,
        characters: int = 0,
        tokens: int | None = None,
        fingerprint: str | None = None,
        refused: frozenset[str] = frozenset(),
    ) -> None:
        """It gave a whole answer: to so many characters, which it counted as so many tokens. `refused` are the parts
        of the request that it would not take."""
        before = self.of(endpoint.name)
        state = replace(before.with_counted(characters, tokens), failures=0, rests_until=None, last_class=None)
        state = replace(state, fingerprint=fingerprint or state.fingerprint)
        state = replace(state, capabilities=_without(state.capabilities, refused, counted=tokens is not None))
        await self._keep(before, state, EventType.ENDPOINT_RESUMED if before.rests_until else None)

    async def failed(self, endpoint: Endpoint, error_class: ErrorClass, retry_after: float | None = None) -> None:
        """It failed; one that failed three times in a row rests. One that said when it may be asked again is left alone
        until then: that it is asked for too much is no fault of it."""
        if error_class in ABOUT_THE_REQUEST:
            return
        before = self.of(endpoint.name)
        if error_class is ErrorClass.RATE and retry_after is not None:
            self.asks(endpoint.name, retry_after)
            await self._keep(before, replace(before, last_class=error_class), None)
            return
        state = replace(before, failures=before.failures + 1, last_class=error_class)
        rests = state.failures >= BREAKER_FAILURES
        if rests:
            self._rests[endpoint.name] = self._clock.mono_ms() + BREAKER_MS
            state = replace(state, rests_until=self._clock.now() + timedelta(milliseconds=BREAKER_MS))
        await self._keep(before, state, EventType.ENDPOINT_RESTED if rests else None)

    async def tested(self, endpoint: Endpoint, found: EndpointTest) -> None:
        """A round trip showed what it can."""
        before = self.of(endpoint.name)
        seen = Capabilities(found.json_schema, found.logprobs, found.usage, found.system_role, found.context_tokens)
        state = replace(before, capabilities=seen, probed_at=self._clock.now(), failures=0, rests_until=None)
        state = replace(state, fingerprint=found.fingerprint or state.fingerprint, last_class=None)
        self._rests.pop(endpoint.name, None)
        await self._keep(before, state, EventType.ENDPOINT_RESUMED if before.rests_until else None)

    async def _keep(self, before: EndpointState, state: EndpointState, told: EventType | None) -> None:
        """Note it. Where the store cannot be written it is known as long as the program runs."""
        self._states[state.name] = state
        if state == before or self._store is None or self._recording is None or self._store.read_only is not None:
            return
        with suppress(CountersignError, OSError):
            if told is None:
                await self._store.commit(Entry(None, (state,)))
                return
            scribe = self._recording.begin(Actor.program())
            scribe.put(state)
            more = {"endpoint": state.name}
            if told is EventType.ENDPOINT_RESTED and state.last_class is not None:
                scribe.tell(
                    told, data={**more, "error": state.last_class.value, "failures": state.failures, "ms": BREAKER_MS}
                )
            else:
                scribe.tell(told, data=more)
            await self._store.commit(scribe.entry)


def _without(known: Capabilities, refused: frozenset[str], *, counted: bool) -> Capabilities:
    """The same, with what an answer showed beside its words."""
    schema = False if "response_format" in refused else known.json_schema
    system = False if "system" in refused else known.system_role
    return replace(known, json_schema=schema, system_role=system, usage=counted or known.usage)
