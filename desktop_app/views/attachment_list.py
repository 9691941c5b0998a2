"""The documents that answer a question, each with a way to remove it, and a way to add one."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.domain.evidence import Document
from desktop_app.qt.form_words import document_words
from desktop_app.widgets.kit import Kit, clear, column, named, row


class AttachmentList(QWidget):
    """In the place of a field."""

    add_asked = Signal()
    remove_asked = Signal(object)
    """A Document."""

    def __init__(self, kit: Kit, label: str) -> None:
        super().__init__()
        self._kit = kit
        self._rows = column(gap=kit.theme.px(2))
        self._add = kit.button(self.tr("Add documents"), icon="paperclip")
        kit.with_key(self._add, "add_document")
        self._add.clicked.connect(self.add_asked)
        named(self._add, self.tr("Add documents to “%1”").replace("%1", label))
        column(self._rows, row(self._add, None), gap=kit.theme.px(8), into=self)
        self._shown: tuple[list[Document], bool] | None = None

    def show_files(self, documents: list[Document], *, editable: bool) -> None:
        """These documents."""
        self._add.setVisible(editable)
        if (documents, editable) == self._shown:
            return
        self._shown = (documents, editable)
        clear(self._rows)
        for document in documents:
            held = QWidget()
            words = self._kit.words(f"{document.name.text} · {document_words(document)}", "small", "2", wrapped=True)
            row(self._kit.icon("file-text"), (words, 1), *([self._remove(document)] if editable else []), into=held)
            self._rows.addWidget(held)

    def take_focus(self) -> None:
        """At the button."""
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, document: Document) -> QPushButton:
        name = self.tr("Remove %1").replace("%1", document.name.text)
        button = self._kit.button(self.tr("Remove"), "link", size="small", name=name)
        button.clicked.connect(partial(self._ask_remove, document))
        return button

    def _ask_remove(self, document: Document) -> None:
        self.take_focus()
        self.remove_asked.emit(document)
