"""A case beside its way through the gates: taken back, given up, opened again, handed on. Each is recorded and undone
only by a new step."""

import sqlite3
from pathlib import Path

import pytest
from service_examples import World, a_world, pack_with
from store_examples import database

from desktop_app.domain.audit import EventType
from desktop_app.domain.case_life import LifeKind, VoidReason
from desktop_app.domain.comment import ItemCode, items_about
from desktop_app.domain.errors import Conflict, NotFound, Refused, UsageError
from desktop_app.domain.person import Role

WHY = "She is away until May."
SIGNED_OFF = (('"fee >= 50000.00"}', '"fee >= 5.00"}'),)


async def state(world: World, case_id: str) -> str:
    return (await world.facts(case_id)).record.file.state.value


async def confirmed(world: World) -> str:
    """A case that its author has still to confirm."""
    case_id = await world.sent()
    assert await world.approve(case_id) == "sign_off"
    return case_id


async def signed(world: World) -> str:
    case_id = await confirmed(world)
    assert await world.sign(case_id) == "signed"
    return case_id


async def reassign(world: World, case_id: str, who: str = "amy", by: str = "ana", **more: str) -> str:
    heir = world[who].person.person_id
    return await world.reassigning.reassign(world[by], case_id, heir, WHY, **more)


async def test_a_case_that_was_taken_back_is_changed_and_sent_again_and_its_approvals_stay(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "fee")
    assert await world.ending.withdraw(world["ana"], case_id, "A figure is missing.") == "withdrawn"
    await world.editing.edit(world["ana"], case_id, "advice", "Do not sign it.", reason="Asked for.")
    assert await world.send(case_id) == "review"
    assert (await world.facts(case_id)).approvers("fee", "review") == {world["rob"].person.person_id}
    assert "case.withdrawn" in await world.told(case_id)


async def test_after_it_was_taken_back_each_change_still_needs_a_reason(world: World) -> None:
    case_id = await world.sent()
    await world.ending.withdraw(world["ana"], case_id, WHY)
    with pytest.raises(UsageError, match="each change of it needs a reason"):
        await world.editing.edit(world["ana"], case_id, "advice", "Do not sign it.")


async def test_what_a_reviewer_wrote_before_it_was_taken_back_waits_for_its_author(world: World) -> None:
    case_id = await world.sent()
    await world.editing.edit(world["rob"], case_id, "term", "It runs for long.", reason="Clearer.")
    await world.ending.withdraw(world["ana"], case_id, WHY)
    with pytest.raises(Refused, match="What a reviewer changed in “Term”"):
        await world.send(case_id)


@pytest.mark.parametrize("verb", ["withdraw", "abandon", "reopen"])
async def test_only_its_author_does_it_and_only_with_a_reason(world: World, verb: str) -> None:
    case_id = await world.sent()
    if verb == "reopen":
        await world.ending.abandon(world["ana"], case_id, WHY)
    step = getattr(world.ending, verb)
    with pytest.raises(Refused, match="the person whose case it is"):
        await step(world["amy"], case_id, WHY)
    with pytest.raises(UsageError, match="needs a reason"):
        await step(world["ana"], case_id, "  ")


async def test_a_signed_case_is_neither_taken_back_nor_given_up_nor_handed_on(world: World) -> None:
    case_id = await signed(world)
    for step in (world.ending.withdraw, world.ending.abandon, world.ending.reopen):
        with pytest.raises(Refused, match="cannot take the step"):
            await step(world["ana"], case_id, WHY)
    with pytest.raises(Refused, match="cannot take the step"):
        await reassign(world, case_id)


async def test_an_abandoned_case_changes_no_more_and_comes_back_as_it_was(world: World) -> None:
    case_id = await world.drafted()
    text = await world.text(case_id, "fee")
    await world.ending.abandon(world["ana"], case_id, WHY)
    with pytest.raises(Refused, match="cannot be changed"):
        await world.editing.edit(world["ana"], case_id, "advice", "No.")
    with pytest.raises(Refused, match="Answers cannot be changed"):
        await world.keeping.answer(world["ana"], case_id, {"months": 3})
    assert await world.ending.reopen(world["ana"], case_id, "It goes on.") == "draft"
    assert await world.text(case_id, "fee") == text and await world.send(case_id) == "review"


async def test_an_abandoned_case_that_was_sent_comes_back_to_its_author_as_sent(world: World) -> None:
    case_id = await world.sent()
    await world.ending.abandon(world["ana"], case_id, WHY)
    assert await world.ending.reopen(world["ana"], case_id, "It goes on.") == "withdrawn"
    with pytest.raises(UsageError, match="needs a reason"):
        await world.editing.edit(world["ana"], case_id, "advice", "No.")


async def test_each_step_is_kept_with_its_reason_and_who_took_it(world: World) -> None:
    case_id = await world.sent()
    await world.ending.withdraw(world["ana"], case_id, "First.")
    await world.ending.abandon(world["ana"], case_id, "Second.")
    record = (await world.facts(case_id)).record
    assert [(s.kind, s.words.text) for s in record.life] == [("withdraw", "First."), ("abandon", "Second.")]
    assert record.life_words(LifeKind.WITHDRAW) == "First."


@pytest.mark.parametrize("verb", ["withdraw", "abandon", "reopen"])
async def test_a_command_that_is_given_twice_is_applied_once(world: World, verb: str) -> None:
    case_id = await world.sent()
    if verb == "reopen":
        await world.ending.abandon(world["ana"], case_id, WHY)
    step, command = getattr(world.ending, verb), "0" * 8 + "-0000-4000-8000-" + "0" * 12
    first = await step(world["ana"], case_id, WHY, command_id=command)
    events = len(await world.told(case_id))
    assert await step(world["ana"], case_id, WHY, command_id=command) == first
    assert len(await world.told(case_id)) == events


async def test_who_decides_while_the_case_is_taken_back_is_told(world: World) -> None:
    case_id = await world.sent()
    facts = await world.facts(case_id)
    await world.ending.withdraw(world["ana"], case_id, WHY)
    scribe = world.recording.begin(world["rob"].as_one_of(Role.REVIEWER), case_id)
    scribe.put(facts.record.file.touched())
    scribe.tell(EventType.CASE_VIEWED)
    with pytest.raises(Conflict):
        await world.recording.write(scribe)


async def test_a_case_is_handed_on_by_its_author_or_an_administrator(world: World) -> None:
    await world.enrol("eve", Role.ADMINISTRATOR)
    case_id = await world.drafted()
    with pytest.raises(Refused, match="the person whose case it is"):
        await reassign(world, case_id, by="amy")
    await reassign(world, case_id, by="eve")
    record = (await world.facts(case_id)).record
    assert record.file.created_by == world["amy"].person.person_id
    assert record.authors == {world["ana"].person.person_id, world["amy"].person.person_id}
    assert "case.reassigned" in await world.told(case_id)


async def test_a_case_is_handed_to_an_analyst_and_to_nobody_else(world: World) -> None:
    case_id = await world.drafted()
    with pytest.raises(NotFound, match="No analyst"):
        await reassign(world, case_id, "rob")
    with pytest.raises(Refused, match="already"):
        await reassign(world, case_id, "ana")


async def test_who_handed_a_case_on_decides_nothing_about_it(world: World) -> None:
    await world.enrol("bea", Role.ANALYST)
    world.people["ana"] = world["amy"]  # who is analyst, reviewer and approver
    case_id = await world.sent()
    await reassign(world, case_id, "bea", by="amy")
    with pytest.raises(Refused, match="is or was their own"):
        await world.approve(case_id, "term", who="amy")


async def test_who_was_handed_a_case_loses_their_approvals_and_reads_it_through_before_they_confirm(
    world: World,
) -> None:
    case_id = await world.sent()
    await world.approve(case_id, who="amy")
    assert await reassign(world, case_id) == "withdrawn"
    record = (await world.facts(case_id)).record
    assert {each.reason for each in record.voided} == {VoidReason.REASSIGNED}
    assert not (await world.facts(case_id)).approvers("fee", "review")
    assert await world.reviewing.send(world["amy"], case_id, read_through=True) == "review"
    with pytest.raises(Refused, match="is or was their own"):
        await world.approve(case_id, "fee", who="amy")


async def test_nobody_confirms_a_case_that_another_person_read_through(world: World) -> None:
    case_id = await confirmed(world)
    await reassign(world, case_id)
    with pytest.raises(Refused, match="The author of the case confirms"):
        await world.sign(case_id, "ana")
    with pytest.raises(Refused, match="read it through and sent it themselves"):
        await world.sign(case_id, "amy")
    await world.ending.withdraw(world["amy"], case_id, WHY)
    assert await world.reviewing.send(world["amy"], case_id, read_through=True) == "sign_off"
    assert await world.sign(case_id, "amy") == "signed"


async def test_words_of_who_had_the_case_before_are_no_reviewers_words(world: World) -> None:
    case_id = await world.sent()
    await reassign(world, case_id)
    await world.reviewing.return_(world["rob"], case_id, items_about("advice"), WHY)
    await world.editing.edit(world["amy"], case_id, "advice", "Sign it now.", reason="Asked for.")
    assert await world.reviewing.send(world["amy"], case_id, read_through=True) == "review"


async def test_its_author_before_does_not_resolve_what_must_be_fixed_in_it(world: World) -> None:
    await world.enrol("bea", Role.ANALYST)
    world.people["ana"] = world["amy"]
    case_id = await world.sent()
    await world.commenting.comment(world["rob"], case_id, "fee", "Which one?", code=ItemCode.FIGURE)
    await reassign(world, case_id, "bea", by="amy")
    with pytest.raises(Refused):
        await world.resolve(case_id, "amy")


async def test_the_database_lets_nobody_take_a_case_over_unrecorded(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id, amy = await world.drafted(), world["amy"].person.person_id
    with sqlite3.connect(database(tmp_path)) as other:
        for change in (f"created_by = '{amy}'", "state = 'abandoned'", "state = 'withdrawn'"):
            with pytest.raises(sqlite3.IntegrityError, match="by a recorded step"):
                other.execute(f"UPDATE case_file SET {change}, lock_version = 99 WHERE case_id = ?", (case_id,))


async def test_the_database_lets_nobody_approve_a_case_that_was_handed_from_or_to_them(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.sent()
        await reassign(world, case_id)
        head = (await world.head(case_id, "term")).revision_id
        people = [world[name].person.person_id for name in ("ana", "amy")]
    with sqlite3.connect(database(tmp_path)) as other:
        for person in people:
            other.execute(
                "INSERT INTO decision VALUES (?, ?, 'review', 'approve', ?, NULL, '2026-01-12T09:00:00+00:00')",
                (f"by {person}", case_id, person),
            )
            with pytest.raises(sqlite3.IntegrityError, match="handed from them or to them"):
                other.execute("INSERT INTO decided_section VALUES (?, ?, 'term', ?)", (f"by {person}", case_id, head))
        other.rollback()


SIGNED_CHANGES = (
    "UPDATE answer SET origin = 'imported' WHERE case_id = ?",
    "DELETE FROM answer WHERE case_id = ?",
    "UPDATE document SET field = '' WHERE case_id = ?",
    "DELETE FROM head WHERE case_id = ?",
    "UPDATE case_file SET state = 'draft' WHERE case_id = ?",
    "UPDATE case_file SET created_by = 'amy' WHERE case_id = ?",
    "DELETE FROM case_file WHERE case_id = ?",
    "INSERT INTO decision VALUES ('x', ?, 'review', 'approve', 'amy', NULL, '2026-01-12T09:00:00+00:00')",
)


async def test_the_database_keeps_a_signed_case_as_it_is(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await signed(world)
    with sqlite3.connect(database(tmp_path)) as other:
        for statement in SIGNED_CHANGES:
            with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
                other.execute(statement, (case_id,))


async def test_the_record_holds_after_each_step(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "fee")
    await reassign(world, case_id)
    await world.ending.withdraw(world["amy"], case_id, WHY)
    await world.ending.abandon(world["amy"], case_id, WHY)
    await world.ending.reopen(world["amy"], case_id, WHY)
    assert (await world.store.verify()).breaks == ()


async def test_a_sign_off_of_the_whole_case_ends_for_what_changes_after_it_was_taken_back(world: World) -> None:
    case_id = await world.sent(pack_with(*SIGNED_OFF))
    await world.approve(case_id)
    await world.ending.withdraw(world["ana"], case_id, WHY)
    await world.editing.edit(world["ana"], case_id, "advice", "Do not.", reason="Asked for.")
    record = (await world.facts(case_id)).record
    assert {each.section for each in record.superseded} == {"advice"}
