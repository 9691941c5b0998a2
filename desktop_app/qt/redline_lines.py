"""A redline as lines to show: what both texts have, what was removed, what was put in."""

from dataclasses import dataclass, field
from itertools import pairwise

from desktop_app.domain.comparison import Segment
from desktop_app.domain.redline import Redline
from desktop_app.domain.text import BOLD_CODE, CODES, Block, BlockKind, Span, decode

LINE_END = "¶"
"""Shows a line end that was put in or removed, or a line that is of another kind now."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look, with the number of their change: 0 where both texts have them. Words of the new text have
    their offset in it; what is removed and what only shows a line end has none."""

    text: str
    bold: bool = False
    change: int = 0
    removed: bool = False
    offset: int | None = None


@dataclass(slots=True)
class Line:
    """A line of the shown text."""

    kind: BlockKind
    runs: list[Run] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    """What a side of a segment says up to its next line end; with a kind a line begins here."""

    kind: BlockKind | None
    text: str
    bold: tuple[Span, ...]


def redline_lines(redline: Redline) -> list[Line]:
    """All of both texts, in order. A removed line end is shown where no words went with it."""
    return _Lines().of(redline)


class _Lines:
    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._at = 0

    def of(self, redline: Redline) -> list[Line]:
        """The lines."""
        for number, segment in redline.numbered():
            if number:
                self._change(number, segment)
            else:
                for part in _parts(segment.after):
                    self._add(part)
        return self._lines

    def _change(self, number: int, segment: Segment) -> None:
        removed, added = _parts(segment.before), _parts(segment.after)
        if removed and added and removed[0].kind and added[0].kind:
            self._begin_both(number, removed[0], added[0])
            removed[0], added[0] = _inside(removed[0]), _inside(added[0])
        for part in removed:
            if part.kind:
                self._begin(part, number, removed=True)
            self._put(part, number, removed=True)
        for part in added:
            self._add(part, number)

    def _begin_both(self, number: int, removed: _Part, added: _Part) -> None:
        """A line of both texts whose kind or first words have changed."""
        self._begin(added, 0, removed=False)
        if removed.kind is not added.kind:
            self._lines[-1].runs.append(Run(LINE_END, change=number))

    def _add(self, part: _Part, number: int = 0) -> None:
        if part.kind:
            self._begin(part, number, removed=False)
        self._put(part, number, removed=False)

    def _begin(self, part: _Part, number: int, *, removed: bool) -> None:
        if number and not part.text and self._lines:
            self._lines[-1].runs.append(Run(LINE_END, change=number, removed=removed))
        if self._lines and not removed:
            self._at += 1
        self._lines.append(Line(part.kind or BlockKind.PARAGRAPH))

    def _put(self, part: _Part, number: int, *, removed: bool) -> None:
        cuts = sorted({0, len(part.text), *(edge for span in part.bold for edge in (span.start, span.end))})
        for start, end in pairwise(cuts):
            bold = any(span.start <= start and end <= span.end for span in part.bold)
            self._lines[-1].runs.append(
                Run(part.text[start:end], bold, number, removed, None if removed else self._at + start)
            )
        if not removed:
            self._at += len(part.text)


def _parts(coded: str) -> list[_Part]:
    return [_part(line) for line in coded.split("\n") if line]


def _part(line: str) -> _Part:
    block: Block = decode(line).blocks[0]
    begins = line[0] in CODES and line[0] != BOLD_CODE
    return _Part(block.kind if begins else None, block.text, block.bold)


def _inside(part: _Part) -> _Part:
    return _Part(None, part.text, part.bold)
