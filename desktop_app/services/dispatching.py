"""Which endpoint is asked, when again, and which one next. Two models' texts are never spliced."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

from desktop_app.domain.draft import Dispatched, DraftRequest, Skipped
from desktop_app.domain.endpoint import Endpoint, PassedOver, Tier, in_tier_order
from desktop_app.domain.endpoint_state import EndpointState
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound
from desktop_app.domain.latency import Patience
from desktop_app.services.attempting import Admit, Attempt, Lane, Standing, Watch, anything, asked_words
from desktop_app.services.endpoint_standing import LONGEST_WAIT_S, EndpointStanding, Sleep
from desktop_app.services.ports import Clock, Drafter, Warm
from desktop_app.services.probing import Probing

BACK_OFF_S = 1.0
"""The wait before a second try, where the server asked for none."""


class Dispatching:
    """Asks endpoints in the order of a chain until one gives a whole text.

    The models of the tier that a section asks for come first. An endpoint that fails is asked a second time where its
    error is worth it, then the next one is. An endpoint that failed three times in a row rests for 30 seconds, also
    after a restart. Text never goes from a local to a hosted endpoint or back; only the assembled draft, which leaves
    nothing, may follow any.
    """

    def __init__(
        self,
        drafters: Iterable[Drafter],
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
        standing: EndpointStanding | None = None,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self.stands = standing or EndpointStanding(clock)
        self._probing = Probing(self.stands)
        self._lanes: dict[str, Lane] = {}
        for drafter in drafters:
            self.bring(drafter)

    def has(self, name: str) -> bool:
        """Whether the endpoint can be asked."""
        return name in self._lanes

    def endpoints(self, names: Sequence[str], tier: str | None = None) -> tuple[Endpoint, ...]:
        """Those of these names that can be asked, in their order; in that of a section which asks for this tier."""
        found = tuple(self._lanes[name].endpoint for name in names if name in self._lanes)
        return found if tier is None else in_tier_order(found, Tier(tier))

    def standing(self, name: str) -> Standing:
        """What the endpoint did when it was asked last; failures that are about the request say nothing of it."""
        return self._lanes[name].standing if name in self._lanes else Standing.UNTRIED

    def bring(self, drafter: Drafter) -> None:
        """Make an endpoint ready to be asked. One of that name that was there before has another key now."""
        if drafter.endpoint.name in self._lanes:
            self.stands.renewed(drafter.endpoint.name)
            self._probing.stop(drafter.endpoint.name)
        self._lanes[drafter.endpoint.name] = Lane(drafter, asyncio.Semaphore(drafter.endpoint.at_once))

    def forget(self, name: str) -> EndpointState:
        """Another server or key goes by this name now: what is to be noted then."""
        self._probing.stop(name)
        return self.stands.forget(name)

    async def test(self, name: str) -> Mapping[str, Any]:
        """What a round trip with no text of a case shows, which is noted. Raises EndpointFailed, NotFound.

        It tells how the endpoint stands, and is no failure for which one rests.
        """
        await self.stands.ready()
        lane = self._lane(name)
        async with lane.slots:
            await self.stands.turn(lane.endpoint, self._sleep)
            try:
                found = await lane.drafter.test()
            except EndpointFailed as error:
                lane.note(error.error_class)
                raise
        lane.standing = Standing.ANSWERED
        await self.stands.tested(lane.endpoint, found)
        return {"endpoint": name, **asdict(found)}

    async def warm(self, names: Sequence[str]) -> None:
        """Have these do what they can do ahead of the first draft."""
        for name in names:
            lane = self._lanes.get(name)
            if lane is not None and isinstance(lane.drafter, Warm):
                await lane.drafter.warm()

    async def probe(self, names: Sequence[str]) -> None:
        """See what these can, where nobody has seen it; a draft that one is asked for meanwhile goes first."""
        for name in names:
            if name in self._lanes:
                await self._probing.probe(self._lanes[name])

    async def close(self) -> None:
        """Let go of all endpoints."""
        await self._probing.close()
        lanes, self._lanes = self._lanes, {}
        for lane in lanes.values():
            await lane.drafter.close()

    async def stream(
        self,
        request: DraftRequest,
        chain: Sequence[str],
        *,
        admit: Admit = anything,
        patience: Patience | None = None,
    ) -> AsyncGenerator[Dispatched, None]:
        """The draft of the first endpoint that gives one, and what happened on the way.

        The last thing is `Done`. Each `Asked` begins the text anew. Raises the last EndpointFailed where no endpoint
        is left, NotFound for a name that is not known. Closing it, or cancelling, ends the call at once. Where no
        budget allows any model, that is the failure: the assembled draft is then offered, and not taken.
        """
        left = self._chain(chain, Tier(request.section.tier))
        await self.stands.ready()
        number, last, poor, watch = 0, None, None, Watch(patience)
        while left:
            lane, *left = left
            if poor is not None and last is None and not lane.endpoint.is_model:
                break
            if rest := self.stands.rest_ms(lane.endpoint.name):
                yield Skipped(lane.endpoint, self._rest_words(lane.endpoint, rest), PassedOver.REST)
                continue
            for retry in (False, True):
                over, first_seconds = watch.over(lane, left), watch.first_seconds(lane, left)
                times = (over, first_seconds, self._sleep)
                attempt = Attempt(lane, number + 1, self._clock, self.stands, *times, held=retry)
                with self._probing.used(lane):
                    async with aclosing(attempt.stream(request, admit)) as told:
                        async for each in told:
                            yield each
                error = attempt.error
                if error is None:
                    return
                if attempt.passed is not None:
                    last, poor = (last, error) if attempt.passed is PassedOver.BUDGET else (error, poor)
                    yield Skipped(lane.endpoint, error.what, attempt.passed)
                    break
                number, last = number + 1, error
                left = watch.left(lane, left) if attempt.breached else left
                wait = None if retry or attempt.breached else self._wait(lane, error)
                following = lane.endpoint if wait is not None else left[0].endpoint if left else None
                yield attempt.fell(error, following, wait or 0.0)
                if wait is None:
                    break
                await self._sleep(wait)
        raise last or poor or self._all_rest(chain)

    def _wait(self, lane: Lane, error: EndpointFailed) -> float | None:
        """Seconds until the same endpoint is worth a second try; None: it is not."""
        if self.stands.rest_ms(lane.endpoint.name):
            return None
        wait = BACK_OFF_S if error.retry_after is None else error.retry_after
        return wait if error.error_class.retried and wait <= LONGEST_WAIT_S else None

    def _chain(self, names: Sequence[str], tier: Tier) -> list[Lane]:
        """The endpoints of these names that text of the first one's residency may go to, those of the tier first."""
        lanes = [self._lane(name) for name in names]
        if not lanes:
            raise NotFound("No endpoint was named.", next="Name one with `--endpoint`; `assembled` is always there.")
        return [self._lane(e.name) for e in in_tier_order([lane.endpoint for lane in lanes], tier)]

    def _lane(self, name: str) -> Lane:
        if name not in self._lanes:
            known = ", ".join(self._lanes) or "none"
            raise NotFound(f"There is no endpoint “{name}”.", next=f"Known are: {known}.")
        return self._lanes[name]

    def _all_rest(self, names: Sequence[str]) -> EndpointFailed:
        """The failure where every endpoint rests: that of the one which is asked again first."""
        resting = [name for name in names if self.stands.rest_ms(name)]
        endpoint = self._lane(min(resting or names, key=self.stands.rest_ms)).endpoint
        rest, last = self.stands.rest_ms(endpoint.name), self.stands.of(endpoint.name).last_class
        return EndpointFailed(last or ErrorClass.SERVER, self._rest_words(endpoint, rest), retry_after=rest / 1000)

    def _rest_words(self, endpoint: Endpoint, rest_ms: int) -> str:
        if self.stands.asked_ms(endpoint.name) >= rest_ms:
            return asked_words(endpoint, rest_ms)
        seconds = -(-rest_ms // 1000)
        return f"The endpoint “{endpoint.name}” failed again and again; it is asked again in {seconds} s."
