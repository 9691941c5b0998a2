"""The panels of a workspace stand side by side, or behind tabs where the window is narrow."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import Kit
from desktop_app.widgets.workspace_panes import NARROW_BELOW, Pane, WorkspacePanes

Made = Callable[[int], WorkspacePanes]


@pytest.fixture
def made(qtbot: QtBot, qapp: QApplication) -> Made:
    """Makes three panels in a window of this width."""

    def make(wide: int) -> WorkspacePanes:
        kit = Kit(Theme(qapp, resources_folder()))
        fields = [QLineEdit(name) for name in "abc"]
        panes = WorkspacePanes(
            kit,
            "Panels",
            Pane("Left", fields[0], 280),
            Pane("Middle", fields[1], 700, main=True),
            Pane("Right", fields[2], 320),
        )
        qtbot.addWidget(panes)
        panes.resize(wide, 600)
        panes.show()
        panes.activateWindow()
        qtbot.waitUntil(panes.isActiveWindow)
        return panes

    return make


def shown(panes: WorkspacePanes) -> list[str]:
    return sorted(field.text() for field in panes.findChildren(QLineEdit) if field.isVisible())


def tabs(panes: WorkspacePanes) -> list[QPushButton]:
    return sorted((tab for tab in panes.findChildren(QPushButton) if tab.isVisible()), key=lambda tab: tab.x())


def test_where_there_is_room_all_stand_side_by_side(made: Made) -> None:
    panes = made(NARROW_BELOW)
    assert shown(panes) == ["a", "b", "c"]
    assert tabs(panes) == []


def test_a_narrow_window_shows_the_main_panel_and_a_tab_for_each(made: Made) -> None:
    panes = made(NARROW_BELOW - 1)
    assert shown(panes) == ["b"]
    assert [(tab.text(), tab.isChecked()) for tab in tabs(panes)] == [
        ("Left", False),
        ("Middle", True),
        ("Right", False),
    ]


def test_what_was_chosen_while_it_was_wide_is_seen_when_it_is_narrow(made: Made) -> None:
    panes = made(NARROW_BELOW)
    panes.show_pane(2)
    panes.resize(900, 600)
    assert shown(panes) == ["c"]
    panes.resize(NARROW_BELOW, 600)
    assert shown(panes) == ["a", "b", "c"]


def test_the_keyboard_is_never_in_a_panel_that_went(made: Made) -> None:
    panes = made(NARROW_BELOW)
    next(field for field in panes.findChildren(QLineEdit) if field.text() == "c").setFocus()
    panes.resize(900, 600)
    assert shown(panes) == ["b"]
    assert QApplication.focusWidget() is tabs(panes)[1]


def test_a_tab_that_is_pressed_again_stays_chosen(made: Made, qtbot: QtBot) -> None:
    panes = made(900)
    for _ in range(2):
        qtbot.mouseClick(tabs(panes)[0], Qt.MouseButton.LeftButton)
        assert shown(panes) == ["a"]
        assert tabs(panes)[0].isChecked()


def test_the_keyboard_stands_on_the_tab_of_the_panel_that_is_shown(made: Made) -> None:
    panes = made(900)
    tabs(panes)[0].setFocus()
    panes.show_pane(panes.current)
    assert tabs(panes)[1].hasFocus()


def test_keys_go_through_the_tabs_and_keep_the_focus_in_sight(made: Made, qtbot: QtBot) -> None:
    panes = made(900)
    middle = next(field for field in panes.findChildren(QLineEdit) if field.isVisible())
    middle.setFocus()
    qtbot.keyClick(middle, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert shown(panes) == ["c"]
    focused: QWidget | None = QApplication.focusWidget()
    assert focused is tabs(panes)[2]
    qtbot.keyClick(tabs(panes)[2], Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert shown(panes) == ["b"]


def test_a_tab_that_a_screen_reader_toggles_shows_its_panel_and_stays_chosen(made: Made) -> None:
    panes = made(900)
    for _ in range(2):
        tabs(panes)[0].toggle()  # what assistive technology calls; `clicked` is not told then
        assert shown(panes) == ["a"]
        assert [tab.isChecked() for tab in tabs(panes)] == [True, False, False]
