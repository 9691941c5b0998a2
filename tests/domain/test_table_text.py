"""Cells as text on the clipboard and in files."""

import csv
import time
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_examples import CELLS

from desktop_app.domain.errors import UsageError
from desktop_app.domain.table_text import MOST_CELLS, guarded, read_cells, read_html, unguarded, write_cells, write_csv

PLAIN = st.lists(st.lists(CELLS.filter(lambda cell: "\r" not in cell), min_size=2, max_size=4), min_size=1, max_size=5)


def test_a_line_is_a_row_and_a_tab_parts_cells() -> None:
    assert read_cells("a\tb\r\n\tc\r\n") == (("a", "b"), ("", "c"))


def test_a_cell_in_quotation_marks_may_hold_lines_and_tabs() -> None:
    assert read_cells('"one\ntwo"\t"say ""so"""\tb') == (("one\ntwo", 'say "so"', "b"),)


def test_quotation_marks_inside_of_words_are_words() -> None:
    assert read_cells('5" pipe\t"A" and "B"\nx\ty') == (('5" pipe', '"A" and "B"'), ("x", "y"))


@given(PLAIN)
def test_cells_that_are_copied_are_pasted_as_the_same(rows: list[list[str]]) -> None:
    assert read_cells(write_cells(rows))[: len(rows)] == tuple(map(tuple, rows))


def test_too_many_cells_are_refused_before_they_are_kept() -> None:
    with pytest.raises(UsageError, match="cannot be taken at once"):
        read_cells("\t" * MOST_CELLS)


@pytest.mark.parametrize("text", ['"\t' * 100_000, '"""' * 100_000, '"a""\t' * 60_000, '"' * 200_000])
def test_quotation_marks_that_never_end_take_no_time(text: str) -> None:
    began = time.process_time()
    read_cells(text)
    assert time.process_time() - began < 5


def test_the_first_table_of_a_page_is_read_with_its_wide_cells() -> None:
    page = "<p>x</p><table><tr><th colspan=2>A</th><td>b<br>c</td></tr><tr><td>1<td>2</tr></table><table><tr><td>no"
    assert read_html(page) == (("A", "", "b c"), ("1", "2"))


def test_cells_beside_one_that_reaches_down_stay_in_their_column() -> None:
    html = (
        "<table><tr><td rowspan=3>a</td><td>b</td><td rowspan=2>c</td></tr>"
        "<tr><td>d</td></tr><tr><td>e</td><td>f</td></tr></table>"
    )
    assert read_html(html) == (
        ("a", "b", "c"), ("", "d", ""), ("", "e", "f"),
    )  # fmt: skip


def test_a_page_that_breaks_off_gives_what_was_there() -> None:
    assert read_html("<table><tr><td>1</td><td>2") == (("1", "2"),)
    assert read_html("<table><td colspan=99999>") == ()


def test_a_csv_file_has_its_cells_quoted() -> None:
    assert write_csv([["a,b", 'c"d', "e"]]) == '"a,b","c""d",e\r\n'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "'=1", "''=1"])
def test_what_a_spreadsheet_would_compute_is_a_text(text: str) -> None:
    assert guarded(text).startswith("'")
    assert unguarded(guarded(text)) == text


@given(st.text())
def test_a_guard_is_taken_away_as_it_was_put(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@given(st.lists(st.lists(st.text().filter(lambda cell: "\0" not in cell), min_size=1), max_size=4))
def test_a_csv_file_is_one_that_readers_read(rows: list[list[str]]) -> None:
    assert list(csv.reader(StringIO(write_csv(rows), newline=""))) == rows
