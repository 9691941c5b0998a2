"""What can be done in a window right now, in words and with its key: for the palette and the list of keys."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from desktop_app.qt.key_binding import USUAL
from desktop_app.qt.key_map import KeyCommand, KeyMap, shown
from desktop_app.qt.place import Place
from desktop_app.widgets.key_hint import COMMAND, KeyHint

BUTTONS = ("primary", "secondary", "danger", "soft")
"""Kinds of buttons that are actions of a page."""
MOVES = frozenset(("down", "up", "filter"))
"""What keys do in a list: nobody looks for it by its words."""

DECIDES = frozenset(("accept", "reject", "undo", "approve_section", "return", "escalate"))
"""What can be done only where its key stands on the page."""


@dataclass(frozen=True, slots=True)
class WindowCommand:
    """`keys` may be empty; `run` does it."""

    words: str
    keys: str
    run: Callable[[], object]


def commands_in(page: QWidget, place: Place, keys: KeyMap, words: Mapping[str, str]) -> tuple[WindowCommand, ...]:
    """What a page offers now: its actions, its shortcuts that say what they do, its letters and its buttons.

    A shortcut says so itself (`whatsThis`), or by the command that has the key that it was made with; `words` are those
    of commands by their names. What a button does too is done by the button, where it can be pressed, and is not
    offered where it cannot. Each is named once; one with a key comes before one without.
    """
    pressed = {str(each.property(COMMAND)) for each in page.findChildren(QPushButton)}
    own = {c.usual: c for c in keys.at(place)}
    free = {usual: words[command.name] for usual, command in own.items() if command.name not in pressed}
    letters = [c for c in own.values() if c.is_single and c.places and c.name not in pressed and c.name not in MOVES]
    found: dict[str, WindowCommand] = {}
    for command in (
        *_actions(page),
        *_shortcuts(page, free),
        *_letters(page, letters, keys, words),
        *_buttons(page, keys),
    ):
        known = found.get(command.words)
        if known is None or (command.keys and not known.keys):
            found[command.words] = command
    return tuple(sorted(found.values(), key=lambda command: not command.keys))


def _actions(page: QWidget) -> Iterator[WindowCommand]:
    for action in (*page.actions(), *page.findChildren(QAction)):
        if action.text() and action.isEnabled() and action.isVisible():
            yield WindowCommand(action.text().replace("&", ""), _told(action.shortcut()), action.trigger)


def _letters(
    page: QWidget, commands: list[KeyCommand], keys: KeyMap, words: Mapping[str, str]
) -> Iterator[WindowCommand]:
    """Those that the page waits for itself. A decision can be made where its key is seen."""
    hints: dict[str, bool] = {}
    for hint in page.findChildren(KeyHint):
        hints[hint.command] = hints.get(hint.command, False) or hint.isVisibleTo(page)
    for command in commands:
        if hints.get(command.name, command.name not in DECIDES) and keys.keys(command):
            yield WindowCommand(words[command.name], keys.hint(command.name), partial(_Press, page, command.usual))


class _Press(QObject):
    """A letter for a page, as soon as the keyboard is back in its window: pages ask what has it."""

    def __init__(self, page: QWidget, usual: str) -> None:
        super().__init__(page)
        self._page, self._usual = page, usual
        app, focus = QApplication.instance(), QApplication.focusWidget()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        self._follow(None, focus)

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now.window() is self._page.window():
            self._send()

    def _send(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.disconnect(self._follow)
        key = QKeySequence(self._usual)[0].key()  # type: ignore[index]
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, self._usual.lower())
        QCoreApplication.sendEvent(self._page, event)
        self.deleteLater()


def _shortcuts(page: QWidget, words: Mapping[str, str]) -> Iterator[WindowCommand]:
    for shortcut in page.findChildren(QShortcut):
        said = shortcut.whatsThis() or words.get(str(shortcut.property(USUAL)), "")
        if said and shortcut.isEnabled():
            yield WindowCommand(said, _told(shortcut.key()), shortcut.activated.emit)


def _buttons(page: QWidget, keys: KeyMap) -> Iterator[WindowCommand]:
    for button in page.findChildren(QPushButton):
        named = button.text() and button.property("kind") in BUTTONS
        if named and button.isVisibleTo(page) and button.isEnabled():
            command = button.property(COMMAND)
            yield WindowCommand(button.text(), keys.hint(command) if command else "", button.click)


def _told(keys: QKeySequence) -> str:
    return shown(keys.toString(QKeySequence.SequenceFormat.PortableText))
