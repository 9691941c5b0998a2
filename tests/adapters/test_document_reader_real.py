"""Real documents, read through the shared folder of this checkout where there is one."""

import json
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from rapidfuzz.distance import Indel

from desktop_app.adapters.document_reader import ChildDocumentReader
from desktop_app.adapters.extraction import Limits
from desktop_app.adapters.pdf_extraction import extract_pdf
from desktop_app.adapters.poppler_reader import PopplerReader
from desktop_app.domain.evidence import DocumentState, Reading, Rect
from desktop_app.domain.folding import fold
from desktop_app.domain.hidden_text import visible

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DIFFICULT = DATA / "documents-difficult"
CONTRACTS = DATA / "contracts-cuad"
MEMORY = 512 * 1024

pytestmark = pytest.mark.skipif(not DATA.exists(), reason=f"the real documents are not in {DATA}")

NASTIEST = {
    "pdf/Pages-tree-refs.pdf": DocumentState.READ,
    "pdf/poppler-937-0-fuzzed.pdf": DocumentState.UNREADABLE,
    "pdf/bug1020226.pdf": DocumentState.UNREADABLE,
    "pdf/issue12810.pdf": DocumentState.READ,
    "pdf/issue21579.pdf": DocumentState.LOCKED,
    "pdf/bitmap-refine-tpgron.pdf": DocumentState.NO_TEXT,
    "pdf/tracemonkey.pdf": DocumentState.READ,
    "docx/python-docx-par-rendered-page-breaks.docx": DocumentState.READ,
}


def contracts(with_pdf: bool = True) -> list[dict[str, Any]]:
    if not CONTRACTS.exists():
        return []
    lines = (CONTRACTS / "gold.jsonl").read_text().splitlines()
    return [contract for contract in map(json.loads, lines) if contract.get("pdf") or not with_pdf]


def require_sound(reading: Reading) -> None:
    """Whatever the state: words where there are no passages, and passages that hold all that is not blank."""
    assert reading.reason or reading.state is DocumentState.READ
    assert (reading.state is DocumentState.READ) == any(page.passages for page in reading.pages)
    for page in reading.pages:
        held = "".join(page.text[p.start : p.end] for p in page.passages)
        assert "".join(held.split()) == "".join(page.text.split())


@pytest.mark.parametrize(("file", "state"), NASTIEST.items())
async def test_a_nasty_document_ends_in_its_state(file: str, state: DocumentState) -> None:
    reading = await ChildDocumentReader().read(file, (DIFFICULT / file).read_bytes())
    assert reading.state is state
    require_sound(reading)


@pytest.mark.long
async def test_every_difficult_document_ends_in_a_state_within_a_minute_and_512_mb() -> None:
    files, states = sorted(path for path in DIFFICULT.glob("*/*") if path.is_file()), Counter[str]()
    assert len(files) > 60
    for path in files:
        started = time.perf_counter()
        reading = await ChildDocumentReader().read(path.name, path.read_bytes())
        assert time.perf_counter() - started < 60, path
        require_sound(reading)
        states[f"{path.parent.name} {reading.state}"] += 1
    sys.stdout.write(f"\n{len(files)} files: {dict(sorted(states.items()))}\n")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MEMORY


@pytest.mark.parametrize("contract", contracts()[:2], ids=lambda contract: contract["id"][:20])
async def test_true_quotes_are_found_in_the_pages_of_a_real_contract(contract: dict[str, Any]) -> None:
    await require_quotes(contract)


@pytest.mark.long
@pytest.mark.parametrize("contract", contracts()[2:], ids=lambda contract: contract["id"][:20])
async def test_true_quotes_are_found_in_every_real_contract(contract: dict[str, Any]) -> None:
    await require_quotes(contract)


async def require_quotes(contract: dict[str, Any]) -> None:
    """Each gold quote is on a page, or runs over the end of one; all words have a place on the paper."""
    reading = await ChildDocumentReader().read("contract", (CONTRACTS / contract["pdf"]).read_bytes())
    require_sound(reading)
    pages = [fold(page.text) for page in reading.pages]
    over = [fold(a.text + b.text) for a, b in zip(reading.pages, reading.pages[1:], strict=False)]
    for field in contract["fields"].values():
        for quote in field["quotes"]:
            assert any(quote in page for page in (*pages, *over)), quote
    assert all(passage.rects for page in reading.pages for passage in page.passages)


async def test_the_second_reader_finds_the_passages_of_the_first() -> None:
    if not PopplerReader().installed:
        pytest.skip("pdftotext is not installed")
    body = (CONTRACTS / contracts()[0]["pdf"]).read_bytes()
    second = PopplerReader()
    for page in (await ChildDocumentReader().read("contract", body)).pages:
        seen = fold(second.page_text(body, page.number) or "")
        assert all(page.text[p.start : p.end] in seen for p in page.passages)


def words_at(page: pypdfium2.PdfPage, rects: tuple[Rect, ...]) -> str:
    """What stands in these rectangles of a page that is not turned, folded."""
    left, bottom, _, _ = page.get_bbox()
    text = page.get_textpage()
    spots = [(x0 + left - 0.3, y0 + bottom - 0.3, x1 + left + 0.3, y1 + bottom + 0.3) for x0, y0, x1, y1 in rects]
    return fold(" ".join(text.get_text_bounded(*spot) for spot in spots)).text


@pytest.mark.parametrize("contract", contracts()[:3], ids=lambda contract: contract["id"][:20])
def test_the_rectangles_of_a_passage_hold_its_words_and_no_others(contract: dict[str, Any]) -> None:
    body = (CONTRACTS / contract["pdf"]).read_bytes()
    pages = extract_pdf(body, Limits()).pages
    passages = [(page, passage) for page in pages for passage in page.passages]
    with pypdfium2.PdfDocument(body) as document:
        for page, passage in random.Random(5).sample(passages, min(40, len(passages))):
            told = fold(page.text[passage.start : passage.end]).text
            assert Indel.normalized_similarity(told, words_at(document[page.number - 1], passage.rects)) > 0.95, told


def test_real_documents_hide_next_to_nothing() -> None:
    files = [CONTRACTS / contract["pdf"] for contract in contracts()[:3]]
    for file in (*files, DIFFICULT / "pdf" / "tracemonkey.pdf"):
        assert [p.text for p in extract_pdf(file.read_bytes(), Limits()).pages if visible(p.text) != p.text] == []
