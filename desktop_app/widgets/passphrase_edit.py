"""A field for a passphrase: never shown, and forgotten when it is taken."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop_app.widgets.kit import named


class PassphraseEdit(QLineEdit):
    """What is typed is covered by dots, and is in no undo list of the keyboard."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )

    def take(self) -> str:
        """What was typed; the field is empty then."""
        typed = self.text()
        self.clear()
        return typed
