"""The text of a section: read, streamed into, and edited in place."""

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from desktop_app.domain.markup import Anchor, Cite, Piece, Words
from desktop_app.domain.text import BlockKind, Origin, SectionText, Span, clean
from desktop_app.qt import plain_selection, table_commands, text_formatting
from desktop_app.qt.citation_object import chip_size, paint_chip
from desktop_app.qt.document_lines import DocumentText
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.section_highlighter import BESIDE, PlacedFinding, SectionHighlighter
from desktop_app.qt.section_stream import SectionStream
from desktop_app.qt.spelling import Spelling
from desktop_app.qt.theme import Theme
from desktop_app.widgets.flowing_text import FlowingText

_BY_MOUSE = QContextMenuEvent.Reason.Mouse
TELL_EVERY = 250
"""Milliseconds: `changed` is told at most this often."""
_MOVE, _KEEP = QTextCursor.MoveMode.MoveAnchor, QTextCursor.MoveMode.KeepAnchor


class SectionEditor(FlowingText):
    """Shows a section's text with its citations and findings. As high as its text."""

    changed = Signal(str)
    """A person changed the text: its markup. Told at most every 250 ms, and before `left`."""
    left = Signal()
    """The keyboard went elsewhere."""
    finding_chosen = Signal(str)
    """Words with a finding were clicked: its identifier."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, SectionDocument(theme), name, parent)
        self.section.setParent(self)
        self.setAcceptRichText(False)
        self.highlighter = SectionHighlighter(self.section.document, theme)
        self._stream: SectionStream | None = None
        self._spelling: Spelling | None = None
        self._menu_for: tuple[QTextCursor, QPoint] | None = None
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

    def read(self) -> DocumentText:
        """What stands here."""
        return self.section.read()

    def markup(self) -> str:
        """The same as markup."""
        return self.section.read().markup

    def flush(self) -> None:
        """Tell `changed` now if there is something to tell."""
        self._timer.stop()
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

    # Citations and findings

    def show_findings(self, findings: Sequence[PlacedFinding]) -> None:
        """Underline these; their places count in the text that stands here."""
        self.highlighter.show_findings(findings, self.read().offsets)
        self.viewport().update()

    def finding_at(self, position: int) -> PlacedFinding | None:
        """The finding whose words are at this position of the document."""
        return self.highlighter.finding_at(position)

    def select_finding(self, finding_id: str) -> None:
        """Put the caret at the words of a finding and bring them into sight."""
        for marked in self.highlighter.findings:
            if marked.finding.finding_id == finding_id:
                self.show_place(marked.cursor.selectionStart())

    def show_changed(self, spans: Iterable[Span]) -> None:
        """Tint these words of the text until the next edit."""
        self.highlighter.show_changed(spans, self.read().offsets)

    def check_spelling(self, spelling: Spelling | None) -> None:
        """Underline words that a dictionary does not know, and offer others in the menu of the word."""
        self._spelling = spelling
        self.highlighter.check_spelling(spelling)

    # Streaming

    @property
    def streaming(self) -> bool:
        """Whether text is coming in."""
        return self._stream is not None

    def begin_stream(self) -> None:
        """Empty, read only, without undo: ready for `append`. What was typed and not told yet is told before."""
        if self._timer.isActive():
            self.flush()
        self.set_read_only(True)
        self._filling = True
        self.show_findings(())
        self.section.load(SectionText(), ())
        self.document().setUndoRedoEnabled(False)
        self._stream = SectionStream(self.section)
        self.viewport().update()

    def append(self, text: str, origin: Origin = Origin.MODEL) -> None:
        """Show markup after what is there."""
        self.add((Words(text, origin),))

    def cite(self, number: int) -> None:
        """Show a citation after what is there."""
        self.add((Cite(number),))

    def add(self, pieces: Iterable[Piece]) -> None:
        """Show what came in since the last time, as one edit. Nothing where no stream is open."""
        if self._stream is not None:
            self._stream.add(pieces)
            self.viewport().update(self._stream_caret().adjusted(-1, 0, 1, 0).toAlignedRect())

    def end_stream(self, read_only: bool = False) -> None:
        """What came in stays; it can be edited again where `read_only` is false."""
        if self._stream is not None:
            self._stream.finish()
        self._stream = None
        self.document().setUndoRedoEnabled(True)
        self._filling = False
        self._told = self.markup()
        self.set_read_only(read_only)
        self.viewport().update()

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
        self._go(table_commands.insert_table(cursor, style) or table_commands.add_row(cursor, style))

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
            placed = self.highlighter.placed(read.offsets)
            self._fill(read.text, read.anchors, keep_undo=False)
            self.highlighter.show_placed(placed, self.read().offsets)
        self.highlighter.rehighlight()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keys of tables, lists and chips; all others are those of any text field."""
        if self.isReadOnly() or not self._edit_key(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        """Tab goes through the cells of a table, and on from its last one."""
        if not self.isReadOnly() and self._go(table_commands.next_cell(self.textCursor(), back=not next)):
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
        word = self.cursorForPosition(event.pos()) if event.reason() is _BY_MOUSE else self.textCursor()
        word.select(QTextCursor.SelectionType.WordUnderCursor)
        self._menu_for = word, event.globalPos()
        if self._spelling is not None and not self.isReadOnly() and self._spelling.is_misspelt(word.selectedText()):
            self._spelling.suggest(word.selectedText(), self._show_menu)
        else:
            self._show_menu(())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on words with a finding chooses it."""
        super().mouseReleaseEvent(event)
        finding = self.finding_at(self.textCursor().position())
        if finding is not None and self._is_click(event) and self._chip_under(event.position()) is None:
            self.finding_chosen.emit(finding.finding_id)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The text, the chips of statements without support, and the caret of a stream."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for marked in self.highlighter.findings:
            if marked.unsupported:
                paint_chip(painter, self._theme, self._warning_chip(marked.cursor), "!", ("danger", "surface"))
        if self._stream is not None:
            painter.fillRect(self._stream_caret(), self._theme.colour("accent"))
        painter.end()

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

    def _show_menu(self, suggestions: tuple[str, ...]) -> None:
        if self._menu_for is None:
            return
        word, place = self._menu_for
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first = menu.actions()[0]
        for suggestion in suggestions:
            action = QAction(suggestion, menu)
            action.triggered.connect(partial(self._put, word, suggestion))
            menu.insertAction(first, action)
        if suggestions:
            menu.insertSeparator(first)
        menu.popup(place)

    def _put(self, word: QTextCursor, suggestion: str) -> None:
        with text_formatting.one_step(word):
            word.insertText(suggestion, word.charFormat())

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
                return self._go(table_commands.cell_below(cursor, style) or text_formatting.break_line(cursor, style))
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

    def _warning_chip(self, words: QTextCursor) -> QRectF:
        cursor = QTextCursor(words)
        cursor.setPosition(words.selectionEnd())
        line = QRectF(self.cursorRect(cursor))
        size = chip_size(self._theme, "!")
        left = line.left() - size.width() - self._theme.px(BESIDE)
        return QRectF(QPointF(left, line.center().y() - size.height() / 2), size)

    def _stream_caret(self) -> QRectF:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        line = self.cursorRect(cursor)
        return QRectF(line.left() + self._theme.px(2), line.top(), self._theme.px(2), line.height())
