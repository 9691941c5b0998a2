"""My work: what waits for the person, and what of theirs waits for others."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.case_record import CaseSummary
from desktop_app.domain.person import Acting
from desktop_app.domain.work import work_of
from desktop_app.qt.desk import Desk
from desktop_app.services.program import Program


@dataclass(frozen=True, slots=True)
class HomeState:
    """What the page shows; names of forms and people are looked up."""

    needs_me: tuple[CaseSummary, ...]
    with_others: tuple[CaseSummary, ...]
    signed: int
    titles: dict[str, str]


class HomePresenter(QObject):
    """Reads the open cases."""

    shown = Signal(object)
    """A HomeState."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task = desk, 0
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._look_again)

    def look(self) -> None:
        """Read them now."""
        self._desk.runner.cancel(self._task)
        acting = self._desk.acting
        self._task = self._desk.ask(lambda program: _read(program, acting), self._read, self._fail)

    def _look_again(self, _: object) -> None:
        self.look()

    def _read(self, state: HomeState) -> None:
        self.shown.emit(state)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _read(program: Program, acting: Acting) -> HomeState:
    cases = await program.keeping.listing()
    work = work_of(cases, acting.person, acting.profile.roles)
    signed = sum(case.file.state.value == "signed" for case in cases)
    titles = {name: program.packs.load(name).form.title for name in program.packs.names()}
    return HomeState(work.needs_me, work.with_others, signed, titles)
