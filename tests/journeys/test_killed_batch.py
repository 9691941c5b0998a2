"""A process that is killed at any commit of a batch: going on in another process loses no row and does none twice."""

import asyncio
import os
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from batch_examples import BATCH, batches, folder
from service_examples import a_world, pack_with

from desktop_app.domain.audit import Entry, Receipt
from desktop_app.domain.batch import BatchState, RowState

KILLED, ROWS = 9, 3
MOMENTS = (1, 4, 7, 11, 15, 19, 22)
"""Commits at which it is killed: of the first row, between rows, of the last; the long test takes every one."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a batch that nobody has worked at, and the folder that it came from."""
    made = tmp_path_factory.mktemp("batch")

    async def begin() -> None:
        async with a_world(made / "home") as world:
            await batches(world).begin(folder(made, ROWS))

    asyncio.run(begin())
    return made


async def _run(home: Path, dies_at: int) -> int:
    """Work at the batch; the commits that it made."""
    async with a_world(home) as world:
        world.keeping._loaded[pack_with().digest] = pack_with()
        durable, count = world.store.commit, 0

        async def commit(entry: Entry) -> Receipt:
            nonlocal count
            count += 1
            number, receipt = count, await durable(entry)
            if number == dies_at:
                os._exit(KILLED)
            return receipt

        world.store.commit = commit  # type: ignore[method-assign]
        here = batches(world)
        if (await here.batching.require(BATCH)).state is not BatchState.DONE:  # else its last commit was made
            await here.run()
        return count


def killed(home: Path, commit: int) -> bool:
    """Whether a process of its own was killed at that commit, and not done before."""
    child = os.fork()
    if not child:
        try:
            asyncio.run(_run(home, commit))
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED


async def _left(home: Path) -> dict[str, Any]:
    async with a_world(home) as world:
        assert (await world.store.verify()).verified
        cases = [(await world.facts(each.file.case_id)).record for each in await world.store.cases()]
        drafts = Counter(r.section for record in cases for r in record.revisions)
        documents = [document.name.text for record in cases for document in record.attached]
        return {
            "titles": sorted(record.file.title for record in cases),
            "drafts": drafts,
            "documents": sorted(documents),
            "states": await batches(world).states(),
            "ends": Counter(e.type for e in await world.store.events())["batch.row_ended"],
        }


def _is_whole(left: dict[str, Any]) -> None:
    names = [f"contract {number}" for number in range(1, ROWS + 1)]
    assert left["titles"] == names
    assert left["documents"] == [f"{name}.txt" for name in names]
    assert set(left["drafts"].values()) == {ROWS}, left["drafts"]
    assert left["ends"] == ROWS
    assert RowState.WAITING not in left["states"]


def _kill_and_go_on(begun: Path, home: Path, commit: int) -> bool:
    shutil.copytree(begun / "home", home)
    if not killed(home, commit):
        return False
    asyncio.run(_run(home, 0))
    _is_whole(asyncio.run(_left(home)))
    return True


@pytest.mark.parametrize("commit", MOMENTS)
def test_going_on_after_a_kill_loses_no_row_and_does_none_twice(begun: Path, tmp_path: Path, commit: int) -> None:
    assert _kill_and_go_on(begun, tmp_path / "home", commit)


def test_killed_again_and_again_it_comes_to_its_end(begun: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(begun / "home", home)
    kills = sum(killed(home, 9) for _ in range(4))
    asyncio.run(_run(home, 0))
    assert kills > 1
    _is_whole(asyncio.run(_left(home)))


@pytest.mark.long
def test_at_every_commit(begun: Path, tmp_path: Path) -> None:
    commit = 1
    while _kill_and_go_on(begun, tmp_path / str(commit), commit):
        commit += 1
    assert commit > max(MOMENTS)
