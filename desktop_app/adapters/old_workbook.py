"""The cells of a workbook of before 2007 (XLS), as many XLSForms are. Runs in the reading process only."""

import struct
from collections.abc import Iterator
from io import StringIO

import xlrd

from desktop_app.adapters.extraction import NotRead
from desktop_app.adapters.form_workbook import Cells, SheetRows, require_few_sheets
from desktop_app.domain.evidence import DocumentState

_DAMAGED = (
    *(xlrd.XLRDError, xlrd.compdoc.CompDocError, struct.error, LookupError, ValueError, TypeError, AttributeError),
    *(AssertionError, ArithmeticError, EOFError, OSError),
)


def read_old_cells(body: bytes) -> Cells:
    """The cells of an XLS workbook: values only, no program in it is read. Raises NotRead for what is none."""
    try:
        # What the library has to remark goes nowhere: the standard output carries the answer of the process.
        with xlrd.open_workbook(file_contents=body, on_demand=True, ragged_rows=True, logfile=StringIO()) as book:
            require_few_sheets(book.nsheets)
            rows = SheetRows()
            return Cells({str(sheet.name): rows.texts(_values(sheet, book.datemode)) for sheet in book})
    except _DAMAGED as error:
        reason = "The file is no Excel workbook that can be opened: it is damaged, protected by a password, or another"
        raise NotRead(DocumentState.UNREADABLE, f"{reason} program's. Open it in Excel and save it as XLSX.") from error


def _values(sheet: xlrd.sheet.Sheet, datemode: int) -> Iterator[list[object]]:
    for number in range(sheet.nrows):
        yield [_value(cell, datemode) for cell in sheet.row(number)]


def _value(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        moment = xlrd.xldate_as_datetime(cell.value, datemode)
        return moment.time() if cell.value < 1 else moment
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return xlrd.error_text_from_code.get(cell.value) if cell.ctype == xlrd.XL_CELL_ERROR else cell.value
