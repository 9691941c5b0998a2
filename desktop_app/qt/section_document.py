"""The text of a section as a document to show and to edit."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor, QTextDocument

from desktop_app.domain.markup import Anchor
from desktop_app.domain.text import BlockKind, SectionText, Span
from desktop_app.qt.citation_object import CITATION, NUMBER, OBJECT, CitationObject, is_chip
from desktop_app.qt.document_lines import DocumentReader, DocumentText
from desktop_app.qt.document_style import DocumentStyle
from desktop_app.qt.document_writer import DocumentWriter
from desktop_app.qt.theme import Theme

Cited = tuple[int, int]
"""A chip: its position in the document, and its number."""


class SectionDocument(QObject):
    """A document with citation chips, filled from the text model and read back to it."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.style = DocumentStyle(theme)
        self.document = QTextDocument(self)
        self.document.setDocumentMargin(0)
        self.chips = CitationObject(theme, self)
        self.document.documentLayout().registerHandler(CITATION, self.chips)
        self._reader = DocumentReader(self.document)
        self._read: DocumentText | None = None
        self.document.contentsChanged.connect(self._forget)
        self.apply_style()
        self.load(SectionText(), ())

    def apply_style(self) -> None:
        """Take over fonts and lengths of the theme; a text that stands here is set anew."""
        self.document.setDefaultFont(self.style.font())
        self.document.setIndentWidth(self.style.indent())

    def load(self, text: SectionText, anchors: Sequence[Anchor]) -> None:
        """Show this text; what was done before cannot be undone any more."""
        undo = self.document.isUndoRedoEnabled()
        self.document.setUndoRedoEnabled(False)
        self.replace(text, anchors)
        self.document.setUndoRedoEnabled(undo)

    def replace(self, text: SectionText, anchors: Sequence[Anchor]) -> None:
        """Show this text instead, as one step that can be undone."""
        cursor = self.emptied()
        DocumentWriter(cursor, self.style).write(text, anchors)
        cursor.endEditBlock()

    def emptied(self) -> QTextCursor:
        """Take everything out: a cursor in the empty document, with an edit begun that its user ends."""
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        if cursor.currentList() is not None:
            cursor.currentList().remove(cursor.block())
        cursor.setBlockFormat(self.style.block(BlockKind.PARAGRAPH))
        return cursor

    def read(self) -> DocumentText:
        """What stands here."""
        if self._read is None:
            self._read = self._reader.read()
        return self._read

    def place(self, position: int) -> tuple[str, int]:
        """The plain text, and the offset in it of what stands at this position."""
        read = self.read()
        return read.text.plain, read.offsets.offset(position)

    def positions(self, span: Span) -> tuple[int, int]:
        """Where these characters of the text begin and end in the document."""
        offsets = self.read().offsets
        return offsets.position(span.start), offsets.end_position(span.end)

    def citation_at(self, position: int) -> int | None:
        """The number of the chip on either side of this position."""
        return self.number_at(position) or self.number_at(position - 1)

    def number_at(self, position: int) -> int | None:
        """The number of the chip that is the character at this position."""
        if position < 0 or self.document.characterAt(position) != OBJECT:
            return None
        cursor = QTextCursor(self.document)
        cursor.setPosition(position + 1)
        look = cursor.charFormat()
        return look.intProperty(NUMBER) if is_chip(look) else None

    def next_citation(self, position: int) -> Cited | None:
        """The first chip from this position on."""
        return self._chip(self.document.find(OBJECT, position))

    def previous_citation(self, position: int) -> Cited | None:
        """The last chip that ends before this position."""
        return self._chip(self.document.find(OBJECT, position, QTextDocument.FindFlag.FindBackward))

    def numbers(self) -> frozenset[int]:
        """The numbers of all chips."""
        numbers, found = set[int](), self.next_citation(0)
        while found is not None:
            numbers.add(found[1])
            found = self.next_citation(found[0] + 1)
        return frozenset(numbers)

    def _chip(self, found: QTextCursor) -> Cited | None:
        if found.isNull():
            return None
        number = self.number_at(found.selectionStart())
        return None if number is None else (found.selectionStart(), number)

    def _forget(self) -> None:
        self._read = None
