"""Batches in the window: looked at, begun, worked at in the background, paused and gone on with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.qt.batch_reading import (
    BatchBoard,
    BatchSheet,
    RunEnded,
    begin_batch,
    cancel_batch,
    pause_batch,
    read_board,
    read_plan,
    read_sheet,
    run_batch,
    save_failed,
)
from desktop_app.services.batching import BatchOver, BatchRests, BatchTold, RowTold

if TYPE_CHECKING:
    from desktop_app.domain.batch_plan import BatchPlan
    from desktop_app.qt.desk import Desk

TOLD_EVERY_MS = 150
"""Rows end faster than anybody reads; the list changes this often."""


class BatchPresenter(QObject):
    """One batch is shown; several may be worked at. What happens is told together, a few times a second."""

    known = Signal(object)
    """A BatchBoard."""
    planned = Signal(object)
    """A BatchPlan: what would be done."""
    shown = Signal(object)
    """A BatchSheet: the batch in view as it is now."""
    saved = Signal(int)
    """So many failed rows were written."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._wanted = desk, ""
        self._looking = self._planning = self._opening = 0
        self._sheet: BatchSheet | None = None
        self._news: dict[str, list[BatchTold]] = {}
        self._at_work: set[str] = set()
        self._soon = QTimer(self, interval=TOLD_EVERY_MS, singleShot=True)
        self._soon.timeout.connect(self._tell_news)

    @property
    def sheet(self) -> BatchSheet | None:
        """The batch in view."""
        return self._sheet

    def look(self) -> None:
        """Read what there is now."""
        self._desk.runner.cancel(self._looking)
        self._looking = self._desk.ask(partial(read_board, acting=self._desk.acting), self._know, self._fail)

    def plan(self, form: str, place: str, endpoint: str = "") -> None:
        """See what a batch would do."""
        self._desk.runner.cancel(self._planning)
        work = partial(read_plan, acting=self._desk.acting, form=form, place=place, endpoint=endpoint)
        self._planning = self._desk.ask(work, self._show_plan, self._fail)

    def begin(self, plan: BatchPlan) -> None:
        """Begin a batch, and work at it."""
        self._desk.ask(partial(begin_batch, acting=self._desk.acting, plan=plan), self._run, self._fail)

    def resume(self, batch_id: str) -> None:
        """Work at the rows that are left."""
        self._run(batch_id)

    def pause(self, batch_id: str) -> None:
        """Take up no more rows."""
        self._desk.ask(partial(pause_batch, acting=self._desk.acting, batch_id=batch_id), None, self._fail)

    def cancel(self, batch_id: str) -> None:
        """Take up no more rows, now or later."""
        work = partial(cancel_batch, acting=self._desk.acting, batch_id=batch_id)
        self._desk.ask(work, self._ended, self._fail)

    def open(self, batch_id: str) -> None:
        """Show a batch; one that was asked for before and is still being read is not shown any more."""
        self._desk.runner.cancel(self._opening)
        self._wanted = batch_id
        work = partial(read_sheet, acting=self._desk.acting, batch_id=batch_id)
        self._opening = self._desk.ask(work, self._show, self._fail)

    def save_failed(self, batch_id: str, place: str) -> None:
        """Write its failed rows to a file."""
        work = partial(save_failed, acting=self._desk.acting, batch_id=batch_id, place=place)
        self._desk.ask(work, self._saved, self._fail)

    def _run(self, batch_id: str) -> None:
        work = partial(run_batch, acting=self._desk.acting, batch_id=batch_id)
        self._news[batch_id] = []
        self._desk.follow(work, self._hear, self._ended, self._fell)
        self.open(batch_id)
        self.look()

    def _hear(self, told: BatchTold | RunEnded) -> None:
        if isinstance(told, RunEnded):
            self._news.pop(told.batch_id, None)  # it is read again when it is next in view
            self._at_work.discard(told.batch_id)
            return
        batch_id = _batch_of(told)
        self._news.setdefault(batch_id, []).append(told)
        if isinstance(told, BatchOver):
            self._at_work.discard(batch_id)
        elif batch_id not in self._at_work:  # what was read when it was begun did not know of it yet
            self._at_work.add(batch_id)
            self.look()
        if not self._soon.isActive():
            self._soon.start()

    def _tell_news(self) -> None:
        if self._sheet is not None and (news := self._news.pop(self._sheet.batch.batch_id, None)):
            self._show(self._sheet.told(tuple(news)))

    def _ended(self, _: None) -> None:
        self._tell_news()
        self.look()
        if self._wanted:
            self.open(self._wanted)

    def _fell(self, error: Exception) -> None:
        self._fail(error)
        self._ended(None)

    def _show(self, sheet: BatchSheet) -> None:
        news = self._news.pop(sheet.batch.batch_id, None)
        self._sheet = sheet.told(tuple(news)) if news else sheet
        self.shown.emit(self._sheet)

    def _know(self, board: BatchBoard) -> None:
        self.known.emit(board)

    def _show_plan(self, plan: BatchPlan) -> None:
        self.planned.emit(plan)

    def _saved(self, count: int) -> None:
        self.saved.emit(count)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


def _batch_of(told: BatchTold) -> str:
    """The batch that a word is about."""
    match told:
        case RowTold(row, _):
            return row.row.batch_id
        case BatchRests(batch_id, _):
            return batch_id
        case BatchOver(batch, _):
            return batch.batch_id
