"""Practice: what there is, what one has found so far, and a practice case as it is reviewed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.domain.practice_sheet import PracticeSheet, PracticeStanding
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.practice_presenter import PracticePresenter
from desktop_app.views.practice_sheet_panel import PracticeSheetPanel
from desktop_app.views.practice_words import OFFER, begun_row, declared, done_row, offer_row, policy_words
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.row_list import RowList

WIDE = 840
"""The widest list, in pixels at 100 %."""


class PracticeView(QWidget):
    """A list, or one practice case."""

    asked = Signal(object)
    above = Place.QUEUE

    def __init__(self, kit: Kit, presenter: PracticePresenter, banner: Banner) -> None:
        super().__init__()
        presenter.setParent(self)
        self._kit, self._presenter = kit, presenter
        self._titles: dict[tuple[str, str], str] = {}
        self.offers = RowList(kit, self.tr("Practice cases"))
        self.done = RowList(kit, self.tr("What you found"))
        self.start = kit.button(self.tr("Begin"), "primary", "play")
        self._policy, self._none = kit.words(tone="2", wrapped=True), kit.words(tone="2", wrapped=True)
        self._history = kit.card(kit.words(self.tr("What you found"), "subhead"), self.done, gap="s")
        self.sheet = PracticeSheetPanel(kit, presenter)
        self._pages = QStackedWidget()
        named(self, self.tr("Practice"))
        self._build()
        self.offers.opened.connect(self._open)
        self.done.opened.connect(self._open)
        self.start.clicked.connect(self._start)
        self.sheet.closed.connect(self._show_list)
        presenter.stands.connect(self._show)
        presenter.opened.connect(self._show_sheet)
        presenter.failed.connect(banner.fail)

    def enter(self, visit: Visit) -> None:  # noqa: ARG002
        """Look at what there is; one that is being reviewed stays."""
        self._presenter.look()

    def leave(self) -> bool:
        """What was marked stays until it is finished."""
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return (self.tr("Review queue"), self.tr("Practice"))

    def _build(self) -> None:
        kit = self._kit
        head = column(
            kit.words(self.tr("Practice"), "title"), kit.words(declared(), tone="3", wrapped=True), gap=kit.theme.px(4)
        )
        offered = kit.card(
            kit.words(self.tr("Practice cases"), "subhead"), self._none, self.offers, row(self.start, None), gap="s"
        )
        listed = QWidget()
        listed.setMaximumWidth(kit.theme.px(WIDE))
        column(head, offered, self._history, self._policy, gap=kit.theme.space("m"), into=listed)
        inside = kit.region("scrolled", row((listed, 100), None, gap=0), None, around="xl")
        self._pages.addWidget(kit.scrolled(inside))
        self._pages.addWidget(self.sheet)
        column(self._pages, into=self)

    def _show(self, standing: PracticeStanding) -> None:
        self._titles = {(offer.form, offer.name): offer.title for offer in standing.offers}
        begun = [begun_row(case, self._titles.get((case.form, case.name), case.name)) for case in standing.begun]
        self.offers.show_rows([*begun, *map(offer_row, standing.offers)])
        done = [done_row(c, r, self._titles.get((c.form, c.name), c.name)) for c, r in reversed(standing.done)]
        self.done.show_rows(done)
        self._history.setVisible(bool(done))
        self._policy.setText(policy_words(standing.policy))
        is_empty = not self.offers.rows
        self._none.setText(self.tr("A reviewer or an approver practises here, with the practice cases of their forms."))
        self._none.setVisible(is_empty)
        for part in (self.offers, self.start):
            part.setVisible(not is_empty)
        if self._pages.currentIndex() == 0 and self.isVisible():
            (self.offers if not is_empty else self).setFocus()

    def _start(self) -> None:
        if self.offers.key:
            self._open(self.offers.key)

    def _open(self, key: str) -> None:
        kind, _, rest = key.partition(":")
        if kind == OFFER:
            self._presenter.start(*rest.split(":", 1))
        else:
            self._presenter.open(rest)

    def _show_sheet(self, sheet: PracticeSheet) -> None:
        self.sheet.show_sheet(sheet)
        self._pages.setCurrentWidget(self.sheet)
        self.sheet.focus()

    def _show_list(self) -> None:
        self._pages.setCurrentIndex(0)
        self._presenter.look()
