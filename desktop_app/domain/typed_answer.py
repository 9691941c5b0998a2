"""Answers as the text that stands in a field while somebody types, and that `parse` reads back."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.value import Money, Party, Value
from desktop_app.domain.value_text import MONTHS, grouped

STRUCTURED = frozenset((FieldType.TABLE, FieldType.PARTY, FieldType.CHOICES))
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
        case date():
            return f"{value.day} {MONTHS[value.month - 1]} {value.year:04d}"
        case Party():
            return party_text({part: getattr(value, part) for part in ("name", "kind", "identifiers", "address")})
        case tuple() if field.type is FieldType.TABLE:
            return rows_text([_row_text(field, row) for row in many])
        case tuple():
            return choices_text(many)
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


def _row_text(field: FormField, row: Mapping[str, Any]) -> dict[str, str]:
    columns = {column.field: column for column in field.columns}
    return {name: _cell_text(field, columns[name], cell) for name, cell in row.items() if name in columns}


def _cell_text(field: FormField, column: FormField, cell: Value) -> str:
    """Amounts are in the table's currency where the column has none."""
    return typed_text(column.model_copy(update={"currency": column.currency or field.currency}), cell)
