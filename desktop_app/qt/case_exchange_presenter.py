"""One case between machines: where it may go, which machine has it, and what a person does about that on its page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import CountersignError
from desktop_app.domain.exchange import CaseExchange

if TYPE_CHECKING:
    from desktop_app.domain.person import Acting
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program


class CaseExchangePresenter(QObject):
    """Reads what this store knows first, and then what the folder shows, which may take long."""

    shown = Signal(object)
    """A CaseExchange."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._case_id, self._task = desk, "", 0
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._look_again)

    def look(self, case_id: str) -> None:
        """Read where this case is; an empty name: no case is looked at any more."""
        self._desk.runner.cancel(self._task)
        self._case_id, acting = case_id, self._desk.acting
        if case_id:
            self._task = self._desk.ask(
                lambda program: program.handing_over.of_case(acting, case_id), self._show, self._fail
            )

    def send(self, machine_id: str) -> None:
        """Hand a case that was sent over to this machine."""
        self._do(lambda program, acting, case_id: program.handing_over.send(acting, case_id, (machine_id,)))

    def give_back(self) -> None:
        """Return it to the machine that it came from."""
        self._do(lambda program, acting, case_id: program.handing_over.give_back(acting, case_id))

    def put_again(self) -> None:
        """Put its file again, which was lost."""
        self._do(lambda program, acting, case_id: program.handing_over.put_again(acting, case_id))

    def call_back(self, *, force: bool = False) -> None:
        """Go on with it here."""
        self._do(lambda program, acting, case_id: program.handing_over.call_back(acting, case_id, force=force))

    def _do(self, act: Callable[[Program, Acting, str], Awaitable[object]]) -> None:
        acting, case_id = self._desk.acting, self._case_id

        async def work(program: Program) -> str:
            await act(program, acting, case_id)
            return case_id

        self._desk.ask(work, self._done, self._fell)

    def _done(self, case_id: str) -> None:
        self._desk.tell_changed(case_id)

    def _look_again(self, _: object) -> None:
        self.look(self._case_id)

    def _show(self, found: CaseExchange) -> None:
        if found.case_id != self._case_id:
            return
        self.shown.emit(found)
        if found.away is not None and not found.away.given_back:
            self._task = self._desk.ask(lambda program: _in_folder(program, found), self._show_standing, self._fail)

    def _show_standing(self, found: CaseExchange) -> None:
        if found.case_id == self._case_id:
            self.shown.emit(found)

    def _fell(self, error: Exception) -> None:
        """What was refused may have been done in part: a case that is away, and whose file is not there."""
        self.failed.emit(error)
        self._desk.tell_changed(self._case_id)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _in_folder(program: Program, found: CaseExchange) -> CaseExchange:
    """Who has claimed it, as the folder shows; where that cannot be asked, why."""
    try:
        standing = await program.handing_over.elsewhere(found.case_id)
    except CountersignError as error:
        return replace(found, unreached=f"{error}")
    return replace(found, standing=standing[0] if standing else None)
