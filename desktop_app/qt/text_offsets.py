"""Offsets of a plain text, in code points, and where they stand in a document, which counts UTF-16 code units.

A document holds more than the text: citation chips and the no-break spaces before them. So it is described by its
stretches of text; what stands between two of them is no part of the text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.text import Span


def units(text: str) -> int:
    """Its length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_units(text: str, points: int) -> int:
    """The code units before code point number `points`."""
    return units(text[:points])


def to_points(text: str, at: int) -> int:
    """The whole code points before code unit number `at`."""
    if text.isascii():
        return min(at, len(text))
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * at].decode("utf-16-le", "ignore"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text without a break: its offset in the plain text and its position in the document."""

    offset: int
    position: int
    text: str

    @property
    def end(self) -> int:
        """The offset after it."""
        return self.offset + len(self.text)

    @property
    def end_position(self) -> int:
        """The position after it."""
        return self.position + units(self.text)

    def moved(self, offset: int, position: int) -> "Stretch":
        """The same text, so much further on."""
        return Stretch(self.offset + offset, self.position + position, self.text)


class TextOffsets:
    """Offsets to positions and back; the stretches are in order and not empty."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._stretches = stretches
        self._offsets = [s.offset for s in stretches]
        self._ends = [s.end for s in stretches]
        self._positions = [s.position for s in stretches]

    def position(self, offset: int) -> int:
        """Where the character with this offset stands: after the chips that stand before it."""
        return self._position(bisect_right(self._offsets, offset) - 1, offset)

    def end_position(self, offset: int) -> int:
        """Where the character before this offset ends: before the chips that stand after it."""
        at = bisect_left(self._ends, offset)
        inside = at < len(self._stretches) and self._stretches[at].offset < offset
        return self._position(at if inside else bisect_right(self._ends, offset) - 1, offset)

    def offset(self, position: int) -> int:
        """How many characters of the text are before this position."""
        at = bisect_right(self._positions, position) - 1
        if at < 0:
            return 0
        stretch = self._stretches[at]
        return stretch.offset + to_points(stretch.text, min(position, stretch.end_position) - stretch.position)

    def pieces(self, span: Span) -> tuple[tuple[int, int], ...]:
        """The parts of the document that hold these characters: pairs of positions."""
        first = max(bisect_right(self._ends, span.start), 0)
        last = bisect_left(self._offsets, span.end)
        return tuple(
            (self._position(i, max(span.start, s.offset)), self._position(i, min(span.end, s.end)))
            for i, s in enumerate(self._stretches[first:last], start=first)
        )

    def _position(self, at: int, offset: int) -> int:
        if not self._stretches:
            return 0
        stretch = self._stretches[max(at, 0)]
        return stretch.position + to_units(stretch.text, max(offset - stretch.offset, 0))
