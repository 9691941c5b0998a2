"""Writes blocks of the text model, with their citations, at a cursor of a document."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextTable

from desktop_app.domain.markup import Anchor
from desktop_app.domain.text import Block, BlockKind, SectionText, Span
from desktop_app.qt.citation_object import OBJECT, SPACE, chip_format, glue_format
from desktop_app.qt.column_shares import column_shares
from desktop_app.qt.document_lines import CLOSING, LITERAL, STAND_IN, kind_of
from desktop_app.qt.document_style import NARROW, DocumentStyle
from desktop_app.qt.held_words import held_spaces
from desktop_app.qt.text_offsets import units

_AFTER = re.compile(rf"[{re.escape(CLOSING)}]+(?=\s|$)")
_SPECIAL = re.compile(r"(?P<literal>\[E[0-9]{1,4}\])|[\u2029\ufdd0\ufdd1]")
Cites = Sequence[tuple[int, int]]
"""Citations of a block: number, and the offset in the block where the cited words end."""


class DocumentWriter:
    """Fills a document from a cursor on. The block of the cursor is taken first if it is empty."""

    def __init__(self, cursor: QTextCursor, style: DocumentStyle) -> None:
        self.cursor, self._style = cursor, style

    def write(self, text: SectionText, anchors: Sequence[Anchor]) -> None:
        """All blocks of a text."""
        lines = list(zip(text.blocks, cites_of(text, anchors), strict=True))
        for is_row, group in groupby(lines, key=lambda line: line[0].kind is BlockKind.ROW):
            if is_row:
                self.write_table(list(group))
            else:
                for block, cites in group:
                    self.write_block(block, cites)

    def write_block(self, block: Block, cites: Cites) -> None:
        """A block that is no row."""
        self.open_block(block.kind)
        write_items(self.cursor, self._style, block.kind, items_of(block, cites))

    def open_block(self, kind: BlockKind) -> None:
        """An empty block of this kind, at the end of a list before it where that has the kind."""
        look, words = self._style.block(kind), self._style.words(kind)
        if self.cursor.block().length() > 1:
            self.cursor.insertBlock(look, words)
        else:
            self.cursor.setBlockFormat(look)
            self.cursor.setBlockCharFormat(words)
        if kind in (BlockKind.BULLET, BlockKind.NUMBER):
            before = self.cursor.block().previous()
            listed = before.textList() if before.isValid() and kind_of(before) is kind else None
            if listed is not None:
                listed.add(self.cursor.block())
            else:
                self.cursor.createList(self._style.list(kind))

    def write_table(self, rows: Sequence[tuple[Block, Cites]]) -> None:
        """Rows, as a table."""
        table = self.open_table([block.text.split("\t") for block, _ in rows])
        for i, (block, cites) in enumerate(rows):
            self._write_row(table, i, block, cites)
        self.close_table(table)

    def open_table(self, rows: Sequence[Sequence[str]]) -> QTextTable:
        """Empty cells with room for these words; the last cell of a short row is as wide as what is left."""
        self._close_empty_block()
        columns = max(map(len, rows))
        shares = column_shares(rows, self._style.cell_width, self._style.theme.px(NARROW))
        table = self.cursor.insertTable(len(rows), columns, self._style.table(shares))
        for at, row in enumerate(rows):
            if len(row) < columns:
                table.mergeCells(at, len(row) - 1, 1, columns - len(row) + 1)
        return table

    def open_cell(self, table: QTextTable, row: int, column: int) -> QTextCursor:
        """A cursor in an empty cell."""
        cursor = table.cellAt(row, column).firstCursorPosition()
        cursor.setBlockFormat(self._style.block(BlockKind.ROW))
        return cursor

    def close_table(self, table: QTextTable) -> None:
        """What is written next stands under the table."""
        self.cursor = table.lastCursorPosition()
        self.cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        self.cursor.setBlockFormat(self._style.block(BlockKind.PARAGRAPH))

    def _close_empty_block(self) -> None:
        """A table stands directly under the words before it."""
        block = self.cursor.block()
        before = block.previous()
        if block.length() == 1 and before.isValid() and QTextCursor(before).currentTable() is None:
            self.cursor.deletePreviousChar()

    def _write_row(self, table: QTextTable, row: int, block: Block, cites: Cites) -> None:
        for column, (cell, cell_cites) in enumerate(cells_of(block, cites)):
            write_items(self.open_cell(table, row, column), self._style, cell.kind, items_of(cell, cell_cites))


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool

    @property
    def units(self) -> int:
        """How long it is in the document."""
        return units(self.text)


@dataclass(frozen=True, slots=True)
class Chip:
    """A citation; `back` is how many closing marks it stands behind."""

    number: int
    back: int
    bold: bool

    @property
    def units(self) -> int:
        """How long it is in the document, with the space before it."""
        return 2


Item = Run | Chip


def items_of(block: Block, cites: Cites) -> list[Item]:
    """A block as words and chips, these after the punctuation."""
    text = block.text
    chips = sorted(((shown_at(text, end), end, number) for number, end in cites), key=lambda c: c[:2])
    places = sorted({0, len(text), *(at for at, _, _ in chips), *(e for s in block.bold for e in (s.start, s.end))})
    items: list[Item] = [Chip(number, 0, False) for at, _, number in chips if at == 0]
    for start, end in pairwise(places):
        bold = any(s.start <= start and end <= s.end for s in block.bold)
        items.append(Run(text[start:end], bold))
        items += (Chip(number, at - cited, bold) for at, cited, number in chips if at == end)
    return items


def write_items(cursor: QTextCursor, style: DocumentStyle, kind: BlockKind, items: Iterable[Item]) -> None:
    """Words and chips at the cursor, in a block of this kind."""
    for item in items:
        words = style.words(kind, bold=item.bold)
        if isinstance(item, Chip):
            write_chip(cursor, words, item.number, item.back)
        else:
            write_text(cursor, item.text, words)


def write_chip(cursor: QTextCursor, words: QTextCharFormat, number: int, back: int = 0) -> None:
    """A chip among words of this look, with the space that keeps it in their line."""
    cursor.insertText(SPACE, glue_format(words))
    cursor.insertText(OBJECT, chip_format(number, back, words))


def write_text(cursor: QTextCursor, text: str, words: QTextCharFormat) -> None:
    """Words, with what a document cannot hold or would be taken for a typed citation marked as what it is, and amounts
    and dates held together."""
    at = 0
    marks = [(each.span(), each["literal"] or "\ufffd", bool(each["literal"])) for each in _SPECIAL.finditer(text)]
    marks += [((space, space + 1), SPACE, False) for space in held_spaces(text)]
    for (start, end), shown, literal in sorted(marks):
        if start > at:
            cursor.insertText(text[at:start], words)
        cursor.insertText(shown, marked_format(words, text[start:end], literal=literal))
        at = end
    if at < len(text):
        cursor.insertText(text[at:], words)


def marked_format(words: QTextCharFormat, text: str, *, literal: bool = False) -> QTextCharFormat:
    """The format of what stands for this text: for words that are no citation, or for another character."""
    marked = QTextCharFormat(words)
    marked.setProperty(LITERAL if literal else STAND_IN, text)
    return marked


def cites_of(text: SectionText, anchors: Sequence[Anchor]) -> list[list[tuple[int, int]]]:
    """The citations of each block: those that end in it."""
    cites: list[list[tuple[int, int]]] = []
    at, rest = 0, sorted(anchors, key=lambda a: a.end)
    for block in text.blocks:
        end = at + len(block.text)
        here = [a for a in rest if a.end <= end]
        cites.append([(a.number, max(a.end - at, 0)) for a in here])
        rest, at = rest[len(here) :], end + 1
    return cites


def cells_of(row: Block, cites: Cites) -> list[tuple[Block, list[tuple[int, int]]]]:
    """The cells of a row, each as a block with its own citations; bold ends with its cell."""
    cells = []
    at = 0
    for text in row.text.split("\t"):
        place = Span(at, at + len(text))
        bold = (Span(max(s.start, at) - at, min(s.end, place.end) - at) for s in row.bold if s.overlaps(place))
        inside = [(number, end - at) for number, end in cites if at < end <= place.end or end == at == 0]
        cells.append((replace(row, text=text, bold=tuple(bold)), inside))
        at = place.end + 1
    return cells


def shown_at(text: str, end: int) -> int:
    """Where the chip of a citation stands that ends here: after the punctuation that follows."""
    after = _AFTER.match(text, end)
    return after.end() if after else end
