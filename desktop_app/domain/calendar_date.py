"""Dates as contracts write them, with what is known of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.text import Span

_MONTHS = re.findall(r"\w+", "january february march april may june july august september october november december")
_NAMES = {name[:3]: i for i, name in enumerate(_MONTHS, start=1)}
_ORDINALS = re.findall(
    r"\S+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth"
    " twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first",
)
_CENTURY_TURN = 60  # a year of two digits from here on is in the last century

# “may” and “march” are words too: a month is capitalised.
_MONTH = (
    "(?:"
    + "|".join(f"{form[:3]}(?:{form[3:]})?" for name in _MONTHS for form in (name.capitalize(), name.upper()))
    + r"|Sept|SEPT)\b\.?"
)
_TH = r"(?:\s?(?:st|nd|rd|t\s?h|ST|ND|RD|TH)\b)?"
_DAY = r"(?<![\w.,/-])(?P<day{n}>[0-9]{{1,2}})"
_YEAR = r"(?:,?\s{{0,8}}(?P<year{n}>(?:19|20)[0-9]{{2}})\b(?![.,]?[0-9]))?"
_LONG = re.compile(
    _DAY.format(n=1) + _TH + rf"\s{{0,8}}(?:day\s{{1,8}})?(?:of\s{{1,8}})?(?P<month1>{_MONTH})" + _YEAR.format(n=1)
    + rf"|\b(?P<ordinal>(?i:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}))\s{{1,8}}day\s{{1,8}}of\s{{1,8}}"
    + rf"(?P<month2>{_MONTH})" + _YEAR.format(n=2)
    + rf"|\b(?P<month3>{_MONTH})\s{{1,8}}(?P<day3>[0-9]{{1,2}})(?![0-9])" + _TH + _YEAR.format(n=3)
    + rf"|\b(?P<month4>{_MONTH}),?\s{{1,8}}(?P<year4>(?:19|20)[0-9]{{2}})\b"
)  # fmt: skip
_SHORT = re.compile(
    r"(?<![\w.,/-])(?:(?P<iso>(?P<y>(?:19|20)[0-9]{2})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2}))"
    r"|(?P<a>[0-9]{1,2})(?P<mark>[/.-])(?P<b>[0-9]{1,2})(?P=mark)(?P<c>(?:19|20)[0-9]{2}|[0-9]{2}))(?![\w/-]|\.[0-9])"
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """What a text says of a date; None is what it leaves open."""

    year: int | None
    month: int
    day: int | None

    def says_no_more_than(self, other: "PartialDate") -> bool:
        """Whether all that this one says, the other one says too."""
        return self.month == other.month and self.year in (None, other.year) and self.day in (None, other.day)


def of_date(value: date) -> PartialDate:
    """The whole date."""
    return PartialDate(value.year, value.month, value.day)


def find_dates(text: str) -> Iterator[tuple[Span, frozenset[PartialDate]]]:
    """The dates of a text with what each may mean: `12/01/2026` is in January or in December."""
    for match in _LONG.finditer(text):
        value = _of_long(match)
        if value:
            yield Span(*match.span()), frozenset((value,))
    for match in _SHORT.finditer(text):
        values = frozenset(_of_short(match))
        if values:
            yield Span(*match.span()), values


def _of_long(match: re.Match[str]) -> PartialDate | None:
    n = next(n for n in (1, 2, 3, 4) if match[f"month{n}"])
    month = _NAMES[match[f"month{n}"][:3].casefold()]
    year = match[f"year{n}"]
    if n == 4:
        return PartialDate(int(year), month, None)
    day = _ORDINALS.index(match["ordinal"].casefold()) + 1 if n == 2 else int(match[f"day{n}"])
    return _checked(int(year) if year else None, month, day)


def _of_short(match: re.Match[str]) -> Iterator[PartialDate]:
    if match["iso"]:
        orders = [(int(match["y"]), int(match["m"]), int(match["d"]))]
    else:
        a, b, c = int(match["a"]), int(match["b"]), int(match["c"])
        year = c if c > 99 else c + (1900 if c >= _CENTURY_TURN else 2000)
        orders = [(year, a, b), (year, b, a)] if match["mark"] != "." else [(year, b, a)]
    for order in orders:
        value = _checked(*order)
        if value:
            yield value


def _checked(year: int | None, month: int, day: int) -> PartialDate | None:
    try:
        date(year or 2000, month, day)  # 2000 has a 29 February
    except ValueError:
        return None
    return PartialDate(year, month, day)
