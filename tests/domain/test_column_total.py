"""Below a column stands what its `total` asks for; amounts of two currencies are never added."""

from decimal import Decimal
from typing import Any

import pytest

from desktop_app.domain.answers import Money
from desktop_app.domain.column_total import column_total
from desktop_app.domain.form import Absence, FormField

EUROS = [Money(Decimal("10"), "EUR"), None, Money(Decimal("5.25"), "EUR"), Absence.NOT_KNOWN]


def column(kind: str, **more: Any) -> FormField:
    return FormField.model_validate({"field": "it", "type": kind, **more})


@pytest.mark.parametrize(
    ("total", "told"),
    [
        ("sum", "EUR 15.25"), ("count", "count 2"), ("min", "least EUR 5.25"), ("max", "most EUR 10"),
        ("average", "average EUR 7.63"),
    ],
)  # fmt: skip
def test_a_column_tells_what_it_is_asked_for(total: str, told: str) -> None:
    assert column_total(column("money", total=total), EUROS) == told


def test_each_currency_stands_by_itself() -> None:
    assert column_total(column("money"), [*EUROS, Money(Decimal(1), "USD")]) == "EUR 15.25, USD 1"


def test_a_text_is_counted_where_it_is_asked_and_told_nothing_else_of() -> None:
    assert column_total(column("text", total="count"), ["a", None, "b"]) == "count 2"
    assert column_total(column("text"), ["a"]) == column_total(column("money"), []) == ""
