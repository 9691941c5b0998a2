"""A section as a row of two lines: number and title, then its state as a chip and the reason."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.qt.section_list_model import SectionRole, SectionRow
from desktop_app.qt.theme import Theme

Index = QModelIndex | QPersistentModelIndex
LEAST_WIDE = 120
"""Pixels at 100 % of a row."""
GAP = 8
"""Pixels at 100 % between parts of a row."""
MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class SectionDelegate(QStyledItemDelegate):
    """Paints rows from the theme; heights follow the font."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """Two lines and the room around them; a third one where the reason does not fit beside the chip."""
        theme, row = self._theme, index.data(SectionRole.ROW)
        high = theme.line("strong") + self._chip_high + theme.px(22)
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
        title = QRect(left + number, top, rect.right() - left - number - theme.px(4), theme.line("strong"))
        self._text(painter, QRect(left, top, number, title.height()), str(row.number), "strong", "3")
        self._text(painter, title, row.title, "strong", "accent" if chosen else "1")
        state = QRect(title.left(), title.bottom() + theme.px(4), title.width(), self._chip_high)
        self._state(painter, state, row, below=not self._fits_beside(row))
        painter.restore()

    @property
    def _number_wide(self) -> int:
        return self._theme.metrics("strong").horizontalAdvance("00") + self._theme.px(5)

    def _fits_beside(self, row: SectionRow) -> bool:
        """Whether the reason stands in the line of the chip, also beside a scroll bar: a row's height is asked for
        before the list knows whether it has one."""
        frame = self._list.width() - self._list.contentsRect().width()
        wide = self._list.width() - frame - self._list.verticalScrollBar().sizeHint().width()
        around = self._theme.px(8 + 8 + GAP) + self._number_wide
        reason = self._theme.metrics("small").horizontalAdvance(row.reason)
        return around + self._chip_wide(row) + reason <= wide

    def _chip_wide(self, row: SectionRow) -> int:
        theme = self._theme
        side = theme.icon_size().width() - theme.px(2) + theme.px(4) if row.icon else 0
        return theme.metrics("label").horizontalAdvance(row.chip) + side + 2 * theme.px(GAP)

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
        self._text(painter, QRect(at, rect.top(), rect.right() - at, rect.height()), row.chip, "label", tone)
        beside = round(chip.right()) + gap
        reason = QRect(beside, rect.top(), rect.right() - beside + 1, rect.height())
        if below:
            reason = QRect(rect.left(), rect.bottom() + theme.px(2), rect.width(), theme.line("small"))
        self._text(painter, reason, row.reason, "small", row.reason_tone)

    def _text(self, painter: QPainter, rect: QRect, text: str, style: str, tone: str) -> None:
        painter.setFont(self._theme.font(style, tabular=True))
        painter.setPen(self._theme.colour(tone))
        elided = self._theme.metrics(style).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, MIDDLE, elided)
