"""The contract pack from answers to a signed record, with the real reader's words and two people."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from service_examples import World, a_world

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.evaluation_files import read_sample
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.errors import Refused
from desktop_app.domain.finding import Rule
from desktop_app.domain.gate import waiting_sections
from desktop_app.domain.pack import Pack
from desktop_app.domain.route import RouteKind
from desktop_app.services.attaching import Attachment


@pytest.fixture(scope="module")
def pack() -> Pack:
    return PackFolders([forms_folder()]).load("contract_review")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as opened:
        yield opened


async def filled(world: World, pack: Pack) -> str:
    """The sample's case, with the texts of its documents."""
    sample = read_sample(pack)
    case_id = await world.keeping.open(world["ana"], pack, title=sample.title)
    await world.keeping.answer(world["ana"], case_id, sample.answers)
    files = tuple(Attachment(n, pack.files[f"sample/{n}"]) for n in ("services-agreement.txt", "side-letter.txt"))
    await world.attaching.attach(world["ana"], pack.form, case_id, "contract", files)
    return case_id


async def test_the_planted_amount_blocks_and_the_corrected_case_is_signed(world: World, pack: Pack) -> None:
    case_id = await filled(world, pack)
    await world.draft(case_id)
    record = (await world.facts(case_id)).record
    head = record.heads["liability_cap"]
    assert [b.rule for b in record.open_blockers(head)] == [Rule.ANSWER_DISAGREES]
    assert (record.routes[head].band, record.routes[head].route) == ("low", "block")
    await world.editing.edit(world["ana"], case_id, "recommendation", "Sign it after the cap of EUR 84,000 is checked.")
    with pytest.raises(Refused, match="Liability cap"):
        await world.send(case_id)

    await world.keeping.answer(world["ana"], case_id, {"liability_cap": "45000"})
    assert await world.state(case_id, "liability_cap") == await world.state(case_id, "risks") == "stale"
    assert await world.state(case_id, "parties") == "drafted"
    await world.draft(case_id, "liability_cap", "risks")
    await world.editing.edit(world["ana"], case_id, "recommendation", "Sign it; the cap is now EUR 45,000, as agreed.")
    assert await world.send(case_id) == "review"
    for name, route in waiting_sections(await world.facts(case_id)).items():
        if route is RouteKind.BLOCK:
            await world.approve(case_id, name, reason="Seen.")
    if await world.approve(case_id) == "sign_off":
        await world.sign(case_id)
    assert (await world.facts(case_id)).record.file.state == "signed"
    assert (await world.store.verify()).verified


async def test_a_redraft_of_the_cap_makes_the_risks_stale(world: World, pack: Pack) -> None:
    case_id = await filled(world, pack)
    await world.draft(case_id, "liability_cap", "risks")
    await world.draft(case_id, "liability_cap")
    facts = await world.facts(case_id)
    risks = facts.section("risks")
    assert risks and facts.changed_inputs(risks) == ("liability_cap",)
