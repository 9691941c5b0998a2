"""Declared calculations: computed again from their operands, with scale, unit, sign and rounding."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.calculation import Calculation, calculations, is_constant
from desktop_app.domain.claim import find_claims


def only(text: str) -> Calculation:
    (found,) = calculations(find_claims(text), text)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "EUR 48,000 + EUR 2,000 = EUR 50,000",
        "EUR 45,000 × 2 = EUR 90,000",
        "The sum is EUR 90,000 (= EUR 45,000 * 2).",
        "EUR 50,000 - EUR 2,000 = EUR 48,000",
        "(EUR 1,000 + EUR 500) × 3 = EUR 4,500",
        "EUR 1,000 + EUR 500 × 3 = EUR 2,500",
        "EUR 2,000 × (12 − 2) = EUR 20,000",
        "EUR 48,000 × 5 % = EUR 2,400",
        "6,000 / 48,000 = 12.5 %",
        "one eighth (6,000 / 48,000 = 12.5 %)",
        "USD 100 / 3 = USD 33.33",
        "USD 100 / 3 = USD 33",
        "USD 1.2 million + USD 40,000 = USD 1.2 million",
        "USD 600,000 × 2 = USD 1.2 million",
        "EUR 2,000 × 24 months = EUR 48,000",
        "EUR 48,000 / 24 months = EUR 2,000",
        "EUR 45,000 × 2 years = EUR 90,000",
        "EUR 1,000 - EUR 3,000 = -EUR 2,000",
        "24 months + 12 months = 36 months",
        "EUR 45,000 times 2 equals EUR 90,000",
        "$45,000 x 2 = USD 90,000",
        "EUR 1,500 per month × 36 months = EUR 54,000",
        "EUR 1,500 a month × 3 years = EUR 54,000",
        "EUR 18,000 per year (= EUR 1,500 per month × 12)",
        "EUR 54,000 (= 3 years × EUR 1,500 monthly)",
        "EUR 45,000 per year × 24 months = EUR 90,000",
        "EUR 6,000 per quarter × 1 year = EUR 24,000",
        "EUR 100 per day × 2 weeks = EUR 1,400",
        "(EUR 1,000 per month + EUR 500 per month) × 2 years = EUR 36,000",
        "EUR 24,000 per year / 12 months = EUR 2,000 per month",
        "EUR 1,500 per month × 2 years + EUR 5,000 = EUR 41,000",
    ],
)
def test_a_right_calculation_is_right(text: str) -> None:
    assert only(text).right is True


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("EUR 45,000 × 2 = EUR 80,000", "EUR 90,000"),
        ("EUR 80,000 (= EUR 45,000 × 2)", "EUR 90,000"),
        ("EUR 45,000 × 2 = USD 90,000", "EUR 90,000"),
        ("USD 600,000 × 3 = USD 1.2 million", "USD 1.8 million"),
        ("USD 100 / 3 = USD 33.34", "USD 33.33"),
        ("6,000 / 48,000 = 15 %", "13 %"),
        ("EUR 1,000 - EUR 3,000 = EUR 2,000", "EUR -2,000"),
        ("EUR 1,000 + EUR 500 × 3 = EUR 4,500", "EUR 2,500"),
        ("EUR 1,500 per month × 3 years = EUR 4,500", "EUR 54,000"),
        ("EUR 45,000 per year × 24 months = EUR 1,080,000", "EUR 90,000"),
    ],
)
def test_a_wrong_one_is_wrong_and_says_what_it_gives(text: str, written: str) -> None:
    found = only(text)
    assert (found.right, found.written) == (False, written)


@pytest.mark.parametrize(
    "text",
    [
        "EUR 48,000 + 24 months = EUR 48,024",
        "EUR 45,000 + USD 5,000 = EUR 50,000",
        "EUR 48,000 + 5 % = EUR 50,400",
        "EUR 48,000 / 0 = EUR 1",
        "EUR 2 × (EUR 45,000 + 2 = EUR 1",
        "2 years × 3 months = 6 months",
        "EUR 1,500 per month + EUR 500 per year = EUR 2,000",
        "EUR 100 per day × 2 months = EUR 200",
        "EUR 24,000 per year / 2 years = EUR 12,000",
        "EUR 1,500 per month × 2 years + EUR 5,000 × 2 years = EUR 46,000",
    ],
)
def test_what_cannot_be_computed_is_not_judged(text: str) -> None:
    assert only(text).right is None


@pytest.mark.parametrize("text", ["EUR 45,000 and EUR 90,000", "EUR 45,000 = EUR 45,000", "Section 2 - 3 of 5 = a"])
def test_what_declares_no_calculation_is_none(text: str) -> None:
    assert calculations(find_claims(text), text) == ()


def test_a_result_may_be_an_operand_of_the_next() -> None:
    text = "EUR 10,000 + EUR 5,000 = EUR 15,000 × 2 = EUR 31,000"
    assert [each.right for each in calculations(find_claims(text), text)] == [True, False]


def test_a_number_that_converts_measures_needs_no_source() -> None:
    assert [is_constant(claim) for claim in only("EUR 2,000 × 12 = EUR 24,000").operands] == [False, True]
    assert not any(is_constant(claim) for claim in only("EUR 2,000 × 13 = EUR 26,000").operands)


_AMOUNTS = st.decimals(Decimal("0.01"), Decimal(900_000), places=2)


@settings(max_examples=80)
@given(_AMOUNTS, _AMOUNTS, st.sampled_from("+-×"), st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(-1)]))
def test_exactly_what_is_off_is_found(one: Decimal, other: Decimal, sign: str, off: Decimal) -> None:
    result = {"+": one + other, "-": one - other, "×": one * other}[sign].quantize(Decimal("0.01")) + off
    second = f"{other:,.2f}" if sign == "×" else f"EUR {other:,.2f}"
    minus = "-" if result < 0 else ""
    found = only(f"EUR {one:,.2f} {sign} {second} = {minus}EUR {abs(result):,.2f}")
    assert found.right is (off == 0)


def test_a_rate_that_is_known_from_elsewhere_counts_where_the_words_say_none() -> None:
    text = "EUR 1,500 × 3 years = EUR 54,000"
    claims = find_claims(text)
    assert [each.right for each in calculations(claims, text)] == [False]
    assert [each.right for each in calculations(claims, text, {claims[0]: "month"})] == [True]
