"""A reviewer's own words are their author's to accept or reject before the case goes on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from service_examples import World, a_world

from desktop_app.domain.case import CaseState
from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import Refused
from desktop_app.domain.gate import sending_obstacles

WHY = "It was missing."


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        yield world


async def returned(world: World) -> str:
    """A case that came back with words of its reviewer in the section `rating`."""
    case_id = await world.sent()
    text = await world.text(case_id, "rating")
    await world.editing.edit(world["rob"], case_id, "rating", f"{text} It says no more.", WHY)
    await world.reviewing.return_(world["rob"], case_id, items_about("rating"), "Look at my words.")
    return case_id


async def left(world: World, case_id: str) -> list[str | None]:
    return [obstacle.section for obstacle in sending_obstacles(await world.facts(case_id))]


async def test_a_returned_case_is_not_sent_with_words_that_its_author_has_not_settled(world: World) -> None:
    case_id = await returned(world)
    assert await left(world, case_id) == ["rating"]
    with pytest.raises(Refused, match="What a reviewer changed in “Rating” waits to be accepted or rejected"):
        await world.send(case_id)


@pytest.mark.parametrize("settle", ["accept", "reject"])
async def test_one_word_of_the_author_lets_it_go_on_and_its_reviewer_approves(world: World, settle: str) -> None:
    case_id = await returned(world)
    await getattr(world.editing, settle)(world["ana"], case_id, "rating")
    assert await left(world, case_id) == []
    await world.send(case_id)
    await world.resolve(case_id)
    assert await world.approve(case_id) is CaseState.SIGN_OFF


async def test_while_it_is_reviewed_the_author_settles_them_without_a_return(world: World) -> None:
    case_id = await world.sent()
    text = await world.text(case_id, "rating")
    await world.editing.edit(world["rob"], case_id, "rating", f"{text} It says no more.", WHY)
    with pytest.raises(Refused, match="words of your own"):
        await world.approve(case_id)
    await world.editing.accept(world["ana"], case_id, "rating")
    assert await world.approve(case_id) is CaseState.SIGN_OFF
