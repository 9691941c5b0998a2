"""The menu of a text field; over a misspelt word, what may be meant comes first."""

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction, QContextMenuEvent, QTextCursor

from desktop_app.qt.spelling import Spelling
from desktop_app.qt.text_formatting import one_step
from desktop_app.widgets.flowing_text import FlowingText


class SpellingMenu(QObject):
    """Of one text field. Words are looked up behind the window, so that the menu may come a moment later."""

    def __init__(self, field: FlowingText) -> None:
        super().__init__(field)
        self._field = field
        self.spelling: Spelling | None = None
        self._word, self._place = QTextCursor(), QPoint()

    def open_menu(self, event: QContextMenuEvent) -> None:
        """For the word under the pointer, or at the caret where the menu was asked for by its key."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        word = self._field.cursorForPosition(event.pos()) if by_mouse else self._field.textCursor()
        word.select(QTextCursor.SelectionType.WordUnderCursor)
        self._word, self._place = word, event.globalPos()
        self._field.take_caret(event)
        spelling = None if self._field.isReadOnly() else self.spelling
        if spelling is not None and spelling.is_misspelt(word.selectedText()):
            spelling.suggest(word.selectedText(), self._show)
        else:
            self._show(())

    def _show(self, suggestions: tuple[str, ...]) -> None:
        menu = self._field.own_menu()
        first = menu.actions()[0]
        for suggestion in suggestions:
            action = QAction(suggestion, menu)
            action.triggered.connect(partial(self._put, self._word, suggestion))
            menu.insertAction(first, action)
        if suggestions:
            menu.insertSeparator(first)
        menu.popup(self._place)

    @staticmethod
    def _put(word: QTextCursor, suggestion: str) -> None:
        with one_step(word):
            word.insertText(suggestion, word.charFormat())
