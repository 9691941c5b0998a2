"""The program's mark: a ruled page with a countersigning stroke."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.qt.theme import Theme

SIDE = 28


class Mark(QWidget):
    """Painted in the colours of the theme."""

    def __init__(self, theme: Theme, side: int = SIDE) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(theme.px(side), theme.px(side))
        self.setAccessibleName("Countersign")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802
        """Two strokes, one behind the other."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / SIDE, self.height() / SIDE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(QRectF(0, 0, SIDE, SIDE), 7, 7)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(self._theme.colour("on_accent"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(_path((6.5, 14.5), (11, 19), (18, 9)))
        painter.setOpacity(0.6)
        painter.drawPath(_path((14.5, 19), (21.5, 9)))
        painter.end()


def _path(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    return path
