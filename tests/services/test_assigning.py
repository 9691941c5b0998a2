"""Who is to decide about a case, who has it open, and who put it off: one at a time, recorded, applied once."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from service_examples import World, pack_with
from store_examples import database

from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.person import Role
from desktop_app.domain.review_queue import QueuedCase, QueueOrder, Whose

HOUR = timedelta(hours=1)
DUE = ("  - stage: review\n", "  - stage: review\n    due: 2d\n")


async def queue(world: World, who: str, **asked: object) -> tuple[QueuedCase, ...]:
    return await world.store.queue(world.assigning.query(world[who], **asked))  # type: ignore[arg-type]


def ids(cases: Sequence[QueuedCase]) -> list[str]:
    return [case.file.case_id for case in cases]


async def test_a_case_is_assigned_and_found_by_whose_it_is(world: World) -> None:
    mine, other = await world.sent(), await world.sent()
    await world.assigning.assign(world["rob"], mine, world["rob"].person.person_id)
    assert ids(await queue(world, "rob", whose=Whose.MINE)) == [mine]
    assert ids(await queue(world, "rob", whose=Whose.UNASSIGNED)) == [other]
    assert {case.assigned_to for case in await queue(world, "rob")} == {"rob", ""}


async def test_a_reviewer_assigns_to_no_other_and_an_approver_does(world: World) -> None:
    case_id = await world.sent()
    amy = world["amy"].person.person_id
    with pytest.raises(Refused) as refused:
        await world.assigning.assign(world["rob"], case_id, amy)
    assert refused.value.refusal is Refusal.ROLE
    await world.assigning.assign(world["ola"], case_id, amy)
    assert (await queue(world, "rob"))[0].assigned_to == "amy"


async def test_nobody_is_assigned_who_does_not_decide_there(world: World) -> None:
    case_id = await world.sent()
    for who in ("ana", "ola"):
        with pytest.raises(Refused):
            await world.assigning.assign(world["ola"], case_id, world[who].person.person_id)


async def test_who_decides_for_another_works_in_the_queue_like_them(world: World) -> None:
    case_id, until = await world.sent(), world.clock.now() + HOUR
    dan = (await world.enrol("dan", Role.ANALYST)).person.person_id
    with pytest.raises(Refused):
        await world.assigning.take(world["dan"], case_id)
    await world.delegating.delegate(world["rob"], "dan", until)
    assert (await world.assigning.take(world["dan"], case_id)).person_id == dan
    await world.assigning.assign(world["dan"], case_id, dan)
    await world.assigning.snooze(world["dan"], case_id, until)
    assert dan in {each.person_id for each in await world.assigning.deciders(world["ola"], case_id)}
    await world.clock.sleep(HOUR.total_seconds())
    with pytest.raises(Refused):
        await world.assigning.take(world["dan"], case_id)


async def test_an_assignment_ends_when_the_case_goes_on(world: World) -> None:
    case_id = await world.sent()
    await world.assigning.assign(world["rob"], case_id, world["rob"].person.person_id)
    await world.clock.sleep(60)
    await world.reviewing.escalate(world["rob"], case_id, "It is beyond me.")
    assert (await queue(world, "ola"))[0].assigned_to == ""


async def test_others_see_who_has_a_case_open_and_cannot_take_it(world: World) -> None:
    case_id = await world.sent()
    await world.assigning.take(world["rob"], case_id)
    (seen,) = await queue(world, "amy")
    assert (seen.reviewing, seen.is_theirs) == ("rob", True)
    with pytest.raises(Refused, match="rob is reviewing this case") as refused:
        await world.assigning.take(world["amy"], case_id)
    assert refused.value.refusal is Refusal.TAKEN
    assert (await queue(world, "rob"))[0].reviewing == ""


async def test_of_two_who_take_a_case_at_once_one_has_it_and_the_other_is_told(world: World) -> None:
    case_id = await world.sent()
    takes = [world.assigning.take(world[who], case_id) for who in ("rob", "amy")]
    outcomes = await asyncio.gather(*takes, return_exceptions=True)
    refused = [each for each in outcomes if isinstance(each, Refused)]
    assert [each.refusal for each in refused] == [Refusal.TAKEN]
    assert "is reviewing this case" in str(refused[0])
    assert (await world.told(case_id)).count("case.taken") == 1


async def test_a_case_is_free_again_after_half_an_hour_of_nothing(world: World) -> None:
    case_id = await world.sent()
    await world.assigning.take(world["rob"], case_id)
    await world.clock.sleep(20 * 60)
    await world.assigning.take(world["rob"], case_id)  # who does something goes on
    await world.clock.sleep(29 * 60)
    with pytest.raises(Refused):
        await world.assigning.take(world["amy"], case_id)
    await world.clock.sleep(60)
    await world.assigning.take(world["amy"], case_id)
    assert (await world.told(case_id)).count("case.taken") == 2


async def test_who_leaves_a_case_frees_it_and_nobody_frees_it_for_them(world: World) -> None:
    case_id = await world.sent()
    await world.assigning.take(world["rob"], case_id)
    await world.assigning.release(world["amy"], case_id)
    assert (await queue(world, "amy"))[0].reviewing == "rob"
    await world.assigning.release(world["rob"], case_id)
    assert (await queue(world, "amy"))[0].reviewing == ""


async def test_whoever_has_decided_has_the_case_open_no_more(world: World) -> None:
    case_id = await world.sent(pack_with(("role: reviewer\n", "role: reviewer\n    approvals: 2\n")))
    await world.assigning.take(world["rob"], case_id)
    await world.approve(case_id)
    assert (await queue(world, "amy"))[0].reviewing == ""


async def test_the_author_of_a_case_does_not_take_it(world: World) -> None:
    case_id = await world.sent()
    with pytest.raises(Refused):
        await world.assigning.take(world["ana"], case_id)


async def test_a_case_put_off_comes_back_by_itself(world: World) -> None:
    case_id = await world.sent()
    await world.assigning.snooze(world["rob"], case_id, world.clock.now() + HOUR)
    assert await queue(world, "rob") == ()
    assert ids(await queue(world, "rob", whose=Whose.SNOOZED)) == ids(await queue(world, "amy")) == [case_id]
    await world.clock.sleep(3600)
    assert ids(await queue(world, "rob")) == [case_id]


async def test_a_case_is_never_hidden_once_it_is_due(world: World) -> None:
    case_id = await world.sent(pack_with(DUE))
    await world.assigning.snooze(world["rob"], case_id, world.clock.now() + timedelta(days=5))
    assert await queue(world, "rob") == ()
    await world.clock.sleep(timedelta(days=2).total_seconds())
    assert ids(await queue(world, "rob")) == [case_id]


async def test_a_case_is_put_off_to_a_time_that_comes(world: World) -> None:
    case_id = await world.sent()
    for wrong in (-HOUR, timedelta(days=15)):
        with pytest.raises(UsageError):
            await world.assigning.snooze(world["rob"], case_id, world.clock.now() + wrong)


async def test_each_of_them_is_recorded_once_however_often_the_command_comes(world: World) -> None:
    case_id, rob = await world.sent(), world["rob"]
    for _ in range(2):
        await world.assigning.assign(rob, case_id, rob.person.person_id, command_id="a1")
        await world.assigning.take(rob, case_id, command_id="t1")
        await world.assigning.snooze(rob, case_id, world.clock.now() + HOUR, command_id="s1")
    for _ in range(2):
        await world.assigning.release(rob, case_id, command_id="r1")
    told = await world.told(case_id)
    wanted = ("case.assigned", "case.taken", "case.snoozed", "case.released")
    assert [told.count(kind) for kind in wanted] == [1, 1, 1, 1]


@pytest.mark.parametrize("who", ["ana", "ola"])
async def test_only_who_decides_there_puts_a_case_off(world: World, who: str) -> None:
    case_id = await world.sent()
    with pytest.raises(Refused):
        await world.assigning.snooze(world[who], case_id, world.clock.now() + HOUR)


async def test_the_workload_names_everybody_who_decides(world: World) -> None:
    first, _ = await world.sent(pack_with(DUE)), await world.sent()
    await world.assigning.assign(world["rob"], first, world["rob"].person.person_id)
    await world.clock.sleep(timedelta(days=3).total_seconds())
    loads = {each.name: each.load for each in await world.assigning.workload(world["rob"])}
    assert (loads["rob"].cases, loads["rob"].overdue, loads["amy"].cases, loads[""].cases) == (1, 1, 0, 1)
    with pytest.raises(Refused):
        await world.assigning.workload(world["ana"])


async def test_the_next_case_is_one_that_no_other_has(world: World) -> None:
    cases = []
    for _ in range(3):
        cases.append(await world.sent())
        await world.clock.sleep(60)
    await world.assigning.take(world["amy"], cases[1])
    query = world.assigning.query(world["rob"])
    place = await world.store.queue_place(query, cases[0])
    assert (place.number, place.count, place.after) == (1, 3, cases[2])
    gone = world.assigning.query(world["rob"], hidden=frozenset(cases[:1]))
    assert (await world.store.queue_place(gone, cases[0])).after == cases[2]


@pytest.mark.parametrize("order", list(QueueOrder))
async def test_pages_follow_each_other_without_a_gap(world: World, order: QueueOrder) -> None:
    for number in range(5):
        await world.sent(pack_with(DUE) if number % 2 else None)
        await world.clock.sleep(60)
    query = world.assigning.query(world["rob"], order=order)
    whole, read = await world.store.queue(query), list[QueuedCase]()
    while page := await world.store.queue(query, read[-1] if read else None, 2):
        read += page
    assert tuple(read) == whole and len(whole) == 5


async def test_the_queue_is_filtered_by_words_form_and_time(world: World) -> None:
    dated, _ = await world.sent(pack_with(DUE)), await world.sent()
    await world.clock.sleep(timedelta(days=3).total_seconds())
    assert ids(await queue(world, "rob", overdue=True)) == [dated]
    assert len(await queue(world, "rob", words="contract a".upper())) == 2
    assert await queue(world, "rob", words="no such words") == await queue(world, "rob", form="other") == ()
    counts = await world.store.queue_counts(world.assigning.query(world["rob"]))
    assert (counts.all, counts.overdue, counts.dated) == (2, 1, True)


async def test_a_row_that_another_program_changed_is_made_anew(world: World, tmp_path: Path) -> None:
    case_id = await world.sent()
    with closing(sqlite3.connect(database(tmp_path))) as file:
        with file:
            file.execute("UPDATE queued_case SET rank = 5")
        assert Role.ADMINISTRATOR not in world["rob"].profile.roles
        with pytest.raises(Refused):
            await world.assigning.mend(world["rob"])
        assert [await world.store.mend_queue() for _ in range(2)] == [1, 0]
    assert ids(await queue(world, "rob")) == [case_id]
