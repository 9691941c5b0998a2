"""Where a statement comes from: the page with its passage marked, what it is given for, and what else is cited."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.domain.checked_text import suspect_words
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.evidence import Passage
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.evidence_state import CitedSource, EvidencePage
from desktop_app.qt.held_words import unbroken
from desktop_app.qt.window_words import for_window
from desktop_app.widgets.elided_words import ElidedWords
from desktop_app.widgets.kit import Kit, add, clear, column, named, row, square
from desktop_app.widgets.page_picture import RING, PageArea, PagePicture
from desktop_app.widgets.page_text import PageText
from desktop_app.widgets.parted_button import PartedButton

PAGE_HIGH, PAGE_WIDE = 250, 560
"""Pixels at 100 % of a page that are seen at a time, at the most."""
LONGEST_CLAIM = 90


class EvidencePanel(QWidget):
    """Shows the sources of one section of a case. It knows nothing of the page that it stands on."""

    chosen = Signal(int)
    """A source was chosen here: its number."""

    def __init__(self, kit: Kit, presenter: EvidencePresenter) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self._sources: tuple[CitedSource, ...] = ()
        self._number: int | None = None
        self._page: EvidencePage | None = None
        self._name = ElidedWords(kit, style="strong")
        self._at = kit.words(style="small", tone="3")
        self._back = self._step(self.tr("Page before"), "chevron-left", -1)
        self._on = self._step(self.tr("Next page"), "chevron-right", 1)
        self._picture = PagePicture(kit.theme, self.tr("Page of the document"))
        self._area = PageArea()
        self._text = PageText(kit)
        self._claim = kit.words(style="small", tone="2", wrapped=True)
        self._quote = kit.words(style="small", tone="3", wrapped=True)
        self._warning = kit.words(style="small", tone="danger", wrapped=True)
        self._placed: Passage | None = None
        self._also_title = kit.words(self.tr("Also cited in this section"), "small", "2")
        self._also = column(gap=kit.theme.px(2))
        self._empty = kit.words(style="body", tone="2", wrapped=True)
        self._build()
        presenter.shown.connect(self._show)
        presenter.failed.connect(self._fail)

    @property
    def number(self) -> int | None:
        """The source that is shown."""
        return self._number

    @property
    def page(self) -> EvidencePage | None:
        """The page that is shown."""
        return self._page

    def show_sources(self, sources: tuple[CitedSource, ...], nothing: str = "") -> None:
        """The sources of a section; `nothing` says what will appear here where it has none."""
        nothing = nothing or self.tr("This section cites no source.")
        if sources == self._sources and (sources or self._empty.text() == nothing):
            return
        self._sources, self._placed = sources, None
        self._empty.setText(nothing)
        numbers = [source.number for source in sources]
        if self._number not in numbers:
            self._number, self._page = None, None
        if sources:
            self.choose(self._number or numbers[0], tell=False)
        self._fit()

    def choose(self, number: int, *, tell: bool = True) -> None:
        """Show the passage with this number."""
        source = next((each for each in self._sources if each.number == number), None)
        if source is None:
            return
        self._number, self._placed = number, None
        claim = source.claim if len(source.claim) <= LONGEST_CLAIM else source.claim[:LONGEST_CLAIM].rstrip() + "…"
        words = self.tr("Source %1 is given for “%2”").replace("%1", str(number)).replace("%2", " ".join(claim.split()))
        self._claim.setText(unbroken(words))
        self._say_passage(source.passage)
        self._list_others()
        self._presenter.show_passage(source.passage)
        if tell:
            self.chosen.emit(number)

    def show_place(self, passage: Passage, words: str) -> None:
        """A passage that no citation leads to, with what is found of it."""
        self._number, self._placed = None, passage
        self._claim.setText(unbroken(words))
        self._say_passage(passage)
        self._list_others()
        self._fit()
        self._presenter.show_passage(passage)

    def _say_passage(self, passage: Passage) -> None:
        """Its words, and what of them was not sent: of those that nobody sees, all."""
        self._quote.setText(unbroken(" ".join(passage.text.split())))
        self._quote.setVisible(not passage.hidden)
        left_out = suspect_words(passage.text)
        self._warning.setVisible(bool(left_out))
        self._warning.setText(self.tr("Not sent to the model: “%1”").replace("%1", left_out))

    def step(self, by: int) -> None:
        """Another page of the same document."""
        if self._page is None:
            return
        page = self._page.page
        number = page.number + by
        if 1 <= number <= page.pages:
            self._presenter.show_page(page.document_id, number, self._passage())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The page is as wide as the panel."""
        super().resizeEvent(event)
        if self._page is not None and self._page.image is not None:
            self._show_picture(self._page)

    def _passage(self) -> Passage | None:
        return next((each.passage for each in self._sources if each.number == self._number), self._placed)

    def _build(self) -> None:
        kit = self._kit
        self._area.setWidget(self._picture)
        named(self._area, self.tr("Page of the document"))
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for bar in (self._area.setHorizontalScrollBarPolicy, self._area.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # the panel has one: keys and the wheel go through the page
        self._area.setMaximumWidth(kit.theme.px(PAGE_WIDE))
        for each in (self._area, self._text):
            each.setFixedHeight(kit.theme.px(PAGE_HIGH))
        self._text.setFont(kit.theme.font("small"))
        self._area.setMinimumWidth(0)
        self._head = QWidget()
        name = row(kit.icon("file-text"), (self._name, 1), gap=kit.theme.px(6))
        where = row(self._at, None, self._back, self._on, gap=kit.theme.px(6))
        column(name, where, gap=0, into=self._head)
        self._below = QWidget()
        given = row(kit.icon("quote", "accent"), (self._claim, 1), gap=kit.theme.px(8))
        column(
            given,
            self._quote,
            self._warning,
            kit.theme.px(4),
            self._also_title,
            self._also,
            gap=kit.theme.px(6),
            into=self._below,
        )
        gap = kit.theme.px(8)
        column(self._empty, self._head, self._area, self._text, self._below, gap=gap, into=self)
        self._fit()

    def _step(self, name: str, icon: str, by: int) -> QPushButton:
        button = square(self._kit.button("", "ghost", icon, name=name, size="small"), self._kit.theme.px(28))
        button.clicked.connect(partial(self.step, by))
        return button

    def _fit(self) -> None:
        has, page = bool(self._sources) or self._placed is not None, self._page
        self._empty.setVisible(not has)
        self._head.setVisible(has)
        self._below.setVisible(has)
        self._area.setVisible(has and (page is None or page.image is not None))
        self._text.setVisible(has and page is not None and page.image is None)

    def _show(self, shown: EvidencePage) -> None:
        if not self._sources and self._placed is None:
            return
        self._page, page = shown, shown.page
        at = self.tr("Page %1 of %2").replace("%1", str(page.number)).replace("%2", str(page.pages))
        self._name.show_words(page.document)
        self._at.setText(at)
        self._back.setEnabled(page.number > 1)
        self._on.setEnabled(page.number < page.pages)
        self._fit()
        if shown.image is not None and page.image is not None:
            self._show_picture(shown)
        else:
            self._text.show_page(page.text, shown.passage)

    def _show_picture(self, shown: EvidencePage) -> None:
        image, passage = shown.page.image, shown.passage
        assert image is not None and shown.image is not None  # noqa: S101 - asked before
        edge = 2 * (self._area.frameWidth() + RING)
        room = min(self.width(), self._area.maximumWidth()) - edge
        rects = passage.rects if passage else ()
        self._picture.show_page(shown.image, (image.width, image.height), rects, room)
        self._area.setFixedHeight(min(self._kit.theme.px(PAGE_HIGH), self._picture.height() + edge))
        QTimer.singleShot(0, self._picture, self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        marked = self._picture.marked
        top = marked[0].center().y() - self._area.viewport().height() / 3 if marked else 0
        self._area.verticalScrollBar().setValue(round(top))

    def _list_others(self) -> None:
        clear(self._also)
        others = [source for source in self._sources if source.number != self._number]
        self._also_title.setVisible(bool(others))
        for source in others:
            add(self._also, self._row(source))

    def _row(self, source: CitedSource) -> PartedButton:
        """A source that is cited too: pressing it shows its page."""
        kit, px = self._kit, self._kit.theme.px
        name = self.tr("Source %1: %2, page %3").replace("%1", str(source.number))
        name = name.replace("%2", source.document).replace("%3", str(source.passage.page))
        page = source.label or self.tr("page %1").replace("%1", str(source.passage.page))
        number = kit.words(str(source.number), "small", "accent")
        document = ElidedWords(kit, source.document, "small", "2")
        parts = (number, (document, 1), kit.words(page, "small", "3"))
        button = PartedButton(kit, name, "task", *parts, gap=px(10), around=(px(4), 0, px(4), 0))
        button.least = px(28)
        button.setToolTip(" ".join(source.passage.text.split()))
        button.clicked.connect(partial(self._chose, source.number))
        return button

    def _chose(self, number: int) -> None:
        self.choose(number)

    def _fail(self, error: Exception) -> None:
        words = self.tr("The page could not be shown.")
        if isinstance(error, CountersignError):
            words = for_window(f"{error.what} {error.next}")
        self._empty.setText(words)
        self._empty.show()
        self._area.hide()
        self._text.hide()
