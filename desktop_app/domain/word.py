"""The words of a text, in a form in which “twelve”, “12” and “1.2 million”, “1,200,000” are equal. English."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop_app.domain.word_lists import IRREGULAR, NUMBER_WORDS, SCALE_WORDS, STOP, SUFFIXES

_TOKEN = re.compile(
    r"[$£€]?\d{1,15}(?:,\d{3}){1,6}(?:\.\d{1,12})?%?|[$£€]?\d{1,24}(?:\.\d{1,12})?(?:st|nd|rd|th|s|%|k|m|bn|b)?\b%?"
    r"|[A-Za-z]{1,60}?(?=n['’]t)|n['’]t|[A-Za-z]{1,60}(?:['’][A-Za-z]{1,20})?|[^\sA-Za-z0-9-]"
)
_DIGITS = re.compile(r"(\d+(?:\.\d+)?)(k|m|bn|b)?")
_RANK = re.compile(r"(st|nd|rd|th|s)$")
_OPENS = frozenset('.!?:"“')
_NOT_BY_ITSELF = ("second", "half")
_ONE = ("one", "first")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or number at its place. `key` is equal for forms of one word and for equal numbers.

    `lower` is the word in lower case without an ending “'s”; `capital` tells a name's capital letter; `stop` a word
    that carries little by itself.
    """

    text: str
    lower: str
    key: str
    start: int
    end: int
    capital: bool = False
    stop: bool = False
    number: float | None = None


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A word in lower case without its ending: light, so that different words seldom meet."""
    word = IRREGULAR.get(word, word)
    if len(word) <= 3:
        return word
    for suffix, instead in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) + len(instead) >= 3:
            word = word[: len(word) - len(suffix)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    return word[:-1] + "y" if len(word) > 3 and word[-1] == "i" else word


@lru_cache(maxsize=2048)
def words_of(text: str) -> tuple[Word, ...]:
    """The words, in order; marks between them are none, and a number has its scale (“5 million”) with it."""
    tokens = list(_TOKEN.finditer(text))
    lower = [token[0].lower() for token in tokens]
    return tuple(_words(tokens, lower))


def _words(tokens: Sequence[re.Match[str]], lower: Sequence[str]) -> Iterator[Word]:
    at, first = 0, True
    while at < len(tokens):
        token, text = tokens[at], tokens[at][0]
        number = _number(text, lower[at])
        taken = 1
        if number is not None:
            number, taken = _scaled(number, at, tokens, lower)
            one = lower[at] in _ONE
            yield Word(
                text, _plain(text), f"{number:g}", token.start(), tokens[at + taken - 1].end(), False, one, number
            )
        elif text[0].isalnum():
            yield _word(token, first=first)
        at += taken
        first = text in _OPENS


def _word(token: re.Match[str], *, first: bool) -> Word:
    text = token[0]
    if text in ("n't", "n’t"):
        return Word(text, "not", "not", token.start(), token.end(), False, True)
    lower = _plain(text)
    capital = text[0].isupper() and (not first or (text.isupper() and len(text) > 1))
    return Word(text, lower, stem(lower), token.start(), token.end(), capital, lower in STOP)


def _plain(text: str) -> str:
    return text.lower().replace("’", "'").removesuffix("'s")


def _number(text: str, lower: str) -> float | None:
    if text[0].isdigit() or (text[0] in "$£€" and len(text) > 1):
        match = _DIGITS.fullmatch(_RANK.sub("", text.strip("$£€%").replace(",", "").lower()))
        return float(match[1]) * SCALE_WORDS.get(match[2] or "", 1) if match else None
    return None if lower in _NOT_BY_ITSELF else NUMBER_WORDS.get(lower)


def _scaled(number: float, at: int, tokens: Sequence[re.Match[str]], lower: Sequence[str]) -> tuple[float, int]:
    """The number with what multiplies it, and how many tokens that took: “twenty” “five”, “3” “million”."""
    taken = 1
    following = lower[at + 1] if at + 1 < len(lower) else ""
    if lower[at] in NUMBER_WORDS and 20 <= number < 100 and NUMBER_WORDS.get(following, 99) < 10:
        number, taken = number + NUMBER_WORDS[following], 2
    amount = tokens[at][0][0] in "$£€"
    while at + taken < len(lower) and lower[at + taken] in SCALE_WORDS:
        if len(lower[at + taken]) <= 2 and not amount:
            break
        number, taken = number * SCALE_WORDS[lower[at + taken]], taken + 1
    return number, taken
