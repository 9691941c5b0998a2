"""Values from what people type, from JSON and from the command line."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop_app.domain.choice_input import read_choice, read_choices, read_rank
from desktop_app.domain.currency_sign import without_sign
from desktop_app.domain.day_input import read_date, read_datetime, read_time
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form_field import Absence, FieldType, FormField
from desktop_app.domain.identifier import read_identifier, require_pattern
from desktop_app.domain.line_input import called, is_huge, read_line, read_text, refusal
from desktop_app.domain.phone_number import read_phone
from desktop_app.domain.typed_answer import STRUCTURED, read_structured
from desktop_app.domain.value import Money, Party, Row, Value, columns_of

LARGEST_INTEGER = 2**53 - 1
"""The largest whole number that canonical JSON keeps (RFC 8785, 3.2.2.3)."""

MOST_DIGITS = 15
"""Digits of a decimal that enter a rule exactly: every decimal of 15 digits survives a binary double (IEEE 754)."""

MOST_ROWS = 10_000
"""Of a table that names no number of its own."""
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_MONEY = re.compile(r"(?:(?P<before>[A-Za-z]{3})\s*)?(?P<number>[+-]?[\d,.]+)(?:\s*(?P<after>[A-Za-z]{3}))?", re.ASCII)
_YES = frozenset(("yes", "true", "y"))
_NO = frozenset(("no", "false", "n"))
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_URL = re.compile(r"https?://[^\s/]+\S*")


def parse(field: FormField, raw: object) -> Value:
    """The value that was meant. Raises UsageError, whose next step says what would be right.

    Money is “45000 EUR”, “EUR 45,000.00”, “€45,000”, an object with amount and currency, or a number where the field
    has a currency. Dates are 2026-01-12 or 12 January 2026. A table is a list of objects, a blank cell is left out.
    Lists and objects may be JSON text, as they are while somebody types. A field that allows it takes “not known” and
    “not applicable” too.
    """
    absence = _absence(field, raw)
    if absence is not None:
        return absence
    reader = _READERS.get(field.type)
    if isinstance(raw, str) and field.type in STRUCTURED and raw.strip() not in field.choice_names:
        raw = read_structured(raw)
    if reader is None:
        raise UsageError(f"“{called(field)}” takes no answer.", next="Leave it out.")
    return reader(field, raw)


def _absence(field: FormField, raw: object) -> Absence | None:
    """Why there is no value, where the field takes that for an answer."""
    text = raw.strip().lower().replace("_", " ") if isinstance(raw, str) and field.allow else raw
    return next((each for each in field.allow if text in (each, each.words)), None)


def _line(field: FormField, raw: object) -> str:
    text = read_line(field, raw)
    require_pattern(field, text)
    return text


def _integer(field: FormField, raw: object) -> int:
    number = _decimal_of(field, raw, "Give a whole number, such as 30.")
    if number != number.to_integral_value() or abs(number) > LARGEST_INTEGER:
        raise refusal(field, raw, "Give a whole number, such as 30.")
    return int(number)


def _rating(field: FormField, raw: object) -> int:
    number = _integer(field, raw)
    least, most = field.scale
    if not least <= number <= most:
        raise refusal(field, raw, f"Give a number from {least} to {most}.")
    return number


def _decimal(field: FormField, raw: object) -> Decimal:
    return _decimal_of(field, raw, "Give a number, such as 1250.75.")


def _percent(field: FormField, raw: object) -> Decimal:
    number = raw.strip().removesuffix("%").strip() if isinstance(raw, str) else raw
    return _decimal_of(field, number, "Give a percentage, such as 12.5%.")


def _decimal_of(field: FormField, raw: object, right: str) -> Decimal:
    number = _number(raw)
    if number is None:
        raise refusal(field, raw, right)
    if len(number.as_tuple().digits) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise refusal(field, raw, f"Give a number with at most {MOST_DIGITS} digits.")
    return number if number else abs(number)  # there is no −0


def _number(raw: object) -> Decimal | None:
    """The number that is written; None where none is. Commas group thousands and mean nothing else."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        text = raw.strip()
        return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    if is_huge(raw):
        return None
    if isinstance(raw, int | float | Decimal):
        try:
            number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
        except InvalidOperation:
            return None
        return number if number.is_finite() else None
    return None


def _money(field: FormField, raw: object) -> Money:
    right = f"Give an amount, such as {field.currency or 'EUR'} 45,000.00."
    signed = without_sign(raw, field.currency) if isinstance(raw, str) else None
    number, currency = _money_parts(" ".join(signed) if signed else raw)
    currency = (currency or field.currency or "").upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise refusal(field, raw, f"{right} The currency is needed.")
    if field.currency and currency != field.currency:
        raise refusal(field, raw, f"Give the amount in {field.currency}.")
    return Money(_decimal_of(field, number if number is not None else raw, right), currency)


def _money_parts(raw: object) -> tuple[object, str | None]:
    if isinstance(raw, Mapping) and set(raw) <= {"amount", "currency"}:
        currency = raw.get("currency")
        return raw.get("amount"), currency if isinstance(currency, str) else None
    match = _MONEY.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match is None:
        return raw, None
    if match["before"] and match["after"]:
        return None, None
    return match["number"], match["before"] or match["after"]


def _boolean(field: FormField, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise refusal(field, raw, "Answer yes or no.")


def _email(field: FormField, raw: object) -> str:
    text = read_line(field, raw)
    if not _EMAIL.fullmatch(text):
        raise refusal(field, raw, "Give an address, such as name@example.com.")
    return text


def _url(field: FormField, raw: object) -> str:
    text = read_line(field, raw)
    if not _URL.fullmatch(text):
        raise refusal(field, raw, "Give an address that begins with https://.")
    return text


def _party(field: FormField, raw: object) -> Party:
    if isinstance(raw, str):
        return Party(read_line(field, raw))
    right = "Give a name, or an object with name, kind, identifiers and address."
    if not isinstance(raw, Mapping) or not set(raw) <= {"name", "kind", "identifiers", "address"}:
        raise refusal(field, raw, right)
    if not raw.get("name"):
        raise refusal(field, raw, right)
    return Party(**{str(part): read_line(field, text) for part, text in raw.items() if text not in ("", None)})


def _table(field: FormField, raw: object) -> tuple[Row, ...]:
    if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
        raise refusal(field, raw, "Give a list of objects, each with the columns of a row.")
    limit = most_rows(field)
    if len(raw) > limit:
        raise UsageError(f"“{called(field)}” has {len(raw)} rows.", next=f"Use at most {limit} rows.")
    columns = {column.field: column for column in columns_of(field)}
    return tuple(_row(field, columns, number, row) for number, row in enumerate(raw, 1))


def most_rows(field: FormField) -> int:
    """How many rows a table may have."""
    return field.max_rows or MOST_ROWS


def _row(field: FormField, columns: Mapping[str, FormField], number: int, raw: Mapping[Any, Any]) -> Row:
    for name in raw:
        if name not in columns:
            raise refusal(field, name, f"A row has the columns {', '.join(columns)}.")
    try:
        return {name: parse(column, raw[name]) for name, column in columns.items() if raw.get(name) not in (None, "")}
    except UsageError as error:
        raise UsageError(f"Row {number}: {error.what}", kept=error.kept, next=error.next) from None


_READERS: Mapping[FieldType, Callable[[FormField, object], Value]] = {
    FieldType.TEXT: _line,
    FieldType.PARAGRAPH: read_text,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.MONEY: _money,
    FieldType.PERCENT: _percent,
    FieldType.DATE: read_date,
    FieldType.TIME: read_time,
    FieldType.DATETIME: read_datetime,
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: read_choice,
    FieldType.CHOICES: read_choices,
    FieldType.RANK: read_rank,
    FieldType.RATING: _rating,
    FieldType.EMAIL: _email,
    FieldType.URL: _url,
    FieldType.PHONE: read_phone,
    FieldType.IDENTIFIER: read_identifier,
    FieldType.PARTY: _party,
    FieldType.ADDRESS: read_text,
    FieldType.TABLE: _table,
    FieldType.HIDDEN: read_line,
}
