"""What stands below a column of a table: its sum, or what its `total` asks for, in each currency by itself."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from desktop_app.domain.form_field import Absence, FieldType, FormField, Total
from desktop_app.domain.value import Money, Value
from desktop_app.domain.value_text import grouped

SUMMED = (FieldType.MONEY, FieldType.DECIMAL, FieldType.INTEGER)
"""Types that are summed up without being asked to."""
_PLACES = Decimal("0.01")
_WORDS: Mapping[Total, str] = {
    Total.COUNT: "count",
    Total.MIN: "least",
    Total.MAX: "most",
    Total.AVERAGE: "average",
}


def column_total(column: FormField, values: Sequence[Value | None]) -> str:
    """In words; empty where there is nothing to tell. An average is rounded half up to two places."""
    kind = column.total or (Total.SUM if column.type in SUMMED else None)
    if kind is None:
        return ""
    if kind is Total.COUNT:
        return f"count {sum(value is not None and not isinstance(value, Absence) for value in values)}"
    amounts = _amounts(values)
    told = ", ".join(_written(unit, _of(kind, numbers)) for unit, numbers in sorted(amounts.items()))
    return f"{_WORDS[kind]} {told}" if told and kind in _WORDS else told


def _amounts(values: Sequence[Value | None]) -> dict[str, list[Decimal]]:
    """The numbers by currency; those without one under nothing."""
    found: dict[str, list[Decimal]] = {}
    for value in values:
        if isinstance(value, Money):
            found.setdefault(value.currency, []).append(value.amount)
        elif isinstance(value, Decimal | int) and not isinstance(value, bool):
            found.setdefault("", []).append(Decimal(value))
    return found


def _of(kind: Total, numbers: Sequence[Decimal]) -> Decimal:
    match kind:
        case Total.MIN:
            return min(numbers)
        case Total.MAX:
            return max(numbers)
        case Total.AVERAGE:
            return (sum(numbers, Decimal()) / len(numbers)).quantize(_PLACES, ROUND_HALF_UP)
        case _:
            return sum(numbers, Decimal())


def _written(unit: str, number: Decimal) -> str:
    return f"{unit} {grouped(number)}" if unit else f"{number:,f}"
