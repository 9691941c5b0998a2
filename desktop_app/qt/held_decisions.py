"""Returns and escalations that were decided and can still be taken back: recorded after ten seconds, or when the
window closes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.person import Acting
from desktop_app.domain.review import DecisionKind

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program

HOLD = 10_000
"""Milliseconds in which a decision can be taken back."""


@dataclass(frozen=True, slots=True)
class Held:
    """A decision that is not recorded yet: what, about which case, by whom, why. The command makes it apply once."""

    command_id: str
    kind: DecisionKind
    case_id: str
    title: str
    acting: Acting
    reason: str
    sections: tuple[str, ...] = ()
    to: str = ""


class HeldDecisions(QObject):
    """Holds one decision at a time; the next one has the one before recorded at once."""

    held = Signal(object)
    """A Held, which can be taken back from now on."""
    undone = Signal(object)
    """It was taken back."""
    recorded = Signal(object)
    failed = Signal(object)
    """It could not be recorded: the error."""

    def __init__(self, desk: Desk, hold: int = HOLD) -> None:
        super().__init__(desk)
        self._desk = desk
        self._waiting: Held | None = None
        self._writing: dict[str, Held] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(hold)
        self._timer.timeout.connect(self.record)
        desk.at_close(self._record_all)
        desk.acting_changed.connect(self.record)

    @property
    def waiting(self) -> Held | None:
        """What can be taken back."""
        return self._waiting

    @property
    def cases(self) -> frozenset[str]:
        """The cases that are decided, though it is not recorded yet."""
        waiting = {self._waiting.case_id} if self._waiting else set()
        return frozenset(waiting | {held.case_id for held in self._writing.values()})

    def hold(self, kind: DecisionKind, case_id: str, title: str, reason: str, **more: object) -> None:
        """Decide, and keep it for a while before it is recorded."""
        self.record()
        acting = self._desk.acting
        self._waiting = Held(str(uuid4()), kind, case_id, title, acting, reason, **more)  # type: ignore[arg-type]
        self._timer.start()
        self.held.emit(self._waiting)

    def undo(self) -> None:
        """Take it back; nothing of it is recorded."""
        taken, self._waiting = self._waiting, None
        self._timer.stop()
        if taken is not None:
            self.undone.emit(taken)

    def record(self, _: object = None) -> None:
        """Record it now."""
        decided, self._waiting = self._waiting, None
        self._timer.stop()
        if decided is not None:
            self._writing[decided.command_id] = decided
            self._desk.ask(partial(_record, held=decided), self._done, self._fail)

    async def _record_all(self, program: Program) -> None:
        """The window closes: what was decided is recorded. The same command applies once."""
        for held in (*self._writing.values(), *((self._waiting,) if self._waiting else ())):
            await _record(program, held)

    def _done(self, held: Held) -> None:
        self._writing.pop(held.command_id, None)
        self.recorded.emit(held)
        self._desk.tell_changed(held.case_id)

    def _fail(self, error: Exception) -> None:
        self._writing.clear()
        self.failed.emit(error)


async def _record(program: Program, held: Held) -> Held:
    if held.kind is DecisionKind.RETURN:
        await program.reviewing.return_(
            held.acting, held.case_id, held.sections, held.reason, command_id=held.command_id
        )
    else:
        await program.reviewing.escalate(held.acting, held.case_id, held.reason, command_id=held.command_id)
    return held
