"""How wide the columns of a table in a text are."""

from collections.abc import Sequence

import pytest

from desktop_app.qt.column_shares import column_shares

LINE = 60.0
PAYMENTS = [["Date", "Way", "Amount", "Where"], ["10 February 2026", "in", "USD 21,500.00", "Lindenwood"]]


def shares(rows: Sequence[Sequence[str]]) -> tuple[float, ...]:
    """Of a line of sixty letters, each as wide as another; an empty cell takes three."""
    return column_shares(rows, lambda words: max(3, len(words)), LINE)


def room(share: float) -> float:
    return share / 100 * LINE


def test_a_date_and_an_amount_have_room_in_one_line() -> None:
    day, way, amount, where = shares(PAYMENTS)
    assert room(day) >= len("10 February 2026")
    assert room(amount) >= len("USD 21,500.00")
    assert room(where) >= len("Lindenwood") > room(way)


def test_the_shares_are_the_whole_width() -> None:
    assert sum(shares(PAYMENTS)) == pytest.approx(100)


def test_an_empty_column_has_room_to_type() -> None:
    assert room(shares([["", "x " * 100]])[0]) >= 2


def test_a_long_text_takes_what_the_words_of_the_others_leave() -> None:
    day, text = shares([["10 February 2026", "Because of it the limit is lowered. " * 9]])
    assert room(day) >= len("10 February 2026")
    assert text > day


def test_a_cell_over_several_columns_widens_none() -> None:
    assert shares([["a", "b"], ["A line over all of the table that is long"]]) == (50, 50)


def test_where_there_is_too_little_words_give_way_to_figures() -> None:
    rows = [
        ["Direction", "Paid on", "Counterparties"],
        ["in", "10 February 2026", "Bartholomew-Featherstonehaugh-Incorporated"],
    ]
    _, day, _ = shares(rows)
    assert room(day) >= len("10 February 2026") - 0.01
