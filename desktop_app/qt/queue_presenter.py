"""The review queue: what waits for the person's decision, and what is to be said of the case that is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.person import Acting, Person, Role
from desktop_app.domain.review_queue import (
    QUEUE_PAGE,
    Cause,
    NamedLoad,
    QueueCounts,
    QueuedCase,
    QueueOrder,
    QueueQuery,
    Whose,
)
from desktop_app.qt.held_decisions import HeldDecisions
from desktop_app.qt.kept_forms import forms_of
from desktop_app.qt.review_reading import review_of
from desktop_app.qt.review_state import ChangeCard, ReviewState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program

LARGEST = 3
"""Edits that a preview shows."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Which cases are shown, and in which order."""

    words: str = ""
    cause: Cause | None = None
    whose: Whose = Whose.ALL
    overdue: bool = False
    form: str = ""
    order: QueueOrder = QueueOrder.RISK


@dataclass(frozen=True, slots=True)
class QueueState:
    """What waits, as far as it is read: `is_longer` says that there is more. `titles` are those of forms."""

    cases: tuple[QueuedCase, ...]
    decides: bool = True
    """Whether the person may decide at all."""
    counts: QueueCounts = field(default_factory=QueueCounts)
    ask: Ask = field(default_factory=Ask)
    is_longer: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    loads: tuple[NamedLoad, ...] = ()


@dataclass(frozen=True, slots=True)
class QueuePreview:
    """The chosen case: what its review will show, and the edits that changed most."""

    review: ReviewState
    largest: tuple[ChangeCard, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom a case may be assigned to."""

    case_id: str
    people: tuple[Person, ...]
    me: str


class QueuePresenter(QObject):
    """Reads the queue a page at a time, and the case that is chosen in it; says who is to decide, and when."""

    shown = Signal(object)
    """A QueueState: from the beginning, or with one more page."""
    counted = Signal(object)
    """The same QueueState, with how many there are, and who has how many."""
    previewed = Signal(object)
    """A QueuePreview."""
    offered = Signal(object)
    """Choices."""
    failed = Signal(object)

    def __init__(self, desk: Desk, held: HeldDecisions) -> None:
        super().__init__()
        self._desk, self._held = desk, held
        self._task = self._preview = self._counting = 0
        self._state = QueueState(())
        self._is_reading = self._wants_more = False
        for changed in (desk.case_changed, desk.acting_changed, held.undone):
            changed.connect(self._look_again)

    @property
    def ask(self) -> Ask:
        """What was asked for last."""
        return self._state.ask

    def look(self) -> None:
        """Read it now, as far as it was read."""
        self._read(max(QUEUE_PAGE, len(self._state.cases)))

    def show_only(self, ask: Ask) -> None:
        """Show these cases, from the beginning."""
        if ask != self._state.ask:
            self._state = replace(self._state, ask=ask)
            self._read(QUEUE_PAGE)

    def read_on(self) -> None:
        """Read the next page, where there is one: after what is being read, where something is."""
        self._wants_more = self._is_reading
        if self._state.is_longer and not self._is_reading:
            self._is_reading = True
            work = partial(_read_on, acting=self._desk.acting, decided=self._held.cases, state=self._state)
            self._task = self._desk.ask(work, self._show, self._fail)

    def preview(self, case_id: str) -> None:
        """Read what is to be said of a case; of one that was asked for before, nothing is told any more."""
        self._desk.runner.cancel(self._preview)
        work = partial(_read_preview, acting=self._desk.acting, case_id=case_id)
        self._preview = self._desk.ask(work, self._show_preview, self._fail)

    def offer(self, case_id: str) -> None:
        """Ask whom the case may be assigned to."""
        self._desk.ask(partial(_choices, acting=self._desk.acting, case_id=case_id), self._offer, self._fail)

    def assign(self, case_id: str, to: str | None) -> None:
        """Say who is to decide; None: nobody in particular."""
        work = partial(_assign, acting=self._desk.acting, case_id=case_id, to=to, command_id=str(uuid4()))
        self._desk.ask(work, self._changed, self._fail)

    def snooze(self, case_id: str, until: datetime | None) -> None:
        """Put the case off; None: have it back."""
        work = partial(_snooze, acting=self._desk.acting, case_id=case_id, until=until, command_id=str(uuid4()))
        self._desk.ask(work, self._changed, self._fail)

    def _read(self, limit: int) -> None:
        self._desk.runner.cancel(self._task)
        self._is_reading = True
        work = partial(
            _read,
            acting=self._desk.acting,
            decided=self._held.cases,
            ask=self._state.ask,
            limit=limit,
        )
        self._task = self._desk.ask(work, self._show, self._fail)

    def _look_again(self, _: object) -> None:
        self.look()

    def _changed(self, case_id: str) -> None:
        self._desk.tell_changed(case_id)

    def _show(self, state: QueueState) -> None:
        self._is_reading = False
        self._state = state = replace(state, counts=self._state.counts, loads=self._state.loads)
        self.shown.emit(state)
        self._desk.runner.cancel(self._counting)
        work = partial(_count, acting=self._desk.acting, decided=self._held.cases, ask=state.ask)
        self._counting = self._desk.ask(work, self._show_counts, self._fail)
        if self._wants_more:
            self.read_on()

    def _show_counts(self, counted: tuple[QueueCounts, tuple[NamedLoad, ...]]) -> None:
        counts, loads = counted
        self._state = replace(self._state, counts=counts, loads=loads)
        self.counted.emit(self._state)

    def _offer(self, choices: Choices) -> None:
        self.offered.emit(choices)

    def _fail(self, error: Exception) -> None:
        self._is_reading = False
        self.failed.emit(error)

    def _show_preview(self, preview: QueuePreview) -> None:
        self.previewed.emit(preview)


async def _read(program: Program, acting: Acting, decided: frozenset[str], ask: Ask, limit: int) -> QueueState:
    query = await _query(program, acting, decided, ask)
    cases = await program.store.queue(query, None, limit)
    decides = bool(query.seat.decides)
    return QueueState(cases, decides, ask=ask, is_longer=len(cases) == limit, titles=await _titles(program, cases))


async def _count(
    program: Program, acting: Acting, decided: frozenset[str], ask: Ask
) -> tuple[QueueCounts, tuple[NamedLoad, ...]]:
    """It takes longer than a page, which is shown meanwhile."""
    sees_loads = acting.profile.roles & {Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR}
    loads = await program.assigning.workload(acting) if sees_loads else ()
    return await program.store.queue_counts(await _query(program, acting, decided, ask)), loads


async def _read_on(program: Program, acting: Acting, decided: frozenset[str], state: QueueState) -> QueueState:
    more = await program.store.queue(await _query(program, acting, decided, state.ask), state.cases[-1])
    titles = {**state.titles, **await _titles(program, more)}
    return replace(state, cases=(*state.cases, *more), is_longer=len(more) == QUEUE_PAGE, titles=titles)


async def _query(program: Program, acting: Acting, decided: frozenset[str], ask: Ask) -> QueueQuery:
    return program.assigning.query(
        acting,
        ask.words,
        ask.cause,
        ask.whose,
        overdue=ask.overdue,
        form=ask.form,
        order=ask.order,
        hidden=decided,
        seat=await program.delegating.seat(acting),
    )


async def _titles(program: Program, cases: tuple[QueuedCase, ...]) -> dict[str, str]:
    by_pack = {case.file.pack_digest: case for case in cases}
    forms = await forms_of(program, (case.file for case in by_pack.values()))
    return {by_pack[digest].form: form.title for digest, form in forms.items()}


async def _choices(program: Program, acting: Acting, case_id: str) -> Choices:
    return Choices(case_id, await program.assigning.deciders(acting, case_id), acting.person.person_id)


async def _assign(program: Program, acting: Acting, case_id: str, to: str | None, command_id: str) -> str:
    await program.assigning.assign(acting, case_id, to, command_id=command_id)
    return case_id


async def _snooze(program: Program, acting: Acting, case_id: str, until: datetime | None, command_id: str) -> str:
    await program.assigning.snooze(acting, case_id, until, command_id=command_id)
    return case_id


async def _read_preview(program: Program, acting: Acting, case_id: str) -> QueuePreview:
    await program.keeping.require_reader(acting, case_id)
    facts = await program.keeping.facts(case_id)
    review = review_of(facts, acting, await program.enrolling.listing(), known=await program.store.names())
    largest = sorted(review.cards, key=lambda card: len(card.before) + len(card.after), reverse=True)
    return QueuePreview(review, tuple(largest[:LARGEST]))
