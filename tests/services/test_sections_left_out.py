"""A section with a rule is part of a case only where the rule holds: else it is not drafted, asked for or signed."""

from pathlib import Path

import pytest
from service_examples import ANSWERS, a_world, pack_with

from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.finished import finished
from desktop_app.domain.gate import sending_obstacles
from desktop_app.domain.told_event import told_event

RULED = pack_with(("    title: Term\n", "    title: Term\n    relevant: renews\n"))
COUNTED = pack_with(("    title: Term\n", "    title: Term\n    relevant: contract > 1\n"))
RENEWS = {**ANSWERS, "renews": True, "notice": 30}


async def test_a_section_whose_rule_does_not_hold_is_neither_drafted_nor_asked_for(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        facts = await world.facts(await world.drafted(RULED))
    assert [section.section for section in facts.sections] == ["fee", "rating", "advice"]
    assert not facts.record.runs_of("term") and not sending_obstacles(facts)


async def test_what_was_written_in_it_is_kept_and_comes_back_with_it(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.drafted(RULED, RENEWS)
        before = await world.text(case_id, "term")
        await world.keeping.answer(world["ana"], case_id, {"renews": False})
        assert (await world.facts(case_id)).record.head("term") is None
        await world.keeping.answer(world["ana"], case_id, {"renews": True})
        assert await world.text(case_id, "term") == before


async def test_a_blank_in_its_rule_leaves_it_out(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.case(RULED, {"fee": "48000"})
        assert (await world.facts(case_id)).evaluated.left_out == {"term"}


async def test_what_follows_a_section_that_is_left_out_is_stale(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.drafted(RULED, RENEWS)
        await world.keeping.answer(world["ana"], case_id, {"renews": False})
        assert await world.state(case_id, "rating") == "stale" and await world.state(case_id, "fee") == "drafted"


@pytest.mark.parametrize("act", ["draft", "edit"])
async def test_nobody_works_on_a_section_that_is_left_out(tmp_path: Path, act: str) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.case(RULED)
        with pytest.raises(Refused) as refused:
            if act == "draft":
                await world.draft(case_id, "term")
            else:
                await world.editing.edit(world["ana"], case_id, "term", "Two years.")
        assert refused.value.refusal is Refusal.LEFT_OUT and refused.value.section == "term"


async def test_the_record_tells_what_a_case_was_sent_without(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.sent(RULED)
        told = [told_event(e) for e in await world.store.events(case_id) if e.type == "case.sent"]
    assert [event.listed("left_out") for event in told] == [("term",)]


async def test_a_case_is_signed_and_printed_without_it(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.drafted(RULED, RENEWS)
        await world.keeping.answer(world["ana"], case_id, {"renews": False})
        await world.draft(case_id, "rating")
        await world.send(case_id)
        await world.approve(case_id)
        await world.sign(case_id)
        record = await world.store.case(case_id)
    assert record.file.state == "signed" and "term" in record.heads
    printed = [section.section for section in finished(record, RULED, {}, {}).sections]
    assert printed == ["fee", "rating", "advice"]


async def test_approvals_end_when_the_case_gains_or_loses_a_section(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.sent(RULED, RENEWS)
        await world.approve(case_id)
        await world.ending.withdraw(world["ana"], case_id, "One more answer.")
        assert await world.state(case_id, "fee") == "approved"
        await world.keeping.answer(world["ana"], case_id, {"renews": False}, reason="It does not.")
        assert await world.state(case_id, "fee") == "drafted"


async def test_a_further_document_may_bring_a_section_in_and_ends_approvals_then(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.sent(COUNTED)
        await world.approve(case_id)
        await world.ending.withdraw(world["ana"], case_id, "One more document.")
        assert await world.state(case_id, "advice") == "approved"
        await world.attach(case_id, "The addendum.", "addendum.txt", "It came later.")
        assert "term" not in (await world.facts(case_id)).evaluated.left_out
        assert await world.state(case_id, "advice") != "approved"


async def test_a_case_without_any_section_is_not_sent(tmp_path: Path) -> None:
    changes = [(f"    title: {each}\n", f"    title: {each}\n    relevant: renews\n") for each in ("Fee", "Term")]
    changes += [(f"    title: {each}\n", f"    title: {each}\n    relevant: renews\n") for each in ("Rating", "Advice")]
    async with a_world(tmp_path) as world:
        obstacles = sending_obstacles(await world.facts(await world.case(pack_with(*changes))))
    assert any("every section out" in obstacle.words for obstacle in obstacles)
