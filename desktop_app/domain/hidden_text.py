"""Text of a document that no reader of it sees: kept with its page between marks that nothing else is written with,
so that people can be shown it. It is no evidence, and is never sent."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

OPEN, WHY, CLOSE = "\ufff9", "\ufffa", "\ufffb"
"""The characters of an interlinear annotation (Unicode 23.8): its anchor, its separator and its end."""
_MARKS = dict.fromkeys(map(ord, OPEN + WHY + CLOSE), "\u2061")
_SHOWN = str.maketrans({OPEN: "⟦", WHY: "|", CLOSE: "⟧"})
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


def for_people(page: str) -> str:
    """The text of a page with marks that can be seen around what is hidden; offsets stay what they are."""
    return page.translate(_SHOWN)
