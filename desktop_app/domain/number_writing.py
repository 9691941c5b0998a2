"""How numbers and dates are written where a table comes from, and the same as `parse` reads it.

A spreadsheet of one country writes 1.234,56 and 3/4/2026 for what another one writes as 1,234.56 and 4/3/2026.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop_app.domain.currency_sign import without_sign
from desktop_app.domain.form import FieldType, FormField

NUMBERS = frozenset((FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, FieldType.RATING))
_MOST_LOOKED_AT = 1_000
"""Rows that tell how a table is written."""
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?(?![\d.,])", re.ASCII)
_COMMA = re.compile(r"\d\.\d{3},|^\D*\d+,(?:\d{1,2}|\d{4,})\D*$", re.ASCII)
_POINT = re.compile(r"\d,\d{3}\.|^\D*\d+\.(?:\d{1,2}|\d{4,})\D*$", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\u00a0\u202f'’](?=\d{3})")
_FIGURES = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII)
_MONTH_NAMED = re.compile(r"(?:[A-Za-z]{3,9},? )?(\d{1,2})[- ]([A-Za-z]{3,9})[- ,]{1,2}(\d{4}|\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(?:[A-Za-z]{3,9}, )?([A-Za-z]{3,9})[ -](\d{1,2}),? (\d{4})", re.ASCII)
_CLOCK = re.compile(r"(?P<day>.*?\d),?[ T](?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)", re.ASCII)
_CODE = re.compile(r" [A-Z]{3}$")
_MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$", re.ASCII)
_NO_AMOUNT = re.compile(r"\s*-\s*")
"""How bookkeepers write nothing, beside a currency's sign."""
_MOST_MONTHS = 12
_LAST_OF_2000 = 29
"""Of years with two figures, as in Excel and LibreOffice: 29 is 2029, 30 is 1930."""


class Exact(str):
    """A cell that a file holds as a value: its text is as `parse` reads it, whatever the file's country."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """The decimal mark, and whether the day of 3/4/2026 comes first; None where nobody knows."""

    decimal: str = "."
    day_first: bool | None = None


def plain(column: FormField, text: str, writing: Writing) -> str:
    """The text of a cell as `parse` reads it. What is not written so stays as it is, and is then told as wrong."""
    if isinstance(text, Exact):
        return _CODE.sub("", text) if column.type in NUMBERS and column.type is not FieldType.MONEY else text
    if column.type in NUMBERS:
        return _number(column, text.strip(), writing)
    if column.type is FieldType.DATETIME and (parts := _CLOCK.fullmatch(text.strip())):
        return f"{_date(parts['day'], writing)} {parts['clock']}"
    return _date(text.strip(), writing) if column.type is FieldType.DATE else text


def _number(column: FormField, text: str, writing: Writing) -> str:
    text = _BETWEEN_DIGITS.sub("", text).replace("\u2212", "-").replace("\u00a0", " ")
    text = _currency(column, _below_nothing(text))
    if writing.decimal == ",":
        text = _GROUPED.sub(lambda found: found[0].replace(".", ""), text)
        text = text if "." in text else text.replace(",", ".")
    return text


def _below_nothing(text: str) -> str:
    """What bookkeepers write in brackets is less than nothing."""
    return f"-{text[1:-1].strip()}" if text[:1] == "(" and text[-1:] == ")" else text


def _currency(column: FormField, text: str) -> str:
    """With its code in place of its sign; a sign before the minus or after the number is one too."""
    signed = without_sign(text, column.currency) if column.type is FieldType.MONEY else None
    if signed is None:
        return text
    number, code = _below_nothing(signed[0]), signed[1]
    return f"{'0' if _NO_AMOUNT.fullmatch(number) else number} {code}"


def _date(text: str, writing: Writing) -> str:
    """As 2026-01-12, or 12 January 2026; as it is where it is no day as these are written."""
    text = _MIDNIGHT.sub("", text)
    if year_first := _YEAR_FIRST.fullmatch(text):
        return f"{year_first[1]}-{int(year_first[2]):02d}-{int(year_first[3]):02d}"
    if named := _MONTH_NAMED.fullmatch(text):
        return f"{named[1]} {named[2]} {_year(named[3])}"
    if named := _MONTH_FIRST.fullmatch(text):
        return f"{named[2]} {named[1]} {named[3]}"
    figures = _FIGURES.fullmatch(text)
    day_first = True if figures and figures[2] == "." else writing.day_first
    if figures is None or day_first is None:
        return text
    day, month = (figures[1], figures[3]) if day_first else (figures[3], figures[1])
    try:
        return date(int(_year(figures[4])), int(month), int(day)).isoformat()
    except ValueError:
        return text


def _year(figures: str) -> str:
    return figures if len(figures) > len("26") else f"{20 if int(figures) <= _LAST_OF_2000 else 19}{figures}"


def writing_of(columns: Sequence[FormField | None], rows: Iterable[Sequence[str]], usual: Writing) -> Writing:
    """How these rows are written, as far as they show it; else as is usual. A column is None where it is not used."""
    comma = point = day = month = 0
    for number, row in enumerate(rows):
        if number >= _MOST_LOOKED_AT:
            break
        for column, text in zip(columns, row, strict=False):
            if column is None or isinstance(text, Exact):
                continue
            if column.type in NUMBERS:
                comma, point = comma + bool(_COMMA.search(text)), point + bool(_POINT.search(text))
            elif column.type in (FieldType.DATE, FieldType.DATETIME) and (figures := _FIGURES.match(text.strip())):
                counts = figures[2] != "."
                day += counts and int(figures[1]) > _MOST_MONTHS
                month += counts and int(figures[3]) > _MOST_MONTHS
    found = usual if comma == point else replace(usual, decimal="," if comma > point else ".")
    return found if day == month else replace(found, day_first=day > month)
