"""The timeline of the audit page, by pointer and by keys."""

from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView

from desktop_app.domain.event_detail import EventDetail
from desktop_app.domain.person import Role
from desktop_app.domain.timeline import TimelineEntry
from desktop_app.qt.redline_document import Writer
from desktop_app.qt.timeline_model import DetailRow, LineRow, TimelineModel
from desktop_app.views.day_words import day_words
from desktop_app.views.event_facts import event_facts
from desktop_app.widgets.event_frame import EventFrame
from desktop_app.widgets.kit import Kit, named
from desktop_app.widgets.timeline_delegate import TimelineDelegate


class TimelineList(QListView):
    """Lines that open and close. Single letters act while it has the focus."""

    verify_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.timeline = TimelineModel(self)
        self._delegate = TimelineDelegate(kit.theme, _day, self)
        named(self, self.tr("Timeline"), self.tr("J and K move, Space expands, V verifies the record"))
        self.setModel(self.timeline)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self.timeline.toggle)
        self.timeline.detail_shown.connect(self._show_detail)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """J, K, Space, Enter and V; all else as in every list."""
        match event.key():
            case Qt.Key.Key_J | Qt.Key.Key_Down:
                self._step(1)
            case Qt.Key.Key_K | Qt.Key.Key_Up:
                self._step(-1)
            case Qt.Key.Key_Space | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.timeline.toggle(self.currentIndex())
            case Qt.Key.Key_V:
                self.verify_asked.emit()
            case _:
                super().keyPressEvent(event)

    def begin(self) -> None:
        """Another timeline is shown: its newest line is the current one."""
        self.scrollToTop()
        self._step(1)

    def _step(self, by: int) -> None:
        """The next line; what is no line is stepped over."""
        at = self.currentIndex().row() + by if self.currentIndex().isValid() else 0
        while 0 <= at < self.timeline.rowCount():
            index = self.timeline.index(at)
            if isinstance(self.timeline.row_at(index), LineRow):
                self.setCurrentIndex(index)
                return
            at += by

    def _show_detail(self, index: QModelIndex) -> None:
        row = self.timeline.row_at(index)
        if isinstance(row, DetailRow) and row.detail is not None:
            frame = _frame(self._kit, self._delegate.text_left, row.detail)
            frame.height_changed.connect(partial(self._fit_detail, row.number, QPersistentModelIndex(index)))
            self.setIndexWidget(index, frame)

    def _fit_detail(self, number: int, index: QPersistentModelIndex, height: int) -> None:
        if index.isValid():
            detail = self.timeline.index(index.row())
            self._delegate.set_detail_height(number, height, detail)
            self.executeDelayedItemsLayout()
            self.scrollTo(detail)


def _day(day: date | None) -> str:
    return day_words(day, date.today())  # noqa: DTZ011 the day on this computer's clock is meant


def _frame(kit: Kit, left: int, detail: EventDetail) -> EventFrame:
    line = detail.text.line if detail.text else None
    redline = (line, _writer(detail.entry), detail.entry.what) if line else None
    return EventFrame(kit, left, redline, event_facts(detail))


def _writer(entry: TimelineEntry) -> Writer:
    return Writer.REVIEWER if entry.who.role in (Role.REVIEWER, Role.APPROVER) else Writer.ANALYST
