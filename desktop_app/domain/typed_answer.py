"""Answers as the text that stands in a field while somebody types, and that `parse` reads back."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from desktop_app.domain.form_field import Absence, FieldType, FormField
from desktop_app.domain.value import Money, Party, Value, columns_of
from desktop_app.domain.value_text import MONTHS, clock_text, grouped, show

STRUCTURED = frozenset((FieldType.TABLE, FieldType.PARTY, FieldType.CHOICES, FieldType.RANK))
"""Types whose text is JSON, where it is more than one line can say."""
_JSON = ("[", "{")


def typed_text(field: FormField, value: Value | None) -> str:
    """What stands in the field for this value; nothing for a blank. The currency stands beside where it is fixed."""
    many: Any = value
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Money():
            amount = grouped(value.amount)
            return amount if field.currency else f"{value.currency} {amount}"
        case Decimal():
            return f"{value:f}"
        case Absence():
            return value.words
        case datetime() if value.tzinfo:
            return value.isoformat(" ")
        case datetime():
            return f"{value.day} {MONTHS[value.month - 1]} {value.year:04d}, {clock_text(value.time())}"
        case time():
            return clock_text(value)
        case date():
            return f"{value.day} {MONTHS[value.month - 1]} {value.year:04d}"
        case Party():
            return party_text({part: getattr(value, part) for part in ("name", "kind", "identifiers", "address")})
        case tuple() if field.type is FieldType.TABLE:
            return _rows_text(field, many)
        case tuple():
            return choices_text(many)
        case str() if field.type in (FieldType.PHONE, FieldType.IDENTIFIER):
            return show(field, value)
        case _:
            return str(value)


def party_text(parts: Mapping[str, str]) -> str:
    """A name alone is itself; with more it is an object."""
    given = {part: text for part, text in parts.items() if text.strip()}
    name = given.get("name", "")
    alone = given.keys() <= {"name"} and not name.lstrip().startswith(_JSON)
    return name if alone else json.dumps(given, ensure_ascii=False)


def rows_text(rows: list[dict[str, str]]) -> str:
    """The rows that hold something."""
    given = [{name: cell for name, cell in row.items() if cell.strip()} for row in rows]
    return json.dumps(given, ensure_ascii=False) if any(given) else ""


def choices_text(chosen: tuple[str, ...]) -> str:
    """What was chosen."""
    return json.dumps(list(chosen), ensure_ascii=False) if chosen else ""


def read_structured(text: str) -> Any:
    """The list or object that the text is; a text of another kind as it is."""
    if not text.lstrip().startswith(_JSON):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _rows_text(field: FormField, rows: Sequence[Mapping[str, Any]]) -> str:
    columns = {column.field: column for column in columns_of(field)}
    return rows_text(
        [{name: typed_text(columns[name], cell) for name, cell in row.items() if name in columns} for row in rows]
    )
