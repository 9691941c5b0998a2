"""Amounts are computed as people compute them by hand."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain import arithmetic

CENTS = st.integers(-(10**11), 10**11).map(lambda cents: Decimal(cents) / 100)


@settings(max_examples=100)
@given(st.lists(CENTS, max_size=30))
def test_a_sum_is_exact_to_the_cent(amounts: list[Decimal]) -> None:
    assert arithmetic.exact(arithmetic.total([float(a) for a in amounts])) == sum(amounts)


@settings(max_examples=100)
@given(CENTS, CENTS)
def test_what_is_added_can_be_taken_away(one: Decimal, other: Decimal) -> None:
    together = arithmetic.add(float(one), float(other))
    assert arithmetic.exact(arithmetic.subtract(together, float(other))) == one


@settings(max_examples=100)
@given(CENTS, CENTS)
def test_order_of_amounts_is_the_order_of_their_doubles(one: Decimal, other: Decimal) -> None:
    assert (float(one) < float(other)) == (one < other)
    assert (float(one) == float(other)) == (one == other)


@pytest.mark.parametrize(("number", "places", "half_up"), [(2.675, 2, 2.68), (-2.675, 2, -2.68), (0.5, 0, 1.0)])
def test_rounding_is_half_up(number: float, places: int, half_up: float) -> None:
    assert arithmetic.rounded(number, places) == half_up


def test_a_ratio_has_twelve_places() -> None:
    assert arithmetic.ratio(2.0, 3.0) == 0.666666666667


def test_a_share_of_nothing_is_undefined() -> None:
    with pytest.raises(arithmetic.Undefined):
        arithmetic.ratio(1.0, 0.0)


@pytest.mark.parametrize(
    ("share", "amount", "cents"), [((1.0, 3.0), 1234567.89, 411522.63), ((2.0, 7.0), 9e10, 25714285714.26)]
)
def test_a_share_of_a_large_amount_can_be_reckoned(share: tuple[float, float], amount: float, cents: float) -> None:
    assert arithmetic.rounded(arithmetic.multiply(amount, arithmetic.ratio(*share)), 2) == cents


@settings(max_examples=200)
@given(CENTS, st.integers(-(10**12), 10**12).map(lambda rate: Decimal(rate) / 10**12))
def test_a_product_is_right_to_four_places_or_told_to_be_too_long(amount: Decimal, rate: Decimal) -> None:
    product = arithmetic.exact(arithmetic.multiply(float(amount), float(rate)))
    assert abs(product - amount * rate) <= Decimal("0.00005")


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 1e15, -1e300, 10**15])
def test_what_is_no_number_of_15_digits_is_no_answer(number: float) -> None:
    with pytest.raises(OverflowError):
        arithmetic.shortest(number)


@pytest.mark.parametrize(("number", "told"), [(0.1 + 0.2, "0.3"), (-0.0, "0"), (3.0, "3"), (1e14, "1" + 14 * "0")])
def test_a_result_is_told_as_people_write_it(number: float, told: str) -> None:
    assert str(arithmetic.shortest(number)) == told


def test_a_result_with_more_digits_than_a_double_holds_is_no_number() -> None:
    with pytest.raises(OverflowError):
        arithmetic.multiply(1234567.89, 98765432.1)
