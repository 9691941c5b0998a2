"""What has come from other machines and what must go back to them, for the lists where people see what is next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.case import CaseFile
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.exchange import Incoming, Standing
from desktop_app.domain.handover import Handover, HandoverState
from desktop_app.domain.person import Acting, Role

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program

AGAIN_MS = 30_000
"""How often the folder is looked at while the list is on screen."""
_SEE_TO = frozenset({Role.ANALYST, Role.REVIEWER, Role.APPROVER})


@dataclass(frozen=True, slots=True)
class Between:
    """A case of this store that another machine has to do with, and what that one is called."""

    file: CaseFile
    handover: Handover
    machine: str
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Conflicts to see to, cases that are decided here and go back, what came, and what is away; `unreached`: why the
    folder cannot be asked."""

    conflicts: tuple[Between, ...] = ()
    going_back: tuple[Between, ...] = ()
    incoming: tuple[Incoming, ...] = ()
    away: tuple[Between, ...] = ()
    unreached: str = ""


class ArrivalsPresenter(QObject):
    """`mine`: only what is about cases of the person at work, as on their own page."""

    shown = Signal(object)
    """Arrivals."""
    taken = Signal(str)
    """A case was taken in: its identifier."""
    failed = Signal(object)

    def __init__(self, desk: Desk, *, mine: bool = False) -> None:
        super().__init__()
        self._desk, self._mine, self._task, self._looks = desk, mine, 0, False
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._read)
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._look_again)

    def look(self) -> None:
        """Read it now, and again from time to time."""
        self._looks = True
        self._again.start()
        self._read()

    def rest(self) -> None:
        """Nobody looks any more."""
        self._looks = False
        self._again.stop()
        self._desk.runner.cancel(self._task)

    def take(self, file_id: str) -> None:
        """Claim a case file and take it in."""
        acting = self._desk.acting

        async def work(program: Program) -> str:
            return (await program.taking_over.take(acting, file_id)).case_id

        self._desk.ask(work, self._taken, self._fell)

    def give_back(self, case_id: str) -> None:
        """Return a case that was decided here."""
        acting = self._desk.acting
        self._do(lambda program: program.handing_over.give_back(acting, case_id), case_id)

    def _do(self, act: Callable[[Program], Awaitable[object]], case_id: str) -> None:
        async def work(program: Program) -> str:
            await act(program)
            return case_id

        self._desk.ask(work, self._done, self._fell)

    def _read(self) -> None:
        acting, mine = self._desk.acting, self._mine
        self._desk.runner.cancel(self._task)
        self._task = self._desk.ask(lambda program: read_arrivals(program, acting, mine=mine), self._show, self._fail)

    def _taken(self, case_id: str) -> None:
        self.taken.emit(case_id)
        self._desk.tell_changed(case_id)

    def _done(self, case_id: str) -> None:
        self._desk.tell_changed(case_id)

    def _fell(self, error: Exception) -> None:
        """What was refused may have been put aside, or claimed by somebody else."""
        self.failed.emit(error)
        if self._looks:
            self._read()

    def _look_again(self, _: object) -> None:
        if self._looks:
            self._read()

    def _show(self, arrivals: Arrivals) -> None:
        self.shown.emit(arrivals)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def read_arrivals(program: Program, acting: Acting, *, mine: bool) -> Arrivals:
    """What this person sees to. Where no folder is named nothing comes; what is known here stays."""
    if not acting.profile.roles & _SEE_TO:
        return Arrivals()
    known = await program.handing_over.standing()
    conflicts = [await _between(program, each) for each in known if each.state is HandoverState.CONFLICT]
    back = [await _between(program, each) for each, _ in await program.handing_over.going_back()]
    if mine:
        me = acting.person.person_id
        conflicts = [c for c in conflicts if me in (c.file.created_by, c.handover.person_id)]
        back = []
    local = Arrivals(tuple(conflicts), tuple(back))
    if not await program.introducing.place():
        return local
    try:
        incoming = await program.taking_over.incoming()
        away = await program.handing_over.elsewhere()
    except CountersignError as error:
        return Arrivals(local.conflicts, local.going_back, unreached=f"{error}")
    own = {each.file_id for each in known if each.state is HandoverState.AWAY}
    if mine:
        incoming = tuple(i for i in incoming if i.label is not None and i.label.answers in own)
    found = [await _between(program, each.handover, each) for each in away]
    shown = [f for f in found if not mine or f.file.created_by == acting.person.person_id]
    return Arrivals(local.conflicts, local.going_back, incoming, tuple(shown))


async def _between(program: Program, handover: Handover, standing: Standing | None = None) -> Between:
    machine = await program.handing_over.machine_name(handover.machine_id)
    return Between(await program.store.case_file(handover.case_id), handover, machine, standing)
