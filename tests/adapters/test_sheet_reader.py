"""Files of tables: what their cells are, what is left out, and what hostile ones come to."""

import asyncio
import sys
import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from openpyxl import Workbook, load_workbook
from table_examples import BLOCKS, ROWS, a_table

from desktop_app.adapters.extraction import Limits, NotRead
from desktop_app.adapters.sheet_answer import dump_sheets, load_sheets
from desktop_app.adapters.sheet_reader import ChildSheetReader
from desktop_app.adapters.sheet_rows import MOST_ROWS, read_sheets
from desktop_app.adapters.sheet_writer import WorkbookSheetWriter
from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.number_writing import Exact, Writing
from desktop_app.domain.sheet_file import SheetFile
from desktop_app.domain.table_export import csv_file
from desktop_app.domain.table_import import imported, suggested
from desktop_app.domain.table_rows import RowReader, TableRow
from desktop_app.domain.table_text import read_cells

LIMITS = Limits()
READER = RowReader(a_table())
ROW_TUPLE = tuple[TableRow, ...]


def workbook(*rows: list[Any], **sheets: list[list[Any]]) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    return book


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read(body: bytes) -> SheetFile:
    return load_sheets(dump_sheets(read_sheets(body, LIMITS)))


def rows_of(*cells: list[str]) -> ROW_TUPLE:
    return tuple(READER.laid((), cells, 0, Writing()))


def brought(body: bytes) -> ROW_TUPLE:
    file = read(body)
    return imported(READER, file, suggested(READER, file, Writing()))


@pytest.mark.parametrize("mark", ["\t", ";", ",", "|"])
def test_what_parts_the_cells_is_seen(mark: str) -> None:
    file = read(
        mark.join(("Date", "Amount", "Who")).encode()
        + b"\r\n"
        + mark.join(("1", '"a,b"', "c;d" if mark != ";" else "d")).encode()
    )
    assert file.mark == mark
    assert file.sheets[0].rows[0] == ("Date", "Amount", "Who")


def test_lines_of_a_title_do_not_hide_what_parts_the_cells() -> None:
    file = read(b"\nStatement of May, June\n\nDate;Amount\n2026-05-04;1,5\n2026-05-05;2,5\n")
    assert (file.mark, file.sheets[0].rows[-1]) == (";", ("2026-05-05", "2,5"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_file_is_read_as_it_was_written(encoding: str) -> None:
    text = 'Date;Amount;Who\r\n31/12/2026;1.234,50 €;Müller\r\n;;\r\n1/1/27;"-20";"a;b ""c"""\r\n'
    assert [row.texts for row in brought(text.encode(encoding))] == [
        ("31 December 2026", "1,234.50", "", "Müller", ""), ("1 January 2027", "-20", "", 'a;b "c"', ""),
    ]  # fmt: skip


def test_a_workbook_gives_values_and_no_formulas() -> None:
    morning = datetime(2026, 4, 3, 9, 30)  # noqa: DTZ001 - workbooks know no time zones
    book = workbook([date(2026, 4, 3), 1234.5, True, "=1+1", "text", 0.125, morning, 12.0])
    book.active["B1"].number_format = "#,##0.00 [$EUR]"  # type: ignore[index]
    book.active["F1"].number_format = "0.0%"  # type: ignore[index]
    row = read(saved(book)).sheets[0].rows[0]
    assert row == ("2026-04-03", "1234.5 EUR", "yes", "", "text", "12.5%", "2026-04-03 09:30", "12")
    assert [isinstance(cell, Exact) for cell in row] == [True, True, True, False, False, True, True, True]


def test_a_moment_of_a_workbook_keeps_its_seconds() -> None:
    late = datetime(2026, 4, 3, 9, 30, 59)  # noqa: DTZ001 - workbooks know no time zones
    assert read(saved(workbook([late, late.time()]))).sheets[0].rows[0] == ("2026-04-03 09:30:59", "09:30:59")


def test_what_the_values_of_a_workbook_do_not_tell_is_said() -> None:
    book = workbook(["What", "Sum"], ["a", "=1+1"], ["b", "#REF!"], *([f"c{n}", "=A1"] for n in range(9)))
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("A2:A3")
    file = read(saved(book))
    assert file.sheets[0].rows[:3] == (("What", "Sum"), ("a",), ("", "#REF!"))
    assert file.remark == (
        "Blank, since the result of their formula was not saved: B2, B4, B5, B6, B7, B8, B9, B10 and 2 more. "
        "Open the workbook in a spreadsheet and save it. Cells with an error in place of a value: B3. "
        "Merged cells give their value to the first one alone: A2:A3."
    )


def test_what_nobody_sees_of_a_workbook_is_left_out_and_told() -> None:
    book = workbook(["a", "b"], ["c", "d"], ["e", "f"])
    sheet = book.active
    assert sheet is not None
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["A"].hidden = True
    book.create_sheet("Other").sheet_state = "hidden"
    file = read(saved(book))
    assert [each.rows for each in file.sheets] == [(("b",), ("f",))]
    assert file.remark == "1 hidden sheet was left out. 1 hidden row was left out. 1 hidden column was left out."


def test_a_share_below_nothing_is_a_number_in_a_csv_file_and_words_that_begin_with_a_sign_are_guarded() -> None:
    field = FormField(field="share", type=FieldType.PERCENT, label="Share")
    reader = RowReader(FormField(field="shares", type=FieldType.TABLE, label="Shares", columns=(field,)))
    rows = tuple(reader.laid((), (["-2.5%"], ["-2.5%+1"]), 0, Writing()))
    assert csv_file(reader, rows).decode("utf-8-sig").split() == ["Share", "-2.5%", "'-2.5%+1"]


@settings(max_examples=40, deadline=None)
@given(BLOCKS)
def test_rows_that_were_exported_as_csv_are_imported_as_the_same(block: list[list[str]]) -> None:
    rows = tuple(row for row in rows_of(*block) if not row.is_blank)
    assert brought(csv_file(READER, rows)) == rows


@settings(max_examples=25, deadline=None)
@given(BLOCKS)
def test_rows_that_were_exported_as_a_workbook_are_imported_as_the_same(block: list[list[str]]) -> None:
    rows = tuple(row for row in rows_of(*block) if not row.is_blank)
    again = brought(WorkbookSheetWriter().write(READER, rows, "Rows"))
    assert [(row.values, row.faults) for row in again] == [(row.values, row.faults) for row in rows]


def test_words_that_look_like_formulas_leave_as_words() -> None:
    rows = rows_of(["", "-5", "", "=HYPERLINK(1)", "-2"])
    assert b",-5,,'=HYPERLINK(1),-2" in csv_file(READER, rows)
    sheet = load_workbook(BytesIO(WorkbookSheetWriter().write(READER, rows, "a/b"))).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for cell in sheet[2]][1:] == [
        (-5, "n"), (None, "n"), ("=HYPERLINK(1)", "s"), (-2, "n"),
    ]  # fmt: skip


def test_a_file_that_is_no_table_says_so() -> None:
    for body in (b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + bytes(40), b"a,b\0c"):
        with pytest.raises(NotRead, match="neither CSV nor Excel"):
            read_sheets(body, LIMITS)


def test_a_file_of_too_many_rows_is_refused() -> None:
    with pytest.raises(NotRead, match="more than 20,000 rows"):
        read_sheets(b"1,2\n" * (MOST_ROWS + 1), LIMITS)


def test_a_cell_that_never_ends_is_refused_by_its_line() -> None:
    with pytest.raises(NotRead, match="Line 2 of the file"):
        read_sheets(b'a,b\n"' + b"x" * 40_000, LIMITS)


def test_a_sheet_that_claims_a_million_cells_takes_none() -> None:
    book = workbook(["a"])
    book.active["XFD1048576"] = "far"  # type: ignore[index]
    with pytest.raises(NotRead, match="rows"):
        read_sheets(saved(book), LIMITS)


def test_a_bomb_is_not_unpacked() -> None:
    file = BytesIO(saved(workbook(["a"])))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet2.xml", b" " * 80_000_000)
    with pytest.raises(NotRead, match="unpack"):
        read_sheets(file.getvalue(), LIMITS)


async def test_a_child_reads_and_its_end_is_told() -> None:
    rows = tuple(READER.laid((), read_cells(ROWS), 0, Writing()))
    file = await ChildSheetReader().read(csv_file(READER, rows))
    assert imported(READER, file, suggested(READER, file, Writing())) == rows
    broken = ChildSheetReader(worker=(sys.executable, "-c", "print(1)"))
    assert "broke down" in (await broken.read(b"a,b")).fault
    slow = ChildSheetReader(Limits(seconds=0.2), worker=(sys.executable, "-c", "input(); import time; time.sleep(9)"))
    assert "was stopped" in (await slow.read(b"a,b")).fault
    await asyncio.sleep(0)
