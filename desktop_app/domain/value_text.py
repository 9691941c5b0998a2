"""Values as people and templates read them, in English."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from desktop_app.domain.form_field import Absence, FieldType, FormField
from desktop_app.domain.identifier import identifier_text
from desktop_app.domain.phone_number import phone_text
from desktop_app.domain.value import Money, Party, Value

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def show(field: FormField, value: Value) -> str:
    """`EUR 45,000`, `12 January 2026`, `14:30`, `yes`, `12.5%`, `not known`, a choice's label; a table gives a line for
    each row."""
    match value:
        case Absence():
            return value.words
        case bool():
            return "yes" if value else "no"
        case Money():
            return f"{value.currency} {grouped(value.amount)}"
        case Decimal():
            return f"{plain_number(field, value)}%" if field.type is FieldType.PERCENT else plain_number(field, value)
        case datetime():
            return f"{_day(value)}, {clock_text(value.time())}{_zone(value)}"
        case date():
            return _day(value)
        case time():
            return clock_text(value)
        case Party():
            return _party(value)
        case tuple():
            return _many(field, value)
        case str():
            return _text(field, value)
        case _:
            return str(value)


def plain_number(field: FormField, number: Decimal) -> str:
    """In plain digits, with at least as many behind the point as the field shows; none is ever left out."""
    behind = -int(number.as_tuple().exponent)
    return f"{number:.{field.places}f}" if behind < field.places else f"{number:f}"


def _text(field: FormField, value: str) -> str:
    match field.type:
        case FieldType.PHONE:
            return phone_text(value)
        case FieldType.IDENTIFIER:
            return identifier_text(field, value)
        case _:
            return field.words_of_choice(value) if field.choices else value


def clock_text(value: time) -> str:
    """`14:30`, with seconds only where there are some."""
    return value.replace(tzinfo=None).isoformat("auto" if value.second or value.microsecond else "minutes")


def _day(value: date) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def _zone(value: datetime) -> str:
    return f" ({value.tzname()})" if value.tzinfo else ""


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
        between = " > " if field.type is FieldType.RANK else ", "
        return between.join(field.words_of_choice(each) for each in value)
    return "\n".join(_row(field, row) for row in value)


def rows_shown(field: FormField, value: Value) -> tuple[Mapping[str, str], ...]:
    """The cells of a table as people read them, row by row, each with every column; nothing of another value."""
    if field.type is not FieldType.TABLE or not isinstance(value, tuple):
        return ()
    return tuple(
        {c.field: show(c, row[c.field]) if c.field in row else "" for c in field.columns}
        for row in value
        if isinstance(row, Mapping)
    )


def _row(field: FormField, row: Mapping[str, Any]) -> str:
    cells = ((column, row[column.field]) for column in field.columns if column.field in row)
    return ", ".join(f"{column.label or column.field} {show(column, cell)}" for column, cell in cells)
