"""A redline shows all of both texts, and which words belong to which change."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextTable
from PySide6.QtWidgets import QApplication

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.markup import MarkedText, read_markup
from desktop_app.domain.redline import redline
from desktop_app.domain.text import Origin, OriginSpan, Span
from desktop_app.qt.citation_object import SPACE
from desktop_app.qt.redline_document import RedlineDocument, Writer
from desktop_app.qt.theme import Theme

WORDS = st.sampled_from(
    [
        "The lease",
        " ends",
        " on 3 May 2026",
        ". ",
        "\n\n",
        "\n- ",
        "\n## ",
        "**rent**",
        " EUR 9,800",
        " 😀",
        "\n| a | b |\n",
    ]
)
TEXTS = st.lists(WORDS, max_size=9).map("".join)
Show = Callable[[str, str], RedlineDocument]
Line = QTextCharFormat.UnderlineStyle


@pytest.fixture(scope="module")
def document(qapp: QApplication) -> RedlineDocument:
    return RedlineDocument(Theme(qapp, resources_folder()))


def marked(markup: str) -> MarkedText:
    return read_markup(markup, OriginSpan(0, 0, Origin.PERSON))


def show(document: RedlineDocument, before: str, after: str, **more: object) -> None:
    new = marked(after)
    document.show_redline(redline(marked(before).text, new.text), new.anchors, **more)  # type: ignore[arg-type]


def words(document: RedlineDocument, start: int, end: int) -> str:
    cursor = QTextCursor(document.document)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText().replace(SPACE, " ")


def look(document: RedlineDocument, position: int) -> QTextCharFormat:
    cursor = QTextCursor(document.document)
    cursor.setPosition(position + 1)
    return cursor.charFormat()


@given(before=TEXTS, after=TEXTS)
@settings(max_examples=80, deadline=None)
def test_the_new_text_stands_where_its_offsets_say(document: RedlineDocument, before: str, after: str) -> None:
    show(document, before, after)
    plain = marked(after).text.plain
    for line in plain.split("\n"):
        start = plain.index(line)
        shown = "".join(words(document, *piece) for piece in document.offsets.pieces(Span(start, start + len(line))))
        assert shown == line.replace("\t", "")  # cells have lines between them


@given(before=TEXTS, after=TEXTS)
@settings(max_examples=80, deadline=None)
def test_every_change_is_found_at_its_words(document: RedlineDocument, before: str, after: str) -> None:
    show(document, before, after)
    line = redline(marked(before).text, marked(after).text)
    assert document.changes == tuple(change.number for change in line.changes)
    for number in document.changes:
        place = document.place_of(number)
        assert place is not None
        assert document.change_at(place.start) == number


def cells(document: RedlineDocument) -> list[list[str]]:
    """What the cells of its first table say."""
    table = next(frame for frame in document.document.rootFrame().childFrames() if isinstance(frame, QTextTable))
    places = [[table.cellAt(row, at) for at in range(table.columns())] for row in range(table.rows())]
    ends = [[(c.firstPosition(), c.lastPosition()) for c in row if c.columnSpan() == 1] for row in places]
    return [[words(document, *each) for each in row] for row in ends]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("| a | b |\n| c | d |", "| a | b |\n| c | e |", [["a", "b"], ["c", "d\u2009e"]]),
        ("| a | b |", "| x | y |", [["a\u2009x", "b\u2009y"]]),
        ("| a | b |", "| a | x | b |", [["a", "x", "b"]]),
        ("| a | b |", "| a | b |\n| c |  |", [["a", "b"], ["c", ""]]),
        ("| a | b |", "| a |  | b |", [["a", "¶", "b"]]),
        ("| a | b |\n| c | d |", "| a | b |", [["a", "b"], ["c", "d"]]),
        ("The lease\n\nEnds", "| a | b |", [["¶Ends\u2009a", "b"]]),
    ],
)
def test_a_changed_table_keeps_its_cells(
    document: RedlineDocument, before: str, after: str, shown: list[list[str]]
) -> None:
    show(document, before, after)
    assert [[cell.strip() for cell in row] for row in cells(document)] == shown


def test_removed_words_are_struck_and_new_ones_underlined_by_who_wrote_them(document: RedlineDocument) -> None:
    show(document, "The rent is low. It ends.", "The rent is high. It stays.", writers={2: Writer.REVIEWER})
    text = document.document.toPlainText()
    assert text == "The rent is low high. It ends stays."
    assert look(document, text.index("low")).fontStrikeOut()
    assert look(document, text.index("high")).underlineStyle() == Line.SingleUnderline
    assert look(document, text.index("stays")).underlineStyle() == Line.DotLine


def test_citations_stand_after_the_punctuation_of_the_new_text(document: RedlineDocument) -> None:
    show(document, "The rent is low [E1].", "The rent is high [E2]. It stays. [E3]")
    assert document.document.toPlainText().startswith(
        "The rent is low high.\u00a0\ufffc It stays.\u00a0\ufffc".replace("\u00a0", " ")
    )
    assert document.next_citation(0) is not None


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("One.\n\nTwo.", "One. Two.", "One.¶\n Two."),
        ("One. Two.", "One.\n\nTwo.", "One. ¶\nTwo."),
        ("One.", "- One.", "¶One."),
        ("One.\n\nTwo.", "Six.\n- Two.", "One\u2009Six.\n¶Two."),
    ],
)
def test_a_change_of_lines_alone_can_be_seen(document: RedlineDocument, before: str, after: str, shown: str) -> None:
    show(document, before, after)
    assert document.document.toPlainText() == shown


def test_a_new_look_paints_the_redline_in_its_colours(document: RedlineDocument) -> None:
    show(document, "low", "high")
    before = document.document.toPlainText()
    document.apply_style()
    assert document.document.toPlainText() == before


FEE, END = "The fee is due at once.", "Either party may end it with notice."


def test_moved_words_are_marked_in_both_places_and_underlined_by_dashes(document: RedlineDocument) -> None:
    show(document, f"{FEE} {END}", f"{END} {FEE}")
    text = document.document.toPlainText()
    assert text.startswith(f"⇢ {FEE}")
    assert text.count(FEE) == 2
    assert look(document, text.index(FEE)).fontStrikeOut()
    assert look(document, text.rindex(FEE)).underlineStyle() == Line.DashUnderline
    assert len(document.changes) == 1


def test_what_only_looks_otherwise_stands_once_in_no_tint(document: RedlineDocument) -> None:
    show(document, "The cap is limited.", "The cap is **limited**.")
    assert document.document.toPlainText() == "The cap is limited."
    bold = look(document, len("The cap is "))
    assert bold.underlineStyle() == Line.DashDotLine
    assert not bold.fontStrikeOut()
    assert bold.background().style() is Qt.BrushStyle.NoBrush


def test_words_of_each_author_have_a_line_of_their_own(document: RedlineDocument) -> None:
    show(document, "The cap is limited.", "The cap is limited.")
    document.show_authors([(Span(0, 8), 0, Origin.MODEL), (Span(8, 19), 1, Origin.PERSON)])
    assert look(document, 2).underlineStyle() == Line.NoUnderline
    assert look(document, 10).underlineStyle() == Line.SingleUnderline
