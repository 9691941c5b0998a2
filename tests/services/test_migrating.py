"""An open case moves to another version of its form: previewed, recorded, and nothing of it lost."""

from pathlib import Path

import pytest
from service_examples import World, pack_with

from desktop_app.adapters.pack_writer import write_pack
from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import NotFound, Refused, UsageError
from desktop_app.domain.pack import Pack
from desktop_app.domain.standing import StandingSignature, standing_of

WHY = "Version 1.1 is in force."
VERSION = ("version: 1.0.0", "version: 1.1.0")
MONTHS_GONE = ("      - {field: months, type: integer, label: Months}\n", "")
NO_MONTHS = ("uses: [months, notice, size]", "uses: [notice, size]")
MONTHS_AS_MONEY = ("{field: months, type: integer, label: Months}", "{field: months, type: money, label: Months}")
MONTHS_IN_WORDS = ("{field: months, type: integer, label: Months}", "{field: months, type: text, label: Months}")
RATING_GONE = (
    """  - section: rating
    title: Rating
    after: [fee, term]
    uses: [total]
    prompt: prompts/short.md
    assembled: assembled/rating.md
    output: {rating: [low, high], reasons: list}
    checks: [grounded_figures]
""",
    "",
)
TERM_OTHERWISE = ("title: Term\n", "title: Term of the contract\n")
TWO_REVIEWERS = ("    checklist: [Amounts agree]\n", "    checklist: [Amounts agree]\n    approvals: 2\n")


def newer(*changes: tuple[str, str]) -> Pack:
    return pack_with(VERSION, *changes)


async def returned(world: World) -> str:
    """A case that its author took back, with all sections approved that needed it."""
    case_id = await world.sent()
    await world.approve(case_id)
    await world.ending.withdraw(world["ana"], case_id, "A new form.")
    return case_id


async def move(world: World, case_id: str, pack: Pack, **more: str) -> str:
    return await world.migrating.migrate(world["ana"], case_id, pack, WHY, **more)


async def test_a_new_version_that_asks_the_same_changes_nothing_but_the_form(world: World) -> None:
    case_id = await returned(world)
    before = (await world.facts(case_id)).record
    await move(world, case_id, newer())
    facts = await world.facts(case_id)
    assert facts.pack.form.version == "1.1.0" and facts.record.heads == before.heads
    assert not facts.record.superseded and facts.approvers("fee", "review")
    assert await world.send(case_id) == "sign_off" and await world.sign(case_id) == "signed"
    assert {s.standing for s in _standings(await _record(world, case_id))} == {"valid"}


async def test_exactly_the_sections_that_are_asked_for_otherwise_are_stale_and_lose_their_approvals(
    world: World,
) -> None:
    case_id = await returned(world)
    found = await world.migrating.preview(case_id, newer(TERM_OTHERWISE))
    assert (found.stale, found.voided) == (("term",), ("term",))
    await move(world, case_id, newer(TERM_OTHERWISE))
    record = await _record(world, case_id)
    assert {(s.section, s.reason) for s in record.voided} == {("term", VoidReason.MIGRATED)}
    assert await world.state(case_id, "term") == "stale"
    await world.editing.edit(world["ana"], case_id, "term", await world.text(case_id, "term"), reason="It holds.")
    assert await world.state(case_id, "term") != "stale"


async def test_an_answer_whose_question_is_gone_is_kept_aside_and_comes_back_with_the_question(world: World) -> None:
    case_id, first = await world.drafted(), pack_with()
    other = newer(MONTHS_GONE, NO_MONTHS)
    assert (await world.migrating.preview(case_id, other)).left == (("Months", "24"),)
    await move(world, case_id, other)
    record = await _record(world, case_id)
    assert [(each.path, each.value.text) for each in record.left] == [("months", "24")]
    assert (await world.migrating.preview(case_id, first)).back == ("Months",)
    await move(world, case_id, first)
    assert (await world.facts(case_id)).answers["months"].text == "24"


async def test_an_answer_of_a_kind_that_it_cannot_be_read_as_does_not_fit(world: World) -> None:
    case_id = await world.drafted()
    assert (await world.migrating.preview(case_id, newer(MONTHS_AS_MONEY))).left == (("Months", "24"),)
    await move(world, case_id, newer(MONTHS_AS_MONEY))
    assert "months" not in (await world.facts(case_id)).answers


async def test_an_answer_that_can_be_read_as_one_of_another_kind_is_converted_and_moves_back_as_it_was(
    world: World,
) -> None:
    case_id, first = await world.drafted(), pack_with()
    found = await world.migrating.preview(case_id, newer(MONTHS_IN_WORDS))
    assert (found.converted, found.left) == ((("Months", "24", "24"),), ())
    assert found.kept == 2
    await move(world, case_id, newer(MONTHS_IN_WORDS))
    assert (await world.facts(case_id)).answers["months"].value == "24"
    await move(world, case_id, first)
    assert (await world.facts(case_id)).answers["months"].value == 24


async def test_an_answer_that_was_changed_since_it_was_converted_is_not_taken_back(world: World) -> None:
    case_id, first = await world.drafted(), pack_with()
    await move(world, case_id, newer(MONTHS_IN_WORDS))
    await world.keeping.answer(world["ana"], case_id, {"months": "36"})
    await move(world, case_id, first)
    assert (await world.facts(case_id)).answers["months"].value == 36


async def test_a_case_moves_back_to_the_version_that_it_was_on_though_that_is_installed_no_more(world: World) -> None:
    case_id, first = await world.drafted(), pack_with()
    await move(world, case_id, newer(MONTHS_GONE, NO_MONTHS))
    versions = await world.migrating.versions(case_id)
    assert [(v.version, v.installed, v.current, v.before) for v in versions] == [
        ("1.1.0", "", True, False),
        ("1.0.0", "", False, True),
    ]
    back = await world.migrating.target(case_id, back=True)
    await move(world, case_id, back)
    facts = await world.facts(case_id)
    assert (facts.pack.digest, facts.answers["months"].text) == (first.digest, "24")


async def test_a_version_is_named_by_its_number_by_its_digest_or_by_the_folder_of_its_pack(
    world: World, tmp_path: Path
) -> None:
    case_id, first, other = await world.drafted(), pack_with(), newer()
    await move(world, case_id, other)
    assert (await world.migrating.target(case_id, "1.0.0")).digest == first.digest
    assert (await world.migrating.target(case_id, other.digest[:8])).digest == other.digest
    write_pack(tmp_path / "p", other.files)
    assert (await world.migrating.target(case_id, str(tmp_path / "p"))).digest == other.digest
    for unknown in ("9.9.9", "", "abc"):
        with pytest.raises(NotFound):
            await world.migrating.target(case_id, unknown)


async def test_the_text_of_a_section_that_is_gone_stays_in_the_record_and_nobody_waits_for_it(world: World) -> None:
    case_id = await world.sent()
    await world.ending.withdraw(world["ana"], case_id, "A new form.")
    found = await world.migrating.preview(case_id, newer(RATING_GONE))
    assert (found.gone, found.title("rating")) == (("rating",), "Rating")
    await move(world, case_id, newer(RATING_GONE))
    facts = await world.facts(case_id)
    assert "rating" not in facts.record.heads and facts.record.of_section("rating")
    await world.send(case_id)
    assert await world.approve(case_id) == "sign_off" and await world.sign(case_id) == "signed"


async def test_a_section_that_comes_back_does_not_pass_unlooked_at(world: World) -> None:
    case_id = await world.drafted()
    await move(world, case_id, newer(RATING_GONE))
    await move(world, case_id, pack_with())
    assert await world.state(case_id, "rating") == "stale"
    await world.draft(case_id, "rating")
    await world.editing.accept(world["ana"], case_id, "rating") if (await world.facts(case_id)).record.proposal(
        "rating"
    ) else None
    await world.send(case_id)
    record = await _record(world, case_id)
    assert record.routes[record.heads["rating"]].route != "pass"


async def test_another_gate_ends_all_approvals(world: World) -> None:
    case_id = await returned(world)
    await move(world, case_id, newer(TWO_REVIEWERS))
    assert {s.section for s in (await _record(world, case_id)).superseded} >= {"fee", "term", "rating"}


async def test_a_case_under_review_or_signed_is_not_moved(world: World) -> None:
    case_id = await world.sent()
    with pytest.raises(Refused, match="cannot take the step “migrate”"):
        await move(world, case_id, newer())
    await world.approve(case_id)
    await world.sign(case_id)
    with pytest.raises(Refused, match="cannot take the step “migrate”"):
        await world.migrating.preview(case_id, newer())


async def test_only_to_another_version_of_its_form_by_its_author_and_with_a_reason(world: World) -> None:
    case_id = await world.drafted()
    with pytest.raises(Refused, match="on this version"):
        await move(world, case_id, pack_with())
    with pytest.raises(Refused, match="no other form"):
        await move(world, case_id, pack_with(("form: fees", "form: other")))
    with pytest.raises(Refused, match="whose case it is"):
        await world.migrating.migrate(world["amy"], case_id, newer(), WHY)
    with pytest.raises(UsageError, match="needs a reason"):
        await world.migrating.migrate(world["ana"], case_id, newer(), "")


async def test_a_preview_writes_nothing_and_a_command_that_is_given_twice_is_applied_once(world: World) -> None:
    case_id, command = await world.drafted(), "2" * 8 + "-0000-4000-8000-" + "0" * 12
    told = await world.told(case_id)
    await world.migrating.preview(case_id, newer(MONTHS_GONE, NO_MONTHS))
    assert await world.told(case_id) == told
    await move(world, case_id, newer(), command_id=command)
    told = await world.told(case_id)
    await move(world, case_id, newer(), command_id=command)
    assert await world.told(case_id) == told


async def test_the_record_holds_after_moves_there_and_back(world: World) -> None:
    case_id = await returned(world)
    await move(world, case_id, newer(MONTHS_GONE, NO_MONTHS, RATING_GONE))
    await move(world, case_id, pack_with())
    assert (await world.store.verify()).breaks == ()
    assert [e for e in await world.told(case_id) if e == "case.migrated"] == ["case.migrated"] * 2


async def _record(world: World, case_id: str) -> CaseRecord:
    return (await world.facts(case_id)).record


def _standings(record: CaseRecord) -> list[StandingSignature]:
    return [standing_of(signature, record) for signature in record.signatures]
