"""The open program as the window sees it: services in the background, the person who acts, and what changed."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.person import Acting
from desktop_app.qt.task_runner import Receiver, TaskRunner

if TYPE_CHECKING:  # what the program is made of is imported behind the window
    from desktop_app.domain.working_text import Recovered, Saving
    from desktop_app.services.program import Program

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
T = TypeVar("T")
Opening = Callable[[Callable[["Saving"], None]], AbstractAsyncContextManager["Program"]]
"""Opens the store and puts the services over it; called in the background, where it may import what is slow.

It is given who hears whether typing is safe.
"""


class Desk(QObject):
    """Opens the program behind the window and runs its services for presenters."""

    opened = Signal(object)
    """The program is open: the Acting of the person at work."""
    refused = Signal(object)
    """It cannot be opened: the error."""
    acting_changed = Signal(object)
    """Another person acts: their Acting."""
    case_changed = Signal(str)
    """A case was changed through this window: its identifier."""
    models_changed = Signal()
    """Models were added, removed or put in another order through this window."""
    saving_changed = Signal(object)
    """Whether all that was typed is safe: a Saving."""
    recovered = Signal(object)
    """What the person at work had typed when the program last ended, where there was something: a Recovered."""

    def __init__(self, opening: Opening, user: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = TaskRunner(self)
        self._opening, self._user = opening, user or getpass.getuser()
        self._stack = AsyncExitStack()
        self._hourly = QTimer(self, interval=MINUTE_MS)
        self._hourly.timeout.connect(self._back_up)
        self._program: Program | None = None
        self._acting: Acting | None = None
        self._saving: Saving | None = None
        self._recovered: set[str] = set()
        self.saving_changed.connect(self._keep_saving)

    @property
    def acting(self) -> Acting:
        """The person at work. Raises LookupError before the program is open."""
        if self._acting is None:
            raise LookupError("nobody is at work yet")
        return self._acting

    @property
    def saving(self) -> Saving | None:
        """Whether all that was typed is safe; None where nothing was typed yet."""
        return self._saving

    @property
    def is_open(self) -> bool:
        """Whether services can be asked."""
        return self._program is not None

    def open(self) -> None:
        """Open the program in the background."""
        self.runner.start(self._enter, self._entered, self._refuse)

    def ask(
        self,
        work: Callable[[Program], Coroutine[Any, Any, T]],
        done: Receiver | None = None,
        failed: Receiver | None = None,
    ) -> int:
        """Have services do something in the background; the number of the task."""
        program = self._ready()
        return self.runner.start(lambda: work(program), done, failed)

    def follow(
        self,
        work: Callable[[Program, Callable[[Any], None]], Coroutine[Any, Any, T]],
        told: Receiver,
        done: Receiver | None = None,
        failed: Receiver | None = None,
    ) -> int:
        """The same, told of its progress."""
        program = self._ready()
        return self.runner.follow(lambda tell: work(program, tell), told, done, failed)

    def at_close(self, work: Callable[[Program], Coroutine[Any, Any, None]]) -> None:
        """Have services do this before the store is closed; ending waits for it no longer than for anything else."""
        self._stack.push_async_callback(work, self._ready())

    def act_as(self, acting: Acting) -> None:
        """From now on this person is at work."""
        self._acting = acting
        self.acting_changed.emit(acting)
        self._recover(acting)

    def tell_changed(self, case_id: str) -> None:
        """Whoever shows the case looks again."""
        self.case_changed.emit(case_id)

    def unsaved(self) -> str | None:
        """Before closing, make edits of all that is being typed: why some of it could not be saved, None where all is.

        Empty where nothing is known of it in time.
        """
        program = self._program
        if program is None or self.runner.has_ended:
            return None
        unknown: str | None = ""
        return self.runner.wait(lambda: _end_typing(program), unknown)

    def close(self) -> None:
        """Cancel what runs, close the store and end the thread."""
        self._hourly.stop()
        self.runner.end(self._stack.aclose)

    def _ready(self) -> Program:
        if self._program is None:
            raise LookupError("the program is not open yet")
        return self._program

    async def _enter(self) -> tuple[Program, Acting, Recovered]:
        program = await self._stack.enter_async_context(self._opening(self.saving_changed.emit))
        acting = await program.enrolling.current(self._user)
        return program, acting, await program.resuming.recover(acting)

    def _entered(self, entered: tuple[Program, Acting, Recovered]) -> None:
        self._program, self._acting, recovered = entered
        self._recovered.add(self._acting.person.person_id)
        self.opened.emit(self._acting)
        self._tell_recovered(recovered)
        self._hourly.start()

    def _recover(self, acting: Acting) -> None:
        """Once for a person: what they typed last time becomes edits and answers, or is offered."""
        if acting.person.person_id not in self._recovered:
            self._recovered.add(acting.person.person_id)
            self.ask(lambda program: program.resuming.recover(acting), self._tell_recovered, self._refuse)

    def _tell_recovered(self, recovered: Recovered) -> None:
        if recovered.adopted or recovered.offered:
            self.recovered.emit(recovered)

    def _back_up(self) -> None:
        """A backup where one is due, a minute after opening and each hour; a failure is told like any fault."""
        self._hourly.setInterval(HOUR_MS)
        self.ask(lambda program: program.backing_up.make_if_due())

    def _keep_saving(self, saving: Saving) -> None:
        self._saving = saving

    def _refuse(self, error: Exception) -> None:
        self.refused.emit(error)


async def _end_typing(program: Program) -> str | None:
    left = await program.journalling.closing()
    return program.journalling.saving.words if left else None
