"""Cells of a table: what they mean, what is wrong with them, their order and their sums."""

from hypothesis import given
from hypothesis import strategies as st
from table_examples import BLOCKS, ROWS, a_table

from desktop_app.domain.number_writing import Writing
from desktop_app.domain.table_rows import RowReader, TableRow, answer_of, sorted_rows, totals
from desktop_app.domain.table_text import read_cells
from desktop_app.domain.typed_answer import typed_text
from desktop_app.domain.value_input import parse

FIELD = a_table()
READER = RowReader(FIELD)


def rows_of(text: str = ROWS) -> tuple[TableRow, ...]:
    return tuple(READER.laid((), read_cells(text), 0, Writing()))


def test_a_cell_is_shown_as_what_was_understood() -> None:
    assert rows_of()[0].texts == ("12 January 2026", "1,000.50", "wire", "Alder Ltd", "2.5")


def test_each_wrong_cell_says_what_would_be_right() -> None:
    row = rows_of("soon\tmuch\tcard\tx\t1")[0]
    assert [bool(fault) for fault in row.faults] == [True, True, True, False, False]
    assert "“Amount” cannot be “much”" in row.faults[1]
    assert row.texts[:3] == ("soon", "much", "card")


def test_rows_are_the_text_of_an_answer_and_come_back_from_it() -> None:
    rows = rows_of()
    value = parse(FIELD, answer_of(rows))
    assert typed_text(FIELD, value) == answer_of(rows)
    assert READER.read(answer_of(rows)) == rows


def test_blank_rows_at_the_end_are_no_part_of_the_answer() -> None:
    assert answer_of((*rows_of(), READER.blank, READER.blank)) == answer_of(rows_of())
    assert answer_of((READER.blank,)) == ""


def test_a_column_is_summed_up_by_currency() -> None:
    assert totals(READER, rows_of()) == ("", "EUR 983.50", "", "", "12.5")
    mixed = RowReader(a_table({"field": "a", "type": "money", "label": "A"}, currency=None))
    cells = [["EUR 2"], ["USD 1.50"], ["EUR 3"], ["none"]]
    assert totals(mixed, tuple(mixed.laid((), cells, 0, Writing()))) == ("EUR 5, USD 1.50",)


def test_amounts_are_sorted_as_amounts_and_choices_as_the_form_has_them() -> None:
    assert [row.texts[1] for row in sorted_rows(READER, rows_of(), 1, descending=True)] == ["1,000.50", "3", "-20"]
    assert [row.texts[2] for row in sorted_rows(READER, rows_of(), 2, descending=False)] == ["cash", "wire", "cheque"]


def test_blank_cells_come_last_whichever_way_it_is_sorted() -> None:
    for descending in (True, False):
        assert sorted_rows(READER, rows_of(), 0, descending=descending)[-1].texts[0] == ""


@given(BLOCKS, st.integers(0, 4), st.booleans())
def test_sorting_only_changes_the_order(block: list[list[str]], column: int, descending: bool) -> None:
    rows = tuple(READER.laid((), block, 0, Writing()))
    found = sorted_rows(READER, rows, column, descending=descending)
    assert sorted(map(id, found)) == sorted(map(id, rows))
    assert sorted_rows(READER, found, column, descending=descending) == found


@given(BLOCKS)
def test_what_was_read_is_read_again_as_the_same(block: list[list[str]]) -> None:
    rows = tuple(READER.laid((), block, 0, Writing()))
    assert tuple(READER.row(row.texts) for row in rows) == rows
