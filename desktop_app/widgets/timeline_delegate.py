"""Rows of the timeline: the day; a line with its hour, what was done, who did it and its short digest."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.qt.theme import Theme
from desktop_app.qt.timeline_model import DayRow, DetailRow, LineRow, TimelineRole
from desktop_app.widgets.event_looks import event_look
from desktop_app.widgets.painted_line import paint_line

Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TimelineDelegate(QStyledItemDelegate):
    """Paints rows from the theme. `day_words` say a day."""

    def __init__(self, theme: Theme, day_words: Callable[[date | None], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._day_words = theme, day_words
        self._details: dict[int, int] = {}

    @property
    def text_left(self) -> int:
        """Where words begin, in pixels from the left."""
        return self._hour + self._theme.px(52)

    def set_detail_height(self, number: int, height: int, index: QModelIndex) -> None:
        """How high what is shown of an event is."""
        if self._details.get(number) != height:
            self._details[number] = height
            self.sizeHintChanged.emit(index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """As high as its words."""
        theme, row = self._theme, index.data(TimelineRole.ROW)
        match row:
            case DayRow():
                high = theme.line("label") + theme.px(14)
            case DetailRow():
                high = self._details.get(row.number, theme.line("small") + theme.px(16))
            case _:
                high = theme.line("strong") + theme.line("small") + theme.px(14)
        return QSize(theme.px(300), high)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row."""
        row = index.data(TimelineRole.ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, DayRow):
            left = option.rect.adjusted(self._hour + self._theme.px(20), 0, 0, 0)
            paint_line(self._theme, painter, left, self._day_words(row.day), "label", "2")
        elif isinstance(row, LineRow):
            self._line(painter, option, row)
        elif isinstance(row, DetailRow):
            self._thread(painter, option.rect, self._theme)
        painter.restore()

    @property
    def _hour(self) -> int:
        return self._theme.metrics("small", tabular=True).horizontalAdvance("00:00:00") + self._theme.px(10)

    def _line(self, painter: QPainter, option: QStyleOptionViewItem, row: LineRow) -> None:
        theme, rect = self._theme, option.rect
        self._ground(painter, option)
        self._thread(painter, rect, theme)
        top, strong, small = rect.top() + theme.px(5), theme.line("strong"), theme.line("small")
        inset = theme.px(22) * row.depth
        paint_line(
            self._theme, painter, QRect(rect.left() + theme.px(8), top, self._hour, strong), row.time, "small", "2"
        )
        self._sign(painter, rect, row)
        right = rect.right() - theme.px(8)
        mark = theme.px(16)
        arrow = theme.icon("chevron-down" if row.is_open else "chevron-right", "2")
        arrow.paint(painter, right - mark, top + (strong - mark) // 2, mark, mark)
        digest = f"{row.entry.digest[:4]} {row.entry.digest[4:8]}"
        wide = theme.metrics("mono", tabular=True).horizontalAdvance(digest) + theme.px(4)
        digest_left = right - mark - theme.px(12) - wide
        paint_line(theme, painter, QRect(digest_left, top, wide, strong), digest, "mono", "2", _RIGHT)
        left = self.text_left + inset
        width = digest_left - theme.px(12) - left
        tone = "2" if row.entry.folded else "1"
        paint_line(theme, painter, QRect(left, top, width, strong), row.entry.what, "strong", tone)
        below = QRect(left, top + strong, right - left, small)
        paint_line(theme, painter, below, row.about, "small", "2")

    def _sign(self, painter: QPainter, rect: QRect, row: LineRow) -> None:
        theme = self._theme
        icon, tone = event_look(row.entry)
        side, mark = theme.px(22), theme.px(13)
        left, top = rect.left() + self._hour + theme.px(20), rect.top() + theme.px(5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("neutral_soft" if tone == "2" else f"{tone}_soft"))
        painter.drawEllipse(left, top, side, side)
        theme.icon(icon, tone).paint(painter, left + (side - mark) // 2, top + (side - mark) // 2, mark, mark)

    def _thread(self, painter: QPainter, rect: QRect, theme: Theme) -> None:
        at = rect.left() + self._hour + theme.px(31)
        painter.fillRect(QRect(at, rect.top(), theme.px(1), rect.height()), theme.colour("border"))

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, rect = self._theme, option.rect.adjusted(self._theme.px(2), 0, -self._theme.px(2), -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("accent_soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
