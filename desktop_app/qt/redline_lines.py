"""A redline as lines to show: what both texts have, what was removed, what was put in."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from desktop_app.domain.comparison import Segment
from desktop_app.domain.redline import ChangeKind, Redline
from desktop_app.domain.text import BOLD_CODE, CODES, Block, BlockKind, Span, decode

MOVED_FROM, MOVED_TO = "⇢ ", "⇠ "
"""Before words that stand elsewhere now, and before those that came from elsewhere."""
LINE_END = "¶"
"""Shows a line end or an empty cell that was put in or removed, or a line that is of another kind now."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look, with the number of their change: 0 where both texts have them. Words of the new text have
    their offset in it; what is removed and what only shows a line end has none."""

    text: str
    bold: bool = False
    change: int = 0
    removed: bool = False
    offset: int | None = None
    kind: ChangeKind = ChangeKind.WORDS


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


def row_cells(line: Line) -> list[list[Run]]:
    """The cells of a row: what was removed stands in the cell that it was in, what is new in the one that it is in now.
    The end of a cell that was put in or removed without a word is shown."""
    cells: list[list[Run]] = [[]]
    old = new = 0
    for run in line.runs:
        if not run.change:
            old = new = max(old, new)
        skipped = 0
        for number, part in enumerate(run.text.split("\t")):
            old += bool(number) and (run.removed or not run.change)
            new += bool(number) and not run.removed
            at = old if run.removed else new
            cells += [[] for _ in range(at + 1 - len(cells))]
            if part:
                offset = None if run.offset is None else run.offset + skipped
                cells[at].append(replace(run, text=part, offset=offset))
            skipped += len(part) + 1
        known = any(each.change == run.change for cell in cells for each in cell)
        if run.change and not known:
            cells[old if run.removed else new].append(Run(LINE_END, change=run.change, removed=run.removed))
    return cells


class _Lines:
    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._at = 0
        self._told: tuple[set[int], set[int]] = (set(), set())
        self._has_new = False
        self._kind = ChangeKind.WORDS
        """That of the change that is told."""

    def of(self, redline: Redline) -> list[Line]:
        """The lines."""
        kinds = {change.number: change.kind for change in redline.changes}
        for number, segment in redline.numbered():
            self._kind = kinds.get(number, ChangeKind.WORDS)
            if self._kind is ChangeKind.LOOK and not _line_ends(_parts(segment.after)):
                self._add(_parts(segment.after), number)
            elif number:
                self._change(number, segment)
            else:
                self._add(_parts(segment.after))
        return self._lines

    def _change(self, number: int, segment: Segment) -> None:
        removed, added = _parts(segment.before), _parts(segment.after)
        if _line_ends(removed) == _line_ends(added) > 0:
            self._change_lines(number, removed, added)
            return
        if removed and added and removed[0].kind and added[0].kind:
            *gone, last = removed
            self._remove(gone, number)
            self._change_lines(number, [_begun(last)], [_begun(added[0])])
            removed, added = [_inside(last)], [_inside(added[0]), *added[1:]]
        on_line = 0
        if self._lines and self._lines[-1].kind is BlockKind.ROW:  # new words of a row stay out of a removed paragraph
            on_line = sum(part.kind is None for part in added)
        inside = sum(part.kind is None for part in removed)
        self._remove(removed[:inside], number)
        self._add(added[:on_line], number)
        self._remove(removed[inside:], number)
        self._add(added[on_line:], number)

    def _remove(self, parts: list[_Part], number: int) -> None:
        for part in parts:
            if part.kind:
                self._begin(part, number, removed=True)
            self._put(part, number, removed=True)

    def _change_lines(self, number: int, removed: list[_Part], added: list[_Part]) -> None:
        """As many lines before as after: each stands beside the one that took its place."""
        for before, after in zip(_from_line_end(removed), _from_line_end(added), strict=True):
            if after.kind:
                self._begin(after, 0, removed=False)
                if after.kind is not before.kind:
                    self._lines[-1].runs.append(Run(LINE_END, change=number))
            self._put(before, number, removed=True)
            self._put(after, number, removed=False)

    def _add(self, parts: list[_Part], number: int = 0) -> None:
        for part in parts:
            if part.kind:
                self._begin(part, number, removed=False)
            self._put(part, number, removed=False)

    def _begin(self, part: _Part, number: int, *, removed: bool) -> None:
        if number and not part.text and self._lines:
            self._lines[-1].runs.append(Run(LINE_END, change=number, removed=removed))
        if not removed:
            self._at += self._has_new
            self._has_new = True
        self._lines.append(Line(part.kind or BlockKind.PARAGRAPH))

    def _put(self, part: _Part, number: int, *, removed: bool) -> None:
        if self._kind is ChangeKind.MOVE and part.text.strip() and number not in self._told[removed]:
            self._told[removed].add(number)
            mark = MOVED_FROM if removed else MOVED_TO
            self._lines[-1].runs.append(Run(mark, False, number, removed, None, self._kind))
        cuts = sorted({0, len(part.text), *(edge for span in part.bold for edge in (span.start, span.end))})
        for start, end in pairwise(cuts):
            bold = any(span.start <= start and end <= span.end for span in part.bold)
            self._lines[-1].runs.append(
                Run(part.text[start:end], bold, number, removed, None if removed else self._at + start, self._kind)
            )
        if not removed:
            self._at += len(part.text)


def _parts(coded: str) -> list[_Part]:
    return [_part(line) for line in coded.split("\n") if line]


def _part(line: str) -> _Part:
    block: Block = decode(line).blocks[0]
    begins = line[0] in CODES and line[0] != BOLD_CODE
    return _Part(block.kind if begins else None, block.text, block.bold)


def _line_ends(parts: list[_Part]) -> int:
    return sum(part.kind is not None for part in parts)


def _from_line_end(parts: list[_Part]) -> list[_Part]:
    """The same, with a part for what stands before the first line end even where nothing does."""
    return parts if parts[0].kind is None else [_Part(None, "", ()), *parts]


def _begun(part: _Part) -> _Part:
    """The beginning of its line alone."""
    return _Part(part.kind, "", ())


def _inside(part: _Part) -> _Part:
    """What follows the beginning of its line."""
    return _Part(None, part.text, part.bold)
