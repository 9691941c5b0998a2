"""The text of a section with its changes since the draft, block by block: what a word processor shows as tracked.

Without what was added it is the draft, character by character, and without what was removed the text as it is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from desktop_app.domain.text import Block, BlockKind, SectionText, Span


class Track(StrEnum):
    """What became of words since the draft."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """Who made a change, and when: a person, or the run of a model."""

    person_id: str | None
    run_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class TrackedRun:
    """Words of one block that were treated alike.

    `start` is where they stand in the plain text as it is now, or would; `was_bold` is how they looked in the draft.
    Two that have the same `move` above 0 are the two places of words that were moved.
    """

    text: str
    start: int
    bold: bool = False
    was_bold: bool = False
    track: Track = Track.KEPT
    by: ChangedBy | None = None
    move: int = 0

    @property
    def end(self) -> int:
        """Where the words that follow stand."""
        return self.start if self.track is Track.REMOVED else self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class TrackedBlock:
    """A block with its words. One that is added or removed as a whole has only such words; `was` is its kind in the
    draft. `start` and `end` are its place in the plain text as it is now."""

    kind: BlockKind
    was: BlockKind
    runs: tuple[TrackedRun, ...]
    start: int
    end: int
    track: Track = Track.KEPT
    by: ChangedBy | None = None
    move: int = 0

    @property
    def text(self) -> str:
        """Its words as they are now."""
        return "".join(run.text for run in self.runs if run.track is not Track.REMOVED)


def untracked(text: SectionText) -> tuple[TrackedBlock, ...]:
    """A text in which nothing is a change."""
    return tuple(whole(block, start, Track.KEPT) for block, start in zip(text.blocks, block_starts(text), strict=True))


def draft_of(blocks: Sequence[TrackedBlock]) -> SectionText:
    """The text with every change rejected."""
    return _side(blocks, Track.ADDED)


def final_of(blocks: Sequence[TrackedBlock]) -> SectionText:
    """The text with every change accepted."""
    return _side(blocks, Track.REMOVED)


def _side(blocks: Sequence[TrackedBlock], left_out: Track) -> SectionText:
    final = left_out is Track.REMOVED
    result: list[Block] = []
    for block in blocks:
        if block.track is not left_out:
            kept = [run for run in block.runs if run.track is not left_out]
            bold = [(run.bold if final else run.was_bold) for run in kept]
            result.append(_joined_runs(block.kind if final else block.was, [run.text for run in kept], bold))
    return SectionText(tuple(result))


def _joined_runs(kind: BlockKind, texts: Sequence[str], bold: Sequence[bool]) -> Block:
    spans: list[Span] = []
    at = 0
    for text, is_bold in zip(texts, bold, strict=True):
        if is_bold and text:
            start = spans.pop().start if spans and spans[-1].end == at else at
            spans.append(Span(start, at + len(text)))
        at += len(text)
    return Block(kind, "".join(texts), tuple(spans))


def whole(block: Block, start: int, track: Track) -> TrackedBlock:
    """A block all of whose words are treated alike."""
    cuts = sorted({0, len(block.text), *(cut for span in block.bold for cut in (span.start, span.end))})
    bold = [any(Span(a, b).overlaps(span) for span in block.bold) for a, b in pairwise(cuts)]
    runs = tuple(
        TrackedRun(block.text[a:b], start + a, is_bold, is_bold, track)
        for (a, b), is_bold in zip(pairwise(cuts), bold, strict=True)
    )
    return TrackedBlock(block.kind, block.kind, runs, start, start + len(block.text), track)


def block_starts(text: SectionText) -> list[int]:
    """Where each block begins in the plain text."""
    starts, at = [], 0
    for block in text.blocks:
        starts.append(at)
        at += len(block.text) + 1
    return starts
