"""Cases: opened whole, answered, and what is stale where something has changed."""

import pytest
from service_examples import ANSWERS, World, pack_with

from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import NotFound, Refused, UsageError

DRAFTED = ("fee", "term", "rating")


async def stale(world: World, case_id: str) -> set[str]:
    facts = await world.facts(case_id)
    return {s.section for s in facts.pack.form.sections if facts.changed_inputs(s)}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"fee": "49000"}, {"fee", "rating", "advice"}),  # the rating through the calculated total
        ({"fee": "60000"}, {"fee", "rating", "advice", "term"}),  # the term through the decision's other row
        ({"months": 36}, {"term"}),
        ({"renews": True}, set()),
        ({"notice": 30}, set()),  # hidden while it does not renew
        ({"renews": True, "notice": 30}, {"term"}),
        ({"months": None}, {"term"}),
        (ANSWERS, set()),
    ],
)
async def test_a_changed_answer_makes_exactly_the_sections_stale_that_stand_on_it(
    world: World, answers: dict[str, object], expected: set[str]
) -> None:
    case_id = await world.drafted()
    await world.keeping.answer(world["ana"], case_id, answers)
    assert await stale(world, case_id) == expected


async def test_hiding_a_field_makes_stale_what_used_it(world: World) -> None:
    case_id = await world.drafted(answers={**ANSWERS, "renews": True, "notice": 30})
    await world.keeping.answer(world["ana"], case_id, {"renews": False})
    assert await stale(world, case_id) == {"term"}


async def test_a_further_document_makes_stale_what_is_drawn_from_its_field(world: World) -> None:
    case_id = await world.drafted()
    await world.attach(case_id, "The fee is lowered to EUR 45,000.", "letter.txt")
    facts = await world.facts(case_id)
    assert await stale(world, case_id) == {"fee", "term"}
    assert facts.changed_inputs(facts.pack.form.sections[0]) == ("letter.txt",)


async def test_a_redraft_makes_stale_what_follows_its_section(world: World) -> None:
    case_id = await world.drafted()
    await world.draft(case_id, "fee")
    assert await stale(world, case_id) == {"rating"}


async def test_a_changed_answer_withdraws_exactly_the_approvals_on_it_and_tells(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id)
    await world.reviewing.return_(world["ana"], case_id, items_about("advice"), "Something is missing.")
    await world.keeping.answer(world["ana"], case_id, {"months": 36}, reason="Extended.")
    record = (await world.facts(case_id)).record
    assert {s.section for s in record.superseded} == {"term", "advice"}
    assert (await world.told(case_id)).count("signature.superseded") == 2
    assert record.approvals("fee", "review") and not record.approvals("term", "review")


async def test_saving_the_same_value_again_changes_nothing(world: World) -> None:
    case_id = await world.drafted()
    before = await world.told(case_id)
    assert await world.keeping.answer(world["ana"], case_id, {"fee": "48,000.00", "notice": None}) == ()
    assert await world.told(case_id) == before


async def test_answers_are_kept_together_or_not_at_all(world: World) -> None:
    case_id = await world.case()
    with pytest.raises(UsageError):
        await world.keeping.answer(world["ana"], case_id, {"months": 36, "fee": "a lot"})
    assert (await world.facts(case_id)).evaluated.values["months"] == 24


@pytest.mark.parametrize("path", ["nothing", "contract"])
async def test_what_is_no_question_has_no_answer(world: World, path: str) -> None:
    with pytest.raises(NotFound):
        await world.keeping.answer(world["ana"], await world.case(), {path: "x"})


async def test_a_calculated_field_is_not_answered(world: World) -> None:
    with pytest.raises(Refused, match="calculated"):
        await world.keeping.answer(world["ana"], await world.case(), {"total": "1"})


async def test_answers_and_documents_do_not_change_under_review(world: World) -> None:
    case_id = await world.sent()
    with pytest.raises(Refused):
        await world.keeping.answer(world["ana"], case_id, {"months": 36})
    with pytest.raises(Refused):
        await world.attach(case_id, "late")


async def test_only_an_analyst_opens_and_answers(world: World) -> None:
    with pytest.raises(Refused, match="no analyst"):
        await world.keeping.open(world["rob"], pack_with(), title="x")


async def test_a_case_is_found_by_its_reference_or_the_start_of_its_identifier(world: World) -> None:
    case_id = await world.case()
    assert await world.keeping.find("R1") == await world.keeping.find(case_id[:8]) == case_id
    for name in ("", "R2"):
        with pytest.raises(NotFound):
            await world.keeping.find(name)


async def test_an_answer_that_a_text_quotes_is_its_givers_word(world: World) -> None:
    case_id = await world.drafted()
    facts = await world.facts(case_id)
    quoted = [s for s in facts.record.spans[facts.record.heads["fee"]] if s.origin == "answer"]
    assert [s.person_id for s in quoted] == [world["ana"].person.person_id]


async def test_what_follows_from_answers_is_computed_again_where_answers_files_or_the_day_change(world: World) -> None:
    case_id = await world.case()
    seen = [await world.facts(case_id), await world.facts(case_id)]
    await world.keeping.answer(world["ana"], case_id, {"months": 36})
    seen.append(await world.facts(case_id))
    await world.attach(case_id, "The fee is lowered to EUR 45,000.", "letter.txt")
    seen.append(await world.facts(case_id))
    world.clock.passes(24 * 3600)
    seen.append(await world.facts(case_id))
    assert seen[0].evaluated is seen[1].evaluated
    assert len({id(facts.evaluated) for facts in seen}) == 4
    assert seen[4].evaluated.values["months"] == 36 and seen[4].evaluated.today > seen[0].evaluated.today


async def test_a_list_in_which_nothing_is_chosen_is_a_blank(world: World) -> None:
    field = "      - {field: months, type: choices, choices: [audit, exit], label: Months, required: true}\n"
    case_id = await world.case(pack_with(("      - {field: months, type: integer, label: Months}\n", field)), {})
    await world.keeping.answer(world["ana"], case_id, {"months": ["audit"]})
    await world.keeping.answer(world["ana"], case_id, {"months": []})
    facts = await world.facts(case_id)
    assert "months" not in facts.evaluated.values
    assert "“Months” has no answer." in [problem.words for problem in facts.problems]
