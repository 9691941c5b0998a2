"""Practice cases in the window: what there is, one that is reviewed, and the policy that is declared."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.domain.person import Acting
    from desktop_app.domain.practice import PracticeMark, PracticePolicy
    from desktop_app.domain.practice_sheet import PracticeSheet, PracticeStanding
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program


class PracticePresenter(QObject):
    """Asks for them in the background."""

    stands = Signal(object)
    """A PracticeStanding."""
    opened = Signal(object)
    """A PracticeSheet: one was begun, opened again or finished."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def look(self) -> None:
        """What there is for the person at work."""
        self._desk.ask(partial(_standing, acting=self._desk.acting), self._tell, self._fail)

    def start(self, form: str, name: str) -> None:
        """Begin one."""
        self._desk.ask(partial(_start, acting=self._desk.acting, form=form, name=name), self._open, self._fail)

    def open(self, practice_id: str) -> None:
        """Show one that was begun or finished."""
        work = partial(_sheet, acting=self._desk.acting, practice_id=practice_id)
        self._desk.ask(work, self._open, self._fail)

    def finish(self, practice_id: str, marks: Sequence[PracticeMark]) -> None:
        """These are wrong; be told what was."""
        work = partial(_finish, acting=self._desk.acting, practice_id=practice_id, marks=tuple(marks))
        self._desk.ask(work, self._open, self._fail)

    def declare(self, policy: PracticePolicy) -> None:
        """From now on it is so."""
        self._desk.ask(partial(_declare, acting=self._desk.acting, policy=policy), self._tell, self._fail)

    def _tell(self, standing: PracticeStanding) -> None:
        self.stands.emit(standing)

    def _open(self, sheet: PracticeSheet) -> None:
        self.opened.emit(sheet)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _standing(program: Program, acting: Acting) -> PracticeStanding:
    return await program.practising.standing(acting)


async def _start(program: Program, acting: Acting, form: str, name: str) -> PracticeSheet:
    return await program.practising.sheet(acting, await program.practising.start(acting, form, name))


async def _sheet(program: Program, acting: Acting, practice_id: str) -> PracticeSheet:
    return await program.practising.sheet(acting, practice_id)


async def _finish(program: Program, acting: Acting, practice_id: str, marks: tuple[PracticeMark, ...]) -> PracticeSheet:
    return await program.practising.finish(acting, practice_id, marks)


async def _declare(program: Program, acting: Acting, policy: PracticePolicy) -> PracticeStanding:
    await program.practising.declare(acting, policy)
    return await program.practising.standing(acting)
