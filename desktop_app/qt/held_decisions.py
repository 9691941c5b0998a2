"""Returns and escalations that were decided and can still be taken back: recorded after ten seconds, or when the
window closes. They are kept beside their case meanwhile, so that a crash loses none and records none twice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.person import Acting
from desktop_app.domain.review_marks import HeldDecision

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program

HOLD = 10_000
"""Milliseconds in which a decision can be taken back."""
Decided = tuple[Acting, HeldDecision]


class HeldDecisions(QObject):
    """Holds one decision at a time; the next one has the one before recorded at once."""

    held = Signal(object)
    """A HeldDecision, which can be taken back from now on."""
    resumed = Signal(object)
    """The same, which the person made before the program last ended."""
    undone = Signal(object)
    """It was taken back."""
    recorded = Signal(object)
    failed = Signal(object)
    """It could not be kept or recorded: the error."""

    def __init__(self, desk: Desk, hold: int = HOLD) -> None:
        super().__init__(desk)
        self._desk = desk
        self._waiting: Decided | None = None
        self._writing: dict[str, Decided] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(hold)
        self._timer.timeout.connect(self.record)
        desk.at_close(self._record_all)
        desk.acting_changed.connect(self._change_person)
        self.resume()

    @property
    def waiting(self) -> HeldDecision | None:
        """What can be taken back."""
        return self._waiting[1] if self._waiting else None

    @property
    def cases(self) -> frozenset[str]:
        """The cases that are decided, though it is not recorded yet."""
        waiting = {self._waiting[1].case_id} if self._waiting else set()
        return frozenset(waiting | {held.case_id for _, held in self._writing.values()})

    def hold(self, held: HeldDecision) -> None:
        """Decide, and keep it for a while before it is recorded."""
        self._hold(held)
        acting = self._desk.acting
        self._desk.ask(lambda program: program.holding.hold(acting, held), None, self._tell_fault)
        self.held.emit(held)

    def undo(self) -> None:
        """Take it back; nothing of it is recorded."""
        taken, self._waiting = self._waiting, None
        self._timer.stop()
        if taken is not None:
            acting, held = taken
            self._desk.ask(lambda program: program.holding.take_back(acting, held.case_id), None, self._tell_fault)
            self.undone.emit(held)

    def record(self) -> None:
        """Record it now."""
        decided, self._waiting = self._waiting, None
        self._timer.stop()
        if decided is not None:
            self._writing[decided[1].command_id] = decided
            self._desk.ask(partial(_record, decided=decided), self._done, self._fail)

    def resume(self) -> None:
        """Hold anew what the person had decided when the program last ended."""
        work = partial(_waiting, acting=self._desk.acting)
        self._desk.ask(work, self._resume, self._tell_fault)

    def _resume(self, decisions: tuple[Decided, ...]) -> None:
        known = self.cases
        for acting, held in decisions:
            if held.case_id not in known and acting is self._desk.acting:
                self._hold(held)
                self.resumed.emit(held)

    def _hold(self, held: HeldDecision) -> None:
        self.record()
        self._waiting = self._desk.acting, held
        self._timer.start()

    def _change_person(self, _: object) -> None:
        self.record()
        self.resume()

    async def _record_all(self, program: Program) -> None:
        """The window closes: what was decided is recorded. The same command applies once."""
        for decided in (*self._writing.values(), *((self._waiting,) if self._waiting else ())):
            await _record(program, decided)

    def _done(self, held: HeldDecision) -> None:
        self._writing.pop(held.command_id, None)
        self.recorded.emit(held)
        self._desk.tell_changed(held.case_id)

    def _fail(self, error: Exception) -> None:
        cases = {held.case_id for _, held in self._writing.values()}
        self._writing.clear()
        self.failed.emit(error)
        for case_id in cases:
            self._desk.tell_changed(case_id)

    def _tell_fault(self, error: Exception) -> None:
        self.failed.emit(error)


async def _record(program: Program, decided: Decided) -> HeldDecision:
    return await program.holding.record(*decided)


async def _waiting(program: Program, acting: Acting) -> tuple[Decided, ...]:
    return tuple((acting, held) for held in await program.holding.waiting(acting))
