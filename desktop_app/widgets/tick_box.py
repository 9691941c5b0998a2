"""A check box whose tick can be seen: what is ticked is told by a shape, and not by a colour alone."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from desktop_app.qt.theme import Theme

STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
TICK = ((0.24, 0.54), (0.43, 0.72), (0.76, 0.31))
"""Where the tick bends, as shares of the box."""


class TickBox(QCheckBox):
    """The style sheet fills the box; the tick is painted over it, as thick as letters are."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__(words)
        self._theme = theme

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows go among the boxes that it stands with, and not on to what comes after them."""
        boxes = self._beside()
        if event.key() not in STEPS or len(boxes) == 1:
            super().keyPressEvent(event)
            return
        to = boxes.index(self) + STEPS[Qt.Key(event.key())]
        if 0 <= to < len(boxes):
            boxes[to].setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Box, words and tick."""
        super().paintEvent(event)
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            self._paint_tick(QRectF(self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)))

    def _beside(self) -> list["TickBox"]:
        """The boxes that it stands with, itself among them."""
        parent = self.parentWidget()
        boxes = parent.children() if parent else [self]
        return [box for box in boxes if isinstance(box, TickBox) and (box is self or box.isVisible())]

    def _paint_tick(self, box: QRectF) -> None:
        ends = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("on_accent"), self._theme.px(2), Qt.PenStyle.SolidLine, *ends))
        painter.drawPolyline([box.topLeft() + QPointF(x * box.width(), y * box.height()) for x, y in TICK])
        painter.end()
