"""Citation chips: numbered inline objects of a text document, painted from the theme at any scale."""

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPyTextObject, QTextCharFormat, QTextDocument, QTextFormat

from desktop_app.qt.theme import Theme

CITATION = QTextFormat.ObjectTypes.UserObject.value + 1
"""The object type of a chip."""
NUMBER = QTextFormat.Property.UserProperty.value + 1
"""Property of a chip: the evidence number."""
BACK = NUMBER + 1
"""Property of a chip: how many closing marks it was moved behind, so that it stands after the punctuation."""
GLUE = NUMBER + 2
"""Property of the no-break space before a chip: a line may break at an inline object, and the space is no text."""
OBJECT = "\ufffc"
SPACE = "\u00a0"
HIGH, ROOM = 16, 4
"""Pixels at 100 %: the height of a chip, and the room beside its number."""


NO_SOURCE = "!"
"""What a chip says that leads to no source: its number would look like one."""


class CitationObject(QPyTextObject):
    """Paints the chips of one document; that of the chosen number is solid. `nowhere` are numbers of no source."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.chosen: int | None = None
        self.nowhere: frozenset[int] = frozenset()
        self._sizes: dict[tuple[int, float], QSizeF] = {}

    def intrinsicSize(self, doc: QTextDocument, pos: int, format: QTextFormat) -> QSizeF:  # noqa: ARG002, N802
        """As wide as its number, and at least as wide as high."""
        number = format.intProperty(NUMBER)
        key = number, self._theme.scale
        if key not in self._sizes:
            self._sizes[key] = chip_size(self._theme, str(number))
        return self._sizes[key]

    def drawObject(  # noqa: N802
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,  # noqa: ARG002
        pos: int,  # noqa: ARG002
        format: QTextFormat,
    ) -> None:
        """The chip, in the middle of the height of a capital."""
        number = format.intProperty(NUMBER)
        words = NO_SOURCE if number in self.nowhere else str(number)
        tones = ("accent", "on_accent") if number == self.chosen else ("accent_soft", "accent")
        tones = ("danger_soft", "danger") if number in self.nowhere else tones
        metrics = QFontMetricsF(self._theme.font("document"))
        baseline = rect.bottom() - metrics.descent()
        chip = QRectF(rect)
        chip.moveTop(baseline - (metrics.capHeight() + rect.height()) / 2)
        paint_chip(painter, self._theme, chip, words, tones)


def chip_size(theme: Theme, text: str) -> QSizeF:
    """The size of a chip with this text."""
    high = theme.px(HIGH)
    wide = QFontMetricsF(theme.font("caption", tabular=True)).horizontalAdvance(text) + 2 * theme.px(ROOM)
    return QSizeF(max(high, wide), high)


def paint_chip(painter: QPainter, theme: Theme, rect: QRectF, text: str, tones: tuple[str, str]) -> None:
    """A chip in two colours: ground and text."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(tones[0]))
    radius = theme.px(theme.tokens.radius["s"])
    painter.drawRoundedRect(rect, radius, radius)
    font = theme.font("caption", tabular=True)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(theme.colour(tones[1]))
    left = rect.center().x() - metrics.horizontalAdvance(text) / 2
    painter.drawText(QPointF(left, rect.center().y() + metrics.capHeight() / 2), text)
    painter.restore()


def chip_format(number: int, back: int, base: QTextCharFormat) -> QTextCharFormat:
    """The format of a chip's character among text of a format."""
    chip = QTextCharFormat(base)
    chip.setObjectType(CITATION)
    chip.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
    chip.setProperty(NUMBER, number)
    chip.setProperty(BACK, back)
    return chip


def glue_format(base: QTextCharFormat) -> QTextCharFormat:
    """The format of the space before a chip."""
    glue = QTextCharFormat(base)
    glue.setProperty(GLUE, True)
    return glue


def is_chip(format: QTextFormat) -> bool:
    """Whether a character of this format is a chip."""
    return format.objectType() == CITATION
