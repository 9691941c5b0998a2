"""The lines of a document as blocks of the text model, with their citations and where their characters stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextListFormat,
    QTextTable,
)

from desktop_app.domain.markup import Anchor, join_blocks, write_block
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Block, BlockKind, SectionText, Span
from desktop_app.qt.citation_object import BACK, GLUE, NUMBER, SPACE, is_chip
from desktop_app.qt.document_style import is_bold
from desktop_app.qt.text_offsets import Stretch, TextOffsets, units

LITERAL = NUMBER + 3
"""Property of words that look like a typed citation and are none."""
STAND_IN = NUMBER + 4
"""Property of a character that a document cannot hold: the character it stands for."""
CLOSING = ".,;:!?)]}\"'”’…"
"""Punctuation that a chip stands after."""
TYPED = re.compile(r" *\[E(?P<spaced>[0-9]{1,4})\](?=[\s.,;:!?)\]}\"'”’…]|$)|\[E(?P<tight>[0-9]{1,4})\]")
"""A citation as a person types it, with the spaces that are no part of the text."""


@dataclass(frozen=True)
class Line:
    """A block, its citations (number, and the end of what is cited, in the block), and its stretches."""

    block: Block
    cites: tuple[tuple[int, int], ...]
    stretches: tuple[Stretch, ...]

    @cached_property
    def markup(self) -> str:
        """The line that reads back as this block with these citations."""
        return write_block(self.block, [Anchor(number, end, end) for number, end in self.cites])


@dataclass(frozen=True)
class DocumentText:
    """What a document says: its lines, each with the position that its stretches count from. An anchor says where its
    citation stands; the words that it covers are the domain's to say, so it begins where it ends."""

    lines: tuple[tuple[int, Line], ...]

    @cached_property
    def text(self) -> SectionText:
        """The text."""
        return SectionText(tuple(line.block for _, line in self.lines))

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """Its citations, in order."""
        return tuple(Anchor(number, at + end, at + end) for at, _, line in self._placed() for number, end in line.cites)

    @cached_property
    def offsets(self) -> TextOffsets:
        """Where its characters stand in the document."""
        return TextOffsets(
            [stretch.moved(at, position) for at, position, line in self._placed() for stretch in line.stretches]
        )

    @cached_property
    def markup(self) -> str:
        """The markup that reads back as this text with these citations."""
        lines = [line for _, line in self.lines]
        return join_blocks([line.block.kind for line in lines], [line.markup for line in lines])

    def _placed(self) -> Iterator[tuple[int, int, Line]]:
        """The lines with the offset and the position where each begins."""
        at = 0
        for position, line in self.lines:
            yield at, position, line
            at += len(line.block.text) + 1


class DocumentReader(QObject):
    """Reads the text of a document. What was not edited since the last time is not read again, so that typing costs
    what its paragraph costs. Empty lines are no text, as in markup; tables are read each time."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._document = document
        self._kept: list[Line | None] = []
        document.contentsChange.connect(self._forget)

    def read(self) -> DocumentText:
        """What stands there now."""
        if len(self._kept) != self._document.blockCount():
            self._kept = [None] * self._document.blockCount()
        return DocumentText(tuple((at, line) for at, line in self._lines() if line.block.text))

    def _lines(self) -> Iterator[tuple[int, Line]]:
        block, number = self._document.begin(), 0
        while block.isValid():
            table = QTextCursor(block).currentTable()
            if table is None:
                yield block.position(), self._line(block, number)
                block, number = block.next(), number + 1
            else:
                yield from ((0, row) for row in map(_joined, _rows(table)))
                block = self._document.findBlock(table.lastPosition()).next()
                number = block.blockNumber()

    def _line(self, block: QTextBlock, number: int) -> Line:
        kept, kind = self._kept[number], kind_of(block)
        if kept is None or kept.block.kind is not kind:
            kept = self._kept[number] = _Words(block, block.position()).line(kind)
        return kept

    def _forget(self, position: int, _removed: int, added: int) -> None:
        """Lines that were edited are read again; those after them have other numbers now, if any."""
        document, known = self._document, len(self._kept)
        first = document.findBlock(position).blockNumber()
        last = document.findBlock(position + added)
        end = last.blockNumber() + 1 if last.isValid() else document.blockCount()
        self._kept[first : end + known - document.blockCount()] = [None] * (end - first)


def kind_of(block: QTextBlock) -> BlockKind:
    """What a block outside tables is."""
    listed = block.textList()
    if listed is not None:
        decimal = listed.format().style() == QTextListFormat.Style.ListDecimal
        return BlockKind.NUMBER if decimal else BlockKind.BULLET
    return BlockKind.HEADING if block.blockFormat().headingLevel() else BlockKind.PARAGRAPH


def fragments(block: QTextBlock) -> Iterator[QTextFragment]:
    """The pieces of a block, each of one format."""
    part = block.begin()
    while not part.atEnd():
        yield part.fragment()
        part += 1


def _rows(table: QTextTable) -> Iterator[list[Line]]:
    for row in range(table.rows()):
        cells = []
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            if cell.row() == row and cell.column() == column:
                first, last = cell.firstCursorPosition().block(), cell.lastCursorPosition().block()
                cells.append(_cell(first, last))
        yield cells


def _cell(block: QTextBlock, last: QTextBlock) -> Line:
    words = _Words(block)
    while block != last:
        block = block.next()
        words.space(block.position() - 1)
        words.add(block)
    return words.line(BlockKind.ROW)


def _joined(cells: Sequence[Line]) -> Line:
    """A row: the cells with tabs between them."""
    bold: list[Span] = []
    cites: list[tuple[int, int]] = []
    stretches: list[Stretch] = []
    at = 0
    for cell in cells:
        bold += (span.shifted(at) for span in cell.block.bold)
        cites += ((number, at + end) for number, end in cell.cites)
        stretches += (s.moved(at, 0) for s in cell.stretches)
        at += len(cell.block.text) + 1
    text = "\t".join(cell.block.text for cell in cells)
    return Line(Block(BlockKind.ROW, text, tuple(bold)), _placed(cites, text), tuple(stretches))


class _Words:
    """Collects the words of a line from the formats of its characters; positions count from `base`."""

    def __init__(self, block: QTextBlock, base: int = 0) -> None:
        self._base = base
        self._text = ""
        self._bold: list[Span] = []
        self._cites: list[tuple[int, int]] = []
        self._stretches: list[Stretch] = []
        self.add(block)

    def add(self, block: QTextBlock) -> None:
        """What stands in this block."""
        for fragment in fragments(block):
            look, text = fragment.charFormat(), fragment.text()
            if is_chip(look):
                self._cites += [(look.intProperty(NUMBER), self._behind(look.intProperty(BACK)))] * len(text)
            else:
                self._add_words(text, fragment.position() - self._base, look, is_bold(look))

    def space(self, position: int) -> None:
        """A line end that the text model has no place for."""
        self._take(" ", position, bold=False)

    def line(self, kind: BlockKind) -> Line:
        """The line without blanks at its ends."""
        text = self._text.strip()
        lead = len(self._text) - len(self._text.lstrip())
        whole = Span(lead, lead + len(text))
        bold = (_trimmed(span, text) for span in (_within(s, whole) for s in self._bold) if span)
        cites = [(number, min(max(end - lead, 0), len(text))) for number, end in self._cites]
        stretches = tuple(cut for cut in (_cut(s, whole) for s in self._stretches) if cut)
        block = Block(kind, text, tuple(span for span in bold if span.length > 0))
        return Line(block, tuple(cites) if kind is BlockKind.ROW else _placed(cites, text), stretches)

    def _add_words(self, text: str, position: int, look: QTextFormat, bold: bool) -> None:
        if look.hasProperty(STAND_IN):
            text = str(look.property(STAND_IN)) * len(text)
        elif look.hasProperty(GLUE):
            for part in text.split(SPACE):
                self._take(part, position, bold=bold)
                position += units(part) + 1
            return
        if "[E" not in text or look.hasProperty(LITERAL):
            self._take(text, position, bold=bold)
            return
        at = 0
        for typed in TYPED.finditer(text):
            self._take(text[at : typed.start()], position + units(text[:at]), bold=bold)
            self._cites.append((int(typed["spaced"] or typed["tight"]), len(self._text)))
            at = typed.end()
        self._take(text[at:], position + units(text[:at]), bold=bold)

    def _take(self, text: str, position: int, *, bold: bool) -> None:
        if not text:
            return
        start = len(self._text)
        self._text += text.replace("\t", " ")
        if bold:
            touches = self._bold and self._bold[-1].end == start
            self._bold.append(Span(self._bold.pop().start if touches else start, len(self._text)))
        self._stretches.append(Stretch(start, position, text))

    def _behind(self, back: int) -> int:
        """Where the chip belongs: before so many of the closing marks that it stands after."""
        end = len(self._text)
        while back > 0 and end > 0 and self._text[end - 1] in CLOSING:
            end, back = end - 1, back - 1
        return end


def _placed(cites: Sequence[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    """Each citation at the end of words: those before it, or the line's first sentence where there are none."""
    found = sentences(text)
    ends = ((number, len(text[:end].rstrip()) or (found[0].end if found else 0)) for number, end in cites)
    return tuple(sorted((c for c in dict.fromkeys(ends) if c[1]), key=lambda c: c[1]))


def _within(span: Span, whole: Span) -> Span | None:
    start, end = max(span.start, whole.start), min(span.end, whole.end)
    return Span(start - whole.start, end - whole.start) if start < end else None


def _trimmed(span: Span, text: str) -> Span:
    """Markup has no bold that begins or ends with a blank."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _cut(stretch: Stretch, whole: Span) -> Stretch | None:
    start, end = max(stretch.offset, whole.start), min(stretch.end, whole.end)
    if start >= end:
        return None
    before = stretch.text[: start - stretch.offset]
    kept = stretch.text[start - stretch.offset : end - stretch.offset]
    return replace(stretch, offset=start - whole.start, position=stretch.position + units(before), text=kept)
