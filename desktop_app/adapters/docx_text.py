"""The text of a section as Word paragraphs, lists and tables, with its changes, footnotes and comments.

A note's mark stands after the punctuation, and apart from a digit: it is no power of a number.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any

from docx.oxml import OxmlElement

from desktop_app.adapters.docx_base import Lists, in_list, list_properties, printable
from desktop_app.adapters.docx_comments import closed, opened
from desktop_app.adapters.docx_notes import Footnotes
from desktop_app.adapters.docx_tables import add_table
from desktop_app.adapters.docx_tracking import Tracking, as_removed
from desktop_app.domain.finished import Mark
from desktop_app.domain.text import BlockKind, Span
from desktop_app.domain.tracked import Track, TrackedBlock, TrackedRun

_PUNCTUATION = frozenset(".,;:!?…)]}”’\"'")
THIN_SPACE = "\u202f"
"""Between a digit and the mark of a note: it is no part of the text."""
_STYLES = {BlockKind.HEADING: "Heading 2"}


@dataclass(frozen=True, slots=True)
class Commented:
    """Words (offsets in the plain text) that these comments are about."""

    place: Span
    comments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A block, or a cell of one, with its own notes and comments; offsets stay those of the plain text."""

    runs: tuple[TrackedRun, ...]
    place: Span
    marks: tuple[Mark, ...] = ()
    opens: tuple[Commented, ...] = ()
    closes: tuple[Commented, ...] = ()

    @property
    def text(self) -> str:
        """Its words as they are now."""
        return "".join(run.text for run in self.runs if run.track is not Track.REMOVED)

    def character(self, at: int) -> str:
        """The character at a place of the plain text, where it is one of the cell's."""
        return self.text[at - self.place.start : at - self.place.start + 1] if at >= self.place.start else ""


class TextPrinter:
    """Prints texts at the end of a document."""

    def __init__(self, document: Any, lists: Lists, notes: Footnotes, tracking: Tracking) -> None:
        self._document, self._lists, self._notes, self._tracking = document, lists, notes, tracking

    def print(self, blocks: Sequence[TrackedBlock], marks: Sequence[Mark], commented: Sequence[Commented] = ()) -> None:
        """The whole text. A mark beyond its end stands at the end."""
        lines = list(zip(blocks, _lines(blocks, marks, commented), strict=True))
        for kind, run in groupby(lines, key=lambda pair: pair[0].kind):
            self._run(kind, list(run))

    def _run(self, kind: BlockKind, lines: Sequence[tuple[TrackedBlock, list[_Cell]]]) -> None:
        if kind is BlockKind.ROW:
            self._table(lines)
            return
        number = {BlockKind.BULLET: lambda: self._lists.bulleted, BlockKind.NUMBER: self._lists.numbered}.get(kind)
        in_number = number() if number else None
        for block, (cell,) in lines:
            paragraph = self._document.add_paragraph(style=_STYLES.get(kind))
            if in_number is not None:
                in_list(paragraph, in_number)
            self._tracking.paragraph(paragraph, block)
            if block.was is not block.kind and block.by:
                self._tracking.restyled(paragraph, self._properties(block.was), block.by)
            self._inline(paragraph, cell)

    def _properties(self, kind: BlockKind) -> Any | None:
        """What a paragraph of this kind has for its own."""
        if kind in _STYLES:
            properties = OxmlElement("w:pPr")
            properties.get_or_add_pStyle().val = self._document.styles[_STYLES[kind]].style_id
            return properties
        if kind in (BlockKind.BULLET, BlockKind.NUMBER):
            return list_properties(self._lists.bulleted if kind is BlockKind.BULLET else self._lists.numbered())
        return None

    def _table(self, rows: Sequence[tuple[TrackedBlock, list[_Cell]]]) -> None:
        places = add_table(self._document, [[cell.text for cell in cells] for _, cells in rows])
        for (block, cells), row in zip(rows, places, strict=True):
            self._tracking.row(row, block)
            for cell, place in zip(cells, row.cells, strict=False):
                self._inline(place.paragraphs[0], cell)
        self._document.add_paragraph()

    def _inline(self, paragraph: Any, cell: _Cell) -> None:
        put = paragraph._p.extend
        put(self._noted(paragraph, cell, cell.place.start))
        for move, same in groupby(cell.runs, key=lambda run: (run.move, run.track)):
            runs = list(same)
            put(self._tracking.move_begins(runs[0]) if move[0] else ())
            for run in runs:
                self._put_run(paragraph, cell, run)
            put(self._tracking.move_ends(runs[0]) if move[0] else ())

    def _put_run(self, paragraph: Any, cell: _Cell, run: TrackedRun) -> None:
        put = paragraph._p.extend
        if run.track is Track.REMOVED:
            put(self._tracking.around(run, self._written(paragraph, run, run.text)))
            return
        cuts = {run.start, run.end, *(cut for cut in _cuts(cell) if run.start < cut < run.end)}
        for start, end in pairwise(sorted(cuts)):
            put(opened([n for each in cell.opens if each.place.start == start for n in each.comments]))
            words = run.text[start - run.start : end - run.start]
            put(self._tracking.around(run, self._written(paragraph, run, words)))
            put(self._noted(paragraph, cell, end))
            put(closed([n for each in cell.closes if each.place.end == end for n in each.comments]))

    def _written(self, paragraph: Any, run: TrackedRun, words: str) -> list[Any]:
        """The run of these words; it stands nowhere yet."""
        written = paragraph.add_run(printable(words))
        written.bold = True if run.bold else None
        self._tracking.looks(written, run)
        if run.track is Track.REMOVED and not run.move:
            as_removed([written._r])
        paragraph._p.remove(written._r)
        return [written._r]

    def _noted(self, paragraph: Any, cell: _Cell, at: int) -> list[Any]:
        """The marks of the notes at a place. They are no tracked change: what is rejected leaves its sources behind."""
        lines = dict.fromkeys(each for mark in cell.marks if mark.at == at for each in mark.lines)
        if not lines:
            return []
        elements = []
        if cell.character(at - 1).isdigit() and not cell.character(at).isalnum():
            space = paragraph.add_run(THIN_SPACE)
            elements.append(space._r)
        elements.append(self._notes.add(paragraph, tuple(lines)))
        for element in elements:
            paragraph._p.remove(element)
        return elements


def _cuts(cell: _Cell) -> Iterable[int]:
    yield from (mark.at for mark in cell.marks)
    yield from (each.place.start for each in cell.opens)
    yield from (each.place.end for each in cell.closes)


def _lines(blocks: Sequence[TrackedBlock], marks: Sequence[Mark], commented: Sequence[Commented]) -> list[list[_Cell]]:
    """The cells of each block, with what belongs to each."""
    lines = [(block, _cells(block)) for block in blocks]
    shown = [cell for block, cells in lines for cell in cells if block.track is not Track.REMOVED]
    opens, closes = _edges(shown, commented)
    left = sorted(marks, key=lambda mark: mark.at)
    dressed: dict[int, _Cell] = {}
    for n, cell in enumerate(shown):
        mine = [mark for mark in left if n == len(shown) - 1 or mark.at <= cell.place.end]
        left = left[len(mine) :]
        placed = tuple(Mark(_after_punctuation(cell, mark.at), mark.lines) for mark in mine)
        dressed[id(cell)] = replace(cell, marks=placed, opens=tuple(opens[n]), closes=tuple(closes[n]))
    return [[dressed.get(id(cell), cell) for cell in cells] for _, cells in lines]


def _edges(
    cells: Sequence[_Cell], commented: Sequence[Commented]
) -> tuple[dict[int, list[Commented]], dict[int, list[Commented]]]:
    """In which cell the words of each comment begin, and in which they end."""
    opens: dict[int, list[Commented]] = defaultdict(list)
    closes: dict[int, list[Commented]] = defaultdict(list)
    for each in commented:
        inside = [n for n, cell in enumerate(cells) if cell.place.overlaps(each.place) and _has(cell.place)]
        if inside:
            opens[inside[0]].append(_clamped(each, cells[inside[0]].place))
            closes[inside[-1]].append(_clamped(each, cells[inside[-1]].place))
    return opens, closes


def _has(place: Span) -> bool:
    return place.end > place.start


def _clamped(commented: Commented, cell: Span) -> Commented:
    place = Span(max(commented.place.start, cell.start), min(commented.place.end, cell.end))
    return Commented(place, commented.comments)


def _after_punctuation(cell: _Cell, at: int) -> int:
    at = min(max(at, cell.place.start), cell.place.end)
    while cell.place.start < at < cell.place.end and cell.character(at) in _PUNCTUATION:
        at += 1
    return at


def _cells(block: TrackedBlock) -> list[_Cell]:
    """The cells of a row; any other block is one."""
    if block.kind is not BlockKind.ROW:
        return [_Cell(block.runs, Span(block.start, block.end))]
    cells: list[list[TrackedRun]] = [[]]
    starts, ends = [block.start], []
    for run in block.runs:
        at = run.start
        for n, words in enumerate(run.text.split("\t")):
            if n:
                ends.append(at - 1 if run.track is not Track.REMOVED else at)
                starts.append(at)
                cells.append([])
            if words:
                cells[-1].append(_part(run, words, at))
            at += (len(words) + 1) if run.track is not Track.REMOVED else 0
    return [_Cell(tuple(runs), Span(s, e)) for runs, s, e in zip(cells, starts, (*ends, block.end), strict=True)]


def _part(run: TrackedRun, words: str, at: int) -> TrackedRun:
    return replace(run, text=words, start=at)
