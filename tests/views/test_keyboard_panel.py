"""Keys as a person chooses them: they act at once and everywhere, and no two commands of a page share one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from form_examples import WAIT_MS, a_window, opened
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from window_examples import visible

from desktop_app.app import WindowedProgram
from desktop_app.qt.key_map import BY_NAME
from desktop_app.qt.place import Place, Visit
from desktop_app.views.home_view import HomeView
from desktop_app.views.keys_dialog import KeysDialog
from desktop_app.widgets.key_field import KeyField
from desktop_app.widgets.key_hint import KeyHint
from desktop_app.widgets.key_list import KeyList
from desktop_app.widgets.row_list import RowList

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowedProgram]:
    with a_window(qtbot, qapp, tmp_path) as program:
        yield program


class Panel:
    """The keyboard part of the settings."""

    def __init__(self, program: WindowedProgram) -> None:
        program.window.go(Visit(Place.SETTINGS, at="keyboard"))
        self.window = program.window
        self.rows: RowList = next(r for r in visible(self.window, RowList))
        self.field: KeyField = next(f for f in visible(self.window, KeyField))

    def give(self, command: str, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.rows.choose(command)
        self.field.setFocus()
        QTest.keyClick(self.field, key, held)
        self.press("Use this key")

    def press(self, words: str) -> None:
        next(b for b in visible(self.window, QPushButton) if b.text() == words).click()

    def says(self, words: str) -> bool:
        return any(words in label.text() for label in visible(self.window, QLabel))


def at_home(qtbot: QtBot, program: WindowedProgram, cases: int) -> HomeView:
    for _ in range(cases):
        opened(qtbot, program.desk)
    program.window.go(Visit(Place.HOME))
    page = program.window.page(Place.HOME)
    assert isinstance(page, HomeView)
    qtbot.waitUntil(lambda: len(page.mine.cases) == cases, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), KeyList), timeout=WAIT_MS)
    return page


def test_a_chosen_key_acts_in_place_of_the_usual_one(qtbot: QtBot, program: WindowedProgram) -> None:
    Panel(program).give("find", Qt.Key.Key_P, CTRL)
    window = program.window
    with qtbot.waitSignal(window.bar.searched, raising=False, timeout=1) as asked:
        QTest.keyClick(window, Qt.Key.Key_K, CTRL)
    assert not asked.signal_triggered
    assert not window.findChildren(RowList, "nothing")
    QTest.keyClick(window, Qt.Key.Key_P, CTRL)
    assert any(type(d).__name__ == "PaletteDialog" for d in window.children())
    for dialog in [d for d in window.children() if type(d).__name__ == "PaletteDialog"]:
        dialog.reject()


def test_a_letter_for_another_letter_moves_in_lists(qtbot: QtBot, program: WindowedProgram) -> None:
    Panel(program).give("down", Qt.Key.Key_D)
    page = at_home(qtbot, program, 2)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_J)
    assert page.mine.rows.currentIndex().row() == 0
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_D)
    assert page.mine.rows.currentIndex().row() == 1


def test_single_keys_are_switched_off(qtbot: QtBot, program: WindowedProgram) -> None:
    Panel(program)
    next(tick for tick in visible(program.window, QCheckBox)).setChecked(False)
    page = at_home(qtbot, program, 2)
    for key in (Qt.Key.Key_J, Qt.Key.Key_Slash, Qt.Key.Key_N):
        QTest.keyClick(QApplication.focusWidget(), key)
    assert (page.mine.rows.currentIndex().row(), page.filter.hasFocus()) == (0, False)
    assert program.window.visit.place is Place.HOME
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert page.mine.rows.currentIndex().row() == 1


def test_a_letter_is_typed_where_one_types(qtbot: QtBot, program: WindowedProgram) -> None:
    Panel(program).give("down", Qt.Key.Key_D)
    page = at_home(qtbot, program, 1)
    page.filter.setFocus()
    QTest.keyClicks(page.filter, "jd")
    assert page.filter.text() == "jd"


def test_a_key_that_is_taken_is_refused_with_what_it_does(qtbot: QtBot, program: WindowedProgram) -> None:
    panel = Panel(program)
    panel.give("redo", Qt.Key.Key_I, CTRL)
    assert panel.says("Ctrl+I is the key of “Give an instruction”.")
    assert program.kit.keys.is_usual(BY_NAME["redo"])


@pytest.mark.parametrize(
    ("key", "held", "words"),
    [
        (Qt.Key.Key_Q, Qt.KeyboardModifier.NoModifier, "Q alone would be typed into the text."),
        (Qt.Key.Key_C, CTRL, "Ctrl+C belongs to every field."),
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier, "Put the focus into this field"),
    ],
)
def test_a_key_that_would_not_do_is_refused_in_words(
    program: WindowedProgram, key: Qt.Key, held: Qt.KeyboardModifier, words: str
) -> None:
    panel = Panel(program)
    panel.give("redo", key, held)
    assert panel.says(words)


def test_hints_and_the_list_of_keys_follow(qtbot: QtBot, program: WindowedProgram) -> None:
    panel = Panel(program)
    panel.give("find", Qt.Key.Key_P, CTRL)
    assert any(hint.text() == "Ctrl+P" for hint in visible(program.window, KeyHint))
    assert program.dialogs is not None
    program.dialogs.open_keys()
    (dialog,) = program.window.findChildren(KeysDialog)
    (listed,) = dialog.findChildren(RowList)
    assert [row.state for row in listed.rows if row.first == "Find a case or run a command"] == ["Ctrl+P"]
    dialog.reject()


def test_all_keys_are_as_usual_again(program: WindowedProgram) -> None:
    panel = Panel(program)
    panel.give("redo", Qt.Key.Key_J, CTRL)
    assert not program.kit.keys.is_usual(BY_NAME["redo"])
    panel.press("All keys as usual")
    assert program.kit.keys.is_usual(BY_NAME["redo"])


def test_tab_leaves_the_field(program: WindowedProgram) -> None:
    panel = Panel(program)
    panel.field.setFocus()
    QTest.keyClick(panel.field, Qt.Key.Key_Tab)
    assert not panel.field.hasFocus()
