"""Numbers and dates of other countries' spreadsheets."""

from datetime import date, datetime

import pytest
from table_examples import a_table

from desktop_app.domain.number_writing import Exact, Writing, plain, writing_of
from desktop_app.domain.value import columns_of
from desktop_app.domain.value_input import parse

DAY, AMOUNT, METHOD, WHO, HOURS = columns_of(a_table())
COMMA = Writing(",", day_first=True)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1.234,56", "1234.56"),
        ("1.234", "1234"),
        ("12,5", "12.5"),
        ("1.5", "1.5"),
        ("1 234,5", "1234.5"),
        ("−3,5", "-3.5"),
        ("0.125", "0.125"),
    ],
)
def test_a_comma_marks_decimals_where_it_does(text: str, read: str) -> None:
    assert plain(HOURS, text, COMMA) == read


def test_a_point_and_groups_stay_where_they_are_usual() -> None:
    assert plain(HOURS, "1,234.56", Writing()) == "1,234.56"
    assert plain(HOURS, "12 345.5", Writing()) == "12345.5"


def test_signs_of_currencies_and_the_minus_of_bookkeepers_are_read() -> None:
    assert plain(AMOUNT, "€1,200.00", Writing()) == "1,200.00 EUR"
    assert plain(AMOUNT, "(1,200.00)", Writing()) == "-1,200.00"
    assert plain(AMOUNT, "$5", Writing()) == "$5"
    assert plain(AMOUNT.model_copy(update={"currency": "USD"}), "-$5", Writing()) == "-5 USD"


def test_which_number_is_the_day_is_said_by_the_writing_or_not_at_all() -> None:
    assert plain(DAY, "3/4/2026", COMMA) == "2026-04-03"
    assert plain(DAY, "3/4/2026", Writing(day_first=False)) == "2026-03-04"
    assert plain(DAY, "3/4/2026", Writing()) == "3/4/2026"
    assert plain(DAY, "2026-04-03 00:00:00", Writing()) == "2026-04-03"


@pytest.mark.parametrize(
    "text",
    ["12-Jan-26", "12-Jan-2026", "Jan 12, 2026", "Monday, 12 January 2026", "Monday, January 12, 2026", "2026/01/12",
     "12.1.26", "12/01/26", "12-01-2026"],
)  # fmt: skip
def test_dates_are_read_as_spreadsheets_show_them(text: str) -> None:
    assert parse(DAY, plain(DAY, text, COMMA)) == date(2026, 1, 12)


def test_two_figures_of_a_year_are_of_the_century_that_spreadsheets_take() -> None:
    assert plain(DAY, "1/2/29", COMMA) == "2029-02-01"
    assert plain(DAY, "1/2/30", COMMA) == "1930-02-01"
    assert plain(DAY, "1/2/30", Writing()) == "1/2/30"


@pytest.mark.parametrize("text", ["31/02/2026", "1/13/2026", "12-Jan", "99/99/99"])
def test_what_is_no_day_as_these_are_written_stays_as_it_is(text: str) -> None:
    assert plain(DAY, text, COMMA) == text


def test_a_day_with_a_time_is_read_as_the_days_are() -> None:
    (instant,) = columns_of(a_table({"field": "at", "type": "datetime", "label": "At"}))
    assert plain(instant, "3/4/2026 9:05 PM", COMMA) == "2026-04-03 9:05 PM"
    assert parse(instant, plain(instant, "1/12/26 9:05", COMMA)) == datetime(2026, 12, 1, 9, 5)  # noqa: DTZ001


def test_what_bookkeepers_write_for_nothing_is_nothing_beside_a_currency() -> None:
    assert plain(AMOUNT, " € -   ", Writing()) == "0 EUR"
    assert plain(AMOUNT, "€(1,200.00)", Writing()) == "-1,200.00 EUR"
    assert plain(AMOUNT, "-", Writing()) == "-"


def test_words_and_exact_values_stay_as_they_are() -> None:
    assert plain(WHO, "1.234,56", COMMA) == "1.234,56"
    assert plain(HOURS, Exact("1.234"), COMMA) == "1.234"


def test_rows_show_how_they_are_written() -> None:
    columns = (DAY, AMOUNT)
    assert writing_of(columns, [["1/31/2026", "5"], ["1/2/2026", "1.000,50"]], Writing()) == Writing(
        ",", day_first=False
    )
    assert writing_of(columns, [["1/2/2026", "1,000.50"]], COMMA) == Writing(".", day_first=True)
    assert writing_of(columns, [["", "1.000"]], COMMA) == COMMA
