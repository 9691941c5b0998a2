"""What can be done in a window right now, in words and with its key: for the palette and the list of keys."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.qt.key_binding import USUAL
from desktop_app.qt.key_map import shown

BUTTONS = ("primary", "secondary", "danger", "soft")
"""Kinds of buttons that are actions of a page."""


@dataclass(frozen=True, slots=True)
class WindowCommand:
    """`keys` may be empty; `run` does it."""

    words: str
    keys: str
    run: Callable[[], object]


def commands_in(page: QWidget, words: Mapping[str, str]) -> tuple[WindowCommand, ...]:
    """What a page offers: its actions, its shortcuts that say what they do, and its buttons.

    A shortcut says so itself (`whatsThis`), or by the key that it was made with (`words`). Each is named once;
    one with a key comes before one without.
    """
    found: dict[str, WindowCommand] = {}
    for command in (*_actions(page), *_shortcuts(page, words), *_buttons(page)):
        known = found.get(command.words)
        if known is None or (command.keys and not known.keys):
            found[command.words] = command
    return tuple(sorted(found.values(), key=lambda command: not command.keys))


def _actions(page: QWidget) -> Iterator[WindowCommand]:
    for action in (*page.actions(), *page.findChildren(QAction)):
        if action.text() and action.isEnabled() and action.isVisible():
            yield WindowCommand(action.text().replace("&", ""), _told(action.shortcut()), action.trigger)


def _shortcuts(page: QWidget, words: Mapping[str, str]) -> Iterator[WindowCommand]:
    for shortcut in page.findChildren(QShortcut):
        said = shortcut.whatsThis() or words.get(str(shortcut.property(USUAL)), "")
        if said and shortcut.isEnabled():
            yield WindowCommand(said, _told(shortcut.key()), shortcut.activated.emit)


def _buttons(page: QWidget) -> Iterator[WindowCommand]:
    for button in page.findChildren(QPushButton):
        named = button.text() and button.property("kind") in BUTTONS
        if named and button.isVisibleTo(page) and button.isEnabled():
            yield WindowCommand(button.text(), _told(button.shortcut()), button.click)


def _told(keys: QKeySequence) -> str:
    return shown(keys.toString(QKeySequence.SequenceFormat.PortableText))
