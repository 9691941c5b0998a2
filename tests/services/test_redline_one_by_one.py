"""Amounts, dates and what was Low are settled one by one, never several changes at once."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from service_examples import World, a_world, scripted

from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.section import RevisionKind
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


MINE = "Nothing is said of it yet. It is a rather long wait."
REDRAFT = "Much is said of it now. It is a rather long wait. The total fee is EUR 48,000 for the work [E1]."


async def redrafted(world: World) -> tuple[str, dict[bool, list[int]]]:
    """A case with a redraft beside its author's words, and the numbers of its changes by whether they have figures."""
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "fee", MINE)
    await world.draft(case_id, "fee", chain=["server"])
    line = waiting_changes(await world.facts(case_id), "fee", world["ana"].person.person_id).line
    return case_id, {held: [c.number for c in line.changes if c.has_figures is held] for held in (True, False)}


def redrafts(tmp_path: Path, words: str = REDRAFT) -> AbstractAsyncContextManager[World]:
    return a_world(tmp_path, scripted((Delta(words), Finished("stop", "scripted-1"))))


async def test_an_amount_of_a_redraft_is_taken_where_it_is_named_and_with_no_other(tmp_path: Path) -> None:
    async with redrafts(tmp_path) as world:
        case_id, numbers = await redrafted(world)
        assert numbers[True] and numbers[False]
        with pytest.raises(Refused, match="settled one by one") as refused:
            await world.editing.accept(world["ana"], case_id, "fee")
        assert refused.value.refusal is Refusal.ONE_BY_ONE
        with pytest.raises(Refused, match="settled one by one"):
            await world.editing.reject(world["ana"], case_id, "fee", numbers[False])
        await world.editing.accept(world["ana"], case_id, "fee", rejected=numbers[True])
        assert "Much is said" in (text := await world.text(case_id, "fee")) and "48,000" not in text


async def test_a_redraft_with_amounts_is_left_as_a_whole(tmp_path: Path) -> None:
    async with redrafts(tmp_path) as world:
        case_id, _ = await redrafted(world)
        await world.editing.reject(world["ana"], case_id, "fee")
        assert await world.text(case_id, "fee") == MINE


async def test_a_low_redraft_is_taken_change_by_change(tmp_path: Path) -> None:
    async with redrafts(tmp_path, "Much is said of it now [E77]. It waits.") as world:
        case_id, numbers = await redrafted(world)
        with pytest.raises(Refused, match="its draft was Low"):
            await world.editing.accept(world["ana"], case_id, "fee")
        every = sorted(numbers[True] + numbers[False])
        assert (await world.editing.accept(world["ana"], case_id, "fee", every)).revision.kind is RevisionKind.MERGE
