"""A message at the top of a page: what happened, what is safe, what to do; always with an action where there is one."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop_app.domain.errors import CountersignError
from desktop_app.qt.held_words import unbroken
from desktop_app.qt.window_words import for_window
from desktop_app.widgets.kit import Kit, add, clear, column, named, restyled

if TYPE_CHECKING:
    from desktop_app.qt.diagnostic import Diagnostic

ICONS = {
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
    "accent": "info",
    "neutral": "info",
}


class Banner(QWidget):
    """Hidden until it has something to say, with the room around it; one message at a time."""

    acted = Signal(str)
    """The name of the action that was chosen."""
    met = Signal(object)
    """A fault of the program was shown: its Diagnostic, to be kept."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._frame = kit, QFrame()
        edge, above = kit.theme.space("l"), kit.theme.space("s")
        column(self._frame, around=(edge, above, edge, 0), into=self)
        self._row = QHBoxLayout(self._frame)
        self._row.setContentsMargins(*kit.around("s"))
        self._row.setSpacing(kit.theme.space("xs"))
        self._frame.setProperty("banner", "neutral")
        self.hide()

    def say(self, words: str, tone: str = "neutral", *actions: tuple[str, str]) -> None:
        """Show this; `actions` are a name and the words of a button each."""
        words = for_window(words)
        clear(self._row)
        restyled(self._frame, banner=tone)
        named(self, words)
        add(self._row, self._kit.icon(ICONS[tone], "2" if tone == "neutral" else tone))
        add(self._row, (self._kit.words(unbroken(words), tone="1" if tone == "neutral" else tone, wrapped=True), 1))
        for name, text in actions:
            add(self._row, self._action(name, text))
        self.show()

    def fail(self, error: Exception, *actions: tuple[str, str]) -> None:
        """Show an error: never its own text where it is no error for people."""
        if isinstance(error, CountersignError):
            self.say(str(error), "danger", *actions)
            return
        self.say(self.tr("Something went wrong in the program. Nothing was changed."), "danger", *actions)
        self._offer_details(error)

    def lead(self) -> None:
        """The keyboard goes to its first action."""
        for button in self._frame.findChildren(QPushButton)[:1]:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_details(self, error: Exception) -> None:
        from desktop_app.qt.diagnostic import diagnostic_of  # only where there is a fault to tell of

        met = diagnostic_of(error, datetime.now(UTC))
        details = self._kit.button(self.tr("Details"), size="small", name=self.tr("Copy the details of the fault"))
        details.clicked.connect(lambda: self._copy(met, details))
        add(self._row, details)
        self.met.emit(met)

    def _copy(self, met: "Diagnostic", button: QPushButton) -> None:
        """What a person can hand on: it holds no content of cases."""
        QGuiApplication.clipboard().setText(met.text)
        button.setText(self.tr("Copied: %1").replace("%1", met.id))

    def _action(self, name: str, text: str) -> QPushButton:
        button = self._kit.button(text, size="small")
        button.clicked.connect(lambda: self.acted.emit(name))
        return button
