"""A document that comes back: the texts of sections in it, with what its word processor kept of who changed what.

It was made outside, by anybody: the names in it are what it says, and are shown as such.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.domain.text import Block, BlockKind, SectionText, Span, clean
from desktop_app.domain.tracked import Track


@dataclass(frozen=True, slots=True)
class BroughtRun:
    """Words of a paragraph, or of a cell; `author` and `at` are those of the tracked change that they are part of."""

    text: str
    bold: bool = False
    track: Track = Track.KEPT
    author: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class BroughtBlock:
    """A paragraph or a row of a table, whose cells are parted by tabs. `goes_on`: its end was taken out, so that the
    next one follows in the same line."""

    kind: BlockKind
    runs: tuple[BroughtRun, ...]
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class BroughtDocument:
    """The texts by the mark that stands around each, and the identity that the document gives itself.

    `fault` says in one sentence why it was not read; it has no texts then.
    """

    identity: str = ""
    texts: Mapping[str, tuple[BroughtBlock, ...]] = field(default_factory=dict)
    comments: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class BroughtText:
    """A text with every change in it accepted, and where the words of each tracked change stand in it."""

    text: SectionText
    marks: tuple[tuple[Span, BroughtRun], ...]


def accepted(blocks: tuple[BroughtBlock, ...], base: SectionText) -> BroughtText:
    """What the blocks say now. Rows have the cells that they have in `base`: a table gives each as many as the widest.

    Lines that hold nothing are left out, as the text model has none.
    """
    narrow = {block.text.rstrip("\t"): block for block in base.blocks if block.kind is BlockKind.ROW}
    lines: list[Block] = []
    marks: list[tuple[Span, BroughtRun]] = []
    start = 0
    for kind, runs in _lines(blocks):
        block, inside = _line(kind, runs)
        same = narrow.get(block.text.rstrip("\t")) if kind is BlockKind.ROW else None
        block = Block(kind, same.text, block.bold) if same else block
        marks += [(place.shifted(start), run) for place, run in inside]
        if block.text.strip():
            lines.append(block)
            start += len(block.text) + 1
    return BroughtText(SectionText(tuple(lines)), tuple(marks))


def _lines(blocks: tuple[BroughtBlock, ...]) -> list[tuple[BlockKind, list[BroughtRun]]]:
    """The blocks with those whose end was taken out joined with the next."""
    lines: list[tuple[BlockKind, list[BroughtRun]]] = []
    joins = False
    for block in blocks:
        if joins:
            kind, runs = lines.pop()
            is_empty = not "".join(run.text for run in runs if run.track is not Track.REMOVED).strip()
            lines.append((block.kind if is_empty else kind, [*runs, *block.runs]))
        else:
            lines.append((block.kind, list(block.runs)))
        joins = block.goes_on
    return lines


def _line(kind: BlockKind, runs: list[BroughtRun]) -> tuple[Block, list[tuple[Span, BroughtRun]]]:
    """A block of these words, without blanks at its edges."""
    words = [_words(run, kind) if run.track is not Track.REMOVED else "" for run in runs]
    whole = "".join(words)
    lead = len(whole) - len(whole.lstrip(" ")) if kind is BlockKind.ROW else len(whole) - len(whole.lstrip())
    text = (whole.rstrip(" ") if kind is BlockKind.ROW else whole.rstrip())[lead:]
    bold: list[Span] = []
    marks: list[tuple[Span, BroughtRun]] = []
    at = -lead
    for run, said in zip(runs, words, strict=True):
        place = Span(min(max(at, 0), len(text)), min(max(at + len(said), 0), len(text)))
        if run.bold and place.length:
            begin = bold.pop().start if bold and bold[-1].end == place.start else place.start
            bold.append(Span(begin, place.end))
        if run.track is not Track.KEPT:
            marks.append((place, run))
        at += len(said)
    return Block(kind, text, tuple(bold)), marks


def _words(run: BroughtRun, kind: BlockKind) -> str:
    """The words of a run, in one line; a tab parts the cells of a row and is a blank elsewhere."""
    parts = [clean(part).replace("\n", " ") for part in run.text.split("\t")]
    return ("\t" if kind is BlockKind.ROW else " ").join(parts)
