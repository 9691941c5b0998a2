"""Draft markup: what a model writes and a person types on the command line, read into the text model.

Lines are paragraphs; `- ` is a bulleted item, `1. ` a numbered one, `## ` a heading, `| a | b |` a table row,
`**words**` bold, `[E3]` a citation of evidence number 3. Everything else is text as it stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.text import Block, BlockKind, Origin, OriginSpan, SectionText, Span, clean, joined

_MARKER = re.compile(r"\[E(\d{1,4})\]")
# The longest text that may still become a marker; anything shorter than a whole one is held back while streaming.
_PARTIAL_MARKER = re.compile(r"\[(E\d{0,4})?$")
_BULLET = re.compile(r"[-*•]\s+")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+")
_HEADING = re.compile(r"#{1,6}\s+")
_ROW = re.compile(r"\|(.*)\|\s*$")
_RULE_ROW = re.compile(r"\|[\s:|-]+\|\s*$")
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:Inc|Ltd|Corp|Co|No|Nos|Art|Sec|vs|cf|Mr|Mrs|Ms|Dr|St))\.\s+$")


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
        partial = _PARTIAL_MARKER.search(text)
        self._held = partial.group() if partial else ""
        return _split(text[: len(text) - len(self._held)])

    def finish(self) -> tuple[Piece, ...]:
        """What was held back and became no marker."""
        held, self._held = self._held, ""
        return _split(held)


def _split(text: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    for marker in _MARKER.finditer(text):
        if marker.start() > at:
            pieces.append(Words(text[at : marker.start()]))
        pieces.append(Cite(int(marker.group(1))))
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
    characters: list[tuple[str, OriginSpan]] = []
    cites: list[tuple[int, int]] = []
    for piece in pieces:
        if isinstance(piece, Cite):
            cites.append((len(characters), piece.number))
        else:
            origin = replace(source, origin=piece.origin, person_id=piece.person_id or source.person_id)
            characters += [(character, origin) for character in clean(piece.text)]
    return _Builder("".join(c for c, _ in characters), [o for _, o in characters], cites).build()


def read_markup(raw: str, source: OriginSpan) -> MarkedText:
    """The text of markup that one person or model wrote."""
    pieces = (replace(p, origin=source.origin) if isinstance(p, Words) else p for p in _split(raw))
    return read_pieces(tuple(pieces), source)


class _Builder:
    """Turns raw markup into blocks while each kept character takes its origin along."""

    def __init__(self, raw: str, origins: list[OriginSpan], cites: list[tuple[int, int]]) -> None:
        self._raw, self._origins, self._cites = raw, origins, cites
        self._blocks: list[Block] = []
        self._kept: list[int] = []  # for each character of the plain text, its place in `raw` (-1: a line feed)

    def build(self) -> MarkedText:
        at, open_paragraph = 0, False
        for line in self._raw.split("\n"):
            if not line.strip() or _RULE_ROW.fullmatch(line.strip()):
                open_paragraph = False
            else:
                open_paragraph = self._add_line(line, at, open_paragraph)
            at += len(line) + 1
        text = SectionText(tuple(self._blocks))
        return MarkedText(text, self._anchors(text.plain), self._spans())

    def _add_line(self, line: str, at: int, open_paragraph: bool) -> bool:
        """Add a line as a block, or to the open paragraph; say whether a paragraph is open after it."""
        indent = len(line) - len(line.lstrip())
        body = line[indent:].rstrip()
        at += indent
        for pattern, kind in ((_BULLET, BlockKind.BULLET), (_NUMBER, BlockKind.NUMBER), (_HEADING, BlockKind.HEADING)):
            mark = pattern.match(body)
            if mark and body[mark.end() :]:
                self._append(kind, [at + i for i in range(mark.end(), len(body))])
                return False
        if _ROW.fullmatch(body):
            self._append_row(body, at)
            return False
        places = [at + i for i in range(len(body))]
        if open_paragraph:
            self._extend(places)
        else:
            self._append(BlockKind.PARAGRAPH, places)
        return True

    def _append_row(self, body: str, at: int) -> None:
        places: list[int] = []
        start = 1
        for cell in body[1:].rstrip().removesuffix("|").split("|"):
            if start > 1:
                places.append(-(at + start - 1) - 2)  # the bar becomes a tab that keeps the bar's origin
            lead = len(cell) - len(cell.lstrip())
            places += [at + start + i for i in range(lead, len(cell.rstrip()))]
            start += len(cell) + 1
        self._append(BlockKind.ROW, places)

    def _append(self, kind: BlockKind, places: list[int]) -> None:
        if self._blocks:
            self._kept.append(-1)
        self._blocks.append(self._block(kind, places))

    def _extend(self, places: list[int]) -> None:
        last = self._blocks.pop()
        more = self._block(BlockKind.PARAGRAPH, places, lead=places[0] - 1)
        bold = (*last.bold, *(span.shifted(len(last.text)) for span in more.bold))
        self._blocks.append(Block(last.kind, last.text + more.text, bold))

    def _block(self, kind: BlockKind, places: list[int], lead: int | None = None) -> Block:
        """The block of these places; `lead` is the line feed that becomes a space before them."""
        text, bold, opened = "", [], None
        if lead is not None:
            text = " "
            self._kept.append(lead)
        i = 0
        while i < len(places):
            place = places[i]
            if self._is_bold_mark(places, i):
                if opened is None:
                    opened = len(text)
                else:
                    bold.append(Span(opened, len(text)))
                    opened = None
                i += 2
                continue
            text += "\t" if place < 0 else self._raw[place]
            self._kept.append(-place - 2 if place < 0 else place)
            i += 1
        return Block(kind, text, tuple(span for span in bold if span.length))

    def _is_bold_mark(self, places: list[int], i: int) -> bool:
        if i + 1 >= len(places) or places[i] < 0:
            return False
        return self._raw[places[i]] == "*" and self._raw[places[i + 1]] == "*" and places[i + 1] == places[i] + 1

    def _spans(self) -> tuple[OriginSpan, ...]:
        spans = []
        for i, place in enumerate(self._kept):
            known = place if place >= 0 else self._kept[i + 1] if i + 1 < len(self._kept) else -1
            origin = self._origins[known] if known >= 0 else self._origins[-1]
            spans.append(replace(origin, start=i, end=i + 1))
        return joined(spans)

    def _anchors(self, plain: str) -> tuple[Anchor, ...]:
        anchors: list[Anchor] = []
        for place, number in self._cites:
            last = max((i for i, kept in enumerate(self._kept) if 0 <= kept < place), default=-1)
            end = len(plain[: last + 1].rstrip())
            previous = anchors[-1] if anchors else None
            if previous and previous.end == end:
                start = previous.start
            else:
                start = max(sentence_start(plain, end), previous.end if previous else 0)
                start += len(plain[start:end]) - len(plain[start:end].lstrip(" \n\t.,;:"))
            if start < end and Anchor(number, start, end) not in anchors:
                anchors.append(Anchor(number, start, end))
        return tuple(anchors)


def sentence_start(plain: str, end: int) -> int:
    """Where the sentence that ends at `end` begins (a marker may stand before or after its full stop)."""
    line = plain.rfind("\n", 0, end) + 1
    start = line
    for stop in _SENTENCE_END.finditer(plain, line, end):
        if stop.end() < end and not _ABBREVIATION.search(plain, line, stop.end()):
            start = stop.end()
    return start


def sentences(plain: str) -> tuple[Span, ...]:
    """The sentences of a plain text; a line end always ends one."""
    result: list[Span] = []
    start = 0
    for line in plain.split("\n"):
        at = start
        for stop in _SENTENCE_END.finditer(plain, start, start + len(line)):
            if not _ABBREVIATION.search(plain, at, stop.end()):
                result.append(Span(at, len(plain[: stop.end()].rstrip())))
                at = stop.end()
        if plain[at : start + len(line)].strip():
            result.append(Span(at, start + len(line)))
        start += len(line) + 1
    return tuple(result)


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
    for i, block in enumerate(text.blocks):
        inserts = [(span.start, "**") for span in block.bold] + [(span.end, "**") for span in block.bold]
        inserts += [(a.end - at, f" [E{a.number}]") for a in anchors if at < a.end <= at + len(block.text)]
        line = block.text
        for place, mark in sorted(inserts, key=lambda insert: insert[0], reverse=True):
            line = line[:place] + mark + line[place:]
        if block.kind is BlockKind.ROW:
            line = line.replace("\t", " | ") + " |"
        if i and block.kind is BlockKind.PARAGRAPH is text.blocks[i - 1].kind:
            lines.append("")
        lines.append(_MARKS[block.kind] + line)
        at += len(block.text) + 1
    return "\n".join(lines)
