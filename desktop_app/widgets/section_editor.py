"""The text of a section, edited in place."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop_app.domain.markup import Anchor
from desktop_app.domain.text import BlockKind, SectionText, clean
from desktop_app.qt import plain_selection, table_steps, text_formatting
from desktop_app.qt.spelling import Spelling
from desktop_app.qt.theme import Theme
from desktop_app.widgets.drafted_text import DraftedText
from desktop_app.widgets.spelling_menu import SpellingMenu

TELL_EVERY = 250
"""Milliseconds: `changed` is told at most this often."""
_MOVE, _KEEP = QTextCursor.MoveMode.MoveAnchor, QTextCursor.MoveMode.KeepAnchor


class SectionEditor(DraftedText):
    """Shows a section's text with its citations and findings. As high as its text."""

    changed = Signal(str)
    """A person changed the text: its markup. Told at most every 250 ms, and before `left`."""
    left = Signal()
    """The keyboard went elsewhere."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self.setAcceptRichText(False)
        self._menu = SpellingMenu(self)
        self._scale = theme.scale
        self._told, self._filling, self._edited, self._at = "", False, False, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TELL_EVERY)
        self._connect()
        self._add_actions()

    # Text

    def load(self, text: SectionText, anchors: Sequence[Anchor] = ()) -> None:
        """Show this text. The same text that stands here already is left alone, and can still be undone; of another
        one nothing can be undone."""
        if self._says(text, anchors):
            return
        self._fill(text, anchors, keep_undo=False)

    def revise(self, text: SectionText, anchors: Sequence[Anchor] = ()) -> None:
        """The same for a change that the person asked for (a fix, a redo): one step that can be undone."""
        if not self._says(text, anchors):
            self._fill(text, anchors, keep_undo=True)

    def markup(self) -> str:
        """What stands here, as markup."""
        return self.section.read().markup

    def flush(self) -> None:
        """Tell `changed` now if there is something to tell; what is streamed is nobody's typing."""
        self._timer.stop()
        if self.streaming:
            return
        markup = self.markup()
        if markup != self._told:
            self._told = markup
            self.changed.emit(markup)

    def set_read_only(self, read_only: bool) -> None:
        """Whether the text can only be read, selected and copied."""
        super().set_read_only(read_only)
        for action in self.actions():
            action.setEnabled(not read_only)

    def take_focus(self) -> None:
        """The keyboard is here again, the caret where it was."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def check_spelling(self, spelling: Spelling | None) -> None:
        """Underline words that a dictionary does not know, and offer others in the menu of the word."""
        self._menu.spelling = spelling
        self.highlighter.check_spelling(spelling)

    def begin_stream(self) -> None:
        """The same; what was typed and not told yet is told before."""
        if self._timer.isActive():
            self.flush()
        self._filling = True
        super().begin_stream()

    def end_stream(self, read_only: bool = False) -> None:
        """The same; what came in is nobody's typing."""
        super().end_stream(read_only)
        self._filling = False
        self._told = self.markup()

    # Commands

    def toggle_bold(self) -> None:
        """Make the selected words bold, or plain again."""
        words = text_formatting.toggle_bold(self.textCursor(), self.section.style)
        if words is not None:
            self.setCurrentCharFormat(words)

    def toggle_kind(self, kind: BlockKind) -> None:
        """Make the selected lines a list, a heading, or paragraphs again."""
        text_formatting.toggle_kind(self.textCursor(), kind, self.section.style)

    def insert_table(self) -> None:
        """A table under the line of the caret; inside a table, a row under that of the caret."""
        style, cursor = self.section.style, self.textCursor()
        self._go(table_steps.insert_table(cursor, style) or table_steps.add_row(cursor, style))

    def kind(self) -> BlockKind:
        """What the caret stands in."""
        return text_formatting.kind_at(self.textCursor())

    def apply_theme(self) -> None:
        """Take over colours and text size of the theme. Lines and tables are set anew, and then nothing can be undone;
        in other colours alone a text without tables keeps its history."""
        super().apply_theme()
        read, resized = self.read(), self._scale != self._theme.scale
        self._scale = self._theme.scale
        if not self.streaming and (resized or any(block.kind is BlockKind.ROW for block in read.text.blocks)):
            placed, marks = self.highlighter.placed(read.offsets), self.commented
            self._fill(read.text, read.anchors, keep_undo=False)
            self.highlighter.show_placed(placed, self.read().offsets)
            self.show_comments(marks)
        self.highlighter.rehighlight()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keys of tables, lists and chips; all others are those of any text field."""
        if self.isReadOnly() or not self._edit_key(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        """Tab goes through the cells of a table, and on from its last one."""
        if not self.isReadOnly() and self._go(table_steps.next_cell(self.textCursor(), back=not next)):
            return True
        return super().focusNextPrevChild(next)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Typed citations become chips, and what was not told yet is told."""
        super().focusOutEvent(event)
        if event.reason() is Qt.FocusReason.PopupFocusReason:
            return
        if not self.isReadOnly():
            text_formatting.take_citations(self.textCursor())
            self.flush()
            self._hold_amounts()
        self.left.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The menu of a text field; over a misspelt word, what may be meant comes first."""
        self._menu.open_menu(event)

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """Plain text, with citations as [n]."""
        data = QMimeData()
        data.setText(plain_selection.plain_text(self.textCursor()))
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        """Text; files are for the page."""
        return source.hasText() and not source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802
        """Plain text, whatever else is on the clipboard."""
        plain_selection.insert_plain(self.textCursor(), clean(source.text()), self.section.style)

    # Its own

    def _connect(self) -> None:
        self._timer.timeout.connect(self.flush)
        self.document().contentsChange.connect(self._note_edit)
        self.document().contentsChanged.connect(self._note_change)
        self.cursorPositionChanged.connect(self._caret_moved)

    def _add_actions(self) -> None:
        for text, keys, slot in (
            (self.tr("Bold"), "Ctrl+B", self.toggle_bold),
            (self.tr("Bulleted list"), "Ctrl+Shift+8", self._toggle_bullets),
            (self.tr("Numbered list"), "Ctrl+Shift+7", self._toggle_numbers),
            (self.tr("Heading"), "Ctrl+Shift+1", self._toggle_heading),
            (self.tr("Table"), "Ctrl+Shift+T", self.insert_table),
        ):
            action = QAction(text, self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def _toggle_bullets(self) -> None:
        self.toggle_kind(BlockKind.BULLET)

    def _toggle_numbers(self) -> None:
        self.toggle_kind(BlockKind.NUMBER)

    def _toggle_heading(self) -> None:
        self.toggle_kind(BlockKind.HEADING)

    def _says(self, text: SectionText, anchors: Sequence[Anchor]) -> bool:
        read = self.read()
        ends = [(a.number, a.end) for a in read.anchors]
        return read.text == text and ends == sorted(((a.number, a.end) for a in anchors), key=lambda a: a[1])

    def _fill(self, text: SectionText, anchors: Sequence[Anchor], *, keep_undo: bool) -> None:
        self._timer.stop()
        at = self.textCursor().position()
        self._filling = True
        self.highlighter.show_findings((), self.read().offsets)
        self.highlighter.show_changed((), self.read().offsets)
        self.show_comments(())
        (self.section.replace if keep_undo else self.section.load)(text, anchors)
        self._filling = False
        self._told = self.markup()
        cursor = self.textCursor()
        cursor.setPosition(min(at, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def _hold_amounts(self) -> None:
        """The text is the same after it."""
        self._filling = True
        text_formatting.hold_amounts(self.textCursor())
        self._filling = False

    def _note_edit(self) -> None:
        """Told of edits alone; `contentsChanged` is also told of marks that are laid over the text."""
        self._edited = True

    def _note_change(self) -> None:
        edited, self._edited = self._edited, False
        if not edited or self._filling:
            return
        self.highlighter.forget_changed()
        if not self._timer.isActive():
            self._timer.start()

    def _caret_moved(self) -> None:
        """The caret never stands between a chip and its space, and what is typed is no part of a chip."""
        cursor, before = self.textCursor(), self._at
        if text_formatting.in_chip(cursor, cursor.position()):
            to = cursor.position() + (1 if cursor.position() > before else -1)
            cursor.setPosition(to, _KEEP if cursor.hasSelection() else _MOVE)
            self.setTextCursor(cursor)
        self._at = cursor.position()
        if not cursor.hasSelection() and text_formatting.is_special(cursor.charFormat()):
            self.setCurrentCharFormat(text_formatting.plain_look(cursor, self.section.style))
        if self.hasFocus():
            self._bring_into_sight()

    def _edit_key(self, event: QKeyEvent) -> bool:
        cursor, style = self.textCursor(), self.section.style
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return self._go(table_steps.cell_below(cursor, style) or text_formatting.break_line(cursor, style))
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                return True  # a tab is no text: it has gone through cells or to the next control before
            case Qt.Key.Key_Backspace if not event.modifiers():
                return self._go(text_formatting.remove_before(cursor, style))
            case Qt.Key.Key_Delete if not event.modifiers():
                return self._go(text_formatting.remove_after(cursor))
        return False

    def _go(self, cursor: QTextCursor | None) -> bool:
        if cursor is None:
            return False
        self.setTextCursor(cursor)
        return True
