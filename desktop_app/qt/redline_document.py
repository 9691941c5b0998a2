"""The difference of two texts as a document: what was removed, and what was put in, by whom."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import groupby

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCharFormat, QTextCursor

from desktop_app.domain.markup import Anchor
from desktop_app.domain.redline import ChangeKind, Redline
from desktop_app.domain.text import BlockKind, Origin, Span, decode
from desktop_app.qt.document_writer import DocumentWriter, shown_at, write_chip, write_text
from desktop_app.qt.redline_lines import Line, Run, redline_lines, row_cells
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.text_offsets import Stretch, TextOffsets
from desktop_app.qt.theme import Theme

_GAP = "\u2009"  # a thin space between what was removed and what came in its place
_LINES = QTextCharFormat.UnderlineStyle


class Writer(StrEnum):
    """Who made a change."""

    ANALYST = "analyst"
    REVIEWER = "reviewer"


AUTHOR_LINES = (
    _LINES.NoUnderline,
    _LINES.SingleUnderline,
    _LINES.DotLine,
    _LINES.DashUnderline,
    _LINES.WaveUnderline,
    _LINES.DashDotLine,
)
"""Under the words of the first, second … author; told apart without colour."""
_UNDERLINES = {Writer.ANALYST: _LINES.SingleUnderline, Writer.REVIEWER: _LINES.DotLine}
_BY_KIND = {ChangeKind.MOVE: _LINES.DashUnderline, ChangeKind.LOOK: _LINES.DashDotLine}
Chips = Mapping[int, Sequence[int]]
"""Citations of the new text: by the offset before which they are shown, their numbers."""


class RedlineDocument(SectionDocument):
    """Shows all of both texts. Removed words are struck through; new ones are underlined, dotted for a reviewer's,
    dashed where they stand elsewhere now; what only looks otherwise is underlined by dashes and dots, in no tint."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        self._shown: tuple[Redline, Sequence[Anchor], Mapping[int, Writer]] | None = None
        self._places: dict[int, Span] = {}
        self.offsets = TextOffsets(())
        super().__init__(theme, parent)
        self.document.setUndoRedoEnabled(False)

    @property
    def changes(self) -> tuple[int, ...]:
        """The numbers of the changes, in order."""
        return tuple(self._places)

    def show_redline(
        self, redline: Redline, anchors: Sequence[Anchor] = (), writers: Mapping[int, Writer] | None = None
    ) -> None:
        """Show this. The anchors are those of the new text, and so are `offsets` afterwards; a change without a writer
        is the analyst's."""
        self._shown = redline, anchors, writers or {}
        self._places = {}
        lines = redline_lines(redline)
        cursor = self.emptied()
        writer = DocumentWriter(cursor, self.style)
        chips, stretches = _chips(lines, anchors), []
        for is_row, group in groupby(lines, key=lambda line: line.kind is BlockKind.ROW):
            if is_row:
                stretches += self._write_table(writer, list(group), chips)
                continue
            for line in group:
                writer.open_block(line.kind)
                stretches += self._write_runs(writer.cursor, line.kind, line.runs, chips)
        cursor.endEditBlock()
        self.offsets = TextOffsets(stretches)

    def _write_table(self, writer: DocumentWriter, lines: Sequence[Line], chips: Chips) -> list[Stretch]:
        rows = [row_cells(line) for line in lines]
        table, stretches = writer.open_table([["".join(run.text for run in cell) for cell in row] for row in rows]), []
        for at, row in enumerate(rows):
            for column, runs in enumerate(row):
                cursor = writer.open_cell(table, at, column)
                stretches += self._write_runs(cursor, BlockKind.ROW, runs, chips)
        writer.close_table(table)
        return stretches

    def _write_runs(self, cursor: QTextCursor, kind: BlockKind, runs: Sequence[Run], chips: Chips) -> list[Stretch]:
        stretches = []
        for before, run in zip((None, *runs), runs, strict=False):
            if before and _touches(before, run):
                cursor.insertText(_GAP, self.style.words(kind))
            start = cursor.position()
            stretches += self._write(cursor, kind, run, chips)
            self._note(run.change, Span(start, cursor.position()))
        return stretches

    def apply_style(self) -> None:
        """Take over fonts, lengths and colours of the theme."""
        super().apply_style()
        if self._shown is not None:
            self.show_redline(*self._shown)

    def show_authors(self, words: Sequence[tuple[Span, int, Origin]]) -> None:
        """Mark who wrote the words of the new text: a line of its own for each author, and a tint for people."""
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        for span, number, origin in words:
            start, end = self.positions(span)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            look.setUnderlineStyle(AUTHOR_LINES[number % len(AUTHOR_LINES)])
            if origin is Origin.PERSON:
                look.setBackground(self.style.theme.colour("analyst_soft" if number % 2 else "reviewer_soft"))
            cursor.mergeCharFormat(look)
        cursor.endEditBlock()

    def place(self, position: int) -> tuple[str, int]:
        """The new text, and the offset in it of what stands at this position."""
        segments = self._shown[0].segments if self._shown else ()
        return decode("".join(segment.after for segment in segments)).plain, self.offsets.offset(position)

    def positions(self, span: Span) -> tuple[int, int]:
        """Where these characters of the new text begin and end in the document."""
        return self.offsets.position(span.start), self.offsets.end_position(span.end)

    def change_at(self, position: int) -> int | None:
        """The number of the change whose words are at this position."""
        return next((n for n, place in self._places.items() if place.start <= position < place.end), None)

    def place_of(self, number: int) -> Span | None:
        """From where to where in the document a change is shown."""
        return self._places.get(number)

    def _note(self, change: int, place: Span) -> None:
        if change:
            known = self._places.get(change, place)
            self._places[change] = Span(known.start, place.end)

    def _write(self, cursor: QTextCursor, kind: BlockKind, run: Run, chips: Chips) -> list[Stretch]:
        look = self._look(kind, run)
        if run.offset is None:
            write_text(cursor, run.text, look)
            return []
        stretches, at = [], 0
        for end in _cuts(run.offset, len(run.text), chips):
            stretches.append(Stretch(run.offset + at, cursor.position(), run.text[at:end]))
            write_text(cursor, run.text[at:end], look)
            for number in chips.get(run.offset + end, ()):
                write_chip(cursor, self.style.words(kind), number)
            at = end
        return stretches

    def _look(self, kind: BlockKind, run: Run) -> QTextCharFormat:
        look = self.style.words(kind, bold=run.bold)
        if not run.change:
            return look
        writer = self._shown[2].get(run.change, Writer.ANALYST) if self._shown else Writer.ANALYST
        tone = "deleted" if run.removed else writer.value
        look.setForeground(self.style.theme.colour(tone))
        if run.kind is not ChangeKind.LOOK:
            look.setBackground(self.style.theme.colour(f"{tone}_soft"))
        if run.removed:
            look.setFontStrikeOut(True)
        else:
            look.setUnderlineStyle(_BY_KIND.get(run.kind, _UNDERLINES[writer]))
            look.setUnderlineColor(self.style.theme.colour(tone))
        return look


def _touches(removed: Run, put_in: Run) -> bool:
    """Whether what was removed would run into what came in its place."""
    replaced = removed.removed and put_in.change and not put_in.removed
    return bool(replaced) and not removed.text[-1:].isspace() and not put_in.text[:1].isspace()


def _cuts(offset: int, length: int, chips: Chips) -> list[int]:
    """Where words are cut so that chips stand between them."""
    return sorted({*(chip - offset for chip in chips if offset < chip < offset + length), length})


def _chips(lines: Sequence[Line], anchors: Sequence[Anchor]) -> Chips:
    text = ""
    for run in (run for line in lines for run in line.runs if run.offset is not None):
        text = text.ljust(run.offset or 0, "\n") + run.text
    chips: dict[int, list[int]] = {}
    for anchor in sorted(anchors, key=lambda a: a.end):
        chips.setdefault(shown_at(text, anchor.end), []).append(anchor.number)
    return chips
