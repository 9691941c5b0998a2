"""A row of two lines with an icon at the left and a state at the right."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.qt.row_list_model import Row, RowRole
from desktop_app.qt.theme import Theme
from desktop_app.widgets.painted_line import paint_line

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paints a Row from the theme. Rows without a second line are lower where `compact` says that none has one."""

    def __init__(self, theme: Theme, parent: QWidget, *, compact: bool = False) -> None:
        super().__init__(parent)
        self._theme, self._compact = theme, compact

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """As high as its lines and the room around them."""
        theme = self._theme
        lines = theme.line("body") + (0 if self._compact else theme.line("small"))
        least = theme.size("row_compact" if self._compact else "row")
        return QSize(theme.px(280), max(least, lines + theme.px(12)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row."""
        row: Row = index.data(RowRole.ROW)
        painter.save()
        self._ground(painter, option)
        rect = option.rect.adjusted(self._theme.px(12), 0, -self._theme.px(12), 0)
        rect = self._icon(painter, rect, row)
        rect = self._state(painter, rect, row)
        self._lines(painter, rect, row)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, rect, state = self._theme, option.rect, option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        painter.setPen(theme.colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("focus"))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _icon(self, painter: QPainter, rect: QRect, row: Row) -> QRect:
        if not row.icon:
            return rect
        size = self._theme.icon_size()
        place = QRect(QPoint(rect.left(), rect.center().y() - size.height() // 2), size)
        self._theme.icon(row.icon).paint(painter, place)
        return rect.adjusted(size.width() + self._theme.px(12), 0, 0, 0)

    def _state(self, painter: QPainter, rect: QRect, row: Row) -> QRect:
        """At the right, never more than a half; the rest is for the lines."""
        if not row.state:
            return rect
        theme, metrics = self._theme, self._theme.metrics("label", tabular=True)
        room = theme.px(9)
        wide = min(metrics.horizontalAdvance(row.state) + 2 * room + 2, rect.width() // 2)
        high = metrics.height() + theme.px(6)
        place = QRect(rect.right() - wide, rect.center().y() - high // 2, wide, high)
        if row.tone:
            ground = "neutral_soft" if row.tone == "neutral" else f"{row.tone}_soft"
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(QRectF(place), high / 2, high / 2)
        tone = "2" if row.tone in ("", "neutral") else row.tone
        paint_line(theme, painter, place.adjusted(room, 0, -room + 1, 0), row.state, "label", tone)
        return rect.adjusted(0, 0, -wide - theme.px(12), 0)

    def _lines(self, painter: QPainter, rect: QRect, row: Row) -> None:
        theme = self._theme
        high, low = theme.line("strong"), theme.line("small") if row.second else 0
        top = rect.center().y() - (high + low) // 2
        paint_line(theme, painter, QRect(rect.left(), top, rect.width(), high), row.first, "strong", "1")
        if row.second:
            paint_line(
                self._theme, painter, QRect(rect.left(), top + high, rect.width(), low), row.second, "small", "3"
            )
