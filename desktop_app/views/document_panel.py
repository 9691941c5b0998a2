"""The documents of a case beside its questions, and why the question at hand is asked."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QListView, QMenu, QWidget

from desktop_app.domain.evidence import Document
from desktop_app.domain.form import FormField
from desktop_app.qt.document_list_model import DocumentListModel
from desktop_app.qt.form_step import Question
from desktop_app.widgets.document_delegate import DocumentDelegate
from desktop_app.widgets.kit import Kit, column, named, row

WIDE = 304
"""Pixels at 100 %."""


class DocumentPanel(QWidget):
    """Add, a list that says what is known of each document, and the help of a question."""

    add_asked = Signal(str)
    """The attachment field to add to."""
    opened = Signal(str, int)
    """A document, and the page to show."""
    remove_asked = Signal(object)
    """A Document."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._fields: tuple[FormField, ...] = ()
        self._model = DocumentListModel(self)
        self._editable = False
        self._list = named(QListView(), self.tr("Documents"), self.tr("Enter opens one, Delete removes it"))
        self._list.setModel(self._model)
        self._delegate = DocumentDelegate(kit.theme, self._list)
        self._delegate.remove_asked.connect(self._remove)
        self._list.setItemDelegate(self._delegate)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._list.customContextMenuRequested.connect(self._offer)
        self._delete = QShortcut(QKeySequence.StandardKey.Delete, self._list, context=Qt.ShortcutContext.WidgetShortcut)
        self._delete.activated.connect(self._remove_current)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._list.activated.connect(self._chosen)
        self._list.clicked.connect(self._clicked)
        self._add = kit.button(self.tr("Add"), icon="plus", size="small", name=self.tr("Add documents"))
        kit.with_key(self._add, "add_document")
        self._add.clicked.connect(self.add)
        self._menu = QMenu(self)
        self._why = QWidget()
        self._asked = kit.words(style="label", tone="2", wrapped=True)
        self._help = kit.words(style="small", tone="2", wrapped=True)
        self._build()

    def show_documents(self, documents: tuple[Document, ...], fields: Sequence[FormField], *, editable: bool) -> None:
        """These documents, and the questions that they can be added to."""
        self._fields, self._editable = tuple(fields), editable
        self._delegate.set_removable(editable)
        self._model.show_documents(documents)
        self._empty.setVisible(not documents)
        self._list.setVisible(bool(documents))
        self._add.setVisible(editable and bool(fields))
        self._fit()

    def show_help(self, question: Question | None) -> None:
        """Why a question is asked; nothing where the form does not say."""
        words = question.field.help if question is not None else ""
        self._asked.setText(question.label if question is not None else "")
        self._help.setText(words)
        self._why.setVisible(bool(words))

    def take_focus(self) -> None:
        """Go on here."""
        (self._list if self._list.isVisible() else self._add).setFocus(Qt.FocusReason.OtherFocusReason)

    def add(self) -> None:
        """Ask which question the documents are for, where there are several."""
        if len(self._fields) == 1:
            self.add_asked.emit(self._fields[0].field)
            return
        self._menu.clear()
        for field in self._fields:
            action = self._menu.addAction(field.label or field.field)
            action.triggered.connect(partial(self.add_asked.emit, field.field))
        self._menu.popup(self._add.mapToGlobal(self._add.rect().bottomLeft()))

    def _offer(self, at: QPoint) -> None:
        """What can be done with the row under the pointer, or with the one that has the keyboard."""
        index = self._list.indexAt(at) if self._list.rect().contains(at) else self._list.currentIndex()
        if not index.isValid():
            return
        self._menu.clear()
        self._menu.addAction(self.tr("Open")).triggered.connect(partial(self._chosen, index))
        if self._editable:
            self._menu.addAction(self.tr("Remove")).triggered.connect(partial(self._remove, index))
        self._menu.popup(self._list.viewport().mapToGlobal(at))

    def _remove_current(self) -> None:
        if self._list.currentIndex().isValid():
            self._remove(self._list.currentIndex())

    def _remove(self, index: QModelIndex) -> None:
        if self._editable:
            self.remove_asked.emit(self._model.document_at(index))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Rows are as high as their words at this width."""
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        kit = self._kit
        head = row(kit.words(self.tr("Documents"), "subhead"), None, self._add)
        about = self.tr("The draft may only state what these documents or your answers support.")
        self._empty = kit.words(
            self.tr("No documents yet. Drop them anywhere on this window, or choose Add."), "small", "2", wrapped=True
        )
        why = kit.words(self.tr("Why we ask"), "subhead")
        column(why, self._asked, self._help, gap=kit.theme.px(6), into=self._why)
        inside = kit.region(
            "scrolled",
            head,
            kit.words(about, "small", "3", wrapped=True),
            self._empty,
            self._list,
            kit.theme.px(8),
            self._why,
            None,
            gap=kit.theme.px(8),
        )
        inside.layout().setContentsMargins(*[kit.theme.px(20)] * 4)  # type: ignore[union-attr]
        column(kit.scrolled(inside), gap=0, into=self)
        self.setObjectName("rightPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedWidth(kit.theme.px(WIDE))
        named(self, self.tr("Documents of this case"))
        self.show_help(None)

    def _fit(self) -> None:
        """As high as its rows: the panel scrolls, and not the list in it."""
        self._list.scheduleDelayedItemsLayout()
        high = sum(self._list.sizeHintForIndex(self._model.index(at)).height() for at in range(self._model.rowCount()))
        self._list.setFixedHeight(high + 4)

    def _clicked(self, index: QModelIndex) -> None:
        """Opens it, but for a click on its sign of removal."""
        if not self._delegate.is_removing:
            self._chosen(index)

    def _chosen(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.document_at(index).document_id, 1)
