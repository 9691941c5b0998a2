"""A check box whose tick can be seen: what is ticked is told by a shape, and not by a colour alone."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from desktop_app.qt.theme import Theme

TICK = ((0.24, 0.54), (0.43, 0.72), (0.76, 0.31))
"""Where the tick bends, as shares of the box."""


class TickBox(QCheckBox):
    """The style sheet fills the box; the tick is painted over it, as thick as letters are."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(words)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Box, words and tick."""
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            self._paint_tick(QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)))

    def _paint_tick(self, box: QRectF) -> None:
        ends = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("on_accent"), self._theme.px(2), Qt.PenStyle.SolidLine, *ends))
        painter.drawPolyline([box.topLeft() + QPointF(x * box.width(), y * box.height()) for x, y in TICK])
        painter.end()
