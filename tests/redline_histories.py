"""Random histories of a section's text: several revisions by a model and several people, made fast and from a seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.markup import Anchor, MarkedText
from desktop_app.domain.redline import carry, inherit
from desktop_app.domain.text import Block, BlockKind, Origin, OriginSpan, SectionText, Span, joined

_COMMON = "the the the of of a is not shall may pay paid fee cap term notice account deposit customer branch due"
_RARE = (
    "liability limited party agreement invoice transfer data-driven it’s naïve Müller 株式会社 договор e\u0301clair 👩"
)
WORDS = (*_COMMON.split(" "), *_RARE.split(" "))
FIGURES = (
    "EUR 9,300", "EUR 9,800", "$1.5 million", "£2bn", "12 January 2026", "14 April", "March 3, 2026", "2026-02-28",
    "5%", "7.5 %", "30", "45 days", "€1 200", "-3.2%", "10:45", "1 000 000",
)  # fmt: skip
KINDS = (*(BlockKind.PARAGRAPH,) * 5, BlockKind.BULLET, BlockKind.NUMBER, BlockKind.HEADING, BlockKind.ROW)
PEOPLE = ("ann", "bob", "cleo")


@dataclass(frozen=True)
class Comment:
    """A place that somebody commented on."""

    number: int
    start: int
    end: int


def random_text(chance: random.Random, lines: int = 4) -> SectionText:
    """A few lines of sentences, lists and rows."""
    return SectionText(tuple(_line(chance) for _ in range(chance.randint(0, lines))))


def _line(chance: random.Random) -> Block:
    kind = chance.choice(KINDS)
    if kind is BlockKind.ROW:
        return _bold(chance, Block(kind, "\t".join(_words(chance, 2) for _ in range(chance.randint(1, 3)))))
    return _bold(chance, Block(kind, " ".join(_sentence(chance) for _ in range(chance.randint(1, 3)))))


def _sentence(chance: random.Random) -> str:
    return _words(chance, chance.randint(2, 9)).capitalize() + chance.choice((".", ".", "!", ";"))


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(FIGURES if chance.random() < 0.15 else WORDS) for _ in range(count))


def _bold(chance: random.Random, block: Block) -> Block:
    length = len(block.text)
    if chance.random() > 0.25 or not length:
        return Block(block.kind, block.text)
    start = chance.randrange(length)
    return Block(block.kind, block.text, (Span(start, chance.randint(start + 1, length)),))


def changed(chance: random.Random, text: SectionText) -> SectionText:
    """The text after one person's edit: words, figures, sentences, lines, their places and their looks."""
    blocks = list(text.blocks)
    for _ in range(chance.randint(1, 4)):
        blocks = _edited(chance, blocks)
    return SectionText(tuple(blocks))


def _edited(chance: random.Random, blocks: list[Block]) -> list[Block]:
    at = chance.randrange(len(blocks) + 1)
    if at == len(blocks):
        return [*blocks, _line(chance)]
    block, deed = blocks[at], chance.randrange(8)
    rest = blocks[:at] + blocks[at + 1 :]
    if deed == 0:
        return rest
    if deed == 1:
        to = chance.randrange(len(rest) + 1)
        return [*rest[:to], block, *rest[to:]]
    if deed == 2:
        return [*blocks[:at], _bold(chance, Block(chance.choice(KINDS), block.text)), *blocks[at + 1 :]]
    if deed == 3 and at + 1 < len(blocks):
        joint = Block(block.kind, f"{block.text} {blocks[at + 1].text}")
        return [*blocks[:at], joint, *blocks[at + 2 :]]
    return [*blocks[:at], Block(block.kind, _reworded(chance, block.text), ()), *blocks[at + 1 :]]


def _reworded(chance: random.Random, said: str) -> str:
    words = said.split(" ")
    start = chance.randrange(len(words))
    end = min(len(words), start + chance.randint(1, 7))
    piece, rest = words[start:end], words[:start] + words[end:]
    deed = chance.randrange(4)
    if deed == 0:
        return " ".join(rest)
    if deed == 1:
        to = chance.randrange(len(rest) + 1)
        return " ".join((*rest[:to], *piece, *rest[to:]))
    if deed == 2:
        return " ".join((*words[:start], _words(chance, chance.randint(1, 4)), *words[start:]))
    return " ".join((*words[:start], _words(chance, len(piece)), *words[end:]))


def history(seed: int) -> list[MarkedText]:
    """A model's draft with citations, and what one to four people made of it, one after the other."""
    chance = random.Random(seed)
    text = random_text(chance)
    length = len(text.plain)
    spans = joined([OriginSpan(0, length, Origin.MODEL, run_id="run", source_revision="r0")])
    versions = [MarkedText(text, _anchors(chance, length), spans)]
    for number in range(1, chance.randint(2, 5)):
        before = versions[-1]
        text = changed(chance, before.text)
        writer = OriginSpan(0, 0, Origin.PERSON, person_id=chance.choice(PEOPLE), source_revision=f"r{number}")
        anchors = carry(before.anchors, before.text, text)
        versions.append(MarkedText(text, anchors, inherit(before.spans, before.text, text, writer)))
    return versions


def _anchors(chance: random.Random, length: int) -> tuple[Anchor, ...]:
    count = chance.randint(0, 3) if length else 0
    starts = sorted(chance.randrange(length) for _ in range(count))
    return tuple(Anchor(n, start, chance.randint(start + 1, length)) for n, start in enumerate(starts, start=1))


def comments(seed: int, text: SectionText) -> Sequence[Comment]:
    """Places that people commented on."""
    chance = random.Random(seed)
    return [Comment(a.number, a.start, a.end) for a in _anchors(chance, len(text.plain))]
