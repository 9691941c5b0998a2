"""What a person who decides is told of the stage: by when, for whom, how many have approved, and what else is waited
for."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from service_examples import World, a_world, pack_with
from stage_examples import LEGAL, TIMED, TWO_REVIEWS, later

from desktop_app.qt.review_reading import review_of
from desktop_app.qt.review_state import Marks, ReviewState, Step, tells_approvals
from desktop_app.views.stage_words import is_late, stage_words


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        yield world


async def seen(world: World, who: str, case_id: str) -> ReviewState:
    acting = world[who]
    facts, people = await world.facts(case_id), await world.enrolling.listing()
    return review_of(facts, acting, people, await world.delegating.given(acting))


async def test_it_says_by_when_and_that_it_is_late(world: World) -> None:
    state = await seen(world, "rob", await world.sent(pack_with(TIMED)))
    now = world.clock.now()
    assert stage_words(state, now).startswith("Due ") and not is_late(state, now)
    after = now + timedelta(days=3)
    assert stage_words(state, after).startswith("Overdue since ") and is_late(state, after)


async def test_escalated_it_is_for_an_approver_who_can_hand_it_back(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    await later(world, days=3)
    ola, rob = await seen(world, "ola", case_id), await seen(world, "rob", case_id)
    assert "Escalated, since its time was over" in stage_words(ola)
    assert (ola.step, ola.is_escalated, ola.can_escalate) == (Step.APPROVE, True, False)
    assert rob.step is Step.NONE and rob.deciders == ("ola", "amy")


async def test_what_else_the_case_waits_for_is_named(world: World) -> None:
    case_id = await world.sent(pack_with(LEGAL, TWO_REVIEWS))
    state = await seen(world, "rob", case_id)
    assert stage_words(state) == "0 of 2 approvals · Also waits for: Legal (reviewer)"
    await world.approve(case_id, stage="review")
    state = await seen(world, "rob", case_id)
    assert state.stage == "legal" and state.checklist == ("The law agrees",)


async def test_a_delegate_is_told_for_whom_they_decide(world: World) -> None:
    await world.enrolling.add("dan", list(world["ana"].profile.roles), "dan", None)
    world.people["dan"] = await world.enrolling.switch("dan", None)
    case_id = await world.sent()
    assert (await seen(world, "dan", case_id)).step is Step.NONE
    await world.delegating.delegate(world["rob"], "dan", world.clock.now() + timedelta(days=7))
    state = await seen(world, "dan", case_id)
    assert (state.step, state.behalf) == (Step.APPROVE, "rob")
    assert stage_words(state).startswith("You decide for rob")


async def test_the_first_approval_is_told_to_the_second_person_after_their_own_checks(world: World) -> None:
    case_id = await world.sent(pack_with(TWO_REVIEWS))
    await world.approve(case_id)
    state = await seen(world, "amy", case_id)
    section = next(each for each in state.sections if each.section == "term")
    seen_to = Marks(read=frozenset({"term"}), checked=frozenset({0}))
    told = [tells_approvals(state, marks, section) for marks in (Marks(), seen_to)]
    assert section.approved_by == ("rob",) and told == [False, True]
