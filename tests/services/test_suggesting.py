"""What documents say of answers: found as drafting finds it, never filled in, and kept with its source where taken."""

import pytest
from service_examples import CONTRACT, World, pack_with

from desktop_app.domain.case import AnswerOrigin
from desktop_app.domain.errors import PackInvalid
from desktop_app.domain.form_faults import pattern_faults
from desktop_app.domain.suggestion import Suggestion
from desktop_app.services.suggesting import Suggesting


async def found(world: World, case_id: str) -> dict[str, Suggestion]:
    return dict(Suggesting(world.grounding, world.recording, world.store).suggest(await world.facts(case_id)))


async def unanswered(world: World) -> str:
    return await world.case(answers={"months": 24})


async def test_a_value_is_found_with_its_place_and_fills_nothing_in(world: World) -> None:
    case_id = await unanswered(world)
    (fee,) = (await found(world, case_id)).values()
    assert (fee.field, fee.words, fee.text, fee.page) == ("fee", "EUR 48,000", "48,000", 1)
    assert "fee" not in (await world.facts(case_id)).answers


async def test_a_removed_document_says_nothing(world: World) -> None:
    case_id = await unanswered(world)
    suggesting = Suggesting(world.grounding, world.recording, world.store)
    assert suggesting.suggest(await world.facts(case_id))
    await world.remove(case_id)
    assert not suggesting.suggest(await world.facts(case_id))


ASKED_LATE = ("label: Fee, required: true}", "label: Fee, relevant: renews}")


async def test_a_question_that_is_not_asked_is_offered_nothing(world: World) -> None:
    case_id = await world.case(pack_with(ASKED_LATE), answers={"months": 24})
    suggesting = Suggesting(world.grounding, world.recording, world.store)
    assert "fee" not in await suggesting.offered(await world.facts(case_id))
    await world.keeping.answer(world["ana"], case_id, {"renews": True})
    assert "fee" in await suggesting.offered(await world.facts(case_id))


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


FRAGMENTS = (
    "pages:\n",
    "fragments: {name: '[A-Z]\\w+'}\npages:\n",
)
PREFILL = (
    "      - {field: months,",
    "      - field: payer\n        type: text\n        label: Payer\n"
    "        prefill: {from: contract, pattern: '(?P<value>[A-Z]\\w+) pays'}\n"
    "      - {field: months,",
)


async def test_a_field_says_itself_where_documents_answer_it(world: World) -> None:
    case_id = await world.case(pack_with(PREFILL), answers={"months": 24})
    await world.attach(case_id, "On 3 May Halden pays the rest.")
    payer = (await found(world, case_id))["payer"]
    assert (payer.words, payer.text) == ("Halden", "Halden")


async def test_what_a_field_looks_for_is_made_of_the_forms_fragments(world: World) -> None:
    named = (PREFILL[0], PREFILL[1].replace("[A-Z]\\w+", "(?&name)"))
    case_id = await world.case(pack_with(FRAGMENTS, named), answers={"months": 24})
    await world.attach(case_id, "On 3 May Halden pays the rest.")
    assert (await found(world, case_id))["payer"].words == "Halden"


async def test_an_identifier_is_found(world: World) -> None:
    account = (PREFILL[0], PREFILL[1].replace("type: text", "type: identifier\n        checksum: iban").replace(
        "[A-Z]\\w+) pays", "DE[\\d ]+)"))  # fmt: skip
    case_id = await world.case(pack_with(account), answers={"months": 24})
    await world.attach(case_id, "Pay into DE89 3704 0044 0532 0130 00 please.")
    payer = (await found(world, case_id))["payer"]
    assert (payer.words, payer.text) == ("DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00")


@pytest.mark.parametrize(("asked", "words", "text"), [
    ("type: boolean", "Halden pays", "yes"),
    ("type: choice\n        choices: [Alder, Halden, other]", "Halden pays", "Halden"),
    ("type: choice\n        choices: [Alder, Birch, other]", "Halden pays", "other"),
    ("type: choice\n        choices: [Alder, Birch]", "Halden pays", ""),
])  # fmt: skip
async def test_yes_and_other_are_what_a_document_says_where_it_names_no_choice(
    world: World, asked: str, words: str, text: str
) -> None:
    case_id = await world.case(pack_with((PREFILL[0], PREFILL[1].replace("type: text", asked))), answers={"months": 24})
    await world.attach(case_id, f"On 3 May {words} the rest.")
    assert (await found(world, case_id))["payer"].text == text


async def test_yes_agrees_with_what_was_found_and_no_does_not(world: World) -> None:
    pack = pack_with((PREFILL[0], PREFILL[1].replace("type: text", "type: boolean")))
    case_id = await world.case(pack, answers={"months": 24})
    await world.attach(case_id, "On 3 May Halden pays the rest.")
    for said in (True, False):
        await world.keeping.answer(world["ana"], case_id, {"payer": said})
        facts = await world.facts(case_id)
        assert (await found(world, case_id))["payer"].agrees_with(facts.answers["payer"]) is said


def test_a_field_that_is_looked_for_nowhere_is_a_fault() -> None:
    with pytest.raises(PackInvalid) as raised:
        pack_with((PREFILL[0], PREFILL[1].replace("from: contract", "from: months")))
    assert "“months”. Use one of: contract." in raised.value.faults[0]
    (fault,) = pattern_faults(pack_with((PREFILL[0], PREFILL[1].replace("?P<value>", ""))).form)
    assert fault.place[-3:] == ("prefill", "pattern", 0)


async def test_what_is_declined_is_told_and_not_offered_again(world: World) -> None:
    case_id = await unanswered(world)
    suggesting = Suggesting(world.grounding, world.recording, world.store)
    fee = (await suggesting.offered(await world.facts(case_id)))["fee"]
    await suggesting.decline(world["ana"], case_id, "fee", fee.passage_id)
    assert not await suggesting.offered(await world.facts(case_id))
    event = (await world.store.events(case_id))[-1]
    assert event.type == "prefill.declined"
    assert fee.words not in str(event)
    assert (await world.store.verify()).verified


async def test_another_document_is_offered_anew(world: World) -> None:
    case_id = await unanswered(world)
    suggesting = Suggesting(world.grounding, world.recording, world.store)
    fee = (await suggesting.offered(await world.facts(case_id)))["fee"]
    await suggesting.decline(world["ana"], case_id, "fee", fee.passage_id)
    await world.remove(case_id)
    await world.attach(case_id, CONTRACT)
    assert set(await suggesting.offered(await world.facts(case_id))) == {"fee"}


async def test_a_source_that_was_taken_can_be_cited_by_the_draft(world: World) -> None:
    case_id = await unanswered(world)
    fee = (await found(world, case_id))["fee"]
    facts = await world.facts(case_id)
    section = facts.pack.form.require_section("fee").model_copy(update={"slots": (), "retrieve": None})
    assert not world.grounding.ground(facts, section).evidence
    how = {"origin": AnswerOrigin.SUGGESTED, "passages": {"fee": fee.passage_id}}
    await world.keeping.answer(world["ana"], case_id, {"fee": fee.text}, **how)  # type: ignore[arg-type]
    (item,) = world.grounding.ground(await world.facts(case_id), section).evidence
    assert item.passage.passage_id == fee.passage_id


async def test_the_same_documents_are_searched_once(world: World) -> None:
    case_id, suggesting = await unanswered(world), Suggesting(world.grounding, world.recording, world.store)
    first = suggesting.suggest(await world.facts(case_id))
    await world.keeping.answer(world["ana"], case_id, {"months": 12})
    assert suggesting.suggest(await world.facts(case_id)) is first
