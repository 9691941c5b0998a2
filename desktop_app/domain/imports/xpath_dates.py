"""ODK's functions of days. A pack knows days and no time of day in its rules, so that a replay gives the same."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.cel_text import UNARY, Cel, call, needs_of, quoted
from desktop_app.domain.imports.xpath import Call, Node, NotCarried, Text

if TYPE_CHECKING:
    from desktop_app.domain.imports.xpath_cel import Translator

Nodes = tuple[Node, ...]
EPOCH = Cel('timestamp("1970-01-01T00:00:00Z")', Kind.TIMESTAMP, literal=True)
_PARTS = re.compile(r"%(.)|([^%]+)")
_MONTHS = '"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"'
_WEEKDAYS = '"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"'
_HOURS = {"H": "getHours", "h": "getHours", "M": "getMinutes", "S": "getSeconds"}
TODAY = Cel("today()", Kind.TIMESTAMP)


def _today(_t: "Translator", nodes: Nodes) -> Cel:
    if nodes:
        raise NotCarried("today() is called with values")
    return TODAY


def _now(_t: "Translator", _nodes: Nodes) -> Cel:
    raise NotCarried("now() has no counterpart: rules know the day and no time of day")


def _day(t: "Translator", nodes: Nodes) -> Cel:
    if len(nodes) != 1:
        raise NotCarried("date() is called with more than one value")
    if nodes[0] == Call("now", ()):
        return TODAY
    value = t.value(nodes[0])
    if value.clock == "datetime":
        return Cel(f'timestamp({_day_text(value)} + "T00:00:00Z")', Kind.TIMESTAMP, needs=value.needs)
    return t.as_kind(value, Kind.TIMESTAMP)


def _moment(t: "Translator", nodes: Nodes) -> Cel:
    """A day, or a day with a time."""
    value = t.value(nodes[0]) if len(nodes) == 1 and nodes[0] != Call("now", ()) else None
    return value if value is not None and value.clock == "datetime" else _day(t, nodes)


def _day_number(t: "Translator", nodes: Nodes) -> Cel:
    """Days since 1970, as ODK counts them; those of a time of day with their part of a day."""
    if nodes == (Call("now", ()),):
        raise NotCarried("now() has no counterpart: rules know the day and no time of day")
    return days_since(_moment(t, nodes))


def days_since(moment: Cel) -> Cel:
    """The days from 1970 on, which is what a day is as a number."""
    return elapsed(EPOCH, moment) if moment.clock else call("days_between", Kind.INT, EPOCH, moment)


def _months(t: "Translator", nodes: Nodes) -> Cel:
    """Whole months from one day to a later one."""
    if len(nodes) != 2:
        raise NotCarried("difference-in-months() needs two days")
    start, end = (_day(t, (node,)) for node in nodes)
    one, other = start.within(UNARY + 1), end.within(UNARY + 1)
    years = f"({other}.getFullYear() - {one}.getFullYear()) * 12 + {other}.getMonth() - {one}.getMonth()"
    text = f"{years} - ({other}.getDate() < {one}.getDate() ? 1 : 0)"
    return Cel(text, Kind.INT, UNARY - 2, needs_of(start, end))


def elapsed(start: Cel, end: Cel) -> Cel:
    """Days from one moment to another, with the part of a day."""
    seconds = f"subtract(int({end.text}), int({start.text}))"
    return Cel(f"ratio({seconds}, 86400)", Kind.DOUBLE, needs=needs_of(start, end))


def written_day(day: Cel) -> Cel:
    """A day as a text, as ODK writes it (ISO 8601). Raises NotCarried for one with a time."""
    if day.clock:
        raise NotCarried("a day with a time is used as a text")
    return Cel(_day_text(day), Kind.STRING, UNARY - 2, day.needs)


def _day_text(day: Cel) -> str:
    return " + ".join((_part(day, "Y"), '"-"', _part(day, "m"), '"-"', _part(day, "d")))


def _written(t: "Translator", nodes: Nodes) -> Cel:
    """A day in the parts that a pattern names."""
    if len(nodes) != 2 or not isinstance(nodes[1], Text):
        raise NotCarried("format-date() is called without a pattern that is written out")
    day = _moment(t, nodes[:1])
    if not day.clock and any(m[1] in _HOURS for m in _PARTS.finditer(nodes[1].text) if m[1]):
        raise NotCarried("the time of a day without one is written")
    parts = [_part(day, m[1]) if m[1] else quoted(m[2]) for m in _PARTS.finditer(nodes[1].text)]
    binds = UNARY - 2 if len(parts) > 1 else UNARY
    return Cel(" + ".join(parts) or '""', Kind.STRING, binds, day.needs)


def _part(day: Cel, letter: str) -> str:
    of = day.within(UNARY + 1)
    match letter:
        case "Y":
            return f"string({of}.getFullYear())"
        case "y":
            return f'({of}.getFullYear() % 100 < 10 ? "0" : "") + string({of}.getFullYear() % 100)'
        case "n":
            return f"string({of}.getMonth() + 1)"
        case "m":
            return f'({of}.getMonth() < 9 ? "0" : "") + string({of}.getMonth() + 1)'
        case "e":
            return f"string({of}.getDate())"
        case "d":
            return f'({of}.getDate() < 10 ? "0" : "") + string({of}.getDate())'
        case "b":
            return f"[{_MONTHS}][{of}.getMonth()]"
        case "a":
            return f"[{_WEEKDAYS}][{of}.getDayOfWeek()]"
        case "H" | "M" | "S":
            number = f"{of}.{_HOURS[letter]}()"
            return f'({number} < 10 ? "0" : "") + string({number})'
        case "h":
            return f"string({of}.getHours())"
        case "%":
            return '"%"'
        case _:
            raise NotCarried(f"“%{letter}” of a written date has no counterpart")


DATES: Mapping[str, Callable[["Translator", Nodes], Cel]] = {
    "today": _today,
    "difference-in-months": _months,
    "cht:difference-in-months": _months,
    "now": _now,
    "date": _day,
    "date-time": _day,
    "decimal-date-time": _day_number,
    "decimal-date": _day_number,
    "format-date": _written,
    "format-date-time": _written,
}
