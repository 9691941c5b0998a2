"""Cases between machines: the folder, who the others are, what comes, what is elsewhere, and what is in conflict."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.exchange import Conflict, Incoming, Newcomer, Standing
from desktop_app.domain.handover import HandoverState, fingerprint

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program

WAITING = (CaseState.REVIEW, CaseState.ESCALATED, CaseState.SIGN_OFF)
MOST = 200
"""Cases that are offered to be handed over at most."""


@dataclass(frozen=True, slots=True)
class Away:
    """A case that is with another machine, and what it is called."""

    standing: Standing
    file: CaseFile


@dataclass(frozen=True, slots=True)
class Here:
    """A case that can go: on to another machine, or back to the one that it came from."""

    file: CaseFile
    goes_back: bool


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """All that is shown. Without a folder there is nothing else."""

    folder: str
    own: str
    machines: tuple[Newcomer, ...] = ()
    incoming: tuple[Incoming, ...] = ()
    here: tuple[Here, ...] = ()
    away: tuple[Away, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class HandoverPresenter(QObject):
    """Reads all of it behind the window, and does one thing at a time."""

    shown = Signal(object)
    """A HandoverPage."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task = desk, 0
        desk.acting_changed.connect(self._look_again)

    def look(self) -> None:
        """Read it now."""
        self._desk.runner.cancel(self._task)
        self._task = self._desk.ask(_read, self._show, self._fail)

    def name_folder(self, folder: str) -> None:
        """Exchange cases through this folder from now on, and say in it who this machine is."""
        acting = self._desk.acting

        async def work(program: Program) -> None:
            await program.introducing.name_folder(acting, folder)
            await program.introducing.introduce()

        self._do(work)

    def introduce(self) -> None:
        """Say in the folder who this machine is, and who works at it now."""
        self._do(lambda program: program.introducing.introduce())

    def accept(self, machine_id: str) -> None:
        """Believe who a machine says it is."""
        acting = self._desk.acting
        self._do(lambda program: program.introducing.accept(acting, machine_id, {}))

    def take(self, file_id: str) -> None:
        """Take a case file in."""
        acting = self._desk.acting
        self._do(lambda program: program.taking_over.take(acting, file_id))

    def release(self, file_id: str) -> None:
        """Give up this machine's claim."""
        acting = self._desk.acting
        self._do(lambda program: program.taking_over.release(acting, file_id))

    def send(self, case_id: str) -> None:
        """Hand a case over to the machines that are known."""
        acting = self._desk.acting
        self._do(lambda program: program.handing_over.send(acting, case_id), case_id)

    def give_back(self, case_id: str) -> None:
        """Return a case to the machine that it came from."""
        acting = self._desk.acting
        self._do(lambda program: program.handing_over.give_back(acting, case_id), case_id)

    def put_again(self, case_id: str) -> None:
        """Put a file again that was lost."""
        acting = self._desk.acting
        self._do(lambda program: program.handing_over.put_again(acting, case_id), case_id)

    def call_back(self, case_id: str, *, force: bool = False) -> None:
        """Go on here with a case that is away."""
        acting = self._desk.acting
        self._do(lambda program: program.handing_over.call_back(acting, case_id, force=force), case_id)

    def settle(self, conflict: Conflict, *, propose: bool) -> None:
        """End a conflict: with the texts that came as proposals, or with what is here alone."""
        acting, sections = self._desk.acting, [text.section for text in conflict.texts] if propose else []
        file_id = conflict.handover.file_id
        self._do(lambda program: program.conflicts.settle(acting, file_id, sections), conflict.handover.case_id)

    def _do(self, work: Callable[[Program], Awaitable[object]], case_id: str = "") -> None:
        async def done(program: Program) -> tuple[HandoverPage, str]:
            await work(program)
            return await _read(program), case_id

        self._desk.ask(done, self._done, self._fell)

    def _done(self, done: tuple[HandoverPage, str]) -> None:
        page, case_id = done
        self.shown.emit(page)
        self._desk.tell_changed(case_id)

    def _fell(self, error: Exception) -> None:
        """What was refused may have changed what there is to see, such as a file that was put aside."""
        self.failed.emit(error)
        self.look()

    def _look_again(self, _: object) -> None:
        self.look()

    def _show(self, page: HandoverPage) -> None:
        self.shown.emit(page)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _read(program: Program) -> HandoverPage:
    folder, own = await program.introducing.place(), (await program.introducing.own()).machine_id
    conflicts = await program.conflicts.conflicts()
    if not folder:
        return HandoverPage("", fingerprint(own), conflicts=conflicts)
    away = [Away(each, await _file(program, each)) for each in await program.handing_over.elsewhere()]
    return HandoverPage(
        folder=folder,
        own=fingerprint(own),
        machines=await program.introducing.newcomers(),
        incoming=await program.taking_over.incoming(),
        here=await _here(program),
        away=tuple(away),
        conflicts=conflicts,
    )


async def _file(program: Program, standing: Standing) -> CaseFile:
    return await program.store.case_file(standing.handover.case_id)


async def _here(program: Program) -> tuple[Here, ...]:
    """Cases that wait for a decision, and those that came from elsewhere, whatever was decided."""
    known = await program.handing_over.standing()
    taken = {each.case_id for each in known if each.state is HandoverState.TAKEN}
    still = {each.case_id for each in known if each.state.holds_still}
    files = (summary.file for summary in await program.store.cases())
    found = [f for f in files if f.case_id not in still and (f.state in WAITING or f.case_id in taken)]
    return tuple(Here(file, file.case_id in taken) for file in found[:MOST])
