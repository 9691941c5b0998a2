"""Words of a text that somebody has commented on: where they are, also while it is typed on, and their corners."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QTextCursor

from desktop_app.domain.text import Span
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.theme import Theme
from desktop_app.qt.thread_reading import CommentMark

ACROSS, ALONG, WIDE = 6, 4, 2
"""Pixels at 100 %: how long the lines of a corner are, so that they do not touch the letters, and how wide."""


@dataclass(frozen=True, slots=True)
class _Held:
    mark: CommentMark
    cursor: QTextCursor


class CommentMarks:
    """Holds the words by cursors, which follow what is typed; it changes nothing of the text."""

    def __init__(self, theme: Theme, section: SectionDocument) -> None:
        self._theme, self._section = theme, section
        self._held: tuple[_Held, ...] = ()

    @property
    def marks(self) -> tuple[CommentMark, ...]:
        """What was shown last."""
        return tuple(held.mark for held in self._held)

    def show(self, marks: Sequence[CommentMark]) -> bool:
        """Hold these words instead; whether anything is another now."""
        if tuple(marks) == self.placed() == self.marks:
            return False
        self._held = tuple(_Held(mark, self._cursor(mark.place)) for mark in marks)
        return True

    def placed(self) -> tuple[CommentMark, ...]:
        """The marks where they stand by now."""
        return tuple(replace(held.mark, place=self._place(held.cursor)) for held in self._held)

    def shown(self) -> Iterator[tuple[CommentMark, int, int]]:
        """The marks with the positions between which their words are; those whose words were taken out are not."""
        for held in self._held:
            if held.cursor.hasSelection():
                yield held.mark, held.cursor.selectionStart(), held.cursor.selectionEnd()

    def at(self, position: int) -> CommentMark | None:
        """The mark whose words are here; of several the shortest."""
        here = [(end - start, n, mark) for n, (mark, start, end) in enumerate(self.shown()) if start <= position < end]
        return min(here)[2] if here else None

    def _cursor(self, place: Span) -> QTextCursor:
        start, end = self._section.positions(place)
        last = self._section.document.characterCount() - 1
        cursor = QTextCursor(self._section.document)
        cursor.setPosition(min(start, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        cursor.setKeepPositionOnInsert(True)  # what is typed after the words is none of them
        return cursor

    def _place(self, cursor: QTextCursor) -> Span:
        start, end = (self._section.place(at)[1] for at in (cursor.selectionStart(), cursor.selectionEnd()))
        return Span(start, max(start, end))


def paint_brackets(painter: QPainter, theme: Theme, rects: Sequence[QRectF], *, must_fix: bool) -> None:
    """A corner over the first word and one under the last; what must be fixed has the other two as well."""
    if not rects:
        return
    painter.setPen(QPen(theme.colour("danger" if must_fix else "accent"), theme.px(WIDE)))
    first, last = (rect.adjusted(1, 1, 1, -1) for rect in (rects[0], rects[-1]))
    across, along = theme.px(ACROSS), theme.px(ALONG)
    corners = [(first.topLeft(), across, along), (last.bottomRight(), -across, -along)]
    if must_fix:
        corners += [(first.bottomLeft(), across, -along), (last.topRight(), -across, along)]
    for corner, right, down in corners:
        painter.drawPolyline([corner + QPointF(right, 0), corner, corner + QPointF(0, down)])
