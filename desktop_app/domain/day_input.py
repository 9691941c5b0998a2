"""Days and times that people type."""

import re
from datetime import UTC, date, datetime, time

from desktop_app.domain.form_field import FormField
from desktop_app.domain.line_input import refusal
from desktop_app.domain.value_text import MONTHS

_MOST_MONTHS = 12
_NOON = 12
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})/(?P<month>\d{1,2})/(?P<day>\d{1,2})", re.ASCII)
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})", re.ASCII)
_WRITTEN_DATE = re.compile(r"(?P<day>\d{1,2})\.?\s+(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>\d{4})", re.ASCII)
_FIGURES_DATE = re.compile(r"(?P<one>\d{1,2})(?P<mark>[./])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})", re.ASCII)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,6})\d*)?)?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?",
    re.ASCII,
)
_ISO_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?\s*(?:[Zz]|[+-]\d{2}:\d{2})?", re.ASCII
)
_DAY_AND_CLOCK = re.compile(
    r"(?P<day>[^:]{0,30}?\d{4}|\d{4}-\d{2}-\d{2})(?:,?\s+(?:at\s+)?|T)(?P<clock>\d{1,2}[:.].{1,20})", re.ASCII
)


def read_date(field: FormField, raw: object) -> date:
    """2026-01-12, 12 January 2026, January 12, 2026, 12.01.2026, or 14/11/2000, which can be one day only."""
    right = "Give a day of the calendar, such as 2026-01-12 or 12 January 2026."
    found = raw if type(raw) is date else _date(raw.strip()) if isinstance(raw, str) else None
    if found is None:
        raise refusal(field, raw, right)
    return found


def read_time(field: FormField, raw: object) -> time:
    """14:30, 2:30 pm or 14:30:05."""
    found = raw if type(raw) is time else _clock(raw.strip()) if isinstance(raw, str) else None
    if found is None or found.tzinfo:
        raise refusal(field, raw, "Give a time of day, such as 14:30.")
    return found


def read_datetime(field: FormField, raw: object) -> datetime:
    """2026-01-12 14:30 as the clocks there showed; with an offset (Z, +01:00) the instant."""
    found = raw if type(raw) is datetime else _datetime(raw.strip()) if isinstance(raw, str) else None
    if found is None or not _in_calendar(found):
        raise refusal(field, raw, "Give a day with a time, such as 2026-01-12 14:30.")
    return found


def _date(text: str) -> date | None:
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
        if year_first := _YEAR_FIRST.fullmatch(text):
            return date(int(year_first["year"]), int(year_first["month"]), int(year_first["day"]))
        if written := _WRITTEN_DATE.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
            return date(int(written["year"]), _month(written["month"]), int(written["day"]))
        figures = _FIGURES_DATE.fullmatch(text)
        return _only_day(figures) if figures else None
    except ValueError:
        return None


def _only_day(figures: re.Match[str]) -> date | None:
    """14/11/2000, which can be one day only; None for 03/04/2026. Between dots the day comes first."""
    year, one, two = int(figures["year"]), int(figures["one"]), int(figures["two"])
    if figures["mark"] == "." or one > _MOST_MONTHS or one == two:
        return date(year, two, one)
    return date(year, one, two) if two > _MOST_MONTHS else None


def _month(word: str) -> int:
    """The month's number; a name may be cut to three letters or more."""
    return next(n for n, month in enumerate((*MONTHS, word), 1) if month.lower().startswith(word.lower()))


def _clock(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    if found is None or not (found["minute"] or found["half"]):
        return None
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    try:
        fraction = (found["fraction"] or "").ljust(6, "0")
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0), int(fraction))
    except ValueError:
        return None


def _datetime(text: str) -> datetime | None:
    if _ISO_INSTANT.fullmatch(text):
        try:
            return datetime.fromisoformat(re.sub(r"\s+(?=[+-]|Z)", "", text.upper()))
        except ValueError:
            return None
    parts = _DAY_AND_CLOCK.fullmatch(text)
    day, clock = (_date(parts["day"]), _clock(parts["clock"])) if parts else (None, None)
    return datetime.combine(day, clock) if day and clock else None


def _in_calendar(instant: datetime) -> bool:
    """Whether it is in the years 1 to 9999 in UTC too."""
    try:
        return bool(instant.astimezone(UTC)) if instant.tzinfo else True
    except (OverflowError, ValueError):
        return False
