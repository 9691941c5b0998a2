"""What stands in a field while somebody types is read back as the value that it was made of."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.typed_answer import typed_text
from desktop_app.domain.value import Money, Party, Value
from desktop_app.domain.value_input import parse

CHOICES = ("audit", "exit, without cause", "[other]")
TABLE = FormField(
    field="fees",
    type=FieldType.TABLE,
    currency="EUR",
    columns=(
        FormField(field="what", type=FieldType.TEXT),
        FormField(field="amount", type=FieldType.MONEY),
        FormField(field="due", type=FieldType.DATE),
    ),
)
WORDS = st.text(st.characters(categories=("L", "N"), include_characters="[{,.-"), min_size=1, max_size=12)
CENTS = st.integers(-(10**12), 10**12).map(lambda cents: Decimal(cents) / 100)


def field(kind: FieldType, **more: object) -> FormField:
    return FormField(field="f", type=kind, **more)


@pytest.mark.parametrize(
    ("asked", "value", "text"),
    [
        (field(FieldType.BOOLEAN), True, "yes"),
        (field(FieldType.DATE), date(2026, 1, 12), "12 January 2026"),
        (field(FieldType.MONEY, currency="EUR"), Money(Decimal("45000"), "EUR"), "45,000"),
        (field(FieldType.MONEY), Money(Decimal("45000.5"), "USD"), "USD 45,000.50"),
        (field(FieldType.PERCENT), Decimal("12.5"), "12.5"),
        (field(FieldType.PARTY), Party("Halden GmbH"), "Halden GmbH"),
        (field(FieldType.CHOICES, choices=CHOICES), ("audit", "[other]"), '["audit", "[other]"]'),
    ],
)
def test_a_value_stands_in_its_field_as_people_write_it(asked: FormField, value: Value, text: str) -> None:
    assert typed_text(asked, value) == text
    assert parse(asked, text) == value


@given(st.lists(st.fixed_dictionaries({"what": WORDS}, optional={"amount": CENTS, "due": st.dates()}), min_size=1))
@settings(max_examples=30, deadline=None)
def test_rows_come_back_as_they_were(rows: list[dict[str, object]]) -> None:
    given_rows = parse(TABLE, [{**row, "due": str(row["due"])} if "due" in row else row for row in rows])
    assert parse(TABLE, typed_text(TABLE, given_rows)) == given_rows


@given(WORDS, st.text("ab 1", max_size=5))
@settings(max_examples=30, deadline=None)
def test_a_party_comes_back_as_it_was(name: str, identifiers: str) -> None:
    party = Party(name, identifiers=" ".join(identifiers.split()))
    assert parse(field(FieldType.PARTY), typed_text(field(FieldType.PARTY), party)) == party


def test_what_is_no_list_is_refused_as_it_was_typed() -> None:
    with pytest.raises(Exception, match=r"cannot be “\[1"):
        parse(TABLE, "[1")
