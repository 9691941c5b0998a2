"""A batch in the window: looked at, begun, followed to its end, its failed rows saved, and a row's case opened."""

from pathlib import Path
from typing import cast

import pytest
from batch_examples import folder
from desk_examples import a_window
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import WindowedProgram
from desktop_app.qt.place import Place, Visit
from desktop_app.views.batch_view import BatchView
from desktop_app.views.draft_view import DraftView

pytestmark = pytest.mark.usefixtures("store_key")
WAIT_MS = 60_000


def page(program: WindowedProgram) -> BatchView:
    """The page of batches."""
    return cast(BatchView, program.window.shown)


def presses(view: BatchView, words: str) -> None:
    """The button that says this."""
    next(b for b in view.findChildren(QPushButton) if b.text() == words and b.isVisible()).click()


def states(view: BatchView) -> list[str]:
    return [row.state for row in view.sheet.rows.rows]


def test_a_batch_goes_from_its_forecast_to_its_cases(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    place = folder(tmp_path, 2)
    (place / "rows.csv").write_text("contract,our_role\ncontract 1.txt,customer\ncontract 2.txt,friend\n")
    with a_window(qtbot, qapp, tmp_path / "home") as program:
        program.window.go(Visit(Place.BATCH))
        qtbot.waitUntil(lambda: isinstance(program.window.shown, BatchView), timeout=WAIT_MS)
        view = page(program)
        qtbot.waitUntil(lambda: view.start.forms.count() > 0, timeout=WAIT_MS)
        view.start.forms.choose("contract_review")
        view.start.take(str(place / "rows.csv"))
        qtbot.waitUntil(lambda: len(view.start.problems.rows) == 1, timeout=WAIT_MS)
        presses(view, "Begin the batch")
        qtbot.waitUntil(lambda: states(view) == ["Drafted", "Failed"], timeout=WAIT_MS)
        qtbot.waitUntil(view.sheet.save.isVisible, timeout=WAIT_MS)
        view.sheet._save(str(place / "failed.csv"))
        qtbot.waitUntil((place / "failed.csv").exists, timeout=WAIT_MS)
        assert "friend" in (place / "failed.csv").read_text("utf-8-sig")
        view.sheet.rows.setFocus()
        QTest.keyClick(view.sheet.rows, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: isinstance(program.window.shown, DraftView), timeout=WAIT_MS)


def test_a_second_batch_comes_into_view_while_it_is_at_work(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    with a_window(qtbot, qapp, tmp_path / "home") as program:
        program.window.go(Visit(Place.BATCH))
        qtbot.waitUntil(lambda: isinstance(program.window.shown, BatchView), timeout=WAIT_MS)
        view = page(program)
        qtbot.waitUntil(lambda: view.start.forms.count() > 0, timeout=WAIT_MS)
        view.start.forms.choose("document_summary")
        for number in (1, 2):
            (tmp_path / str(number)).mkdir()
            view.start.take(str(folder(tmp_path / str(number), number)))
            qtbot.waitUntil(view.start._begin.isVisible, timeout=WAIT_MS)
            presses(view, "Begin the batch")
            qtbot.waitUntil(view.sheet.pause.isVisible, timeout=WAIT_MS)
            qtbot.waitUntil(lambda count=number: states(view) == ["Drafted"] * count, timeout=WAIT_MS)  # type: ignore[misc]
            qtbot.waitUntil(lambda: not view.sheet.pause.isVisible(), timeout=WAIT_MS)
        qtbot.waitUntil(lambda: [row.state for row in view.batches.rows] == ["Finished"] * 2, timeout=WAIT_MS)
        assert view.batches.key == view.batches.rows[0].key


def test_a_place_that_cannot_be_read_is_said_and_changes_nothing(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    with a_window(qtbot, qapp, tmp_path / "home") as program:
        program.window.go(Visit(Place.BATCH))
        qtbot.waitUntil(lambda: isinstance(program.window.shown, BatchView), timeout=WAIT_MS)
        view = page(program)
        qtbot.waitUntil(lambda: view.start.forms.count() > 0, timeout=WAIT_MS)
        view.start.take(str(tmp_path / "nowhere"))
        qtbot.waitUntil(program.window.banner.isVisible, timeout=WAIT_MS)
        assert not view.start.problems.isVisible()
        assert not view.batches.rows
