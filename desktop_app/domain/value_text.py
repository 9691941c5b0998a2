"""Values as people and templates read them, in English."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.value import Money, Party, Value

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def show(field: FormField, value: Value) -> str:
    """`EUR 45,000`, `12 January 2026`, `yes`, `12.5%`; a table gives a line for each row."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Money():
            return f"{value.currency} {grouped(value.amount)}"
        case Decimal():
            return f"{value:f}%" if field.type is FieldType.PERCENT else f"{value:f}"
        case date():
            return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
        case Party():
            return _party(value)
        case tuple():
            return _many(field, value)
        case _:
            return str(value)


def grouped(amount: Decimal) -> str:
    """With thousands grouped; with cents only where there are some."""
    if amount == amount.to_integral_value():
        return f"{amount.to_integral_value():,f}"
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}"


def _party(party: Party) -> str:
    details = "; ".join(part for part in (party.kind, party.identifiers, party.address) if part)
    return f"{party.name} ({details})" if details else party.name


def _many(field: FormField, value: tuple[Any, ...]) -> str:
    if field.type is not FieldType.TABLE:
        return ", ".join(value)
    return "\n".join(_row(field, row) for row in value)


def _row(field: FormField, row: Mapping[str, Any]) -> str:
    cells = ((column, row[column.field]) for column in field.columns if column.field in row)
    return ", ".join(f"{column.label or column.field} {show(column, cell)}" for column, cell in cells)
