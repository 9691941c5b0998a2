"""Which column of a file goes where."""

import pytest
from table_examples import a_table

from desktop_app.domain.errors import UsageError
from desktop_app.domain.number_writing import Exact, Writing
from desktop_app.domain.sheet_file import Sheet, SheetFile, column_letters
from desktop_app.domain.table_import import ImportChoice, fitting_sheet, heading, imported, named_columns, suggested
from desktop_app.domain.table_rows import RowReader

READER = RowReader(a_table())


def a_file(*rows: tuple[str, ...], mark: str = ",") -> SheetFile:
    return SheetFile((Sheet("", rows),), mark)


def test_headings_are_found_below_a_title_and_in_any_order() -> None:
    file = a_file(("Payments of May",), (), ("who", "AMOUNT (EUR)", "Date", "Note"), ("Alder", "5", "2026-01-12", "x"))
    choice = suggested(READER, file, Writing())
    assert (choice.heads, choice.columns) == (2, (2, 1, None, 0, None))
    assert [row.texts for row in imported(READER, file, choice)] == [("12 January 2026", "5", "", "Alder", "")]


def test_without_headings_columns_go_in_their_order() -> None:
    choice = suggested(READER, a_file(("2026-01-12", "5", "wire")), Writing())
    assert (choice.heads, choice.columns) == (None, (0, 1, 2, None, None))


def test_foreign_headings_are_no_row() -> None:
    assert suggested(READER, a_file(("Tag", "Betrag"), ("2026-01-12", "5")), Writing()).heads == 0


def test_semicolons_say_that_a_comma_marks_decimals() -> None:
    file = a_file(("Date", "Amount"), ("2026-01-12", "1.234"), mark=";")
    assert imported(READER, file, suggested(READER, file, Writing()))[0].texts[1] == "1,234"


def test_a_value_of_a_workbook_is_taken_as_it_is() -> None:
    file = a_file(("Amount", "Hours"), (Exact("1.234 EUR"), Exact("12.5 EUR")), mark="")
    choice = suggested(READER, file, Writing(","))
    assert imported(READER, file, choice)[0].texts[1::3] == ("1.234", "12.5")


def test_columns_can_be_named_by_heading_or_letter_and_left_out() -> None:
    file = a_file(("When", "Sum"), ("2026-01-12", "5"))
    choice = named_columns(
        READER, file.sheets[0], ImportChoice(0, 0, (None,) * 5), {"day": "when", "Amount": "B", "who": ""}
    )
    assert choice.columns == (0, 1, None, None, None)
    assert heading(file.sheets[0], choice, 1) == "B: Sum"
    for given, words in (({"x": "A"}, "The table has no column “x”"), ({"day": "Z9"}, "The file has no column “Z9”")):
        with pytest.raises(UsageError, match=words):
            named_columns(READER, file.sheets[0], choice, given)


def test_blank_rows_of_a_file_are_none() -> None:
    file = a_file(("Date",), ("",), ("2026-01-12",), ("  ",))
    assert len(imported(READER, file, suggested(READER, file, Writing()))) == 1


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_spreadsheets_do(number: int, letters: str) -> None:
    assert column_letters(number) == letters


def test_the_sheet_is_chosen_whose_headings_fit_else_the_first_with_rows() -> None:
    notes, none = Sheet("Notes", (("See May",),)), Sheet("Blank", ())
    may = Sheet("May", ((), ("Date", "Sum"), ("2026-01-12", "5")))
    assert fitting_sheet(READER, SheetFile((none, notes, may, may))) == 2
    assert fitting_sheet(READER, SheetFile((none, notes, none))) == 1
