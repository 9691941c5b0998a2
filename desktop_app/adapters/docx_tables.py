"""Tables of a Word document: as wide as its text, each column by its words, figures below each other."""

import re
from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Emu

from desktop_app.adapters.docx_base import CELL, TABLE

_FIGURE = re.compile(r"(?:[A-Z]{3} )?[-(−]?[$€£]?\d[\d,. ]*\)?(?: ?%| x)?")
_SHORTEST, _LONGEST, _PADDING = 3, 40, 3
"""Characters of a column, at least and at most, and those that the room beside its words takes."""

_CHARACTER = Emu(66_000)
"""About as wide as a character of a cell is."""


def add_table(document: Any, rows: Sequence[Sequence[str]], *, headed: bool = True) -> list[Any]:
    """The empty rows of a table for these words. The first is repeated on each page where the table is `headed`."""
    columns = max(map(len, rows))
    table = document.add_table(len(rows), columns, style=TABLE)
    table.autofit = False
    headed = headed and len(rows) > 1
    table._tbl.tblPr.append(_look(headed=headed))
    widths = _widths(rows, columns, _room(document))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    right = {n for n in range(columns) if _is_figures([row[n] for row in rows[headed:] if n < len(row)])}
    lines = list(table.rows)
    for line in lines:
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for n, (cell, width) in enumerate(zip(line.cells, widths, strict=True)):
            cell.width = width
            cell.paragraphs[0].style = CELL
            if n in right:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if headed:
        lines[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return lines


def _look(*, headed: bool) -> Any:
    look = OxmlElement("w:tblLook")
    for part, on in (("firstRow", headed), ("lastRow", False), ("firstColumn", False), ("lastColumn", False)):
        look.set(f"{{{look.nsmap['w']}}}{part}", "1" if on else "0")
    for part in ("noHBand", "noVBand"):
        look.set(f"{{{look.nsmap['w']}}}{part}", "1")
    return look


def _room(document: Any) -> int:
    page = document.sections[-1]
    return int((page.page_width or Emu(7_560_000)) - (page.left_margin or 0) - (page.right_margin or 0))


def _widths(rows: Sequence[Sequence[str]], columns: int, room: int) -> list[Emu]:
    """Each column as wide as its longest word, and what is left over by the length of its lines."""
    least, more = [], []
    for n in range(columns):
        cells = [row[n] for row in rows if n < len(row)]
        word = max((len(word) for cell in cells for word in cell.split()), default=0)
        line = max(map(len, cells), default=0)
        least.append(max(_SHORTEST, min(word, _LONGEST)) + _PADDING)
        more.append(max(0, min(line, _LONGEST) + _PADDING - least[-1]))
    left = max(0, room // _CHARACTER - sum(least))
    shares = [one + left * two / sum(more) for one, two in zip(least, more, strict=True)] if sum(more) else least
    return [Emu(int(room * share / sum(shares))) for share in shares]


def _is_figures(cells: Sequence[str]) -> bool:
    said = [cell.strip() for cell in cells if cell.strip()]
    return bool(said) and all(_FIGURE.fullmatch(cell) for cell in said)
