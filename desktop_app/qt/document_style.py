"""How the text of a section is set: formats of blocks, words, lists and tables, from the tokens."""

from collections.abc import Sequence

from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
)
from PySide6.QtGui import QTextTableFormat as TableFormat

from desktop_app.domain.text import BlockKind
from desktop_app.qt.citation_object import NUMBER
from desktop_app.qt.theme import Theme

PLAIN, STRONG = 400, 600
"""Weights of words, as the fonts have them."""
BOLD = NUMBER + 5
"""Property of bold words: those of a heading are strong anyway."""
CELL_PADDING, CELL_BORDER, EMPTY_CELL = 3, 1, 24
"""Pixels of a cell at 100 %."""
NARROW = 484
"""Pixels at 100 % that a text has in the smallest window."""
_LISTS = {BlockKind.BULLET: QTextListFormat.Style.ListDisc, BlockKind.NUMBER: QTextListFormat.Style.ListDecimal}
_ABOVE = {BlockKind.HEADING: 8}
_BELOW = {BlockKind.PARAGRAPH: 8, BlockKind.HEADING: 4, BlockKind.BULLET: 4, BlockKind.NUMBER: 4, BlockKind.ROW: 0}
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value


class DocumentStyle:
    """Formats in the look of a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def font(self) -> QFont:
        """The font of the text."""
        return self.theme.font("document")

    def indent(self) -> int:
        """How far a list stands in, in pixels."""
        return self.theme.px(26)

    def block(self, kind: BlockKind) -> QTextBlockFormat:
        """A block of this kind: every line has the height of the type style."""
        look = QTextBlockFormat()
        look.setLineHeight(self.theme.line("body" if kind is BlockKind.ROW else "document"), _FIXED)
        look.setTopMargin(self.theme.px(_ABOVE.get(kind, 0)))
        look.setBottomMargin(self.theme.px(_BELOW[kind]))
        look.setHeadingLevel(2 if kind is BlockKind.HEADING else 0)
        return look

    def words(self, kind: BlockKind, *, bold: bool = False) -> QTextCharFormat:
        """Words in a block of this kind."""
        look = QTextCharFormat()
        look.setFontWeight(STRONG if bold or kind is BlockKind.HEADING else PLAIN)
        look.setProperty(BOLD, bold)
        return look

    def list(self, kind: BlockKind) -> QTextListFormat:
        """A list of bulleted or numbered items."""
        look = QTextListFormat()
        look.setStyle(_LISTS[kind])
        look.setIndent(1)
        return look

    def cell_width(self, words: str) -> float:
        """Pixels that a cell with these words in one line takes; an empty one has room to type in."""
        measured = QFontMetricsF(self.font()).horizontalAdvance(words)
        return max(measured, self.theme.px(EMPTY_CELL)) + 2 * self.theme.px(CELL_PADDING) + 3 * CELL_BORDER

    def table(self, shares: Sequence[float]) -> TableFormat:
        """A table as wide as the text; the shares of its columns are percent."""
        look = TableFormat()
        look.setBorder(CELL_BORDER)
        look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        look.setBorderBrush(self.theme.colour("border"))
        look.setBorderCollapse(True)
        look.setCellPadding(self.theme.px(CELL_PADDING))
        look.setTopMargin(self.theme.px(4))
        look.setBottomMargin(self.theme.px(8))
        full = QTextLength.Type.PercentageLength
        look.setWidth(QTextLength(full, 100))
        look.setColumnWidthConstraints([QTextLength(full, share) for share in shares])
        return look


def is_bold(look: QTextCharFormat) -> bool:
    """Whether words of this format are bold."""
    return look.boolProperty(BOLD)
