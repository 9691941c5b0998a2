"""A loss of power takes nothing that was acknowledged: what was not synced is dropped, kept in part, moved or torn."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from fault_examples import LONGEST_OPENING, Tally, Told, produce, reopened, verified
from faulty_connections import FaultyConnections
from faulty_disk import FaultyDisk, forget
from store_examples import a_store, open_store, with_case

from desktop_app.domain.errors import StoreFailed

# apsw tells of the second of two errors in one call, which has no one to be told
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

CYCLES_OF_A_STORE = 20
Report = Callable[[str], None]


async def _cycle(home: Path, chance: random.Random, tally: Tally, synchronous: str) -> set[str]:
    """Open, write until the power goes, and leave what such a loss leaves; the commands that were acknowledged."""
    disk, told = FaultyDisk(), Told()
    if chance.random() < 0.2:
        disk.cut_power(chance.randrange(1, 40))
    try:
        store = open_store(home, connections=FaultyConnections(disk, synchronous))
    except StoreFailed:
        pass
    else:
        disk.cut_power(chance.randrange(1, 400))
        await produce(store, told)
        await store.close()
    disk.lose_power(chance)
    forget(disk)
    tally.add(told)
    return told.answered


async def _losses(folder: Path, cycles: int, synchronous: str = "FULL", seed: int = 1) -> Tally:
    chance, tally, answered = random.Random(seed), Tally(), set[str]()
    for cycle in range(cycles):
        home = folder / f"home-{cycle // CYCLES_OF_A_STORE}"
        if not home.exists():
            answered.clear()
            async with a_store(home) as store:
                await with_case(store)
        answered |= await _cycle(home, chance, tally, synchronous)
        await reopened(home, answered, tally)
        answered = answered if synchronous == "FULL" else set()
    return tally


async def _nothing_is_lost(folder: Path, cycles: int, report: Report) -> Tally:
    tally = await _losses(folder, cycles)
    report(str(tally))
    assert tally.lost == 0
    assert tally.answered > cycles
    assert all([await verified(home) for home in folder.iterdir()])
    return tally


async def test_a_loss_of_power_takes_nothing_that_was_acknowledged(tmp_path: Path, report: Report) -> None:
    await _nothing_is_lost(tmp_path, 40, report)


@pytest.mark.long
async def test_two_thousand_losses_of_power_take_nothing_that_was_acknowledged(tmp_path: Path, report: Report) -> None:
    tally = await _nothing_is_lost(tmp_path, 2000, report)
    assert tally.slowest < LONGEST_OPENING


async def test_the_same_losses_show_where_commits_are_not_synced(tmp_path: Path, report: Report) -> Tally:
    tally = await _losses(tmp_path, 10, "NORMAL")
    report(f"control, commits not synced: {tally}")
    assert tally.lost > 0


async def test_a_store_is_made_whole_or_not_at_all(tmp_path: Path, report: Report) -> None:
    chance, tally, refused = random.Random(7), Tally(), 0
    for writes in (1, 2, 3, 5, 8, 12, 20, 40, 80, 160, 240, 480):
        disk, home = FaultyDisk(), tmp_path / str(writes)
        disk.cut_power(writes)
        try:
            await open_store(home, connections=FaultyConnections(disk)).close()
        except StoreFailed:
            refused += 1
        disk.lose_power(chance)
        forget(disk)
        await reopened(home, set(), tally)
        tally.add(Told())
    report(f"{tally}; {refused} were not made")
    assert 0 < refused < tally.cycles
