"""The closed text model of a section, and who wrote each character of it.

Characters are counted in code points. A text is a sequence of one-line blocks; offsets count in `plain`, the blocks
joined by line feeds. A table is a run of `row` blocks with cells separated by tabs.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from desktop_app.domain.errors import UsageError


class BlockKind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBER = "number"
    HEADING = "heading"
    ROW = "row"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters from `start` up to and without `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many characters."""
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Whether a character is in both."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> "Span":
        """The same length, `by` characters on."""
        return Span(self.start + by, self.end + by)


class Place(Protocol):
    """Anything that stands somewhere in a plain text, such as an anchor, a citation or a finding."""

    @property
    def start(self) -> int:
        """Its first character."""
        ...

    @property
    def end(self) -> int:
        """The character after its last one."""
        ...


P = TypeVar("P", bound=Place)
_STRETCH = 256  # characters that are looked up together


class Places(Generic[P]):
    """Many places of one text, found by what they overlap."""

    def __init__(self, places: Iterable[P]) -> None:
        self._stretches: dict[int, list[tuple[int, P]]] = {}
        for order, place in enumerate(places):
            for stretch in range(place.start // _STRETCH, (place.end - 1) // _STRETCH + 1):
                self._stretches.setdefault(stretch, []).append((order, place))

    def at(self, span: Span) -> tuple[P, ...]:
        """Those that share a character with the span, in the order in which they were given."""
        found: dict[int, P] = {}
        for stretch in range(span.start // _STRETCH, (span.end - 1) // _STRETCH + 1):
            found |= {i: p for i, p in self._stretches.get(stretch, ()) if p.start < span.end and span.start < p.end}
        return tuple(found[i] for i in sorted(found))


@dataclass(frozen=True, slots=True)
class Block:
    """One line: its kind, its text, and which parts of it are bold (offsets in the block)."""

    kind: BlockKind
    text: str
    bold: tuple[Span, ...] = ()


@dataclass(frozen=True)
class SectionText:
    """The text of a section. Equal blocks are equal texts."""

    blocks: tuple[Block, ...] = ()

    @cached_property
    def plain(self) -> str:
        """All blocks, joined by line feeds: what offsets count in."""
        return "\n".join(block.text for block in self.blocks)

    def dump(self) -> bytes:
        """The bytes that are stored and committed to."""
        rows = [[b.kind, b.text, [[s.start, s.end] for s in b.bold]] for b in self.blocks]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def load(cls, body: bytes) -> "SectionText":
        """The text that `dump` gave these bytes for."""
        return cls(tuple(Block(BlockKind(k), t, tuple(Span(*s) for s in bold)) for k, t, bold in json.loads(body)))


# Coded text: one string in which nothing of a text is lost, so that texts are compared and merged as strings.
# Private-use characters stand for the block kind (first in each line) and for the ends of bold; they are removed
# from all text that comes from outside (`clean`).
_KIND_CODES = {kind: chr(0xE000 + i) for i, kind in enumerate(BlockKind)}
_CODE_KINDS = {code: kind for kind, code in _KIND_CODES.items()}
ROW_CODE = _KIND_CODES[BlockKind.ROW]
BOLD_CODE = chr(0xE010)
CODES = frozenset((*_CODE_KINDS, BOLD_CODE))
_NO_CODES = {ord(code): None for code in CODES}
# Controls but line feed and tab, surrogates and the noncharacters of the basic plane: neither UTF-8 nor XML 1.0 holds
# all of them.
_NOT_TEXT = (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
_CLEAN = _NO_CODES | dict.fromkeys(_NOT_TEXT) | {ord("\t"): " "}


def clean(text: str) -> str:
    """Text from outside: plain line ends, a space for a tab (that separates cells here), no characters that are no
    text or that this module keeps for itself."""
    if text.isascii() and text.isprintable():  # as nearly all that streams is
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEAN)


def encode(text: SectionText) -> str:
    """The coded text."""
    return "\n".join(_KIND_CODES[block.kind] + _encode_bold(block) for block in text.blocks)


def _encode_bold(block: Block) -> str:
    parts, at = [], 0
    for span in block.bold:
        parts += [block.text[at : span.start], BOLD_CODE, block.text[span.start : span.end], BOLD_CODE]
        at = span.end
    return "".join((*parts, block.text[at:]))


def decode(coded: str) -> SectionText:
    """The text of a coded text; bold that touches is one, a line without a kind is a paragraph."""
    return SectionText(tuple(_decode_line(line) for line in coded.split("\n"))) if coded else SectionText()


def _decode_line(line: str) -> Block:
    kind = next((_CODE_KINDS[c] for c in line if c in _CODE_KINDS), BlockKind.PARAGRAPH)
    bold: list[Span] = []
    at = 0
    runs = [strip_codes(run) for run in line.split(BOLD_CODE)]
    for i, run in enumerate(runs):
        if run and i % 2:
            start = bold.pop().start if bold and bold[-1].end == at else at
            bold.append(Span(start, at + len(run)))
        at += len(run)
    return Block(kind, "".join(runs), tuple(bold))


def strip_codes(coded: str) -> str:
    """The plain text of a coded text."""
    return coded.translate(_NO_CODES)


class Origin(StrEnum):
    """Where a character comes from."""

    MODEL = "model"
    TEMPLATE = "template"
    EVIDENCE = "evidence"
    ANSWER = "answer"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class OriginSpan:
    """Characters of one origin.

    `person_id` is who wrote them (also for an answer that a draft quotes), `run_id` the run that drafted them,
    `source_revision` the revision in which they first stood, `accepted_by` the other person who accepted them.
    """

    start: int
    end: int
    origin: Origin
    person_id: str | None = None
    run_id: str | None = None
    source_revision: str | None = None
    accepted_by: str | None = None

    @property
    def span(self) -> Span:
        """Its place."""
        return Span(self.start, self.end)


def covers_once(spans: Sequence[OriginSpan], length: int) -> bool:
    """Whether the spans, in order, cover each of `length` characters exactly once."""
    at = 0
    for span in spans:
        if span.start != at or span.end <= span.start:
            return False
        at = span.end
    return at == length


def joined(spans: Iterable[OriginSpan]) -> tuple[OriginSpan, ...]:
    """The same spans with neighbours of one origin made one, and empty ones left out."""
    result: list[OriginSpan] = []
    for span in spans:
        if span.end <= span.start:
            continue
        if result and replace(span, start=result[-1].start, end=result[-1].end) == result[-1]:
            result[-1] = replace(result[-1], end=span.end)
        else:
            result.append(span)
    return tuple(result)


def touching_joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same spans, in order, with those that touch made one."""
    result: list[Span] = []
    for span in spans:
        start = result.pop().start if result and result[-1].end == span.start else span.start
        result.append(Span(start, span.end))
    return tuple(result)


def clipped(spans: Sequence[OriginSpan], place: Span, to: int) -> tuple[OriginSpan, ...]:
    """The spans inside `place`, moved so that `place` begins at `to`."""
    by = to - place.start
    return tuple(
        replace(s, start=max(s.start, place.start) + by, end=min(s.end, place.end) + by)
        for s in spans
        if place.length and s.span.overlaps(place)
    )


def unaccepted_writers(spans: Iterable[OriginSpan]) -> frozenset[str]:
    """The persons with words in the text that nobody else has accepted."""
    return frozenset(s.person_id for s in spans if s.person_id is not None and s.accepted_by in (None, s.person_id))


def require_covered(spans: Sequence[OriginSpan], text: SectionText) -> None:
    """Refuse a text of which a character has no origin, or two."""
    if not covers_once(spans, len(text.plain)):
        raise UsageError(
            "The origins of a text do not cover each of its characters once.",
            next="This is a fault of the program: please report it.",
        )
