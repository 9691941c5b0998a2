import time
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.claim import Claim, ClaimKind, agrees, find_claims
from desktop_app.domain.naming import find_names, same_name
from desktop_app.domain.quantity import of_digits, of_words
from desktop_app.domain.source import source_of


def only(text: str) -> Claim:
    (claim,) = find_claims(text)
    return claim


SAME = [
    ("EUR 48,000", "48.000,00 EUR"),
    ("€48,000.00", "48,000 euros"),
    ("$1.5 million", "US$1,500,000"),
    ("five thousand dollars", "$5,000.00"),
    ("Four Hundred Eighty Thousand and 00/100 Dollars", "$480,000.00"),
    ("12 January 2026", "January 12, 2026"),
    ("12 January 2026", "2026-01-12"),
    ("12 January 2026", "12/01/2026"),
    ("1 December 2026", "12/01/2026"),
    ("20 day of November, 1995", "11/20/95"),
    ("1st day of May, 2006", "1 st  day of May 2006"),
    ("20t h day of December 2018", "December 20th, 2018"),
    ("first day of October 2013", "1 October 2013"),
    ("March 2014", "3 March 2014"),
    ("24 months", "twenty-four months"),
    ("two years", "24 months"),
    ("thirty-day", "30 days"),
    ("two weeks", "14 days"),
    ("5 %", "five percent"),
    ("50 basis points", "0.5%"),
    ("Section 12(b)", "Clause 12 (b)"),
    ("1.2 million", "1,200,000"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_value_agrees_in_every_form(one: str, other: str) -> None:
    assert agrees(only(one), only(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EUR 48,000", "EUR 84,000"),
        ("EUR 48,000", "$48,000"),
        ("EUR 48,000", "EUR 48"),
        ("£1.5 million", "£1.5 billion"),
        ("12 January 2026", "12 January 2027"),
        ("12 January 2026", "January 2026"),
        ("30 days", "30 business days"),
        ("24 months", "24 days"),
        ("5%", "6%"),
        ("Section 7.2", "Section 72"),
    ],
)
def test_another_value_unit_or_a_date_that_says_less_does_not_agree(one: str, other: str) -> None:
    assert not agrees(only(one), only(other))


def test_a_bare_number_agrees_with_its_value_in_any_unit() -> None:
    assert agrees(only("48,000"), only("EUR 48,000"))
    assert agrees(only("2026"), only("12 January 2026"))


def test_words_and_digits_that_agree_are_two_claims() -> None:
    words, digits = find_claims("thirty (30) days")
    assert agrees(words, digits)
    assert (words.text, digits.text) == ("thirty", "30) days")


def test_figures_of_a_contract_are_told_apart() -> None:
    text = "7.2 Term. Under Section 3.1 and No. 5, item EX-10.2 costs 12 units on the 15th."
    assert [(c.kind, c.text) for c in find_claims(text)] == [
        (ClaimKind.REFERENCE, "7.2"),
        (ClaimKind.REFERENCE, "3.1"),
        (ClaimKind.REFERENCE, "5"),
        (ClaimKind.IDENTIFIER, "EX-10.2"),
        (ClaimKind.NUMBER, "12"),
        (ClaimKind.REFERENCE, "15th"),
    ]


@pytest.mark.parametrize(
    ("digits", "values"),
    [
        ("48.000", {"48", "48000"}),
        ("48,000", {"48000"}),
        ("1.234.567,8", {"1234567.8"}),
        ("1,5", {"1.5"}),
        ("0.125", {"0.125"}),
    ],
)
def test_separators_are_read_and_only_an_unclear_dot_means_two_things(digits: str, values: set[str]) -> None:
    assert of_digits(digits) == {Decimal(value) for value in values}


def test_numbers_in_words_are_computed() -> None:
    assert of_words("Two Hundred Seventeen Million") == 217_000_000
    assert of_words("twenty-four") == 24
    assert of_words("one thousand two hundred and five") == 1205


@settings(max_examples=60)
@given(st.dates(date(1960, 1, 1), date(2059, 12, 31)))
def test_every_date_is_the_same_in_all_its_forms(day: date) -> None:
    forms = [
        f"{day.day} {day:%B %Y}",
        f"{day:%B} {day.day}, {day.year}",
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%m/%d/%y}",
    ]
    claims = [only(form) for form in forms]
    assert all(agrees(a, b) for a in claims for b in claims)


@settings(max_examples=100)
@given(st.text(alphabet="0123456789.,$€% ()EURdaysonetwJanuary-/\n", max_size=60))
def test_claims_are_places_of_the_text_and_never_overlap(text: str) -> None:
    claims = find_claims(text)
    assert all(c.text == text[c.start : c.end].strip() and c.values for c in claims)
    assert all(a.end <= b.start for a, b in pairwise(claims))


def test_names_are_found_without_the_words_that_name_no_one() -> None:
    text = (
        "The Agreement is between Aduro Biotech, Inc. and IREYA B.V. under the laws of Delaware. Bank of America pays"
        " the Customer. Signed by John H. Smith.\nGENERAL TERMS"
    )
    assert [name.text for name in find_names(text)] == [
        "Aduro Biotech, Inc.",
        "IREYA B.V.",
        "Delaware",
        "Bank of America",
        "John H. Smith",
    ]


def test_how_a_letter_greets_somebody_is_no_part_of_the_name() -> None:
    text = "Dear Tom Okafor,\nThank you for your message.\nKind regards,\nCustomer support"
    assert [name.text for name in find_names(text)] == ["Tom Okafor"]


def test_a_name_is_the_same_with_and_without_its_legal_form() -> None:
    assert same_name("Aduro Biotech, Inc.", "ADURO BIOTECH")
    assert not same_name("Aduro Biotech", "Aduro Therapeutics")


@pytest.mark.parametrize(
    "bit",
    ["1", "1.", "one ", "$", "Jan ", "A ", "A. ", "(1)", "thirty (", "1 ", "X1-", "12/", "§ ", "\n", " ", "A\nBc De\n"],
)
def test_a_long_hostile_text_takes_linear_time(bit: str) -> None:
    def seconds(length: int) -> float:
        text = bit * (length // len(bit))
        began = time.process_time()
        find_claims(text)
        find_names(text)
        return time.process_time() - began

    assert seconds(32_000) < 8 * seconds(8_000) + 0.5


@pytest.mark.parametrize(
    "disguised",
    [
        "EUR ٥٤,٠٠٠",
        "EUR ５４,０００",
        "EUR 𝟓𝟒,𝟎𝟎𝟎",
        "EUR 45,000⁰",
        "EUR 45,000½",
        "EUR ⑤④",
        "EUR -45,000",
        "-EUR 45,000",
        "EUR −45,000",
        "minus EUR 45,000",
        "EUR 45,000 mio",
        "EUR 45,000 trillion",
        "EUR 45,000 hundred",
        "EUR 45,000e3",
        "₿45,000",
        "EUR l5,000",
        "thirty thousand euros (EUR 45,000)",
    ],
)
def test_no_disguise_of_a_figure_passes_for_another_value(disguised: str) -> None:
    (said,), (passage,) = find_claims(f"capped at {disguised} a year"), find_claims("capped at EUR 45,000 a year")
    assert not agrees(said, passage)
    assert not source_of("capped at EUR 45,000 a year").states(said)


def test_digits_of_other_scripts_are_digits() -> None:
    (said,), (passage,) = find_claims("EUR ４５,０００"), find_claims("EUR 45,000")
    assert agrees(said, passage)


@pytest.mark.parametrize("text", ["three (1) years", "five percent (6%)", "ten thousand dollars ($12,000)", "two (3)"])
def test_words_and_digits_that_disagree_are_no_value_but_may_be_quoted(text: str) -> None:
    (said,) = find_claims(text)
    assert said.values == frozenset()
    assert source_of(f"It says {text} here.").states(said)


@given(st.text(alphabet="0123456789OolI٣５⁰½.,-'₿$ e(", max_size=20))
def test_each_digit_belongs_to_a_claim(text: str) -> None:
    claims = find_claims(text)
    assert all(any(c.start <= i < c.end for c in claims) for i, letter in enumerate(text) if letter.isdecimal())
