"""Values from what people type, from JSON and from the command line."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.text import clean
from desktop_app.domain.typed_answer import STRUCTURED, read_structured
from desktop_app.domain.value import Money, Party, Row, Value
from desktop_app.domain.value_text import MONTHS

LARGEST_INTEGER = 2**53 - 1
"""The largest whole number that canonical JSON keeps (RFC 8785, 3.2.2.3)."""

MOST_DIGITS = 15
"""Digits of a decimal that enter a rule exactly: every decimal of 15 digits survives a binary double (IEEE 754)."""

_LONGEST_INTEGER = 256
_MOST_ROWS = 1_000
_LONGEST_TEXT = 100_000
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_MONEY = re.compile(r"(?:(?P<before>[A-Za-z]{3})\s*)?(?P<number>[+-]?[\d,.]+)(?:\s*(?P<after>[A-Za-z]{3}))?", re.ASCII)
_WRITTEN_DATE = re.compile(r"(?P<day>\d{1,2})\.?\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})", re.ASCII)
_FIGURES_DATE = re.compile(r"(?P<one>\d{1,2})(?P<mark>[./])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})", re.ASCII)
_MOST_MONTHS = 12
_YES = frozenset(("yes", "true", "y"))
_NO = frozenset(("no", "false", "n"))
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_URL = re.compile(r"https?://[^\s/]+\S*")


def parse(field: FormField, raw: object) -> Value:
    """The value that was meant. Raises UsageError, whose next step says what would be right.

    Money is “45000 EUR”, “EUR 45,000.00”, an object with amount and currency, or a number where the field has a
    currency. Dates are 2026-01-12 or 12 January 2026. A table is a list of objects, a blank cell is left out. Lists and
    objects may be JSON text, as they are while somebody types.
    """
    reader = _READERS.get(field.type)
    if isinstance(raw, str) and field.type in STRUCTURED and raw.strip() not in field.choices:
        raw = read_structured(raw)
    if reader is None:
        raise UsageError(f"“{_name(field)}” takes no answer.", next="Leave it out.")
    return reader(field, raw)


def _name(field: FormField) -> str:
    return field.label or field.field


def _refusal(field: FormField, raw: object, right: str) -> UsageError:
    huge = isinstance(raw, int) and raw.bit_length() > _LONGEST_INTEGER
    written = str(raw) if isinstance(raw, str | int | float | Decimal) and not huge else f"a {type(raw).__name__}"
    written = _CONTROLS.sub("�", written if len(written) <= 60 else written[:60] + "…")
    return UsageError(f"“{_name(field)}” cannot be “{written}”.", next=right)


def _text(field: FormField, raw: object) -> str:
    if not isinstance(raw, str):
        raise _refusal(field, raw, "Give a text in quotation marks.")
    text = _CONTROLS.sub("", clean(raw)).strip()
    if not text:
        raise UsageError(f"“{_name(field)}” is blank.", next="Write something, or leave the answer out.")
    limit = field.max_length or _LONGEST_TEXT
    if len(text) > limit:
        raise UsageError(f"“{_name(field)}” has {len(text)} characters.", next=f"Use at most {limit} characters.")
    return text


def _line(field: FormField, raw: object) -> str:
    return " ".join(_text(field, raw).split())


def _integer(field: FormField, raw: object) -> int:
    number = _decimal_of(field, raw, "Give a whole number, such as 30.")
    if number != number.to_integral_value() or abs(number) > LARGEST_INTEGER:
        raise _refusal(field, raw, "Give a whole number, such as 30.")
    return int(number)


def _rating(field: FormField, raw: object) -> int:
    number = _integer(field, raw)
    if not 1 <= number <= 5:
        raise _refusal(field, raw, "Give a number from 1 to 5.")
    return number


def _decimal(field: FormField, raw: object) -> Decimal:
    return _decimal_of(field, raw, "Give a number, such as 1250.75.")


def _percent(field: FormField, raw: object) -> Decimal:
    number = raw.strip().removesuffix("%").strip() if isinstance(raw, str) else raw
    return _decimal_of(field, number, "Give a percentage, such as 12.5%.")


def _decimal_of(field: FormField, raw: object, right: str) -> Decimal:
    number = _number(raw)
    if number is None:
        raise _refusal(field, raw, right)
    if len(number.as_tuple().digits) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise _refusal(field, raw, f"Give a number with at most {MOST_DIGITS} digits.")
    return number


def _number(raw: object) -> Decimal | None:
    """The number that is written; None where none is. Commas group thousands and mean nothing else."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        text = raw.strip()
        return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    if isinstance(raw, int) and raw.bit_length() > _LONGEST_INTEGER:
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
    number, currency = _money_parts(raw)
    currency = (currency or field.currency or "").upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise _refusal(field, raw, f"{right} The currency is needed.")
    if field.currency and currency != field.currency:
        raise _refusal(field, raw, f"Give the amount in {field.currency}.")
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


def _date(field: FormField, raw: object) -> date:
    right = "Give a day of the calendar, such as 2026-01-12 or 12 January 2026."
    if type(raw) is date:
        return raw
    text = raw.strip() if isinstance(raw, str) else ""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
        if written := _WRITTEN_DATE.fullmatch(text):
            return date(int(written["year"]), _month(written["month"]), int(written["day"]))
        if (figures := _FIGURES_DATE.fullmatch(text)) and (only := _only_day(figures)):
            return only
    except ValueError:
        raise _refusal(field, raw, right) from None
    raise _refusal(field, raw, right)


def _only_day(figures: re.Match[str]) -> date | None:
    """14/11/2000, which can be one day only; None for 03/04/2026. Between dots the day comes first."""
    year, one, two = int(figures["year"]), int(figures["one"]), int(figures["two"])
    if figures["mark"] == "." or one > _MOST_MONTHS or one == two:
        return date(year, two, one)
    return date(year, one, two) if two > _MOST_MONTHS else None


def _month(word: str) -> int:
    """The month's number; a name may be cut to three letters or more."""
    return next(n for n, month in enumerate((*MONTHS, word), 1) if month.lower().startswith(word.lower()))


def _boolean(field: FormField, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    raise _refusal(field, raw, "Answer yes or no.")


def _choice(field: FormField, raw: object) -> str:
    word = raw.strip() if isinstance(raw, str) else raw
    if word not in field.choices:
        raise _refusal(field, raw, f"Choose one of: {', '.join(field.choices)}.")
    return str(word)


def _choices(field: FormField, raw: object) -> tuple[str, ...]:
    """In the form's order, each once. One text is one choice, or several between commas."""
    if isinstance(raw, str) and raw.strip():
        given: Sequence[object] = [raw] if raw.strip() in field.choices else [w for w in raw.split(",") if w.strip()]
    elif isinstance(raw, list | tuple):
        given = raw
    else:
        raise _refusal(field, raw, f"Give a list with some of: {', '.join(field.choices)}.")
    chosen = {_choice(field, each) for each in given}
    return tuple(choice for choice in field.choices if choice in chosen)


def _email(field: FormField, raw: object) -> str:
    text = _line(field, raw)
    if not _EMAIL.fullmatch(text):
        raise _refusal(field, raw, "Give an address, such as name@example.com.")
    return text


def _url(field: FormField, raw: object) -> str:
    text = _line(field, raw)
    if not _URL.fullmatch(text):
        raise _refusal(field, raw, "Give an address that begins with https://.")
    return text


def _party(field: FormField, raw: object) -> Party:
    if isinstance(raw, str):
        return Party(_line(field, raw))
    right = "Give a name, or an object with name, kind, identifiers and address."
    if not isinstance(raw, Mapping) or not set(raw) <= {"name", "kind", "identifiers", "address"}:
        raise _refusal(field, raw, right)
    if not raw.get("name"):
        raise _refusal(field, raw, right)
    return Party(**{str(part): _line(field, text) for part, text in raw.items() if text not in ("", None)})


def _table(field: FormField, raw: object) -> tuple[Row, ...]:
    if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
        raise _refusal(field, raw, "Give a list of objects, each with the columns of a row.")
    limit = field.max_rows or _MOST_ROWS
    if len(raw) > limit:
        raise UsageError(f"“{_name(field)}” has {len(raw)} rows.", next=f"Use at most {limit} rows.")
    return tuple(_row(field, row) for row in raw)


def _row(field: FormField, raw: Mapping[Any, Any]) -> Row:
    columns = {column.field: _with_currency(column, field.currency) for column in field.columns}
    for name in raw:
        if name not in columns:
            raise _refusal(field, name, f"A row has the columns {', '.join(columns)}.")
    return {name: parse(column, raw[name]) for name, column in columns.items() if raw.get(name) not in (None, "")}


def _with_currency(column: FormField, currency: str | None) -> FormField:
    """The column; its amounts are in the table's currency where it has none of its own."""
    return column if column.currency else column.model_copy(update={"currency": currency})


_READERS: Mapping[FieldType, Callable[[FormField, object], Value]] = {
    FieldType.TEXT: _line,
    FieldType.PARAGRAPH: _text,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.MONEY: _money,
    FieldType.PERCENT: _percent,
    FieldType.DATE: _date,
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.RATING: _rating,
    FieldType.EMAIL: _email,
    FieldType.URL: _url,
    FieldType.PARTY: _party,
    FieldType.ADDRESS: _text,
    FieldType.TABLE: _table,
    FieldType.HIDDEN: _line,
}
