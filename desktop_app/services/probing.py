"""Finding out once what a server can, while nobody waits for it. No text of a case is sent."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.errors import EndpointFailed
from desktop_app.services.attempting import Lane
from desktop_app.services.endpoint_standing import EndpointStanding


class Probing:
    """Makes round trips to servers of which nothing is known. Whoever drafts goes first: a probe makes way."""

    def __init__(self, stands: EndpointStanding) -> None:
        self._stands = stands
        self._used: dict[str, int] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def probe(self, lane: Lane) -> None:
        """Note what the server can, where nobody has seen it; a round trip that fails or makes way changes nothing."""
        name = lane.endpoint.name
        await self._stands.ready()
        known = self._stands.of(name).probed_at is not None or self._stands.rest_ms(name) > 0
        if known or lane.endpoint.kind is not EndpointKind.OPENAI or self._used.get(name) or name in self._tasks:
            return
        self._tasks[name] = task = asyncio.create_task(self._round_trip(lane))
        try:
            await asyncio.wait((task,))
        finally:
            task.cancel()
            self._tasks.pop(name, None)

    @contextmanager
    def used(self, lane: Lane) -> Iterator[None]:
        """The server is asked for a draft as long as this lasts."""
        name = lane.endpoint.name
        self._used[name] = self._used.get(name, 0) + 1
        self.stop(name)
        try:
            yield
        finally:
            self._used[name] -= 1

    def stop(self, name: str) -> None:
        """End the round trip to this server, if there is one."""
        task = self._tasks.get(name)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """End them all."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _round_trip(self, lane: Lane) -> None:
        async with lane.slots:
            await self._stands.turn(lane.endpoint, asyncio.sleep)
            with suppress(EndpointFailed):
                await self._stands.tested(lane.endpoint, await lane.drafter.test())
