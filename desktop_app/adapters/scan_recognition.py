"""Text of pictures and of scanned pages, by tesseract where the machine has it. Runs in the extracting process only."""

import csv
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

import pypdfium2

from desktop_app.adapters.extraction import Limits, NotRead, is_seen, with_text
from desktop_app.domain.document_quality import RECOGNISED_WORDS
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage, ReadPassage, Rect
from desktop_app.domain.passage_splitting import split_passages

DPI = 200
"""Dots per inch in which a page is drawn: finer takes longer and reads print no better."""
MOST_DOTS = 3_500
"""Dots that the longer side of a page is drawn with, however large its paper says that it is."""
SHARE = 0.7
"""Of a document's time, what recognising may take; the pages that are left then stay without text."""
NONE_RECOGNISED = "It is a scan or a picture, in which no words were recognised."
_WORD = "5"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word, the block, paragraph and line that it stands in, and its box in pixels from the top left."""

    text: str
    line: tuple[str, ...]
    left: int
    top: int
    right: int
    bottom: int

    @property
    def paragraph(self) -> tuple[str, ...]:
        return self.line[:-1]


def recognise_image(body: bytes, limits: Limits) -> Reading:
    """The words of a picture, as one page. Raises NotRead."""
    blank = Reading(DocumentKind.IMAGE, DocumentState.NO_TEXT, (ReadPage(1, "", ()),))
    if not limits.recogniser:
        return with_text(blank)
    page = _page(1, _words(body, limits.recogniser, limits.seconds * SHARE), None)
    if not page.passages:
        return replace(blank, reason=NONE_RECOGNISED)
    return with_text(replace(blank, state=DocumentState.READ, pages=(page,), reason=_note(1, 1)))


def recognise_pages(body: bytes, reading: Reading, limits: Limits) -> Reading:
    """The same reading of a PDF, with the words of those pages that have no text layer as far as there is time."""
    waiting = [page.number for page in reading.pages if not is_seen(page)]
    if not waiting or not limits.recogniser:
        return reading
    found = {page.number: page for page in _recognised(body, waiting, limits)}
    filled = sum(bool(page.passages) for page in found.values())
    if not filled:
        return replace(reading, reason=NONE_RECOGNISED) if reading.state is DocumentState.NO_TEXT else reading
    pages = tuple(found.get(page.number, page) for page in reading.pages)
    kept = reading.reason if reading.state is DocumentState.READ else ""
    reason = " ".join(filter(None, (kept, _note(filled, len(waiting)))))
    return replace(reading, state=DocumentState.READ, pages=pages, reason=reason)


def _note(filled: int, waiting: int) -> str:
    of = f"{filled} of {waiting} scanned pages" if waiting > 1 else "the scan"
    return f"The text of {of} {RECOGNISED_WORDS}"


def _recognised(body: bytes, numbers: Iterable[int], limits: Limits) -> Iterator[ReadPage]:
    end = time.monotonic() + limits.seconds * SHARE
    with closing(pypdfium2.PdfDocument(body)) as document:
        for number in numbers:
            left = end - time.monotonic()
            if left <= 0:
                return
            try:
                with closing(document[number - 1]) as page:
                    scale = min(DPI / 72, MOST_DOTS / max(1.0, *page.get_size()))
                    picture, paper = _drawn(page, scale), _Paper(page.get_height(), scale)
                yield _page(number, _words(picture, limits.recogniser, left), paper)
            except (pypdfium2.PdfiumError, NotRead):
                continue


def _drawn(page: pypdfium2.PdfPage, scale: float) -> bytes:
    """The page as a portable grey map, with so many dots to a point."""
    with closing(page.render(scale=scale, grayscale=True)) as bitmap:
        rows, stride = bytes(bitmap.buffer), bitmap.stride
        lines = (rows[at : at + bitmap.width] for at in range(0, stride * bitmap.height, stride))
        return f"P5 {bitmap.width} {bitmap.height} 255\n".encode() + b"".join(lines)


def _words(picture: bytes, recogniser: str, seconds: float) -> list[_Word]:
    """The words of a picture in reading order. Raises NotRead."""
    command = (recogniser, "stdin", "stdout", "--dpi", str(DPI), "tsv")
    try:
        done = subprocess.run(command, input=picture, capture_output=True, timeout=seconds, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise NotRead(DocumentState.NO_TEXT, "The text of the picture could not be recognised.") from error
    rows = csv.DictReader(done.stdout.decode("utf-8", "replace").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [_word(row) for row in rows if row["level"] == _WORD and row["text"].strip()]


def _word(row: dict[str, str]) -> _Word:
    line = tuple(row[name] for name in ("block_num", "par_num", "line_num"))
    left, top = int(row["left"]), int(row["top"])
    return _Word(row["text"], line, left, top, left + int(row["width"]), top + int(row["height"]))


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where a drawn page is on paper: its height in points, and the dots of a point."""

    height: float
    scale: float

    def place(self, words: list[_Word]) -> Rect:
        """The rectangle around the words, in points from the lower left corner."""
        left, right = min(w.left for w in words), max(w.right for w in words)
        top, bottom = min(w.top for w in words), max(w.bottom for w in words)
        west, east = round(left / self.scale, 2), round(right / self.scale, 2)
        return west, round(self.height - bottom / self.scale, 2), east, round(self.height - top / self.scale, 2)


def _page(number: int, words: list[_Word], paper: _Paper | None) -> ReadPage:
    """A page of these words; with its paper, the passages have a rectangle for each line."""
    text, starts, before = "", [], None
    for word in words:
        if before is not None:
            text += " " if word.line == before.line else "\n" if word.paragraph == before.paragraph else "\n\n"
        starts.append(len(text))
        text, before = text + word.text, word
    passages = []
    for span in split_passages(text):
        inside = [w for w, at in zip(words, starts, strict=True) if span.start <= at < span.end]
        lines = dict.fromkeys(word.line for word in inside) if paper else ()
        rects = tuple(paper.place([word for word in inside if word.line == line]) for line in lines if paper)
        passages.append(ReadPassage(span.start, span.end, rects))
    return ReadPage(number, text, tuple(passages))
