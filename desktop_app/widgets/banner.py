"""A message at the top of a page: what happened, what is safe, what to do; always with an action where there is one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from desktop_app.domain.errors import CountersignError
from desktop_app.qt.window_words import for_window
from desktop_app.widgets.kit import Kit, add, clear, column, named, restyled

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
        add(self._row, (self._kit.words(words, tone="1" if tone == "neutral" else tone, wrapped=True), 1))
        for name, text in actions:
            add(self._row, self._action(name, text))
        self.show()

    def fail(self, error: Exception, *actions: tuple[str, str]) -> None:
        """Show an error: never its own text where it is no error for people."""
        known = isinstance(error, CountersignError)
        words = str(error) if known else self.tr("Something went wrong in the program. Nothing was changed.")
        self.say(words, "danger", *actions)

    def _action(self, name: str, text: str) -> QPushButton:
        button = self._kit.button(text, size="small")
        button.clicked.connect(lambda: self.acted.emit(name))
        return button
