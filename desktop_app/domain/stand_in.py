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

from desktop_app.domain.text import Span

RULE = "- Words such as {example} stand for names and numbers: copy them unchanged."
"""What a model is told of stand-ins."""
_SHORTEST_NAME = 3
_MARKUP = re.compile(r"[\\\[*|#]")
_NO_LETTERS = re.compile(r"[^A-Za-z]+")

# Every pattern takes time linear in the text: documents are hostile.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")
_CARD = re.compile(
    r"(?<![\w.,-])(?:[0-9]{13,19}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}|[0-9]{4}([ -])[0-9]{6}\2[0-9]{5})"
    r"(?![ .,-]?[0-9]|\w)"
)
_PHONE = re.compile(r"(?<![\w+])\+[1-9][0-9]{0,2}(?:[ ./-]{0,2}\(?[0-9]{1,5}\)?){2,6}(?!\w)")
_SSN = re.compile(r"(?<![\w-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![\w-])")
_NINO = re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?!\w)")


def is_iban(text: str) -> bool:
    """Whether the check digits of an account number are right (ISO 13616: modulo 97 of ISO 7064)."""
    plain = text.replace(" ", "")
    if not (15 <= len(plain) <= 34 and plain.isascii() and plain.isalnum()):
        return False
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1


def is_card(text: str) -> bool:
    """Whether the check digit of a card number is right (ISO/IEC 7812-1, annex B: Luhn)."""
    digits = [int(character) for character in text if character.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_phone(text: str) -> bool:
    """Whether there are as many digits as a number has (ITU-T E.164)."""
    return 8 <= sum(character.isdigit() for character in text) <= 15


_SHAPES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("EMAIL", _EMAIL, lambda _: True),
    ("IBAN", _IBAN, is_iban),
    ("CARD", _CARD, is_card),
    ("PHONE", _PHONE, _is_phone),
    ("ID", _SSN, lambda _: True),
    ("ID", _NINO, lambda _: True),
)


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
        return re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(kinds)})_[0-9]+(?![0-9])", re.IGNORECASE)

    def put_in(self, text: str) -> str:
        """The text with the stand-ins in the place of what they stand for."""
        return self._values.sub(lambda found: self._names[_folded(found[0])], text) if self.texts else text

    def take_out(self, text: str, within: Callable[[str], str] = str) -> str:
        """The way back; `within` writes a value so that it can stand in the text. What is no stand-in stays."""
        if not self.texts:
            return text
        return self._marks.sub(lambda found: self._text(found[0], within), text)

    def _text(self, mark: str, within: Callable[[str], str]) -> str:
        text = self.texts.get(mark.upper())
        return mark if text is None else within(text)

    def may_begin(self, tail: str) -> bool:
        """Whether a stand-in may begin with these characters, or go on after them."""
        return any(name.startswith(tail.upper()) for name in self.texts)


def stand_ins(texts: Sequence[str], answers: Iterable[PersonalAnswer]) -> StandIns:
    """Stand-ins for what is personal in the texts, numbered in the order in which it first stands there."""
    whole = "\n\n".join(texts)
    found: dict[str, tuple[str, str]] = {}
    for kind, value in (*_answered(answers), *_shaped(whole)):
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
    """Each of the values, the longest first, however its words are spaced."""
    return re.compile("|".join(rf"(?<!\w){_spaced(text)}(?!\w)" for text in sorted(values, key=len, reverse=True)))


def _answered(answers: Iterable[PersonalAnswer]) -> Iterator[tuple[str, str]]:
    """Each answer, and of a name its parts too: documents often give but one of them."""
    for answer in answers:
        kind = _NO_LETTERS.sub("", answer.kind).upper() or "PERSON"
        parts = [part for part in answer.text.split() if len(part) >= _SHORTEST_NAME and part[0].isupper()]
        for value in (answer.text.strip(), *(parts if len(parts) > 1 and kind in ("NAME", "PERSON") else ())):
            if len(value) >= _SHORTEST_NAME:
                yield kind, value


def _shaped(text: str) -> Iterator[tuple[str, str]]:
    for kind, shape, is_right in _SHAPES:
        yield from ((kind, found[0]) for found in shape.finditer(text) if is_right(found[0]))


def personal_places(text: str) -> tuple[tuple[Span, str], ...]:
    """Where data of persons stands, by shape and check digits, each with its kind (`IBAN`); none is in another."""
    found = [
        (Span(*m.span()), kind) for kind, shape, is_right in _SHAPES for m in shape.finditer(text) if is_right(m[0])
    ]
    kept: list[tuple[Span, str]] = []
    for place, kind in found:
        if not any(place.overlaps(other) for other, _ in kept):
            kept.append((place, kind))
    return tuple(sorted(kept))


def _unused(kind: str, text: str) -> str:
    """The kind, made longer until nothing in the text looks like its stand-ins."""
    while re.search(rf"{kind}_[0-9]", text, re.IGNORECASE):
        kind += "X"
    return kind


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
        tail = re.search(r"[A-Za-z0-9_]+\Z", text)
        at = tail.start() if tail and self._found.may_begin(tail[0]) else len(text)
        self._held = text[at:]
        return self._found.take_out(text[:at], self._within)

    def finish(self) -> str:
        """What was held back."""
        held, self._held = self._held, ""
        return self._found.take_out(held, self._within)
