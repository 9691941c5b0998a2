"""Text that is being written, shown as it comes: always as the domain reads it, at the cost of its open paragraph."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtGui import QTextCursor

from desktop_app.domain.markup import Anchor, MarkedText, Piece, Words, read_pieces
from desktop_app.domain.text import BlockKind, Origin, OriginSpan
from desktop_app.qt.document_writer import DocumentWriter, Item, Run, cites_of, items_of, write_items
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.text_offsets import units

_LINES = re.compile(r"(?=\n)")
_LONGEST_MARK = len("[E1234]")
_LAST_WORDS = re.compile(r"(?:\S+\s*){1,2}\Z")
_LONGEST_WORDS = 40
"""Characters of what may be the begin of an amount or a date, which is held together once it is whole."""
_SOURCE = OriginSpan(0, 0, Origin.MODEL)
_LITERAL = (Origin.EVIDENCE, Origin.ANSWER)


class SectionStream:
    """Appends pieces to a document. What is settled is never touched again: only the last block, or a table that is
    not complete yet, is read and written anew, and of a block only what comes after the words that stay."""

    def __init__(self, section: SectionDocument) -> None:
        self._section = section
        self._cursor = QTextCursor(section.document)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._start = self._cursor.position()
        self._open: list[Piece] = []
        self._shown: tuple[BlockKind, list[Item], int] | None = None

    @property
    def position(self) -> int:
        """Where the next words will stand."""
        return self._cursor.position()

    def add(self, pieces: Iterable[Piece]) -> None:
        """Show these pieces after what is there, as one edit."""
        self._cursor.beginEditBlock()
        for piece in pieces:
            for part in _parts(piece):
                self._open.append(part)
                self._show(_with_bold_closed(self._open))
        self._cursor.endEditBlock()

    def finish(self) -> None:
        """Nothing more comes: marks that were never closed are words."""
        if self._open:
            self._cursor.beginEditBlock()
            self._show(self._open)
            self._cursor.endEditBlock()

    def _show(self, pieces: Sequence[Piece]) -> None:
        marked = read_pieces(pieces, _SOURCE)
        blocks = marked.text.blocks
        if not blocks:
            self._take_back()
            return
        cites = cites_of(marked.text, marked.anchors)
        if self._shown and len(blocks) == 1 and self._shown[0] is blocks[0].kind is not BlockKind.ROW:
            self._go_on(self._shown, items_of(blocks[0], cites[0]))
        else:
            self._write_anew(marked, marked.anchors)
            last = blocks[-1]
            if len(blocks) == 1 and last.kind is not BlockKind.ROW:
                self._shown = (last.kind, items_of(last, cites[-1]), self._cursor.block().position())
            elif last.kind is not BlockKind.ROW and not last.text.startswith("|"):
                self._settle(after_table=blocks[-2].kind is BlockKind.ROW)
                self._shown = (last.kind, items_of(last, cites[-1]), self._cursor.block().position())

    def _take_back(self) -> None:
        """What looked like words is none, as the line of dashes that parts paragraphs."""
        if self._shown is not None:
            self._remove_from(self._start)
            self._shown = None

    def _go_on(self, shown: tuple[BlockKind, list[Item], int], items: list[Item]) -> None:
        kind, before, start = shown
        kept, same = 0, 0
        while same < len(before) and same < len(items) and before[same] == items[same]:
            kept += items[same].units
            same += 1
        rest: list[Item] = list(items[same:])
        if same < len(before) and rest:
            stays = _stays(before[same], rest[0])
            kept += units(stays)
            rest[0] = _without(rest[0], stays)
        self._remove_from(start + kept)
        write_items(self._cursor, self._section.style, kind, rest)
        self._shown = (kind, items, start)

    def _write_anew(self, marked: MarkedText, anchors: Sequence[Anchor]) -> None:
        self._remove_from(self._start)
        writer = DocumentWriter(self._cursor, self._section.style)
        writer.write(marked.text, anchors)
        self._cursor = writer.cursor
        self._shown = None

    def _settle(self, *, after_table: bool) -> None:
        """Only the last block is open from now on: the line it stands in."""
        lines = [i for i, p in enumerate(self._open) if isinstance(p, Words) and p.text.startswith("\n")]
        self._open = self._open[lines[-1] :] if lines else self._open
        # Tables cannot be asked for within an edit. Directly after one nothing can be taken out before the block.
        self._start = self._cursor.block().position() - (0 if after_table else 1)

    def _remove_from(self, position: int) -> None:
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        if self._cursor.position() > position:
            self._cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self._cursor.removeSelectedText()


def _with_bold_closed(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Bold that is still open is shown as bold, and not as its marks."""
    marks = sum(p.text.count("**") for p in pieces if isinstance(p, Words) and p.origin not in _LITERAL)
    last = pieces[-1]
    if marks % 2 == 0 or not isinstance(last, Words) or last.text.rstrip().endswith("**"):
        return pieces
    return (*pieces[:-1], replace(last, text=last.text.rstrip() + "**"))


def _parts(piece: Piece) -> list[Piece]:
    """Each line of the words by itself: a line end begins a part. Literal words have no lines."""
    if not isinstance(piece, Words) or piece.origin in _LITERAL:
        return [piece]
    return [replace(piece, text=part) for part in _LINES.split(piece.text) if part]


def _stays(before: Item, now: Item) -> str:
    """The words of a run that need not be written anew: not what may become words that look like a citation, an amount
    or a date."""
    if not (isinstance(before, Run) and isinstance(now, Run) and before.bold == now.bold):
        return ""
    bracket = before.text.rfind("[", max(len(before.text) - _LONGEST_MARK, 0))
    stays = before.text[:bracket] if bracket >= 0 else before.text
    stays = stays[:-_LONGEST_WORDS] + _LAST_WORDS.sub("", stays[-_LONGEST_WORDS:])
    return stays if now.text.startswith(stays) else ""


def _without(item: Item, stays: str) -> Item:
    return replace(item, text=item.text[len(stays) :]) if isinstance(item, Run) else item
