"""Documents that are removed: nothing stands on them any more, and the record keeps them."""

import pytest
from service_examples import World

from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import NotFound
from desktop_app.domain.evidence import DocumentState, QuoteState
from desktop_app.domain.person import Role
from desktop_app.domain.section import SectionState
from desktop_app.services.attaching import Attachment


async def state(world: World, case_id: str, section: str) -> SectionState:
    facts = await world.facts(case_id)
    found = facts.section(section)
    assert found
    return facts.state_of(found)


async def test_a_removed_document_is_no_answer_and_no_evidence(world: World) -> None:
    case_id = await world.case()
    await world.remove(case_id)
    facts, section = await world.facts(case_id), "fee"
    wanted = facts.section(section)
    assert wanted and world.grounding.ground(facts, wanted).evidence == ()
    assert [problem.field for problem in facts.problems] == ["contract"] and facts.record.attached == ()


async def test_its_copy_and_its_passages_stay_in_the_record(world: World) -> None:
    case_id = await world.case()
    before = await world.facts(case_id)
    removed = await world.remove(case_id)
    facts = await world.facts(case_id)
    assert facts.passages == before.passages and facts.names[removed] == "contract.txt"
    assert await world.store.body(facts.record.documents[0].original)


async def test_sections_that_stand_on_it_are_stale_and_name_it_until_it_is_put_back(world: World) -> None:
    case_id = await world.drafted()
    await world.remove(case_id)
    facts = await world.facts(case_id)
    fee = facts.section("fee")
    assert fee and facts.changed_words(fee) == ("contract.txt",)
    assert await state(world, case_id, "fee") is SectionState.STALE
    await world.put_back(case_id)
    assert await state(world, case_id, "fee") is not SectionState.STALE


async def test_a_text_that_still_cites_it_after_an_edit_is_said_to_cite_nothing(world: World) -> None:
    case_id = await world.drafted()
    await world.remove(case_id)
    text = await world.text(case_id, "fee")
    await world.editing.edit(world["ana"], case_id, "fee", text.replace("total", "whole"))
    facts = await world.facts(case_id)
    cited = facts.record.citations[facts.record.heads["fee"]]
    assert [each.quote_state for each in cited] == [QuoteState.NOT_FOUND] * len(cited) and cited


async def test_an_approval_of_a_section_that_stood_on_it_counts_no_more(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "fee")
    await world.reviewing.return_(world["rob"], case_id, items_about("term"), "Look again.")
    await world.remove(case_id, "It is the wrong one.")
    lapsed = (await world.facts(case_id)).record.superseded
    assert "fee" in {each.section for each in lapsed}


async def test_what_was_removed_while_it_was_read_is_read_when_it_is_put_back(world: World) -> None:
    case_id = await world.case()
    actor, file = world["ana"].as_one_of(Role.ANALYST), Attachment("secret.pdf", b"locked away")
    why = (ReasonCode.NEW_EVIDENCE, "")
    await world.attaching._keep(actor, (await world.facts(case_id)).pack.form, case_id, "contract", file, why, None)
    await world.remove(case_id)
    await world.attaching.read_waiting(actor, case_id)
    assert (await world.facts(case_id)).record.documents[-1].state is DocumentState.READING
    await world.put_back(case_id)
    assert (await world.facts(case_id)).record.documents[-1].state is DocumentState.LOCKED


async def test_a_document_is_removed_once_and_only_from_its_own_case(world: World) -> None:
    case_id, other = await world.case(), await world.case()
    removed, form = await world.remove(case_id), (await world.facts(case_id)).pack.form
    for case in (case_id, other):
        with pytest.raises(NotFound):
            await world.attaching.remove(world["ana"], form, case, removed)
