"""The contract pack from answers to a signed record, with the real reader's words and two people."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from service_examples import World, a_world

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.evaluation_files import read_sample
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.errors import Refused
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.finding_fix import Fix, fix_of
from desktop_app.domain.gate import waiting_sections
from desktop_app.domain.pack import Pack
from desktop_app.domain.route import RouteKind
from desktop_app.services.attaching import Attachment
from desktop_app.services.suggesting import Suggesting


@pytest.fixture(scope="module")
def pack() -> Pack:
    return PackFolders([forms_folder()]).load("contract_review")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as opened:
        yield opened


async def filled(world: World, pack: Pack, law: str = "Ireland", said: bytes = b"Ireland") -> str:
    """The sample's case, with the texts of its documents: `law` is answered, the agreement says `said`."""
    sample = read_sample(pack)
    case_id = await world.keeping.open(world["ana"], pack, title=sample.title)
    await world.keeping.answer(world["ana"], case_id, {**sample.answers, "law": law})
    names, old, new = ("services-agreement.txt", "side-letter.txt"), b"the laws of Ireland", b"the laws of " + said
    files = tuple(Attachment(n, pack.files[f"sample/{n}"].replace(old, new)) for n in names)
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
    await world.draft(case_id, "liability_cap", "deviations", "risks")
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


@pytest.mark.parametrize(
    ("law", "said", "fix"),
    [("Germany", b"Ireland", "Ireland"), ("Germany", b"New York", "other"), ("other", b"Ireland", "Ireland")],
)
async def test_a_law_that_the_contract_does_not_name_is_answered_in_one_step_and_said_anew(
    world: World, pack: Pack, law: str, said: bytes, fix: str
) -> None:
    case_id = await filled(world, pack, law, said)
    await world.draft(case_id, "governing_law")
    (blocker,) = await blockers(world, case_id)
    assert fix_of(blocker, pack.form) == Fix(words=fix, answer="law")
    await world.keeping.answer(world["ana"], case_id, {"law": fix})
    assert await world.state(case_id, "governing_law") == "stale"
    await world.editing.edit(world["ana"], case_id, "governing_law", await world.text(case_id, "governing_law"))
    assert [f.rule for f in await blockers(world, case_id)] == ([Rule.CHANGED_ANSWER] if "other" in (law, fix) else [])


async def test_a_law_that_the_form_does_not_list_is_answered_other_without_contradiction(
    world: World, pack: Pack
) -> None:
    case_id = await filled(world, pack, "other", b"Massachusetts")
    await world.draft(case_id, "governing_law")
    assert await blockers(world, case_id) == []
    facts = await world.facts(case_id)
    law = Suggesting(world.grounding, world.recording, world.store).suggest(facts)["law"]
    assert (law.words, law.agrees_with(facts.answers["law"])) == ("Massachusetts", True)


async def blockers(world: World, case_id: str) -> list[Finding]:
    record = (await world.facts(case_id)).record
    return [raised.finding for raised in record.open_blockers(record.heads["governing_law"])]


def test_laws_that_differ_within_a_contract_leave_the_answer_to_a_person(pack: Pack) -> None:
    details = {"field": "law", "answer": "Germany", "passage": "Ireland, New York"}
    assert fix_of(Finding(Rule.ANSWER_DISAGREES, Severity.BLOCKER, 0, 0, details), pack.form) is None
    same = {**details, "answer": "Austria", "passage": "German, Germany"}
    found = fix_of(Finding(Rule.ANSWER_DISAGREES, Severity.BLOCKER, 0, 0, same), pack.form)
    assert found == Fix(words="Germany", answer="law")
