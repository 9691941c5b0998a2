"""What waits for a model: tried again and again behind the window, and drafted once an endpoint answers."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from desktop_app.domain.waiting_section import WaitingSection
from desktop_app.qt.desk import Desk
from desktop_app.qt.draft_runs import DraftRuns
from desktop_app.services.program import Program

TRY_MS = 5_000
"""Milliseconds between two looks at whether an endpoint is to be tried; how long one is left alone is not said here."""

Ready = tuple[WaitingSection, ...]


class WaitingDrafts(QObject):
    """Has the sections drafted that wait because the person at work had them drafted, in whichever case."""

    def __init__(self, desk: Desk, runs: DraftRuns, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._runs = desk, runs
        self._waiting: Ready = ()
        self._trying = self._now = False
        self._timer = QTimer(self, interval=TRY_MS)
        self._timer.timeout.connect(self._try)
        runs.ended.connect(self.look)
        desk.acting_changed.connect(self.look)
        desk.models_changed.connect(self._look_anew)

    def look(self, _: object = None) -> None:
        """Find out what waits, and try whether it can be drafted."""
        acting = self._desk.acting
        self._desk.ask(lambda program: program.resuming_drafts.waiting_of(acting), self._found)

    def _look_anew(self) -> None:
        """The same with models that are other ones now: how often they failed says nothing any more."""
        self._now = True
        self.look()

    def _found(self, waiting: Ready) -> None:
        self._waiting = waiting
        if not waiting:
            self._timer.stop()
            return
        self._timer.start()
        self._try()

    def _try(self) -> None:
        waiting = tuple(each for each in self._waiting if self._runs.live(each.case_id, each.section) is None)
        if self._trying or not waiting:
            return
        now, self._trying, self._now = self._now, True, False

        async def ready(program: Program) -> Ready:
            return await program.resuming_drafts.ready(waiting, now=now)

        self._desk.ask(ready, self._resume, self._failed)

    def _resume(self, ready: Ready) -> None:
        still = [each for each in ready if each in self._waiting and each.person_id == self._person]
        for case_id in dict.fromkeys(each.case_id for each in still):
            self._runs.resume(self._desk.acting, case_id, _of(still, case_id))
        self._end_trying()

    def _failed(self, _: Exception) -> None:
        """It is tried again with the next look."""
        self._end_trying()

    def _end_trying(self) -> None:
        """Where models became other ones meanwhile, those are tried at once."""
        self._trying = False
        if self._now:
            self._try()

    @property
    def _person(self) -> str:
        return self._desk.acting.person.person_id


def _of(waiting: Sequence[WaitingSection], case_id: str) -> Ready:
    return tuple(each for each in waiting if each.case_id == case_id)
