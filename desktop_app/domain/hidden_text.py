"""Text of a document that no reader of it sees: kept with its page between marks that nothing else is written with,
so that people can be shown it. It is no evidence, and is never sent."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.text import Span

OPEN, WHY, CLOSE = "\ufff9", "\ufffa", "\ufffb"
"""The characters of an interlinear annotation (Unicode 23.8): its anchor, its separator and its end."""
_MARKS = dict.fromkeys(map(ord, OPEN + WHY + CLOSE), "\u2061")
LONGEST = 600
"""Characters of a piece: longer text is kept in several."""
_MOST = 40
"""Pieces that are kept of a page; what a file hides beyond them is counted with it and left out."""


class Hidden(StrEnum):
    """Why nobody sees it; deleted text is told of, and is no fault of the document."""

    INVISIBLE = "invisible"
    SAME_COLOUR = "same_colour"
    TINY = "tiny"
    OFF_PAGE = "off_page"
    COVERED = "covered"
    MARKED_HIDDEN = "marked_hidden"
    DELETED = "deleted"


_WRAPPED = re.compile(f"{OPEN}([^{OPEN}{WHY}{CLOSE}]*){WHY}({'|'.join(Hidden)}){CLOSE}")


@dataclass(frozen=True, slots=True)
class HiddenText:
    """What is not seen, and why."""

    text: str
    why: Hidden


def unmarked(text: str) -> str:
    """The text with another unseen character for each that could be taken for a mark: documents are hostile."""
    return text.translate(_MARKS)


def wrapped(text: str, why: Hidden) -> str:
    """Hidden text as it is kept."""
    return f"{OPEN}{unmarked(text)}{WHY}{why}{CLOSE}"


def pieces(found: Iterable[HiddenText]) -> Iterator[tuple[int, str]]:
    """What is kept of all that a page hides, each with the place in `found`: blanks and signs alone are not."""
    kept = 0
    for number, each in enumerate(found):
        words = " ".join(each.text.split())
        for at in range(0, len(words), LONGEST):
            if kept < _MOST and sum(map(str.isalnum, words[at : at + LONGEST])) > 1:
                kept += 1
                yield number, wrapped(words[at : at + LONGEST], each.why)


def lifted(page: str) -> tuple[str, tuple[HiddenText, ...]]:
    """The text that is seen of one in which hidden text stands at its places, and what is hidden, neighbours joined."""
    found: list[HiddenText] = []
    end = -1
    for match in _WRAPPED.finditer(page):
        why = Hidden(match[2])
        if found and found[-1].why is why and not page[end : match.start()].strip():
            found[-1] = HiddenText(f"{found[-1].text}{page[end : match.start()]}{match[1]}", why)
        else:
            found.append(HiddenText(match[1], why))
        end = match.end()
    return visible(page), tuple(found)


def hidden_text(passage: str) -> HiddenText | None:
    """What a passage hides, where it is kept as hidden."""
    found = _WRAPPED.fullmatch(passage)
    return HiddenText(found[1], Hidden(found[2])) if found else None


def visible(page: str) -> str:
    """The text of a page that a reader sees."""
    return _WRAPPED.sub("", page)


@dataclass(frozen=True, slots=True)
class ToldText:
    """A page as people are shown it: what nobody sees stands in brackets, with why. `hidden` are its places there."""

    text: str
    hidden: tuple[Span, ...]
    _moves: tuple[tuple[int, int], ...]
    """From this offset of the page on its characters stand so much later, all moves before included."""

    def place(self, offset: int) -> int:
        """Where a character of the page stands in the text."""
        return offset + next((by for at, by in reversed(self._moves) if at <= offset), 0)


def for_people(page: str, words: Mapping[Hidden, str]) -> ToldText:
    """The text of a page with words that say of what is hidden why nobody sees it."""
    told, end, hidden, moves = "", 0, [], []
    for match in _WRAPPED.finditer(page):
        told += f"{page[end : match.start()]}[{words[Hidden(match[2])]}: "
        start = len(told)
        moves.append((match.start() + 1, start - match.start() - 1))
        told += f"{match[1]}]"
        end = match.end()
        hidden.append(Span(start, len(told) - 1))
        moves.append((end, len(told) - end))
    return ToldText(told + page[end:], tuple(hidden), tuple(moves))
