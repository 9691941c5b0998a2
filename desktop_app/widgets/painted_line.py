"""One line of words, painted in a type style and cut with an ellipsis where the room ends."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from desktop_app.qt.theme import Theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_line(
    theme: Theme, painter: QPainter, rect: QRect, text: str, style: str, tone: str, flags: Qt.AlignmentFlag = LEFT
) -> None:
    """Paint it with figures of one width, measured as they are painted: other figures are narrower."""
    painter.setFont(theme.font(style, tabular=True))
    painter.setPen(theme.colour(tone))
    painter.drawText(rect, flags, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width()))
