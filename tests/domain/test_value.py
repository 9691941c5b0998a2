"""Values keep every digit, and people read them as they write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.answers import Money, Party, dump, load, show
from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.form import FormField

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
MONEY = st.builds(Money, DECIMALS, st.sampled_from(["EUR", "USD"]))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "integer": st.integers(-(2**53) + 1, 2**53 - 1),
    "decimal": DECIMALS,
    "percent": DECIMALS,
    "money": MONEY,
    "date": st.dates(),
    "boolean": st.booleans(),
    "choices": st.lists(TEXT, max_size=3).map(tuple),
    "party": st.builds(Party, TEXT.filter(bool), TEXT, TEXT, TEXT),
    "table": st.lists(st.fixed_dictionaries({}, optional={"day": st.dates(), "amount": MONEY}), max_size=3).map(tuple),
}
COLUMNS = [{"field": "day", "type": "date", "label": "Day"}, {"field": "amount", "type": "money", "label": "Amount"}]


def field(kind: str) -> FormField:
    return FormField.model_validate({"field": "it", "type": kind, "columns": COLUMNS if kind == "table" else []})


@settings(max_examples=200)
@given(st.data(), st.sampled_from(sorted(VALUES)))
def test_a_kept_value_comes_back_as_it_was(data: st.DataObject, kind: str) -> None:
    value = data.draw(VALUES[kind])
    back = load(field(kind), dump(value))
    assert back == value
    assert dump(back) == dump(value)


@pytest.mark.parametrize("kind", sorted(VALUES))
@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[[]]", b'{"amount":"x","currency":"EUR"}', b"1.5", b'{"a":1}', b"null"]
)
def test_bytes_that_were_never_kept_are_damage(kind: str, body: bytes) -> None:
    with pytest.raises(StoreDamaged):
        load(field(kind), body)


def test_the_kept_bytes_do_not_depend_on_the_order_of_a_row() -> None:
    assert dump(({"b": 1, "a": 2},)) == dump(({"a": 2, "b": 1},)) == b'[{"a":2,"b":1}]'


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", Money(Decimal("45000.00"), "EUR"), "EUR 45,000"),
        ("money", Money(Decimal("45000.5"), "EUR"), "EUR 45,000.50"),
        ("money", Money(Decimal("-0.125"), "USD"), "USD -0.125"),
        ("money", Money(Decimal("1E+3"), "USD"), "USD 1,000"),
        ("date", date(2026, 1, 12), "12 January 2026"),
        ("boolean", True, "yes"),
        ("boolean", False, "no"),
        ("percent", Decimal("12.5"), "12.5%"),
        ("decimal", Decimal("0.5"), "0.5"),
        ("integer", 2026, "2026"),
        ("choices", ("a", "b"), "a, b"),
        ("party", Party("Acme", "organisation", "HRB 1"), "Acme (organisation; HRB 1)"),
        (
            "table",
            ({"day": date(2026, 1, 2), "amount": Money(Decimal(5), "EUR")}, {}),
            "Day 2 January 2026, Amount EUR 5\n",
        ),
    ],
)
def test_people_read_values_as_they_write_them(kind: str, value: Any, text: str) -> None:
    assert show(field(kind), value) == text


@pytest.mark.parametrize(
    ("kind", "number", "text"),
    [("decimal", "1.6", "1.60"), ("decimal", "2", "2.00"), ("decimal", "1.125", "1.125"), ("percent", "-2", "-2.00%")],
)
def test_a_ratio_is_read_with_the_places_of_its_field_and_loses_no_digit(kind: str, number: str, text: str) -> None:
    ratio = FormField.model_validate({"field": "it", "type": kind, "places": 2})
    assert show(ratio, Decimal(number)) == text
