"""Where a case is between machines, as its page and the queue say it; none of it asks the folder."""

import shutil
from pathlib import Path

from handover_examples import two_desks

from desktop_app.domain.exchange import Standing


async def test_a_case_in_work_names_the_machines_that_it_can_go_to(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id, ana = await here.world.sent(), here.world["ana"]
        found = await here.handing.of_case(ana, case_id)
        assert [machine.name for machine in found.machines] == [there.name]
        assert (await here.handing.of_case(here.world["adi"], case_id)).machines == ()  # who does no work sends nothing


async def test_a_case_that_is_away_says_so_without_the_folder(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id, ana = await here.world.sent(), here.world["ana"]
        file_id = await here.send(case_id)
        shutil.rmtree(tmp_path / "exchange")
        found = await here.handing.of_case(ana, case_id)
        assert found.away and (found.away.machine, found.away.given_back, found.machines) == (there.name, False, ())
        assert (await here.handing.standing())[-1].file_id == file_id


async def test_who_has_a_case_and_since_when_is_asked_of_one_case_alone(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        first, second = await here.world.sent(), await here.world.sent()
        for case_id in (first, second):
            await here.send(case_id)
        took = next(each for each in await there.incoming() if each.label and each.label.case == first)
        await there.take(file_id=took.file_id)
        both = {s.handover.case_id: s for s in await here.handing.elsewhere()}
        (one,) = await here.handing.elsewhere(first)
        assert isinstance(one, Standing) and one == both[first]
        assert (one.claimed_by, bool(one.claimed_at)) == (there.name, True)


async def test_a_case_goes_back_once_something_was_decided_about_it(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id, rob = await here.world.sent(), there.world["rob"]
        await here.send(case_id)
        await there.take()
        before = await there.handing.of_case(rob, case_id)
        assert (before.came_from, before.decided, await there.handing.going_back()) == (here.name, False, ())
        await there.world.approve(case_id, "fee")
        assert (await there.handing.of_case(rob, case_id)).decided
        ((handover, machine),) = await there.handing.going_back()
        assert (handover.case_id, machine) == (case_id, here.name)
        await there.give_back(case_id)
        assert await there.handing.going_back() == ()
