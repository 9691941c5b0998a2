"""Finding the values of a section's slots in documents, by the patterns of the pack.

Patterns come from a pack and run over hostile text, so they are RE2 expressions only: linear time, whatever they meet.
Extracted text breaks lines inside sentences and sentences inside clauses, so patterns see a document as one flow:
inside a passage every run of white space is one space, between passages stands one line feed (which a plain space in
a pattern does not match), and characters that cannot be seen are left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

from desktop_app.domain.errors import PackInvalid
from desktop_app.domain.evidence import Passage
from desktop_app.domain.form import Slot
from desktop_app.domain.text import Span

# What stands between visible characters: white space (with the no-break spaces), and what cannot be seen: soft hyphens
# (U+FFFE in text from pdfium), zero-width and direction marks, tags, variation selectors.
_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufffe\U000e0000-\U000e0fff"
_PIECES = re.compile(rf"(?P<space>[\s{_UNSEEN}]*\s[\s{_UNSEEN}]*)|(?P<seen>[^\s{_UNSEEN}]+)")

# The page of one line and the number of the next: “28 5.3 No Right To Require”, or a row of leading points that leads
# to no amount: those of a statement of accounts do.
_CONTENTS_LINES = re.compile(
    r"\b\d{1,3}\s{1,9}(?:\d{1,2}\.){1,3}\d{0,2}\s{1,9}[A-Z“\"(]"
    r"|(?:\.{6}|(?:\. ){6})[. ]{0,200}+(?!\s{0,9}[(\[]?(?:[$€£]|(?:USD|EUR|GBP)\s|\d{1,3},\d{3}|\d{4}))"
)

SEARCHED_AROUND = 1
"""How many passages before and after a ranked one a pattern may reach into: a sentence and its neighbours."""

NEAR = 5
"""How many passages before and after a found one the rest of its clause is looked for in."""


PATTERN_MEMORY = 48 << 20
"""Bytes that matching one expression may use; where that is not enough it becomes slower, and stays linear."""


def flat(text: str) -> str:
    """The text in one line, without characters that cannot be seen."""
    return "".join(" " if piece["space"] else piece.group() for piece in _PIECES.finditer(text)).strip()


def lists_contents(text: str) -> bool:
    """Whether this is a piece of a table of contents, which names clauses and holds none."""
    return len(_CONTENTS_LINES.findall(text)) > 1


@dataclass(frozen=True, slots=True)
class SlotMatch:
    """A value, the passage it stands in, and its place there (offsets in the passage's text)."""

    passage: Passage
    place: Span
    value: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where patterns are tried, and what a match must touch: a ranked passage itself and not only its neighbour."""

    span: Span
    core: Span


class Flow:
    """The passages of documents, in reading order, as one text to match."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)
        self._order = {passage.passage_id: i for i, passage in enumerate(self.passages)}
        self._begins: list[int] = []  # where each passage begins in the text
        self._piece_at: list[int] = []  # where each piece begins in the text, and in its passage
        self._piece_from: list[int] = []
        parts: list[str] = []
        length = 0
        for passage in self.passages:
            self._begins.append(length)
            for piece in _PIECES.finditer(passage.text):
                part = " " if piece["space"] else piece.group()
                self._piece_at.append(length)
                self._piece_from.append(piece.start())
                parts.append(part)
                length += len(part)
            self._piece_at.append(length)
            self._piece_from.append(len(passage.text))
            parts.append("\n")
            length += 1
        self.text = "".join(parts)

    def around(self, passage: Passage, reach: int = SEARCHED_AROUND) -> "Stretch | None":
        """A passage with its neighbours in the same document; None where it is not in this text."""
        at = self._order.get(passage.passage_id)
        if at is None:
            return None
        first, last = at, at
        while first > max(0, at - reach) and self._same_document(first - 1, at):
            first -= 1
        while last < min(len(self.passages) - 1, at + reach) and self._same_document(last + 1, at):
            last += 1
        return Stretch(Span(self._begins[first], self._end(last)), Span(self._begins[at], self._end(at)))

    def match(self, span: Span) -> SlotMatch:
        """The match of a stretch of the text; of one that crosses passages, the longest part in a single passage."""
        first, last = self._passage_at(span.start), self._passage_at(span.end - 1)
        parts = [
            (i, Span(max(span.start, self._begins[i]), min(span.end, self._end(i)))) for i in range(first, last + 1)
        ]
        at, part = max(parts, key=lambda each: each[1].length)
        place = Span(self._raw(part.start), self._raw(part.end - 1) + 1)
        return SlotMatch(self.passages[at], place, self.text[part.start : part.end].strip())

    def in_order(self, matches: Iterable[SlotMatch]) -> tuple[SlotMatch, ...]:
        """Matches as they follow one another in the text."""
        return tuple(sorted(matches, key=lambda match: (self._order[match.passage.passage_id], match.place.start)))

    def _same_document(self, one: int, other: int) -> bool:
        return self.passages[one].document_id == self.passages[other].document_id

    def _passage_at(self, at: int) -> int:
        return bisect_right(self._begins, at) - 1

    def _end(self, index: int) -> int:
        return (self._begins[index + 1] if index + 1 < len(self._begins) else len(self.text)) - 1

    def _raw(self, at: int) -> int:
        piece = bisect_right(self._piece_at, at) - 1
        return self._piece_from[piece] + at - self._piece_at[piece]


def find_slot(slot: Slot, flow: Flow, ranked: Sequence[Passage] = ()) -> tuple[SlotMatch, ...]:
    """The slot's values, none where nothing matches.

    Patterns are tried in order, each first around the `ranked` passages, best first, then from the beginning of the
    documents; the first that matches decides. Every group whose name begins with `value` gives one value. A slot of
    more than one passage goes on until it has its `most`, and gives them in reading order: the first match of each, or
    with `many` all of them. Raises PackInvalid where a pattern is none, as one that was kept by another version of the
    program may be.
    """
    unless = [_usable(slot, expression) for expression in slot.unless]
    whole = Span(0, len(flow.text))
    places = [*filter(None, map(flow.around, ranked)), Stretch(whole, whole)]
    found: list[SlotMatch] = []
    for expression in slot.pattern:
        pattern = _usable(slot, expression)
        for stretch in _stretches(slot, flow, places):
            found += _matches(pattern, flow, stretch, unless, every=slot.many or slot.most > 1)
            if found and slot.most == 1:
                return tuple(found)
    return flow.in_order(_passages([*found, *_rest(slot, flow, found, unless)], slot.most, every=slot.many))


def _rest(slot: Slot, flow: Flow, found: Sequence[SlotMatch], unless: Sequence[Any]) -> Iterator[SlotMatch]:
    """What `also` matches near what was found."""
    near = [stretch for match in found if (stretch := flow.around(match.passage, NEAR))]
    for pattern in (_usable(slot, expression) for expression in slot.also):
        for stretch in near:
            yield from _matches(pattern, flow, Stretch(stretch.span, stretch.span), unless, every=True)


def _passages(matches: Iterable[SlotMatch], most: int, *, every: bool) -> list[SlotMatch]:
    """The first match of each passage, or every one, of so many passages."""
    of_passage: dict[str, dict[Span, SlotMatch]] = {}
    for match in matches:
        of_passage.setdefault(match.passage.passage_id, {}).setdefault(match.place, match)
    kept = list(of_passage.values())[:most]
    return [match for found in kept for match in list(found.values())[: None if every else 1]]


def _stretches(slot: Slot, flow: Flow, places: Sequence[Stretch]) -> Iterator[Stretch]:
    """Where patterns are tried: the places themselves, or what the slot's `within` matches in them, in its order."""
    for place in places:
        if not slot.within:
            yield place
        for expression in slot.within:
            match = _usable(slot, expression).search(flow.text[place.span.start : place.span.end])
            if match:
                span = Span(*match.span()).shifted(place.span.start)
                yield Stretch(span, span)


def _matches(pattern: Any, flow: Flow, stretch: Stretch, unless: Sequence[Any], *, every: bool) -> Iterator[SlotMatch]:
    groups = [index for name, index in sorted(pattern.groupindex.items()) if name.startswith("value")]
    begin, seen = stretch.span.start, set[str]()
    for match in pattern.finditer(flow.text[begin : stretch.span.end]):
        if not Span(*match.span()).shifted(begin).overlaps(stretch.core):
            continue
        if any(each.search(match.group()) for each in unless):
            continue
        for span in (Span(*match.span(group)).shifted(begin) for group in groups if match.group(group)):
            found = flow.match(span)
            if found.value and found.value.casefold() not in seen and not lists_contents(found.passage.text):
                seen.add(found.value.casefold())
                yield found
        if seen and not every:
            return


def _usable(slot: Slot, expression: str) -> Any:
    try:
        return compiled(expression)
    except (re2.error, UnicodeError):
        raise PackInvalid(
            f"A pattern of the slot “{slot.slot}” in the form of this case cannot be used.",
            (f"{slot.slot}: {expression}",),
            next="Open the case again on the form as it is installed now.",
        ) from None


@lru_cache(maxsize=512)
def compiled(expression: str) -> Any:
    """The compiled expression. Raises `re2.error` where it is none."""
    options = re2.Options()
    options.log_errors = False  # errors are raised; the library would also write them to standard error
    options.max_mem = PATTERN_MEMORY
    return re2.compile(expression, options)
