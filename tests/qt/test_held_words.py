"""Amounts and dates stay in one line, and the text stays what it is."""

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.markup import MarkerReader, read_markup
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.qt.held_words import NO_BREAK, held_spaces, unbroken
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.section_stream import SectionStream
from desktop_app.qt.text_formatting import hold_amounts
from desktop_app.qt.theme import Theme

WRITER = OriginSpan(0, 0, Origin.PERSON)
SAID = "Due on 3 March 2026 are EUR 9,400 or 5 million euros, 12 % of it; from March 3, 2026 on."
HELD = "Due on 3~March~2026 are EUR~9,400 or 5~million~euros, 12~% of it; from March~3,~2026 on."


@pytest.fixture(scope="module")
def section(qapp: QApplication) -> SectionDocument:
    return SectionDocument(Theme(qapp, resources_folder()))


def raw(section: SectionDocument) -> str:
    return section.document.toRawText().replace("\u00a0", "~")


def test_the_spaces_of_amounts_and_dates_are_found() -> None:
    found = set(held_spaces(SAID))
    assert "".join("~" if at in found else each for at, each in enumerate(SAID)) == HELD


def test_words_of_the_screen_hold_them_and_stay_as_long() -> None:
    assert unbroken(SAID) == HELD.replace("~", NO_BREAK)


@pytest.mark.parametrize("words", ["In 12 sections.", "The EURO 12.", "May we? 5 of them.", "He may 5 times.", "a b c"])
def test_other_spaces_may_break(words: str) -> None:
    assert list(held_spaces(words)) == []


def test_a_text_that_is_shown_holds_them_and_reads_as_before(section: SectionDocument) -> None:
    marked = read_markup(SAID, WRITER)
    section.load(marked.text, ())
    assert raw(section) == HELD
    assert section.read().text == marked.text
    assert section.read().offsets.position(SAID.index("9,400")) == SAID.index("9,400")


def test_a_stream_holds_them_in_whatever_pieces_they_come(section: SectionDocument) -> None:
    section.load(read_markup("", WRITER).text, ())
    stream, reader = SectionStream(section), MarkerReader()
    for at in range(0, len(SAID), 3):
        stream.add(reader.feed(SAID[at : at + 3]))
    stream.finish()
    assert raw(section) == HELD
    assert section.read().text.plain == SAID


def test_what_was_typed_is_held_afterwards_and_reads_as_before(section: SectionDocument) -> None:
    section.load(read_markup("", WRITER).text, ())
    cursor = QTextCursor(section.document)
    cursor.insertText("Pay EUR 9,400.")
    hold_amounts(cursor)
    assert raw(section) == "Pay EUR~9,400."
    assert section.read().markup == "Pay EUR 9,400."
