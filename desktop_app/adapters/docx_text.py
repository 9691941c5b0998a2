"""The text of a section as Word paragraphs, lists and tables, with a footnote after the words that it is for.

A note's mark stands after the punctuation, and apart from a digit: it is no power of a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from desktop_app.adapters.docx_base import Lists, in_list, printable
from desktop_app.adapters.docx_notes import Footnotes, NoteLine
from desktop_app.domain.text import BlockKind, SectionText, Span

_PUNCTUATION = frozenset(".,;:!?…)]}”’\"'")
_THIN_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Mark:
    """A note after the character before `at` (an offset in the plain text), with its lines."""

    at: int
    lines: tuple[NoteLine, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A block, or a cell of one, with its own bold and marks."""

    text: str
    bold: tuple[Span, ...]
    marks: tuple[Mark, ...]


class TextPrinter:
    """Prints texts at the end of a document."""

    def __init__(self, document: Any, lists: Lists, notes: Footnotes) -> None:
        self._document, self._lists, self._notes = document, lists, notes

    def print(self, text: SectionText, marks: Sequence[Mark]) -> None:
        """The whole text. A mark beyond its end stands at the end."""
        lines = zip(
            text.blocks, _shared([b.text for b in text.blocks], [b.bold for b in text.blocks], marks), strict=True
        )
        for kind, run in groupby(lines, key=lambda pair: pair[0].kind):
            self._run(kind, [line for _, line in run])

    def _run(self, kind: BlockKind, lines: Sequence[_Line]) -> None:
        if kind is BlockKind.ROW:
            self._table(lines)
            return
        style = "Heading 2" if kind is BlockKind.HEADING else None
        number = {BlockKind.BULLET: lambda: self._lists.bulleted, BlockKind.NUMBER: self._lists.numbered}.get(kind)
        in_number = number() if number else None
        for line in lines:
            paragraph = self._document.add_paragraph(style=style)
            if in_number is not None:
                in_list(paragraph, in_number)
            self._inline(paragraph, line)

    def _table(self, rows: Sequence[_Line]) -> None:
        width = max(row.text.count("\t") for row in rows) + 1
        table = self._document.add_table(len(rows), width, style="Table Grid")
        for row, cells in zip(rows, table.rows, strict=True):
            for line, cell in zip(_cells(row), cells.cells, strict=False):
                self._inline(cell.paragraphs[0], line)
        self._document.add_paragraph()

    def _inline(self, paragraph: Any, line: _Line) -> None:
        cuts = {0, len(line.text), *(m.at for m in line.marks)}
        cuts |= {cut for span in line.bold for cut in (span.start, span.end) if cut <= len(line.text)}
        edges = sorted(cuts)
        self._mark(paragraph, line, 0)
        for start, end in pairwise(edges):
            run = paragraph.add_run(printable(line.text[start:end]))
            run.bold = True if any(Span(start, end).overlaps(span) for span in line.bold) else None
            self._mark(paragraph, line, end)

    def _mark(self, paragraph: Any, line: _Line, at: int) -> None:
        lines = dict.fromkeys(each for mark in line.marks if mark.at == at for each in mark.lines)
        if lines:
            if line.text[at - 1 : at].isdigit() and not line.text[at : at + 1].isalnum():
                paragraph.add_run(_THIN_SPACE)
            self._notes.add(paragraph, tuple(lines))


def _after_punctuation(text: str, at: int) -> int:
    while 0 < at < len(text) and text[at] in _PUNCTUATION:
        at += 1
    return at


def _cells(row: _Line) -> list[_Line]:
    texts = row.text.split("\t")
    begins = [sum(len(t) + 1 for t in texts[:i]) for i in range(len(texts))]
    bold = [
        tuple(
            Span(max(s.start - at, 0), min(s.end - at, len(text)))
            for s in row.bold
            if s.overlaps(Span(at, at + len(text)))
        )
        for at, text in zip(begins, texts, strict=True)
    ]
    return _shared(texts, bold, row.marks)


def _shared(texts: Sequence[str], bold: Sequence[tuple[Span, ...]], marks: Sequence[Mark]) -> list[_Line]:
    """Lines that are joined by one character each, with the marks that end in them."""
    result: list[_Line] = []
    left = sorted(marks, key=lambda mark: mark.at)
    at = 0
    for i, text in enumerate(texts):
        last = i == len(texts) - 1
        mine = [mark for mark in left if last or mark.at <= at + len(text)]
        left = left[len(mine) :]
        own = tuple(Mark(_after_punctuation(text, min(max(mark.at - at, 0), len(text))), mark.lines) for mark in mine)
        result.append(_Line(text, bold[i], own))
        at += len(text) + 1
    return result
