"""A row of two lines with a mark at the left that tells by shape and colour how far it is."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop_app.qt.row_list_model import Row
from desktop_app.widgets.row_delegate import RowDelegate

Index = QModelIndex | QPersistentModelIndex


class MarkDelegate(RowDelegate):
    """The tone of a row is that of its mark."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """Two lines and the room around them."""
        theme = self._theme
        return QSize(theme.px(160), theme.line("strong") + theme.line("small") + theme.px(12))

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
