"""Numbers, amounts and days as a language and its country write them on the screen, and the same as `parse` reads it.

What is kept, journalled and exported is neutral; only what stands on the screen is written so. What a person types is
read in the way in which the screen writes. Text that this way has no reading for stays as it is: it is taken where it
can mean one thing only, and is told as wrong otherwise.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from desktop_app.domain.errors import UsageError
from desktop_app.domain.form_field import FieldType, FormField
from desktop_app.domain.locale_days import local_day, neutral_day, neutral_instant
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.number_writing import NUMBERS, plain
from desktop_app.domain.typed_answer import typed_text
from desktop_app.domain.value import Money, Value
from desktop_app.domain.value_input import parse
from desktop_app.domain.value_text import grouped, plain_number, show

WRITTEN = NUMBERS | {FieldType.DATE, FieldType.TIME, FieldType.DATETIME}
"""Types that languages write in different ways."""
_MARKS = re.compile(r"[\u200e\u200f\u061c]")
"""Signs without a width that say in which direction a text runs."""
_MARKED = re.compile(r"(?<![\w.,-])-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\d.,-]*\d)", re.ASCII)
"""Figures that have a mark in them."""
_LAKHS = re.compile(r"(?<![\d.,])\d{1,2}(?:,\d{2})+,\d{3}(?![\d,])", re.ASCII)


def neutral_text(field: FormField, text: str, ways: LocaleWriting) -> str:
    """What was typed on a screen that writes so, as `parse` reads it; other text as it is."""
    if field.type not in WRITTEN:
        return text
    written = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in _MARKS.sub("", text))
    read = _neutral(field, written, ways) if written.strip() else text
    return read if _is_answer(field, read) or _is_answer(field, text) else text


def local_text(field: FormField, text: str, ways: LocaleWriting) -> str:
    """The text of an answer as it stands in a field on such a screen; what is no answer as it is."""
    if ways == NEUTRAL or field.type not in WRITTEN or not text.strip():
        return text
    try:
        return local_typed(field, parse(field, text), ways)
    except UsageError:
        return text


def local_typed(field: FormField, value: Value | None, ways: LocaleWriting) -> str:
    """What stands in the field for this value, as `typed_text` says it. Rows of a table stay neutral."""
    match value:
        case Money():
            amount = _figure(grouped(value.amount), ways)
            return amount if field.currency else _with_code(amount, value.currency, ways)
        case Decimal():
            return _figure(f"{value:f}", ways)
        case int() if not isinstance(value, bool):
            return _figure(str(value), ways)
        case datetime() if value.tzinfo:
            return typed_text(field, value)
        case _:
            return local_day(value, ways) or typed_text(field, value)


def local_show(field: FormField, value: Value, ways: LocaleWriting) -> str:
    """A value as people read it, as `show` says it."""
    if ways == NEUTRAL:
        return show(field, value)
    many: Any = value
    match value:
        case Money():
            return _with_code(_figure(grouped(value.amount), ways), value.currency, ways)
        case Decimal():
            number = _figure(plain_number(field, value), ways)
            return f"{number}%" if field.type is FieldType.PERCENT else number
        case int() if not isinstance(value, bool):
            return _figure(str(value), ways)
        case tuple() if field.type is FieldType.TABLE:
            return "\n".join(_row(field, row, ways) for row in many)
        case _:
            return local_day(value, ways) or show(field, value)


def local_figures(text: str, ways: LocaleWriting) -> str:
    """Words with the figures in them that have marks (`1,250.75`) written as the language does."""
    return text if ways == NEUTRAL else _MARKED.sub(lambda figure: _figure(figure[0], ways), text)


def _neutral(field: FormField, text: str, ways: LocaleWriting) -> str:
    if field.type in NUMBERS:
        return plain(field, _marks(text, ways), ways.marks)
    if ways == NEUTRAL or field.type is FieldType.TIME:
        return text
    return neutral_day(text, ways) if field.type is FieldType.DATE else neutral_instant(text, ways)


def _is_answer(field: FormField, text: str) -> bool:
    try:
        parse(field, text)
    except UsageError:
        return False
    return True


def _marks(text: str, ways: LocaleWriting) -> str:
    """With the marks of Arabic and other scripts as those that `plain` knows."""
    if ways.group not in ".,":
        text = re.sub(rf"(?<=\d){re.escape(ways.group)}(?=\d{{2,3}})", "", text, flags=re.ASCII)
    text = text.replace("٫", ".").replace("٬", ",").replace("٪", "%")
    return _LAKHS.sub(lambda found: found[0].replace(",", ""), text) if ways.last_groups != (3, 3) else text


def _row(field: FormField, row: Mapping[str, Any], ways: LocaleWriting) -> str:
    cells = ((column, row[column.field]) for column in field.columns if column.field in row)
    return ", ".join(f"{column.label or column.field} {local_show(column, cell, ways)}" for column, cell in cells)


def _figure(text: str, ways: LocaleWriting) -> str:
    """`-1,250.75` in the digits of a language; thousands are grouped where they were."""
    whole, point, rest = text.removeprefix("-").partition(".")
    whole = ways.group.join(_groups(whole.replace(",", ""), ways.last_groups)) if "," in whole else whole
    sign = ways.minus if text.startswith("-") else ""
    return f"{sign}{ways.digits(whole)}{ways.decimal if point else ''}{ways.digits(rest)}"


def _groups(digits: str, sizes: tuple[int, int]) -> list[str]:
    last, others = sizes
    groups, rest = [digits[-last:]], digits[:-last]
    while rest:
        groups.insert(0, rest[-others:])
        rest = rest[:-others]
    return groups


def _with_code(amount: str, currency: str, ways: LocaleWriting) -> str:
    return f"{amount}\u00a0{currency}" if ways.code_after else f"{currency} {amount}"
