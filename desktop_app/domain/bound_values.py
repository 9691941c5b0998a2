"""Answers as expressions see them: under which names, and as what. What is blank has no value there."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from desktop_app.domain.expression import Kind, midnight
from desktop_app.domain.expression_names import PARTY_PARTS
from desktop_app.domain.form import Absence, Choice, FieldType, Form, FormField, RuleTable
from desktop_app.domain.form_rules import CHOICE, ROW, kind_of
from desktop_app.domain.value import Money, Party, Row, Value
from desktop_app.domain.value_text import clock_text

_LISTS: Mapping[Kind, Kind] = {
    Kind.INT: Kind.DOUBLES,
    Kind.DOUBLE: Kind.DOUBLES,
    Kind.STRING: Kind.STRINGS,
    Kind.BOOL: Kind.BOOLS,
    Kind.TIMESTAMP: Kind.TIMESTAMPS,
}


def names_in(form: Form) -> dict[str, Kind]:
    """The names that every expression of the form may use, with what each holds."""
    names: dict[str, Kind] = {}
    for field in form.fields:
        if field.type is not FieldType.NOTE:
            names |= _names_of(field, field.field)
    for table in form.decisions:
        kind = Kind.STRINGS if table.hit == "collect" else Kind.STRING
        names |= {table.decision: kind, f"{table.decision}.blank": Kind.BOOL}
    return names


def names_in_row(table: FormField) -> dict[str, Kind]:
    """The names of the cells of a row, for the expressions of its columns."""
    names: dict[str, Kind] = {}
    for column in table.columns:
        names |= _names_of(column, f"{ROW}.{column.field}")
    return names


def attributes_of(field: FormField) -> frozenset[str]:
    """What a `choice_filter` may ask of a choice."""
    return frozenset(("name", *(name for choice in field.choices for name in choice.attributes)))


def bound_choice(attributes: Iterable[str], choice: Choice) -> Iterator[tuple[str, object]]:
    """A choice, for a `choice_filter`; an attribute that it has not is an empty text."""
    for name in attributes:
        yield f"{CHOICE}.{name}", choice.choice if name == "name" else choice.attributes.get(name, "")


def _names_of(field: FormField, name: str) -> dict[str, Kind]:
    asked = {f"{name}.{part}": Kind.BOOL for part in ("blank", *(absence.value for absence in field.allow))}
    if field.type is FieldType.PARTY:
        return {**{f"{name}.{part}": Kind.STRING for part in PARTY_PARTS}, **asked}
    columns = {f"{name}.{c.field}": _LISTS[kind_of(c)] for c in field.columns if kind_of(c) in _LISTS}
    return {name: kind_of(field), **columns, **asked}


def bound_field(field: FormField, value: Value | None, name: str = "") -> Iterator[tuple[str, object]]:
    """An answer, under the names of its field."""
    name = name or field.field
    yield f"{name}.blank", value is None
    for absence in field.allow:
        yield f"{name}.{absence.value}", value is absence
    if isinstance(value, Party):
        yield from ((f"{name}.{part}", getattr(value, part)) for part in PARTY_PARTS)
    elif field.type is FieldType.TABLE and isinstance(value, tuple):
        yield from _bound_rows(field, value)
    elif value is not None and not isinstance(value, Absence):
        yield name, _plain(value)


def bound_files(field: FormField, count: int) -> Iterator[tuple[str, object]]:
    """How many documents answer an attachment field."""
    yield field.field, count
    yield f"{field.field}.blank", not count


def bound_outcome(table: RuleTable, outcomes: tuple[str, ...] | None) -> Iterator[tuple[str, object]]:
    """What a rule table gave; None where it is not decidable yet."""
    yield f"{table.decision}.blank", outcomes is None
    if outcomes is not None:
        yield table.decision, list(outcomes) if table.hit == "collect" else outcomes[0]


def bound_row(table: FormField, row: Row) -> Iterator[tuple[str, object]]:
    """The cells of a row, for the expressions of its columns."""
    for column in table.columns:
        yield from bound_field(column, row.get(column.field), f"{ROW}.{column.field}")


def _bound_rows(field: FormField, rows: tuple[Any, ...]) -> Iterator[tuple[str, object]]:
    """The rows, and each column as a list. A blank cell is left out, but a column is unknown while a required cell is
    blank. A row is a map of several types, which takes no date: it is a text there, which `Glossary.in_rows` reads
    back."""
    known = [{name: _plain(cell) for name, cell in row.items() if not isinstance(cell, Absence)} for row in rows]
    yield field.field, [{name: _in_row(cell) for name, cell in row.items()} for row in known]
    for column in field.columns:
        cells = [row[column.field] for row in known if column.field in row]
        if len(cells) == len(rows) or column.required is not True:
            yield f"{field.field}.{column.field}", [float(c) if type(c) is int else c for c in cells]


def _in_row(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, datetime) else cell


def _plain(value: Any) -> object:
    """Amounts enter as doubles: order and equality stay exact up to 15 digits."""
    match value:
        case Money():
            return float(value.amount)
        case Decimal():
            return float(value)
        case datetime():
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        case date():
            return midnight(value)
        case time():
            return clock_text(value)
        case tuple():
            return list(value)
        case Party():
            return value.name
        case _:
            return value
