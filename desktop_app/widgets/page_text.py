"""The text of a page of a document, with a passage marked, and with what nobody sees in the document itself."""

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from desktop_app.domain.evidence import Passage
from desktop_app.domain.hidden_text import Hidden, for_people
from desktop_app.domain.text import Span
from desktop_app.qt.text_offsets import to_units
from desktop_app.widgets.kit import Kit, named

translate = QCoreApplication.translate


class PageText(QPlainTextEdit):
    """Read only; Tab goes on."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        named(self, translate("document", "Text of the page"))
        self._kit = kit
        self.setReadOnly(True)
        self.setTabChangesFocus(True)

    def show_page(self, page: str, passage: Passage | None) -> None:
        """The text of a page as it is recorded, and the passage to mark and to bring into sight."""
        told = for_people(page, hidden_words())
        self.setPlainText(told.text)
        marks = [self._mark(told.text, span, "warning_soft") for span in told.hidden]
        if passage is not None:
            marks.append(self._mark(told.text, Span(told.place(passage.start), told.place(passage.end)), "mark"))
            start = QTextCursor(self.document())
            start.setPosition(marks[-1].cursor.selectionStart())
            self.setTextCursor(start)
            QTimer.singleShot(0, self, self.centerCursor)
        self.setExtraSelections(marks)

    def _mark(self, text: str, span: Span, colour: str) -> QTextEdit.ExtraSelection:
        mark, look, cursor = QTextEdit.ExtraSelection(), QTextCharFormat(), QTextCursor(self.document())
        cursor.setPosition(to_units(text, span.start))
        cursor.setPosition(to_units(text, span.end), QTextCursor.MoveMode.KeepAnchor)
        look.setBackground(self._kit.theme.colour(colour))
        look.setForeground(self._kit.theme.colour("text"))
        mark.cursor, mark.format = cursor, look
        return mark


def hidden_words() -> dict[Hidden, str]:
    """Why nobody sees a text."""
    return {
        Hidden.INVISIBLE: translate("document", "Nobody sees this, it is drawn without ink"),
        Hidden.SAME_COLOUR: translate("document", "Nobody sees this, it has the colour of the page"),
        Hidden.TINY: translate("document", "Nobody sees this, it is too small"),
        Hidden.OFF_PAGE: translate("document", "Nobody sees this, it stands beside the page"),
        Hidden.COVERED: translate("document", "Nobody sees this, something covers it"),
        Hidden.MARKED_HIDDEN: translate("document", "Nobody sees this, it is marked as hidden"),
        Hidden.DELETED: translate("document", "Deleted"),
    }
