"""The review queue."""

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.domain.review_queue import Cause, QueuedCase
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.queue_model import QueueModel
from desktop_app.qt.queue_presenter import QueuePresenter, QueuePreview, QueueState
from desktop_app.views.queue_preview import QueuePreviewPanel
from desktop_app.views.review_words import cause_words, due_words, filter_words, is_pressing
from desktop_app.views.state_words import bands
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.key_list import KeyList
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.queue_delegate import QueueDelegate
from desktop_app.widgets.two_ends import TwoEnds

ROOM = 900
"""Pixels at 100 % that the list and what is said beside it need."""


class QueueView(QWidget):
    """What the person decides next, and why it is here."""

    asked = Signal(object)

    def __init__(self, kit: Kit, presenter: QueuePresenter, banner: Banner) -> None:
        super().__init__()
        presenter.setParent(self)  # it goes with the page, in the thread of the page
        self._kit, self._presenter, self._banner = kit, presenter, banner
        self._below = kit.words(tone="3")
        self._empty = kit.words(tone="2", wrapped=True)
        self._model = QueueModel(_told, self)
        self._list = KeyList(self.tr("Cases that wait for you"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(QueueDelegate(kit.theme, bands(), self._list))
        self._preview = QueuePreviewPanel(kit)
        self._keys = self._key_hints()
        self._state, self._shown_cause = QueueState(()), None  # type: QueueState, Cause | None
        self._filters = {cause: self._filter(cause) for cause in (None, *filter_words())}
        self._segments = kit.segments(*self._filters.values())
        self._chosen, self._entered = "", False
        named(self, self.tr("Review queue"))
        self._build()
        self._list.chosen.connect(self._choose)
        self._list.opened.connect(self._open)
        self._preview.opened.connect(self._open_chosen)
        presenter.shown.connect(self._show)
        presenter.previewed.connect(self._show_preview)
        presenter.failed.connect(banner.fail)

    def enter(self, visit: Visit) -> None:
        """Look at what waits; a case that is named stays the chosen one."""
        self._chosen, self._entered = visit.case_id or self._chosen, True
        self._presenter.look()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> bool:
        """Nothing is left open here, and what comes late takes no focus from another page."""
        self._entered = False
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
        head = TwoEnds(title, named(self._segments, self.tr("Which cases are shown")), theme.space("s"))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = column(
            head, self._empty, (self._list, 1), self._keys, gap=theme.space("m"), around=self._kit.around("l")
        )
        row((inside, 1), self._preview, gap=0, into=self)

    def _key_hints(self) -> QWidget:
        kit, hints = self._kit, QWidget()
        pairs = (
            (self.tr("J K"), self.tr("move")),
            (self.tr("Enter"), self.tr("open")),
            ("/", self.tr("which cases")),
            ("?", self.tr("all keys")),
        )
        parts = [part for key, act in pairs for part in (kit.words(key, "caption", "2"), kit.words(act, "small", "3"))]
        row(*parts, None, gap=kit.theme.px(6), into=hints)
        return hints

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """There is more room, or less."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """What is to be said of the chosen case stands beside the list where there is room; its review says it too."""
        has_room = self.width() >= self._kit.theme.px(ROOM)
        self._preview.setVisible(has_room and bool(self._state.cases))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The key that leads to which cases are shown."""
        if event.text() == "/" and self._segments.isVisible():
            self._filters[self._shown_cause].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def _filter(self, cause: Cause | None) -> QPushButton:
        button = self._kit.button("", "segment", size="small", name=self.tr("All"))
        button.setCheckable(True)
        button.clicked.connect(lambda: self._show_cause(cause))
        return button

    def _show(self, state: QueueState) -> None:
        self._state = state
        blocked = sum(case.cause is Cause.BLOCKED for case in state.cases)
        words = self.tr("%n case(s)", "", len(state.cases))
        self._below.setText(f"{words}, {self.tr('%n blocked', '', blocked)}" if blocked else words)
        is_empty = not state.cases
        for widget in (self._below, self._list, self._keys):
            widget.setVisible(not is_empty)
        self._fit()
        self._empty.setText(
            self.tr("Nothing to review. You are told here when something comes.")
            if state.decides
            else self.tr("A reviewer or an approver decides about what waits here.")
        )
        self._empty.setVisible(is_empty)
        self._show_filters(state)
        had_focus = self._list.hasFocus()
        self._show_cases()
        if had_focus or self._entered:
            (self if is_empty else self._list).setFocus(Qt.FocusReason.OtherFocusReason)
        self._entered = False

    def _show_filters(self, state: QueueState) -> None:
        """Only what there is can be chosen, and only where there is more than one thing."""
        counts = Counter(case.cause for case in state.cases)
        if self._shown_cause not in counts:
            self._shown_cause = None
        for cause, button in self._filters.items():
            words = filter_words()[cause] if cause else self.tr("All")
            count = counts[cause] if cause else len(state.cases)
            button.setText(f"{words} {count}")
            named(button, self.tr("%1: %n case(s)", "", count).replace("%1", words))
            button.setVisible(bool(count))
            button.setChecked(cause is self._shown_cause)
        self._segments.setVisible(len(counts) > 1)

    def _show_cause(self, cause: Cause | None) -> None:
        self._shown_cause = cause
        self._show_filters(self._state)
        self._show_cases()

    def _show_cases(self) -> None:
        cases = self._state.cases
        self._model.show_cases(tuple(c for c in cases if self._shown_cause in (None, c.cause)))
        self._list.go_to(max(self._model.row_of(self._chosen), 0))

    def _choose(self, number: int) -> None:
        self._chosen = self._model.cases[number].file.case_id
        self._preview.show_nothing()
        self._presenter.preview(self._chosen)

    def _show_preview(self, preview: QueuePreview) -> None:
        if preview.review.file.case_id == self._chosen:
            self._preview.show_preview(preview)

    def _open(self, number: int) -> None:
        self.asked.emit(Visit(Place.REVIEW, self._model.cases[number].file.case_id))

    def _open_chosen(self) -> None:
        self._open(self._list.currentIndex().row())


def _told(case: QueuedCase) -> tuple[str, str, str]:
    return cause_words(case), due_words(case), "danger" if is_pressing(case) else "2"
