"""A list that is moved through by J and K too; every other letter is left to the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from desktop_app.widgets.kit import named

_MOVES = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}


class KeyList(QListView):
    """Rows of their own heights; Enter opens one."""

    chosen = Signal(int)
    """Another row is current."""
    opened = Signal(int)
    """A row was opened by Enter or by a double click."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def go_to(self, row: int) -> None:
        """Make a row current, and show it."""
        if 0 <= row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, 0))
            self.scrollTo(self.currentIndex())

    def currentChanged(self, current, previous) -> None:  # type: ignore[no-untyped-def] # noqa: N802
        """Tell who follows the list."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """J and K move, Enter opens; letters do not search, they belong to the page."""
        key = Qt.Key(event.key())
        plain = not event.modifiers() or event.modifiers() == Qt.KeyboardModifier.KeypadModifier
        if plain and key in _MOVES:
            self.go_to(self.currentIndex().row() + _MOVES[key])
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif event.text().isprintable() and event.text().strip():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Rows may be as high as their words at the new width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
