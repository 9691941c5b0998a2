"""The review queue."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.domain.review_queue import Cause, QueuedCase
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.queue_model import QueueModel
from desktop_app.qt.queue_presenter import QueuePresenter, QueuePreview, QueueState
from desktop_app.views.arrivals_card import ArrivalsCard
from desktop_app.views.practice_line import PracticeLine
from desktop_app.views.queue_acts import QueueActs
from desktop_app.views.queue_filters import QueueFilters
from desktop_app.views.queue_preview import WIDE, QueuePreviewPanel
from desktop_app.views.review_words import cause_words, due_words, is_pressing
from desktop_app.views.state_words import bands
from desktop_app.views.workload_panel import WorkloadPanel
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.key_list import KeyList
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.queue_delegate import QueueDelegate
from desktop_app.widgets.two_ends import TwoEnds

ROOM = 900
"""Pixels at 100 % that the list and what is said beside it need."""


class QueueView(QWidget):
    """What the person decides next, and why it is here."""

    asked = Signal(object)

    def __init__(
        self, kit: Kit, presenter: QueuePresenter, banner: Banner, practice: PracticeLine, arrivals: ArrivalsCard
    ) -> None:
        super().__init__()
        presenter.setParent(self)  # it goes with the page, in the thread of the page
        self._kit, self._presenter, self._banner = kit, presenter, banner
        self.practice, self.arrivals = practice, arrivals
        self._below = kit.words(tone="3")
        self._empty = kit.words(tone="2", wrapped=True)
        self._model = QueueModel(_told, self)
        self._list = KeyList(self.tr("Cases that wait for you"))
        self._list.setUniformItemSizes(True)
        self._list.setModel(self._model)
        self._list.setItemDelegate(QueueDelegate(kit.theme, bands(), self._list))
        self._preview, self._loads = QueuePreviewPanel(kit), WorkloadPanel(kit, kit.theme.px(WIDE))
        self._beside = QStackedWidget()
        self._keys = self._key_hints()
        self._filters, self._acts = QueueFilters(kit), QueueActs(kit, presenter, self)
        self._state = QueueState(())
        self._chosen, self._entered = "", False
        self._previewed: QueuedCase | None = None
        named(self, self.tr("Review queue"))
        self._build()
        self._connect()

    def _connect(self) -> None:
        presenter = self._presenter
        self._list.chosen.connect(self._choose)
        self._list.opened.connect(self._open)
        self._model.wanted.connect(presenter.read_on)
        self._list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._preview.opened.connect(self._open_chosen)
        self._preview.assigned.connect(self._assign)
        self._preview.snoozed.connect(self._snooze)
        self._filters.changed.connect(presenter.show_only)
        self._filters.left.connect(self._take_focus)
        self._acts.ended.connect(self._take_focus)
        presenter.shown.connect(self._show)
        presenter.counted.connect(self._show_counts)
        presenter.previewed.connect(self._show_preview)
        presenter.failed.connect(self._banner.fail)
        self.practice.asked.connect(self.asked)
        self.arrivals.asked.connect(self.asked)
        self.arrivals.taken.connect(self._came)

    def enter(self, visit: Visit) -> None:
        """Look at what waits; a case that is named stays the chosen one."""
        self._chosen, self._entered = visit.case_id or self._chosen, True
        self._presenter.look()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> bool:
        """Nothing is left open here, and what comes late takes no focus from another page."""
        self._entered = False
        self.arrivals.leave()
        return True

    def crumbs(self) -> tuple[str, ...]:
        """Where this is."""
        return (self.tr("Review queue"),)

    @property
    def count(self) -> int:
        """How many cases are shown."""
        return len(self._state.cases)

    def _build(self) -> None:
        theme = self._kit.theme
        title, below = QWidget(), theme.px(4)
        column(self._kit.words(self.tr("Review queue"), "title"), self._below, gap=below, into=title)
        head = TwoEnds(title, self._filters.causes, theme.space("s"))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = column(
            head,
            self.arrivals,
            self._filters,
            self._empty,
            (self._list, 1),
            self.practice,
            self._keys,
            gap=theme.space("m"),
            around=self._kit.around("l"),
        )
        for panel in (self._preview, self._loads):
            self._beside.addWidget(panel)
        self._beside.setFixedWidth(theme.px(WIDE))
        row((inside, 1), self._beside, gap=0, into=self)

    def _key_hints(self) -> QWidget:
        kit = self._kit
        pairs = (
            (self.tr("J K"), self.tr("move")),
            (self.tr("Enter"), self.tr("open")),
            ("M", self.tr("assign")),
            ("S", self.tr("put off")),
            ("W", self.tr("who has how much")),
            ("/", self.tr("filter")),
            ("?", self.tr("all keys")),
        )
        parts = [QWidget() for _ in pairs]
        for part, (key, act) in zip(parts, pairs, strict=True):
            row(kit.words(key, "caption", "2"), kit.words(act, "small", "3"), gap=kit.theme.px(6), into=part)
        return FlowRow(*parts, gap=kit.theme.px(6))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """There is more room, or less."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What is to be said of the chosen case stands beside the list where there is room; its review says it too."""
        has_room = self.width() >= self._kit.theme.px(ROOM)
        self._beside.setVisible(has_room and bool(self._state.cases))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Letters that act on the chosen case, or on what is shown."""
        acts = {
            "/": self._find,
            "m": self._assign,
            "s": self._snooze,
            "w": self._turn_over,
            "i": self.arrivals.take_focus,
        }
        act = acts.get(event.text().lower())
        if act is None or event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
        else:
            act()

    def _scrolled(self, value: int) -> None:
        """The next page is read before the end is seen."""
        bar = self._list.verticalScrollBar()
        if self._state.is_longer and value >= bar.maximum() - bar.pageStep():
            self._presenter.read_on()

    def _find(self) -> None:
        if self._filters.isVisible():
            self._filters.take_words()

    def _came(self, case_id: str) -> None:
        """A case was taken in: it is the chosen one once it is listed."""
        self._chosen = case_id

    def _turn_over(self) -> None:
        """What is beside the list: the chosen case, or who has how much."""
        self._beside.setCurrentWidget(self._loads if self._beside.currentWidget() is self._preview else self._preview)

    def _take_focus(self) -> None:
        has_rows = bool(self._state.cases)
        if has_rows or not self.arrivals.take_focus():
            (self._list if has_rows else self).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_counts(self, state: QueueState) -> None:
        self._state, counts = state, state.counts
        blocked = counts.causes.get(Cause.BLOCKED, 0)
        words = [self.tr("%n case(s)", "", counts.all)]
        words += [self.tr("%n blocked", "", blocked)] if blocked else []
        words += [self.tr("%n over time", "", counts.overdue)] if counts.overdue else []
        self._below.setText(", ".join(words))
        self._filters.show_state(state)
        self._loads.show_loads(state.loads)

    def _show(self, state: QueueState) -> None:
        self._state = state
        is_empty = not state.cases
        self._below.setVisible(not is_empty)
        for widget in (self._list, self._keys):
            widget.setVisible(not is_empty)
        self._filters.keep_ask(state.ask)
        self._filters.setVisible(not is_empty or self._filters.is_narrowing)
        self._fit()
        self._empty.setText(self._empty_words(state))
        self._empty.setVisible(is_empty)
        had_focus = self._list.hasFocus()
        self._show_cases()
        if self._entered:
            self.practice.look()
            self.arrivals.enter()
        if had_focus or self._entered:
            self._take_focus()
        self._entered = False

    def _empty_words(self, state: QueueState) -> str:
        if not state.decides:
            return self.tr("A reviewer or an approver decides about what waits here.")
        if self._filters.is_narrowing:
            return self.tr("No case that waits for you is like this.")
        return self.tr("Nothing to review. You are told here when something comes.")

    def _show_cases(self) -> None:
        state, row_before = self._state, self._list.currentIndex().row()
        self._model.show_cases(state.cases, is_longer=state.is_longer)
        row_now = self._model.row_of(self._chosen)
        if row_now < 0:  # it is gone: the one in its place
            row_now = min(max(row_before, 0), len(state.cases) - 1)
        if row_now != self._list.currentIndex().row():
            self._list.go_to(row_now)
        elif state.cases and state.cases[row_now] != self._previewed:
            self._choose(row_now)

    def _choose(self, number: int) -> None:
        case_id = self._model.cases[number].file.case_id
        if case_id != self._chosen:
            self._preview.show_nothing()
        self._chosen, self._previewed = case_id, self._model.cases[number]
        self._presenter.preview(case_id)

    def _assign(self) -> None:
        if self._list.currentIndex().isValid():
            self._acts.assign(self._model.cases[self._list.currentIndex().row()])

    def _snooze(self) -> None:
        if self._list.currentIndex().isValid():
            self._acts.snooze(self._model.cases[self._list.currentIndex().row()])

    def _show_preview(self, preview: QueuePreview) -> None:
        if preview.review.file.case_id == self._chosen:
            self._preview.show_preview(preview)

    def _open(self, number: int) -> None:
        self.asked.emit(Visit(Place.REVIEW, self._model.cases[number].file.case_id))

    def _open_chosen(self) -> None:
        self._open(self._list.currentIndex().row())


def _told(case: QueuedCase) -> tuple[str, str, str]:
    return cause_words(case), due_words(case), "danger" if is_pressing(case) else "2"
