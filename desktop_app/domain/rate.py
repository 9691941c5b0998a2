"""Rates: an amount for each month, year or other length of time, as a text says it beside the amount."""

import re
from collections.abc import Iterable

from desktop_app.domain.claim import LENGTHS, Amount, Claim

_LENGTH = r"hour|day|week|month|quarter|year|annum"
_LY = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
    "annual": "year",
    "p.a.": "year",
    "p.m.": "month",
}
RATE = (
    rf"(?:(?:per|a|an|each|every|/)\s{{0,2}}(?:(?:calendar|contract|full)\s)?(?:{_LENGTH})\b"
    r"|(?:hourly|daily|weekly|monthly|quarterly|yearly|annually)\b|p\.\s?[am]\.)"
)
"""The words behind an amount that make a rate of it, as a pattern has them (without case, without groups)."""
_AFTER = re.compile(rf"(?i:\s{{0,2}},?\s{{0,2}}(?:(?:payable|due|billed|charged|paid)\s)?(?P<rate>{RATE}))")
_PRICES = r"fee|rent|charge|payment|price|rate|salary|wage|cost|amount|instal?lment|retainer|subscription|premium|cap"
_BEFORE = re.compile(
    r"(?i:\b(?P<rate>hourly|daily|weekly|monthly|quarterly|yearly|annual)\s(?:[a-z]{2,16}\s){0,3}?"
    rf"(?:{_PRICES})s?\b[^.;0-9]{{0,40}}$)"
)
_NAMED = re.compile(rf"(?i:\b(?P<rate>{'|'.join(name for name in _LY if '.' not in name)}|(?:per|a)\s(?:{_LENGTH}))\b)")
_REACH = 80


def rate_after(text: str, at: int) -> str:
    """For how long an amount is that ends here: `month`, `year`; empty where no words say it."""
    return _length(_AFTER.match(text, at))


def rate_of(text: str, claim: Claim) -> str:
    """The same by the words on either side of an amount: “EUR 1,500 per month”, “a monthly fee of EUR 1,500”."""
    return rate_after(text, claim.end) or _length(_BEFORE.search(text, max(claim.start - _REACH, 0), claim.start))


def rate_named(label: str) -> str:
    """For how long the amount is that a question asks for."""
    return _length(_NAMED.search(label))


def _length(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    words = "".join(match["rate"].casefold().split())
    if words in _LY:
        return _LY[words]
    length = next(length for length in _LENGTH.split("|") if words.endswith(length))
    return "year" if length == "annum" else length


def per(amount: Amount, rate: str) -> Amount:
    """The amount for each such length of time; as it is where there is none."""
    return Amount(amount.number, f"{amount.unit}/{rate}") if rate else amount


def parted(unit: str) -> tuple[str, str]:
    """A unit without its rate, and the rate (empty: none)."""
    money, _, rate = unit.partition("/")
    return money, rate


def times_in(rate: str, lasted: Amount) -> Amount | None:
    """How often a length of time has a rate's own in it; None where the two cannot be counted in each other."""
    number, unit = LENGTHS[rate]
    return Amount(lasted.number / number) if unit == lasted.unit else None


def one_rate(rates: Iterable[str]) -> str:
    """What all of them say that say something; empty where they differ."""
    said = set(filter(None, rates))
    return said.pop() if len(said) == 1 else ""
