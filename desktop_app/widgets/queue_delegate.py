"""A case of the queue as a card of two lines: what it is, why it is here, its band, when it is due, whose it is."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.domain.confidence import Band
from desktop_app.domain.review_queue import QueuedCase
from desktop_app.qt.queue_model import QueueRole
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import BANDS
from desktop_app.widgets.painted_line import paint_line

Index = QModelIndex | QPersistentModelIndex
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class QueueDelegate(QStyledItemDelegate):
    """Paints cards from the theme; heights follow the font. `bands` are the words of confidence."""

    def __init__(self, theme: Theme, bands: Mapping[Band, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._bands = theme, bands

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """Two lines, the room around them and the gap below."""
        theme = self._theme
        return QSize(theme.px(360), theme.line("strong") + theme.line("small") + theme.px(30))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The card."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self._theme.px
        self._ground(painter, option)
        rect = option.rect.adjusted(px(16), 0, -px(16), -px(4))
        case: QueuedCase = index.data(QueueRole.CASE)
        why, due, tone = index.data(QueueRole.WORDS)
        aside = max(self._theme.metrics("label", tabular=True).horizontalAdvance(due), px(96)) + px(8)
        chip = self._chip_width()
        left = QRect(rect.left(), rect.top(), max(rect.width() - aside - chip - px(32), px(80)), rect.height())
        self._title(painter, left, case)
        paint_line(self._theme, painter, self._second(left), why, "small", "2")
        self._chip(painter, QRect(left.right() + px(16), rect.top(), chip, rect.height()), case.band)
        right = QRect(rect.right() - aside, rect.top(), aside, rect.height())
        paint_line(self._theme, painter, self._first(right), due, "label", tone, RIGHT)
        paint_line(self._theme, painter, self._second(right), case.author, "small", "3", RIGHT)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, state = self._theme, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        edge = "focus" if focused else "accent_border" if chosen else "border"
        painter.setPen(QPen(theme.colour(edge), 2 if focused else 1))
        painter.setBrush(theme.colour("accent_soft" if chosen else "hover" if hovered else "surface"))
        radius = theme.tokens.radius["m"]
        painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -theme.px(4) - 1), radius, radius)

    def _first(self, rect: QRect) -> QRect:
        theme = self._theme
        high = theme.line("strong") + theme.line("small") + theme.px(4)
        return QRect(rect.left(), rect.center().y() - high // 2, rect.width(), theme.line("strong"))

    def _second(self, rect: QRect) -> QRect:
        first = self._first(rect)
        return QRect(rect.left(), first.bottom() + self._theme.px(4), rect.width(), self._theme.line("small"))

    def _title(self, painter: QPainter, rect: QRect, case: QueuedCase) -> None:
        first, px = self._first(rect), self._theme.px
        metrics = self._theme.metrics("strong", tabular=True)
        wide = min(metrics.horizontalAdvance(case.file.title) + px(2), first.width())
        place = QRect(first.left(), first.top(), wide, first.height())
        paint_line(self._theme, painter, place, case.file.title, "strong", "1")
        rest = first.adjusted(wide + px(8), 0, 0, 0)
        if rest.width() > px(24):
            paint_line(self._theme, painter, rest, case.file.reference, "small", "3")

    def _chip_width(self) -> int:
        theme = self._theme
        widest = max(theme.metrics("label", tabular=True).horizontalAdvance(word) for word in self._bands.values())
        return widest + theme.px(14 + 4 + 18)

    def _chip(self, painter: QPainter, rect: QRect, band: Band | None) -> None:
        """Confidence: an icon, a word and a colour together."""
        if band is None:
            return
        theme, px = self._theme, self._theme.px
        tone, icon = BANDS[band]
        words, high = self._bands[band], px(22)
        wide = theme.metrics("label", tabular=True).horizontalAdvance(words) + px(36)
        ground = QRect(rect.left(), rect.center().y() - high // 2, wide, high)
        painter.setPen(QPen(QColor(0, 0, 0, 0)))
        painter.setBrush(theme.colour(f"{tone}_soft"))
        painter.drawRoundedRect(QRectF(ground), high / 2, high / 2)
        side = px(14)
        at = QRect(ground.left() + px(8), ground.center().y() - side // 2, side, side)
        theme.icon(icon, tone).paint(painter, at)
        paint_line(theme, painter, ground.adjusted(px(26), 0, -px(4), 0), words, "label", tone)
