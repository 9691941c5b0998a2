"""Judging values and cited passages against gold answers from outside the pack."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.evaluation import Comparison, GoldAnswer, GoldField, GoldRow, GoldScore, Verdict
from desktop_app.domain.folding import fold

SHORTEST_QUOTE = 6
"""Folded characters below which a quote or a name says nothing: `TL` stands in every text."""

ALIKE = 85.0
"""From this share (percent) of the shorter text found in the longer one, two pieces of text are the same words."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TO_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_NUMBERS = {word: number for number, word in enumerate(_TO_TWENTY)} | {
    "twentyfour": 24,
    "thirty": 30,
    "thirtysix": 36,
    "fortyfive": 45,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
}
_ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9},
    **{"tenth": 10, "twelfth": 12, "fifteenth": 15, "twentieth": 20},
}
_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
_REGULAR = {r"\byear[ -]to[ -]year|\bannual|\byearly": "year", r"\bmonth[ -]to[ -]month": "month"}
_ANNIVERSARY = re.compile(
    rf"\b({'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))\b[\s()\dstndrh]*(?:year\s+)?anniversary"
)
_NAMED_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE)
_DATE_NUMBERS = re.compile(r"(\d{1,2}|\[\])[./](\d{1,2}|\[\])[./](\d{4}|\d{2}|\[\])")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LENGTH = re.compile(
    rf"\b({'|'.join(sorted(_TO_TWENTY, key=len, reverse=True))}|twenty[ -]four|thirty[ -]six|forty[ -]five|thirty|sixty"
    r"|ninety|hundred|\d+)\b[\s\-()\d]*(?:[a-z]+\s+)?(day|week|month|year)s?\b"
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A calendar date of which parts may be unknown (None)."""

    year: int | None
    month: int | None
    day: int | None

    def agrees(self, other: "PartialDate") -> bool:
        """Whether nothing that both know differs, and both know the year."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return bool(self.year and other.year) and all(a is None or b is None or a == b for a, b in pairs)


def read_date(words: str) -> PartialDate | None:
    """The date that these words name; month before day where both are numbers with slashes, `[]` is unknown."""
    if iso := _ISO_DATE.search(words):
        year, month, day = map(int, iso.groups())
        return PartialDate(year, month, day)
    if numbers := _DATE_NUMBERS.search(words):
        first, second, last = (None if part == "[]" else int(part) for part in numbers.groups())
        if last is not None and last < 100:
            last += 1900 if last >= 70 else 2000
        dotted = "." in numbers.group()
        return PartialDate(last, second if dotted else first, first if dotted else second)
    named, four_digits = _NAMED_MONTH.search(words), re.search(r"\b(?:19|20)\d{2}\b", words)
    if not (named and four_digits):
        return None
    number = re.search(r"\b(\d{1,2})(?:\s?(?:st|nd|rd|t\s?h))?\b", words.replace(four_digits.group(), " "))
    return PartialDate(
        int(four_digits.group()), _MONTHS.index(named[1][:3].lower()) + 1, int(number[1]) if number else None
    )


def read_days(words: str) -> float | None:
    """The length that these words name, in days (a month is 30.4, a year 365.25): “third anniversary” names three
    years, and “annual” one."""
    words = words.lower()
    length = _LENGTH.search(words)
    if not length:
        regular = next((unit for word, unit in _REGULAR.items() if re.search(word, words)), None)
        return _DAYS[regular] if regular else _anniversary(words)
    figure, unit = re.sub(r"[ -]", "", length[1]), length[2]
    bracketed = re.search(r"\((\d+)\)", length.group())
    count = int(bracketed[1]) if bracketed else int(figure) if figure.isdigit() else _NUMBERS.get(figure)
    return None if count is None else count * _DAYS[unit]


def _anniversary(words: str) -> float | None:
    found = _ANNIVERSARY.search(words)
    if not found:
        return None
    years = _ORDINALS.get(found[1]) or int(re.sub(r"\D", "", found[1]))
    return years * _DAYS["year"]


def judge(
    rule: GoldField, gold: GoldAnswer, values: Sequence[str], others: Mapping[str, GoldAnswer] | None = None
) -> Verdict:
    """The verdict on the values that a section gave. `others` are the contract's other gold answers."""
    there = gold.answer.strip().lower() not in ("", "no")
    if not there and gold.quotes:
        return Verdict.NOT_COMPARABLE
    if not values:
        return Verdict.ABSTAINED if there else Verdict.RIGHTLY_ABSENT
    if not there:
        return Verdict.FALSE_FIND
    if rule.compare is Comparison.END:
        begins = next((others[name] for name in rule.begins if others and others[name].answer), None)
        right = _same_end(gold.answer, values, begins.answer if begins else "")
    else:
        right = _JUDGES[rule.compare](gold.answer, values)
    return Verdict.RIGHT if right else Verdict.WRONG


def _same_parties(gold: str, values: Sequence[str]) -> bool:
    names = tuple(fold(value).text for value in values)
    return all(any(_names_the_same(party, name) for name in names) for party in gold_parties(gold))


def gold_parties(answer: str) -> tuple[str, ...]:
    """The full names in a gold answer, folded: without short names in brackets, and without what only defines words."""
    short = {word.casefold() for name in re.findall(r"\(([^()]*)\)", answer) for word in re.findall(r"\w+", name)}
    names = []
    for entry in answer.split(";"):
        name = _SHORT_NAME.sub(" ", entry)
        words = [word.casefold() for word in re.findall(r"\w+", name)]
        if re.search(r"[\"“]part(y|ies)", name, re.IGNORECASE) or all(w in short or w in ("and", "or") for w in words):
            continue
        names.append(fold(name).text)
    return tuple(dict.fromkeys(names))


# A bracket with a quotation mark, an unclosed one, or one that nothing but further brackets follows.
_SHORT_NAME = re.compile(r"\([^()]*[\"“”'‘’][^()]*\)?|\([^()]*$|\([^()]*\)(?=[\s(]*(?:\(|$))")


def _names_the_same(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= SHORTEST_QUOTE and (shorter in longer or _alike(shorter, longer, 95))


def _same_place(gold: str, values: Sequence[str]) -> bool:
    wanted = _place(gold)
    return any((found := _place(value)) and (found in wanted or wanted in found) for value in values)


def _place(words: str) -> str:
    folded = fold(words).text.replace("peoplesrepublicofchina", "prc").replace("unitedstatesofamerica", "unitedstates")
    for prefix in ("the", "stateof", "commonwealthof", "provinceof", "republicof"):
        folded = folded.removeprefix(prefix)
    return folded


def _same_date(gold: str, values: Sequence[str]) -> bool:
    wanted = [date for part in gold.split(";") if (date := read_date(part))]
    return any((found := read_date(value)) and any(found.agrees(date) for date in wanted) for value in values)


def _same_length(gold: str, values: Sequence[str]) -> bool:
    wanted = [days for part in gold.split(";") if (days := read_days(part))]
    lengths = [days for value in values if (days := read_days(value))]
    return any(abs(found - days) < 1 + days / 100 for found in lengths for days in wanted)


def _same_end(gold: str, values: Sequence[str], begins: str) -> bool:
    wanted, begin = read_date(gold), read_date(begins)
    if wanted is None or wanted.year is None:
        return any(re.search(r"perpetual|indefinite", value, re.IGNORECASE) for value in values)
    for value in values:
        days = read_days(value)
        if _same_date(gold, [value]):
            return True
        if days and begin and begin.year:
            later = begin.year + (begin.month or 1) / 12 + days / 365.25 - wanted.year - (wanted.month or 1) / 12
            if abs(later) < 0.1:
                return True
    return False


_JUDGES: Mapping[Comparison, Callable[[str, Sequence[str]], bool]] = {
    Comparison.PARTIES: _same_parties,
    Comparison.DATE: _same_date,
    Comparison.PLACE: _same_place,
    Comparison.DURATION: _same_length,
    Comparison.YES_NO: lambda _gold, _values: True,
}


def against_quotes(score: GoldScore, quotes: Iterable[str], passages: Iterable[str]) -> GoldScore:
    """The score with the cited passages counted against the gold quotes, as folded text."""
    wanted = [folded for quote in quotes if len(folded := fold(quote).text) >= SHORTEST_QUOTE]
    cited = [folded for passage in passages if (folded := fold(passage).text)]
    met = sum(any(_overlap(quote, passage) for passage in cited) for quote in wanted)
    right = sum(any(_overlap(quote, passage) for quote in wanted) for passage in cited)
    return replace(score, quotes=len(wanted), quotes_cited=met, cited=len(cited), cited_right=right)


def _overlap(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_QUOTE:
        return False
    return shorter in longer or _alike(shorter, longer, ALIKE)


def _alike(shorter: str, longer: str, percent: float) -> bool:
    from rapidfuzz.fuzz import partial_ratio  # takes 2 MB, and windows measure nothing

    return partial_ratio(shorter, longer, score_cutoff=percent) >= percent


def gold_rows(scores: Sequence[GoldScore]) -> tuple[GoldRow, ...]:
    """The scores, a line for each field in the order of its first score."""
    rows = []
    for name in dict.fromkeys(score.field for score in scores):
        own = [score for score in scores if score.field == name]
        cited = sum(score.cited for score in own if score.quotes)
        quotes = sum(score.quotes for score in own)
        rows.append(
            GoldRow(
                name,
                Counter(score.verdict for score in own),
                sum(score.cited_right for score in own) / cited if cited else None,
                sum(score.quotes_cited for score in own) / quotes if quotes else None,
            )
        )
    return tuple(rows)
