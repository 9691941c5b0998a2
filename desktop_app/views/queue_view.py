"""The review queue."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.review_queue import Cause, QueuedCase
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.queue_model import QueueModel
from desktop_app.qt.queue_presenter import QueuePresenter, QueuePreview, QueueState
from desktop_app.views.queue_preview import QueuePreviewPanel
from desktop_app.views.review_words import cause_words, due_words
from desktop_app.views.state_words import bands
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.key_list import KeyList
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.queue_delegate import QueueDelegate


class QueueView(QWidget):
    """What the person decides next, and why it is here."""

    asked = Signal(object)

    def __init__(self, kit: Kit, presenter: QueuePresenter, banner: Banner) -> None:
        super().__init__()
        presenter.setParent(self)  # it goes with the page, in the thread of the page
        self._kit, self._presenter, self._banner = kit, presenter, banner
        self._below = kit.words(tone="3")
        self._empty = kit.words(
            self.tr("Nothing to review. You are told here when something comes."), tone="2", wrapped=True
        )
        self._model = QueueModel(_told, self)
        self._list = KeyList(self.tr("Cases that wait for you"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(QueueDelegate(kit.theme, bands(), self._list))
        self._preview = QueuePreviewPanel(kit)
        self._keys = self._key_hints()
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
        return len(self._model.cases)

    def _build(self) -> None:
        theme = self._kit.theme
        head = column(self._kit.words(self.tr("Review queue"), "title"), self._below, gap=theme.px(4))
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = column(
            head, self._empty, (self._list, 1), self._keys, gap=theme.space("m"), around=self._kit.around("l")
        )
        row((inside, 1), self._preview, gap=0, into=self)

    def _key_hints(self) -> QWidget:
        kit, hints = self._kit, QWidget()
        pairs = ((self.tr("J K"), self.tr("move")), (self.tr("Enter"), self.tr("open")))
        parts = [part for key, act in pairs for part in (kit.words(key, "caption", "2"), kit.words(act, "small", "3"))]
        row(*parts, None, gap=kit.theme.px(6), into=hints)
        return hints

    def _show(self, state: QueueState) -> None:
        blocked = sum(case.cause is Cause.BLOCKED for case in state.cases)
        words = self.tr("%n case(s)", "", len(state.cases))
        self._below.setText(f"{words}, {self.tr('%n blocked', '', blocked)}" if blocked else words)
        is_empty = not state.cases
        for widget, shown in ((self._below, not is_empty), (self._list, not is_empty), (self._keys, not is_empty)):
            widget.setVisible(shown)
        self._empty.setVisible(is_empty)
        self._preview.setVisible(not is_empty)
        had_focus = self._list.hasFocus()
        self._model.show_cases(state.cases)
        self._list.go_to(max(self._model.row_of(self._chosen), 0))
        if had_focus or self._entered:
            (self if is_empty else self._list).setFocus(Qt.FocusReason.OtherFocusReason)
        self._entered = False

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


def _told(case: QueuedCase) -> tuple[str, str]:
    return cause_words(case), due_words(case)
