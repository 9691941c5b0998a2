"""What is wrong or missing at an answer, apart from rules: counts of rows, files, words, characters and places."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from desktop_app.domain.arithmetic import shortest
from desktop_app.domain.evaluated import Problem, ProblemKind
from desktop_app.domain.expression import Result, Undecided
from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.value import Money, Value


def calculated(field: FormField, result: Result, currency: str | None = None) -> Value | Undecided:
    """The result of a calculation as a value of the field's type; `currency` is that of its table. An empty text is no
    answer, and what no answer can be (a length of time) is a fault."""
    if isinstance(result, Undecided):
        return result
    if result == "":
        return Undecided.UNKNOWN
    if isinstance(result, int | float) and not isinstance(result, bool):
        return _number(field, result, field.currency or currency)
    match field.type:
        case FieldType.TIME:
            return _time(str(result))
    if isinstance(result, datetime):
        return result.replace(tzinfo=None) if field.type is FieldType.DATETIME else result.date()
    if isinstance(result, list):
        return tuple(result) if all(isinstance(one, str) for one in result) else Undecided.FAULT
    return _as_is(result) if isinstance(result, str | bool) else Undecided.FAULT


def _number(field: FormField, result: float, unit: str | None) -> Value | Undecided:
    """A fault where the number is none (a division by zero), or too large for an answer."""
    try:
        number = shortest(result)
    except OverflowError:
        return Undecided.FAULT
    match field.type:
        case FieldType.INTEGER | FieldType.RATING:
            return int(number) if number == number.to_integral_value() else Undecided.FAULT
        case FieldType.MONEY if unit:
            return Money(number, unit)
        case FieldType.DECIMAL | FieldType.PERCENT:
            return number
    return _as_is(result)


def _time(result: str) -> Value | Undecided:
    try:
        return time.fromisoformat(result)
    except ValueError:
        return Undecided.FAULT


def _as_is(result: Any) -> Value:
    value: Value = result
    return value


def file_problems(field: FormField, label: str, count: int, required: bool) -> Iterator[Problem]:
    """Too few or too many documents."""
    least = max(field.min_files, int(required))
    if count < least:
        files = "a file is" if least == 1 else f"{least} files are"
        yield Problem(ProblemKind.COUNT, field.field, f"“{label}”: {files} needed, {count or 'none'} attached.")
    if field.max_files is not None and count > field.max_files:
        words = f"“{label}”: {count} files are attached, and at most {field.max_files} may be."
        yield Problem(ProblemKind.COUNT, field.field, words)


def row_count_problems(field: FormField, label: str, rows: int, required: bool) -> Iterator[Problem]:
    """Too few or too many rows."""
    least = max(field.min_rows, int(required))
    if rows < least:
        words = f"“{label}”: at least {least} {'row is' if least == 1 else 'rows are'} needed."
        yield Problem(ProblemKind.COUNT, field.field, words)
    if field.max_rows is not None and rows > field.max_rows:
        yield Problem(ProblemKind.COUNT, field.field, f"“{label}”: at most {field.max_rows} rows may be.")


def length_problems(
    field: FormField, label: str, value: Value, offered: tuple[str, ...] | None = None
) -> Iterator[Problem]:
    """Too few or too many words or characters; places of a ranking that nothing has, of the choices that are `offered`
    (None: all). Told at the label."""
    if isinstance(value, str):
        yield from _text_problems(field, label, value)
    places = len(field.choices if offered is None else offered)
    if field.type is FieldType.RANK and isinstance(value, tuple) and len(value) < places:
        words = f"“{label}”: {len(value)} of {places} have a place."
        yield Problem(ProblemKind.COUNT, field.field, words)


def _text_problems(field: FormField, label: str, text: str) -> Iterator[Problem]:
    least, most = field.words or (0, None)
    count = len(text.split())
    if len(text) < field.min_length:
        words = f"“{label}” has {_counted(len(text), 'character')}, and at least {field.min_length} are needed."
        yield Problem(ProblemKind.COUNT, field.field, words)
    if count < least:
        yield Problem(
            ProblemKind.COUNT, field.field, f"“{label}” has {_counted(count, 'word')}, and at least {least} are needed."
        )
    if most is not None and count > most:
        yield Problem(
            ProblemKind.COUNT, field.field, f"“{label}” has {_counted(count, 'word')}, and at most {most} may be."
        )


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
