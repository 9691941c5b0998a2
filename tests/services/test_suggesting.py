"""What documents say of answers: found as drafting finds it, never filled in, and kept with its source where taken."""

from service_examples import World, pack_with

from desktop_app.domain.case import AnswerOrigin
from desktop_app.domain.suggestion import Suggestion
from desktop_app.services.suggesting import Suggesting


async def found(world: World, case_id: str) -> dict[str, Suggestion]:
    return dict(Suggesting(world.grounding).suggest(await world.facts(case_id)))


async def unanswered(world: World) -> str:
    return await world.case(answers={"months": 24})


async def test_a_value_is_found_with_its_place_and_fills_nothing_in(world: World) -> None:
    case_id = await unanswered(world)
    (fee,) = (await found(world, case_id)).values()
    assert (fee.field, fee.words, fee.text, fee.page) == ("fee", "EUR 48,000", "48,000", 1)
    assert "fee" not in (await world.facts(case_id)).answers


async def test_a_removed_document_says_nothing(world: World) -> None:
    case_id = await unanswered(world)
    suggesting = Suggesting(world.grounding)
    assert suggesting.suggest(await world.facts(case_id))
    await world.remove(case_id)
    assert not suggesting.suggest(await world.facts(case_id))


async def test_what_is_calculated_is_not_suggested(world: World) -> None:
    pack = pack_with(("agree: {field: fee,", "agree: {field: total,"))
    case_id = await world.case(pack)
    assert "total" not in await found(world, case_id)


async def test_an_answer_that_was_taken_keeps_its_source_until_it_is_typed_over(world: World) -> None:
    case_id = await unanswered(world)
    fee = (await found(world, case_id))["fee"]
    how = {"origin": AnswerOrigin.SUGGESTED, "passages": {"fee": fee.passage_id}}
    await world.keeping.answer(world["ana"], case_id, {"fee": fee.text}, **how)  # type: ignore[arg-type]
    kept = {a.path: a for a in (await world.facts(case_id)).record.answers}["fee"]
    assert (kept.origin, kept.passage_id) == (AnswerOrigin.SUGGESTED, fee.passage_id)
    await world.keeping.answer(world["ana"], case_id, {"fee": "50000"})
    kept = {a.path: a for a in (await world.facts(case_id)).record.answers}["fee"]
    assert (kept.origin, kept.passage_id) == (AnswerOrigin.TYPED, None)
    assert (await world.store.verify()).verified


async def test_the_same_documents_are_searched_once(world: World) -> None:
    case_id, suggesting = await unanswered(world), Suggesting(world.grounding)
    first = suggesting.suggest(await world.facts(case_id))
    await world.keeping.answer(world["ana"], case_id, {"months": 12})
    assert suggesting.suggest(await world.facts(case_id)) is first
