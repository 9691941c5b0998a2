"""Rows of an Excel workbook (XLSX) with the values that it shows. Runs in the extracting process only."""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from desktop_app.adapters.extraction import Limits, NotRead, check_size, with_hidden, with_text
from desktop_app.adapters.office_package import OfficePackage
from desktop_app.adapters.row_pages import Row, row_pages
from desktop_app.adapters.sheet_looks import SheetLooks
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage
from desktop_app.domain.hidden_text import Hidden, HiddenText, unmarked

MOST_CELLS = 2_000_000
_MOST_DIGITS = 27
"""Of a number that is rounded: what decimals can do. Larger ones are shown with their power of ten."""
CURRENCY = re.compile(r"\[\$([^\]-]+)[^\]]*\]|\"([^\"]{1,4})\"|([€$£¥])")
_QUIET = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.")
# What openpyxl raises for a workbook whose parts are missing, wrong or not of the kind that they say.
DAMAGED = (
    *(InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError),
    ArithmeticError,
)


def extract_workbook(body: bytes, limits: Limits) -> Reading:
    """The rows of every sheet that is shown, each as a page or several. Raises NotRead."""
    package = OfficePackage(body, "Excel")
    package.require_fair()
    try:
        with closing(load_workbook(BytesIO(body), read_only=True, data_only=True, keep_links=False)) as book:
            hidden = sum(sheet.sheet_state != "visible" for sheet in book.worksheets)
            pages = tuple(_pages([s for s in book.worksheets if s.sheet_state == "visible"], limits))
    except DAMAGED as error:
        raise NotRead(DocumentState.UNREADABLE, "The Excel file is damaged and cannot be opened.") from error
    reason = f"{hidden} hidden sheet{'s were' if hidden > 1 else ' was'} left out." if hidden else ""
    remarks = " ".join(filter(None, (reason, *package.remarks())))
    return with_text(Reading(DocumentKind.WORKBOOK, DocumentState.READ, pages, remarks))


def _pages(sheets: Iterable[Any], limits: Limits) -> Iterator[ReadPage]:
    made = characters = 0
    cells = _Cells()
    for sheet in sheets:
        sheet.reset_dimensions()  # the file may claim a million rows that it does not have
        for page in row_pages(cells.rows(sheet), f"Sheet “{sheet.title}”", made + 1):
            made, characters = page.number, characters + len(page.text)
            check_size(made, characters, limits)
            yield with_hidden(page, cells.taken())


class _Cells:
    """Counts what is read of all sheets together, and keeps apart what nobody sees of them."""

    def __init__(self) -> None:
        self._seen = 0
        self._hidden: list[HiddenText] = []

    def rows(self, sheet: Any) -> Iterator[Row]:
        """The rows of a sheet as text."""
        looks = SheetLooks(sheet)
        for number, row in enumerate(sheet.iter_rows(), 1):
            self._seen += len(row)
            if self._seen > MOST_CELLS:
                raise NotRead(DocumentState.TOO_LARGE, f"The workbook has more than {MOST_CELLS:,} cells.")
            yield number, [self._shown(cell, looks.why(cell, number)) for cell in row]

    def taken(self) -> list[HiddenText]:
        """What was hidden in the rows since this was asked last."""
        hidden, self._hidden = self._hidden, []
        return hidden

    def _shown(self, cell: Any, why: Hidden | None) -> str:
        text = unmarked(shown_value(cell.value, cell.number_format))
        if why is None or not text.strip():
            return text
        self._hidden.append(HiddenText(text, why))
        return ""


def shown_value(value: object, number_format: str = "General") -> str:
    """A cell's value as text: dates as ISO 8601, numbers with the decimals and the currency that their format shows."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case int() | float() | Decimal():
            return _number(Decimal(str(value)), number_format)
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)


def _number(value: Decimal, number_format: str) -> str:
    first = number_format.partition(";")[0]
    shape = _QUIET.sub("", first)
    percent = "%" in shape
    value = value * 100 if percent else value
    places = len(re.match(r"0*", shape.partition(".")[2])[0]) if "." in shape else 0  # type: ignore[index]
    if value.adjusted() + places >= _MOST_DIGITS:
        return f"{value:g}"
    if "0" not in shape and "#" not in shape:
        return f"{value.normalize():f}"
    text = f"{round(value, places):{',' if ',' in shape else ''}.{places}f}"
    currency = next((next(filter(None, found.groups())).strip() for found in CURRENCY.finditer(first)), "")
    if percent:
        return f"{text}%"
    if not currency:
        return text
    return f"{currency}{' ' if currency.isalpha() else ''}{text}"
