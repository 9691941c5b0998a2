"""A case as a row of two lines: what it is, where it stands on its five steps, and its confidence."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.confidence import Band
from desktop_app.domain.work import SEGMENTS, WorkCase, segment_of
from desktop_app.qt.case_list_model import CaseRole, CaseWords
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import BANDS
from desktop_app.widgets.painted_line import paint_line

Index = QModelIndex | QPersistentModelIndex
STANDS_SHARE = 30
"""Percent of a row that say where the case stands."""


class CaseDelegate(QStyledItemDelegate):
    """Paints rows from the theme; heights follow the font. `widest` is the longest word of confidence, and the steps
    are left out where `steps` says so."""

    def __init__(self, theme: Theme, widest: str, parent: QWidget, *, steps: bool = True) -> None:
        super().__init__(parent)
        self._theme, self._widest, self._steps = theme, widest, steps

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """Two lines and the room around them."""
        theme = self._theme
        return QSize(theme.px(280), max(theme.size("row"), theme.line("strong") + theme.line("small") + theme.px(22)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option)
        case: WorkCase = index.data(CaseRole.CASE)
        words: CaseWords = index.data(CaseRole.WORDS)
        what, stands, confidence, way = self._columns(option.rect)
        self._two_lines(painter, what, case.file.title, "  ·  ".join(filter(None, (case.file.reference, words.form))))
        if words.due:
            self._waiting(painter, stands, words)
        else:
            self._standing(painter, stands, case, words.stands)
        self._confidence(painter, confidence, case.band, words.confidence)
        side = self._theme.px(16)
        self._theme.icon("chevron-right").paint(painter, QRect(way.left(), way.center().y() - side // 2, side, side))
        painter.restore()

    def _columns(self, rect: QRect) -> tuple[QRect, QRect, QRect, QRect]:
        """What it is, where it stands, confidence and the way into it."""
        px = self._theme.px
        inside = rect.adjusted(px(8), 0, -px(8), 0)
        chip = self._theme.metrics("label", tabular=True).horizontalAdvance(self._widest) + px(38)
        widths = [inside.width() * STANDS_SHARE // 100, chip, px(16)]
        left = inside.right() - sum(widths) - px(16)
        what = QRect(inside.left(), rect.top(), left - inside.left() - px(12), rect.height())
        places = []
        for wide, gap in zip(widths, (0, px(8), px(8)), strict=True):
            left += gap
            places.append(QRect(left, rect.top(), wide - px(4), rect.height()))
            left += wide
        return what, places[0], places[1], places[2]

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, rect, state = self._theme, option.rect, option.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if state & QStyle.StateFlag.State_MouseOver or focused:
            painter.fillRect(rect, theme.colour("hover"))
        painter.setPen(theme.colour("border"))
        painter.drawLine(rect.topLeft(), rect.topRight())
        if focused:
            painter.setPen(QPen(theme.colour("focus"), 2))
            radius = theme.tokens.radius["s"]
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 2, -1, -1), radius, radius)

    def _two_lines(self, painter: QPainter, rect: QRect, first: str, second: str) -> None:
        theme = self._theme
        high = theme.line("strong")
        top = rect.center().y() - (high + theme.line("small")) // 2
        paint_line(theme, painter, QRect(rect.left(), top, rect.width(), high), first, "strong", "1")
        paint_line(
            self._theme,
            painter,
            QRect(rect.left(), top + high, rect.width(), theme.line("small")),
            second,
            "small",
            "3",
        )

    def _waiting(self, painter: QPainter, rect: QRect, words: CaseWords) -> None:
        """For whom it waits, and by when it is to be decided."""
        high = self._theme.line("small")
        upper = QRect(rect.left(), rect.center().y() - high, rect.width(), high)
        paint_line(self._theme, painter, upper, words.stands, "small", "2")
        tone = "danger" if words.is_pressing else "3"
        paint_line(
            self._theme, painter, upper.translated(0, high), words.due, "label" if words.is_pressing else "small", tone
        )

    def _standing(self, painter: QPainter, rect: QRect, case: WorkCase, words: str) -> None:
        theme = self._theme
        high, thick, long = theme.line("small"), theme.px(4), theme.px(16)
        returned = case.file.state is CaseState.RETURNED
        under = theme.px(5) + thick if self._steps else 0
        top = rect.center().y() - (high + under) // 2
        paint_line(
            self._theme,
            painter,
            QRect(rect.left(), top, rect.width(), high),
            words,
            "small",
            "warning" if returned else "2",
        )
        at = segment_of(case.file.state)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(len(SEGMENTS)) if self._steps else ():
            tone = "neutral_soft" if at is None or number > at else "accent" if number == at else "accent_border"
            painter.setBrush(theme.colour("warning" if returned and number == at else tone))
            left = rect.left() + number * (long + theme.px(4))
            painter.drawRoundedRect(QRectF(left, top + high + theme.px(5), long, thick), thick / 2, thick / 2)

    def _confidence(self, painter: QPainter, rect: QRect, band: Band | None, words: str) -> None:
        """An icon, a word and a colour together; words alone where nothing is drafted."""
        theme, px = self._theme, self._theme.px
        if band is None:
            paint_line(theme, painter, rect, words, "small", "3")
            return
        tone, icon = BANDS[band]
        high, side = theme.line("label") + px(6), px(14)
        wide = theme.metrics("label", tabular=True).horizontalAdvance(words) + px(36)
        ground = QRect(rect.left(), rect.center().y() - high // 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{tone}_soft"))
        painter.drawRoundedRect(QRectF(ground), high / 2, high / 2)
        theme.icon(icon, tone).paint(
            painter, QRect(QPoint(ground.left() + px(8), ground.center().y() - side // 2), QSize(side, side))
        )
        paint_line(theme, painter, ground.adjusted(px(26), 0, -px(2), 0), words, "label", tone)
