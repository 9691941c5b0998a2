"""Rows of a file for a table field: which of its columns goes where, and what comes of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import FormField
from desktop_app.domain.number_writing import Exact, Writing, writing_of
from desktop_app.domain.sheet_file import Sheet, SheetFile, column_letters
from desktop_app.domain.table_rows import RowReader, TableRow

HEADS_WITHIN = 10
"""First rows of a sheet that its headings are looked for in."""


@dataclass(frozen=True, slots=True)
class ImportChoice:
    """The sheet; the row of its headings, from 0, where it has any; the file's column for each of the table's; and how
    its numbers and dates are written."""

    sheet: int = 0
    heads: int | None = None
    columns: tuple[int | None, ...] = ()
    writing: Writing = Writing()


def fitting_sheet(reader: RowReader, file: SheetFile) -> int:
    """The sheet whose headings name the most columns, the first of several; where none does, the first with rows."""
    named = [len(_headings(reader, sheet)[1]) for sheet in file.sheets]
    return max(range(len(named)), key=lambda at: (named[at], bool(file.sheets[at].rows)))


def suggested(reader: RowReader, file: SheetFile, usual: Writing, sheet: int = 0) -> ImportChoice:
    """What the headings of a sheet say; where they say nothing, columns in their order."""
    rows = file.sheets[sheet].rows
    best, named = _headings(reader, file.sheets[sheet])
    heads = best if named else 0 if rows and _is_heading(rows) else None
    return with_writing(reader, file, ImportChoice(sheet, heads, _columns(reader, file.sheets[sheet], named)), usual)


def with_writing(reader: RowReader, file: SheetFile, choice: ImportChoice, usual: Writing) -> ImportChoice:
    """The same with numbers and dates as its columns show that they are written; semicolons part the cells of a CSV
    file where a comma marks decimals."""
    usual = Writing(",", usual.day_first) if file.mark == ";" else usual
    fields: list[FormField | None] = [None] * file.sheets[choice.sheet].width
    for column, at in zip(reader.columns, choice.columns, strict=True):
        if at is not None:
            fields[at] = column
    body = file.sheets[choice.sheet].rows[0 if choice.heads is None else choice.heads + 1 :]
    return ImportChoice(choice.sheet, choice.heads, choice.columns, writing_of(fields, body, usual))


def imported(reader: RowReader, file: SheetFile, choice: ImportChoice, most: int | None = None) -> tuple[TableRow, ...]:
    """The rows below the headings, without those that are blank; the first `most` of them."""
    rows = file.sheets[choice.sheet].rows[0 if choice.heads is None else choice.heads + 1 :]
    found: list[TableRow] = []
    for row in rows:
        if most is not None and len(found) >= most:
            break
        cells = ["" if at is None or at >= len(row) else row[at] for at in choice.columns]
        if any(cell.strip() for cell in cells):
            found += reader.laid((), [cells], 0, choice.writing)
    return tuple(found)


def heading(sheet: Sheet, choice: ImportChoice, at: int) -> str:
    """How a column of the file is called: its letters, and its heading."""
    heads = sheet.rows[choice.heads] if choice.heads is not None and choice.heads < len(sheet.rows) else ()
    words = " ".join(heads[at].split())[:40] if at < len(heads) else ""
    return f"{column_letters(at)}: {words}" if words else column_letters(at)


def named_columns(reader: RowReader, sheet: Sheet, choice: ImportChoice, given: Mapping[str, str]) -> ImportChoice:
    """The choice with columns that a person named: each by its heading or its letters; an empty name for none.

    Raises UsageError for a name that the table or the file has not.
    """
    places = list(choice.columns)
    heads = sheet.rows[choice.heads] if choice.heads is not None else ()
    for name, wanted in given.items():
        at = next(
            (n for n, column in enumerate(reader.columns) if name.casefold() in (column.field, *_names(column))), None
        )
        if at is None:
            known = ", ".join(column.field for column in reader.columns)
            raise UsageError(f"The table has no column “{name}”.", next=f"Use one of: {known}.")
        found = [n for n in range(sheet.width) if wanted.casefold() in _called(heads, n)]
        if wanted and not found:
            known = ", ".join(filter(None, heads)) or f"A to {column_letters(sheet.width - 1)}"
            raise UsageError(f"The file has no column “{wanted}”.", next=f"Use one of: {known}.")
        places[at] = found[0] if wanted else None
    return ImportChoice(choice.sheet, choice.heads, tuple(places), choice.writing)


def _called(heads: Sequence[str], at: int) -> tuple[str, ...]:
    return (column_letters(at).casefold(), heads[at].strip().casefold() if at < len(heads) else "")


def _columns(reader: RowReader, sheet: Sheet, named: Mapping[int, int]) -> tuple[int | None, ...]:
    if named:
        return tuple(named.get(at) for at in range(len(reader.columns)))
    return tuple(at if at < sheet.width else None for at in range(len(reader.columns)))


def _headings(reader: RowReader, sheet: Sheet) -> tuple[int, dict[int, int]]:
    """The row that names the most columns, and their places in it."""
    known = [_names(column) for column in reader.columns]
    found = [_matches(known, row) for row in sheet.rows[:HEADS_WITHIN]]
    best = max(range(len(found)), key=lambda at: len(found[at]), default=0)
    return best, found[best] if found else {}


def _matches(known: Sequence[frozenset[str]], row: Sequence[str]) -> dict[int, int]:
    """The place in the row of each column that is named there."""
    words = [_bare(cell) for cell in row]
    found = {at: next((n for n, word in enumerate(words) if word in names), None) for at, names in enumerate(known)}
    return {at: place for at, place in found.items() if place is not None}


def _names(column: FormField) -> frozenset[str]:
    label = column.label or column.field
    units = (f" {column.currency}", f" in {column.currency}") if column.currency else ()
    return frozenset(map(_bare, (label, column.field, f"{label} %", *(f"{label}{unit}" for unit in units)))) - {""}


def _bare(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())


def _is_heading(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is words alone and another one is not."""
    return len(rows) > 1 and all(_is_word(cell) for cell in rows[0]) and not all(_is_word(cell) for cell in rows[1])


def _is_word(cell: str) -> bool:
    return not isinstance(cell, Exact) and not any(c.isdigit() for c in cell)
