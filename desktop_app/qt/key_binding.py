"""Has the keys that a person chose act in place of the usual ones, on every page of a window."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from desktop_app.qt.key_map import KeyCommand, KeyMap, is_single, written
from desktop_app.qt.place import Place
from desktop_app.qt.stray_letters import StrayLetters

USUAL = "usual_keys"
"""The property of a shortcut: the key that it was made with."""
OF_KEYPAD = {"Ctrl+Num+Enter": "Ctrl+Return", "Ctrl+Enter": "Ctrl+Return", "Ctrl+Shift+Enter": "Ctrl+Shift+Return"}
"""Second keys, which act as long as the first one does."""


TAKES_KEYS = "takes_keys"
"""The property of a field that is given keys themselves."""
TAKES_TEXT = "takes_text"
"""The property of a widget that letters are typed into, where it is no field that Qt knows as one."""
TAKES_LINES = ("Ctrl+U", "Ctrl+K")
"""Keys with which fields on Linux take away the line, or its rest (Qt's X11 bindings)."""
PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyBinding(QObject):
    """Shortcuts are given their key. A letter alone is turned into the usual one before the widget that has the focus
    sees it, so that whoever waits for a letter needs to know of no other.
    """

    def __init__(self, keys: KeyMap, window: QMainWindow) -> None:
        super().__init__(window)
        self._keys, self._window = keys, window
        self._place = Place.HOME
        self._pages: dict[Place, QWidget] = {}
        self._watched: QWidget | None = None
        self._is_own = False
        self._stray = StrayLetters()
        keys.changed.connect(self._bind_all)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def attend(self, place: Place, page: QWidget) -> None:
        """Another page is shown now."""
        self._stray.page_shown()
        self._place, self._pages[place] = place, page
        self._bind_all()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Of the widget that has the focus: a letter alone. What still belongs to the page before goes nowhere."""
        if self._is_own or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if event.type() is QEvent.Type.ShortcutOverride and not types(watched):
            if _single(event):
                self._stray.letter_pressed()
            elif event.key() in PRESSES:
                self._stray.pressed()
        if event.type() is QEvent.Type.ShortcutOverride and self._is_taken(watched, event):
            event.ignore()
            return True
        if event.type() is not QEvent.Type.KeyPress:
            return False
        if _writes(watched, event) and self._stray.is_stray():
            return True
        keys = "" if types(watched) else _single(event)
        usual = self._usual_of(keys) if keys else keys
        if usual == keys:
            return False
        if usual:
            self._send(watched, event, usual)
        return True

    def _is_taken(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Whether the key is that of a command here, which a field would have for itself."""
        keys = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if keys not in TAKES_LINES or watched.property(TAKES_KEYS) or not types(watched):
            return False
        return any(self._keys.keys(command) == keys for command in self._keys.at(self._place))

    def _usual_of(self, keys: str) -> str:
        """The usual key of what this one does here; empty where it does nothing any more, itself where it is free."""
        commands = [command for command in self._keys.at(self._place) if command.is_single]
        for command in commands:
            if self._keys.keys(command) == keys:
                return command.usual
        return "" if any(command.usual == keys for command in commands) else keys

    def _send(self, watched: QObject, event: QKeyEvent, usual: str) -> None:
        key = QKeySequence(usual)[0].key()  # type: ignore[index]
        sent = QKeyEvent(event.type(), key, Qt.KeyboardModifier.NoModifier, usual.lower(), event.isAutoRepeat())
        self._is_own = True
        try:
            QCoreApplication.sendEvent(watched, sent)
        finally:
            self._is_own = False

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = None
        if now is not None and now.window() is self._window:
            self._watched = now
            now.installEventFilter(self)
            self._bind(now.actions(), self._commands_by_key(self._place))

    def _bind_all(self) -> None:
        everywhere = self._commands_by_key(None)
        own = self._window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._bind(own, everywhere)
        for place, page in self._pages.items():
            if not isValid(page):
                continue
            known = self._commands_by_key(place)
            self._bind(page.findChildren(QShortcut), known)
            self._bind(page.findChildren(QAction), known)

    def _commands_by_key(self, place: Place | None) -> dict[str, KeyCommand]:
        """Commands of a page by their usual key; without one, those that are there on every page."""
        found = self._keys.at(place) if place else self._keys.at(Place.FIRST_RUN)
        return {command.usual: command for command in found}

    def _bind(self, shortcuts: Sequence[QShortcut | QAction], known: dict[str, KeyCommand]) -> None:
        for each in shortcuts:
            usual = _usual(each)
            command = known.get(OF_KEYPAD.get(usual, usual))
            if command is not None:
                keys = self._keys.keys(command)
                second = usual if keys == command.usual else ""
                _give(each, QKeySequence(second if usual in OF_KEYPAD else keys))


def types(widget: QWidget) -> bool:
    """Whether letters are typed into this widget."""
    if isinstance(widget, (QTextEdit, QPlainTextEdit, QLineEdit)):
        return not widget.isReadOnly()
    return isinstance(widget, (QAbstractSpinBox, QComboBox)) or bool(widget.property(TAKES_TEXT))


def _writes(widget: QWidget, event: QKeyEvent) -> bool:
    """Whether the key makes text of itself here, or presses what has the focus."""
    is_text = bool(event.text()) and event.text().isprintable()
    return (is_text and types(widget)) or event.key() in PRESSES


def _give(each: QShortcut | QAction, keys: QKeySequence) -> None:
    if isinstance(each, QAction):
        each.setShortcut(keys)
    else:
        each.setKey(keys)


def _usual(each: QShortcut | QAction) -> str:
    """The key that it was made with."""
    kept = each.property(USUAL)
    if isinstance(kept, str):
        return kept
    sequence = each.shortcut() if isinstance(each, QAction) else each.key()
    usual = written(sequence.toString(QKeySequence.SequenceFormat.PortableText))
    each.setProperty(USUAL, usual)
    return usual


def _single(event: QKeyEvent) -> str:
    """The letter, digit or sign alone that was pressed; empty where it was another key."""
    words, shift = event.text().upper(), Qt.KeyboardModifier.ShiftModifier
    more = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if more and (more != shift or words.isalpha()):
        return ""
    return words if is_single(words) and words.isprintable() and words != " " else ""
