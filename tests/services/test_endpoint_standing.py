"""How endpoints stand is known after a restart: a rest goes on, and what a server can is not found out twice."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from fakes import FakeDrafter, draft_request
from service_examples import SERVER, World, a_world, scripted

from desktop_app.domain.draft import Delta, EndpointPassed, Finished, Message, Skipped
from desktop_app.domain.endpoint import EndpointTest, PassedOver
from desktop_app.domain.endpoint_state import START_RATIO, Capabilities, EndpointState
from desktop_app.domain.errors import EndpointFailed, ErrorClass
from desktop_app.domain.told_event import told_event
from desktop_app.domain.usage import Usage
from desktop_app.services.endpoint_standing import BREAKER_FAILURES, EndpointStanding

DOWN = (EndpointFailed(ErrorClass.AUTH, "It refused."),)
UP = (Delta("Fine."), Finished("stop", "m", "fp_9", Usage(100, 5)))


async def ask(world: World) -> list[object]:
    """What is told of asking the server, whether it answers or not."""
    request, told = draft_request(messages=(Message("user", "x" * 300),)), list[object]()
    with suppress(EndpointFailed):
        async for each in world.dispatching.stream(request, ["server"]):
            told.append(each)  # what was told before a failure counts
    return told


async def told(world: World) -> list[tuple[str, dict[str, object]]]:
    """What the record tells of endpoints."""
    events = [e for e in await world.store.events() if e.type.startswith("endpoint.")]
    return [(e.type, dict(told_event(e).data)) for e in events]


async def worn_out(world: World) -> None:
    for _ in range(BREAKER_FAILURES):
        await ask(world)


async def test_a_rest_goes_on_after_a_restart_and_its_beginning_and_end_are_told(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(DOWN)) as world:
        await worn_out(world)
        data = {"endpoint": "server", "error": "auth", "failures": 3, "ms": 30_000}
        assert await told(world) == [("endpoint.rested", data)]
    async with a_world(tmp_path, scripted(UP)) as world:
        assert isinstance((await ask(world))[0], Skipped)
        world.clock.passes(30)
        await ask(world)
        assert (await told(world))[1:] == [("endpoint.resumed", {"endpoint": "server"})]
        assert (await world.store.verify()).verified


async def test_calls_of_the_minute_before_a_restart_count_against_its_limit(tmp_path: Path) -> None:
    narrow = replace(SERVER, a_minute=1)
    async with a_world(tmp_path, scripted(UP)) as world:
        await world.draft(await world.case(), "fee", chain=["server"])
        now = world.clock.mono_ms()
        stands = EndpointStanding(world.clock, world.store)
        await stands.ready()
        await stands.turn(narrow, world.clock.sleep)
        assert world.clock.mono_ms() - now > 50_000


async def test_a_clock_that_was_set_back_makes_no_rest_longer(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(DOWN)) as world:
        world.clock.passes(timedelta(days=400).total_seconds())
        await worn_out(world)
    async with a_world(tmp_path, scripted(UP)) as world:
        assert isinstance((await ask(world))[0], Skipped)
        world.clock.passes(30.1)
        assert not isinstance((await ask(world))[0], Skipped)


async def test_two_failures_before_a_restart_and_one_after_it_are_three(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(DOWN)) as world:
        await ask(world)
        await ask(world)
    async with a_world(tmp_path, scripted(DOWN)) as world:
        await ask(world)
        assert isinstance((await ask(world))[0], Skipped)


async def test_a_server_that_was_changed_or_got_another_key_does_not_rest_for_the_one_before(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(DOWN)) as world:
        await worn_out(world)
        world.dispatching.bring(scripted(UP))
        assert not isinstance((await ask(world))[0], Skipped)


async def test_one_that_is_passed_over_is_told_with_its_run(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(DOWN)) as world:
        await worn_out(world)
        case_id = await world.case()
        events = await world.draft(case_id, "fee", chain=("server", "assembled"))
        (passed,) = (event for event in events if isinstance(event, EndpointPassed))
        assert (passed.endpoint.name, passed.why, "asked again in" in passed.words) == ("server", PassedOver.REST, True)
        data = {"run": passed.run_id, "endpoint": "server", "why": "rest"}
        assert (await told(world))[-1] == ("endpoint.passed", data)


async def test_how_a_server_counts_is_learned_and_kept(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(UP)) as world:
        assert world.dispatching.stands.of("server").ratio == START_RATIO
        await ask(world)
    async with a_world(tmp_path, scripted(UP)) as world:
        await world.dispatching.stands.ready()
        state = world.dispatching.stands.of("server")
        assert (state.fingerprint, state.capabilities.usage) == ("fp_9", True)
        assert state.learned_ratio is not None and state.learned_ratio < START_RATIO


@pytest.mark.parametrize(("characters", "tokens"), [(0, 100), (10_000, 3), (100_000, 60), (400, None)])
def test_a_count_that_no_text_has_teaches_nothing(characters: int, tokens: int | None) -> None:
    assert EndpointState("a").with_counted(characters, tokens).learned_ratio is None


def test_an_estimate_is_raised_by_its_margin() -> None:
    assert EndpointState("a").tokens_of(3_600) == 1_150
    assert EndpointState("a", learned_ratio=Decimal(4)).tokens_of(4_000) == 1_150


async def test_what_a_test_showed_is_kept_with_its_date(tmp_path: Path) -> None:
    class Tested(FakeDrafter):
        async def test(self) -> EndpointTest:
            return EndpointTest("m", 1, 2, usage=True, json_schema=False, system_role=False, context_tokens=8192)

    async with a_world(tmp_path, Tested(SERVER)) as world:
        await world.dispatching.test("server")
    async with a_world(tmp_path, drafter := scripted(UP)) as world:
        await ask(world)
        state = world.dispatching.stands.of("server")
        assert state.capabilities == Capabilities(False, False, True, False, 8192)
        assert state.probed_at is not None
        assert len(drafter.asked) == 1


async def test_a_request_is_fitted_to_what_a_server_can_and_kept_as_it_was_sent(tmp_path: Path) -> None:
    drafter = scripted(UP)
    async with a_world(tmp_path, drafter) as world:
        await world.dispatching.stands.answered(SERVER, refused=frozenset({"system", "response_format"}))
        request = draft_request("A fact.", schema={"type": "object"})
        asked, *_ = [each async for each in world.dispatching.stream(request, ["server"])]
        assert [message.role for message in asked.sent] == ["user"]
        assert "Write." in asked.sent[0].text
        assert drafter.asked[0].schema is None
