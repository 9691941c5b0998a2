"""The text of a section with what checks found in it; words can be streamed into it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from desktop_app.domain.markup import Cite, Piece, Words
from desktop_app.domain.text import Origin, SectionText, Span
from desktop_app.qt.citation_object import chip_size, paint_chip
from desktop_app.qt.document_lines import DocumentText
from desktop_app.qt.section_document import SectionDocument
from desktop_app.qt.section_highlighter import BESIDE, PlacedFinding, SectionHighlighter
from desktop_app.qt.section_stream import SectionStream
from desktop_app.qt.theme import Theme
from desktop_app.widgets.flowing_text import FlowingText


class DraftedText(FlowingText):
    """What a drafter writes and checks look at. Who edits it builds on this."""

    finding_chosen = Signal(str)
    """Words with a finding were clicked: its identifier."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, SectionDocument(theme), name, parent)
        self.section.setParent(self)
        self.highlighter = SectionHighlighter(self.section.document, theme)
        self._stream: SectionStream | None = None

    def read(self) -> DocumentText:
        """What stands here."""
        return self.section.read()

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

    # Streaming

    @property
    def streaming(self) -> bool:
        """Whether text is coming in."""
        return self._stream is not None

    def begin_stream(self) -> None:
        """Empty, read only, without undo: ready for `append`."""
        self.set_read_only(True)
        self.show_findings(())
        self.show_comments(())
        self.section.load(SectionText(), ())
        self.mark_nowhere(())
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
        self.set_read_only(read_only)
        self.viewport().update()

    # Qt

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

    # Its own

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
