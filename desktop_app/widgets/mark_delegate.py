"""A row with a mark at the left that tells by shape and colour how far it is, and a count at the right."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop_app.qt.row_list_model import Row, RowRole
from desktop_app.widgets.painted_line import paint_line
from desktop_app.widgets.row_delegate import RowDelegate

Index = QModelIndex | QPersistentModelIndex


class MarkDelegate(RowDelegate):
    """The tone of a row is that of its mark. A row has a second line where the mark alone does not say it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """Its lines and the room around them."""
        theme, row = self._theme, index.data(RowRole.ROW)
        lines = theme.line("strong") + (theme.line("small") if row.second else 0)
        return QSize(theme.px(160), lines + theme.px(14))

    def _state(self, painter: QPainter, rect: QRect, row: Row) -> QRect:
        """A figure without a ground."""
        wide = self._theme.metrics("small", tabular=True).horizontalAdvance(row.state)
        place = QRect(rect.right() - wide, rect.top(), wide + 1, rect.height())
        paint_line(self._theme, painter, place, row.state, "small", "2")
        return rect.adjusted(0, 0, -wide - self._theme.px(8), 0)

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, state, radius = self._theme, option.state, self._theme.tokens.radius["m"]
        rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(rect, radius, radius)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("focus"))
            painter.drawRoundedRect(rect, radius, radius)

    def _icon(self, painter: QPainter, rect: QRect, row: Row) -> QRect:
        size = self._theme.icon_size()
        place = QRect(QPoint(rect.left() - self._theme.px(4), rect.center().y() - size.height() // 2), size)
        self._theme.icon(row.icon, row.tone or "3").paint(painter, place)
        return rect.adjusted(size.width() + self._theme.px(6), 0, self._theme.px(8), 0)
