"""Gates: which stage comes next, which state it gives, and what is in the way."""

from pathlib import Path

import pytest
from service_examples import ANSWERS, a_world, pack_with

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import Refused
from desktop_app.domain.gate import (
    next_stages,
    open_stages,
    require_four_eyes,
    sending_obstacles,
    state_in,
    waiting_sections,
)


async def facts_of(home: Path, answers: dict[str, object], *changes: tuple[str, str], fill: bool = True) -> CaseFacts:
    async with a_world(home) as world:
        make = world.drafted if fill else world.case
        return await world.facts(await make(pack_with(*changes), answers))


@pytest.mark.parametrize(("fee", "stages"), [("48000", ["review"]), ("60000", ["review", "sign_off"])])
async def test_the_stages_of_a_case_follow_from_its_answers(tmp_path: Path, fee: str, stages: list[str]) -> None:
    facts = await facts_of(tmp_path, {**ANSWERS, "fee": fee})
    found, now = [], next_stages(facts, None)
    while now:
        found += [stage.stage for stage in now]
        now = next_stages(facts, now[0])
    assert found == stages


async def test_a_stage_with_nothing_to_decide_is_passed_over(tmp_path: Path) -> None:
    facts = await facts_of(
        tmp_path, dict(ANSWERS), ("relevant: \"any_section('flag', 'block')\"", "relevant: 'true'"), fill=False
    )
    assert next_stages(facts, None) == ()


async def test_the_state_in_a_stage_is_its_roles(tmp_path: Path) -> None:
    form = pack_with().form
    assert [state_in(form, stage) for stage in form.stages] == ["review", "sign_off"]
    assert state_in(form, None) == "sign_off"


async def test_an_empty_case_names_every_obstacle(tmp_path: Path) -> None:
    facts = await facts_of(tmp_path, {"months": 24}, fill=False)
    words = [(o.section, o.words) for o in sending_obstacles(facts)]
    assert words == [
        (None, "“Fee” has no answer."),
        ("fee", "“Fee” is empty."),
        ("term", "“Term” is empty."),
        ("rating", "“Rating” is empty."),
        ("advice", "“Advice” is not written yet."),
    ]


async def test_a_section_that_is_not_required_is_no_obstacle(tmp_path: Path) -> None:
    facts = await facts_of(
        tmp_path, dict(ANSWERS), ("author: person\n", "author: person\n    required: false\n"), fill=False
    )
    assert "advice" not in [o.section for o in sending_obstacles(facts)]


async def test_outside_a_stage_nothing_waits(tmp_path: Path) -> None:
    facts = await facts_of(tmp_path, dict(ANSWERS))
    assert open_stages(facts) == () and waiting_sections(facts) == {}


async def test_four_eyes_count_persons(tmp_path: Path) -> None:
    facts = await facts_of(tmp_path, dict(ANSWERS))
    advice = facts.section("advice")
    assert advice
    writer = facts.record.file.created_by
    require_four_eyes(facts, advice, "somebody else")
    with pytest.raises(Refused):
        require_four_eyes(facts, advice, writer)


async def test_a_finding_about_an_answer_that_was_changed_since_is_a_stale_section(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.drafted(answers={**ANSWERS, "fee": "84000"})
        assert any("cited passage says" in each.words for each in sending_obstacles(await world.facts(case_id)))
        await world.keeping.answer(world["ana"], case_id, {"fee": "48000"})
        obstacles = sending_obstacles(await world.facts(case_id))
    assert [each.words for each in obstacles if each.section == "fee"] == [
        "“Fee” stands on what has changed since (Fee)."
    ]
