"""A change as a card: who and when, its words on both sides, and what has become of it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QTextDocument
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.qt.change_html import change_html
from desktop_app.qt.change_list_model import ChangeRole, ChangeRow
from desktop_app.qt.theme import Theme
from desktop_app.widgets.painted_line import paint_line

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ChangeDelegate(QStyledItemDelegate):
    """Paints cards from the theme, as high as their words at the width of the list. The card that is offered has room
    for what can be done with it."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self._offered, self._room = -1, 0

    def offer(self, row: int, room: int) -> bool:
        """Which card has room at its foot (-1: none), and how much; whether that is new."""
        is_new = (row, room) != (self._offered, self._room)
        self._offered, self._room = row, room
        return is_new

    def place_of_offer(self) -> QRect:
        """Where that room is in the list; empty where no card has it."""
        index = self._view.model().index(self._offered, 0)
        rect, px = self._view.visualRect(index), self._theme.px
        if not index.isValid() or not self._room:
            return QRect()
        return QRect(rect.left() + px(12), rect.bottom() - px(16) - self._room, rect.width() - px(24), self._room)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """Heading, who, words, what can be done, and the room around them."""
        row: ChangeRow = index.data(ChangeRole.ROW)
        theme, wide = self._theme, self._view.viewport().width()
        words = self._document(row, wide - theme.px(24)).size().height()
        high = int(words) + self._heading_high(row) + theme.line("label") + theme.px(30)
        return QSize(theme.px(120), high + (self._room + theme.px(4) if index.row() == self._offered else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The card."""
        row: ChangeRow = index.data(ChangeRole.ROW)
        theme, px = self._theme, self._theme.px
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, high = QRect(option.rect), self._heading_high(row)
        if high:
            paint_line(
                self._theme, painter, QRect(rect.left(), rect.top(), rect.width(), high), row.heading, "label", "3"
            )
        card = rect.adjusted(0, high, 0, -px(8))
        self._ground(painter, option, card)
        inner = card.adjusted(px(12), px(8), -px(12), -px(8))
        self._head(painter, QRect(inner.left(), inner.top(), inner.width(), theme.line("label")), row)
        document = self._document(row, inner.width())
        painter.translate(QPointF(inner.left(), inner.top() + theme.line("label") + px(4)))
        document.drawContents(painter, QRectF(0, 0, inner.width(), inner.height()))
        painter.restore()

    def _head(self, painter: QPainter, rect: QRect, row: ChangeRow) -> None:
        card = row.card
        name = card.author or self.tr("Model draft")
        wide = min(
            self._theme.metrics("label", tabular=True).horizontalAdvance(name) + self._theme.px(2), rect.width() // 2
        )
        paint_line(
            self._theme, painter, QRect(rect.left(), rect.top(), wide, rect.height()), name, "label", card.side.value
        )
        time = rect.adjusted(wide + self._theme.px(6), 0, 0, 0)
        paint_line(self._theme, painter, time, card.at.astimezone().strftime("%H:%M"), "small", "3")
        state = rect.adjusted(wide + self._theme.px(48), 0, 0, 0)
        paint_line(self._theme, painter, state, row.state, "small", row.tone, RIGHT)

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, card: QRect) -> None:
        theme, state = self._theme, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        edge = "focus" if focused else "accent_border" if chosen else "border"
        painter.setPen(QPen(theme.colour(edge), 2 if focused else 1))
        painter.setBrush(theme.colour("accent_soft" if chosen else "surface"))
        radius = theme.tokens.radius["m"]
        painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), radius, radius)

    def _heading_high(self, row: ChangeRow) -> int:
        return self._theme.line("label") + self._theme.px(8) if row.heading else 0

    def _document(self, row: ChangeRow, width: int) -> QTextDocument:
        document = QTextDocument()
        document.setDocumentMargin(0)
        document.setDefaultFont(self._theme.font("small"))
        document.setHtml(change_html(self._theme, row.card))
        document.setTextWidth(width)
        return document
