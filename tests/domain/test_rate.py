"""Rates: for which length of time a text gives an amount."""

import pytest

from desktop_app.domain.claim import ClaimKind, find_claims
from desktop_app.domain.rate import rate_named, rate_of


def rate(text: str) -> str:
    money = next(claim for claim in find_claims(text) if claim.kind is ClaimKind.MONEY)
    return rate_of(text, money)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fee is EUR 1,500 per month.", "month"),
        ("EUR 1,500, payable monthly in advance", "month"),
        ("$45,000 a year", "year"),
        ("EUR 45,000 per annum", "year"),
        ("EUR 45,000 p.a.", "year"),
        ("EUR 100/day", "day"),
        ("a monthly fee of EUR 1,500", "month"),
        ("The annual software subscription fee shall be EUR 45,000", "year"),
        ("EUR 1,500 per calendar month", "month"),
    ],
)
def test_the_words_beside_an_amount_say_for_how_long_it_is(text: str, expected: str) -> None:
    assert rate(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The fee is EUR 1,500.",
        "The annual report names a fee of EUR 1,500",
        "a monthly fee of 2 parts; EUR 1,500 is due",
        "EUR 1,500 perennially",
        "EUR 1,500 and a month later",
    ],
)
def test_other_words_say_nothing_of_it(text: str) -> None:
    assert rate(text) == ""


def test_a_question_names_it_too() -> None:
    assert [rate_named(label) for label in ("Monthly fee", "Fee per year", "Fee")] == ["month", "year", ""]
