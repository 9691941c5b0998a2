"""Durable appends, against the bare parts in the same run: trust ratios, not absolutes.

Run with `pytest -n 0 -m benchmark tests/benchmarks/test_append.py`.
"""

import asyncio
import hashlib
import json
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from store_examples import a_store, database, entry, kept, told, with_case

from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import Entry

pytestmark = pytest.mark.benchmark

PRODUCERS = 16
SECONDS = 2.0
TEXT = "The supplier shall provide the services with reasonable skill and care. " * 8


@pytest.fixture
def report(capfd: pytest.CaptureFixture[str], pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Shows a line whatever pytest captures."""

    def show(line: str) -> None:
        with capfd.disabled():
            pytestconfig.get_terminal_writer().line(line)

    return show


def _bare_appends(folder: Path) -> float:
    """One writer thread with group commit over plain SQLite: no sealing, no guards, events by the standard library."""
    path, orders = str(folder / "bare.db"), queue.Queue[tuple[dict[str, object], threading.Event] | None]()

    def write() -> None:
        db = dbapi2.connect(path, isolation_level=None)
        db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE e(seq INTEGER PRIMARY KEY, b BLOB)"
        )
        seq, head, running = 0, b"", True
        while running:
            batch = [orders.get()]
            while len(batch) < 256 and not orders.empty():
                batch.append(orders.get_nowait())
            db.execute("BEGIN IMMEDIATE")
            for order in batch:
                if order is None:
                    running = False
                    continue
                seq += 1
                body = json.dumps({**order[0], "seq": seq, "prev": head.hex()}, sort_keys=True).encode()
                head = hashlib.sha256(b"\0" + body).digest()
                db.execute("INSERT INTO e VALUES (?, ?)", (seq, body))
            db.execute("COMMIT")
            for order in batch:
                if order is not None:
                    order[1].set()

    writer = threading.Thread(target=write)
    writer.start()
    counts = [0] * PRODUCERS
    event: dict[str, object] = dict.fromkeys(("actor", "at", "case", "command", "data", "refs", "type"), "x" * 30)

    def produce(number: int, until: float) -> None:
        while time.perf_counter() < until:
            done = threading.Event()
            orders.put((event, done))
            done.wait()
            counts[number] += 1

    until = time.perf_counter() + SECONDS
    producers = [threading.Thread(target=produce, args=(number, until)) for number in range(PRODUCERS)]
    for producer in producers:
        producer.start()
    for producer in producers:
        producer.join()
    orders.put(None)
    writer.join()
    return sum(counts) / SECONDS


def _draft() -> Entry:
    """An entry with a sealed text of about 600 bytes and the event that commits to it."""
    content = kept(TEXT)
    return entry(content, events=(told(refs={"text": content.commitment}),))


async def _our_appends(store: SqlStore) -> tuple[float, float]:
    """Entries a second, and the 95th percentile of the time to the answer in milliseconds."""
    waits: list[float] = []
    until = time.perf_counter() + SECONDS

    async def produce() -> None:
        while (start := time.perf_counter()) < until:
            await store.commit(_draft())
            waits.append(time.perf_counter() - start)

    await asyncio.gather(*(produce() for _ in range(PRODUCERS)))
    return len(waits) / SECONDS, sorted(waits)[int(len(waits) * 0.95)] * 1000


async def test_durable_appends_with_16_producers(tmp_path: Path, report: Callable[[str], None]) -> None:
    async with a_store(tmp_path / "home") as store:
        await with_case(store)
        bare = await asyncio.to_thread(_bare_appends, tmp_path)
        ours, slow = await _our_appends(store)
    ratio = ours / bare
    report(
        f"\nappends: {ours:.0f}/s sealed and chained, p95 {slow:.1f} ms; bare writer {bare:.0f}/s; ratio {ratio:.2f}"
    )
    assert ratio > 0.2
    assert verify_file(database(tmp_path / "home")).verified
