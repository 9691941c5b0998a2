"""What a reviewer has marked and decided outlives the program, and is recorded once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from service_examples import World, a_world

from desktop_app.domain.case import CaseState
from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import Refused
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.review_marks import HeldDecision, Marks
from desktop_app.services.holding import Holding
from desktop_app.services.resuming import Resuming

MARKS = Marks(frozenset({"fee", "term"}), frozenset({("fee", 1)}), frozenset({0}), {("fee", 2): True})


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        yield world


def holding(world: World) -> Holding:
    return Holding(world.store, world.reviewing, world.clock)


COMMAND = "00000000-0000-4000-8000-000000000001"


def a_return(case_id: str, *, sections: tuple[str, ...] = ("fee",)) -> HeldDecision:
    return HeldDecision(
        "00000000-0000-4000-8000-000000000001",
        DecisionKind.RETURN,
        case_id,
        "A contract",
        "Look again.",
        items_about(*sections),
        "ana",
    )


async def state(world: World, case_id: str) -> CaseState:
    return (await world.facts(case_id)).record.file.state


async def test_marks_are_kept_for_their_person_alone(world: World) -> None:
    case_id = await world.sent()
    heads = (await world.facts(case_id)).record.heads
    await holding(world).mark(world["rob"], case_id, MARKS, heads)
    assert await holding(world).marks(world["rob"], case_id, heads) == MARKS
    assert await holding(world).marks(world["amy"], case_id, heads) == Marks()


async def test_marks_of_a_text_that_is_another_one_now_are_gone(world: World) -> None:
    case_id = await world.sent()
    heads = dict((await world.facts(case_id)).record.heads)
    await holding(world).mark(world["rob"], case_id, MARKS, heads)
    kept = await holding(world).marks(world["rob"], case_id, heads | {"fee": "another"})
    assert kept == Marks(read=frozenset({"term"}))


async def test_marks_and_decisions_are_no_typing_that_is_offered(world: World) -> None:
    case_id = await world.sent()
    await holding(world).mark(world["rob"], case_id, MARKS, {})
    await holding(world).hold(world["rob"], a_return(case_id))
    resuming = Resuming(world.store, world.keeping, world.editing)
    assert await resuming.waiting(world["rob"]) == ()
    assert (await resuming.recover(world["rob"])).offered == ()


async def test_a_held_decision_waits_for_who_made_it_until_it_is_taken_back(world: World) -> None:
    case_id = await world.sent()
    await holding(world).hold(world["rob"], a_return(case_id))
    assert await holding(world).waiting(world["amy"]) == ()
    assert await holding(world).waiting(world["rob"]) == (a_return(case_id),)
    await holding(world).take_back(world["rob"], case_id)
    assert await holding(world).waiting(world["rob"]) == ()
    assert await state(world, case_id) is CaseState.REVIEW


async def test_a_decision_that_is_recorded_again_after_a_crash_is_recorded_once(world: World) -> None:
    case_id = await world.sent()
    held = a_return(case_id)
    await world.reviewing.return_(world["rob"], case_id, held.items, held.reason, command_id=held.command_id)
    await holding(world).hold(world["rob"], held)
    await holding(world).record(world["rob"], held)
    assert (await world.told(case_id)).count("decision.returned") == 1
    assert await holding(world).waiting(world["rob"]) == ()


async def test_a_decision_that_comes_too_late_is_told_and_not_tried_again(world: World) -> None:
    case_id = await world.sent()
    await holding(world).hold(world["rob"], a_return(case_id))
    await world.reviewing.return_(world["amy"], case_id, items_about("term"), "I was first.")
    with pytest.raises(Refused):
        await holding(world).record(world["rob"], a_return(case_id))
    assert await holding(world).waiting(world["rob"]) == ()
