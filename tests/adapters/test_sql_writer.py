"""Durable when answered: full disks, checkpoints in time. What kills and losses of power do stands in tests/faults."""

import asyncio
import os
import time
from pathlib import Path

import pytest
from store_examples import (
    CANARY,
    a_store,
    approval,
    entry,
    everything,
    kept,
    open_store,
    told,
    with_case,
    written,
)

from desktop_app.adapters.sql_audit import CheckpointPolicy
from desktop_app.domain.audit import Checkpoint
from desktop_app.domain.errors import StoreFailed
from desktop_app.domain.record_rows import Setting


async def test_a_full_disk_keeps_nothing_of_the_step_and_the_writer_goes_on(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        pages = store._writer._db.execute("PRAGMA page_count").fetchone()[0]
        store._writer._db.execute(f"PRAGMA max_page_count={pages + 2}")
        with pytest.raises(StoreFailed, match="full") as failure:
            await store.commit(entry(kept(os.urandom(100_000)), Setting("theme", "dark"), command_id="large"))
        assert "nothing of this step was kept" in str(failure.value)
        assert await store.setting("theme") is None
        store._writer._db.execute("PRAGMA max_page_count=100000")
        assert (await store.commit(entry(command_id="large"))).applied
        assert (await store.verify()).verified


async def _sizes(home: Path, count: int, **policy: float) -> list[int]:
    async with a_store(home, policy=CheckpointPolicy(**{"events": 100, "seconds": 600.0, **policy})) as store:
        for _ in range(count):
            await store.commit(entry())
        return [checkpoint.size for checkpoint in await store.checkpoints()]


async def test_a_checkpoint_is_signed_after_so_many_events(tmp_path: Path) -> None:
    assert await _sizes(tmp_path, 25, events=10) == [1, 11, 21]


async def test_a_checkpoint_is_signed_at_closing_once(tmp_path: Path) -> None:
    assert await _sizes(tmp_path, 5) == [1]
    assert await _sizes(tmp_path, 0) == [1, 6]
    assert await _sizes(tmp_path, 0) == [1, 6, 7]  # each opening is an event of its own


async def test_a_checkpoint_is_signed_with_each_decision(tmp_path: Path) -> None:
    made, *rest = written()
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(made, *rest))
        receipt = await store.commit(approval("ben", made))
        assert (await store.checkpoints())[-1].size == receipt.last_seq


async def test_a_checkpoint_is_signed_when_its_time_has_come(tmp_path: Path) -> None:
    async with a_store(tmp_path, policy=CheckpointPolicy(seconds=0.05)) as store:
        receipt = await store.commit(entry())

        async def signed() -> Checkpoint:
            while (last := (await store.checkpoints())[-1]).size < receipt.last_seq:
                await asyncio.sleep(0)
            return last

        assert (await asyncio.wait_for(signed(), 5)).size == receipt.last_seq


async def test_an_entry_is_written_even_if_nobody_waits_any_more(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        waiting = asyncio.create_task(store.commit(entry(Setting("theme", "dark"))))
        await asyncio.sleep(0)
        waiting.cancel()
        await store.commit(entry())
        assert await store.setting("theme") == "dark"


async def test_what_was_queued_before_closing_is_written(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    waiting = [asyncio.create_task(store.commit(entry())) for _ in range(50)]
    await asyncio.sleep(0)
    await store.close()
    assert {(await task).applied for task in waiting} == {True}


async def test_no_word_of_a_case_is_readable_in_the_files(tmp_path: Path) -> None:
    words = CANARY.encode()
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*everything(), kept(CANARY), kept(CANARY * 50)))
        while_open = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    closed = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for held in (while_open, closed):
        assert held.count(b"c1") > 10
        assert not any(part in held for part in (words, words[:12], words.hex().encode(), b"lease.pdf", b"84000"))


async def test_events_carry_a_clock_that_does_not_go_back(tmp_path: Path) -> None:
    started = time.monotonic()
    async with a_store(tmp_path) as store:
        await asyncio.gather(*(store.commit(entry(events=(told(), told()))) for _ in range(20)))
        bodies = [event.body for event in await store.events()]
    times = [int(body.split(b'"mono_ms":')[1].split(b",")[0]) for body in bodies]
    assert times == sorted(times)
    assert times[-1] >= started * 1000 - 1
