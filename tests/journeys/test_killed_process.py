"""A process that is killed at any step of drafting, deciding and signing: the store verifies, and the step done again
with the same command is applied exactly once."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from service_examples import GOOD, World, a_world, scripted

from desktop_app.domain.audit import Entry, Receipt

Step = Callable[[World, str], Awaitable[object]]
KILLED = 9
COMMAND = "00000000-0000-4000-8000-000000000001"


async def draft(world: World, case_id: str) -> object:
    return await world.draft(case_id, "fee", chain=["server"])


async def edit(world: World, case_id: str) -> object:
    return await world.editing.edit(world["ana"], case_id, "term", "It runs on.")


async def send(world: World, case_id: str) -> object:
    return await world.send(case_id, command_id=COMMAND)


async def approve(world: World, case_id: str) -> object:
    return await world.approve(case_id, command_id=COMMAND)


async def return_(world: World, case_id: str) -> object:
    return await world.reviewing.return_(world["rob"], case_id, ["fee"], "Look.", command_id=COMMAND)


async def sign(world: World, case_id: str) -> object:
    return await world.sign(case_id, command_id=COMMAND)


async def _ready(home: Path, step: Step) -> str:
    """A case at which the step can be taken, in a store that is closed."""
    async with a_world(home) as world:
        if step is draft:
            return await world.case()
        case_id = await world.drafted()
        if step in (approve, return_, sign):
            await world.send(case_id)
        if step is sign:
            await world.approve(case_id)
        return case_id


async def _die(home: Path, case_id: str, step: Step, commit: int, *, written: bool) -> None:
    """Take the step and be killed at this commit, before it or when it is durable."""
    async with a_world(home, scripted(GOOD)) as world:
        durable, count = world.store.commit, 0

        async def commit_and_die(entry: Entry) -> Receipt:
            nonlocal count
            count += 1
            if count == commit and not written:
                os._exit(KILLED)
            receipt = await durable(entry)
            if count == commit:
                os._exit(KILLED)
            return receipt

        world.store.commit = commit_and_die  # type: ignore[method-assign]
        await step(world, case_id)


def killed(home: Path, case_id: str, step: Step, commit: int, *, written: bool) -> bool:
    """Whether a process of its own was killed at that commit of the step, and not done before."""
    child = os.fork()
    if not child:
        try:
            asyncio.run(_die(home, case_id, step, commit, written=written))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED


KILLS = [(draft, 1), (draft, 2), (draft, 3), (edit, 1), (send, 1), (approve, 1), (return_, 1), (sign, 1)]


@pytest.mark.parametrize("written", [False, True], ids=["before it is written", "after"])
@pytest.mark.parametrize(("step", "commit"), KILLS)
def test_a_killed_step_leaves_a_good_store_and_is_done_again_once(
    tmp_path: Path, step: Step, commit: int, written: bool
) -> None:
    case_id = asyncio.run(_ready(tmp_path, step))
    assert killed(tmp_path, case_id, step, commit, written=written)

    async def again() -> None:
        async with a_world(tmp_path, scripted(GOOD)) as world:
            assert (await world.store.verify()).verified
            if step is not edit or not written:
                await step(world, case_id)
            record = (await world.facts(case_id)).record
            decisions = {approve: 1, return_: 1, sign: 2}.get(step, 0)
            assert len(record.decisions) == decisions and len(record.heads) >= 1
            assert (await world.told(case_id)).count("case.sent") == (step is not draft and step is not edit)
            assert (await world.store.verify()).verified

    asyncio.run(again())


def test_no_step_commits_more_often_than_it_is_killed_here(tmp_path: Path) -> None:
    last = dict(KILLS)
    for step, commit in last.items():
        home = tmp_path / step.__name__
        case_id = asyncio.run(_ready(home, step))
        assert not killed(home, case_id, step, commit + 1, written=False)
