"""The review queue: what waits for the person's decision, and what is to be said of the case that is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.person import Acting
from desktop_app.domain.review_queue import QueuedCase
from desktop_app.domain.work import seat_of
from desktop_app.qt.held_decisions import HeldDecisions
from desktop_app.qt.queue_reading import read_dated_queue
from desktop_app.qt.review_reading import review_of
from desktop_app.qt.review_state import ChangeCard, ReviewState

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program

LARGEST = 3
"""Edits that a preview shows."""


@dataclass(frozen=True, slots=True)
class QueueState:
    """What waits."""

    cases: tuple[QueuedCase, ...]
    decides: bool = True
    """Whether the person may decide at all."""


@dataclass(frozen=True, slots=True)
class QueuePreview:
    """The chosen case: what its review will show, and the edits that changed most."""

    review: ReviewState
    largest: tuple[ChangeCard, ...]


class QueuePresenter(QObject):
    """Reads the queue, and the case that is chosen in it."""

    shown = Signal(object)
    """A QueueState."""
    previewed = Signal(object)
    """A QueuePreview."""
    failed = Signal(object)

    def __init__(self, desk: Desk, held: HeldDecisions) -> None:
        super().__init__()
        self._desk, self._held = desk, held
        self._task = self._preview = 0
        for changed in (desk.case_changed, desk.acting_changed, held.undone):
            changed.connect(self._look_again)

    def look(self) -> None:
        """Read it now."""
        self._desk.runner.cancel(self._task)
        work = partial(_read, acting=self._desk.acting, decided=self._held.cases)
        self._task = self._desk.ask(work, self._show, self._fail)

    def preview(self, case_id: str) -> None:
        """Read what is to be said of a case; of one that was asked for before, nothing is told any more."""
        self._desk.runner.cancel(self._preview)
        work = partial(_read_preview, acting=self._desk.acting, case_id=case_id)
        self._preview = self._desk.ask(work, self._show_preview, self._fail)

    def _look_again(self, _: object) -> None:
        self.look()

    def _show(self, state: QueueState) -> None:
        self.shown.emit(state)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    def _show_preview(self, preview: QueuePreview) -> None:
        self.previewed.emit(preview)


async def _read(program: Program, acting: Acting, decided: frozenset[str]) -> QueueState:
    cases = (case for case in await read_dated_queue(program, acting) if case.file.case_id not in decided)
    return QueueState(tuple(cases), bool(seat_of(acting).decides))


async def _read_preview(program: Program, acting: Acting, case_id: str) -> QueuePreview:
    facts = await program.keeping.facts(case_id)
    review = review_of(facts, acting, await program.enrolling.listing())
    largest = sorted(review.cards, key=lambda card: len(card.before) + len(card.after), reverse=True)
    return QueuePreview(review, tuple(largest[:LARGEST]))
