"""Pages of the timeline and the start of a store of a million events, each beside the bare question in the same run.

Run with `pytest -n 0 -m benchmark tests/benchmarks/test_timeline_pages.py`. Making the store takes some minutes and
3.7 GB; with COUNTERSIGN_BENCHMARK_EVENTS=30000 it is a small one.
"""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2
from store_examples import AT, database, entry, kept, open_store, people, told, with_case
from store_multiplying import multiply

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.domain.audit import EventType
from desktop_app.domain.person import Acting, Auth, Person, Profile, Role
from desktop_app.domain.timeline import Filter, TimelinePage
from desktop_app.services.recounting import Recounting

pytestmark = pytest.mark.benchmark

EVENTS = int(os.environ.get("COUNTERSIGN_BENCHMARK_EVENTS", "1000000"))
LONG_CASE = 2_000
SCATTERED = "scattered"
TIMES = 9
ANA = Acting(Person("ada", "Ada", "ada", AT), Profile("ada-1", "ada", frozenset({Role.AUDITOR})), Auth.OS_USER)


@pytest.fixture
def report(capfd: pytest.CaptureFixture[str], pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Shows a line whatever pytest captures."""

    def show(line: str) -> None:
        with capfd.disabled():
            pytestconfig.get_terminal_writer().line(line)

    return show


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of so many events; 2,000 of them, each far from the next, count as those of one case."""
    home = tmp_path_factory.mktemp("million")
    with closing(dbapi2.connect(str(multiply(home, EVENTS)))) as db:
        (guard,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'audit_event_unchanged'").fetchone()
        db.execute("DROP TRIGGER audit_event_unchanged")
        apart = max(EVENTS // LONG_CASE, 1)
        db.execute(f"UPDATE audit_event SET case_id = '{SCATTERED}' WHERE seq > 10 AND seq % {apart} = 1")
        db.execute(guard)
        db.commit()
    asyncio.run(_add_long_case(home))
    return home


async def _add_long_case(home: Path) -> None:
    """The case c1, through the program: drafts, edits with sealed reasons, answers and views."""
    store = open_store(home)
    await with_case(store)
    await store.commit(entry(*people(), events=(told(EventType.PERSON_SWITCHED, None),)))
    kinds = (EventType.EDIT_RECORDED, EventType.ANSWER_SET, EventType.ANSWER_SET, EventType.CASE_VIEWED)
    for _ in range(LONG_CASE // len(kinds) // 5):
        for _ in range(5):
            reason = kept("The figure was read from the wrong page, and the side letter says another one.")
            edited = told(kinds[0], section="term", refs={"reason": reason.commitment})
            await store.commit(entry(reason, events=(edited, *(told(kind) for kind in kinds[1:]))))
    await store.close()


@pytest.fixture
async def store(home: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(home)
    yield opened
    await opened.close()


async def _median_ms(work: Callable[[], Awaitable[Any]]) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


async def _bare_ms(home: Path, where: str, *values: object) -> float:
    """The same events by one SQL question, nothing read of them."""
    question = f"SELECT seq, case_id, type, at, body FROM audit_event {where} ORDER BY seq DESC LIMIT 200"
    with closing(dbapi2.connect(str(database(home)))) as db:

        async def ask() -> None:
            db.execute(question, values).fetchall()

        return await _median_ms(ask)


async def test_a_store_of_a_million_events_starts(home: Path, report: Callable[[str], None]) -> None:
    starts = []
    for _ in range(3):
        start = time.perf_counter()
        opened = open_store(home)
        starts.append(time.perf_counter() - start)
        await opened.close()
    size = database(home).stat().st_size / 2**20
    report(f"\nstart of {EVENTS} events ({size:.0f} MB): {' '.join(f'{s:.2f}' for s in starts)} s")
    assert min(starts) < 2


@pytest.mark.parametrize("case_id", ["c1", SCATTERED])
async def test_the_first_page_of_a_long_case(
    store: SqlStore, home: Path, case_id: str, report: Callable[[str], None]
) -> None:
    first, page = await _first_ms(store, case_id)
    recounting = Recounting(store, PackFolders([]))
    ours = await _median_ms(lambda: recounting.page(ANA, case_id))
    bare = await _bare_ms(home, "WHERE case_id = ?", case_id)
    report(
        f"\nfirst page of {LONG_CASE} events ({case_id}): {len(page.entries)} lines, {page.hidden} folded; "
        f"{first:.1f} ms at first, then {ours:.1f} ms; bare SQL {bare:.2f} ms; ratio {ours / bare:.0f}"
    )
    assert max(first, ours) < 100


async def _first_ms(store: SqlStore, case_id: str) -> tuple[float, TimelinePage]:
    """The page where its form was not read yet: the quickest of three, since each reads the form anew."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        page = await Recounting(store, PackFolders([])).page(ANA, case_id)
        taken.append((time.perf_counter() - start) * 1000)
    return min(taken), page


@pytest.mark.parametrize("shown", Filter)
async def test_a_page_of_the_whole_record(
    store: SqlStore, home: Path, shown: Filter, report: Callable[[str], None]
) -> None:
    recounting = Recounting(store, PackFolders([]))
    ours = await _median_ms(lambda: recounting.page(ANA, None, shown=shown))
    middle = await _median_ms(lambda: recounting.page(ANA, None, before=EVENTS // 2, shown=shown))
    bare = await _bare_ms(home, "WHERE seq < ?", EVENTS // 2)
    report(
        f"\nwhole record, {shown}: first page {ours:.1f} ms, in the middle {middle:.1f} ms; "
        f"bare SQL {bare:.2f} ms; ratio {middle / bare:.0f}"
    )
    assert middle < 50


async def test_an_event_of_a_long_case_expanded(store: SqlStore, home: Path, report: Callable[[str], None]) -> None:
    recounting = Recounting(store, PackFolders([]))
    newest = await recounting.page(ANA, "c1")
    answer = next(line for entry in newest.entries for line in entry.folded if line.type == EventType.ANSWER_SET)
    ours = await _median_ms(lambda: recounting.event(ANA, answer.number, "c1"))
    bare = await _bare_ms(home, "WHERE case_id = ?", "c1")
    report(f"\none event expanded: {ours:.1f} ms; bare SQL of its case's page {bare:.2f} ms; ratio {ours / bare:.0f}")
    assert ours < 100
