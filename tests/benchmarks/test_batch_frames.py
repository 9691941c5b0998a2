"""How long the window's own thread works when a batch of 1,000 rows is opened, its rows end, and it is scrolled."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from statistics import median
from time import thread_time

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from service_examples import pack_with

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.batch import Batch, BatchEnd, BatchRow, BatchSource, BatchState, KeptRow, RowEndKind, RowFault
from desktop_app.domain.batch import RowState as State
from desktop_app.domain.route import RouteKind
from desktop_app.qt.batch_reading import BatchSheet, tally_of
from desktop_app.qt.theme import Theme
from desktop_app.services.batching import RowTold
from desktop_app.views.batch_rows_card import BatchRowsCard
from desktop_app.widgets.kit import Kit

MANY, AT_ONCE, LONGEST_MS = 1_000, 8, 20.0


def row(batch: Batch, number: int, *, ended: bool = False) -> KeptRow:
    end = BatchEnd("b", number, RowEndKind.DRAFTED, RowFault.NONE, "", batch.at) if ended else None
    routes = {"fee": RouteKind.FLAG, "term": RouteKind.PASS} if ended else {}
    return KeptRow(BatchRow("b", number, f"contract {number}", ""), None, end, None, routes)


def sheet(batch: Batch, count: int) -> BatchSheet:
    rows = tuple((row(batch, number), State.WAITING) for number in range(1, count + 1))
    return BatchSheet(replace(batch, batch_id=str(count)), pack_with().form, rows, running=True, tally=tally_of(rows))


@pytest.mark.benchmark
def test_rows_end_and_scroll_within_a_frame(
    qtbot: QtBot, qapp: QApplication, capsys: pytest.CaptureFixture[str], batch: Batch
) -> None:
    card = BatchRowsCard(Kit(Theme(qapp, resources_folder())), QObject())  # type: ignore[arg-type]  # nothing is asked
    qtbot.addWidget(card)
    card.resize(700, 800)
    card.show()
    card.show_sheet(sheet(batch, 3))
    qapp.processEvents()

    def taken(step: Callable[[], None]) -> float:
        start = thread_time()
        step()
        qapp.processEvents()
        return (thread_time() - start) * 1000

    now = sheet(batch, MANY)
    opened, updates = taken(partial(card.show_sheet, now)), []
    for first in range(1, MANY, AT_ONCE):
        news = [RowTold(row(batch, n, ended=True), State.DRAFTED) for n in range(first, first + AT_ONCE)]
        now = now.told(tuple(news))
        updates.append(taken(partial(card.show_sheet, now)))
    bar = card.rows.verticalScrollBar()
    steps = [taken(partial(bar.setValue, at)) for at in range(0, bar.maximum(), max(1, bar.maximum() // 60))]
    with capsys.disabled():
        told = f"opened {opened:.1f} ms; an update {median(updates):.1f}, longest {max(updates):.1f}"
        print(f"\n{told}; a step of scrolling {median(steps):.1f}, longest {max(steps):.1f}")  # noqa: T201
    assert median(updates) < opened and median(updates) < LONGEST_MS and median(steps) < LONGEST_MS


@pytest.fixture
def batch() -> Batch:
    at = datetime(2026, 1, 12, tzinfo=UTC)
    places = ("/in", "/in", ("assembled",), "ana", MANY, b"k", BatchState.RUNNING, at)
    return Batch("b", "fees", "d", BatchSource.FOLDER, *places)
