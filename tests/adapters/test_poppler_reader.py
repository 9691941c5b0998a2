import shutil
from pathlib import Path

import pytest
from fpdf import FPDF

from desktop_app.adapters.poppler_reader import PopplerReader

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def pdf(*pages: str) -> bytes:
    made = FPDF()
    made.set_font("Helvetica")
    for text in pages:
        made.add_page()
        made.cell(text=text)
    return bytes(made.output())


@needs_poppler
def test_each_page_is_read_by_its_number() -> None:
    reader, body = PopplerReader(), pdf("first page", "second page")
    assert reader.installed
    assert (reader.page_text(body, 2) or "").strip() == "second page"
    assert reader.page_text(body, 0) is None
    assert reader.page_text(body, 3) is None


@needs_poppler
def test_what_poppler_cannot_read_is_unknown_and_not_empty() -> None:
    assert PopplerReader().page_text(b"%PDF-1.7 rubbish", 1) is None


def test_where_the_program_is_missing_every_page_is_unknown(tmp_path: Path) -> None:
    assert PopplerReader(str(tmp_path / "pdftotext")).page_text(pdf("text"), 1) is None


def test_a_document_is_read_once(tmp_path: Path) -> None:
    program, runs = tmp_path / "pdftotext", tmp_path / "runs"
    program.write_text(f"#!/bin/sh\necho run >> {runs}\ncat > /dev/null\nprintf 'one\\ftwo\\f'\n")
    program.chmod(0o755)
    reader = PopplerReader(str(program))
    assert [reader.page_text(b"body", page) for page in (1, 2, 1)] == ["one", "two", "one"]
    assert runs.read_text().count("run") == 1
