"""Finding and replacing goes over all sections of a page."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.markup import read_markup
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.qt.theme import Theme
from desktop_app.widgets.find_bar import FindBar
from desktop_app.widgets.kit import Kit
from desktop_app.widgets.section_editor import SectionEditor

K, M = Qt.Key, Qt.KeyboardModifier


class Page(QWidget):
    """Two sections and the bar over them."""

    def __init__(self, theme: Theme, *markups: str) -> None:
        super().__init__()
        self.bar = FindBar(Kit(theme), self)
        self.editors = [SectionEditor(theme, f"Section {i}") for i, _ in enumerate(markups, start=1)]
        layout = QVBoxLayout(self)
        for widget in (self.bar, *self.editors):
            layout.addWidget(widget)
        for editor, markup in zip(self.editors, markups, strict=True):
            marked = read_markup(markup, OriginSpan(0, 0, Origin.PERSON))
            editor.load(marked.text, marked.anchors)
        self.bar.set_editors(self.editors)

    def field(self, name: str) -> QLineEdit:
        return next(f for f in self.bar.findChildren(QLineEdit) if f.accessibleName() == name)

    def count(self) -> str:
        return self.bar.findChildren(QLabel)[0].text()


@pytest.fixture
def page(qapp: QApplication, qtbot: QtBot, counted_in_english: None) -> Iterator[Page]:
    page = Page(Theme(qapp, resources_folder()), "The bank paid. [E1] A bank.", "No Bank here.\n| bank | b |")
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    page.editors[0].setFocus()
    qtbot.waitUntil(page.editors[0].hasFocus)
    yield page
    page.bar.close_bar()


def find(page: Page, qtbot: QtBot, words: str, *, replacing: bool = False) -> None:
    qtbot.keyClick(page.editors[0], K.Key_H if replacing else K.Key_F, M.ControlModifier)
    qtbot.keyClicks(page.field("Find"), words)


def test_hits_are_counted_over_all_sections(page: Page, qtbot: QtBot) -> None:
    find(page, qtbot, "bank")
    assert page.count() == "4 hits"
    assert [hit.editor for hit in page.bar.hits] == [0, 0, 1, 1]


def test_the_next_hit_is_shown_and_after_the_last_one_the_first(page: Page, qtbot: QtBot) -> None:
    find(page, qtbot, "bank")
    seen = []
    for _ in range(5):
        qtbot.keyClick(page.field("Find"), K.Key_F3)
        seen.append(page.count())
    assert seen == ["1 of 4", "2 of 4", "3 of 4", "4 of 4", "1 of 4"]
    qtbot.keyClick(page.field("Find"), K.Key_F3, M.ShiftModifier)
    assert page.count() == "4 of 4"


def test_enter_finds_on_and_shift_enter_back(page: Page, qtbot: QtBot) -> None:
    find(page, qtbot, "bank")
    qtbot.keyClick(page.field("Find"), K.Key_Return)
    qtbot.keyClick(page.field("Find"), K.Key_Return, M.ShiftModifier)
    assert page.count() == "4 of 4"


def test_hits_are_marked_in_the_text_and_no_more_after_escape(page: Page, qtbot: QtBot) -> None:
    find(page, qtbot, "bank")
    assert [len(editor.extraSelections()) for editor in page.editors] == [2, 2]
    qtbot.keyClick(page.field("Find"), K.Key_F3)
    qtbot.keyClick(page.field("Find"), K.Key_Escape)
    assert page.bar.isHidden()
    assert [len(editor.extraSelections()) for editor in page.editors] == [0, 0]
    qtbot.waitUntil(page.editors[0].hasFocus)


def test_words_with_a_citation_among_them_are_found_and_keep_it_when_replaced(page: Page, qtbot: QtBot) -> None:
    find(page, qtbot, "paid. A", replacing=True)
    qtbot.keyClicks(page.field("Replace with"), "pays. One")
    qtbot.keyClick(page.field("Find"), K.Key_F3)
    page.bar.replace_one()
    assert page.editors[0].markup() == "The bank pays. One [E1] bank."


def test_replacing_all_is_one_step_in_each_section(page: Page, qtbot: QtBot) -> None:
    find(page, qtbot, "bank", replacing=True)
    qtbot.keyClicks(page.field("Replace with"), "lender")
    page.bar.replace_all()
    assert [e.markup() for e in page.editors] == [
        "The lender paid. [E1] A lender.",
        "No lender here.\n| lender | b |",
    ]
    assert page.count() == "Not found"
    for editor in page.editors:
        editor.undo()
    assert [e.markup() for e in page.editors] == ["The bank paid. [E1] A bank.", "No Bank here.\n| bank | b |"]


def test_replacing_one_goes_on_to_the_next(page: Page, qtbot: QtBot) -> None:
    find(page, qtbot, "bank", replacing=True)
    qtbot.keyClicks(page.field("Replace with"), "bank bank")
    for _ in range(3):
        page.bar.replace_one()
    assert page.editors[0].markup() == "The bank bank paid. [E1] A bank bank."


def test_what_can_only_be_read_is_found_and_not_replaced(page: Page, qtbot: QtBot) -> None:
    page.editors[1].set_read_only(True)
    find(page, qtbot, "bank", replacing=True)
    page.bar.replace_all()
    assert page.editors[1].markup() == "No Bank here.\n| bank | b |"


def test_the_case_counts_where_it_is_asked_for(page: Page, qtbot: QtBot) -> None:
    find(page, qtbot, "Bank")
    page.bar.findChildren(type(page.bar._match_case))[0].setChecked(True)
    assert page.count() == "1 hit"


def test_selected_words_are_looked_for(page: Page, qtbot: QtBot) -> None:
    page.editors[0].setTextCursor(page.editors[0].document().find("paid"))
    qtbot.keyClick(page.editors[0], K.Key_F, M.ControlModifier)
    assert page.field("Find").text() == "paid"
    assert page.count() == "1 hit"


def test_hits_follow_what_is_typed(page: Page, qtbot: QtBot) -> None:
    find(page, qtbot, "bank")
    page.editors[0].textCursor().insertText("bank ")
    qtbot.waitUntil(lambda: page.count() == "5 hits")


@pytest.mark.parametrize("words", ["", "  ", "[", "\\", "xyz"])
def test_anything_can_be_looked_for(page: Page, qtbot: QtBot, words: str) -> None:
    find(page, qtbot, words)
    assert page.bar.hits == ()


def test_after_the_last_hit_was_replaced_the_keyboard_goes_back_to_its_text(page: Page, qtbot: QtBot) -> None:
    page.bar.open_replace()
    page.field("Find").setText("A bank")
    page.bar.find_next()
    page.bar.replace_one()
    assert page.bar.hits == ()
    qtbot.keyClick(page.field("Find"), K.Key_Escape)
    assert page.editors[0].hasFocus()
