"""Cells as text that spreadsheets exchange: on the clipboard (tabs, or an HTML table) and in CSV files.

What comes in may be anything: it is read in one pass, and so many cells at most.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from io import StringIO

from desktop_app.domain.errors import UsageError

MOST_CELLS, MOST_CHARACTERS = 300_000, 20_000_000
"""Of what is pasted at once: three times a table of 10,000 rows and ten columns."""
_CELL = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\r\n]|\Z)|([^\t\r\n]*+)')
_GUARDED = re.compile(r"'*[=+\-@\t\r\n]")
"""How a text begins that a spreadsheet would take for a formula, or that is such a text with the guard before it."""


def read_cells(text: str) -> tuple[tuple[str, ...], ...]:
    """The cells of text from a spreadsheet: tabs between them, a row a line, and in quotation marks what holds either.

    Raises UsageError where there are too many.
    """
    _require_room(len(text), 0)
    rows: list[tuple[str, ...]] = []
    cells: list[str] = []
    at = count = 0
    while at <= len(text):
        found = _CELL.match(text, at)
        assert found is not None  # noqa: S101 - an empty cell is one
        cells.append(found[1].replace('""', '"') if found[1] is not None else found[2])
        at, count = found.end(), count + 1
        if text[at : at + 1] != "\t":
            rows.append(tuple(cells))
            cells = []
            at += text[at : at + 2] == "\r\n"
        at += 1
        _require_room(0, count)
    while len(rows) > 1 and rows[-1] == ("",):
        rows.pop()
    return tuple(rows)


def write_cells(rows: Iterable[Sequence[str]]) -> str:
    """The same text for these cells."""
    return "\n".join("\t".join(map(_quoted, row)) for row in rows)


def _quoted(cell: str) -> str:
    held = any(mark in cell for mark in "\t\r\n") or cell.startswith('"')
    return '"{}"'.format(cell.replace('"', '""')) if held else cell


def read_html(html: str) -> tuple[tuple[str, ...], ...]:
    """The cells of the first table of a page; none where it has none. Raises UsageError where there are too many."""
    _require_room(len(html), 0)
    reader = _Table()
    reader.feed(html)
    return tuple(map(tuple, reader.rows))


class _Table(HTMLParser):
    """Keeps the words of the cells of the first table; those of a table in a cell are words of the cell."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._depth = self._count = 0
        self._wide = self._high = 1
        self._above: dict[int, int] = {}
        """For a column, how many rows a cell of a row above stands in, with this one."""
        self._ended = self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._ended:
            return
        self._depth += tag == "table"
        if self._depth != 1:
            return
        if tag == "tr":
            self.rows.append([])
            self._stand_above()
        elif tag in ("td", "th") and self.rows:
            self._count += 1
            _require_room(0, self._count)
            self.rows[-1].append("")
            told = dict(attrs)
            self._in_cell, self._wide = True, _width(told.get("colspan") or "1")
            self._high = _width(told.get("rowspan") or "1")
        elif tag in ("br", "p", "div") and self._in_cell:
            self._say(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._depth == 1 and self._in_cell:
            self.rows[-1][-1] = " ".join(self.rows[-1][-1].split())
            self.rows[-1] += [""] * (self._wide - 1)
            first = len(self.rows[-1]) - self._wide
            self._above.update({at: self._high for at in range(first, first + self._wide) if self._high > 1})
            self._in_cell = False
            self._stand_above()
        elif tag == "table" and self._depth:
            self._depth -= 1
            self._ended = self._depth == 0

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _stand_above(self) -> None:
        """Blank ones where a cell of a row above reaches down to."""
        while (at := len(self.rows[-1])) in self._above and self._above[at] > 1:
            self._above[at] -= 1
            self.rows[-1].append("")

    def _say(self, words: str) -> None:
        if self._in_cell and not self._ended:
            self.rows[-1][-1] += words


def _width(told: str) -> int:
    """Of how many columns a cell is; what says more than people write is not believed."""
    return int(told) if re.fullmatch(r"[1-9]\d?", told, re.ASCII) else 1


def write_csv(rows: Iterable[Sequence[str]]) -> str:
    """A CSV file (RFC 4180): commas, quotation marks where they are needed, lines that end with CR LF."""
    file = StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before one that begins like it.

    After OWASP, “CSV Injection”: equals, plus, minus, at, tab and line ends at the beginning of a cell.
    """
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


def _require_room(characters: int, cells: int) -> None:
    if characters > MOST_CHARACTERS or cells > MOST_CELLS:
        raise UsageError(
            f"More than {MOST_CELLS:,} cells cannot be taken at once.",
            kept="The table is as it was.",
            next="Take fewer rows at a time, or import the file.",
        )
