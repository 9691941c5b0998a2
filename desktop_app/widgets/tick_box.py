"""A check box whose tick is one of the icons."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from desktop_app.qt.theme import Theme


class TickBox(QCheckBox):
    """The style sheet fills the box; the tick is painted over it."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(words)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Box, words and tick."""
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            side = self._theme.px(12)
            tick = QRect(0, 0, side, side)
            tick.moveCenter(box.center())
            self._theme.icon("check", "on_accent").paint(QPainter(self), tick)
