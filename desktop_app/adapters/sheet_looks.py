"""Which cells of a workbook's sheet nobody sees, and what of it the values do not tell. Runs in the extracting process.

A row or column may be hidden or have no height or width, a cell may be written too small, in the colour of its ground,
or with a format that shows nothing.
"""

import re
from typing import Any

from lxml import etree

from desktop_app.domain.hidden_text import Hidden

_TINY, _LEAST = 1.5, 0.5
"""Points of letters that cannot be read, and of a row or characters of a column that show nothing."""
_MOST_COLUMNS = 16_384
_TAGS = ("{*}row", "{*}col", "{*}f", "{*}mergeCell")
_WHITE = "FFFFFF"
_NOTHING = re.compile(r"\s*;\s*;\s*(?:;\s*)?")


class SheetLooks:
    """The rows and columns of one sheet that are hidden, and the looks of its cells.

    `unsaved` are the cells (B2) with a formula whose result was not saved, `merged` the ranges (A2:A4) of one cell.
    """

    def __init__(self, sheet: Any) -> None:
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._known: dict[int, Hidden | None] = {}
        self.unsaved: list[str] = []
        self.merged: list[str] = []
        with sheet._get_source() as source:  # openpyxl tells of neither where it reads row by row
            self._look(etree.iterparse(source, tag=_TAGS, resolve_entities=False, no_network=True))

    def _look(self, elements: Any) -> None:
        number, formulas = 0, []
        for _, element in elements:
            if element.tag.endswith("}f"):
                formulas.append(element.getparent())
                continue
            if element.tag.endswith("mergeCell"):
                self.merged.append(element.get("ref") or "")
            elif element.tag.endswith("row"):
                self.unsaved += [cell.get("r") or "" for cell in formulas if _is_unsaved(cell)]
                formulas.clear()
                number = int(element.get("r") or number + 1)
                self._rows |= {number} if _is_hidden(element, "ht") else set()
            elif _is_hidden(element, "width"):
                last = min(int(element.get("max") or 1), _MOST_COLUMNS)
                self._columns.update(range(int(element.get("min") or 1), last + 1))
            element.clear()

    def hides_row(self, number: int) -> bool:
        """Whether a row is hidden, counted from 1."""
        return number in self._rows

    def hides_column(self, number: int) -> bool:
        """Whether a column is hidden, counted from 1."""
        return number in self._columns

    def why(self, cell: Any, row: int) -> Hidden | None:
        """Why nobody sees a cell; None where it is seen."""
        if cell.value is None:
            return None
        if row in self._rows or cell.column in self._columns:
            return Hidden.MARKED_HIDDEN
        if not cell.has_style:
            return None
        style = cell._style_id  # cells of one style look alike, and there are few styles
        if style not in self._known:
            self._known[style] = _of_style(cell)
        return self._known[style]


def _is_unsaved(cell: Any) -> bool:
    """Whether a cell with a formula has no result; a text without a letter is one."""
    return cell.get("t") != "str" and not cell.findtext("{*}v")


def _is_hidden(element: Any, size: str) -> bool:
    told = element.get(size)
    return element.get("hidden") in ("1", "true") or (told is not None and float(told) < _LEAST)


def _of_style(cell: Any) -> Hidden | None:
    font, fill = cell.font, cell.fill
    if _NOTHING.fullmatch(cell.number_format):
        return Hidden.MARKED_HIDDEN
    if font.sz is not None and font.sz <= _TINY:
        return Hidden.TINY
    ground = _colour(fill.fgColor) if fill.fill_type == "solid" else _WHITE if fill.fill_type is None else None
    return Hidden.SAME_COLOUR if ground is not None and _colour(font.color) == ground else None


def _colour(colour: Any) -> str | None:
    """Six hexadecimal digits; None where they are not told here. The theme's first colour is the paper's."""
    if colour is None:
        return None
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return colour.rgb[-6:].upper()
    return _WHITE if colour.type == "theme" and colour.theme == 0 and not colour.tint else None
