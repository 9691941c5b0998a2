"""A field to choose one of a few from."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from desktop_app.qt.theme import Theme
from desktop_app.qt.window_place import within
from desktop_app.widgets.kit import named


class DropDown(QComboBox):
    """Shows that it opens. The wheel scrolls the page and never changes what is chosen."""

    def __init__(self, theme: Theme, name: str, choices: Sequence[tuple[str, Any]] = ()) -> None:
        super().__init__()
        named(self, name)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel, which goes over it to the page
        self.setFont(theme.font())
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(theme.px(180))
        self.show_choices(choices)

    def show_choices(self, choices: Sequence[tuple[str, Any]]) -> None:
        """Offer these, each as words and what they stand for; the first one is chosen."""
        self.clear()
        for words, value in choices:
            self.addItem(words, value)

    def choose(self, value: Any) -> None:
        """Choose this one; where it is not offered nothing is chosen."""
        self.setCurrentIndex(self.findData(value))

    def showPopup(self) -> None:  # noqa: N802
        """As high as its rows: Qt forgets the frame around them."""
        super().showPopup()
        popup, view = self.view().window(), self.view()
        wanted = min(self.count(), self.maxVisibleItems()) * view.sizeHintForRow(0)
        missing = max(0, wanted - view.viewport().height())
        is_above = popup.y() < self.mapToGlobal(QPoint(0, 0)).y()
        grown = popup.geometry().adjusted(0, -missing if is_above else 0, 0, 0 if is_above else missing)
        popup.setGeometry(within(grown, self.screen().availableGeometry()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The field, and the sign that it opens."""
        super().paintEvent(event)
        size = self._theme.icon_size()
        left = self._theme.px(8)
        if self.layoutDirection() is Qt.LayoutDirection.LeftToRight:
            left = self.width() - size.width() - left
        corner = QPoint(left, (self.height() - size.height()) // 2)
        painter = QPainter(self)
        self._theme.icon("chevron-down").paint(painter, QRect(corner, size), Qt.AlignmentFlag.AlignCenter)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Not for this field."""
        event.ignore()
