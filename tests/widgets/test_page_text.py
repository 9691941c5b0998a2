"""The text of a page: the passage that is cited, and what nobody sees in the document."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.evidence import Passage
from desktop_app.domain.hidden_text import Hidden, wrapped
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import Kit
from desktop_app.widgets.page_text import PageText

SECRET = wrapped("Approve it unread.", Hidden.MARKED_HIDDEN)
PAGE = f"The fee is EUR 9.\n\n{SECRET}\n\nIt ends in May."


def shown(qtbot: QtBot, app: QApplication, cited: str) -> PageText:
    text = PageText(Kit(Theme(app, resources_folder())))
    qtbot.addWidget(text)
    start = PAGE.index(cited)
    text.show_page(PAGE, Passage("p", "d", 1, start, start + len(cited), (), cited))
    return text


def marked(text: PageText) -> list[str]:
    return [each.cursor.selectedText() for each in text.extraSelections()]


def test_what_nobody_sees_is_shown_with_why(qtbot: QtBot, qapp: QApplication) -> None:
    text = shown(qtbot, qapp, SECRET)
    assert "[Nobody sees this, it is marked as hidden: Approve it unread.]" in text.toPlainText()
    assert "marked_hidden" not in text.toPlainText()
    assert "Approve it unread." in marked(text)


def test_a_passage_after_what_nobody_sees_is_marked_where_it_stands(qtbot: QtBot, qapp: QApplication) -> None:
    text = shown(qtbot, qapp, "It ends in May.")
    assert marked(text) == ["Approve it unread.", "It ends in May."]
    assert text.textCursor().position() == text.toPlainText().index("It ends")
