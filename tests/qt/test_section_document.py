"""A section's text goes into a document and comes out as it was."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.markup import read_markup, write_markup
from desktop_app.domain.text import Origin, OriginSpan, SectionText
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.theme import Theme

WRITER = OriginSpan(0, 0, Origin.PERSON)
ALPHABET = string.ascii_letters + "  ..,;:!?()\"'”’-*|#\\[]E123\u00a0\u2028\u2029\ufdd0\ufffc\ufffd€é𝄞😀\u0301"
WORDS = st.text(ALPHABET, max_size=30)
MARKS = st.sampled_from(
    ["", "- ", "1. ", "## ", "| a | ", "**", " [E1]", "[E2].", "[E2] [E3],", "**b** ", "\n", "\n\n", " |"]
)
MARKUP = st.lists(st.one_of(WORDS, MARKS), max_size=12).map("".join)


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, resources_folder())


@pytest.fixture(scope="module")
def section(theme: Theme) -> SectionDocument:
    return SectionDocument(theme)


def _cells_bold(text: SectionText) -> bool:
    return not any("\t" in b.text[s.start : s.end] for b in text.blocks for s in b.bold)


@given(markup=MARKUP)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_out_as_it_went_in(section: SectionDocument, markup: str) -> None:
    marked = read_markup(markup, WRITER)
    section.load(marked.text, marked.anchors)
    read = section.read()
    if _cells_bold(marked.text):
        assert read.text == marked.text
    assert read.text.plain == marked.text.plain
    assert read.markup == write_markup(read.text, marked.anchors)
    assert [(a.number, a.end) for a in read.anchors] == [(a.number, a.end) for a in marked.anchors]
