"""What changed between two packs, in parts that a reviewer of packs can read one by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

LONGEST = 40_000
"""Characters of a text that is compared word by word; of a longer one it is only told that it changed."""

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


class ChangeKind(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Fate(StrEnum):
    """What becomes of a word."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a text that share a fate."""

    fate: Fate
    words: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A property that has another value now; blank words where there is none. Of a list `gone` and `came` are what
    alone went and came; both are blank where only the order is another.
    """

    name: str
    before: str
    after: str
    gone: str = ""
    came: str = ""


@dataclass(frozen=True, slots=True)
class PackChange:
    """A part of a pack (of a `group` such as fields, by `name`) and what became of it.

    `details` are its properties that changed, `words` the pieces of a text, and `note` what follows for cases.
    """

    group: str
    name: str
    kind: ChangeKind
    details: tuple[Detail, ...] = ()
    words: tuple[Piece, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PackDifference:
    """Two packs, by form, version and digest, and all that changed from the one to the other."""

    before: tuple[str, str, str]
    after: tuple[str, str, str]
    changes: tuple[PackChange, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reviewer has to know before the changes."""
        (form, version, digest), (other, later, now) = self.before, self.after
        found = [f"These are packs of two forms: “{form}” and “{other}”."] if form != other else []
        if version == later and digest != now:
            found.append(f"Both say that they are version {version}, and they are not the same.")
        return tuple(found)


def word_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts in order, each with its fate; nothing where a text is too long."""
    if max(len(before), len(after)) > LONGEST:
        return ()
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    return tuple(_joined(_pieces(old, new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for step in Indel.opcodes(old, new):
        if step.tag == "equal":
            yield Piece(Fate.KEPT, "".join(old[step.src_start : step.src_end]))
            continue
        if step.src_end > step.src_start:
            yield Piece(Fate.REMOVED, "".join(old[step.src_start : step.src_end]))
        if step.dest_end > step.dest_start:
            yield Piece(Fate.ADDED, "".join(new[step.dest_start : step.dest_end]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Spaces alone between two changes belong to them, so that whole phrases are shown and no confetti."""
    removed = added = ""
    waiting = ""
    for piece in pieces:
        if piece.fate is Fate.KEPT and not piece.words.strip() and (removed or added):
            waiting += piece.words
        elif piece.fate is Fate.KEPT:
            yield from _changed(removed, added)
            yield Piece(Fate.KEPT, waiting + piece.words)
            removed = added = waiting = ""
        else:
            removed += waiting + piece.words if piece.fate is Fate.REMOVED else waiting
            added += waiting + piece.words if piece.fate is Fate.ADDED else waiting
            waiting = ""
    yield from _changed(removed, added)
    if waiting:
        yield Piece(Fate.KEPT, waiting)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece(Fate.REMOVED, removed)
    if added:
        yield Piece(Fate.ADDED, added)
