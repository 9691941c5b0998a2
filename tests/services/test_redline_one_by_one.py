"""Amounts, dates and what was Low are settled one by one, never several changes at once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from service_examples import World, a_world

from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.waiting_changes import waiting_changes

WHY = "It was wrong."


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        yield world


async def changed(world: World, *added: str) -> tuple[str, dict[str, int]]:
    """A case in whose rating a reviewer added these sentences as changes of their own; the number of each."""
    case_id = await world.sent()
    text = await world.text(case_id, "rating")
    await world.editing.edit(world["rob"], case_id, "rating", f"{added[0]} {text} {added[1]}", WHY)
    facts = await world.facts(case_id)
    line = waiting_changes(facts, "rating", world["ana"].person.person_id).line
    return case_id, {words: c.number for words in added for c in line.changes if words in c.after_text}


@pytest.mark.parametrize("settle", ["accept", "reject"])
async def test_several_changes_are_not_settled_at_once_where_one_holds_an_amount(world: World, settle: str) -> None:
    case_id, numbers = await changed(world, "Look here.", "It was EUR 9,300.")
    with pytest.raises(Refused, match="settled one by one") as refused:
        await getattr(world.editing, settle)(world["ana"], case_id, "rating")
    assert refused.value.refusal is Refusal.ONE_BY_ONE
    with pytest.raises(Refused, match="settled one by one"):
        await getattr(world.editing, settle)(world["ana"], case_id, "rating", [numbers["Look here."]])


async def test_what_is_named_is_settled_as_it_is_named(world: World) -> None:
    case_id, numbers = await changed(world, "Look here.", "It was EUR 9,300.")
    amount = numbers["It was EUR 9,300."]
    await world.editing.accept(world["ana"], case_id, "rating", rejected=[amount])
    text = await world.text(case_id, "rating")
    assert "Look here." in text
    assert "9,300" not in text


async def test_a_change_is_not_named_both_ways(world: World) -> None:
    case_id, numbers = await changed(world, "Look here.", "It was EUR 9,300.")
    amount = numbers["It was EUR 9,300."]
    with pytest.raises(UsageError, match="both ways"):
        await world.editing.accept(world["ana"], case_id, "rating", [amount], rejected=[amount])


async def test_changes_of_words_alone_are_settled_together(world: World) -> None:
    case_id, _ = await changed(world, "Look here.", "Nothing else was found.")
    await world.editing.accept(world["ana"], case_id, "rating")
    assert "Nothing else was found." in await world.text(case_id, "rating")
