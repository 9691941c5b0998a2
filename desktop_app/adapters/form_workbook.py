"""The cells of a workbook that holds a form, as texts. Runs in the reading process only."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from desktop_app.adapters.extraction import NotRead
from desktop_app.adapters.office_package import OfficePackage
from desktop_app.adapters.workbook_extraction import DAMAGED
from desktop_app.domain.evidence import DocumentState

MOST_CELLS = 500_000
"""Cells of all sheets together in which something stands."""

MOST_ROWS = 200_000
"""Rows of all sheets together in which something stands."""

MOST_SHEETS = 100
MOST_COLUMNS = 500
_BLANK_ROWS = 70_000
"""So many rows of blank cells end a sheet: spreadsheets keep a look for rows that nobody wrote in. Gaps are no rows."""

_UNWORKED = re.compile(
    rb"<(?:\w+:)?c(?=[\s>])(?![^<>]*\bt=\"str\")[^<>]*>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
"""A cell with a formula and no value behind it; a text that is blank (`t="str"`) is a value."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Every sheet's rows as texts, blank where nothing stands; `unworked` are the places of formulas whose value the
    workbook does not hold."""

    sheets: dict[str, list[list[str]]]
    unworked: tuple[str, ...] = ()


class SheetRows:
    """Takes the rows of sheets as texts and counts them. Raises NotRead for more than a form has."""

    def __init__(self) -> None:
        self._rows = self._cells = 0

    def texts(self, rows: Iterable[Sequence[object]]) -> list[list[str]]:
        """The rows up to the last one that holds anything."""
        found: list[list[str]] = []
        last = blank = 0
        for row in rows:
            texts = [_text(value) for value in row]
            if any(texts[MOST_COLUMNS:]):
                raise _too_large(f"A sheet has more than {MOST_COLUMNS} columns")
            filled = sum(map(bool, texts))
            found.append(texts if filled else [])
            if filled:
                self._count(filled)
                last, blank = len(found), 0
            blank += bool(texts) and not filled
            if blank > _BLANK_ROWS:
                break
        return found[:last]

    def _count(self, filled: int) -> None:
        self._rows, self._cells = self._rows + 1, self._cells + filled
        if self._rows > MOST_ROWS or self._cells > MOST_CELLS:
            raise _too_large(f"The workbook has more than {MOST_CELLS:,} cells or {MOST_ROWS:,} rows")


def require_few_sheets(count: int) -> None:
    """Raises NotRead for a workbook with more sheets than a form has."""
    if count > MOST_SHEETS:
        raise _too_large(f"The workbook has more than {MOST_SHEETS} sheets")


def _too_large(what: str) -> NotRead:
    return NotRead(DocumentState.TOO_LARGE, f"{what}. Leave in it what the form needs: survey, choices, settings.")


def read_cells(body: bytes) -> Cells:
    """The cells of an XLSX workbook. Raises NotRead for what is no fair workbook."""
    OfficePackage(body, "Excel").require_fair()
    try:
        sheets = dict(_sheets(body, values=True))
        if not _has_unworked(body):
            return Cells(sheets)
        return Cells(sheets, tuple(_unworked(sheets, dict(_sheets(body, values=False)))))
    except DAMAGED as error:
        raise NotRead(DocumentState.UNREADABLE, "The Excel file is damaged and cannot be opened.") from error


def _sheets(body: bytes, *, values: bool) -> Iterator[tuple[str, list[list[str]]]]:
    with closing(load_workbook(BytesIO(body), read_only=True, data_only=values, keep_links=False)) as book:
        require_few_sheets(len(book.worksheets))
        rows = SheetRows()
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # the file may claim a million rows that it does not have
            yield str(sheet.title), rows.texts(sheet.iter_rows(values_only=True))


def _has_unworked(body: bytes) -> bool:
    with zipfile.ZipFile(BytesIO(body)) as package:
        sheets = (name for name in package.namelist() if name.startswith("xl/worksheets/"))
        return any(_UNWORKED.search(package.read(name)) for name in sheets)


def _unworked(values: dict[str, list[list[str]]], written: dict[str, list[list[str]]]) -> Iterator[str]:
    """Where a formula stands and no value of it: programs write a workbook without working it out."""
    for title, rows in written.items():
        for number, row in enumerate(rows):
            shown = values[title][number] if number < len(values[title]) else []
            for at, text in enumerate(row):
                if text and not (shown[at] if at < len(shown) else ""):
                    yield f"{title} row {number + 1}, column {at + 1}"


def _text(value: Any) -> str:
    """What a person typed into the cell: whole numbers without a point, days and times as ISO 8601."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value).strip()
