"""Numbers as contracts write them: digits with separators, and words."""

import re
from decimal import Decimal

_UNITS = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
)
_TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
_SMALL = {word: i for i, word in enumerate(_UNITS)} | {word: 10 * i for i, word in enumerate(_TENS, start=2)}
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORD = "|".join(sorted((*_SMALL, "hundred", *_LARGE), key=len, reverse=True))

DIGITS = r"[0-9]{1,15}(?:[.,\u00a0\u202f][0-9]{1,6}){0,6}"
"""A number in digits, with any separators (RE2 and `re`)."""
WORDS = rf"\b(?:{_WORD})(?:[\s-]{{1,4}}(?:and[\s-]{{1,4}})?(?:{_WORD})){{0,11}}\b"
"""A number in words, to be matched without case."""
SCALES = {
    "hundred": Decimal(10**2),
    "thousand": Decimal(10**3),
    "tsd": Decimal(10**3),
    "lakh": Decimal(10**5),
    "mio": Decimal(10**6),
    "crore": Decimal(10**7),
    "mrd": Decimal(10**9),
    "trillion": Decimal(10**12),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "k": Decimal(10**3),
    "m": Decimal(10**6),
    "mn": Decimal(10**6),
    "bn": Decimal(10**9),
    "": Decimal(1),
}
"""What the word after a number multiplies it by."""

_GROUPS = re.compile(r"[0-9]{1,3}(?:[,.\u00a0\u202f][0-9]{3})+")


def of_digits(digits: str) -> frozenset[Decimal]:
    """What digits with separators may mean: `48,000` and `48.000,00` one value, `48.000` two.

    A comma before three digits groups thousands, as in English; a single dot before three digits may do either.
    """
    digits = digits.replace("\u00a0", " ").replace("\u202f", " ").replace(" ", "")
    comma, dot = digits.count(","), digits.count(".")
    if comma and dot:
        decimal_mark = max(digits.rfind(","), digits.rfind("."))
        whole, part = digits[:decimal_mark], digits[decimal_mark + 1 :]
        return _values(whole.replace(",", "").replace(".", "") + "." + part)
    if comma > 1 or (comma and _GROUPS.fullmatch(digits)):
        return _values(digits.replace(",", ""))
    if comma:
        return _values(digits.replace(",", "."))
    if dot > 1:
        return _values(digits.replace(".", ""))
    if dot and _GROUPS.fullmatch(digits) and not digits.startswith("0"):
        return _values(digits) | _values(digits.replace(".", ""))
    return _values(digits)


def _values(digits: str) -> frozenset[Decimal]:
    return frozenset((plain(Decimal(digits)),))


def plain(value: Decimal) -> Decimal:
    """The value without trailing zeros, so that equal values are written alike."""
    return value.normalize() if value else Decimal(0)


def of_words(words: str) -> Decimal:
    """The value of a number in words: “One Hundred Eighty Thousand” is 180000."""
    total = current = 0
    for word in re.findall(r"[a-z]+", words.casefold()):
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _LARGE:
            total += max(current, 1) * _LARGE[word]
            current = 0
    return plain(Decimal(total + current))
