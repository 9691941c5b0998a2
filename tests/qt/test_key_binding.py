"""Keys of commands, and fields that would have them for themselves."""

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.qt.key_binding import KeyBinding
from desktop_app.qt.key_map import KeyMap
from desktop_app.qt.place import Place
from desktop_app.widgets.key_field import KeyField


@pytest.mark.parametrize(
    ("place", "field", "goes_to_the_command"),
    [
        (Place.FORM, QLineEdit, True),
        (Place.AUDIT, QLineEdit, False),
        (Place.FORM, partial(KeyField, "Key"), False),
        (Place.FORM, QPushButton, False),
    ],
    ids=["typed into", "no such command here", "a field for keys", "no field"],
)
def test_in_a_field_the_key_that_adds_a_document_takes_no_line_away(
    qtbot: QtBot, place: Place, field: Callable[[], QWidget], goes_to_the_command: bool
) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = field()
    qtbot.addWidget(made)
    binding = KeyBinding(KeyMap(), window)
    binding.attend(place, QWidget(window))
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    event.accept()
    assert binding.eventFilter(made, event) is goes_to_the_command
    assert event.isAccepted() is not goes_to_the_command
