"""A field that takes a key as it is pressed."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from desktop_app.qt.key_binding import TAKES_KEYS
from desktop_app.qt.key_map import shown
from desktop_app.widgets.kit import named

_HELD = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
_LEAVING = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


class KeyField(QLineEdit):
    """Shows the key that was pressed last. Tab goes on, and no key acts while this has the focus."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)
        self.setProperty(TAKES_KEYS, True)
        self.keys = ""

    def take(self, keys: str) -> None:
        """Show this key; none where it is empty."""
        self.keys = keys
        self.setText(shown(keys))

    def event(self, event: QEvent) -> bool:
        """A key that acts elsewhere is shown here."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """One key with what is held beside it."""
        if event.key() in _LEAVING:
            event.ignore()
        elif event.key() not in _HELD:
            self.take(_pressed(event))


def _pressed(event: QKeyEvent) -> str:
    """A sign stands for itself, whatever is held to type it."""
    sign = event.text() if event.text().isprintable() and not event.text().isalnum() else ""
    others = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if sign.strip() and not others:
        return sign
    keypad = Qt.KeyboardModifier.KeypadModifier
    combined = event.keyCombination().toCombined() & ~keypad.value
    return QKeySequence(combined).toString(QKeySequence.SequenceFormat.PortableText)
