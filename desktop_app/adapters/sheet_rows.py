"""The cells of a CSV file or a workbook for a table of a form. Runs in the reading process only.

Formulas are the values that were computed when the file was saved; nothing is computed here.
"""

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook

from desktop_app.adapters.document_kind import kind_of
from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.adapters.office_package import OfficePackage
from desktop_app.adapters.sheet_looks import SheetLooks
from desktop_app.adapters.text_extraction import decoded
from desktop_app.adapters.workbook_extraction import CURRENCY, DAMAGED
from desktop_app.domain.evidence import DocumentKind, DocumentState
from desktop_app.domain.number_writing import Exact
from desktop_app.domain.sheet_file import Sheet, SheetFile
from desktop_app.domain.table_text import unguarded

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 20_000, 200, 50
"""Of a file: a table takes half as many rows. More columns are left out, and it is said."""
LONGEST_CELL = 32_767
"""Characters, as in Excel."""
MARKS = ("\t", ";", ",", "|")
MOST_PLACES = 8
UNSAVED = "Blank, since the result of their formula was not saved: {}. Open the workbook in a spreadsheet and save it."
FAULTY = "Cells with an error in place of a value: {}."
MERGED = "Merged cells give their value to the first one alone: {}."
_SAMPLE = 20_000
_SIGNS = {"€": "EUR", "£": "GBP"}
_WIDE = (BOM_UTF16_LE, BOM_UTF16_BE)
"""How text of two bytes a letter begins, as Excel saves “Unicode text”."""
_NO_TABLE = "The file is neither CSV nor Excel (XLSX). Save it as one of them."


def read_sheets(body: bytes, limits: Limits) -> SheetFile:  # noqa: ARG001 - each reader of files is given them
    """The sheets of a file. Raises NotRead."""
    kind = kind_of(body)
    if kind is DocumentKind.WORKBOOK:
        return _workbook(body)
    texts = (DocumentKind.TEXT, DocumentKind.TABLE, DocumentKind.HTML, DocumentKind.EMAIL)
    if kind not in texts or (b"\0" in body[:4] and not body.startswith(_WIDE)):
        raise NotRead(DocumentState.UNREADABLE, _NO_TABLE)
    return _csv(body)


def _csv(body: bytes) -> SheetFile:
    text, remark = decoded(body)
    if "\0" in text:
        raise NotRead(DocumentState.UNREADABLE, _NO_TABLE)
    mark = _mark(text[:_SAMPLE])
    csv.field_size_limit(LONGEST_CELL)
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=mark):
            rows.append(_trimmed(list(map(unguarded, row))))
            _require_rows(len(rows))
    except csv.Error as error:
        what = f"Line {len(rows) + 1:,} of the file is no row of a table ({error})."
        raise NotRead(DocumentState.UNREADABLE, what) from error
    cut = _too_wide(rows)
    return SheetFile((Sheet("", _ended(rows)),), mark, " ".join(filter(None, (remark, cut))))


def _mark(sample: str) -> str:
    """What parts the cells: what stands in the same number in the most of the first lines, outside of quotations.
    Lines without it may be a title."""
    lines = re.sub(r'"[^"]*"', "", sample).splitlines()[:20]
    return max(MARKS, key=lambda mark: _steady([line.count(mark) for line in lines if mark in line]))


def _steady(counts: list[int]) -> tuple[int, int]:
    """How many lines have the same number of it, and that number."""
    return max(((counts.count(number), number) for number in set(counts)), default=(0, 0))


def _workbook(body: bytes) -> SheetFile:
    package = OfficePackage(body, "Excel")
    package.require_fair()
    try:
        with closing(load_workbook(BytesIO(body), read_only=True, data_only=True, keep_links=False)) as book:
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MOST_SHEETS]
            left = len(book.worksheets) - len(shown)
            reader = _SheetRows()
            sheets = tuple(Sheet(str(sheet.title)[:100], reader.rows(sheet)) for sheet in shown)
    except DAMAGED as error:
        raise NotRead(DocumentState.UNREADABLE, "The Excel file is damaged and cannot be opened.") from error
    hidden = [f"{left} hidden sheet{'s were' if left > 1 else ' was'} left out."] if left else []
    return SheetFile(sheets, "", " ".join((*hidden, *reader.remarks(), *package.remarks())))


class _SheetRows:
    """Reads sheets, and counts what of them is left out."""

    def __init__(self) -> None:
        self._hidden_rows = self._hidden_columns = self._cells = 0
        self._cut = ""
        self._unsaved: list[str] = []
        self._merged: list[str] = []
        self._faulty: list[str] = []

    def rows(self, sheet: Any) -> tuple[tuple[str, ...], ...]:
        """What is shown of a sheet."""
        looks = SheetLooks(sheet)
        self._unsaved += looks.unsaved
        self._merged += looks.merged
        sheet.reset_dimensions()
        rows: list[tuple[str, ...]] = []
        hidden = {number for number in range(1, MOST_COLUMNS + 1) if looks.hides_column(number)}
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
            self._cells += len(row)
            _require_rows(len(rows) + 1)
            if self._cells > MOST_ROWS * (MOST_COLUMNS + 1):
                raise NotRead(DocumentState.TOO_LARGE, "The workbook has more cells than a table of a form takes.")
            if looks.hides_row(number):
                self._hidden_rows += any(cell.value is not None for cell in row)
                continue
            self._faulty += [cell.coordinate for cell in row if cell.data_type == "e"]
            rows.append(_trimmed([_text(cell) for at, cell in enumerate(row, 1) if at not in hidden]))
        self._cut = self._cut or _too_wide(rows)
        ended = _ended(rows)
        self._hidden_columns += len(hidden) if ended else 0
        return ended

    def remarks(self) -> Iterator[str]:
        """What was left out."""
        for count, what in ((self._hidden_rows, "row"), (self._hidden_columns, "column")):
            if count:
                yield f"{count} hidden {what}{'s were' if count > 1 else ' was'} left out."
        if self._cut:
            yield self._cut
        told = ((self._unsaved, UNSAVED), (self._faulty, FAULTY), (self._merged, MERGED))
        yield from (words.format(_places(places)) for places, words in told if places)


def _places(found: list[str]) -> str:
    """The first of them, and how many there are where they are more."""
    more = f" and {len(found) - MOST_PLACES:,} more" if len(found) > MOST_PLACES else ""
    return ", ".join(found[:MOST_PLACES]) + more


def _text(cell: Any) -> str:
    """A cell's value as `parse` reads it, marked as exact where it is no text."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return Exact("yes" if value else "no")
        case int() | float() | Decimal():
            return Exact(_number(Decimal(str(value)), cell.number_format or "General"))
        case datetime() if value.time() == time():
            return Exact(value.date().isoformat())
        case datetime():
            return Exact(value.isoformat(" ", "auto" if value.second or value.microsecond else "minutes"))
        case date() | time():
            return Exact(value.isoformat())
        case _:
            return str(value)[:LONGEST_CELL]


def _number(value: Decimal, number_format: str) -> str:
    first = number_format.partition(";")[0]
    if not value.is_finite():
        return str(value)
    if "%" in re.sub(r'"[^"]*"', "", first):
        return f"{_short(value * 100)}%"
    sign = next((next(filter(None, found.groups())).strip() for found in CURRENCY.finditer(first)), "").partition("-")[
        0
    ]
    code = _SIGNS.get(sign, sign if re.fullmatch("[A-Z]{3}", sign) else "")
    return f"{_short(value)} {code}".strip()


def _short(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"


def _trimmed(row: Any) -> tuple[str, ...]:
    last = next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)
    return tuple(row[:last])


def _ended(rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    last = next((at for at in range(len(rows), 0, -1) if rows[at - 1]), 0)
    return tuple(row[:MOST_COLUMNS] for row in rows[:last])


def _too_wide(rows: list[tuple[str, ...]]) -> str:
    wide = any(len(row) > MOST_COLUMNS for row in rows)
    return f"Columns after the first {MOST_COLUMNS} were left out." if wide else ""


def _require_rows(count: int) -> None:
    if count > MOST_ROWS:
        raise NotRead(DocumentState.TOO_LARGE, f"The file has more than {MOST_ROWS:,} rows.")
