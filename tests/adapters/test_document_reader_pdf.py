"""PDF through the real child."""

import sys
from itertools import pairwise

import pytest
from fpdf import FPDF

from desktop_app.adapters.document_reader import ChildDocumentReader
from desktop_app.adapters.extraction import Limits
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading

SENTENCES = ("The customer pays the fee within thirty days.", "The supplier delivers on the first of each month.")


def pdf(*pages: tuple[str, ...], password: str = "") -> bytes:
    made = FPDF(unit="pt", format=(600, 800))
    made.set_font("Helvetica")
    if password:
        made.set_encryption(owner_password=password + "o", user_password=password)
    for lines in pages:
        made.add_page()
        for number, line in enumerate(lines):
            made.text(50, 100 + 20 * number, line)
    return bytes(made.output())


async def read(body: bytes, limits: Limits | None = None) -> Reading:
    return await ChildDocumentReader(limits).read("name.docx", body)


async def test_pages_and_sentences_are_found_with_their_places() -> None:
    reading = await read(pdf(SENTENCES, ("Second page.",)))
    assert (reading.kind, reading.state) == (DocumentKind.PDF, DocumentState.READ)
    first, second = reading.pages
    assert tuple(first.text[p.start : p.end] for p in first.passages) == SENTENCES
    assert (second.number, second.text) == (2, "Second page.")


async def test_rectangles_lie_on_the_lines_of_their_passage() -> None:
    (page,) = (await read(pdf(SENTENCES))).pages
    (upper,), (lower,) = (passage.rects for passage in page.passages)
    assert upper[0] == pytest.approx(50, abs=2)
    assert upper[1] < 700 < upper[3]
    assert lower[1] < 680 < lower[3]
    assert all(left < right and bottom < top for left, bottom, right, top in (upper, lower))


@pytest.mark.parametrize(("rotation", "corner"), [(90, (700, 550)), (180, (550, 100)), (270, (100, 50))])
async def test_rectangles_are_told_as_the_page_is_seen(rotation: int, corner: tuple[int, int]) -> None:
    body = pdf(SENTENCES[:1]).replace(b"/Type /Page\n", b"/Type /Page /Rotate %d\n" % rotation)
    (page,) = (await read(body)).pages
    ((left, bottom, right, top),) = page.passages[0].rects
    x, y = corner
    assert min(abs(left - x), abs(right - x)) < 15
    assert min(abs(bottom - y), abs(top - y)) < 15


async def test_a_page_without_text_is_counted() -> None:
    reading = await read(pdf((), SENTENCES))
    assert [len(page.passages) for page in reading.pages] == [0, 2]
    assert reading.pages[0].text == ""


async def test_a_document_without_any_text_says_so() -> None:
    reading = await read(pdf((), ()))
    assert (reading.state, len(reading.pages)) == (DocumentState.NO_TEXT, 2)
    assert "scan" in reading.reason


async def test_a_document_with_a_password_is_locked() -> None:
    reading = await read(pdf(SENTENCES, password="open sesame"))
    assert (reading.state, reading.pages) == (DocumentState.LOCKED, ())


async def test_a_damaged_page_does_not_spoil_the_others() -> None:
    body = pdf(("First.",), ("Second.",)).replace(b"/Type /Page\n", b"/Type /Pxge\n", 1)
    reading = await read(body)
    assert [page.text for page in reading.pages] == ["", "Second."]
    assert reading.reason.startswith("1 of 2 pages")


@pytest.mark.parametrize("body", [b"%PDF-1.7", b"%PDF-1.7\n" + b"1 0 obj << /A " * 5000, pdf(SENTENCES)[:300]])
async def test_a_broken_file_is_unreadable(body: bytes) -> None:
    assert (await read(body)).state is DocumentState.UNREADABLE


async def test_too_many_pages_and_too_much_text_are_refused_with_the_numbers() -> None:
    body = pdf(SENTENCES, SENTENCES)
    pages, text = await read(body, Limits(pages=1)), await read(body, Limits(characters=100))
    assert [pages.state, text.state] == [DocumentState.TOO_LARGE] * 2
    assert "2 pages" in pages.reason
    assert "100 characters" in text.reason


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to its memory")
async def test_the_child_keeps_to_its_memory() -> None:
    assert (await read(pdf(SENTENCES), Limits(memory=20_000_000))).state is not DocumentState.READ


async def test_passages_follow_each_other_in_a_long_page() -> None:
    (page,) = (await read(pdf(SENTENCES * 15))).pages
    assert len(page.passages) == 30
    assert all(before.end <= after.start for before, after in pairwise(page.passages))
