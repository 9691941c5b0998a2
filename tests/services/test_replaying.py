"""A model is asked again what it was asked: nothing of the case changes, and all of it is recorded."""

from pathlib import Path

import pytest
from fakes import FakeDrafter
from service_examples import GOOD, CentPrices, World, a_world, scripted

from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.draft import Delta
from desktop_app.domain.errors import EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.usage import RunOutcome
from desktop_app.services.metering import Metering
from desktop_app.services.replaying import Replaying

OTHER = (Delta("The total fee is EUR 48,000 for our work [E1]."), GOOD[1])


def replaying(world: World) -> Replaying:
    metering = Metering(CentPrices(), world.clock, SystemChance())
    return Replaying(
        world.keeping, world.dispatching, metering, world.budgeting, world.recording, world.clock, SystemChance()
    )


async def drafted(world: World) -> str:
    case = await world.case()
    await world.draft(case, "fee", chain=["server"])
    return case


async def test_the_same_is_asked_and_the_difference_is_told(tmp_path: Path) -> None:
    server = scripted(GOOD, OTHER)
    async with a_world(tmp_path, server) as world:
        case = await drafted(world)
        replay = await replaying(world).replay(world["rob"], case, "fee", "server")
        last = (await world.told(case))[-1]
    first, again = server.asked
    assert again.messages == first.messages
    assert [(c.before_text, c.after_text) for c in replay.line.changes] == [("the", "our")]
    assert last == "run.replayed" and (replay.asked_now.cost, replay.asked_now.model) == (
        replay.asked_then.cost,
        "scripted-1",
    )


async def test_the_case_is_as_it_was(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(GOOD, OTHER)) as world:
        case = await drafted(world)
        head, state = await world.head(case, "fee"), await world.state(case, "fee")
        await replaying(world).replay(world["rob"], case, "fee", "server")
        facts = await world.facts(case)
        assert (await world.head(case, "fee"), await world.state(case, "fee")) == (head, state)
    assert [run.outcome for run in facts.record.runs] == [RunOutcome.FINISHED, RunOutcome.REPLAYED]
    assert len(facts.record.runs_of("fee")) == 1


async def test_a_call_that_fails_is_recorded_and_told(tmp_path: Path) -> None:
    gone = (EndpointFailed(ErrorClass.AUTH, "No."),)
    async with a_world(tmp_path, scripted(GOOD, gone)) as world:
        case = await drafted(world)
        with pytest.raises(EndpointFailed):
            await replaying(world).replay(world["rob"], case, "fee", "server")
        assert (await world.told(case))[-2:] == ["call.started", "call.failed"]


async def test_what_no_model_wrote_is_not_asked_again(tmp_path: Path) -> None:
    async with a_world(tmp_path, FakeDrafter(scripted(GOOD).endpoint)) as world:
        case = await world.case()
        await world.draft(case, "fee")
        with pytest.raises(UsageError, match="No model drafted"):
            await replaying(world).replay(world["rob"], case, "fee", "server")
