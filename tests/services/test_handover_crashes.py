"""The program ends at any moment of handing over: nothing is lost, and doing it again mends it."""

from pathlib import Path
from typing import Any

import pytest
from handover_examples import a_desk, two_desks

from desktop_app.adapters.exchange_folder import ExchangeFolder
from desktop_app.domain.exchange import Coming
from desktop_app.domain.handover import Course


class Killed(Exception):
    """The program ended here."""


def _dies(where: str, monkeypatch: pytest.MonkeyPatch, at: Any = ExchangeFolder) -> None:
    def dies(*_: object, **__: object) -> None:
        raise Killed(where)

    monkeypatch.setattr(at, where, dies)


async def test_killed_between_the_record_and_the_folder_the_file_is_put_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        with monkeypatch.context() as patch, pytest.raises(Killed):
            _dies("put", patch)
            await here.send(case_id)
        assert [each.lost for each in await here.handing.elsewhere()] == [True]
        await here.handing.put_again(here.world["ana"], case_id)
        assert (await there.take()).course is Course.NEW


async def test_killed_between_the_claim_and_the_store_it_is_taken_by_the_same_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        await here.send(case_id)
        with monkeypatch.context() as patch, pytest.raises(Killed):
            _dies("read", patch)
            await there.take()
        assert [each.coming for each in await there.incoming()] == [Coming.CLAIMED_HERE]
        assert (await there.take()).case_id == case_id


async def test_killed_before_the_folder_is_cleared_a_return_counts_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        await here.send(case_id)
        await there.take()
        await there.world.approve(case_id, "fee")
        file_id = await there.give_back(case_id)
        with monkeypatch.context() as patch, pytest.raises(Killed):
            _dies("remove", patch)
            await here.take("ana")
        before = await here.record(case_id)
        assert (await here.take("ana", file_id)).course is Course.KNOWN
        assert await here.record(case_id) == before
        assert (await here.verified()).breaks == ()


async def test_a_store_that_was_closed_meanwhile_goes_on(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, _):
        case_id = await here.world.sent()
        await here.send(case_id)
    async with a_desk(tmp_path / "b", tmp_path / "exchange", "there") as there:
        await there.take()
        await there.world.approve(case_id, "fee")
        await there.give_back(case_id)
    async with a_desk(tmp_path / "a", tmp_path / "exchange", "here") as here:
        assert (await here.take("ana")).course is Course.NEW
