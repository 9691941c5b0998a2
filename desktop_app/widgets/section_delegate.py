"""A section as a row: number and title, in two lines where it is long, then its state as a chip and the reason."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QTextLayout
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.qt.section_list_model import SectionRole, SectionRow
from desktop_app.qt.theme import Theme
from desktop_app.widgets.painted_line import paint_line

Index = QModelIndex | QPersistentModelIndex
LEAST_WIDE = 120
"""Pixels at 100 % of a row."""
GAP = 8
"""Pixels at 100 % between parts of a row."""


class SectionDelegate(QStyledItemDelegate):
    """Paints rows from the theme; heights follow the font."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """Title and chip and the room around them; one more line where the reason does not fit beside the chip."""
        theme, row = self._theme, index.data(SectionRole.ROW)
        high = self._title_high(row) + self._chip_high + theme.px(22)
        below = row is not None and not self._fits_beside(row)
        return QSize(theme.px(LEAST_WIDE), high + (theme.line("small") + theme.px(2) if below else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row."""
        theme, row = self._theme, index.data(SectionRole.ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(0, theme.px(1), 0, -theme.px(1))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._ground(painter, option, rect, chosen)
        left, number = rect.left() + theme.px(8), self._number_wide
        top = rect.top() + theme.px(8)
        title = QRect(left + number, top, rect.right() - left - number - theme.px(4), self._title_high(row))
        paint_line(theme, painter, QRect(left, top, number, theme.line("strong")), str(row.number), "strong", "3")
        self._title(painter, title, row.title, "accent" if chosen else "1")
        state = QRect(title.left(), title.bottom() + theme.px(4), title.width(), self._chip_high)
        self._state(painter, state, row, below=not self._fits_beside(row))
        painter.restore()

    @property
    def _number_wide(self) -> int:
        return self._theme.metrics("strong", tabular=True).horizontalAdvance("00") + self._theme.px(5)

    @property
    def _room(self) -> int:
        """How wide a row is beside a scroll bar: its height is asked for before the list knows whether it has one."""
        frame = self._list.width() - self._list.contentsRect().width()
        return self._list.width() - frame - self._list.verticalScrollBar().sizeHint().width()

    def _title_high(self, row: SectionRow | None) -> int:
        """A line of the title, or two."""
        wide = self._room - self._theme.px(8 + 4) - self._number_wide
        is_long = row is not None and self._theme.metrics("strong", tabular=True).horizontalAdvance(row.title) > wide
        return self._theme.line("strong") * (2 if is_long else 1)

    def _fits_beside(self, row: SectionRow) -> bool:
        """Whether the reason stands in the line of the chip."""
        around = self._theme.px(8 + 8 + GAP) + self._number_wide
        reason = self._theme.metrics("small", tabular=True).horizontalAdvance(row.reason)
        return around + self._chip_wide(row) + reason <= self._room

    def _chip_wide(self, row: SectionRow) -> int:
        theme = self._theme
        side = theme.icon_size().width() - theme.px(2) + theme.px(4) if row.icon else 0
        return theme.metrics("label", tabular=True).horizontalAdvance(row.chip) + side + 2 * theme.px(GAP)

    @property
    def _chip_high(self) -> int:
        return max(self._theme.px(22), self._theme.line("label") + self._theme.px(4))

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, chosen: bool) -> None:
        theme, radius = self._theme, self._theme.px(6)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.colour("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(rect, radius, radius)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("focus"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)

    def _state(self, painter: QPainter, rect: QRect, row: SectionRow, *, below: bool) -> None:
        theme, gap = self._theme, self._theme.px(GAP)
        side = theme.icon_size().width() - theme.px(2) if row.icon else 0
        wide = min(rect.width(), self._chip_wide(row))
        chip = QRectF(rect.left(), rect.top(), wide, rect.height())
        ground = "neutral_soft" if row.tone == "neutral" else f"{row.tone}_soft"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(chip, rect.height() / 2, rect.height() / 2)
        tone = "2" if row.tone == "neutral" else row.tone
        at = rect.left() + gap
        if side:
            picture = theme.icon(row.icon, tone).pixmap(QSize(side, side))
            painter.drawPixmap(QPointF(at, rect.center().y() - side / 2 + 1), picture)
            at += side + theme.px(4)
        paint_line(
            self._theme, painter, QRect(at, rect.top(), rect.right() - at, rect.height()), row.chip, "label", tone
        )
        beside = round(chip.right()) + gap
        reason = QRect(beside, rect.top(), rect.right() - beside + 1, rect.height())
        if below:
            reason = QRect(rect.left(), rect.bottom() + theme.px(2), rect.width(), theme.line("small"))
        paint_line(theme, painter, reason, row.reason, "small", row.reason_tone)

    def _title(self, painter: QPainter, rect: QRect, title: str, tone: str) -> None:
        """In one line or in two; what is longer still ends in the second."""
        line = QRect(rect.left(), rect.top(), rect.width(), self._theme.line("strong"))
        at = self._first_line(title, rect.width()) if rect.height() > line.height() else len(title)
        paint_line(self._theme, painter, line, title[:at].rstrip(), "strong", tone)
        paint_line(self._theme, painter, line.translated(0, line.height()), title[at:], "strong", tone)

    def _first_line(self, title: str, wide: int) -> int:
        """How many characters of a title stand in its first line, broken between words."""
        layout = QTextLayout(title, self._theme.font("strong", tabular=True))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(wide)
        layout.endLayout()
        return line.textLength()
