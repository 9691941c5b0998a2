"""A table as the cells of a file: numbers and dates as such, words never as what a spreadsheet would compute."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.table_rows import RowReader, TableRow, cell_words
from desktop_app.domain.table_text import guarded, write_csv
from desktop_app.domain.value import Money, Value

_PERCENT = re.compile(r"-?\d+(?:\.\d+)?%", re.ASCII)
Cell = str | Decimal | date


class TableKind(StrEnum):
    """A kind of file for the rows of a table."""

    CSV = "csv"
    XLSX = "xlsx"


def heads_of(reader: RowReader) -> tuple[str, ...]:
    """What stands over the columns."""
    return tuple(column.label or column.field for column in reader.columns)


def cells_of(reader: RowReader, rows: Sequence[TableRow]) -> Iterator[tuple[Cell, ...]]:
    """The rows, cell by cell; a cell that is wrong as it was typed."""
    for row in rows:
        cells = zip(reader.columns, row.values, row.texts, strict=True)
        yield tuple(_cell(column, value, text) for column, value, text in cells)


def _cell(column: FormField, value: Value | None, text: str) -> Cell:
    match value:
        case bool():
            return "yes" if value else "no"
        case Money() if column.currency:
            return value.amount
        case Money():
            return f"{value.currency} {value.amount:f}"
        case int():
            return Decimal(value)
        case Decimal() if column.type is FieldType.PERCENT:
            return f"{value:f}%"
        case datetime():
            return text
        case Decimal() | date():
            return value
        case _:
            return cell_words(column, text)


def csv_file(reader: RowReader, rows: Sequence[TableRow]) -> bytes:
    """A CSV file in UTF-8, marked as such for Excel: numbers with a point, dates as ISO 8601, words guarded."""
    body = [heads_of(reader), *(tuple(map(_written, cells)) for cells in cells_of(reader, rows))]
    return write_csv([[guarded(head) for head in body[0]], *body[1:]]).encode("utf-8-sig")


def _written(cell: Cell) -> str:
    match cell:
        case Decimal():
            return f"{cell:f}"
        case date():
            return cell.isoformat()
        case _:
            return cell if _PERCENT.fullmatch(cell) else guarded(cell)
