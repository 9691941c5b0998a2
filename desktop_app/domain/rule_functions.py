"""Functions of rules that say something of money of two currencies, of working days, and of lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from desktop_app.domain.arithmetic import Undefined, multiply, rounded

_USUAL_PLACES = 2
_NO_PARTS = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XPF")
_THOUSANDTHS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_PLACES: Mapping[str, int] = {**dict.fromkeys((*_NO_PARTS, "XOF"), 0), **dict.fromkeys(_THOUSANDTHS, 3)}
"""Currencies whose smallest unit is no hundredth (ISO 4217)."""
_WORKING_DAYS = 5
_WEEK = 7


def convert(amount: float, from_: str, to: str, rate: float) -> float:
    """The amount in another currency at a stated rate: so many units of `to` for one of `from_`, rounded half up to the
    smallest unit of `to`. Raises Undefined where the rate is none."""
    if rate <= 0 or (from_ == to and rate != 1):
        raise Undefined
    return rounded(multiply(amount, rate), _PLACES.get(to, _USUAL_PLACES))


def business_days(start: datetime, end: datetime) -> int:
    """The days from Monday to Friday after the first day, up to and with the last; negative where that is before it.

    Holidays are not known, and count as working days.
    """
    if end < start:
        return -business_days(end, start)
    weeks, days = divmod((end.date() - start.date()).days, _WEEK)
    rest = (start + timedelta(days=day) for day in range(1, days + 1))
    return weeks * _WORKING_DAYS + sum(day.weekday() < _WORKING_DAYS for day in rest)


def unique(values: Sequence[Any]) -> bool:
    """Whether no value comes twice."""
    return len(set(map(repr, values))) == len(values)
