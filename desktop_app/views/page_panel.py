"""A document page by page, in the place of the questions until it is closed."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from desktop_app.domain.errors import CountersignError
from desktop_app.domain.evidence import Document, Passage
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.evidence_state import EvidencePage
from desktop_app.qt.window_words import for_window
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.page_picture import PagePicture
from desktop_app.widgets.page_text import PageText


class PagePanel(QWidget):
    """The picture of a page, or its text where there is none; Esc closes it."""

    closed = Signal()

    def __init__(self, kit: Kit, presenter: EvidencePresenter) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self._page: EvidencePage | None = None
        self._document_id, self._passage = "", None  # type: tuple[str, Passage | None]
        self._name, self._at = kit.words(style="heading", wrapped=True), kit.words(style="small", tone="3")
        self._problem = kit.words(tone="danger", wrapped=True)
        self._before = self._step(self.tr("Page before"), "chevron-left", -1)
        self._next = self._step(self.tr("Next page"), "chevron-right", 1)
        self._picture, self._area = PagePicture(kit.theme, self.tr("Page of the document")), QScrollArea()
        self._text = PageText(kit)
        self._build()
        presenter.shown.connect(self._show)
        presenter.failed.connect(self._fail)

    def open(self, case_id: str, document: Document, number: int, passage: Passage | None = None) -> None:
        """Show a page of a document, with a passage marked."""
        self._page, self._document_id, self._passage = None, document.document_id, passage
        self._name.setText(document.name.text)
        self._at.clear()
        for part in (self._area, self._text, self._problem):
            part.hide()
        self._presenter.open_case(case_id, None)
        self._presenter.show_page(document.document_id, number, passage)
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def shows(self, document_id: str) -> bool:
        """Whether this document is open here."""
        return self.isVisible() and self._document_id == document_id

    @property
    def page(self) -> EvidencePage | None:
        """The page that is shown."""
        return self._page

    def _build(self) -> None:
        kit = self._kit
        self._close = kit.button(self.tr("Close"), "secondary", "x", name=self.tr("Close the document"))
        self._close.setToolTip("Esc")
        self._close.clicked.connect(self.closed)
        QShortcut(QKeySequence("Esc"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
            self.closed
        )
        self._area.setWidget(self._picture)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        named(self._area, self.tr("Page of the document"))
        self._text.setMaximumWidth(kit.theme.size("measure"))
        head = row((self._name, 1), self._at, self._before, self._next, self._close)
        px = kit.theme.px
        around = (px(40), px(24), px(40), px(16))
        column(head, self._problem, (self._area, 1), (self._text, 1), gap=px(12), around=around, into=self)

    def _step(self, name: str, icon: str, by: int) -> QPushButton:
        button = self._kit.button("", "ghost", icon, name=name, size="small")
        button.clicked.connect(partial(self._turn, by))
        return button

    def _turn(self, by: int) -> None:
        if self._page is not None:
            page = self._page.page
            self._presenter.show_page(page.document_id, page.number + by, self._passage)

    def _show(self, shown: EvidencePage) -> None:
        self._page, page = shown, shown.page
        at = self.tr("Page %1 of %2").replace("%1", str(page.number)).replace("%2", str(page.pages))
        self._at.setText(at)
        self._before.setEnabled(page.number > 1)
        self._next.setEnabled(page.number < page.pages)
        self._problem.hide()
        self._area.setVisible(shown.image is not None)
        self._text.setVisible(shown.image is None)
        if shown.image is not None and page.image is not None:
            room = min(self._area.width(), self._kit.theme.size("measure")) - self._kit.theme.px(18)
            rects = shown.passage.rects if shown.passage else ()
            self._picture.show_page(shown.image, (page.image.width, page.image.height), rects, room)
            QTimer.singleShot(0, self._picture, self._bring_into_sight)
        else:
            self._text.show_page(page.text, shown.passage)

    def _bring_into_sight(self) -> None:
        first = self._picture.marked[:1]
        top = round(first[0].center().y() - self._area.viewport().height() / 3) if first else 0
        self._area.verticalScrollBar().setValue(top)

    def _fail(self, error: Exception) -> None:
        known = isinstance(error, CountersignError)
        self._problem.setText(for_window(str(error)) if known else self.tr("The page could not be shown."))
        self._problem.show()
