"""My work by keyboard: the focus is where the work is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from form_examples import WAIT_MS, a_window
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.app import WindowedProgram
from desktop_app.qt.new_case_presenter import NewCasePresenter
from desktop_app.qt.place import Place, Visit
from desktop_app.widgets.key_list import KeyList


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowedProgram]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield program


def test_an_empty_page_leads_to_a_new_case(qtbot: QtBot, program: WindowedProgram) -> None:
    program.window.go(Visit(Place.HOME))
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QPushButton), timeout=WAIT_MS)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert program.window.visit.place is Place.NEW_CASE


def test_enter_opens_the_case_that_waits(qtbot: QtBot, program: WindowedProgram) -> None:
    presenter = NewCasePresenter(program.desk)
    with qtbot.waitSignal(presenter.opened, timeout=WAIT_MS) as opened:
        presenter.open("contract_review", "Harbour Lane", "")
    program.window.go(Visit(Place.HOME))
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), KeyList), timeout=WAIT_MS)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert program.window.visit == Visit(Place.FORM, opened.args[0])
