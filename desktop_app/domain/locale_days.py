"""Days and times as a language writes them, and the same as `parse` reads it."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time

from desktop_app.domain.locale_writing import LocaleWriting
from desktop_app.domain.value_text import clock_text

_FIGURES = re.compile(r"(\d+)[\s./\-]+(\d+)[\s./\-]+(\d+)[\s.]*", re.ASCII)
_CLOCK = re.compile(r"^(?P<day>.{3,40}?)[,\s،]+(?P<clock>\d{1,2}[:.]\d{2}.*)$", re.ASCII)
_PARTS = re.compile(r"'(?P<literal>[^']*)'|(?P<part>d+|M+|y+)")
_YEAR, _LEAST_LETTERS, _DAY_AND_YEAR = 4, 3, 2
_MOST_MONTHS = 12


def local_day(value: object, ways: LocaleWriting) -> str:
    """A day, a time or both; empty for other values."""
    match value:
        case datetime():
            zone = f" ({value.tzname()})" if value.tzinfo else ""
            return f"{_written_day(value, ways)}, {ways.digits(clock_text(value.time()))}{zone}"
        case date():
            return _written_day(value, ways)
        case time():
            return ways.digits(clock_text(value))
        case _:
            return ""


def _written_day(day: date, ways: LocaleWriting) -> str:
    return ways.digits(_plain_day(day, ways))


def _plain_day(day: date, ways: LocaleWriting) -> str:
    parts = {"d": str(day.day), "dd": f"{day.day:02d}", "M": str(day.month), "MM": f"{day.month:02d}"}
    parts |= {"MMM": (ways.short_months or ways.months)[day.month - 1], "MMMM": ways.months[day.month - 1]}

    def part(found: re.Match[str]) -> str:
        name = found["part"]
        if not name:
            return found["literal"]
        return f"{day.year:04d}" if name[0] == "y" else parts.get(name, "")

    return _PARTS.sub(part, ways.day)


def neutral_day(text: str, ways: LocaleWriting) -> str:
    """A day as 2026-01-12, where it is written as the language does; other text as it is."""
    words = _words(text)
    found: tuple[str, str, str] | None = None
    if figures := _FIGURES.fullmatch(text.strip()):
        found = _in_order((figures[1], figures[2], figures[3]), text, ways)
    elif day := _as_written(text, ways):
        return day.isoformat()
    elif len(numbers := re.findall(r"\d+", text, re.ASCII)) == _DAY_AND_YEAR and (month := _month(words, ways)):
        year, number = sorted(numbers, key=len, reverse=True)
        found = (year, str(month), number)
    return _iso(found) or text


def neutral_instant(text: str, ways: LocaleWriting) -> str:
    """A day with a time as 2026-01-12 14:30, where the day is written as the language does; other text as it is."""
    parts = _CLOCK.match(text.strip())
    day = neutral_day(parts["day"].strip(), ways) if parts else ""
    return f"{day} {parts['clock']}" if parts and day != parts["day"].strip() else text


def _as_written(text: str, ways: LocaleWriting) -> date | None:
    """The day that the language writes as this text, apart from spaces and capitals."""
    numbers = re.findall(r"\d+", text, re.ASCII)
    if not _DAY_AND_YEAR <= len(numbers) <= _DAY_AND_YEAR + 1:
        return None
    asked = "".join(text.casefold().split())
    for year in (each for each in numbers if len(each) == _YEAR):
        for number in (each for each in numbers if len(each) < _YEAR):
            for month in range(1, 13):
                day = _iso((year, str(month), number))
                if day and "".join(_plain_day(date.fromisoformat(day), ways).casefold().split()) == asked:
                    return date.fromisoformat(day)
    return None


def _in_order(numbers: tuple[str, str, str], text: str, ways: LocaleWriting) -> tuple[str, str, str] | None:
    """Year, month and day of three figures. Between dots the day comes first, as everywhere."""
    one, two, three = numbers
    if len(one) == _YEAR:
        return one, two, three
    if "." in text or ways.day_first:
        return three, two, one
    return (three, one, two) if ways.day_first is False else None


def _iso(found: tuple[str, str, str] | None) -> str:
    if found is None or len(found[0]) != _YEAR:
        return ""
    try:
        return date(*map(int, found)).isoformat()
    except ValueError:
        return ""


def _month(words: list[str], ways: LocaleWriting) -> int:
    """The month that is named, where one only is; 0 else."""
    literals = _words(_PARTS.sub(_literal, ways.day))
    named = {month for word in words if word not in literals for month in _months_of(word, ways) or {0}}
    return next(iter(named)) if len(named) == 1 else 0


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\d\s.,،/\-]+", text.casefold()) if word]


def _literal(found: re.Match[str]) -> str:
    return f" {found['literal'] or ''} "


def _months_of(word: str, ways: LocaleWriting) -> set[int]:
    return set(_named(word, (*ways.months, *ways.short_months))) or set(_begun(word, ways.months))


def _named(word: str, months: tuple[str, ...]) -> Iterator[int]:
    """Months of this name; some languages write “in” as one letter before it."""
    for number, month in enumerate(months, 1):
        name = month.casefold().rstrip(".")
        if name and word in (name, f"ב{name}"):
            yield (number - 1) % _MOST_MONTHS + 1


def _begun(word: str, months: tuple[str, ...]) -> Iterator[int]:
    if len(word) >= _LEAST_LETTERS:
        for number, month in enumerate(months, 1):
            if month.casefold().startswith(word):
                yield (number - 1) % _MOST_MONTHS + 1
