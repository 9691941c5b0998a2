"""A change after an approval voids exactly the approvals of the sections that it touches, on every path, with why; the
old signature stays, as superseded. Commenting, withdrawing and what is no change void nothing."""

import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from bringing_examples import bringing, changed, exported
from service_examples import World, a_world, pack_with
from store_examples import database

from desktop_app.domain.case import AnswerOrigin
from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.comment import ItemCode, items_about
from desktop_app.domain.person import Role
from desktop_app.domain.standing import Standing, standing_of

WHY = "Agreed on 12 May."
Path_ = Callable[[World, str], Awaitable[object]]
Voided = dict[str, VoidReason]
MOVED = (("version: 1.0.0", "version: 1.1.0"), ("title: Term\n", "title: Term of the contract\n"))


async def edited(world: World, case_id: str) -> None:
    await world.editing.edit(world["ana"], case_id, "advice", "Do not sign it.", WHY)


async def edited_term(world: World, case_id: str) -> None:
    """The rating stands on it."""
    await world.editing.edit(world["ana"], case_id, "term", await world.text(case_id, "term") + " So it is.", WHY)


async def redrafted(world: World, case_id: str) -> None:
    await world.draft(case_id, "fee")


async def answered(world: World, case_id: str) -> None:
    await world.keeping.answer(world["ana"], case_id, {"months": 36}, reason=WHY)


async def imported(world: World, case_id: str) -> None:
    await world.keeping.answer(world["ana"], case_id, {"fee": "45000"}, AnswerOrigin.IMPORTED, reason=WHY)


async def attached(world: World, case_id: str) -> None:
    await world.attach(case_id, "The total fee is EUR 60,000.", "letter.txt", WHY)


async def removed(world: World, case_id: str) -> None:
    await world.remove(case_id, WHY)


async def moved(world: World, case_id: str) -> None:
    await world.migrating.migrate(world["ana"], case_id, pack_with(*MOVED), WHY)


async def brought_back(world: World, case_id: str) -> None:
    body = changed(await exported(world, case_id), lambda words: words.replace("total", "whole"))
    await bringing(world).bring(world["ana"], case_id, body, WHY)


async def handed_on(world: World, case_id: str) -> None:
    await world.reassigning.reassign(world["ana"], case_id, "rob2", WHY)


EDIT, REDRAFT, ANSWER, DOCUMENT, SECTION = (
    VoidReason.EDIT,
    VoidReason.REDRAFT,
    VoidReason.ANSWER,
    VoidReason.DOCUMENT,
    VoidReason.SECTION,
)
PATHS: dict[str, tuple[Path_, Voided]] = {
    "an edit": (edited, {"advice": EDIT}),
    "an edit of what others stand on": (edited_term, {"term": EDIT, "rating": SECTION}),
    "a redraft": (redrafted, {"fee": REDRAFT, "rating": SECTION}),
    "an answer": (answered, {"term": ANSWER}),
    "an imported answer": (imported, {"fee": ANSWER, "rating": ANSWER, "advice": ANSWER}),
    "a document attached": (attached, {"fee": DOCUMENT, "term": DOCUMENT}),
    "a document removed": (removed, {"fee": DOCUMENT, "term": DOCUMENT}),
    "a document that was changed outside": (brought_back, {"fee": EDIT, "rating": SECTION}),
    "another version of the form": (moved, {"term": VoidReason.MIGRATED}),
    "the case becoming that of who approved": (
        handed_on,
        dict.fromkeys(("fee", "term", "rating", "advice"), VoidReason.REASSIGNED),
    ),
}


async def approved(world: World) -> str:
    """A case all of whose sections one person approved, and that is with its author again."""
    await world.enrol("rob2", Role.REVIEWER, Role.ANALYST)
    case_id = await world.sent()
    assert await world.approve(case_id, who="rob2") == "sign_off"
    await world.ending.withdraw(world["ana"], case_id, "One more look.")
    return case_id


LONGER = ("an imported answer", "a document removed")
"""They go the way of another one."""


@pytest.mark.parametrize("path", [p if p not in LONGER else pytest.param(p, marks=pytest.mark.long) for p in PATHS])
async def test_exactly_the_touched_sections_lose_their_approval_and_say_why(world: World, path: str) -> None:
    case_id = await approved(world)
    step, expected = PATHS[path]
    await step(world, case_id)
    facts = await world.facts(case_id)
    assert {each.section: each.reason for each in facts.record.voided} == expected
    rob = world["rob2"].person.person_id
    assert {name for name in facts.record.heads if rob in facts.approvers(name, "review")} == set(
        facts.record.heads
    ) - set(expected)
    assert (await world.told(case_id)).count("signature.superseded") == len(expected)
    assert len(facts.record.signatures) == 1
    (standing,) = (standing_of(signature, facts.record) for signature in facts.record.signatures)
    assert {each.section: each.reason for each in standing.lapses} == expected
    assert standing.standing is (Standing.SUPERSEDED if len(expected) == 4 else Standing.VALID)
    assert all(each.words.startswith(WHY) and each.at for each in standing.lapses if path not in ("a redraft",))


async def test_a_returned_section_loses_its_approval_and_no_other_does(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "fee", "term")
    await world.reviewing.return_(world["amy"], case_id, items_about("fee"), WHY)
    record = (await world.facts(case_id)).record
    assert {each.section: each.reason for each in record.voided} == {"fee": VoidReason.RETURNED}


async def test_changes_that_are_accepted_make_another_text_of_the_section(world: World) -> None:
    case_id = await world.sent()
    await world.editing.edit(world["rob"], case_id, "advice", "Sign it now.", WHY)
    await world.approve(case_id, "advice", who="amy")
    await world.editing.reject(world["ana"], case_id, "advice")
    record = (await world.facts(case_id)).record
    assert {each.section: each.reason for each in record.voided} == {"advice": VoidReason.SETTLED}


async def test_a_redraft_that_waits_voids_nothing_until_it_is_taken(world: World) -> None:
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "term", "It runs for 24 months.")
    await world.draft(case_id, "rating")
    await world.send(case_id)
    await world.approve(case_id)
    await world.ending.withdraw(world["ana"], case_id, WHY)
    await world.draft(case_id, "term")
    assert not (await world.facts(case_id)).record.voided
    await world.editing.accept(world["ana"], case_id, "term")
    record = (await world.facts(case_id)).record
    assert {each.section: each.reason for each in record.voided} == {"term": REDRAFT, "rating": SECTION}


async def test_a_comment_voids_nothing_and_holds_the_next_approval_up(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "fee")
    await world.commenting.comment(world["rob"], case_id, "fee", "Which fee?", code=ItemCode.FIGURE)
    facts = await world.facts(case_id)
    assert not facts.record.voided and facts.approvers("fee", "review")


async def test_reading_a_document_anew_voids_what_attaching_it_voided_and_no_more(world: World) -> None:
    case_id = await approved(world)
    await attached(world, case_id)
    voided = (await world.facts(case_id)).record.voided
    await world.keeping.read_waiting(world["ana"].as_one_of(*world["ana"].profile.roles), case_id)
    assert (await world.facts(case_id)).record.voided == voided


async def test_a_backup_that_is_put_back_holds_signatures_and_texts_of_one_moment(tmp_path: Path) -> None:
    """As the file was then: each approval that counts covers the very text that stands there."""
    async with a_world(tmp_path) as world:
        case_id = await approved(world)
        with sqlite3.connect(database(tmp_path)) as now, sqlite3.connect(tmp_path / "kept.db") as kept:
            now.backup(kept)
        await edited(world, case_id)
        assert (await world.facts(case_id)).record.voided
    for left in tmp_path.glob("countersign.db*"):
        left.unlink()
    (tmp_path / "kept.db").rename(database(tmp_path))
    async with a_world(tmp_path) as world:
        record = (await world.facts(case_id)).record
        (standing,) = (standing_of(signature, record) for signature in record.signatures)
        assert not record.voided and standing.standing is Standing.VALID and not standing.lapses


async def test_the_database_lets_no_text_take_the_place_of_an_approved_one(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.drafted()
        await world.editing.edit(world["ana"], case_id, "advice", "Do sign it.")
        before, now = [r.revision_id for r in (await world.facts(case_id)).record.of_section("advice")]
        await world.send(case_id)
        await world.approve(case_id, "advice")
    with sqlite3.connect(database(tmp_path)) as other, pytest.raises(sqlite3.IntegrityError, match="superseded before"):
        other.execute("UPDATE head SET revision_id = ? WHERE revision_id = ?", (before, now))
