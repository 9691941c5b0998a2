"""Claims: the figures, dates, durations and names of a text, in a form in which different spellings are equal.

Every pattern repeats a bounded number of times, so that the time is linear in the text whatever it holds.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from desktop_app.domain.calendar_date import PartialDate, find_dates
from desktop_app.domain.multiple import multiple_before
from desktop_app.domain.quantity import DIGITS, SCALES, WORDS, of_digits, of_words, plain
from desktop_app.domain.text import Span


class ClaimKind(StrEnum):
    """What a claim is about. A reference (`Section 7.2`, `15th`) points to a place or order and weighs less."""

    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"
    NUMBER = "number"
    REFERENCE = "reference"
    IDENTIFIER = "identifier"
    NAME = "name"

    @property
    def figure(self) -> bool:
        """Whether it is a value that can be contradicted by another value of the same kind."""
        return self in _FIGURES


_FIGURES = frozenset((ClaimKind.MONEY, ClaimKind.PERCENT, ClaimKind.DURATION, ClaimKind.DATE, ClaimKind.NUMBER))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit: a currency (`$` where it may be any dollar), `days`, `months`, `%`, or none."""

    number: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim at its place, as it is written, and all that it may mean (one value, but where it is ambiguous).

    `multiplied` tells of a value that words before the figure made of it: “twice EUR 45,000”.
    """

    kind: ClaimKind
    start: int
    end: int
    text: str
    values: frozenset[Amount | PartialDate | str]
    multiplied: bool = False

    @property
    def span(self) -> Span:
        """Its place."""
        return Span(self.start, self.end)


_DOLLARS = frozenset(("$", "USD", "CAD", "AUD", "NZD", "HKD", "SGD"))


def agrees(said: Claim, source: Claim) -> bool:
    """Whether the source says what is said; a value without a unit agrees with the same number in any unit."""
    return any(_same(a, b) for a in said.values for b in source.values)


def _same(said: Amount | PartialDate | str, source: Amount | PartialDate | str) -> bool:
    match said, source:
        case Amount(), Amount():
            return _same_amount(said, source)
        case PartialDate(), PartialDate():
            return said.says_no_more_than(source)
        case Amount(number, ""), PartialDate(year):
            return number == year
        case str(), str():
            return said == source
    return False


def _same_amount(said: Amount, source: Amount) -> bool:
    if said.number != source.number:
        shares = {said.unit, source.unit} == {"%", ""}
        return shares and {said.number, source.number * 100} & {source.number, said.number * 100} != set()
    units = {said.unit, source.unit}
    return len(units) == 1 or "" in units or ("$" in units and units <= _DOLLARS)


_SIGNS = {"US$": "USD", "C$": "CAD", "A$": "AUD", "$": "$", "€": "EUR", "£": "GBP", "¥": "JPY"}
CURRENCY_CODES = "EUR|USD|GBP|CHF|JPY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|CNY|RMB|INR|HKD|SGD|ILS|ZAR|BRL|MXN"
"""Codes (ISO 4217, and RMB) that make an amount of a number beside them, as a pattern has them."""
_CODES = CURRENCY_CODES
_NAMED = {"dollar": "$", "euro": "EUR", "pound": "GBP", "cent": "cent", "yen": "JPY", "franc": "CHF"}
_CURRENCY_WORD = r"(?:U\.?S\.?\s)?(?:dollars?|euros?|pounds?|cents?|yen|francs?)\b"
_SCALE_WORDS = "|".join(sorted(filter(None, SCALES), key=len, reverse=True))
_SCALE_NAMES = "|".join(word for word in SCALES if len(word) > 2)
_SCALE = rf"(?:\s?(?P<scale{{n}}>{_SCALE_WORDS})\b)?"
_BEFORE = r"(?<![\w.,])"
_SPACE = r"[\s\u00a0]{0,8}"

_MONEY = re.compile(
    rf"(?i:(?:(?P<sign>US\$|C\$|A\$|[$€£¥])|\b(?P<code>{_CODES}))\s{{0,4}}(?P<digits1>{DIGITS}){_SCALE.format(n=1)})"
    rf"|{_BEFORE}(?i:(?P<digits2>{DIGITS}){_SCALE.format(n=2)}\s?"
    rf"(?:(?P<code2>(?:{_CODES})\b|[€£])|(?P<name2>{_CURRENCY_WORD})))"
    rf"|(?i:(?P<words>{WORDS})(?:\s{{1,8}}and\s{{1,8}}(?:no|[0-9]{{1,2}})/100)?\s{{1,8}}(?P<name3>{_CURRENCY_WORD}))"
)
_PERCENT = re.compile(
    rf"(?i:(?:{_BEFORE}(?P<digits>{DIGITS})|(?P<words>{WORDS})(?:\s?\(\s?(?P<again>{DIGITS})\s?%?\s?\))?)"
    r"[\s-]?(?:%|per\s?cent\b|percent\b|percentage\spoints?\b|(?P<bps>basis\spoints?\b|bps\b)))"
)
_DURATION = re.compile(
    rf"(?i:(?:{_BEFORE}(?P<digits>{DIGITS})|(?P<words>{WORDS}))"
    rf"(?:{_SPACE}\({_SPACE}(?P<again>{DIGITS}){_SPACE}\))?[\s\u00a0–-]{{0,8}}"
    r"(?P<rank>(?:(?:full|calendar|business|working|banking|trading|consecutive|successive|additional|more)[\s-]{1,8})"
    r"{0,2})(?P<unit>hour|day|week|month|quarter|year)s?\b)"
)
_REFERENCE = re.compile(
    r"(?i:\b(?:sections?|secs?\.|clauses?|articles?|art\.|paragraphs?|exhibits?|schedules?|annex(?:es)?|appendix|items?"
    r"|pages?|parts?|chapters?|rules?|recitals?|tables?|figures?|nos?\.|amendment)|§{1,2})\s{0,4}"
    r"(?P<place>[0-9]{1,4}(?:[.-][0-9a-zA-Z]{1,4}){0,6}(?:\s?\([0-9a-zA-Z]{1,4}\)){0,4})"
    r"|(?<![\w.,])(?P<dotted>[0-9]{1,3}(?:\.[0-9]{1,3}){2,5})(?![\w])"
    r"|(?<![\w.,])(?P<ordinal>[0-9]{1,4}\s?(?:st|nd|rd|th))\b"
    r"|(?m:^)\s{0,8}\(?(?P<listed>[0-9]{1,3}(?:\.[0-9]{1,3}){0,4})[.)]?(?=\s{1,8}[A-Z“\"(])"
)
_IDENTIFIER = re.compile(
    r"(?<![\w@-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\w-])(?:[A-Z]{1,12}[0-9]|[A-Z]{2,12}[-/][0-9]|[0-9]{1,12}[A-Z])[A-Z0-9]{0,20}(?:[-/.][A-Z0-9]{1,20}){0,5}\b"
)
_NUMBER = re.compile(rf"(?<!\w)(?<![0-9][.,])(?P<digits>{DIGITS})(?:\s(?P<scale>(?i:{_SCALE_NAMES}))\b)?(?![0-9])")
# Digits of other scripts read as digits, and so do their separators and signs.
_LOOKALIKES = str.maketrans("\u066b\u066c\uff0c\uff0e\uff0d\u2212\u2010\u2011\uff04\uffe1\uffe5\uff05", ".,,.----$£¥%")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
# Fractions, superscripts, circled and Roman numerals: they change the value of what they stand beside.
_ODD = re.compile(
    "[0-9.,]{0,24}[\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u218b\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]{1,24}"
)
# “three (1)”, “fifty thousand dollars ($45,000)”: the words, then the digits.
_TWICE = re.compile(
    rf"(?i:(?P<words>{WORDS})(?:(?P<named>\s{{1,8}}{_CURRENCY_WORD})|\s{{0,4}}per\s?cent)?\s{{0,4}}\("
    rf"\s{{0,4}}(?P<sign>US\$|C\$|A\$|[$€£¥]|{_CODES})?\s{{0,4}}(?P<digits>{DIGITS}){_SCALE.format(n='')})"
)
_UNIT_AFTER = re.compile(
    r"(?i:\s?(?P<share>%)|\s?\)[\s-]{0,4}(?:(?P<percent>%|per\s?cent)"
    r"|(?:[a-z]{1,12}[\s-]{1,4}){0,2}(?P<time>hour|day|week|month|quarter|year)s?\b))"
)
_KIND_AFTER = {"share": ClaimKind.PERCENT, "percent": ClaimKind.PERCENT, "time": ClaimKind.DURATION}
_RUN = re.compile(r"(?:[^\W_]|[₠-⃏.,'’_/-]){1,80}")
_MINUS = re.compile(r"(?:(?<![^\s(\[“\"$€£¥])-|\b(?i:minus|negative)\s{1,4})$")
_VALUES = frozenset((ClaimKind.MONEY, ClaimKind.PERCENT, ClaimKind.DURATION, ClaimKind.NUMBER))


def find_claims(text: str) -> tuple[Claim, ...]:
    """All claims but names, in order; none overlaps another (what is part of a date is no number besides).

    Each digit belongs to one. What reads as no value is an identifier: it stands only where it is written the same.
    """
    plain_text = text if text.isascii() else _OTHER_DIGIT.sub(lambda d: str(int(d[0])), text.translate(_LOOKALIKES))
    taken = bytearray(len(text))
    found: list[Claim] = []
    for part in (_odd, _disagreeing, _dates, _references, _money, _percents, _durations, _identifiers, _numbers):
        for claim in part(plain_text):
            if not any(taken[claim.start : claim.end]):
                whole = _whole(claim, plain_text, taken)
                taken[whole.start : whole.end] = b"\1" * (whole.end - whole.start)
                found.append(whole)
    rest = "".join(" " if of else c for c, of in zip(plain_text, taken, strict=True))
    return tuple(sorted((*found, *_unread(rest)), key=lambda claim: claim.start))


def _odd(text: str) -> Iterator[Claim]:
    if not text.isascii():
        for match in _ODD.finditer(text):
            yield _written(text, match.start(), match.end())


def _disagreeing(text: str) -> Iterator[Claim]:
    """A number in words with another one in digits after it: neither of both is a value."""
    for match in _TWICE.finditer(text):
        if of_words(match["words"]) not in _scaled(match["digits"], match["scale"]):
            after = _UNIT_AFTER.match(text, match.end())
            kind = _KIND_AFTER[after.lastgroup or "time"] if after else ClaimKind.NUMBER
            kind = ClaimKind.MONEY if match["named"] or match["sign"] else kind
            yield _claim(kind, text, match.span(), frozenset[str]())


def _unread(text: str) -> Iterator[Claim]:
    """Runs with a digit, of what nothing else has read."""
    for match in _RUN.finditer(text):
        if any("0" <= c <= "9" for c in match[0]):
            yield _written(text, match.start(), match.end())


def _written(text: str, start: int, end: int) -> Claim:
    """An identifier: what is written, without the marks at its ends."""
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip(".,'’_/-")), end - len(words) + len(words.rstrip(".,'’_/-"))
    return _claim(ClaimKind.IDENTIFIER, text, (start, end), frozenset((text[start:end].casefold(),)))


def _whole(claim: Claim, text: str, taken: bytearray) -> Claim:
    """The claim with its sign; with what is joined to it, such as `45,000e3` or `₿45,000`, it is no value."""
    if claim.kind not in _VALUES:
        return claim
    start, end = claim.start, claim.end
    while end < len(text) and not taken[end] and _joins(text[end]):
        end += 1
    while start and text[start].isdigit() and not taken[start - 1] and _joins(text[start - 1]):
        start -= 1
    if (start, end) != (claim.start, claim.end):
        return _written(text, start, end)
    sign = _MINUS.search(text, max(start - 12, 0), start)
    if not sign or any(taken[max(sign.start() - 2, 0) : start]):
        return _multiplied(claim, text, taken)
    negative = frozenset(Amount(-v.number, v.unit) if isinstance(v, Amount) else v for v in claim.values)
    return replace(claim, start=sign.start(), text=text[sign.start() : end], values=negative)


def _multiplied(claim: Claim, text: str, taken: bytearray) -> Claim:
    """The claim with the words before it that multiply it."""
    multiple = multiple_before(text, claim.start)
    if multiple is None or any(taken[multiple[0] : claim.start]):
        return claim
    start, by = multiple
    values = frozenset(Amount(plain(v.number * by), v.unit) if isinstance(v, Amount) else v for v in claim.values)
    return replace(claim, start=start, text=text[start : claim.end], values=values, multiplied=True)


def _joins(character: str) -> bool:
    """Whether it changes what a number says that it touches."""
    return character.isalnum() or unicodedata.category(character) == "Sc"


def _dates(text: str) -> Iterator[Claim]:
    for span, dates in find_dates(text):
        yield Claim(ClaimKind.DATE, span.start, span.end, text[span.start : span.end], frozenset(dates))


def _references(text: str) -> Iterator[Claim]:
    for match in _REFERENCE.finditer(text):
        group = match.lastgroup or "place"
        place = "".join(match[group].casefold().split())
        yield _claim(ClaimKind.REFERENCE, text, match.span(group), frozenset((place,)))


def _money(text: str) -> Iterator[Claim]:
    for match in _MONEY.finditer(text):
        if match["words"]:
            numbers = frozenset((of_words(match["words"]),))
            unit = _named(match["name3"])
        else:
            numbers = _scaled(match["digits1"] or match["digits2"], match["scale1"] or match["scale2"])
            unit = _currency(match)
        yield _claim(ClaimKind.MONEY, text, match.span(), _amounts(numbers, unit))


def _currency(match: re.Match[str]) -> str:
    if match["name2"]:
        return _named(match["name2"])
    sign = (match["sign"] or match["code"] or match["code2"]).upper()
    return _SIGNS.get(sign, sign)


def _named(words: str) -> str:
    unit = next(unit for name, unit in _NAMED.items() if name in words.casefold())
    return "USD" if unit == "$" and words[:1] in "Uu" else unit


def _percents(text: str) -> Iterator[Claim]:
    for match in _PERCENT.finditer(text):
        by = Decimal("0.01") if match["bps"] else Decimal(1)
        for span, numbers in _words_and_digits(match):
            yield _claim(ClaimKind.PERCENT, text, span, _amounts(frozenset(plain(n * by) for n in numbers), "%"))


def _durations(text: str) -> Iterator[Claim]:
    for match in _DURATION.finditer(text):
        per, unit = LENGTHS[match["unit"].casefold()]
        unit = "business days" if unit == "days" and _BUSINESS.search(match["rank"]) else unit
        for span, numbers in _words_and_digits(match):
            yield _claim(ClaimKind.DURATION, text, span, _amounts(frozenset(plain(n * per) for n in numbers), unit))


LENGTHS = {
    "hour": (1, "hours"),
    "day": (1, "days"),
    "week": (7, "days"),
    "month": (1, "months"),
    "quarter": (3, "months"),
    "year": (12, "months"),
}
"""How much of which unit a length of time is."""
_BUSINESS = re.compile(r"business|working|banking|trading", re.IGNORECASE)


def _words_and_digits(match: re.Match[str]) -> Iterator[tuple[tuple[int, int], frozenset[Decimal]]]:
    """“two (2) years” claims twice, since each of both can be wrong: the words, then the digits to the end."""
    first = of_digits(match["digits"]) if match["digits"] else frozenset((of_words(match["words"]),))
    if match["again"]:
        yield (match.start(), match.start("again") - 1), first
        yield (match.start("again"), match.end()), of_digits(match["again"])
    else:
        yield match.span(), first


def _identifiers(text: str) -> Iterator[Claim]:
    for match in _IDENTIFIER.finditer(text):
        yield _claim(ClaimKind.IDENTIFIER, text, match.span(), frozenset((match.group().casefold(),)))


def _numbers(text: str) -> Iterator[Claim]:
    for match in _NUMBER.finditer(text):
        yield _claim(ClaimKind.NUMBER, text, match.span(), _amounts(_scaled(match["digits"], match["scale"]), ""))


def _scaled(digits: str, scale: str | None) -> frozenset[Decimal]:
    by = SCALES[(scale or "").casefold()]
    return frozenset(plain(number * by) for number in of_digits(digits))


def _amounts(numbers: frozenset[Decimal], unit: str) -> frozenset[Amount | PartialDate | str]:
    return frozenset(Amount(number, unit) for number in numbers)


def _claim(
    kind: ClaimKind, text: str, place: tuple[int, int], values: frozenset[Amount | PartialDate | str] | frozenset[str]
) -> Claim:
    return Claim(kind, *place, text[slice(*place)].strip(), frozenset(values))
