"""Draft markup: what a model writes and a person types on the command line, read into the text model.

Lines are paragraphs; `- ` is a bulleted item, `1. ` a numbered one, `## ` a heading, `| a | b |` a table row,
`**words**` bold, `[E3]` a citation of evidence number 3 (a space before it is not part of the text). A backslash makes
the mark after it plain text. What is quoted from evidence or answers is never markup. What a person writes may end with
a line `[E-]`: it cites nothing, and means to.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from desktop_app.domain.sentence import sentences as sentences
from desktop_app.domain.text import Block, BlockKind, Origin, OriginSpan, SectionText, Span, clean, touching_joined

_ESCAPED = r"\\([\\\[*|#•.)\-])"
# An escape, a marker, or what may still become one of both when more text comes.
_MARK = re.compile(r"\\[^\n]|\[E(?P<number>[0-9]{1,4})\]|(?P<part>(?:\\|\[(?:E[0-9]{0,4})?)\Z)")
_ESCAPE = re.compile(_ESCAPED)
_BULLET = re.compile(r"[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"[0-9]{1,3}(?P<dot>[.)])\s+(?=\S)")
_MARKER = re.compile(r"\[E[0-9]{1,4}\]")
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_RULE = re.compile(r"-{3,}|\|(?:\s*:?-{3,}:?\s*\|)+")
_BOLD = re.compile(r"(?<!\*)\*\*(?!\*)")
_LITERAL = frozenset((Origin.EVIDENCE, Origin.ANSWER))
NOTHING_CITED = "[E-]"
"""As the last line of what a person writes: no citation is left out, there is none."""
# What may follow a marker without the space that stands before it.
_CLOSING = frozenset(".,;:!?)]}\"'”’…|*")
_BLANKS = str.maketrans("\n\t", "  ")


@dataclass(frozen=True, slots=True)
class Words:
    """Text to show, with its origin."""

    text: str
    origin: Origin = Origin.MODEL
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation, at the place where it stands, of the evidence with this number (from 1)."""

    number: int


Piece = Words | Cite


class MarkerReader:
    """Splits streamed markup into words and citations; half a marker is never let through."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, delta: str) -> tuple[Piece, ...]:
        """What can be told of the text so far."""
        text = self._held + delta
        line_end = text.endswith("\r")  # half of a line end, perhaps
        text = clean(text.removesuffix("\r") if line_end else text)
        part = None if line_end else next((mark for mark in _MARK.finditer(text) if mark["part"]), None)
        at = part.start() if part else len(text)
        self._held = "\r" if line_end else text[at:]
        return _split(text[:at])

    def finish(self) -> tuple[Piece, ...]:
        """What was held back and became no marker."""
        held, self._held = self._held, ""
        return _split(held)


def _split(text: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    text, at = clean(text), 0
    for marker in _MARK.finditer(text):
        if marker["number"] is None:
            continue
        if marker.start() > at:
            pieces.append(Words(text[at : marker.start()]))
        pieces.append(Cite(int(marker["number"])))
        at = marker.end()
    if at < len(text):
        pieces.append(Words(text[at:]))
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words (offsets in the plain text) that a citation of evidence `number` stands for."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text, the places of its citations, and the origin of each character."""

    text: SectionText
    anchors: tuple[Anchor, ...]
    spans: tuple[OriginSpan, ...]


def read_pieces(pieces: Sequence[Piece], source: OriginSpan) -> MarkedText:
    """The text of the pieces, in order. `source` says what is common to all origins (run, revision)."""
    raw = _Raw()
    # One object for each origin: characters are then grouped by identity, which is quick.
    origins: dict[tuple[Origin, str | None], OriginSpan] = {}
    for piece in pieces:
        if isinstance(piece, Cite):
            raw.cite(piece.number)
            continue
        key = piece.origin, piece.person_id or source.person_id
        if key not in origins:
            origins[key] = replace(source, origin=key[0], person_id=key[1])
        raw.add(clean(piece.text), origins[key], literal=piece.origin in _LITERAL)
    return _Builder(raw).build()


def read_markup(raw: str, source: OriginSpan) -> MarkedText:
    """The text of markup that one person or model wrote."""
    raw = raw.rstrip().removesuffix(NOTHING_CITED) if cites_nothing(raw) else raw
    pieces = (replace(p, origin=source.origin) if isinstance(p, Words) else p for p in _split(raw))
    return read_pieces(tuple(pieces), source)


def cites_nothing(raw: str) -> bool:
    """Whether markup says that it cites nothing, and not only names no citation."""
    return raw.rstrip().rpartition("\n")[2].strip() == NOTHING_CITED


class _Raw:
    """Raw characters with their origins. In `mask` each character that is no mark is an `x`, blanks stay blanks."""

    def __init__(self) -> None:
        self.characters: list[str] = []
        self.mask: list[str] = []
        self.origins: list[OriginSpan] = []
        self.cites: list[tuple[int, int]] = []
        self._spaces: list[tuple[str, OriginSpan]] = []

    def add(self, text: str, origin: OriginSpan, *, literal: bool) -> None:
        """Characters of one origin. Literal ones stay in their line and are no marks."""
        at = 0
        for mark in () if literal else _ESCAPE.finditer(text):
            self._append(text[at : mark.start()], origin, literal=False)
            self._append(mark[1], origin, literal=True)
            at = mark.end()
        self._append(text[at:].replace("\n", " ") if literal else text[at:], origin, literal=literal)

    def cite(self, number: int) -> None:
        """A citation here; the spaces before it wait for what follows."""
        while self.mask and self.mask[-1] == " ":
            self.mask.pop()
            self._spaces.append((self.characters.pop(), self.origins.pop()))
        self.cites.append((len(self.characters), number))

    def _append(self, text: str, origin: OriginSpan, *, literal: bool) -> None:
        if not text:
            return
        spaces, self._spaces = self._spaces, []
        if not text[0].isspace() and text[0] not in _CLOSING:
            for character, of in reversed(spaces):
                self._append(character, of, literal=False)
        self.characters += text
        self.mask += (c if c.isspace() else "x" for c in text) if literal else text
        self.origins += [origin] * len(text)


class _Builder:
    """Turns raw markup into blocks; `kept` says for each character of the plain text which raw one it was."""

    def __init__(self, raw: _Raw) -> None:
        self._raw = raw
        self._mask = "".join(raw.mask)
        self._characters = list(raw.characters)
        self._kept: list[int] = []

    def build(self) -> MarkedText:
        text = SectionText(tuple(self._block(kind, places) for kind, places in self._lines()))
        return MarkedText(text, self._anchors(text.plain), self._spans())

    def _lines(self) -> list[tuple[BlockKind, list[int]]]:
        """The raw places of each block's characters."""
        blocks: list[tuple[BlockKind, list[int]]] = []
        at, opened = 0, False
        for line in self._mask.split("\n"):
            start, end = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
            kind, lead = _kind_of(self._mask[start:end])
            if start >= end or _RULE.fullmatch(self._mask, start, end):
                opened = False
            elif kind is BlockKind.PARAGRAPH and opened:
                self._characters[at - 1] = " "
                blocks[-1][1].extend((at - 1, *range(start, end)))
            else:
                places = self._cells(start, end) if kind is BlockKind.ROW else list(range(start + lead, end))
                blocks += [(kind, places)] if places else []
                opened = kind is BlockKind.PARAGRAPH
            at += len(line) + 1
        return blocks

    def _cells(self, start: int, end: int) -> list[int]:
        """The places of a row's cells, a tab at each bar between two of them."""
        places: list[int] = []
        at = start + 1
        for cell in self._mask[at : end - 1].split("|"):
            if at > start + 1:
                self._characters[at - 1] = "\t"
                places.append(at - 1)
            lead = len(cell) - len(cell.lstrip())
            places += range(at + lead, at + max(lead, len(cell.rstrip())))
            at += len(cell) + 1
        return places

    def _block(self, kind: BlockKind, places: list[int]) -> Block:
        characters = "".join(map(self._characters.__getitem__, places))
        mask = "".join(map(self._mask.__getitem__, places)).translate(_BLANKS)
        if kind is BlockKind.ROW:  # whose bars are tabs by now
            mask = "".join(" " if c == "\t" else m for c, m in zip(characters, mask, strict=True))
        marks = _bold_marks(mask)
        bold = [Span(a - 4 * n, b - 4 * n - 2) for n, (a, b) in enumerate(zip(marks[::2], marks[1::2], strict=True))]
        for mark_at in reversed(marks):
            del places[mark_at : mark_at + 2]
            characters = characters[:mark_at] + characters[mark_at + 2 :]
        # The line feed before a block has the origin of its first character.
        self._kept += [places[0], *places] if self._kept else places
        return Block(kind, characters, touching_joined(bold))

    def _spans(self) -> tuple[OriginSpan, ...]:
        spans: list[OriginSpan] = []
        for origin, group in groupby(map(self._raw.origins.__getitem__, self._kept)):
            start = spans[-1].end if spans else 0
            spans.append(replace(origin, start=start, end=start + len(list(group))))
        return tuple(spans)

    def _anchors(self, plain: str) -> tuple[Anchor, ...]:
        found = sentences(plain)
        ends = ((self._cited_end(place, plain, found), number) for place, number in self._raw.cites)
        anchors: list[Anchor] = []
        for end, number in sorted(dict.fromkeys(ends), key=lambda e: e[0]):
            if end:
                start = _cited_start(anchors[-1] if anchors else None, end, plain, found)
                anchors.append(Anchor(number, start, end))
        return tuple(anchors)

    def _cited_end(self, place: int, plain: str, found: Sequence[Span]) -> int:
        """The end of the words before a marker; of the sentence after it, where the marker opens a block."""
        end = bisect_left(self._kept, place)
        line_end = self._mask.find("\n", place)
        follows = end < len(plain) and (self._kept[end] < line_end or line_end < 0)
        if end == 0 or (follows and plain[end] == "\n"):
            first = bisect_left(found, Span(end, end))
            return found[first].end if first < len(found) else 0
        return len(plain[:end].rstrip())


def _kind_of(line: str) -> tuple[BlockKind, int]:
    """The kind of a line, and how many characters of it say so."""
    for pattern, kind in ((_BULLET, BlockKind.BULLET), (_NUMBER, BlockKind.NUMBER), (_HEADING, BlockKind.HEADING)):
        if mark := pattern.match(line):
            return kind, mark.end()
    row = len(line) > 1 and line[0] == line[-1] == "|"
    return (BlockKind.ROW if row else BlockKind.PARAGRAPH), 0


def _bold_marks(mask: str) -> list[int]:
    """Where bold begins and ends, in turns. One that would hold a blank at its edge is no mark."""
    marks: list[int] = []
    for mark in _BOLD.finditer(mask):
        if len(marks) % 2:
            if not mask[mark.start() - 1].isspace() and mark.start() > marks[-1] + 2:
                marks.append(mark.start())
        elif mark.end() < len(mask) and not mask[mark.end()].isspace():
            marks.append(mark.start())
    return marks[: len(marks) // 2 * 2]


def _cited_start(previous: Anchor | None, end: int, plain: str, found: Sequence[Span]) -> int:
    """Where the words cited up to `end` begin: with their sentence, or after the citation before it."""
    last = bisect_left(found, Span(end, 0)) - 1
    start = found[last].start if last >= 0 else 0
    if previous and previous.end > start:
        if previous.end == end or not any(c.isalnum() for c in plain[previous.end : end]):
            return previous.start
        start = previous.end
    cited = plain[start:end]
    return start + len(cited) - len(cited.lstrip(" \n\t.,;:") or cited)


_MARKS = {
    BlockKind.PARAGRAPH: "",
    BlockKind.BULLET: "- ",
    BlockKind.NUMBER: "1. ",
    BlockKind.HEADING: "## ",
    BlockKind.ROW: "| ",
}


def write_markup(text: SectionText, anchors: Sequence[Anchor]) -> str:
    """Markup that reads back as the same text with the same citations: what a person edits."""
    lines: list[str] = []
    at = 0
    for block in text.blocks:
        end = at + len(block.text)
        lines.append(write_block(block, [replace(a, end=a.end - at) for a in anchors if at < a.end <= end]))
        at = end + 1
    return join_blocks([block.kind for block in text.blocks], lines)


def join_blocks(kinds: Sequence[BlockKind], lines: Sequence[str]) -> str:
    """The markup of a text whose blocks have these kinds and this markup each."""
    joined: list[str] = []
    before = None
    for kind, line in zip(kinds, lines, strict=True):
        if kind is BlockKind.PARAGRAPH is before:
            joined.append("")
        joined.append(line)
        before = kind
    return "\n".join(joined)


def whole(markup: str) -> str:
    """What a person has made of all of a text: where it names no citation, it says that it cites nothing."""
    if not markup.strip() or cites_nothing(markup) or any(mark["number"] for mark in _MARK.finditer(markup)):
        return markup
    return f"{markup}\n{NOTHING_CITED}"


def write_block(block: Block, anchors: Sequence[Anchor]) -> str:
    """A line of markup; the anchors end in the block, counted from its start."""
    text = block.text
    inserts = [(span.end, 0, "**") for span in block.bold] + [(span.start, 2, "**") for span in block.bold]
    inserts += [(a.end, 1, f"{_space_at(text, a.end)}[E{a.number}]") for a in anchors]
    inserts += [(place, 3, "\\") for place in _escapes(block)]
    parts, at = [], 0
    for place, _, mark in sorted(inserts, key=lambda insert: insert[:2]):
        parts += [text[at:place], mark]
        at = place
    line = "".join((*parts, text[at:]))
    if block.kind is BlockKind.ROW:
        return f"| {line.replace(chr(9), ' | ')} |"
    return _MARKS[block.kind] + line


def _space_at(text: str, end: int) -> str:
    after = text[end : end + 1]
    return " " if not after or after.isspace() or after in _CLOSING else ""


def _escapes(block: Block) -> set[int]:
    """The characters of a block that would be read as marks."""
    text, row = block.text, block.kind is BlockKind.ROW
    places = {i for i, c in enumerate(text) if c == "\\" or (row and c == "|")}
    places |= {0} if text == NOTHING_CITED else set()
    places |= {marker.start() for marker in _MARKER.finditer(text)}
    if block.bold or _BOLD.search(text):
        places |= {i for i, c in enumerate(text) if c == "*"}
    if row:
        places |= {i for i, c in enumerate(text) if c == "-" and text[i - 1 : i] in {"", "\t", ":"}}
    elif block.kind is BlockKind.PARAGRAPH:
        number = _NUMBER.match(text)
        if number:
            places.add(number.start("dot"))
        elif _kind_of(text)[0] is not BlockKind.PARAGRAPH or _RULE.fullmatch(text):
            places.add(0)
    return places
