"""How wide the columns of a table in a text are."""

import pytest

from desktop_app.qt.column_shares import column_shares

PAYMENTS = [["Date", "Way", "Amount", "Where"], ["10 February 2026", "in", "USD 21,500.00", "Lindenwood"]]


def test_a_date_and_an_amount_have_room_in_one_line() -> None:
    day, way, amount, where = column_shares(PAYMENTS)
    assert day > amount > where > way
    assert day * 0.60 >= len("10 February 2026")
    assert amount * 0.60 >= len("USD 21,500.00")


def test_the_shares_are_the_whole_width() -> None:
    assert sum(column_shares(PAYMENTS)) == pytest.approx(100)


def test_an_empty_column_has_room_to_type() -> None:
    assert column_shares([["", "x" * 100]])[0] > 3


def test_a_long_text_takes_what_the_words_of_the_others_leave() -> None:
    day, text = column_shares([["10 February 2026", "Because of it the limit is lowered. " * 9]])
    assert day * 0.60 >= len("10 February 2026")
    assert text > day


def test_a_cell_over_several_columns_widens_none() -> None:
    assert column_shares([["a", "b"], ["A line over all of the table that is long"]]) == (50, 50)
