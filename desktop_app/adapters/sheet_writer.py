"""Writes the rows of a table as an Excel workbook (XLSX). Words stay words, whatever they begin with.

The library is loaded when a workbook is written, and not before.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from desktop_app.domain.table_export import Cell, cells_of, heads_of
from desktop_app.domain.table_rows import RowReader, TableRow
from desktop_app.domain.table_text import guarded

_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class WorkbookSheetWriter:
    """ports.SheetWriter."""

    def write(self, reader: RowReader, rows: Sequence[TableRow], name: str) -> bytes:
        """A workbook of one sheet of this name."""
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet: Any = book.create_sheet(name.translate(_NOT_IN_NAMES)[:_LONGEST_NAME].strip("' ") or "Table")
        sheet.append([_words(sheet, words) for words in heads_of(reader)])
        for cells in cells_of(reader, rows):
            sheet.append([_cell(sheet, cell) for cell in cells])
        file = BytesIO()
        book.save(file)
        return file.getvalue()


def _cell(sheet: Any, value: Cell) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        return _words(sheet, value) if value else None
    cell: Any = WriteOnlyCell(sheet)
    cell.value = value
    cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else _digits(value)
    return cell


def _digits(number: Decimal) -> str:
    places = max(0, -int(number.as_tuple().exponent))
    return f"#,##0.{'0' * places}" if places else "#,##0"


def _words(sheet: Any, words: str) -> Any:
    """A cell of text, also where somebody edits it later: the library takes what begins with = for a formula."""
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(sheet, "")
    cell._value, cell.data_type = _writable(words), "s"
    if guarded(words) != words:
        cell.quotePrefix = True
    return cell


def _writable(words: str) -> str:
    """Without what no XML holds."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("", words))
