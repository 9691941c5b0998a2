"""My work."""

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_record import CaseSummary
from desktop_app.qt.case_list_model import CaseListModel
from desktop_app.qt.home_presenter import HomePresenter, HomeState
from desktop_app.qt.place import Place, Visit
from desktop_app.views.state_words import case_states
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.case_delegate import CaseDelegate
from desktop_app.widgets.key_list import KeyList
from desktop_app.widgets.kit import Kit, column, row

LEADS_TO = {
    CaseState.FORM: Place.FORM,
    CaseState.DRAFT: Place.DRAFT,
    CaseState.RETURNED: Place.DRAFT,
    CaseState.REVIEW: Place.REVIEW,
    CaseState.ESCALATED: Place.REVIEW,
    CaseState.SIGN_OFF: Place.REVIEW,
    CaseState.SIGNED: Place.APPROVED,
}


class HomeView(QWidget):
    """What waits for the person, what waits for others, and the way to a new case."""

    asked = Signal(object)

    def __init__(self, kit: Kit, presenter: HomePresenter, banner: Banner) -> None:
        super().__init__()
        self._kit, self._presenter, self._banner = kit, presenter, banner
        self._headline = kit.words(style="title")
        self._below = kit.words(tone="3")
        self._needs, self._needs_list = self._cases(self.tr("Needs you"))
        self._others, self._others_list = self._cases(self.tr("Waiting on others"))
        self._needs_count, self._others_count = kit.words(tone="accent"), kit.words(tone="3")
        self._empty = kit.words(wrapped=True, tone="2")
        self._others_card: QWidget
        self._arrived = False
        self._new = kit.button(self.tr("New case"), "primary", "plus")
        self._build()
        presenter.shown.connect(self._show)
        presenter.failed.connect(banner.fail)

    def enter(self, visit: Visit) -> None:  # noqa: ARG002
        """Look at what there is; the focus goes to what comes next."""
        self._arrived = True
        self._presenter.look()

    def leave(self) -> bool:
        """Nothing is left open here."""
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return (self.tr("My work"),)

    def _build(self) -> None:
        kit = self._kit
        self._new.clicked.connect(lambda: self.asked.emit(Visit(Place.NEW_CASE)))
        words = column(self._headline, self._below, gap=kit.theme.px(4))
        head = row(words, None, self._new)
        needs = kit.card(
            row(kit.words(self.tr("Needs you"), "subhead"), self._needs_count, None), self._empty, self._needs_list
        )
        self._others_card = kit.card(
            row(kit.words(self.tr("Waiting on others"), "subhead"), self._others_count, None), self._others_list
        )
        inside = kit.region("scrolled", head, needs, self._others_card, None, gap=kit.theme.space("m"), around="xl")
        column(kit.scrolled(inside), into=self)

    def _cases(self, name: str) -> tuple[CaseListModel, KeyList]:
        model, view = CaseListModel(self), KeyList(name)
        view.setModel(model)
        view.setItemDelegate(CaseDelegate(self._kit.theme, case_states(), view))
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.opened.connect(partial(self._open, model))
        view.clicked.connect(self._clicked)
        return model, view

    def _show(self, state: HomeState) -> None:
        count = len(state.needs_me)
        self._headline.setText(self.tr("%n case(s) need you", "", count) if count else self.tr("Nothing needs you"))
        self._below.setText(self.tr("%n signed so far.", "", state.signed))
        self._needs_count.setText(str(count or ""))
        self._others_count.setText(str(len(state.with_others)))
        self._empty.setText(self.tr("Cases that you open or that wait for your decision appear here."))
        self._empty.setVisible(not count)
        _fill(self._needs, self._needs_list, state.needs_me, state.titles)
        _fill(self._others, self._others_list, state.with_others, state.titles)
        self._others_card.setVisible(bool(state.with_others))
        if self._arrived:
            self._arrived = False
            self._take_focus()

    def _take_focus(self) -> None:
        lists = (self._needs_list, self._others_list)
        waiting = next((view for view in lists if view.model().rowCount()), None)
        if waiting is None:
            self._new.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        waiting.go_to(max(0, waiting.currentIndex().row()))
        waiting.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clicked(self, index: QModelIndex) -> None:
        model = index.model()
        if isinstance(model, CaseListModel):
            self._open(model, index.row())

    def _open(self, model: CaseListModel, at: int) -> None:
        file = model.case_at(model.index(at, 0)).file
        self.asked.emit(Visit(LEADS_TO.get(file.state, Place.AUDIT), file.case_id))


def _fill(model: CaseListModel, view: KeyList, cases: tuple[CaseSummary, ...], titles: dict[str, str]) -> None:
    """As high as its rows: the page scrolls, and not the list in it."""
    model.show_cases(cases, titles)
    high = view.sizeHintForRow(0) if cases else 0
    view.setFixedHeight(high * len(cases) + 2)
    view.setVisible(bool(cases))
