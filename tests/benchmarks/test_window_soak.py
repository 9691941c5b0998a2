"""A window in use for long: pages change, sections are drafted and typed in. Nothing grows, and collecting holds it up
little.

Run with `pytest -n 0 -s -m benchmark tests/benchmarks/test_window_soak.py`.
"""

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from draft_examples import a_case
from form_examples import WAIT_MS, a_window
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.app import WindowedProgram
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.qt_collector import QtCollector

pytestmark = pytest.mark.benchmark
CHANGES = int(os.environ.get("COUNTERSIGN_SOAK", "2000"))
"""Pages that are shown, one after the other."""
MOST_PAUSE_S, MOST_GROWN = 0.0167, 1.05
PLACES = (Place.FORM, Place.DRAFT, Place.HOME, Place.AUDIT, Place.APPROVED, Place.SETTINGS, Place.QUEUE, Place.NEW_CASE)
DRAFT_EVERY = 40
"""Page changes between two runs of a section."""
SECTION, DRAFTED = "advice", "term"


class TimedCollector(QtCollector):
    """Keeps how long each of its looks took."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.pauses: list[float] = []

    def look(self) -> None:
        began = time.thread_time()
        super().look()
        self.pauses.append(time.thread_time() - began)


@pytest.fixture
def collector() -> Iterator[TimedCollector]:
    home = QObject()
    yield TimedCollector(home)
    home.deleteLater()
    gc.unfreeze()


def standing(program: WindowedProgram) -> dict[str, float]:
    """What must not grow."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {
        "MB": pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
        "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        "threads": threading.active_count(),
        "timers": len(program.findChildren(QTimer)) + len(program.window.findChildren(QTimer)),
        "widgets": len(QApplication.allWidgets()),
        "objects": len(gc.get_objects()),
    }


def is_shown(program: WindowedProgram, place: Place) -> Callable[[], bool]:
    def holds() -> bool:
        page: QWidget | None = program.window.page(place)
        ready = getattr(page, "state", True) is not None
        return page is program.window.shown and ready and not program.desk.runner.busy

    return holds


def test_a_window_in_use_for_long_stays_as_it_was(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, collector: TimedCollector, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[dict[str, float]] = []
    with a_window(qtbot, qapp, tmp_path) as program:
        collector.pass_over()
        case_id = a_case(qtbot, program.desk, DRAFTED)
        for number, place in zip(range(CHANGES), cycle(PLACES), strict=False):
            program.window.go(Visit(place, case_id if place in (Place.FORM, Place.DRAFT) else ""))
            qtbot.waitUntil(is_shown(program, place), timeout=WAIT_MS)
            if place is Place.DRAFT:
                works(qtbot, program, number)
            if number + 1 in (CHANGES // 4, CHANGES // 2, CHANGES):
                collector.look()
                told.append(standing(program))
    pauses = sorted(collector.pauses)
    with capsys.disabled():
        p99 = pauses[-1 - len(pauses) // 100]
        print(f"\n{CHANGES} pages: longest pause {pauses[-1] * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms")  # noqa: T201
        for line in told:
            print({name: round(value) for name, value in line.items()})  # noqa: T201
    assert pauses[-1] <= MOST_PAUSE_S
    for name, value in told[-1].items():
        assert value <= MOST_GROWN * told[0][name], name


def works(qtbot: QtBot, program: WindowedProgram, number: int) -> None:
    """Type a letter and take it back, and have a section drafted now and then."""
    view = program.window.shown
    editor = view.block(SECTION).editor  # type: ignore[union-attr]
    editor.setFocus()
    qtbot.keyClicks(editor, "a")
    editor.undo()
    if number % DRAFT_EVERY == 1:
        view._presenter.draft([DRAFTED])  # type: ignore[union-attr]
        qtbot.waitUntil(lambda: not view._presenter.is_drafting, timeout=WAIT_MS)  # type: ignore[union-attr]
