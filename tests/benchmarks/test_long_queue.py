"""A queue of 100,000 cases: read, filtered, ordered and counted by the store, and shown and scrolled in the window.

Run with `pytest -n 0 -m benchmark tests/benchmarks/test_long_queue.py`; COUNTERSIGN_BENCHMARK_CASES says how many.
Limits: 100 ms to open the queue, 50 ms to filter it, 20 ms for a frame while it is scrolled.
"""

import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from queue_examples import long_queue
from review_examples import Reviewer, a_window
from store_examples import open_store

from desktop_app.adapters.sql_store import SqlStore
from desktop_app.domain.review_queue import Cause, QueueOrder, QueueQuery, Whose
from desktop_app.domain.work import DECIDED_BY, Seat
from desktop_app.qt.place import Place, Visit
from desktop_app.widgets.key_list import KeyList

pytestmark = pytest.mark.benchmark

CASES = int(os.environ.get("COUNTERSIGN_BENCHMARK_CASES", "100000"))
OPEN_MS, FILTER_MS, FRAME_MS = 100, 50, 20
TIMES = 9
Report = Callable[[str], None]


@pytest.fixture
def report(capfd: pytest.CaptureFixture[str], pytestconfig: pytest.Config) -> Report:
    """Shows a line whatever pytest captures."""

    def show(line: str) -> None:
        with capfd.disabled():
            pytestconfig.get_terminal_writer().line(line)

    return show


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("long")
    long_queue(home, CASES)
    return home


@pytest.fixture
async def store(home: Path) -> AsyncIterator[SqlStore]:
    opened = open_store(home)
    yield opened
    await opened.close()


async def _query(store: SqlStore, **asked: Any) -> QueueQuery:
    people = {person.name: person.person_id for person, _ in await store.people()}
    states = frozenset(state for state, role in DECIDED_BY.items() if role == "reviewer")
    return QueueQuery(Seat(people["rob"], states), datetime.now(UTC), **asked)


async def _ms(work: Callable[[], Awaitable[Any]]) -> float:
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


ASKED: dict[str, dict[str, Any]] = {
    "the first page": {},
    "many words": {"words": "harbour"},
    "few words": {"words": "ref-0999"},
    "no such words": {"words": "zzz"},
    "blocked": {"cause": Cause.BLOCKED},
    "sample": {"cause": Cause.SAMPLE},
    "mine": {"whose": Whose.MINE},
    "over time": {"overdue": True},
    "one form": {"form": "contract_review"},
    "words among mine, by due": {"whose": Whose.MINE, "words": "pell", "order": QueueOrder.DUE},
    **{f"by {order}": {"order": order} for order in QueueOrder},
}


@pytest.mark.parametrize("name", ASKED)
async def test_a_filter_of_the_store(store: SqlStore, name: str, report: Report) -> None:
    query = await _query(store, **ASKED[name])
    page = await _ms(lambda: store.queue(query))
    counts = await _ms(lambda: store.queue_counts(query))
    both = await _ms(lambda: asyncio.gather(store.queue(query), store.queue_counts(query)))
    report(f"\n{name}: page {page:.1f} ms, counts {counts:.1f} ms, both at once {both:.1f} ms")
    assert both < FILTER_MS


@pytest.mark.parametrize("order", list(QueueOrder))
async def test_a_page_in_the_middle_costs_what_the_first_does(
    store: SqlStore, order: QueueOrder, report: Report
) -> None:
    query = await _query(store, order=order)
    deep = (await store.queue(query, None, CASES // 2))[-1]
    first, middle = await _ms(lambda: store.queue(query)), await _ms(lambda: store.queue(query, deep))
    report(f"\nby {order}: first page {first:.1f} ms, in the middle {middle:.1f} ms, ratio {middle / first:.1f}")
    assert middle < FRAME_MS and middle < 4 * first


async def test_the_place_of_a_case_and_the_workload(store: SqlStore, report: Report) -> None:
    query = await _query(store)
    case_id = (await store.queue(query))[-1].file.case_id
    place, load = await _ms(lambda: store.queue_place(query, case_id)), await _ms(lambda: store.workload(query.now))
    report(f"\nplace and next {place:.1f} ms, workload {load:.1f} ms")
    assert max(place, load) < OPEN_MS


@pytest.fixture
def rob(qtbot: QtBot, qapp: QApplication, home: Path, store_key: None) -> Iterator[Reviewer]:
    with a_window(qtbot, qapp, home, "rob") as reviewer:
        yield reviewer


def _list(rob: Reviewer) -> KeyList:
    return rob.queue.findChildren(KeyList)[0]


def _ms_until_shown(rob: Reviewer, act: Callable[[], object]) -> float:
    """Milliseconds until what was asked for is painted; nothing else is done in the thread of the window meanwhile."""
    start = time.perf_counter()
    with rob.qtbot.waitSignal(rob.queue._presenter.shown):
        act()
    rob.queue.repaint()
    return (time.perf_counter() - start) * 1000


def _opened(rob: Reviewer) -> float:
    rob.window.go(Visit(Place.HOME))
    rob.until(lambda: rob.program.desk.runner.busy == 0)
    return _ms_until_shown(rob, lambda: rob.window.go(Visit(Place.QUEUE)))


def test_the_window_opens_filters_and_scrolls_it(rob: Reviewer, report: Report) -> None:
    rob.window.resize(1440, 900)
    rob.window.go(Visit(Place.QUEUE))
    rob.until(lambda: rob.queue.count > 0)
    opened = statistics.median(_opened(rob) for _ in range(5))
    filtered = []
    words = rob.queue._filters.words
    for typed in ("h", "ha", "har", "harbour 99", "ref-0999", "zzz", ""):
        filtered.append(_ms_until_shown(rob, partial(words.setText, typed)))
        rob.until(lambda: rob.program.desk.runner.busy == 0)
    rob.until(lambda: rob.program.desk.runner.busy == 0)
    frames, busy, view = list[float](), list[float](), _list(rob)
    bar = view.verticalScrollBar()
    begun = time.perf_counter()
    while rob.queue.count < 2000 and time.perf_counter() - begun < 30:
        start, own = time.perf_counter(), time.thread_time()
        bar.setValue(bar.value() + 400)
        view.viewport().repaint()
        QApplication.processEvents()
        frames.append((time.perf_counter() - start) * 1000)
        busy.append((time.thread_time() - own) * 1000)
    ordered = sorted(frames)
    report(
        f"\n{CASES} cases: opened in {opened:.0f} ms; filtered in {statistics.median(filtered):.0f} ms, at most"
        f" {max(filtered):.0f}; {len(frames)} frames while {rob.queue.count} rows were scrolled through:"
        f" median {statistics.median(frames):.1f} ms, 99 of 100 within {ordered[int(len(ordered) * 0.99)]:.1f} ms,"
        f" longest {ordered[-1]:.1f} ms; of the thread's own time median {statistics.median(busy):.1f} ms,"
        f" 99 of 100 within {sorted(busy)[int(len(busy) * 0.99)]:.1f} ms, longest {max(busy):.1f} ms"
    )
    assert opened < OPEN_MS and statistics.median(filtered) < FILTER_MS
    assert sorted(busy)[int(len(busy) * 0.99)] < FRAME_MS
