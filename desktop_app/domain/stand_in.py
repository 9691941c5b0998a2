"""Stand-ins for personal data in what is sent to a hosted model, and the way back from them in what it streams.

Two things are personal: the answers to fields that the form marks as such, and what has the shape and the check digits
of an address or a number of a person or an account. Each value gets one stand-in (`IBAN_1`), the same wherever it
stands, so that a text can still be written about it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from unicodedata import normalize

from desktop_app.domain.personal_shape import BEGIN, DASHES, END, shaped

RULE = "- Words such as {example} stand for names and numbers: copy them unchanged."
"""What a model is told of stand-ins."""
_SHORTEST_NAME = 3
_MARK_BEGIN = r"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf]))"
"""Where a stand-in begins: not within a word; what JSON writes for the end of a line is none."""
_MAY_BEGIN = re.compile(_MARK_BEGIN)
_MARKUP = re.compile(r"[\\\[*|#]")
_NO_LETTERS = re.compile(r"[^A-Za-z]+")


@dataclass(frozen=True, slots=True)
class PersonalAnswer:
    """An answer to a field that is marked as personal: the kind of data, in the form's own word, and its text."""

    kind: str
    text: str


@dataclass(frozen=True)
class StandIns:
    """Each stand-in with the text that it stands for."""

    texts: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.texts)

    @cached_property
    def _values(self) -> re.Pattern[str]:
        return _any_of(self.texts.values())

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {_folded(text): name for name, text in self.texts.items()}

    @cached_property
    def _marks(self) -> re.Pattern[str]:
        kinds = sorted({name.rpartition("_")[0] for name in self.texts}, key=len, reverse=True)
        return re.compile(rf"{_MARK_BEGIN}(?:{'|'.join(kinds)})\\{{0,2}}_[0-9]+(?![0-9])", re.IGNORECASE)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.texts), default=0) + 2

    def put_in(self, text: str) -> str:
        """The text with the stand-ins in the place of what they stand for."""
        return self._values.sub(lambda found: self._names[_folded(found[0])], text) if self.texts else text

    def take_out(self, text: str, within: Callable[[str], str] = str) -> str:
        """The way back; `within` writes a value so that it can stand in the text. What is no stand-in stays."""
        if not self.texts:
            return text
        return self._marks.sub(lambda found: self._text(found[0], within), text)

    def _text(self, mark: str, within: Callable[[str], str]) -> str:
        text = self.texts.get(_plain(mark))
        return mark if text is None else within(text)

    def held_from(self, text: str) -> int:
        """Where a stand-in may begin that goes on behind the end of the text; its length where none does."""
        for at in range(max(0, len(text) - self._longest), len(text)):
            begin = _plain(text[at:])
            if _MAY_BEGIN.match(text, at) and any(name.startswith(begin) for name in self.texts):
                return at
        return len(text)


def stand_ins(texts: Sequence[str], answers: Iterable[PersonalAnswer]) -> StandIns:
    """Stand-ins for what is personal in the texts, numbered in the order in which it first stands there."""
    whole = "\n\n".join(texts)
    found: dict[str, tuple[str, str]] = {}
    shapes = ((kind, whole[place.start : place.end]) for place, kind in shaped(whole))
    for kind, value in (*_answered(answers, whole), *shapes):
        found.setdefault(_folded(value), (kind, value))
    named: dict[str, str] = {}
    numbers: dict[str, Iterator[int]] = {}
    for kind, value in _standing(found, whole):
        prefix = _unused(kind, whole)
        named[f"{prefix}_{next(numbers.setdefault(prefix, count(1)))}"] = value
    return StandIns(named)


def _standing(found: Mapping[str, tuple[str, str]], whole: str) -> Iterator[tuple[str, str]]:
    """Those that stand in the text and not only within a longer one, in order."""
    if found:
        places = _any_of(value for _, value in found.values()).finditer(whole)
        yield from (found[value] for value in dict.fromkeys(_folded(place[0]) for place in places))


def _any_of(values: Iterable[str]) -> re.Pattern[str]:
    """Each of the values, the longest first, however its words are spaced; a name may stand in the genitive."""
    return re.compile("|".join(rf"{BEGIN}{_spaced(text)}(?=s?{END})" for text in sorted(values, key=len, reverse=True)))


def _answered(answers: Iterable[PersonalAnswer], whole: str) -> Iterator[tuple[str, str]]:
    """Each answer as the text writes it, and of a name its parts too: documents often give but one of them."""
    for answer in answers:
        kind = _NO_LETTERS.sub("", answer.kind).upper() or "PERSON"
        value = answer.text.strip()
        if len(value) >= _SHORTEST_NAME:
            yield from ((kind, found) for found in _written(value, whole))
        for part in _parts(value) if kind in ("NAME", "PERSON") else ():
            yield from ((kind, found) for found in _written(part, whole) if found[0].isupper())


def _parts(name: str) -> Iterator[str]:
    """The words of a name of several, those joined by a dash also one by one."""
    words = dict.fromkeys((*name.split(), *re.split(rf"[\s{DASHES}]+", name)))
    yield from (word for word in words if len(word) >= _SHORTEST_NAME and word[0].isupper() and word != name)


def _written(value: str, whole: str) -> Iterator[str]:
    """The ways in which a text writes a value: in capitals, with accents of their own, a number in other groups."""
    for form in dict.fromkeys((value, normalize("NFC", value), normalize("NFD", value))):
        shapes = [re.sub(rf"(?:\\-|[{DASHES}])", f"[{DASHES}]", _spaced(form))]
        if any(map(str.isdigit, form)):
            shapes.append(rf"[\s.{DASHES}]?".join(map(re.escape, filter(str.isalnum, form))))
        for shape in shapes:
            yield from (found[0] for found in re.finditer(rf"{BEGIN}{shape}(?=s?{END})", whole, re.IGNORECASE))


def _unused(kind: str, text: str) -> str:
    """The kind, made longer until nothing in the text looks like its stand-ins."""
    while re.search(rf"{kind}_[0-9]", text, re.IGNORECASE):
        kind += "X"
    return kind


def _plain(mark: str) -> str:
    """A stand-in as it was made: models write it in small letters, or escape its underscore."""
    return mark.replace("\\", "").upper()


def _folded(text: str) -> str:
    return " ".join(text.split())


def _spaced(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in text.split())


def within_markup(text: str) -> str:
    """A value as it stands in draft markup: none of its characters is a mark."""
    return _MARKUP.sub(lambda mark: "\\" + mark[0], text)


def within_json(text: str) -> str:
    """A value as it stands in a JSON string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


class StandInReader:
    """Takes stand-ins out of streamed text; half a stand-in is never let through."""

    def __init__(self, found: StandIns, within: Callable[[str], str]) -> None:
        self._found, self._within, self._held = found, within, ""

    def feed(self, delta: str) -> str:
        """What can be told of the text so far."""
        text = self._held + delta
        at = self._found.held_from(text)
        self._held = text[at:]
        return self._found.take_out(text[:at], self._within)

    def finish(self) -> str:
        """What was held back."""
        held, self._held = self._held, ""
        return self._found.take_out(held, self._within)
