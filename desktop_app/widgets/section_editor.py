"""The text of a section: read, streamed into, and edited in place. The page scrolls, and not the text in it."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QTextEdit, QToolTip, QWidget

from desktop_app.domain.markup import Anchor, Cite, Piece, Words
from desktop_app.domain.text import BlockKind, Origin, SectionText, Span, clean
from desktop_app.qt import plain_selection, table_commands, text_commands
from desktop_app.qt.citation_object import chip_size, paint_chip
from desktop_app.qt.document_lines import DocumentText
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.section_highlighter import BESIDE, PlacedFinding, SectionHighlighter
from desktop_app.qt.section_stream import SectionStream
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import named

TELL_EVERY = 250
"""Milliseconds: `changed` is told at most this often."""
_READING = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
_MOVE, _KEEP = QTextCursor.MoveMode.MoveAnchor, QTextCursor.MoveMode.KeepAnchor


class SectionEditor(QTextEdit):
    """Shows a section's text with its citations and findings. As high as its text."""

    changed = Signal(str)
    """A person changed the text: its markup. Told at most every 250 ms, and before `left`."""
    left = Signal()
    """The keyboard went elsewhere."""
    citation_chosen = Signal(int)
    """A chip was clicked or reached by its keys: its number."""
    finding_chosen = Signal(str)
    """Words with a finding were clicked: its identifier."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.section = SectionDocument(theme, self)
        self.highlighter = SectionHighlighter(self.section.document, theme)
        self._stream: SectionStream | None = None
        self._sources: Mapping[int, str] = {}
        self._told, self._filling, self._at = "", False, 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TELL_EVERY)
        named(self, name)
        self._set_up()
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
        self.setReadOnly(read_only)
        if read_only:
            self.setTextInteractionFlags(_READING)
        for action in self.actions():
            action.setEnabled(not read_only)

    # Citations and findings

    def set_sources(self, sources: Mapping[int, str]) -> None:
        """What is said of each citation under the pointer: its document and page."""
        self._sources = dict(sources)

    def choose_citation(self, number: int | None) -> None:
        """Make the chips with this number solid."""
        self.section.chips.chosen = number
        self.viewport().update()

    def citation_at(self, position: int) -> int | None:
        """The number of the chip beside this position of the document."""
        return self.section.citation_at(position)

    def next_citation(self) -> int | None:
        """Go to the next chip after the caret and choose it; its number, None where there is none."""
        return self._go_to(self.section.next_citation(self.textCursor().position()))

    def previous_citation(self) -> int | None:
        """The same backwards."""
        return self._go_to(self.section.previous_citation(max(self.textCursor().position() - 1, 0)))

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
                self._show_place(marked.cursor.selectionStart())

    def show_changed(self, spans: Iterable[Span]) -> None:
        """Tint these words of the text until the next edit."""
        self.highlighter.show_changed(spans, self.read().offsets)

    # Streaming

    @property
    def streaming(self) -> bool:
        """Whether text is coming in."""
        return self._stream is not None

    def begin_stream(self) -> None:
        """Empty, read only, without undo: ready for `append`."""
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
        self._stream = None
        self.document().setUndoRedoEnabled(True)
        self._filling = False
        self._told = self.markup()
        self.set_read_only(read_only)
        self.viewport().update()

    # Commands

    def toggle_bold(self) -> None:
        """Make the selected words bold, or plain again."""
        self.setCurrentCharFormat(text_commands.toggle_bold(self.textCursor(), self.section.style))

    def toggle_kind(self, kind: BlockKind) -> None:
        """Make the selected lines a list, a heading, or paragraphs again."""
        text_commands.toggle_kind(self.textCursor(), kind, self.section.style)

    def insert_table(self) -> None:
        """A table under the line of the caret; inside a table, a row under that of the caret."""
        style, cursor = self.section.style, self.textCursor()
        self._go(table_commands.insert_table(cursor, style) or table_commands.add_row(cursor, style))

    def kind(self) -> BlockKind:
        """What the caret stands in."""
        return text_commands.kind_at(self.textCursor())

    def apply_theme(self) -> None:
        """Take over colours and text size of the theme."""
        read = self.read()
        self.setFont(self.section.style.font())
        self.section.apply_style()
        self._fill(read.text, read.anchors, keep_undo=False)
        self.highlighter.rehighlight()

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keys of tables, lists and chips; all others are those of any text field."""
        if self.isReadOnly():
            if not self._read_key(event):
                super().keyPressEvent(event)
        elif not self._edit_key(event):
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
            text_commands.take_citations(self.textCursor())
            self.flush()
        self.left.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a chip or on words with a finding chooses it."""
        super().mouseReleaseEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton or self.textCursor().hasSelection():
            return
        chip = self._chip_under(event.position())
        finding = self.finding_at(self.textCursor().position())
        if chip is not None:
            self._choose(chip)
        elif finding is not None:
            self.finding_chosen.emit(finding.finding_id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A chip looks like what can be pressed."""
        super().mouseMoveEvent(event)
        on_chip = self._chip_under(event.position()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on_chip else Qt.CursorShape.IBeamCursor)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """The source of the chip under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            chip = self._chip_under(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._sources.get(chip or 0, ""), self)
            return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """The page scrolls."""
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width, another height."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The text, the chips of statements without support, and the caret of a stream."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for marked in self.highlighter.findings:
            if marked.unsupported:
                paint_chip(painter, self._theme, self._warning_chip(marked.cursor), "!", ("danger_soft", "danger"))
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

    def _set_up(self) -> None:
        self.setFont(self.section.style.font())
        self.setDocument(self.section.document)
        self.section.apply_style()
        self.setProperty("editor", "section")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.viewport().setMouseTracking(True)
        self.setMaximumWidth(self._theme.size("measure"))
        self._fit()

    def _connect(self) -> None:
        self._timer.timeout.connect(self.flush)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.document().contentsChanged.connect(self._note_change)
        self.cursorPositionChanged.connect(self._caret_moved)
        self._theme.changed.connect(self.apply_theme)

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
        (self.section.replace if keep_undo else self.section.load)(text, anchors)
        self._filling = False
        self._told = self.markup()
        self._go_to_position(min(at, self.document().characterCount() - 1))

    def _note_change(self) -> None:
        if self._filling:
            return
        self.highlighter.forget_changed()
        if not self._timer.isActive():
            self._timer.start()

    def _fit(self) -> None:
        margins = self.height() - self.viewport().height()
        high = max(ceil(self.document().size().height()), self._theme.line("document")) + max(margins, 0)
        if high != self.height():
            self.setFixedHeight(high)

    def _caret_moved(self) -> None:
        """The caret never stands between a chip and its space, and what is typed is no part of a chip."""
        cursor, before = self.textCursor(), self._at
        if text_commands.in_chip(cursor, cursor.position()):
            to = cursor.position() + (1 if cursor.position() > before else -1)
            cursor.setPosition(to, _KEEP if cursor.hasSelection() else _MOVE)
            self.setTextCursor(cursor)
        self._at = cursor.position()
        if not cursor.hasSelection() and text_commands.is_special(cursor.charFormat()):
            self.setCurrentCharFormat(text_commands.plain_look(cursor, self.section.style))
        if self.hasFocus():
            self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        inside = page.widget() if isinstance(page, QScrollArea) else None
        if isinstance(page, QScrollArea) and inside is not None:
            caret = self.cursorRect()
            at = self.viewport().mapTo(inside, caret.center())
            page.ensureVisible(at.x(), at.y(), 0, 2 * caret.height())

    def _read_key(self, event: QKeyEvent) -> bool:
        match event.text():
            case "]":
                self.next_citation()
            case "[":
                self.previous_citation()
            case _:
                if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    return False
                number = self.citation_at(self.textCursor().position())
                if number is None:
                    return False
                self._choose(number)
        return True

    def _edit_key(self, event: QKeyEvent) -> bool:
        cursor, style = self.textCursor(), self.section.style
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                return self._go(table_commands.cell_below(cursor, style) or text_commands.break_line(cursor, style))
            case Qt.Key.Key_Backspace if not event.modifiers():
                return self._go(text_commands.remove_before(cursor, style))
            case Qt.Key.Key_Delete if not event.modifiers():
                return self._go(text_commands.remove_after(cursor))
        return False

    def _go(self, cursor: QTextCursor | None) -> bool:
        if cursor is None:
            return False
        self.setTextCursor(cursor)
        return True

    def _go_to_position(self, position: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(position)
        self.setTextCursor(cursor)

    def _go_to(self, chip: tuple[int, int] | None) -> int | None:
        if chip is None:
            return None
        position, number = chip
        self._show_place(position + 1)
        self._choose(number)
        return number

    def _show_place(self, position: int) -> None:
        self._go_to_position(position)
        self._bring_into_sight()

    def _choose(self, number: int) -> None:
        self.choose_citation(number)
        self.citation_chosen.emit(number)

    def _chip_under(self, at: QPointF) -> int | None:
        hit = self.document().documentLayout().hitTest(at, Qt.HitTestAccuracy.ExactHit)
        return None if hit < 0 else self.section.number_at(hit)

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
