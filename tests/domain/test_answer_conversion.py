"""An answer is read as one of another type only where what it means is certain, and comes back as it was."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.answer_conversion import converted
from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.value import Money


def field(kind: str, **more: Any) -> FormField:
    return FormField.model_validate({"field": "a", "type": kind, **more})


CHOICES = {"choices": ["one", "two"]}


@pytest.mark.parametrize(
    ("before", "value", "after", "wanted"),
    [
        (field("integer"), 24, field("text"), "24"),
        (field("text"), "24", field("integer"), 24),
        (field("text"), "about 24", field("integer"), None),
        (field("text"), "12 January 2026", field("date"), date(2026, 1, 12)),
        (field("date"), date(2026, 1, 12), field("text"), "12 January 2026"),
        (field("integer"), 24, field("decimal"), Decimal(24)),
        (field("decimal"), Decimal("24.5"), field("integer"), None),
        (field("choice", **CHOICES), "one", field("choices", **CHOICES), ("one",)),
        (field("choices", **CHOICES), ("one", "two"), field("choice", **CHOICES), None),
        (field("text"), "two", field("choice", **CHOICES), "two"),
        (field("text"), "three", field("choice", **CHOICES), None),
        (field("integer"), 24, field("money", currency="EUR"), None),
        (field("money"), Money(Decimal(5), "USD"), field("money", currency="EUR"), None),
        (field("money"), Money(Decimal(5), "USD"), field("text"), "USD 5"),
        (field("boolean"), True, field("integer"), None),
        (field("integer"), 1, field("boolean"), None),
        (field("text"), "x" * 50, field("text", max_length=10), None),
    ],
)
def test_only_what_is_certain_is_converted(before: FormField, value: Any, after: FormField, wanted: Any) -> None:
    assert converted(before, after, value) == wanted


@given(st.integers(-(10**12), 10**12) | st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_numbers_and_days_come_back_through_a_text(value: int | date) -> None:
    kind = field(FieldType.INTEGER if isinstance(value, int) else FieldType.DATE)
    assert converted(field("text"), kind, converted(kind, field("text"), value)) == value
