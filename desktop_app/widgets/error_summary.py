"""What keeps a page from going on: a card at its top whose lines lead to their fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from desktop_app.qt.held_words import unbroken
from desktop_app.widgets.kit import Kit, clear, column, held, named, row


class ErrorSummary(QFrame):
    """Hidden while nothing is wrong. It takes the focus when it is told to."""

    chosen = Signal(str)
    """The field that a line leads to."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("card", "blocked")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(kit.theme.px(4))
        head = kit.words(self.tr("There is a problem"), "subhead")
        icon = kit.icon("circle-alert", "danger", "icon_large")
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = column(head, self._lines, gap=kit.theme.px(4))
        side = column(icon, None)
        row(side, (inside, 1), gap=kit.theme.space("s"), around=kit.around("m"), into=self)
        named(self, self.tr("There is a problem"))
        self.hide()

    def show_faults(self, faults: Mapping[str, str]) -> None:
        """These words, each a way to its field."""
        clear(self._lines)
        for field, words in faults.items():
            self._lines.addWidget(self._line(field, words))
        named(self, self.tr("There is a problem"), " ".join(faults.values()))
        self.setVisible(bool(faults))

    def lines(self) -> list[WayLine]:
        """The lines, in order."""
        return held(self._lines, WayLine)

    def _line(self, field: str, words: str) -> WayLine:
        line = WayLine(words, self._kit)
        line.chosen.connect(partial(self.chosen.emit, field))
        return named(line, words, self.tr("Leads to its question"))


class WayLine(QLabel):
    """Words that lead somewhere, by a click, Enter or Space. They take as many lines as they need."""

    chosen = Signal()

    def __init__(self, words: str, kit: Kit) -> None:
        super().__init__(unbroken(words))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setIndent(0)
        self.setProperty("way", "error")
        font = kit.theme.font("strong")
        font.setUnderline(True)
        self.setFont(font)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on the words."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and Space do what a click does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self.chosen.emit()
        else:
            super().keyPressEvent(event)
