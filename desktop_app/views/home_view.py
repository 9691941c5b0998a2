"""My work."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.work import Turn
from desktop_app.qt.home_presenter import HomePresenter
from desktop_app.qt.home_state import HomeAside, HomeState
from desktop_app.qt.place import Place, Visit
from desktop_app.views.arrivals_card import ArrivalsCard
from desktop_app.views.case_card import CaseCard
from desktop_app.views.home_aside import HomeAsidePanel
from desktop_app.views.home_figures import HomeFigures
from desktop_app.views.home_words import below, headline, my_words, others_words
from desktop_app.widgets.arriving import Arriving
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit, column, named, row

LEADS_TO = {
    CaseState.FORM: Place.FORM,
    CaseState.DRAFT: Place.DRAFT,
    CaseState.RETURNED: Place.DRAFT,
    CaseState.WITHDRAWN: Place.DRAFT,
    CaseState.ABANDONED: Place.DRAFT,
    CaseState.REVIEW: Place.REVIEW,
    CaseState.ESCALATED: Place.REVIEW,
    CaseState.SIGN_OFF: Place.REVIEW,
    CaseState.SIGNED: Place.APPROVED,
}
ASIDE, WIDE_FROM = 320, 1040
"""Pixels at 100 %: the right column, and the page that has room for it."""
QWIDGETSIZE_MAX = (1 << 24) - 1


class HomeView(QWidget):
    """What waits for the person, what waits for others, and the way to a new case."""

    asked = Signal(object)
    case_chosen = Signal(str)
    """The case of a list that the keyboard is at."""

    def __init__(self, kit: Kit, presenter: HomePresenter, banner: Banner, arrivals: ArrivalsCard) -> None:
        super().__init__()
        self.arrivals = arrivals
        presenter.setParent(self)
        self._kit, self._presenter, self._banner = kit, presenter, banner
        self._headline, self._below = kit.words(style="title"), kit.words(tone="3", wrapped=True)
        self.mine = CaseCard(kit, self.tr("Needs you"), my_words, steps=True)
        self.others = CaseCard(kit, self.tr("Waiting on others"), others_words, steps=False)
        self.filter = named(QLineEdit(), self.tr("Filter by title or reference"))
        self.figures, self.aside = HomeFigures(kit), HomeAsidePanel(kit)
        self._empty = kit.words(wrapped=True, tone="2")
        self._arrived = False
        self._next = kit.button(self.tr("Start next"), "secondary", "play")
        self._queue = kit.button(self.tr("Review queue"), "secondary", "inbox")
        self._new = kit.with_key(kit.button(self.tr("New case"), "primary", "plus"), "new_case")
        self._lists = QVBoxLayout()
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._build()
        self._connect()

    def enter(self, visit: Visit) -> None:  # noqa: ARG002
        """Look at what there is; the focus goes to what comes next."""
        self._arrived = True
        self._whole.wait()
        self._presenter.look()
        self.arrivals.enter()

    def leave(self) -> bool:
        """Nothing is left open here, and what comes late takes no focus from another page."""
        self._arrived = False
        self.arrivals.leave()
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return (self.tr("My work"),)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where there is no room for two columns, the right one goes below."""
        super().resizeEvent(event)
        self._fit()

    def _build(self) -> None:
        kit, theme = self._kit, self._kit.theme
        self._hint_filter()
        self.filter.setMaximumWidth(theme.px(220))
        self.mine.head.addWidget(self.filter, 1)
        self.mine.put_below_head(self._empty)
        words = column(self._headline, self._below, gap=theme.px(4))
        head = row((words, 1), self._queue, self._next, self._new)
        self._lists.setSpacing(theme.space("m"))
        for part in (self.arrivals, self.mine, self.others):
            self._lists.addWidget(part)
        self._lists.addStretch(1)
        self._body.setSpacing(theme.space("m"))
        self._body.addLayout(self._lists, 1)
        self._body.addWidget(self.aside)
        self.aside.hide()
        inside = kit.region("scrolled", head, self.figures, self._body, None, gap=theme.space("m"), around="xl")
        self._whole = Arriving(kit, kit.scrolled(inside))
        column(self._whole, into=self)

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.shown.connect(self._show)
        presenter.beside.connect(self._show_beside)
        presenter.failed.connect(self._fail)
        self._kit.keys.changed.connect(self._hint_filter)
        self._new.clicked.connect(self._begin_case)
        self._queue.clicked.connect(self._open_queue)
        self._next.clicked.connect(self._start_next)
        self.aside.asked.connect(self.asked)
        self.arrivals.asked.connect(self.asked)
        self.filter.textChanged.connect(presenter.search)
        self.filter.returnPressed.connect(self._take_focus)
        for card, turn in ((self.mine, Turn.MINE), (self.others, Turn.OTHERS)):
            card.opened.connect(self._open)
            card.chosen.connect(self.case_chosen)
            card.more.clicked.connect(partial(presenter.show_more, turn))
        keys_and_acts = (
            ("/", partial(self._by_letter, self._find)),
            ("N", partial(self._by_letter, self._begin_case)),
            ("C", partial(self._by_letter, self.aside.go_on)),
            ("Esc", self._find_no_more),
        )
        for keys, act in keys_and_acts:
            shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _by_letter(self, act: Callable[[], object]) -> None:
        """A letter alone acts where a list has the keyboard, or where there is none that could have it."""
        lists = self.findChildren(QAbstractItemView)
        if QApplication.focusWidget() in lists or not any(each.isVisible() for each in lists):
            act()

    def _show(self, state: HomeState) -> None:
        if not state.words:
            self._headline.setText(headline(state.mine))
            self._below.setText(below(state.mine, state.others))
        is_empty = not state.mine.count
        self._empty.setText(self._empty_words(state))
        self._empty.setVisible(is_empty)
        self._below.setVisible(not is_empty or bool(state.others.count))
        self.filter.setVisible(not is_empty or bool(state.words))
        self._offer(state)
        self.mine.show_page(state.mine, state.titles)
        self.others.show_page(state.others, state.titles)
        self.others.setVisible(bool(state.others.count))
        self._whole.arrived()
        if self._arrived:
            self._arrived = False
            if self.isVisible():  # else something stands over it, which has the focus
                self._take_focus()

    def _offer(self, state: HomeState) -> None:
        """One main action: who writes begins a case, who decides takes the next one, else goes to the queue."""
        begins, waits = state.writes, bool(state.mine.cases)
        self._new.setVisible(begins)
        self._new.setEnabled(state.read_only is None)
        if state.read_only is not None:
            self._new.setToolTip(state.read_only)
        self._next.setVisible(waits)
        self._queue.setVisible(state.decides and not waits)
        main = self._new if begins else self._next if waits else self._queue
        for button in (self._queue, self._next, self._new):
            self._kit.turn(button, "primary" if button is main else "secondary")

    def _fail(self, error: Exception) -> None:
        self._whole.give_up()
        self._banner.fail(error)

    def _begin_case(self) -> None:
        if self._new.isVisible() and self._new.isEnabled():
            self.asked.emit(Visit(Place.NEW_CASE))

    def _open_queue(self) -> None:
        self.asked.emit(Visit(Place.QUEUE))

    def _empty_words(self, state: HomeState) -> str:
        if state.words:
            return self.tr("No case has these words in its title or reference.")
        if state.writes and not state.others.count:
            return self.tr("No case of yours is open. Choose a form to begin one: it appears here.")
        if state.decides and not state.writes:
            return self.tr("Nothing to review. You are told here when something comes.")
        if not state.writes:
            return self.tr("By your role no case waits for you.")
        return self.tr("Cases that you open or that wait for your decision appear here.")

    def _show_beside(self, aside: HomeAside) -> None:
        self.figures.show_figures(aside.figures, aside.due)
        self.aside.show_aside(aside)
        self._fit()

    def _fit(self) -> None:
        px = self._kit.theme.px
        wide = self.width() >= px(WIDE_FROM)
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.aside.setFixedWidth(px(ASIDE)) if wide else self.aside.setMinimumWidth(0)
        self.aside.setMaximumWidth(px(ASIDE) if wide else QWIDGETSIZE_MAX)

    def _take_focus(self) -> None:
        waiting = next((card.rows for card in (self.mine, self.others) if card.rows.model().rowCount()), None)
        if waiting is None:
            buttons = (self._new, self._queue, self._next)
            main = next((each for each in buttons if each.isVisible() and each.isEnabled()), None)
            if main is not None:
                main.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        waiting.go_to(max(0, waiting.currentIndex().row()))
        waiting.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hint_filter(self) -> None:
        self.filter.setPlaceholderText(f"{self.tr('Filter')}  {self._kit.keys.hint('filter')}".strip())

    def _find(self) -> None:
        if self.filter.isVisible():
            self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.selectAll()

    def _find_no_more(self) -> None:
        self.filter.clear()
        self._take_focus()

    def _start_next(self) -> None:
        self._open(self.mine.cases[0].file)

    def _open(self, file: CaseFile) -> None:
        self.asked.emit(Visit(LEADS_TO.get(file.state, Place.AUDIT), file.case_id))
