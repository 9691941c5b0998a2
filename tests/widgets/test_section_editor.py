"""A section is edited in place as a person at a keyboard does it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.finding import Rule, Severity
from desktop_app.domain.markup import MarkerReader, read_markup
from desktop_app.domain.text import BlockKind, Origin, OriginSpan, Span
from desktop_app.qt.citation_object import OBJECT
from desktop_app.qt.text_formatting import take_citations
from desktop_app.qt.theme import Appearance, Theme
from desktop_app.widgets.format_row import FormatRow
from desktop_app.widgets.kit import Kit
from desktop_app.widgets.section_editor import SectionEditor

K, M = Qt.Key, Qt.KeyboardModifier
WRITER = OriginSpan(0, 0, Origin.PERSON)
Made = Callable[[str], SectionEditor]


@dataclass(frozen=True)
class Found:
    """A finding as it is shown."""

    finding_id: str
    rule: Rule
    severity: Severity
    start: int
    end: int


@pytest.fixture(scope="module")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, resources_folder())


@pytest.fixture
def made(theme: Theme, qtbot: QtBot) -> Made:
    """Makes an editor that is shown and has the keyboard, the caret at its end."""

    def make(markup: str = "") -> SectionEditor:
        editor = SectionEditor(theme, "Section 3, Cash deposits")
        qtbot.addWidget(editor)
        load(editor, markup)
        with qtbot.waitExposed(editor):
            editor.show()
        editor.activateWindow()
        editor.setFocus()
        editor.moveCursor(QTextCursor.MoveOperation.End)
        qtbot.waitUntil(editor.hasFocus)
        return editor

    return make


def load(editor: SectionEditor, markup: str) -> None:
    marked = read_markup(markup, WRITER)
    editor.load(marked.text, marked.anchors)


def go(editor: SectionEditor, words: str) -> None:
    """Put the caret before these words."""
    editor.setTextCursor(editor.document().find(words))
    cursor = editor.textCursor()
    cursor.setPosition(cursor.selectionStart())
    editor.setTextCursor(cursor)


def select(editor: SectionEditor, words: str) -> None:
    editor.setTextCursor(editor.document().find(words))


def test_it_says_what_it_is_to_a_screen_reader(made: Made) -> None:
    assert made().accessibleName() == "Section 3, Cash deposits"


def test_typed_text_is_told_once_in_a_while_and_not_at_every_key(made: Made, qtbot: QtBot) -> None:
    editor, told = made("One."), []
    editor.changed.connect(told.append)
    qtbot.keyClicks(editor, " Two.")
    assert told == []
    qtbot.waitUntil(lambda: told == ["One. Two."])


def test_leaving_tells_what_was_typed_and_makes_chips_of_typed_citations(made: Made, qtbot: QtBot) -> None:
    editor = made("One.")
    qtbot.keyClicks(editor, " Two. [E2]")
    assert editor.markup() == "One. Two. [E2]"
    with qtbot.waitSignals([editor.changed, editor.left]):
        editor.clearFocus()
    assert OBJECT in editor.document().toPlainText()
    assert editor.markup() == "One. Two. [E2]"
    editor.undo()
    assert "[E2]" in editor.toPlainText()


def test_words_that_look_like_a_citation_stay_words(made: Made) -> None:
    editor = made(r"See \[E2] here.")
    editor.clearFocus()
    assert editor.read().text.plain == "See [E2] here."
    assert editor.read().anchors == ()


def test_the_same_text_again_leaves_undo_alone(made: Made, qtbot: QtBot) -> None:
    editor = made("One.")
    qtbot.keyClicks(editor, " Two.")
    load(editor, editor.markup())
    editor.undo()
    assert editor.markup() == "One."


def test_another_text_cannot_be_undone(made: Made, qtbot: QtBot) -> None:
    editor = made("One.")
    qtbot.keyClicks(editor, " Two.")
    load(editor, "Three.")
    assert not editor.document().isUndoAvailable()


def test_a_fix_is_one_step_that_can_be_undone(made: Made) -> None:
    editor = made("EUR 9,800 [E1] was paid.\n| a | b |")
    fixed = read_markup("EUR 9,300 [E1] was paid.\n| a | b |", WRITER)
    editor.revise(fixed.text, fixed.anchors)
    assert editor.markup().startswith("EUR 9,300 [E1]")
    editor.undo()
    assert editor.markup() == "EUR 9,800 [E1] was paid.\n| a | b |"


def test_loading_and_fixing_tell_no_change(made: Made, qtbot: QtBot) -> None:
    editor = made("One.")
    with qtbot.assertNotEmitted(editor.changed, wait=300):
        editor.revise(read_markup("Two.", WRITER).text)
        load(editor, "Three.")


@pytest.mark.parametrize(
    ("keys", "markup"),
    [("8", "- One."), ("7", "1. One."), ("1", "## One.")],
)
def test_a_line_becomes_a_list_or_a_heading_by_its_keys_and_a_paragraph_again(
    made: Made, qtbot: QtBot, keys: str, markup: str
) -> None:
    editor = made("One.")
    for expected in (markup, "One."):
        qtbot.keyClick(editor, getattr(K, f"Key_{keys}"), M.ControlModifier | M.ShiftModifier)
        assert editor.markup() == expected


def test_words_become_bold_by_their_keys(made: Made, qtbot: QtBot) -> None:
    editor = made("One two three.")
    select(editor, "two")
    qtbot.keyClick(editor, K.Key_B, M.ControlModifier)
    assert editor.markup() == "One **two** three."
    qtbot.keyClick(editor, K.Key_B, M.ControlModifier)
    assert editor.markup() == "One two three."


def test_bold_over_lines_cells_and_citations_keeps_them(made: Made, qtbot: QtBot) -> None:
    editor = made("One. [E1]\n| a [E2] | b |\n\nTwo.")
    editor.selectAll()
    qtbot.keyClick(editor, K.Key_B, M.ControlModifier)
    assert editor.markup() == "**One.** [E1]\n| **a** [E2] | **b** |\n**Two.**"


def test_a_new_line_goes_on_with_the_list_and_an_empty_item_ends_it(made: Made, qtbot: QtBot) -> None:
    editor = made("- One")
    qtbot.keyClick(editor, K.Key_Return)
    qtbot.keyClicks(editor, "Two")
    qtbot.keyClick(editor, K.Key_Return)
    qtbot.keyClick(editor, K.Key_Return)
    qtbot.keyClicks(editor, "Three")
    assert editor.markup() == "- One\n- Two\nThree"


def test_a_line_after_a_heading_is_a_paragraph(made: Made, qtbot: QtBot) -> None:
    editor = made("## Head")
    qtbot.keyClick(editor, K.Key_Return)
    qtbot.keyClicks(editor, "Words")
    assert editor.markup() == "## Head\nWords"


def test_shift_and_enter_is_a_new_line_of_the_text_model_too(made: Made, qtbot: QtBot) -> None:
    editor = made("One")
    qtbot.keyClick(editor, K.Key_Return, M.ShiftModifier)
    qtbot.keyClicks(editor, "Two")
    assert editor.markup() == "One\n\nTwo"


def test_backspace_at_the_start_of_an_item_makes_it_a_paragraph(made: Made, qtbot: QtBot) -> None:
    editor = made("- One")
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClick(editor, K.Key_Backspace)
    assert editor.markup() == "One"


def test_a_table_is_made_and_filled_by_keyboard(made: Made, qtbot: QtBot) -> None:
    editor = made("One.")
    qtbot.keyClick(editor, K.Key_T, M.ControlModifier | M.ShiftModifier)
    for i, words in enumerate(("a", "b", "c", "d")):
        if i:
            qtbot.keyClick(editor, K.Key_Tab)
        qtbot.keyClicks(editor, words)
    assert editor.markup() == "One.\n| a | b |\n| c | d |"
    qtbot.keyClick(editor, K.Key_Return)
    qtbot.keyClicks(editor, "e")
    assert editor.markup().endswith("\n| e |  |")
    qtbot.keyClick(editor, K.Key_Z, M.ControlModifier)


def test_an_empty_last_row_is_the_way_out_of_a_table(made: Made, qtbot: QtBot) -> None:
    editor = made("| a | b |")
    go(editor, "b")
    qtbot.keyClick(editor, K.Key_Return)
    qtbot.keyClick(editor, K.Key_Return)
    qtbot.keyClicks(editor, "After.")
    assert editor.markup() == "| a | b |\nAfter."


def test_a_chip_goes_as_a_whole(made: Made, qtbot: QtBot) -> None:
    editor = made("One. [E1] Two.")
    go(editor, " Two")
    qtbot.keyClick(editor, K.Key_Backspace)
    assert editor.document().toPlainText() == "One. Two."
    editor.undo()
    assert editor.markup() == "One. [E1] Two."


def test_the_caret_passes_a_chip_in_one_step(made: Made, qtbot: QtBot) -> None:
    editor = made("One. [E1] Two.")
    go(editor, " Two")
    after = editor.textCursor().position()
    qtbot.keyClick(editor, K.Key_Left)
    assert editor.textCursor().position() == after - 2
    qtbot.keyClick(editor, K.Key_Right)
    assert editor.textCursor().position() == after


def test_what_is_typed_after_a_chip_is_words(made: Made, qtbot: QtBot) -> None:
    editor = made("One. [E1]")
    qtbot.keyClicks(editor, " Two.")
    assert editor.markup() == "One. [E1] Two."


def test_the_clipboard_takes_plain_text_with_numbers(made: Made) -> None:
    editor = made("**One**. [E3] 😀\n- Two")
    editor.selectAll()
    editor.copy()
    assert QGuiApplication.clipboard().text() == "One. [3] 😀\n- Two"
    QGuiApplication.clipboard().clear()  # off the screen it is let go of after Python, which made what it holds


def test_only_the_plain_text_of_the_clipboard_comes_in(made: Made) -> None:
    editor, data = made("One."), QMimeData()
    data.setText("Two\r\n\r\nThree\t\x07")
    data.setHtml("<b>Four</b>")
    editor.insertFromMimeData(data)
    assert editor.read().text == read_markup("One.Two\n\nThree", WRITER).text


def test_files_are_not_taken(made: Made) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/a.pdf")])
    data.setText("/a.pdf")
    assert not made().canInsertFromMimeData(data)


def test_brackets_go_through_the_citations_only_where_the_text_is_read(made: Made, qtbot: QtBot) -> None:
    editor, chosen = made("One. [E1] Two. [E7]"), []
    editor.citation_chosen.connect(chosen.append)
    qtbot.keyClicks(editor, "]")
    assert chosen == []
    editor.undo()
    editor.set_read_only(True)
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClicks(editor, "]][")
    assert chosen == [1, 7, 1]
    assert editor.section.chips.chosen == 1


def test_a_click_on_a_chip_chooses_it(made: Made, qtbot: QtBot) -> None:
    editor = made("One. [E4] Two.")
    cursor = editor.document().find(OBJECT)
    right = editor.cursorRect(cursor)
    cursor.setPosition(cursor.selectionStart())
    middle = QPoint((editor.cursorRect(cursor).x() + right.x()) // 2, right.center().y())
    with qtbot.waitSignal(editor.citation_chosen) as told:
        qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert told.args == [4]


def test_a_click_on_words_with_a_finding_chooses_it(made: Made, qtbot: QtBot) -> None:
    editor = made("A deposit of EUR 9,800 was paid.")
    editor.show_findings([Found("f1", Rule.CONTRADICTED_FIGURE, Severity.BLOCKER, 13, 22)])
    at = editor.cursorRect(editor.document().find("9,8")).center()
    with qtbot.waitSignal(editor.finding_chosen) as told:
        qtbot.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.args == ["f1"]


def test_a_finding_stays_with_its_words(made: Made) -> None:
    editor = made("A deposit of EUR 9,800 was paid. [E1]")
    editor.show_findings([Found("f1", Rule.CONTRADICTED_FIGURE, Severity.BLOCKER, 13, 22)])
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    editor.textCursor().insertText("😀 Now ")
    place = editor.document().find("EUR").selectionStart()
    assert editor.finding_at(place) is not None
    assert editor.finding_at(place - 1) is None


def test_changed_words_are_tinted_until_the_next_edit(made: Made, qtbot: QtBot) -> None:
    editor = made("One two.")
    editor.show_changed([Span(4, 7)])
    assert tints(editor)
    qtbot.keyClicks(editor, "x")
    assert not tints(editor)


def tints(editor: SectionEditor) -> list[int]:
    formats = editor.document().begin().layout().formats()
    return [f.start for f in formats if f.format.background().style() is not Qt.BrushStyle.NoBrush]


def test_it_is_as_high_as_its_text_and_the_page_scrolls(theme: Theme, qtbot: QtBot) -> None:
    page, inside = QScrollArea(), QWidget()
    qtbot.addWidget(page)
    editor = SectionEditor(theme, "Long")
    layout = QVBoxLayout(inside)
    layout.addWidget(editor)
    page.setWidget(inside)
    page.setWidgetResizable(True)
    page.resize(500, 300)
    load(editor, "\n\n".join(f"Paragraph {i} of many." for i in range(60)))
    with qtbot.waitExposed(page):
        page.show()
    assert editor.verticalScrollBar().maximum() == 0
    assert editor.height() > 60 * theme.line("document")
    editor.setFocus()
    editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.waitUntil(lambda: page.verticalScrollBar().value() > 1000)


MIXED = "One **two**. [E1] 😀\n- a [E2]\n- b\n| c | d [E3] |\n| e |\n1. f\n## G"
STREAM = "One **two** three. [E1] \nFour [E2].\n\n## Head\n- a\n- b 😀\n\n| **x** | y |\n| z |\n\n1. Last"


@pytest.mark.parametrize("step", [1, 3, 7, 1000])
def test_a_stream_reads_as_the_whole_text_would(made: Made, step: int) -> None:
    editor, reader = made("Old text."), MarkerReader()
    editor.begin_stream()
    for at in range(0, len(STREAM), step):
        editor.add(reader.feed(STREAM[at : at + step]))
    editor.add(reader.finish())
    editor.end_stream()
    marked = read_markup(STREAM, WRITER)
    assert editor.read().text == marked.text
    assert [(a.number, a.end) for a in editor.read().anchors] == [(a.number, a.end) for a in marked.anchors]


def test_a_stream_cannot_be_typed_into_and_cannot_be_undone(made: Made, qtbot: QtBot) -> None:
    editor = made("Old.")
    editor.begin_stream()
    editor.append("New")
    editor.cite(3)
    qtbot.keyClicks(editor, "x")
    assert editor.markup() == "New [E3]"
    assert not editor.document().isUndoAvailable()
    editor.end_stream()
    qtbot.keyClicks(editor, "!")
    assert editor.markup() == "New [E3]!" or editor.markup() == "!New [E3]"


def test_what_is_streamed_is_never_told_as_typing(made: Made, qtbot: QtBot) -> None:
    editor = made("Old.")
    editor.begin_stream()
    with qtbot.assertNotEmitted(editor.changed):
        editor.flush()
        editor.append("New")
        editor.flush()
        editor.end_stream()


def test_what_is_quoted_in_a_stream_is_no_markup(made: Made) -> None:
    editor = made()
    editor.begin_stream()
    editor.append("It says ")
    editor.append("**not** - bold\nhere", Origin.EVIDENCE)
    editor.end_stream()
    assert editor.read().text.plain == "It says **not** - bold here"


def test_what_comes_after_the_end_of_a_stream_is_dropped(made: Made) -> None:
    editor = made("One.")
    editor.append(" Two.")
    assert editor.markup() == "One."


def test_a_read_only_text_takes_no_command(made: Made, qtbot: QtBot) -> None:
    editor = made("One.")
    editor.set_read_only(True)
    qtbot.keyClick(editor, K.Key_8, M.ControlModifier | M.ShiftModifier)
    qtbot.keyClicks(editor, "x")
    assert editor.markup() == "One."


def test_another_text_size_keeps_the_text_and_its_findings(made: Made, theme: Theme) -> None:
    editor = made("One. [E1]\n| a | b |")
    editor.show_findings([Found("f1", Rule.CONTRADICTED_FIGURE, Severity.BLOCKER, 0, 3)])
    high = editor.height()
    theme.apply(theme.appearance, 1.5)
    assert editor.markup() == "One. [E1]\n| a | b |"
    assert editor.height() > high
    assert editor.finding_at(1) is not None
    theme.apply(theme.appearance, 1.0)


def test_other_colours_leave_undo_alone(made: Made, theme: Theme, qtbot: QtBot) -> None:
    editor = made("One.")
    qtbot.keyClicks(editor, " Two.")
    theme.apply(Appearance.DARK)
    theme.apply(Appearance.SYSTEM)
    editor.undo()
    assert editor.markup() == "One."


def test_what_was_typed_is_told_before_a_stream_takes_its_place(made: Made, qtbot: QtBot) -> None:
    editor = made("One.")
    qtbot.keyClicks(editor, " Two.")
    with qtbot.waitSignal(editor.changed) as told:
        editor.begin_stream()
    assert told.args == ["One. Two."]


def test_the_row_of_tools_names_its_keys_and_does_what_they_do(made: Made, theme: Theme, qtbot: QtBot) -> None:
    editor = made("One.")
    tools = FormatRow(Kit(theme), editor)
    qtbot.addWidget(tools)
    bullets = next(b for b in tools.findChildren(QPushButton) if b.accessibleName() == "Bulleted list")
    assert bullets.accessibleDescription() == "Ctrl+Shift+8"
    bullets.click()
    assert editor.kind() is BlockKind.BULLET
    editor.set_read_only(True)
    assert not bullets.isEnabled()


def move(editor: SectionEditor, place: float, *, keep: bool = False) -> None:
    """Put the caret at this part of the text, as an arrow key does: never into half a character."""
    cursor = editor.textCursor()
    at = round(place * (editor.document().characterCount() - 1))
    mode = QTextCursor.MoveMode.KeepAnchor if keep else QTextCursor.MoveMode.MoveAnchor
    cursor.setPosition(at + ("\udc00" <= editor.document().characterAt(at) <= "\udfff"), mode)
    editor.setTextCursor(cursor)


def press(editor: SectionEditor, key: Qt.Key, modifiers: Qt.KeyboardModifier = M.NoModifier) -> None:
    QTest.keyClick(editor, key, modifiers)


DEEDS: dict[str, Callable[[SectionEditor], object]] = {
    "type words": lambda e: QTest.keyClicks(e, "word "),
    "type a citation": lambda e: QTest.keyClicks(e, "[E4]"),
    "type a mark": lambda e: QTest.keyClicks(e, "**"),
    "enter": lambda e: press(e, K.Key_Return),
    "backspace": lambda e: press(e, K.Key_Backspace),
    "delete": lambda e: press(e, K.Key_Delete),
    "delete a word": lambda e: press(e, K.Key_Backspace, M.ControlModifier),
    "bold": lambda e: e.toggle_bold(),
    "bullets": lambda e: e.toggle_kind(BlockKind.BULLET),
    "numbers": lambda e: e.toggle_kind(BlockKind.NUMBER),
    "heading": lambda e: e.toggle_kind(BlockKind.HEADING),
    "table": lambda e: e.insert_table(),
    "undo": lambda e: e.undo(),
    "redo": lambda e: e.redo(),
    "leave": lambda e: take_citations(e.textCursor()),
}


@given(
    deeds=st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.floats(0, 1), st.none() | st.floats(0, 1)), max_size=12)
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_to_a_text_its_markup_reads_as_what_stands_there_and_all_is_undone(
    theme: Theme, deeds: list[tuple[str, float, float | None]]
) -> None:
    editor = SectionEditor(theme, "Any")
    load(editor, MIXED)
    for deed, place, to in deeds:
        move(editor, place)
        if to is not None:
            move(editor, to, keep=True)
        DEEDS[deed](editor)
        read = editor.read()
        marked = read_markup(read.markup, WRITER)
        assert marked.text == read.text
        assert [(a.number, a.end) for a in marked.anchors] == [(a.number, a.end) for a in read.anchors]
    while editor.document().isUndoAvailable():
        editor.undo()
    assert editor.markup() == MIXED
    editor.deleteLater()


def test_a_chip_of_no_source_does_not_look_like_one(made: Made) -> None:
    editor = made("The fee is due [E1], and more [E9].")
    editor.set_sources({1: "contract.txt, page 1"})
    assert editor.section.chips.nowhere == {9}
    seen = editor.viewport().grab().toImage()
    editor.mark_nowhere(())
    assert editor.viewport().grab().toImage() != seen
    editor.mark_nowhere({9})
    editor.begin_stream()
    assert editor.section.chips.nowhere == frozenset()
