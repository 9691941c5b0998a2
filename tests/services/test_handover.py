"""A case goes to another machine and comes back, through a folder, with everything that was decided."""

from pathlib import Path

import pytest
from handover_examples import two_desks

from desktop_app.domain.errors import Refused


async def test_a_case_is_the_same_on_both_machines(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        await here.send(case_id)
        await there.take()
        assert await there.record(case_id) == await here.record(case_id)


async def test_a_case_that_is_away_is_only_read(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, _):
        case_id = await here.world.sent()
        await here.send(case_id)
        with pytest.raises(Refused, match="with another machine"):
            await here.world.approve(case_id)


async def test_a_return_brings_decisions_and_signatures_back(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        await here.send(case_id)
        await there.take()
        await there.world.approve(case_id)
        await there.give_back(case_id)
        await here.take("ana")
        assert await here.record(case_id) == await there.record(case_id)
        assert (await here.record(case_id)).signatures
        for desk in (here, there):
            assert (await desk.verified()).breaks == ()
