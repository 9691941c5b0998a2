"""The documents of a case as rows."""

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_app.domain.evidence import Document, DocumentState
from desktop_app.qt.form_words import document_words

Index = QModelIndex | QPersistentModelIndex
TONES = {DocumentState.READ: "success", DocumentState.READING: "accent"}
ICONS = {DocumentState.READ: "circle-check", DocumentState.READING: "loader-circle"}
"""Those of a state; all others warn."""


class DocumentRole(IntEnum):
    """What a delegate asks of a row."""

    NAME = Qt.ItemDataRole.UserRole + 1
    WORDS = Qt.ItemDataRole.UserRole + 2
    TONE = Qt.ItemDataRole.UserRole + 3
    ICON = Qt.ItemDataRole.UserRole + 4


class DocumentListModel(QAbstractListModel):
    """Documents in the order in which they were attached. The selection stays when one was read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._documents: tuple[Document, ...] = ()

    def show_documents(self, documents: tuple[Document, ...]) -> None:
        """These documents now."""
        before, self._documents = self._documents, documents
        if [each.document_id for each in before] == [each.document_id for each in documents]:
            changed = [at for at, each in enumerate(documents) if each != before[at]]
            for at in changed:
                self.dataChanged.emit(self.index(at), self.index(at))
            return
        self.beginResetModel()
        self.endResetModel()

    def document_at(self, index: Index) -> Document:
        """The document of a row."""
        return self._documents[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """How many there are."""
        return 0 if parent.isValid() else len(self._documents)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, or what the delegate paints."""
        if not index.isValid():
            return None
        document = self._documents[index.row()]
        name, words = document.name.text, document_words(document)
        return {
            int(Qt.ItemDataRole.DisplayRole): f"{name}. {words}",
            int(Qt.ItemDataRole.AccessibleTextRole): f"{name}. {words}",
            int(Qt.ItemDataRole.ToolTipRole): f"{name}\n{words}",
            int(DocumentRole.NAME): name,
            int(DocumentRole.WORDS): words,
            int(DocumentRole.TONE): TONES.get(document.state, "warning"),
            int(DocumentRole.ICON): ICONS.get(document.state, "triangle-alert"),
        }.get(int(role))
