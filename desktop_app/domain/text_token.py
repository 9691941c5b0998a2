"""The pieces that texts are compared in: words, spaces and marks; an amount or a date is one piece, however long."""

import re

from desktop_app.domain.claim import CURRENCY_CODES
from desktop_app.domain.word import words_of

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_GAP = "[ \u00a0\u202f]"
_DATE = (
    rf"{_DAY}(?: of)?{_GAP}{_MONTH}(?:,?{_GAP}\d{{4}}\b)?|{_MONTH}{_GAP}{_DAY}\b(?:,?{_GAP}\d{{4}}\b)?"
    rf"|{_MONTH}{_GAP}\d{{4}}\b|Q[1-4]{_GAP}\d{{4}}\b"
)
# Digits, with spaces between thousands, or any of the marks that stand inside amounts, dates and times.
_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,:/'’-]\d+)*"
_SCALE = rf"(?:{_GAP}?(?:[Mm]illion|[Bb]illion|[Tt]rillion|[Tt]housand|[Hh]undred|mn|bn|tn|[kKmM])\b)?"
_SIGN = r"(?:US\$|C\$|A\$|[$€£¥₹])"
_UNIT = (
    rf"{_GAP}?(?:[%‰€£¥₹]|(?:{CURRENCY_CODES})\b)"
    rf"|{_GAP}(?:per{_GAP}?cent|percentage{_GAP}points?|basis{_GAP}points?|bps?|dollars?|euros?|pounds?|francs?|cents?"
    r"|yen|UTC|am|pm)\b"
)
_MINUS = r"(?:(?<![\w.,)])[-−+±])?"
_TOKEN = re.compile(
    rf" +|[a-z]\w*(?:['’]\w+)*|{_DATE}"
    rf"|{_MINUS}(?:{_SIGN}|\b(?:{CURRENCY_CODES})\b){_GAP}?[-−]?(?:{_NUMBER}){_SCALE}"
    rf"|{_MINUS}(?:{_NUMBER}){_SCALE}(?:{_UNIT})?"
    r"|\w+(?:['’]\w+)*|[^\S\n]+|\n|."
)
_MONTHS = re.compile(_MONTH)
_SMALL = frozenset(("1", "0.5"))  # “one”, “first” and “half” are words more often than amounts


def tokens_of(plain: str) -> list[str]:
    """All of the text, in pieces."""
    return _TOKEN.findall(plain)


def has_word(text: str) -> bool:
    """Whether there is a letter or a digit."""
    return text[:1].isalnum() or any(map(str.isalnum, text))


def lone_words(plain: str) -> dict[str, int]:
    """The words that stand once in the text, and where each begins."""
    places: dict[str, list[int]] = {}
    for found in _TOKEN.finditer(plain):
        places.setdefault(found[0], []).append(found.start())
    return {word: at[0] for word, at in places.items() if len(at) == 1 and has_word(word)}


def figures_of(plain: str) -> tuple[str, ...]:
    """The amounts, dates and other numbers, in order: those in digits as they are written, those in words by value."""
    digits = tuple(" ".join(t.split()) for t in tokens_of(plain) if any(map(str.isdigit, t)))
    spelled = (w.key for w in words_of(plain) if w.number is not None and not any(map(str.isdigit, w.text)))
    return (*digits, *(key for key in spelled if key not in _SMALL), *_MONTHS.findall(plain))
