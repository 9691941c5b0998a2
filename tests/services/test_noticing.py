"""Notices: who is told of what, once, never of what they did, and by when."""

from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from service_examples import World, a_world, pack_with

from desktop_app.domain.comment import ItemAnswer, ItemCode, items_about
from desktop_app.domain.errors import UsageError
from desktop_app.domain.notice import Notice, NoticeKind, QuietHours
from desktop_app.domain.person import Role
from desktop_app.domain.thread import threads_of
from desktop_app.services.noticing import Noticing

DUE = ("    escalate_to: approver\n", "    escalate_to: approver\n    due: 2d\n")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        yield world


def noticing(world: World) -> Noticing:
    return Noticing(world.store, world.keeping, world.delegating, world.clock)


async def told(world: World, who: str) -> list[NoticeKind]:
    """What a person has not seen, newest first."""
    return [notice.kind for notice in (await noticing(world).look(world[who])).new]


async def only(world: World, who: str) -> Notice:
    (notice,) = (await noticing(world).look(world[who])).new
    return notice


async def returned(world: World) -> str:
    case_id = await world.sent()
    await world.reviewing.return_(world["rob"], case_id, items_about("fee", code=ItemCode.FIGURE), "Look again.")
    return case_id


async def test_a_case_that_came_to_a_role_is_told_to_who_has_it_and_to_nobody_else(world: World) -> None:
    await world.sent()
    assert await told(world, "rob") == [NoticeKind.TO_DECIDE]
    assert await told(world, "ana") == await told(world, "ola") == []


async def test_nobody_is_told_of_what_they_did(world: World) -> None:
    await returned(world)
    assert await told(world, "rob") == []
    assert await told(world, "ana") == [NoticeKind.RETURNED]


async def test_what_was_done_with_one_command_is_told_once(world: World) -> None:
    await returned(world)
    assert (await only(world, "ana")).who == world["rob"].person.person_id


async def test_a_case_that_another_person_decided_waits_for_nobody_any_more(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id)
    assert await told(world, "amy") == []


async def test_an_author_is_told_of_an_approval_and_that_the_case_waits_for_them(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id)
    assert await told(world, "ana") == [NoticeKind.TO_CONFIRM]


async def test_an_approver_is_told_of_an_escalated_case_and_its_author_too(world: World) -> None:
    case_id = await world.sent()
    await world.reviewing.escalate(world["rob"], case_id, "It is unusual.")
    assert await told(world, "ola") == await told(world, "ana") == [NoticeKind.ESCALATED]


async def test_an_answer_to_what_somebody_asked_for_is_told_to_them(world: World) -> None:
    case_id = await returned(world)
    (thread,) = threads_of((await world.facts(case_id)).record)
    await world.commenting.reply(world["ana"], case_id, thread.first.thread_id, "It is right.", ItemAnswer.KEPT)
    assert await told(world, "rob") == [NoticeKind.REPLIED]


async def test_what_was_returned_is_told_as_long_as_it_lies_with_its_author(world: World) -> None:
    case_id = await returned(world)
    await world.send_again(case_id)
    assert await told(world, "ana") == []
    assert NoticeKind.TO_DECIDE in await told(world, "rob")


async def test_a_seen_notice_is_never_new_again(world: World) -> None:
    await world.sent()
    seen = await noticing(world).see(world["rob"])
    assert not seen.new and len(seen.all) == 1
    assert await told(world, "rob") == []


async def test_a_case_sent_a_second_time_is_told_a_second_time(world: World) -> None:
    case_id = await world.sent()
    await noticing(world).see(world["rob"])
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Look again.")
    await world.send_again(case_id)
    assert NoticeKind.TO_DECIDE in await told(world, "rob")


async def test_who_opens_a_case_has_seen_what_they_were_told_of_it(world: World) -> None:
    case_id = await world.sent()
    await noticing(world).see_case(world["rob"], case_id)
    assert await told(world, "rob") == []


async def test_what_one_person_has_seen_is_new_to_another(world: World) -> None:
    await world.sent()
    await noticing(world).see(world["rob"])
    assert await told(world, "amy") == [NoticeKind.TO_DECIDE]


async def test_a_notice_that_is_not_there_cannot_be_seen(world: World) -> None:
    with pytest.raises(UsageError):
        await noticing(world).see(world["rob"], ["4711"])


@pytest.mark.parametrize(("declared", "target"), [("now", timedelta(0)), ("digest", None), ("4h", timedelta(hours=4))])
async def test_the_form_says_by_when_who_decides_is_told(world: World, declared: str, target: timedelta | None) -> None:
    targets = f"notices: {{low: {declared}, medium: {declared}, high: {declared}}}\nbudget:\n"
    await world.sent(pack_with(("budget:\n", targets)))
    assert (await only(world, "rob")).target == target


async def test_a_case_whose_time_is_over_is_told_to_who_decides_and_to_its_author(world: World) -> None:
    await world.sent(pack_with(DUE))
    world.clock.passes(2 * 86_400 + 60)
    await world.escalating.look()
    assert await told(world, "ana") == [NoticeKind.OVERDUE]
    assert await told(world, "rob") == [NoticeKind.OVERDUE, NoticeKind.TO_DECIDE]


async def test_an_overdue_case_is_told_though_its_arrival_was_seen(world: World) -> None:
    await world.sent(pack_with(DUE))
    await noticing(world).see(world["rob"])
    world.clock.passes(3 * 86_400)
    await world.escalating.look()
    assert await told(world, "rob") == [NoticeKind.OVERDUE]


async def test_a_case_that_was_escalated_by_time_is_told_to_the_higher_role_by_nobody(world: World) -> None:
    await world.sent(pack_with((DUE[0], DUE[1] + "    on_due: escalate\n")))
    world.clock.passes(3 * 86_400)
    await world.escalating.look()
    notice = await only(world, "ola")
    assert (notice.kind, notice.who) == (NoticeKind.ESCALATED, None)


async def test_who_a_case_is_assigned_to_is_told(world: World) -> None:
    case_id = await world.sent()
    await noticing(world).see(world["rob"])
    await world.assigning.assign(world["ola"], case_id, world["rob"].person.person_id)
    assert await told(world, "rob") == [NoticeKind.ASSIGNED]
    assert NoticeKind.ASSIGNED not in await told(world, "amy")


async def test_a_case_that_was_put_off_is_told_when_it_is_there_again(world: World) -> None:
    case_id = await world.sent()
    await noticing(world).see(world["rob"])
    await world.assigning.snooze(world["rob"], case_id, world.clock.now() + timedelta(hours=2))
    world.clock.passes(3600)
    assert await told(world, "rob") == []
    world.clock.passes(3601)
    assert await told(world, "rob") == [NoticeKind.BACK]


async def test_a_delegate_is_told_what_they_may_decide(world: World) -> None:
    await world.sent()
    assert await told(world, "ola") == []
    until = world.clock.now() + timedelta(days=3)
    await world.delegating.delegate(world["rob"], "ola", until, role=Role.REVIEWER)
    assert await told(world, "ola") == [NoticeKind.TO_DECIDE]


async def test_only_who_was_at_it_is_told_that_a_case_was_withdrawn(world: World) -> None:
    case_id = await world.sent()
    await world.assigning.take(world["rob"], case_id)
    await world.ending.withdraw(world["ana"], case_id, "It is not needed.")
    assert await told(world, "rob") == [NoticeKind.WITHDRAWN]
    assert await told(world, "amy") == []


async def test_what_was_seen_outlives_the_program_and_no_event_tells_of_it(world: World, tmp_path: Path) -> None:
    await world.sent()
    before = await world.store.newest()
    await noticing(world).see(world["rob"])
    assert await world.store.newest() == before
    assert (await world.store.verify()).verified
    await world.store.close()
    async with a_world(tmp_path) as again:
        assert await told(again, "rob") == []


async def test_quiet_hours_are_kept_for_one_person(world: World) -> None:
    quiet = QuietHours(time(22), time(7))
    await noticing(world).tell_as(world["rob"], quiet=quiet, tray=False)
    state = (await noticing(world).look(world["rob"])).state
    assert (state.quiet, state.tray) == (quiet, False)
    assert (await noticing(world).look(world["ana"])).state.quiet is None
