"""Cuts a page's text into passages: pieces of sentence size that a citation can point to."""

import re
from collections.abc import Iterable, Iterator

from desktop_app.domain.text import Span

SHORTEST = 40
"""Characters below which a piece joins what follows it."""
LONGEST = 600
"""Characters that no passage exceeds."""
_LONGEST_HEADING = 100
_FULL_LINE = 50

# Every pattern takes time linear in the text: documents are hostile.
_LINE = re.compile(r"[^\n]*+\n?")
_STOP = re.compile(r"(?<![.!?])[.!?]++[\"”’')\]]*+(?=\s)")
_BULLET = re.compile(r"[•●▪■◦‣·\uf0b7]")
_ITEM = re.compile(
    r"\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|(?:\d{1,2}\.)+\d{0,2}\s|(?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s|[*\-–—]\s",
    re.IGNORECASE,
)
_PART = re.compile(r"(?:section|article|clause|schedule|exhibit|annex|appendix)\s+[\dA-Z]", re.IGNORECASE)
_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[a-zA-Z])\)?")
_INITIALS = re.compile(r"\w(?:\.\w)*")
_CUTS = tuple(
    re.compile(pattern)
    for pattern in (r"[;:]\s", r",\s(?=[a-z])", r"\n", r"[^.,\s]\s(?=[a-z(“])", r"\s", r"[^\w]", r".")
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_LAST = _words(
    """mr mrs ms messrs dr prof hon rev no nos sec secs art arts para paras cl st vs v cf e.g i.e eg ie attn tel fax vol
    ch fig figs p pp ext viz approx al jan feb mar apr jun jul aug sept sep oct nov dec ave blvd rd bldg"""
)
_SELDOM_LAST = _words("inc co corp ltd llc llp lp plc bros assn dept est jr sr etc esq cie pty gmbh")
_OPENERS = _words(
    """The This That These Those If In It Any Each Either Neither All Such Upon Where When Whereas Except Unless Subject
    Notwithstanding Nothing However Both During Until For WHEREAS NOW"""
)
_NUMBERED_NOUNS = _words("section sections article articles clause paragraph schedule exhibit annex item")


def split_passages(text: str) -> tuple[Span, ...]:
    """The passages of a page's text, in order.

    Every character that is not white space is in exactly one of them, none is longer than `LONGEST`, and each begins
    and ends with a character that is not white space. A sentence stays whole where it fits, its heading with it.
    """
    sentences = (sentence for block in _blocks(text) for sentence in _sentences(text, block))
    return tuple(_joined(text, (piece for sentence in sentences for piece in _short_enough(text, sentence))))


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _blocks(text: str) -> Iterator[Span]:
    """What lies between blank lines and starts of list items."""
    start, after_blank, before = 0, True, ""
    for match in _LINE.finditer(text):
        line = match[0].strip()
        if line:
            if (after_blank or _starts_item(line, before)) and (block := _stripped(text, start, match.start())):
                yield block
                start = match.start()
            before = line
        after_blank = not line
    if block := _stripped(text, start, len(text)):
        yield block


def _starts_item(line: str, before: str) -> bool:
    """Whether a line begins a list item, and is not the rest of a wrapped line that happens to look like one."""
    if _BULLET.match(line):
        return True
    if before.endswith((".", ";", ":", "!", "?")):
        return bool(_ITEM.match(line) or _PART.match(line))
    ended = len(before) < _FULL_LINE or before.endswith((",", ")", '"', "”", " and", " or"))
    return ended and bool(_ITEM.match(line))


def _sentences(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    for stop in _STOP.finditer(text, block.start, block.end):
        if _ends_sentence(text, block, stop) and (sentence := _stripped(text, start, stop.end())):
            yield sentence
            start = stop.end()
    if rest := _stripped(text, start, block.end):
        yield rest


def _ends_sentence(text: str, block: Span, stop: re.Match[str]) -> bool:
    following = text[stop.end() : min(stop.end() + 40, block.end)].lstrip().lstrip("\"“‘'([")
    if following[:1].islower():
        return False
    if not stop[0].startswith("."):
        return True
    words = text[max(block.start, stop.start() - 40) : stop.start()].split()
    if not words:
        return False
    last = words[-1].lstrip("(“\"'[")
    if last.lower() in _NEVER_LAST or _is_item_number(words, stop.start() - block.start):
        return False
    if last.lower() in _SELDOM_LAST or (_INITIALS.fullmatch(last) and not last.isdigit()):
        return following.partition(" ")[0].rstrip(",") in _OPENERS
    return True


def _is_item_number(words: list[str], length: int) -> bool:
    """Whether the last word is the number of a clause ("7.2.", "Section 4."); `length` is what the block has so far."""
    if not _NUMBER.fullmatch(words[-1]):
        return False
    if len(words) == 1:
        return length <= len(words[-1])
    return words[-2].lower() in _NUMBERED_NOUNS and length < SHORTEST


def _short_enough(text: str, sentence: Span) -> Iterator[Span]:
    start = sentence.start
    while sentence.end - start > LONGEST:
        at = _cut(text, start, min(start + LONGEST, sentence.end - SHORTEST))
        if piece := _stripped(text, start, at):
            yield piece
        start = at
    if rest := _stripped(text, start, sentence.end):
        yield rest


def _cut(text: str, start: int, latest: int) -> int:
    """Where a sentence that is too long is best cut: after a clause, a comma, a line, a word."""
    for pattern in _CUTS:
        ends = [match.end() for match in pattern.finditer(text, start + LONGEST // 3, latest)]
        if ends:
            return ends[-1]
    return latest


def _joined(text: str, pieces: Iterable[Span]) -> list[Span]:
    """The pieces, with short ones and headings joined to what follows, and a short rest of a line to what it ends."""
    result: list[Span] = []
    for piece in pieces:
        if result and piece.end - result[-1].start <= LONGEST and _belong(text, result[-1], piece):
            result[-1] = Span(result[-1].start, piece.end)
        else:
            result.append(piece)
    return result


def _belong(text: str, before: Span, piece: Span) -> bool:
    if before.length < SHORTEST or _is_heading(text, before):
        return True
    return piece.length < SHORTEST and "\n" not in text[before.end : piece.end] and not text[piece.end :].strip()


def _is_heading(text: str, piece: Span) -> bool:
    if piece.length > _LONGEST_HEADING:
        return False
    return not any(len(word) > 3 and word[0].islower() for word in text[piece.start : piece.end].split())
