"""Text, passages and their rectangles from PDF, by pdfium. Runs in the extracting process only."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from math import isfinite

import pypdfium2
from pypdfium2 import raw as pdfium

from desktop_app.adapters.extraction import Limits, NotRead, check_size, with_hidden, with_text
from desktop_app.adapters.pdf_visibility import Visibility
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage, ReadPassage, Rect
from desktop_app.domain.hidden_text import Hidden, HiddenText, unmarked
from desktop_app.domain.passage_splitting import split_passages
from desktop_app.domain.text import Span

DRAWING_SHARE = 0.3
"""Of a document's time, what looking for hidden text may take in drawings."""
_SOFT_HYPHEN = 0xFFFE
"""What pdfium writes into text for a hyphen that ends a line; in its list of characters that is a 2."""


def extract_pdf(body: bytes, limits: Limits) -> Reading:
    """The pages of a PDF file. Raises NotRead."""
    with closing(_opened(body)) as document:
        check_size(len(document), 0, limits)
        until = time.monotonic() + limits.seconds * DRAWING_SHARE
        pages: list[ReadPage] = []
        failed = characters = 0
        for number in range(1, len(document) + 1):
            try:
                page = _page(document, number, until)
            except pypdfium2.PdfiumError:
                page = ReadPage(number, "", ())
                failed += 1
            characters += len(page.text)
            check_size(0, characters, limits)
            pages.append(page)
    if pages and failed == len(pages):
        raise NotRead(DocumentState.UNREADABLE, "The PDF file is damaged: none of its pages can be read.")
    reason = f"{failed} of {len(pages)} pages could not be read: the file is damaged." if failed else ""
    return with_text(Reading(DocumentKind.PDF, DocumentState.READ, tuple(pages), reason))


def _opened(body: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise NotRead(DocumentState.LOCKED, "The PDF file is locked with a password.") from error
        raise NotRead(DocumentState.UNREADABLE, "The PDF file is damaged and cannot be opened.") from error


def _page(document: pypdfium2.PdfDocument, number: int, until: float) -> ReadPage:
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as text_page:
        on_paper, hidden = _Paper(page), Visibility(page, text_page, until).hidden()
        text, indexes = _text(text_page, (i for i in range(text_page.count_chars()) if i not in hidden))
        passages = tuple(
            ReadPassage(span.start, span.end, tuple(_rects(text_page, span, indexes, on_paper)))
            for span in split_passages(text)
        )
        found = tuple(_hidden(text_page, hidden, on_paper))
        return with_hidden(ReadPage(number, text, passages), [h for h, _ in found], [rects for _, rects in found])


def _hidden(
    text_page: pypdfium2.PdfTextPage, hidden: Mapping[int, Hidden], on_paper: "_Paper"
) -> Iterator[tuple[HiddenText, tuple[Rect, ...]]]:
    """Runs of letters that nobody sees for the same reason, and their places; spaces between two of them belong."""
    for run in _runs(hidden):
        text, _ = _text(text_page, range(run[0], run[-1] + 1))
        yield HiddenText(text, hidden[run[0]]), tuple(_rects_of(text_page, run[0], run[-1], on_paper))


def _runs(hidden: Mapping[int, Hidden]) -> Iterator[list[int]]:
    run: list[int] = []
    for index, why in sorted(hidden.items()):
        if run and (index - run[-1] > 3 or why is not hidden[run[-1]]):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _text(text_page: pypdfium2.PdfTextPage, wanted: Iterable[int]) -> tuple[str, list[int]]:
    """The text of pdfium's characters with these indexes, and for each code point the index that it has.

    pdfium counts UTF-16 units and unmapped glyphs.
    """
    characters: list[str] = []
    indexes: list[int] = []
    for index in wanted:
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code == 0:
            continue
        if 0xDC00 <= code <= 0xDFFF and characters and "\ud800" <= characters[-1] <= "\udbff":
            high = ord(characters[-1])
            characters[-1] = chr(0x10000 + (high - 0xD800) * 0x400 + code - 0xDC00)
            continue
        characters.append(chr(_SOFT_HYPHEN if code == 2 else code))
        indexes.append(index)
    text = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in characters)
    return unmarked(text), indexes


def _rects(text_page: pypdfium2.PdfTextPage, span: Span, indexes: list[int], on_paper: "_Paper") -> Iterator[Rect]:
    yield from _rects_of(text_page, indexes[span.start], indexes[span.end - 1], on_paper)


def _rects_of(text_page: pypdfium2.PdfTextPage, first: int, last: int, on_paper: "_Paper") -> Iterator[Rect]:
    for number in range(text_page.count_rects(first, last - first + 1)):
        rect = on_paper.place(text_page.get_rect(number))
        if all(map(isfinite, rect)):
            yield rect


class _Paper:
    """A page as it is seen: its visible box and rotation, so that rectangles count from the corner that is seen."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._left, self._bottom, self._right, self._top = page.get_bbox()
        self._rotation = page.get_rotation()

    def place(self, rect: Rect) -> Rect:
        """The rectangle in points from the lower left corner of the seen page."""
        left, bottom, right, top = rect
        west, south, east, north = left - self._left, bottom - self._bottom, self._right - right, self._top - top
        width, height = right - left, top - bottom
        if self._rotation in (90, 270):
            width, height = height, width
        x, y = {0: (west, south), 90: (south, east), 180: (east, north), 270: (north, west)}[self._rotation]
        return (round(x, 2), round(y, 2), round(x + width, 2), round(y + height, 2))
