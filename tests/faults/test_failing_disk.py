"""A disk that fails or is full: each commit is acknowledged or refused in words, and the store goes on afterwards."""

import asyncio
import itertools
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from fault_examples import Tally, Told, change, kept_commands, produce, reopened, verified
from faulty_connections import FaultyConnections
from faulty_disk import FaultyDisk, forget
from store_examples import a_store, open_store, with_case

from desktop_app.adapters.sql_audit import CheckpointPolicy
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.domain.errors import CountersignError, StoreDamaged, StoreFailed

# apsw tells of the second of two errors in one call, which has no one to be told
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

CALLS = 500
Report = Callable[[str], None]


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A folder with a store in it, closed."""
    async with a_store(tmp_path / "whole") as store:
        await with_case(store)
        await store.commit(change("s0"))
    return tmp_path / "whole"


@asynccontextmanager
async def _opened(home: Path, disk: FaultyDisk) -> AsyncIterator[SqlStore]:
    """The store over the disk. Where its opening is refused, the disk is whole at the second opening."""
    try:
        store = open_store(home, connections=FaultyConnections(disk))
    except StoreFailed as failure:
        assert "The store" in str(failure) and failure.next
        disk.heal()
        store = open_store(home, connections=FaultyConnections(disk))
    try:
        yield store
    finally:
        await store.close()


async def _meets_a_fault(home: Path, call: int, *, full: bool, lasting: bool) -> tuple[Told, int]:
    """Open, write and read while the disk fails at a call, go on when it is whole; answers and failed calls."""
    disk, told = FaultyDisk(), Told()
    disk.fail(call, full=full, lasting=lasting)
    async with _opened(home, disk) as store:
        for _ in range(3):
            await produce(store, told, 5)
            with suppress(CountersignError):
                await store.case("c1")
        disk.heal()
        for command, failure in told.refused:
            assert "nothing of this step was kept" in str(failure)
            assert (await store.commit(change("again", command))).applied
        await produce(store, told, 1)
        assert len((await store.case("c1")).revisions) == len(told.answered) + len(told.refused) + 1
    forget(disk)
    assert {command for command, _ in told.refused} | told.answered <= kept_commands(home)
    return told, disk.failed


async def _each_fault(home: Path, faults: Iterable[tuple[int, bool, bool]], report: Report) -> None:
    tally, met = Tally(), Counter[str]()
    for call, full, lasting in faults:
        copy = home.with_name("copy")
        shutil.copytree(home, copy)
        told, failed = await _meets_a_fault(copy, call, full=full, lasting=lasting)
        await reopened(copy, told.answered, tally)
        shutil.rmtree(copy)
        met["full" if full else "failing"] += failed > 0
        tally.add(told)
    report(f"{tally}; the disk failed in {met['failing']} and was full in {met['full']} of them")
    assert tally.lost == 0
    assert min(met.values()) > tally.cycles / 3


async def test_each_commit_is_kept_or_refused_whichever_call_the_disk_fails_at(home: Path, report: Report) -> None:
    ways = itertools.cycle(((False, False), (True, True), (False, True), (True, False)))
    await _each_fault(home, [(call, *way) for call, way in zip(range(1, CALLS, 25), ways, strict=False)], report)


@pytest.mark.long
async def test_each_commit_is_kept_or_refused_at_each_of_500_calls(home: Path, report: Report) -> None:
    await _each_fault(home, itertools.product(range(1, CALLS + 1), (False, True), (False, True)), report)


async def test_a_checkpoint_that_cannot_be_signed_is_not_tried_for_ever_at_once(home: Path) -> None:
    disk = FaultyDisk()
    store = open_store(home, connections=FaultyConnections(disk), policy=CheckpointPolicy(seconds=0.05))

    async def tried_often() -> None:
        while disk.failed < 40:
            await asyncio.sleep(0.001)

    disk.fail(1, full=False, lasting=True)
    with suppress(StoreFailed):
        await store.commit(change("s1"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(tried_often(), 0.3)
    disk.heal()
    await store.close()
    forget(disk)
    assert await verified(home)


async def test_a_disk_that_cannot_be_read_for_a_moment_is_not_called_damaged(home: Path) -> None:
    disk = FaultyDisk()
    store = open_store(home, connections=FaultyConnections(disk))
    disk.fail(1, full=False, lasting=True)
    with pytest.raises(StoreFailed, match="cannot be read now") as failure:
        await store.case("c1")
    assert not isinstance(failure.value, StoreDamaged)
    disk.heal()
    assert len((await store.case("c1")).revisions) == 1
    await store.close()
    forget(disk)
