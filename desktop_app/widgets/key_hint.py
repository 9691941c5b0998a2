"""The key of a command as people read it, beside what it does or in its tooltip; it follows what was chosen."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QWidget

from desktop_app.qt.key_map import KeyMap

COMMAND = "command"
"""The property of a button: the name of the command that it does too."""


class KeyHint(QLabel):
    """Nothing where the key is switched off."""

    def __init__(self, keys: KeyMap, command: str) -> None:
        super().__init__()
        self._keys, self._command = keys, command
        keys.changed.connect(self._follow)
        self._follow()

    @property
    def command(self) -> str:
        """The name of the command."""
        return self._command

    def _follow(self) -> None:
        self.setText(self._keys.hint(self._command))


class KeyTip(QObject):
    """Keeps the tooltip of a widget, which it belongs to."""

    def __init__(self, keys: KeyMap, command: str, widget: QWidget) -> None:
        super().__init__(widget)
        self._keys, self._command, self._widget = keys, command, widget
        self._words = widget.toolTip()
        widget.setProperty(COMMAND, command)
        keys.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        hint = self._keys.hint(self._command)
        self._widget.setToolTip(f"{self._words} ({hint})" if self._words and hint else self._words or hint)
