"""What a person last answered is taken back as a recorded change, step by step, whatever was saved in between."""

import pytest
from service_examples import World

from desktop_app.domain.case import AnswerOrigin
from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import NotFound, Refused, UsageError
from desktop_app.domain.person import Role
from desktop_app.services.undoing import Undoing


def answers(facts: object) -> dict[str, str]:
    return {name: answer.text for name, answer in facts.answers.items()}  # type: ignore[attr-defined]


async def test_changes_are_taken_back_one_by_one_and_each_is_recorded(world: World) -> None:
    case_id = await world.case()
    undoing, before = Undoing(world.store, world.recording, world.keeping), answers(await world.facts(case_id))
    await world.keeping.answer(world["ana"], case_id, {"fee": "52000.50", "renews": True})
    await world.keeping.answer(world["ana"], case_id, {"months": None})
    assert await undoing.undo(world["ana"], case_id) == ("months",)
    assert answers(await world.facts(case_id))["fee"] == "EUR 52,000.50"
    assert set(await undoing.undo(world["ana"], case_id)) == {"fee", "renews"}
    assert answers(await world.facts(case_id)) == before
    assert (await world.told(case_id)).count("answer.set") == 3 + 2 + 1 + 1 + 2


async def test_changes_of_one_answer_are_taken_back_and_made_again_step_by_step(world: World) -> None:
    case_id = await world.case()
    undoing = Undoing(world.store, world.recording, world.keeping)
    for months in (30, 36, 48):
        await world.keeping.answer(world["ana"], case_id, {"months": months})
    seen = []
    for act in (undoing.undo, undoing.undo, undoing.undo, undoing.redo, undoing.undo, undoing.redo, undoing.redo):
        await act(world["ana"], case_id)
        seen.append(answers(await world.facts(case_id))["months"])
    assert seen == ["36", "30", "24", "30", "24", "30", "36"]
    await undoing.redo(world["ana"], case_id)
    with pytest.raises(NotFound, match="taken back last"):
        await undoing.redo(world["ana"], case_id)


async def test_after_a_new_answer_nothing_is_made_again(world: World) -> None:
    case_id = await world.case()
    undoing = Undoing(world.store, world.recording, world.keeping)
    await world.keeping.answer(world["ana"], case_id, {"months": 30})
    await undoing.undo(world["ana"], case_id)
    await world.keeping.answer(world["ana"], case_id, {"fee": "1"})
    with pytest.raises(NotFound, match="taken back last"):
        await undoing.redo(world["ana"], case_id)


async def test_an_answer_that_is_given_back_has_its_source_again(world: World) -> None:
    case_id = await world.case()
    undoing, passage = Undoing(world.store, world.recording, world.keeping), (await world.facts(case_id)).passages[0]
    taken = {"origin": AnswerOrigin.SUGGESTED, "passages": {"months": passage.passage_id}}
    await world.keeping.answer(world["ana"], case_id, {"months": 30}, **taken)
    for act in (undoing.undo, undoing.redo):
        await act(world["ana"], case_id)
    kept = next(each for each in (await world.facts(case_id)).record.answers if each.path == "months")
    assert (kept.passage_id, kept.origin) == (passage.passage_id, AnswerOrigin.MADE_AGAIN)


async def test_what_is_taken_back_is_not_taken_back_again(world: World) -> None:
    case_id = await world.case()
    undoing = Undoing(world.store, world.recording, world.keeping)
    await undoing.undo(world["ana"], case_id)
    assert not (await world.facts(case_id)).answers
    with pytest.raises(NotFound, match="no answer of this case"):
        await undoing.undo(world["ana"], case_id)


async def test_an_answer_that_somebody_else_changed_since_is_left_alone(world: World) -> None:
    case_id = await world.case()
    await world.enrol("eva", Role.ANALYST)
    await world.keeping.answer(world["eva"], case_id, {"months": 36})
    with pytest.raises(Refused, match="changed since by somebody else"):
        await Undoing(world.store, world.recording, world.keeping).undo(world["ana"], case_id)
    await Undoing(world.store, world.recording, world.keeping).undo(world["eva"], case_id)
    assert answers(await world.facts(case_id))["months"] == "24"


async def test_after_sending_taking_back_needs_a_reason(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Look again.")
    with pytest.raises(UsageError, match="needs a reason"):
        await Undoing(world.store, world.recording, world.keeping).undo(world["ana"], case_id)
