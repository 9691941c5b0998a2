"""The heads of the columns of a table: long ones are wrapped, and end with dots where they would be too high."""

import re
from bisect import bisect_left

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader

from desktop_app.qt.theme import Theme

MOST_LINES = 3
WIDEST = 320
"""Pixels at 100 % of a column that is as wide only for its head."""
BESIDE, ABOVE = 24, 9
"""Pixels at 100 % around the words: what the style sheet leaves free on both sides, and room for the line."""
_WRAPPED = Qt.AlignmentFlag(int(Qt.TextFlag.TextWordWrap))
_LONG = re.compile(r"\S{30,}")


class SheetHeads(QHeaderView):
    """Heads over the cells; the model tells all of a head's words as its tooltip."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self.setFont(theme.font("small"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(theme.px(48))
        self.align()

    def align(self) -> None:
        """Over the words of the columns, which begin at the right in a table from there."""
        right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.setDefaultAlignment(side | Qt.AlignmentFlag.AlignVCenter | _WRAPPED)

    def width_for(self, column: int, least: int) -> int:
        """Pixels of a column, at least so many, in which its head has room and none of its words is parted; of a very
        long one not more than `WIDEST`."""
        words, most = self._words(column), max(least, self._theme.px(WIDEST))
        longest = max(map(self.fontMetrics().horizontalAdvance, re.split(r"[\s\u200b]", words)), default=0)
        widths = range(max(least, longest + self._theme.px(BESIDE)), most, self._theme.px(8))
        return next((width for width in widths if self._high(words, width) <= self._highest), most)

    def sectionSizeFromContents(self, column: int) -> QSize:  # noqa: N802
        """As wide as the column is, and as high as its words are there."""
        width = self.sectionSize(column)
        return QSize(width, min(self._high(self._words(column), width), self._highest) + self._theme.px(ABOVE))

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, column: int) -> None:  # noqa: N802
        """As many words as have room."""
        super().initStyleOptionForIndex(option, column)
        option.text = words = self._words(column)
        width = self.sectionSize(column)
        if self._high(words, width) > self._highest:
            room = bisect_left(
                range(len(words)), True, key=lambda end: self._high(f"{words[:end]}…", width) > self._highest
            )
            option.text = f"{words[: room - 1].rstrip()}…"

    @property
    def _highest(self) -> int:
        return MOST_LINES * self.fontMetrics().lineSpacing()

    def _high(self, words: str, width: int) -> int:
        """Pixels that the words are high in a column of this width."""
        room = QRect(0, 0, max(1, width - self._theme.px(BESIDE)), 1_000_000)
        return self.fontMetrics().boundingRect(room, _WRAPPED.value, words).height()

    def _words(self, column: int) -> str:
        """With room for a new line in words that are too long for one."""
        words = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
        return _LONG.sub(lambda long: "\u200b".join(long[0]), words)
