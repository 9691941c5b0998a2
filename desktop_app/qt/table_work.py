"""What is worked out of the rows of a table field away from the window. Pure functions of frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import FormField
from desktop_app.domain.number_writing import Writing, writing_of
from desktop_app.domain.table_rows import Block, RowReader, TableRow, cell_words
from desktop_app.domain.table_text import read_cells, read_html, write_cells
from desktop_app.domain.value import Money
from desktop_app.qt.table_model import column_words


@dataclass(frozen=True, slots=True)
class Pasting:
    """Text from the clipboard, and where it goes: from a cell on, over a selection of so many rows and columns."""

    text: str
    html: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Pasted:
    """The rows that come of it, from the row `at` on in the place of so many; how wide and high it was.

    `left_out` counts columns that the table has no room for.
    """

    at: int
    count: int
    rows: tuple[TableRow, ...]
    column: int
    width: int
    left_out: int


def paste(reader: RowReader, rows: Sequence[TableRow], what: Pasting, usual: Writing, most: int) -> Pasted:
    """Lay the cells of the clipboard over the rows, again and again where so many are selected; headings are no row.

    Raises UsageError where the table has not room for so many rows.
    """
    block = _cells_of(what)
    column = what.column
    if len(block) > 1 and _is_heading(reader, block[0], column):
        block = block[1:]
    at = min(what.row, len(rows))
    block = _repeated(block, what.rows if what.rows == 1 else min(what.rows, max(1, len(rows) - at)), what.columns)
    block = _without_end(block, len(rows) - at)
    width = max(map(len, block), default=0)
    require_room(max(len(rows), at + len(block)), most)
    columns = reader.columns[column:]
    over = rows[at : at + len(block)]
    laid = tuple(reader.laid(over, block, column, writing_of(columns, block, usual)))
    return Pasted(at, len(over), laid, column, min(width, len(columns)), max(0, width - len(columns)))


def _cells_of(what: Pasting) -> Block:
    """Of the text, but where it parts no cells and the page's table has several beside each other."""
    if "\t" in what.text or "<table" not in what.html.lower():
        return read_cells(what.text)
    table = read_html(what.html)
    return table if not what.text.strip() or max(map(len, table), default=0) > 1 else read_cells(what.text)


def _repeated(block: Block, rows: int, columns: int) -> Block:
    """As often as it goes into so many rows and columns, where it does without a rest; one cell always does."""
    width = max(map(len, block), default=0)
    if not width or rows % len(block) or columns % width:
        return block
    wide = [(*row, *[""] * (width - len(row))) for row in block] if columns > width else block
    return [tuple(row) * (columns // width) for row in wide] * (rows // len(block))


def _without_end(block: Block, standing: int) -> Block:
    """Without the blank rows at its end that would be new ones; over rows that stand, they are blank."""
    last = next((at for at in range(len(block), 0, -1) if any(cell.strip() for cell in block[at - 1])), 0)
    return block[: max(last, min(len(block), standing), 1)]


def _is_heading(reader: RowReader, cells: Sequence[str], column: int) -> bool:
    """Whether these are the words over the columns."""
    given = [cell.strip().casefold() for cell in cells]
    known = [{each.label.casefold(), column_words(each).casefold()} for each in reader.columns[column:]]
    return (
        any(given)
        and len(given) <= len(known)
        and all(not cell or cell in words for cell, words in zip(given, known, strict=False))
    )


def require_room(rows: int, most: int) -> None:
    """Raises UsageError where a table of so many rows is too long."""
    if rows > most:
        raise UsageError(
            f"The table would have {rows:,} rows.",
            kept="It is as it was.",
            next=f"Use at most {most:,} rows.",
        )


def cleared(reader: RowReader, rows: Sequence[TableRow], first: int, last: int) -> tuple[TableRow, ...]:
    """The rows with the cells of these columns blank."""
    blank = dict.fromkeys(range(first, last + 1), "")
    return tuple(reader.changed(row, blank) for row in rows)


def filled(
    reader: RowReader, rows: Sequence[TableRow], at: int, count: int, columns: range, *, right: bool
) -> tuple[TableRow, ...]:
    """So many rows from the row `at` on with the cells of the first one in these columns, or of the first column in the
    others; of one row or column what stands before it."""
    first = max(0, columns.start - 1) if len(columns) == 1 else columns.start
    source = rows[max(0, at - 1) if count == 1 else at].texts if rows else reader.blank.texts
    over = (*rows[at : at + count], *[reader.blank] * (at + count - len(rows)))
    return tuple(reader.changed(row, {n: row.texts[first] if right else source[n] for n in columns}) for row in over)


def copied(reader: RowReader, rows: Sequence[TableRow], first: int, last: int, decimal: str) -> str:
    """The cells of these columns as text that spreadsheets take, with this mark of decimals: nothing in it can be read
    in two ways, there or here."""
    columns = range(first, last + 1)
    return write_cells([_copied(reader.columns[at], row, at, decimal) for at in columns] for row in rows)


def _copied(column: FormField, row: TableRow, at: int, decimal: str) -> str:
    value = row.values[at]
    match value:
        case Money() | Decimal():
            number = f"{value.amount if isinstance(value, Money) else value:f}".replace(".", decimal)
            named = isinstance(value, Money) and not column.currency
            return f"{value.currency} {number}" if named and isinstance(value, Money) else number
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}" if value.tzinfo is None else row.texts[at]
        case date():
            return value.isoformat()
        case _:
            return cell_words(column, row.texts[at])
