"""A section's text goes into a document and comes out as it was."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.markup import Anchor, MarkerReader, read_markup, write_markup
from desktop_app.domain.text import Block, BlockKind, Origin, OriginSpan, SectionText, Span
from desktop_app.qt.document_lines import DocumentReader
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.section_stream import SectionStream
from desktop_app.qt.text_formatting import toggle_kind
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


@given(markup=MARKUP, cuts=st.lists(st.integers(0, 60), max_size=8))
@settings(max_examples=80, deadline=None)
def test_a_stream_in_any_pieces_shows_what_the_whole_says(theme: Theme, markup: str, cuts: list[int]) -> None:
    section, reader, at = SectionDocument(theme), MarkerReader(), 0
    stream = SectionStream(section)
    for end in (*sorted(cuts), len(markup)):
        stream.add(reader.feed(markup[at : max(at, end)]))
        at = max(at, end)
    stream.add(reader.finish())
    stream.finish()
    marked = read_markup(markup, WRITER)
    read = section.read()
    assert read.text.plain == marked.text.plain
    assert [block.kind for block in read.text.blocks] == [block.kind for block in marked.text.blocks]
    assert [(a.number, a.end) for a in read.anchors] == [(a.number, a.end) for a in marked.anchors]


def load(section: SectionDocument, markup: str) -> str:
    marked = read_markup(markup, WRITER)
    section.load(marked.text, marked.anchors)
    return section.document.toPlainText()


def test_a_chip_stands_after_the_punctuation_and_is_read_before_it(section: SectionDocument) -> None:
    assert load(section, "EUR 9,400 [E4], then") == "EUR 9,400, \ufffc then"
    assert section.read().markup == "EUR 9,400 [E4], then"


def test_a_number_is_no_punctuation(section: SectionDocument) -> None:
    assert load(section, "EUR 9 [E4].5") == "EUR 9 \ufffc.5"


def test_chips_are_found_before_and_after_a_place(section: SectionDocument) -> None:
    text = load(section, "😀 One. [E3] Two. [E5]")
    first = len("😀 One. ") + 1  # the emoji is two code units
    assert text.count("\ufffc") == 2
    assert section.next_citation(0) == (first, 3)
    assert section.next_citation(first + 1) == (first + 7, 5)
    assert section.next_citation(first + 8) is None
    assert section.previous_citation(first + 7) == (first, 3)
    assert section.citation_at(first) == section.citation_at(first + 1) == 3
    assert section.citation_at(0) is None


def test_a_short_row_keeps_its_cells(section: SectionDocument) -> None:
    load(section, "| a | b | c |\n| d |")
    assert section.read().markup == "| a | b | c |\n| d |"


def test_another_numbered_list_begins_with_one(section: SectionDocument) -> None:
    load(section, "1. a\n1. b\n\nWords.\n1. c")
    last = section.document.lastBlock()
    assert last.textList().itemText(last) == "1."


def test_empty_lines_of_a_text_are_left_out(section: SectionDocument) -> None:
    section.load(SectionText((Block(BlockKind.BULLET, ""), Block(BlockKind.PARAGRAPH, " One "))), (Anchor(2, 2, 5),))
    assert section.read().markup == "One [E2]"


EDITS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 60), st.sampled_from(["", "a", "x. y", "\n", "\n\n"])), max_size=12
)


@given(markup=MARKUP, edits=EDITS, undone=st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_what_was_edited_reads_as_if_all_was_read_again(
    theme: Theme, markup: str, edits: list[tuple[int, int, str]], undone: int
) -> None:
    section = SectionDocument(theme)
    load(section, markup)
    for at, length, words in edits:
        section.read()
        cursor = QTextCursor(section.document)
        cursor.setPosition(at % section.document.characterCount())
        end = min(cursor.position() + length, section.document.characterCount() - 1)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        if length % 7 == 3:
            toggle_kind(cursor, BlockKind.BULLET, section.style)
        else:
            cursor.insertText(words)
    for _ in range(undone):
        section.read()
        section.document.undo()
    read, anew = section.read(), DocumentReader(section.document).read()
    assert (read.text, read.anchors, read.markup) == (anew.text, anew.anchors, anew.markup)
    length = len(read.text.plain)
    assert read.offsets.pieces(Span(0, length)) == anew.offsets.pieces(Span(0, length))


def test_a_key_has_its_own_paragraph_read_and_no_other(section: SectionDocument) -> None:
    load(section, "\n\n".join(f"Paragraph {number}." for number in range(9)))
    before = section.read().lines
    cursor = section.document.find("4.")
    cursor.insertText("four.")
    after = section.read().lines
    assert [old is not new for (_, old), (_, new) in zip(before, after, strict=True)] == [n == 4 for n in range(9)]
