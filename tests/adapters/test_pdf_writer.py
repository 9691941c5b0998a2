"""The document of a case as pages: what stands on them, read back by another library."""

from dataclasses import replace

import pypdfium2
import pytest
from case_examples import AT, NAMES, SOURCES, content, example_pack, example_record, revision, signed

from desktop_app.adapters.checkpoint_files import read_checkpoints
from desktop_app.adapters.pdf_writer import PdfWriter
from desktop_app.domain.anchor import written as checkpoint_line
from desktop_app.domain.audit import Checkpoint
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.text import Block, BlockKind, SectionText
from desktop_app.domain.verification_code import code_of


def written(record: CaseRecord, invalid: tuple[str, ...] = ()) -> bytes:
    return PdfWriter().write(record, example_pack(), NAMES, SOURCES, invalid)


def pages(body: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(body)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_text_sources_findings_and_decisions_stand_on_the_pages():
    text = " ".join(pages(written(signed(example_record()))))
    for words in (
        "The agreement runs for 24 months",
        "[1] contract.pdf, page 2: “a term of twenty-four months from 12 January 2026”",
        "Supplier [1]",
        "Confidence Medium. Flagged for review",
        "Review: approved",
    ):
        assert words in text


def test_the_last_page_has_the_signatures_and_the_code():
    record = signed(example_record())
    last = pages(written(record))[-1]
    assert "Ben Reviewer" in last and "2026-01-12 10:30:00 UTC" in last and "Standing Valid" in last
    assert code_of(record.signatures[0].manifest.commitment) in last


@pytest.mark.parametrize("invalid", [False, True])
def test_a_case_that_is_not_signed_says_so_on_every_page_and_has_no_code(invalid):
    record = signed(example_record()) if invalid else example_record()
    found = pages(written(record, ("command-1",) if invalid else ()))
    assert all("NOT SIGNED" in page for page in found)
    assert "There is no verification code" in found[-1]
    assert ("INVALID" in found[-1]) is invalid


def test_characters_that_the_fonts_lack_are_marked_and_said():
    text = SectionText((Block(BlockKind.PARAGRAPH, "Zażółć γλώσσα Слово 契約"),))
    record = example_record()
    head = replace(revision("advice", 1, RevisionKind.EDIT, "x"), text=content(text.dump(), "advice-1"))
    record = replace(record, revisions=(*record.revisions[:2], head))
    found = pages(written(record))
    assert "Zażółć γλώσσα Слово" in " ".join(found) and "契" not in " ".join(found)
    assert "fonts lack" in found[-1]


def test_the_same_case_gives_the_same_bytes():
    assert written(signed(example_record())) == written(signed(example_record()))


def test_the_checkpoint_is_read_back_and_moves_nothing(tmp_path):
    given = Checkpoint(7, "a" * 64, "b" * 64, b"s" * 64, b"k" * 32, AT)
    body = written(replace(example_record(), file=replace(example_record().file, title=checkpoint_line(given))))
    whole = PdfWriter().with_checkpoint(body, checkpoint_line(replace(given, size=9)))
    (tmp_path / "case.pdf").write_bytes(whole)
    assert len(whole) == len(body) and pages(whole) == pages(body)
    assert read_checkpoints(tmp_path / "case.pdf") == (replace(given, size=9),)
