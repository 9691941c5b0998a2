"""The difference of two texts, to read: changes are chosen by pointer and by the keys of the page."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_app.domain.markup import Anchor
from desktop_app.domain.redline import Redline
from desktop_app.domain.text import Origin, Span
from desktop_app.qt.redline_document import RedlineDocument, Writer
from desktop_app.qt.theme import Theme
from desktop_app.widgets.flowing_text import FlowingText

_OF_THE_PAGE = (Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
"""Keys that scroll what the text is a part of."""
_BEGIN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RedlineView(FlowingText):
    """Shows a redline. The chosen change has a frame."""

    below = 5
    """For the line that tells that it has the keyboard."""
    change_chosen = Signal(int)
    """A change was clicked: its number."""
    edit_asked = Signal(int)
    """The text is to be typed in: from this offset of it."""
    citation_stepped = Signal(int)
    """The citation after the one that is shown is wanted (1), or the one before (-1), in whichever section it is."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self.redline = RedlineDocument(theme)
        self._chosen: int | None = None
        self.takes_edits = False
        """Whether a click in the text, or Enter, begins an edit there."""
        super().__init__(theme, self.redline, name, parent)
        self.redline.setParent(self)
        self.set_read_only(True)
        self.setCursorWidth(0)  # nothing is typed here

    @property
    def chosen(self) -> int | None:
        """The number of the chosen change."""
        return self._chosen

    def show_redline(
        self, redline: Redline, anchors: Sequence[Anchor] = (), writers: Mapping[int, Writer] | None = None
    ) -> None:
        """Show this; the anchors are those of the new text. A change that is still there stays chosen."""
        self.redline.show_redline(redline, anchors, writers)
        if self._chosen not in self.redline.changes:
            self._chosen = None

    def show_authors(self, words: Sequence[tuple[Span, int, Origin]]) -> None:
        """Mark who wrote the words of the text that is shown: a number for each author, and where theirs come from."""
        self.redline.show_authors(words)

    def change_at(self, position: int) -> int | None:
        """The number of the change at this position of the document."""
        return self.redline.change_at(position)

    def selected_changes(self) -> tuple[int, ...]:
        """The changes of which something is selected, in order."""
        cursor = self.textCursor()
        chosen = Span(cursor.selectionStart(), cursor.selectionEnd())
        places = ((number, self.redline.place_of(number)) for number in self.redline.changes)
        return tuple(number for number, place in places if place and place.overlaps(chosen))

    def select_change(self, number: int | None) -> None:
        """Frame this change and bring it into sight."""
        self._chosen = number
        place = None if number is None else self.redline.place_of(number)
        if place is not None:
            self.show_place(place.start)
        self.viewport().update()

    def show_citation(self, number: int) -> None:
        """Make the chips with this number solid, and bring the first of them into sight."""
        self.choose_citation(number)
        found = self.section.next_citation(0)
        while found is not None and found[1] != number:
            found = self.section.next_citation(found[0] + 1)
        if found is not None:
            self.show_place(found[0] + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The keys of citations are those of all sections."""
        step = {"]": 1, "[": -1}.get(event.text())
        if step is not None:
            self.citation_stepped.emit(step)
        elif self.takes_edits and event.key() in _BEGIN and not event.modifiers():
            self.edit_asked.emit(self.redline.offsets.offset(self.textCursor().position()))
        elif event.key() in _OF_THE_PAGE and not event.modifiers():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on changed words chooses the change."""
        super().mouseReleaseEvent(event)
        at = self.document().documentLayout().hitTest(event.position(), Qt.HitTestAccuracy.ExactHit)
        number = self.change_at(at)
        if self.takes_edits and at >= 0 and self._is_click(event) and self._chip_under(event.position()) is None:
            self.edit_asked.emit(self.redline.offsets.offset(at))
        elif number is not None and self._is_click(event) and self._chip_under(event.position()) is None:
            self.select_change(number)
            self.change_chosen.emit(number)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The text, the frame of the chosen change, and under it all a line where it has the keyboard."""
        super().paintEvent(event)
        if self.hasFocus():
            painter, high = QPainter(self.viewport()), self._theme.px(2)
            under = self.viewport().rect()
            painter.fillRect(under.adjusted(0, under.height() - high, 0, 0), self._theme.colour("focus"))
            painter.end()
        place = None if self._chosen is None else self.redline.place_of(self._chosen)
        if place is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("focus"), self._theme.px(2)))
        for rect in self._rects(place.start, place.end):
            painter.drawRoundedRect(rect.adjusted(1, 2, -1, -1), 3, 3)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """It shows that it has the keyboard."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """It has it no more."""
        super().focusOutEvent(event)
        self.viewport().update()
