"""Very many events: memory, threads, descriptors and the log stay as they were."""

import asyncio
import gc
import math
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import psutil
import pytest
from fault_examples import change, verified
from store_examples import CHANCE, a_store, database, entry, kept, with_case

from desktop_app.adapters.sql_store import SqlStore
from desktop_app.domain.record_rows import Setting

PRODUCERS = 16
SLICES = 20
WARM = 5
MOST_GROWTH_MB = 12
MOST_LOG_MB = 16
TEXT = "The supplier shall provide the services with reasonable skill and care. " * 4
Report = Callable[[str], None]


@dataclass(frozen=True)
class Held:
    """What the process holds at a moment."""

    megabytes: float
    threads: int
    descriptors: int
    log_megabytes: float

    @classmethod
    def now(cls, home: Path) -> "Held":
        gc.collect()
        process, log = psutil.Process(), database(home).with_name(f"{database(home).name}-wal")
        size = log.stat().st_size if log.exists() else 0
        return cls(process.memory_info().rss / 2**20, process.num_threads(), process.num_fds(), size / 2**20)


async def _write(store: SqlStore, count: int) -> None:
    """So many events from all producers, with reading between."""

    async def produce(number: int) -> None:
        for _ in range(math.ceil(count / PRODUCERS)):
            await store.commit(entry(kept(TEXT), Setting(f"place.{number}", CHANCE.new_id())))
        await store.case("c1")
        await store.event_page("c1", None, 50)

    await asyncio.gather(*(produce(number) for number in range(PRODUCERS)))


async def _held(home: Path, events: int) -> tuple[list[Held], int]:
    """What is held after each slice, and how many events were written."""
    held: list[Held] = []
    async with a_store(home) as store:
        await with_case(store)
        await store.commit(change("term"))
        for _ in range(SLICES):
            await _write(store, events // SLICES)
            held.append(Held.now(home))
        return held, len(await store.events())


def _in_this_process(home: Path, events: int) -> tuple[list[Held], int]:
    return asyncio.run(_held(home, events))


async def _soak(home: Path, events: int, report: Report) -> None:
    """In a process of its own, where nothing of other tests comes or goes meanwhile."""
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        held, written = await asyncio.wrap_future(alone.submit(_in_this_process, home, events))
    warm, last = held[WARM], held[-1]
    report(
        f"{written} events; after a quarter and at the end: {warm.megabytes:.0f} and {last.megabytes:.0f} MB, "
        f"{warm.threads} and {last.threads} threads, {warm.descriptors} and {last.descriptors} descriptors; "
        f"log at most {max(h.log_megabytes for h in held):.1f} MB"
    )
    assert last.megabytes - warm.megabytes < MOST_GROWTH_MB
    assert (last.threads, last.descriptors) == (warm.threads, warm.descriptors)
    assert max(h.log_megabytes for h in held) < MOST_LOG_MB
    assert await verified(home)


async def test_two_thousand_events_leave_memory_threads_and_descriptors_as_they_were(
    tmp_path: Path, report: Report
) -> None:
    await _soak(tmp_path, 2_000, report)


@pytest.mark.long
async def test_fifty_thousand_events_leave_memory_threads_and_descriptors_as_they_were(
    tmp_path: Path, report: Report
) -> None:
    await _soak(tmp_path, 50_000, report)


async def test_opening_and_closing_leaves_no_thread_and_no_descriptor(tmp_path: Path) -> None:
    held = []
    for _ in range(6):
        async with a_store(tmp_path) as store:
            await store.people()
        held.append(Held.now(tmp_path))
    assert (held[-1].threads, held[-1].descriptors) == (held[1].threads, held[1].descriptors)
