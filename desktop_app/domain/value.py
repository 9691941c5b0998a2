"""Values of answers: what each type of field holds, and the bytes that are kept of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeAlias

import rfc8785

from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.form_field import Absence, FieldType, FormField


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (three letters, ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Party:
    """Who takes part: a person or an organisation, with what identifies it."""

    name: str
    kind: str = ""
    identifiers: str = ""
    address: str = ""


Row: TypeAlias = Mapping[str, Any]
"""A row of a table: the values of its columns by name; a blank cell is left out."""

_ABSENT = "absent"

Value: TypeAlias = (
    str | int | Decimal | Money | date | time | datetime | bool | tuple[str, ...] | Party | tuple[Row, ...] | Absence
)


def columns_of(field: FormField) -> tuple[FormField, ...]:
    """The columns of a table; amounts are in the table's currency where their column has none of its own."""
    return tuple(
        column if column.currency else column.model_copy(update={"currency": field.currency})
        for column in field.columns
    )


def dump(value: Value) -> bytes:
    """The canonical JSON (RFC 8785) that is kept. Decimals are text, so that none loses a digit."""
    return rfc8785.dumps(_plain(value))


def load(field: FormField, body: bytes) -> Value:
    """The value that `dump` gave these bytes for. Raises StoreDamaged for bytes that it never gave."""
    try:
        return _value(field, json.loads(body))
    except (ValueError, TypeError, KeyError, ArithmeticError, AttributeError):
        raise StoreDamaged(
            f"The kept answer “{field.field}” cannot be read as {field.type}.",
            next="Run `countersign audit verify`, and restore a backup.",
        ) from None


def _plain(value: Any) -> Any:
    match value:
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case Party():
            parts = {p: getattr(value, p) for p in ("name", "kind", "identifiers", "address")}
            return {part: text for part, text in parts.items() if text}
        case Decimal():
            return str(value)
        case Absence():
            return {_ABSENT: value.value}
        case date() | time():
            return value.isoformat()
        case Mapping():
            return {column: _plain(cell) for column, cell in value.items()}
        case tuple():
            return [_plain(each) for each in value]
        case _:
            return value


def _value(field: FormField, plain: Any) -> Value:
    if isinstance(plain, dict) and plain.keys() == {_ABSENT}:
        return Absence(plain[_ABSENT])
    if field.type is FieldType.TABLE:
        return tuple(_row(field, _exactly(dict, row)) for row in _exactly(list, plain))
    return _READERS.get(field.type, _text)(plain)


def _row(field: FormField, row: Any) -> Row:
    """The cells in the order of the columns."""
    cells = {column.field: _value(column, row[column.field]) for column in field.columns if column.field in row}
    if len(cells) != len(row):
        raise KeyError(field.field)
    return cells


def _text(plain: Any) -> str:
    return str(_exactly(str, plain))


def _exactly(wanted: type[Any], plain: Any) -> Any:
    if type(plain) is not wanted:
        raise TypeError(wanted.__name__)
    return plain


def _decimal(plain: Any) -> Decimal:
    return Decimal(_text(plain))


_READERS: Mapping[FieldType, Callable[[Any], Value]] = {
    FieldType.INTEGER: lambda plain: int(_exactly(int, plain)),
    FieldType.RATING: lambda plain: int(_exactly(int, plain)),
    FieldType.BOOLEAN: lambda plain: bool(_exactly(bool, plain)),
    FieldType.DECIMAL: _decimal,
    FieldType.PERCENT: _decimal,
    FieldType.MONEY: lambda plain: Money(_decimal(plain["amount"]), _text(plain["currency"])),
    FieldType.DATE: lambda plain: date.fromisoformat(_text(plain)),
    FieldType.TIME: lambda plain: time.fromisoformat(_text(plain)),
    FieldType.DATETIME: lambda plain: datetime.fromisoformat(_text(plain)),
    FieldType.CHOICES: lambda plain: tuple(_text(each) for each in _exactly(list, plain)),
    FieldType.RANK: lambda plain: tuple(_text(each) for each in _exactly(list, plain)),
    FieldType.PARTY: lambda plain: Party(**{part: _text(text) for part, text in plain.items()}),
}
