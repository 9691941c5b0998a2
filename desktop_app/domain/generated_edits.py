"""Errors put into sentences of a text, one each: what a close match must not reach. The same text gives the same ones.

They stay near the sentence, as drafters are asked to; how often people or models make each of them is not known.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop_app.domain.sentence import sentences
from desktop_app.domain.word import Word, words_of
from desktop_app.domain.word_lists import MODALS, SWAPPED_SENSE, listed

LEAST_WORDS = 8
MOST_SENTENCES = 400
"""Of one pack: enough for a threshold, and done in a second or two."""

_HELPERS = listed("shall may will must can should would could is are was were has have had does")
_OTHER_DUTY = {"shall": "may", "must": "may", "will": "may", "may": "must", "can": "must", "should": "need"}
_BRACKET = re.compile(r"\s?\([^()]{1,80}\)")


@dataclass(frozen=True, slots=True)
class GeneratedError:
    """A sentence with an error, and the passages that it would cite."""

    text: str
    passages: tuple[str, ...]


def generated_errors(texts: Sequence[str]) -> tuple[GeneratedError, ...]:
    """Of each sentence of these texts that is long enough, each error that can be put into it."""
    found: list[GeneratedError] = []
    places = [place for text in texts for place in _places(text)][:MOST_SENTENCES]
    for own, passages in places:
        near = _BRACKET.sub("", own, count=1)
        edits = [edit(near, words_of(near)) for edit in _OWN] + [edit(near, passages) for edit in _OF_OTHERS]
        found += (GeneratedError(text, passages) for text in edits if text is not None and text != near)
    return tuple(found)


def _places(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each sentence, with itself and its neighbours as passages."""
    parts = [" ".join(text[place.start : place.end].split()) for place in sentences(text)]
    for at, own in enumerate(parts):
        if len(own.split()) >= LEAST_WORDS:
            yield own, tuple(dict.fromkeys((own, *parts[max(at - 1, 0) : at + 2])))


def _put(text: str, word: Word, other: str) -> str:
    return text[: word.start] + (other.capitalize() if word.text[0].isupper() else other) + text[word.end :]


def _negated(text: str, words: Sequence[Word]) -> str | None:
    denied = next((word for word in words if word.lower == "not"), None)
    if denied:
        return text[: denied.start].rstrip() + text[denied.end :]
    helper = next((word for word in words if word.lower in _HELPERS), None)
    return _put(text, helper, f"{helper.lower} not") if helper else None


def _other_duty(text: str, words: Sequence[Word]) -> str | None:
    helper = next((word for word in words if word.lower in MODALS and word.lower in _OTHER_DUTY), None)
    return _put(text, helper, _OTHER_DUTY[helper.lower]) if helper else None


def _opposite(text: str, words: Sequence[Word]) -> str | None:
    for word in words:
        for one, other in SWAPPED_SENSE:
            if word.lower in one or word.lower in other:
                return _put(text, word, min(other if word.lower in one else one))
    return None


def _other_number(text: str, words: Sequence[Word]) -> str | None:
    number = next((word for word in words if word.number is not None and word.text.isdigit()), None)
    return _put(text, number, str(int(number.text) + 3)) if number else None


def _other_name(text: str, passages: Sequence[str]) -> str | None:
    """A name of another passage in the place of the first one."""
    words = words_of(text)
    named = next((word for word in words if word.capital), None)
    known = {word.key for word in words}
    others = (word for passage in passages for word in words_of(passage) if word.capital and word.key not in known)
    other = next(others, None)
    return _put(text, named, other.text) if named and other else None


def _swapped(text: str, words: Sequence[Word]) -> str | None:
    """The first two names, each in the other's place."""
    named = list({word.key: word for word in reversed(words) if word.capital}.values())[::-1]
    if len(named) < 2:
        return None
    first, second = sorted(named[:2], key=lambda word: word.start)
    return text[: first.start] + second.text + text[first.end : second.start] + first.text + text[second.end :]


def _goes_on(text: str, passages: Sequence[str]) -> str | None:
    """The first half, with the second half of another passage."""
    other = next((passage for passage in passages if passage not in text and text not in passage), None)
    head, tail = text.split(), (other or "").split()
    return " ".join((*head[: len(head) // 2], *tail[len(tail) // 2 :])) if len(tail) >= LEAST_WORDS else None


_OWN: tuple[Callable[[str, Sequence[Word]], str | None], ...] = (
    _negated, _other_duty, _opposite, _other_number, _swapped,
)  # fmt: skip
_OF_OTHERS: tuple[Callable[[str, Sequence[str]], str | None], ...] = (_other_name, _goes_on)
