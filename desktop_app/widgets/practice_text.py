"""The texts of a practice case, one below the other: words are chosen in them, and places are marked."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from desktop_app.domain.text import Span
from desktop_app.qt.text_offsets import to_points, to_units
from desktop_app.widgets.kit import Kit, named

Place = tuple[str, int, int]
"""A section, and from where to where in its text."""


class PracticeText(QPlainTextEdit):
    """Read only; words are chosen with the pointer or with Shift and the arrows, and Tab goes on."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._starts = kit, dict[str, Span]()
        named(self, QCoreApplication.translate("practice", "Text of the practice case"))
        self.setFont(kit.theme.font("document"))
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)

    def show_sections(self, sections: Sequence[tuple[str, str, str]]) -> None:
        """These: each with its name, its title and its text."""
        self._starts.clear()
        whole = ""
        heads = []
        for name, title, text in sections:
            heads.append(Span(len(whole), len(whole) + len(title)))
            whole += f"{title}\n"
            self._starts[name] = Span(len(whole), len(whole) + len(text))
            whole += f"{text}\n\n"
        self.setPlainText(whole.rstrip("\n"))
        for head in heads:
            look = QTextCharFormat()
            look.setFont(self._kit.theme.font("subhead"))
            self._cursor(head.start, head.end).mergeCharFormat(look)

    def chosen(self) -> Place | None:
        """The words that are chosen, within one section; only the section where none are. None: outside of all."""
        cursor, plain = self.textCursor(), self.toPlainText()
        start, end = (to_points(plain, at) for at in (cursor.selectionStart(), cursor.selectionEnd()))
        for name, span in self._starts.items():
            if span.start <= start <= span.end:
                end = min(end, span.end)
                return (name, start - span.start, end - span.start) if end > start else (name, 0, 0)
        return None

    def show_marks(self, places: Iterable[tuple[Place, str]]) -> None:
        """Mark these, each in its colour."""
        marks = []
        for (name, start, end), colour in places:
            begin = self._starts[name].start
            mark, look = QTextEdit.ExtraSelection(), QTextCharFormat()
            look.setBackground(self._kit.theme.colour(colour))
            look.setFontUnderline(True)
            mark.cursor, mark.format = self._cursor(begin + start, begin + end), look
            marks.append(mark)
        self.setExtraSelections(marks)

    def go_to(self, place: Place) -> None:
        """Bring it into sight."""
        begin = self._starts[place[0]].start
        self.setTextCursor(self._cursor(begin + place[1], begin + place[1]))
        self.ensureCursorVisible()

    def words(self, place: Place) -> str:
        """The words that stand there."""
        begin = self._starts[place[0]].start
        return self.toPlainText()[begin + place[1] : begin + place[2]]

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor, plain = QTextCursor(self.document()), self.toPlainText()
        cursor.setPosition(to_units(plain, start))
        cursor.setPosition(to_units(plain, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor
