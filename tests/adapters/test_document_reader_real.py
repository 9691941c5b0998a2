"""Real documents, read through the shared folder of this checkout where there is one."""

import json
import resource
import time
from pathlib import Path
from typing import Any

import pytest

from desktop_app.adapters.document_reader import ChildDocumentReader
from desktop_app.adapters.poppler_reader import PopplerReader
from desktop_app.domain.evidence import DocumentState, Reading
from desktop_app.domain.folding import fold

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
    files = sorted(path for path in DIFFICULT.glob("*/*") if path.is_file())
    assert len(files) > 60
    for path in files:
        started = time.perf_counter()
        reading = await ChildDocumentReader().read(path.name, path.read_bytes())
        assert time.perf_counter() - started < 60, path
        require_sound(reading)
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
