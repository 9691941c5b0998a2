"""What a server can is seen once, ahead of the first draft and never in its way."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from fakes import FakeClock, FakeDrafter, draft_request, server_endpoint

from desktop_app.domain.draft import Done, DrafterOutput, DraftRequest
from desktop_app.domain.endpoint import ON_DEVICE, EndpointTest
from desktop_app.domain.errors import EndpointFailed, ErrorClass
from desktop_app.services.attempting import Standing
from desktop_app.services.dispatching import Dispatching

ONE = server_endpoint("one", at_once=1)


@dataclass
class Tried(FakeDrafter):
    """Counts its round trips, which wait where `waits` is set, and fail where `fails` is."""

    tries: list[str] = field(default_factory=list)
    waits: bool = False
    fails: bool = False
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def test(self) -> EndpointTest:
        self.tries.append("begun")
        self.begun.set()
        if self.waits:
            await asyncio.Event().wait()
        if self.fails:
            raise EndpointFailed(ErrorClass.AUTH, "It refused the key.")
        return await super().test()

    async def draft(self, request: DraftRequest) -> AsyncGenerator[DrafterOutput, None]:
        if not self.scripts:
            await asyncio.Event().wait()
        async for output in super().draft(request):
            yield output


def dispatching(drafter: Tried) -> Dispatching:
    return Dispatching((drafter,), FakeClock())


async def test_what_a_server_can_is_seen_once() -> None:
    desk = dispatching(drafter := Tried(ONE))
    await desk.probe(["one"])
    await desk.probe(["one", "unknown"])
    assert len(drafter.tries) == 1 and drafter.asked == []
    assert desk.stands.of("one").capabilities.json_schema is False


async def test_a_round_trip_that_fails_changes_nothing() -> None:
    desk = dispatching(Tried(ONE, fails=True))
    before = desk.stands.of("one")
    await desk.probe(["one"])
    assert (desk.stands.of("one"), desk.standing("one")) == (before, Standing.UNTRIED)


async def test_a_draft_does_not_wait_for_a_round_trip() -> None:
    desk = dispatching(drafter := Tried(ONE, waits=True))
    probe = asyncio.create_task(desk.probe(["one"]))
    await drafter.begun.wait()
    async with asyncio.timeout(5):
        told = [each async for each in desk.stream(draft_request("A fact."), ["one"])]
        await probe
    assert isinstance(told[-1], Done)
    assert desk.stands.of("one").probed_at is None


async def test_a_server_at_work_is_asked_for_no_round_trip() -> None:
    desk = dispatching(drafter := Tried(ONE, scripts=()))
    stream = desk.stream(draft_request("A fact."), ["one"])
    await anext(stream)
    await asyncio.wait_for(desk.probe(["one"]), 5)
    assert drafter.tries == []
    await stream.aclose()
    await desk.probe(["one"])
    assert len(drafter.tries) == 1


async def test_the_small_model_of_this_computer_is_not_loaded_for_it() -> None:
    desk = dispatching(drafter := Tried(ON_DEVICE))
    await desk.probe([ON_DEVICE.name])
    assert drafter.tries == []


async def test_a_server_that_was_changed_meanwhile_is_not_known_by_the_old_one() -> None:
    desk = dispatching(drafter := Tried(ONE, waits=True))
    probe = asyncio.create_task(desk.probe(["one"]))
    await drafter.begun.wait()
    desk.forget("one")
    await asyncio.wait_for(probe, 5)
    assert desk.stands.of("one").probed_at is None


async def test_letting_go_of_all_ends_a_round_trip() -> None:
    desk = dispatching(drafter := Tried(ONE, waits=True))
    probe = asyncio.create_task(desk.probe(["one"]))
    await drafter.begun.wait()
    await desk.close()
    await asyncio.wait_for(probe, 5)
    assert drafter.closed
