"""The text of a section on the pages of a PDF document, with the numbers of its sources."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from fpdf.enums import CharVPos
from fpdf.fonts import FontFace

from desktop_app.adapters.pdf_page import BLACK, FAMILY, GREY, CasePages
from desktop_app.domain.finished import Mark, NoteLine
from desktop_app.domain.text import Block, BlockKind, SectionText, Span

_SIZE, _LINE = 10.5, 5.3
_INDENT_MM = 6
_PUNCTUATION = frozenset(".,;:!?…)]}”’\"'")


class Notes:
    """Sources by their number: those of the same words have one."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[NoteLine, ...], int] = {}
        self._listed = 0

    def number(self, lines: tuple[NoteLine, ...]) -> int:
        """The number of these sources."""
        return self._numbers.setdefault(lines, len(self._numbers) + 1)

    def new(self) -> Iterator[tuple[int, str]]:
        """The sources that were not listed yet, each with its number."""
        for lines, number in [*self._numbers.items()][self._listed :]:
            yield number, " · ".join(line.text for line in lines)
        self._listed = len(self._numbers)


class PdfText:
    """Prints texts."""

    def __init__(self, pages: CasePages, notes: Notes) -> None:
        self._pages, self._notes = pages, notes

    def print(self, text: SectionText, marks: Sequence[Mark]) -> None:
        """The whole text, and the sources that it is the first to cite."""
        at, lines = 0, []
        for number, block in enumerate(text.blocks):
            end, last = at + len(block.text), number == len(text.blocks) - 1
            mine = {
                _behind(block.text, mark.at - at): mark
                for mark in marks
                if at <= mark.at <= end or (last and mark.at > end)
            }
            lines.append((block, {place: self._notes.number(mark.lines) for place, mark in mine.items()}))
            at = end + 1
        for kind, run in groupby(lines, key=lambda line: line[0].kind):
            self._run(kind, list(run))
        for number, words in self._notes.new():
            self._pages.line_of(f"[{number}] {words}", 8, color=GREY, after=0.5)
        self._pages.ln(1.5)

    def _run(self, kind: BlockKind, lines: Sequence[tuple[Block, dict[int, int]]]) -> None:
        if kind is BlockKind.ROW:
            self._table(lines)
            return
        for number, (block, notes) in enumerate(lines, 1):
            lead = {BlockKind.BULLET: "•", BlockKind.NUMBER: f"{number}."}.get(kind, "")
            self._paragraph(block, notes, lead)

    def _paragraph(self, block: Block, notes: dict[int, int], lead: str) -> None:
        pages, margin = self._pages, self._pages.l_margin
        heading = block.kind is BlockKind.HEADING
        size = 12 if heading else _SIZE
        pages.set_text_color(*BLACK)
        pages.set_font(FAMILY, "", size)
        if lead:
            pages.cell(_INDENT_MM, _LINE, lead)
            pages.set_left_margin(margin + _INDENT_MM)
        for words, bold, after in _pieces(block, notes):
            pages.set_font(FAMILY, "B" if bold or heading else "", size)
            pages.write(_LINE, pages.known(words))
            if after:
                pages.char_vpos = CharVPos.SUP
                pages.set_font(FAMILY, "", size)
                pages.write(_LINE, f"[{after}]")
                pages.char_vpos = CharVPos.LINE
        pages.set_left_margin(margin)
        pages.ln(_LINE + (1 if lead else 2))

    def _table(self, rows: Sequence[tuple[Block, dict[int, int]]]) -> None:
        pages = self._pages
        width = max(block.text.count("\t") for block, _ in rows) + 1
        pages.set_font(FAMILY, "", 9)
        pages.set_text_color(*BLACK)
        with pages.table(first_row_as_headings=False, line_height=4.6, text_align="LEFT", padding=1) as table:
            for block, notes in rows:
                row = table.row()
                cells = list(_cells(block, notes))
                for words, bold in cells + [("", False)] * (width - len(cells)):
                    row.cell(pages.known(words), style=FontFace(emphasis="BOLD") if bold else None)
        pages.ln(3)


def _pieces(block: Block, notes: dict[int, int]) -> Iterator[tuple[str, bool, int]]:
    """The words of a block, cut where they look otherwise or a source stands after them."""
    cuts = {0, len(block.text), *notes, *(cut for span in block.bold for cut in (span.start, span.end))}
    for start, end in pairwise(sorted(cuts)):
        bold = any(Span(start, end).overlaps(span) for span in block.bold)
        yield block.text[start:end], bold, notes.get(end, 0)


def _cells(block: Block, notes: dict[int, int]) -> Iterator[tuple[str, bool]]:
    at = 0
    for text in block.text.split("\t"):
        place = Span(at, at + len(text))
        numbers = "".join(f" [{n}]" for end, n in sorted(notes.items()) if place.start < end <= place.end)
        bold = any(span.start <= place.start and place.end <= span.end for span in block.bold) and bool(text)
        yield text + numbers, bold
        at = place.end + 1


def _behind(text: str, at: int) -> int:
    """After the punctuation that follows."""
    at = min(at, len(text))
    while 0 < at < len(text) and text[at] in _PUNCTUATION:
        at += 1
    return at
