"""A message at the top of a page: what happened, what is safe, what to do; always with an action where there is one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QPushButton, QWidget
from shiboken6 import isValid

from desktop_app.domain.errors import CountersignError
from desktop_app.qt.held_words import unbroken
from desktop_app.qt.window_words import for_window
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, add, clear, column, named, restyled, row

if TYPE_CHECKING:
    from desktop_app.qt.diagnostic import Diagnostic

ICONS = {
    "success": "circle-check",
    "warning": "triangle-alert",
    "danger": "circle-alert",
    "accent": "info",
    "neutral": "info",
}
WORDS = 0.4
"""The least share of its width that is left to its words by what stands beside them."""


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
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._frame)
        self._row.setContentsMargins(*kit.around("s"))
        inside = self._row.contentsMargins()
        self._edges = 2 * edge + inside.left() + inside.right()
        self._row.setSpacing(kit.theme.space("xs"))
        self._ways: FlowRow | None = None
        self._left: QWidget | None = None  # what had the keyboard before the banner
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        self._frame.setProperty("banner", "neutral")
        self.hide()

    def say(self, words: str, tone: str = "neutral", *actions: tuple[str, str]) -> None:
        """Show this; `actions` are a name and the words of a button each."""
        self._show(words, tone, [self._action(name, text) for name, text in actions])

    def fail(self, error: Exception, *actions: tuple[str, str]) -> None:
        """Show an error: never its own text where it is no error for people."""
        buttons = [self._action(name, text) for name, text in actions]
        if isinstance(error, CountersignError):
            self._show(str(error), "danger", buttons)
            return
        words = self.tr("Something went wrong in the program. Nothing was changed.")
        self._show(words, "danger", [*buttons, self._details(error)])

    def lead(self) -> None:
        """The keyboard goes to its first action."""
        for button in self._frame.findChildren(QPushButton)[:1]:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, words: str, tone: str, buttons: Sequence[QPushButton]) -> None:
        words, kit = for_window(words), self._kit
        clear(self._row)
        restyled(self._frame, banner=tone)
        named(self, words)
        said = kit.words(unbroken(words), tone="1" if tone == "neutral" else tone, wrapped=True)
        sign = kit.icon(ICONS[tone], "2" if tone == "neutral" else tone)
        add(self._row, (row(sign, (said, 1), gap=self._row.spacing()), 1))
        self._ways = FlowRow(*buttons, gap=self._row.spacing()) if buttons else None
        if self._ways is not None:
            add(self._row, self._ways)
        self._turn()
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """What there is to do stands beside the words, or below them."""
        super().resizeEvent(event)
        self._turn()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """The keyboard goes back to where it was before."""
        super().hideEvent(event)
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused) and self._left is not None and isValid(self._left):
            self._left.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self.isAncestorOf(new) and old is not None and not self.isAncestorOf(old):
            self._left = old

    def _turn(self) -> None:
        """The words have their share of the width: where the buttons need more than the rest they stand below."""
        wide = self._ways.sizeHint().width() if self._ways is not None else 0
        room = self.width() - self._edges
        beside = wide <= room * (1 - WORDS)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)

    def _details(self, error: Exception) -> QPushButton:
        from desktop_app.qt.diagnostic import diagnostic_of  # only where there is a fault to tell of

        met = diagnostic_of(error, datetime.now(UTC))
        details = self._kit.button(self.tr("Details"), size="small", name=self.tr("Copy the details of the fault"))
        details.clicked.connect(lambda: self._copy(met, details))
        self.met.emit(met)
        return details

    def _copy(self, met: "Diagnostic", button: QPushButton) -> None:
        """What a person can hand on: it holds no content of cases."""
        QGuiApplication.clipboard().setText(met.text)
        button.setText(self.tr("Copied: %1").replace("%1", met.id))

    def _action(self, name: str, text: str) -> QPushButton:
        button = self._kit.button(text, size="small")
        button.clicked.connect(lambda: self.acted.emit(name))
        return button
