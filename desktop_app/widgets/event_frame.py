"""One event expanded under its line: the change of its text as a redline, and everything that is known of it."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app.domain.redline import Redline
from desktop_app.qt.redline_document import Writer
from desktop_app.widgets.kit import Kit, Part, column
from desktop_app.widgets.redline_view import RedlineView

Fact = tuple[str, str, str]
"""A name, its words, and their type style."""
COLUMNS = 2
ROOMY = 1.2
"""At larger text a row has room for one name and its words."""
LONG, LONG_WORD = 40, 12
"""Letters of words that have a row of their own, and of one word that does."""


class EventFrame(QWidget):
    """As high as its content, which it tells of."""

    height_changed = Signal(int)

    def __init__(self, kit: Kit, left: int, redline: tuple[Redline, Writer, str] | None, facts: Iterable[Fact]) -> None:
        super().__init__()
        self._high = 0
        edge = kit.theme.px(8)
        parts: list[Part] = []
        if redline is not None:
            line, writer, name = redline
            view = RedlineView(kit.theme, name)
            view.show_redline(line, (), {change.number: writer for change in line.changes})
            parts += [view, kit.line()]
        card = kit.card(*parts, _grid(kit, facts), kind="flat", around="s")
        column(card, around=(left, 0, edge, edge), into=self)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width, another height."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A part became higher."""
        handled = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        layout = self.layout()
        if layout is None or not self.width():
            return
        high = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else layout.sizeHint().height()
        if high != self._high:
            self._high = high
            self.height_changed.emit(high)


def _grid(kit: Kit, facts: Iterable[Fact]) -> QGridLayout:
    """Names and words in two pairs of columns; what is long has a row of its own."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(kit.theme.space("m"))
    grid.setVerticalSpacing(kit.theme.space("xxs"))
    row = at = 0
    columns = 1 if kit.theme.scale > ROOMY else COLUMNS
    for name, words, style in facts:
        wide = style == "mono" or len(words) > LONG or max(map(len, words.split()), default=0) > LONG_WORD
        if wide and at:
            row, at = row + 1, 0
        grid.addWidget(kit.words(name, "small", "2", wrapped=columns == 1), row, 2 * at, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_value(kit, words, style), row, 2 * at + 1, 1, 2 * columns - 1 if wide else 1)
        row, at = (row + 1, 0) if wide or at == columns - 1 else (row, at + 1)
    for each in range(columns):
        grid.setColumnStretch(2 * each, 2 if columns == 1 else 0)
        grid.setColumnStretch(2 * each + 1, 3)
    return grid


def _value(kit: Kit, words: str, style: str) -> QLabel:
    label = kit.words(words, style, wrapped=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
