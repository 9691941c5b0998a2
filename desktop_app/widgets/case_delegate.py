"""A case as a row of two lines: title and reference, where it stands on its five steps, and what is done."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_record import CaseSummary
from desktop_app.domain.work import SEGMENTS, segment_of
from desktop_app.qt.case_list_model import CaseRole
from desktop_app.qt.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class CaseDelegate(QStyledItemDelegate):
    """Paints rows from the theme; heights follow the font. `words` are those of the states on screen."""

    def __init__(self, theme: Theme, words: Mapping[CaseState, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802
        """Two lines and the room around them."""
        theme = self._theme
        return QSize(theme.px(400), max(theme.size("row"), theme.line("strong") + theme.line("small") + theme.px(20)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row."""
        painter.save()
        self._ground(painter, option)
        rect = option.rect.adjusted(self._theme.px(12), 0, -self._theme.px(12), 0)
        case: CaseSummary = index.data(CaseRole.SUMMARY)
        about = " · ".join(part for part in (case.file.reference, index.data(CaseRole.FORM_TITLE)) if part)
        left = QRect(rect.left(), rect.top(), rect.width() * 58 // 100, rect.height())
        self._two_lines(painter, left, case.file.title, about)
        middle = QRect(left.right(), rect.top(), rect.width() * 26 // 100, rect.height())
        self._standing(painter, middle, case)
        right = QRect(middle.right(), rect.top(), rect.right() - middle.right(), rect.height())
        done = f"{case.approved}/{case.sections}" if case.sections else ""
        self._line(painter, right, done, "small", "3", Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        theme, rect = self._theme, option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("hover"))
        painter.setPen(theme.colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("focus"))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _two_lines(self, painter: QPainter, rect: QRect, first: str, second: str) -> None:
        theme = self._theme
        high = theme.line("strong")
        top = rect.center().y() - (high + theme.line("small")) // 2
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self._line(painter, QRect(rect.left(), top, rect.width(), high), first, "strong", "1", flags)
        below = QRect(rect.left(), top + high, rect.width(), theme.line("small"))
        self._line(painter, below, second, "small", "3", flags)

    def _standing(self, painter: QPainter, rect: QRect, case: CaseSummary) -> None:
        theme = self._theme
        high, thick, long = theme.line("small"), theme.px(4), theme.px(16)
        top = rect.center().y() - (high + theme.px(4) + thick) // 2
        words = self._words[case.file.state]
        returned = case.file.state is CaseState.RETURNED
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        where = QRect(rect.left(), top, rect.width(), high)
        self._line(painter, where, words, "small", "warning" if returned else "2", flags)
        at = segment_of(case.file.state)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(len(SEGMENTS)):
            tone = "neutral_soft" if at is None or number > at else "accent" if number == at else "accent_border"
            painter.setBrush(theme.colour("warning" if returned and number == at else tone))
            left = rect.left() + number * (long + theme.px(4))
            painter.drawRoundedRect(QRectF(left, top + high + theme.px(4), long, thick), thick / 2, thick / 2)

    def _line(self, painter: QPainter, rect: QRect, text: str, style: str, tone: str, flags: Qt.AlignmentFlag) -> None:
        painter.setFont(self._theme.font(style, tabular=True))
        painter.setPen(self._theme.colour(tone))
        elided = self._theme.metrics(style).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, flags, elided)
