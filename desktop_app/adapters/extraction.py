"""What the extracting process and its parent say to each other. It is hostile ground: the parent checks every value.

This file is loaded in the child, which must start quickly: no library is imported here.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from math import isfinite
from typing import Any

from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage, ReadPassage, Rect
from desktop_app.domain.hidden_text import Hidden, HiddenText, hidden_text, lifted, pieces
from desktop_app.domain.passage_splitting import split_passages

HIDES = "Some of its text is seen by nobody: it is kept apart and never sent."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. Sizes in bytes, time in seconds.

    `recogniser` is the program that recognises the text of pictures; empty where there is none.
    """

    body: int = 40_000_000
    seconds: float = 60.0
    memory: int = 512 * 1024 * 1024
    pages: int = 2_000
    characters: int = 8_000_000
    answer: int = 64_000_000
    recogniser: str = ""

    def dump(self) -> str:
        """As the child's argument."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> "Limits":
        """The limits that `dump` gave this text for."""
        return cls(**json.loads(text))


class NotRead(Exception):
    """A document gives no text: its state, one plain sentence why, and its kind where that became known."""

    def __init__(self, state: DocumentState, reason: str, kind: DocumentKind | None = None) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason
        self.kind = kind

    def reading(self, kind: DocumentKind) -> Reading:
        """The reading that says so, of a document that looked like this kind."""
        return Reading(self.kind or kind, self.state, (), self.reason)


def text_page(number: int, text: str) -> ReadPage:
    """A page without places on paper; hidden text stands in it at its places, as `wrapped` gives it."""
    seen, hidden = lifted(text)
    page = ReadPage(number, seen, tuple(ReadPassage(span.start, span.end) for span in split_passages(seen)))
    return with_hidden(page, hidden)


def with_hidden(page: ReadPage, hidden: Sequence[HiddenText], rects: Sequence[tuple[Rect, ...]] = ()) -> ReadPage:
    """The page with what it hides after its text, each piece a passage; `rects` are their places on paper."""
    text, passages = page.text, list(page.passages)
    for number, piece in pieces(hidden):
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{piece}" if text else piece
        passages.append(ReadPassage(start, len(text), rects[number] if rects else ()))
    return ReadPage(page.number, text, tuple(passages))


def is_seen(page: ReadPage) -> bool:
    """Whether anything of a page's text is seen."""
    return any(hidden_text(page.text[p.start : p.end]) is None for p in page.passages)


def _hides(page: ReadPage) -> bool:
    """Whether a page has text that nobody sees; what tracked changes deleted is told of and hides nothing."""
    kept = (hidden_text(page.text[p.start : p.end]) for p in page.passages)
    return any(each is not None and each.why is not Hidden.DELETED for each in kept)


def text_reading(kind: DocumentKind, texts: Iterable[str], limits: Limits, reason: str = "") -> Reading:
    """The reading of a document whose pages are text alone. Raises NotRead where there is none, or too much."""
    pages = tuple(text_page(number, text) for number, text in enumerate(texts, 1))
    check_size(len(pages), sum(len(page.text) for page in pages), limits)
    return with_text(Reading(kind, DocumentState.READ, pages, reason))


def check_size(pages: int, characters: int, limits: Limits) -> None:
    """Refuse what is too long to be worked with. Raises NotRead."""
    if pages > limits.pages:
        raise NotRead(DocumentState.TOO_LARGE, f"It has {pages:,} pages; at most {limits.pages:,} can be read.")
    if characters > limits.characters:
        raise NotRead(DocumentState.TOO_LARGE, f"It has more than {limits.characters:,} characters of text.")


def with_text(reading: Reading) -> Reading:
    """The same, or `no_text` where every page is blank; the pages stay, so that they are counted."""
    if any(map(is_seen, reading.pages)):
        told = reading.reason or not any(map(_hides, reading.pages))
        return reading if told else replace(reading, reason=HIDES)
    return Reading(reading.kind, DocumentState.NO_TEXT, reading.pages, _NO_TEXT[reading.kind])


_NO_TEXT = {
    DocumentKind.PDF: "No page has a text layer: it is probably a scan, which needs text recognition first.",
    DocumentKind.DOCX: "The document holds no text.",
    DocumentKind.TEXT: "The file holds no text.",
    DocumentKind.UNKNOWN: "The file holds no text.",
    DocumentKind.TABLE: "The table holds no text.",
    DocumentKind.WORKBOOK: "No sheet of the workbook holds a value.",
    DocumentKind.HTML: "The page shows no text.",
    DocumentKind.EMAIL: "The message holds no text.",
    DocumentKind.IMAGE: "It is a picture, whose words are not read.",
}


def dump_reading(reading: Reading) -> bytes:
    """The child's answer."""
    pages = [[page.text, [[p.start, p.end, p.rects] for p in page.passages]] for page in reading.pages]
    answer = {"kind": reading.kind, "state": reading.state, "reason": reading.reason, "pages": pages}
    return json.dumps(answer, separators=(",", ":"), allow_nan=False).encode()


def load_reading(answer: bytes) -> Reading:
    """The reading in a child's answer. Raises ValueError for anything that no honest child says."""
    try:
        data = json.loads(answer)
        pages = tuple(_page(number, text, passages) for number, (text, passages) in enumerate(data["pages"], 1))
        return Reading(DocumentKind(data["kind"]), DocumentState(data["state"]), pages, _text(data["reason"])[:500])
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("not a reading") from error


def _page(number: int, text: Any, passages: list[Any]) -> ReadPage:
    checked, at = [], 0
    for start, end, rects in passages:
        if type(start) is not int or type(end) is not int or not at <= start < end <= len(text):
            raise ValueError("passages out of order")
        checked.append(ReadPassage(start, end, tuple(_rect(*rect) for rect in rects)))
        at = end
    return ReadPage(number, _text(text), tuple(checked))


def _text(value: Any) -> str:
    if not isinstance(value, str) or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("not text")
    return value


def _rect(left: float, bottom: float, right: float, top: float) -> Rect:
    rect = (float(left), float(bottom), float(right), float(top))
    if not all(map(isfinite, rect)):
        raise ValueError("not a rectangle")
    return rect
