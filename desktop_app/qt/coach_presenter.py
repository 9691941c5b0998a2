"""What comes next in the sample case."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.person import Acting
from desktop_app.qt.coach_steps import Coaching, coaching
from desktop_app.qt.desk import Desk
from desktop_app.qt.sample_home import SampleHome

if TYPE_CHECKING:
    from desktop_app.services.program import Program


class CoachPresenter(QObject):
    """Looks again after every change of the case and of the person."""

    coached = Signal(object)
    """A Coaching."""
    failed = Signal(object)

    def __init__(self, desk: Desk, home: SampleHome) -> None:
        super().__init__()
        self._desk, self._home, self._task = desk, home, 0
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._look_again)

    def look(self) -> None:
        """Read it now."""
        self._desk.runner.cancel(self._task)
        acting = self._desk.acting
        self._task = self._desk.ask(lambda program: _read(program, acting, self._home), self._told, self._fail)

    def _look_again(self, _: object) -> None:
        self.look()

    def _told(self, coaching: Coaching | None) -> None:
        if coaching is not None:
            self.coached.emit(coaching)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _read(program: "Program", acting: Acting, home: SampleHome) -> Coaching | None:
    _, sample = home.story(program)
    cases = [c for c in await program.keeping.listing() if c.file.reference == sample.reference]
    if not cases:
        return None
    return coaching(await program.keeping.facts(cases[0].file.case_id), acting, sample)
