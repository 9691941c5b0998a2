"""What happens when the time of a stage is over: a higher role decides or people are reminded, once, and nothing is
approved or lost."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from service_examples import World, a_world, open_world, pack_with
from stage_examples import LEGAL, REMINDED, SIGNED, TIMED, later
from store_examples import database

from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import Refused, UsageError
from desktop_app.domain.gate import undecided_stages
from desktop_app.domain.person import Role

WITHOUT_ROLE = ("escalate_to: approver", "due: 2d\n    on_due: escalate")


async def state(world: World, case_id: str) -> str:
    return (await world.facts(case_id)).record.file.state.value


async def test_nothing_happens_before_its_time(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    await later(world, days=2, seconds=-1)
    assert await state(world, case_id) == "review"


@pytest.mark.parametrize("changes", [TIMED, WITHOUT_ROLE])
async def test_after_its_time_the_case_waits_for_an_approver(world: World, changes: tuple[str, str]) -> None:
    case_id = await world.sent(pack_with(changes))
    await later(world, days=2)
    record = (await world.facts(case_id)).record
    (escalation,) = record.escalations
    assert (record.file.state, record.file.stage) == ("escalated", "review")
    assert (escalation.waits_for, escalation.cause) == (Role.APPROVER, "time")
    assert record.decisions == ()


async def test_it_is_told_as_the_programs_own_doing(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    await later(world, days=2)
    bodies = [e.body.decode() for e in await world.store.events(case_id) if e.type in ("case.due", "case.escalated")]
    assert len(bodies) == 2 and all('"auth":"program"' in body for body in bodies)


async def test_a_reminder_leaves_the_case_where_it_is(world: World) -> None:
    case_id = await world.sent(pack_with(REMINDED))
    await later(world, days=2)
    await later(world, days=2)
    assert await state(world, case_id) == "review"
    assert (await world.told(case_id)).count("case.due") == 1


async def test_who_looks_again_or_at_the_same_time_does_nothing_more(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    world.clock.passes(timedelta(days=3).total_seconds())
    await asyncio.gather(*(world.escalating.look() for _ in range(5)))
    await later(world, days=1)
    assert (await world.told(case_id)).count("case.escalated") == 1


async def test_a_clock_that_jumps_escalates_once_and_never_back(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    for days in (400, -400, 400, -800, 3):
        await later(world, days=days)
    assert (await world.told(case_id)).count("case.escalated") == 1
    assert await state(world, case_id) == "escalated"


async def test_the_time_counts_on_while_the_program_is_closed(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.sent(pack_with(TIMED))
    again = await open_world(tmp_path)
    await later(again, days=2)
    assert await state(again, case_id) == "escalated"
    await again.store.close()


async def test_who_it_was_escalated_to_decides_and_the_stages_role_does_not(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    await later(world, days=2)
    with pytest.raises(Refused, match="rob is no approver"):
        await world.approve(case_id)
    assert await world.approve(case_id, who="ola") == "sign_off"


async def test_handed_back_it_is_in_its_stage_with_its_time_begun_anew(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    await later(world, days=2)
    assert await world.escalating.hand_back(world["ola"], case_id, "Rob is back.") == "review"
    (entry,) = (await world.facts(case_id)).record.open_entries
    assert entry.due_at == world.clock.now() + timedelta(days=2)
    assert await world.approve(case_id) == "sign_off"


async def test_handed_back_it_is_escalated_again_when_its_time_is_over_again(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    await later(world, days=2)
    await world.escalating.hand_back(world["ola"], case_id, "Rob is back.")
    await later(world, days=1)
    assert await state(world, case_id) == "review"
    await later(world, days=1)
    assert await state(world, case_id) == "escalated"


async def test_handing_back_needs_a_reason_the_role_and_an_escalated_stage(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    with pytest.raises(Refused, match="cannot take the step"):
        await world.escalating.hand_back(world["ola"], case_id, "x")
    await later(world, days=2)
    with pytest.raises(UsageError, match="needs a reason"):
        await world.escalating.hand_back(world["ola"], case_id, " ")
    with pytest.raises(Refused, match="is no approver"):
        await world.escalating.hand_back(world["rob"], case_id, "x")


async def test_a_person_escalates_and_it_comes_back_in_the_same_way(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.escalate(world["rob"], case_id, "I cannot say.")
    with pytest.raises(Refused, match="nobody higher"):
        await world.reviewing.escalate(world["ola"], case_id, "Nor can I.")
    await world.escalating.hand_back(world["ola"], case_id, "You can.")
    kinds = [decision.kind for decision in (await world.facts(case_id)).record.decisions]
    assert kinds == ["escalate", "hand_back"] and await state(world, case_id) == "review"


async def test_a_stage_of_sign_off_that_is_escalated_is_signed_there(world: World) -> None:
    case_id = await world.sent(pack_with(SIGNED))
    await world.approve(case_id)
    await later(world, days=1)
    assert await state(world, case_id) == "escalated"
    with pytest.raises(Refused, match="not under review"):
        await world.approve(case_id, who="ola")
    assert await world.sign(case_id, "ola") == "signed"


async def test_a_case_that_left_is_not_escalated(world: World) -> None:
    approved = await world.sent(pack_with(TIMED))
    await world.approve(approved)
    returned = await world.sent(pack_with(TIMED))
    await world.reviewing.return_(world["rob"], returned, items_about("fee"), "Look.")
    await later(world, days=9)
    assert [await state(world, each) for each in (approved, returned)] == ["sign_off", "returned"]


async def test_of_stages_beside_each_other_only_the_overdue_one_is_escalated(world: World) -> None:
    late = (LEGAL[0], LEGAL[1].replace("due: 1d", "due: 1d, on_due: escalate"))
    case_id = await world.sent(pack_with(late))
    await later(world, days=1)
    assert await state(world, case_id) == "escalated"
    await world.approve(case_id, stage="review")
    with pytest.raises(Refused, match="is no approver"):
        await world.approve(case_id, stage="legal")
    assert [s.stage for s in undecided_stages(await world.facts(case_id))] == ["legal"]
    assert await world.approve(case_id, who="ola") == "sign_off"


async def test_one_case_that_cannot_be_read_keeps_no_other_waiting(world: World) -> None:
    broken, whole = [await world.sent(pack_with(TIMED)) for _ in range(2)]
    world.clock.passes(timedelta(days=2).total_seconds())
    facts = world.keeping.facts

    async def failing(case_id: str) -> object:
        if case_id == broken:
            raise Refused("It cannot be read.", next="Wait.")
        return await facts(case_id)

    world.keeping.facts = failing  # type: ignore[method-assign,assignment]
    await world.escalating.look()
    world.keeping.facts = facts  # type: ignore[method-assign]
    assert [await state(world, each) for each in (broken, whole)] == ["review", "escalated"]
    await world.escalating.look()
    assert await state(world, broken) == "escalated"


async def test_it_looks_at_the_start_and_from_time_to_time(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    world.escalating._seconds = 0.001
    await world.escalating.begin()
    assert await state(world, case_id) == "review"
    world.clock.passes(timedelta(days=2).total_seconds())
    async with asyncio.timeout(5):
        while await state(world, case_id) != "escalated":
            await asyncio.sleep(0)
    await world.escalating.close()


async def test_what_is_overdue_at_the_start_is_escalated_before_any_work(world: World) -> None:
    case_id = await world.sent(pack_with(TIMED))
    world.clock.passes(timedelta(days=2).total_seconds())
    await world.escalating.begin()
    assert await state(world, case_id) == "escalated"
    await world.escalating.close()


async def test_a_case_that_came_before_entries_were_kept_is_due_from_the_start_on(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id, escalated = [await world.sent(pack_with(TIMED)) for _ in range(2)]
        await world.reviewing.escalate(world["rob"], escalated, "It is beyond me.")
    with sqlite3.connect(database(tmp_path)) as other:
        for table in ("escalation", "gate_entry"):  # as a migrated store has none
            guards = other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))
            for (name,) in guards.fetchall():
                other.execute(f'DROP TRIGGER "{name}"')
            other.execute(f"DELETE FROM {table}")
    async with a_world(tmp_path) as world:
        for _ in range(2):
            await world.escalating.enter()
        (entry,) = (await world.facts(case_id)).record.open_entries
        assert entry.due_at == entry.entered_at + timedelta(days=2)
        (queued,) = await world.store.queue(world.assigning.query(world["rob"]))
        assert queued.due == entry.due_at
        assert (await state(world, case_id), await state(world, escalated)) == ("review", "escalated")


async def test_the_database_escalates_one_entry_once_whoever_opens_the_file(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await world.sent(pack_with(TIMED))
        await later(world, days=2)
        (entry,) = (await world.facts(case_id)).record.open_entries
        await world.approve(case_id, who="ola")
    with sqlite3.connect(database(tmp_path)) as other:
        forged = "INSERT INTO escalation VALUES (?, ?, 'approver', 'time', '2026-01-12T09:00:00+00:00')"
        with pytest.raises(sqlite3.IntegrityError, match=r"recorded already|escalated where it waits"):
            other.execute(forged, (entry.entry_id, case_id))
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            other.execute("UPDATE gate_entry SET due_at = NULL")
        with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
            other.execute("DELETE FROM gate_exit")
