"""Text, passages and their rectangles from PDF, by pdfium. Runs in the extracting process only."""

from collections.abc import Iterator
from contextlib import closing
from math import isfinite

import pypdfium2
from pypdfium2 import raw as pdfium

from desktop_app.adapters.extraction import Limits, NotRead, check_size, with_text
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage, ReadPassage, Rect
from desktop_app.domain.passage_splitting import split_passages
from desktop_app.domain.text import Span

_SOFT_HYPHEN = 0xFFFE
"""What pdfium writes into text for a hyphen that ends a line; in its list of characters that is a 2."""


def extract_pdf(body: bytes, limits: Limits) -> Reading:
    """The pages of a PDF file. Raises NotRead."""
    with closing(_opened(body)) as document:
        check_size(len(document), 0, limits)
        pages: list[ReadPage] = []
        failed = characters = 0
        for number in range(1, len(document) + 1):
            try:
                page = _page(document, number)
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


def _page(document: pypdfium2.PdfDocument, number: int) -> ReadPage:
    with closing(document[number - 1]) as page, closing(page.get_textpage()) as text_page:
        text, indexes = _text(text_page)
        on_paper = _Paper(page)
        passages = tuple(
            ReadPassage(span.start, span.end, tuple(_rects(text_page, span, indexes, on_paper)))
            for span in split_passages(text)
        )
        return ReadPage(number, text, passages)


def _text(text_page: pypdfium2.PdfTextPage) -> tuple[str, list[int]]:
    """The page's text, and for each code point pdfium's index of it: pdfium counts UTF-16 units and unmapped glyphs."""
    characters: list[str] = []
    indexes: list[int] = []
    for index in range(text_page.count_chars()):
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
    return text, indexes


def _rects(text_page: pypdfium2.PdfTextPage, span: Span, indexes: list[int], on_paper: "_Paper") -> Iterator[Rect]:
    first, last = indexes[span.start], indexes[span.end - 1]
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
