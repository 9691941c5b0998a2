"""How many cases wait for the person at work: in My work, and in the review queue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.qt.place import Place

if TYPE_CHECKING:
    from desktop_app.domain.person import Acting
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program


class CountsPresenter(QObject):
    """Counts again whenever a case or the person changes."""

    counted = Signal(object)
    """Counts by Place."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._task = desk, 0
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._look_again)

    def look(self) -> None:
        """Count now. What cannot be counted is not shown: the pages tell of the fault."""
        self._desk.runner.cancel(self._task)
        self._task = self._desk.ask(partial(_count, acting=self._desk.acting), self._show, self._give_up)

    def _look_again(self, _: object) -> None:
        self.look()

    def _show(self, counts: dict[Place, int]) -> None:
        self.counted.emit(counts)

    def _give_up(self, _: Exception) -> None:
        self.counted.emit({})


async def _count(program: Program, acting: Acting) -> dict[Place, int]:
    mine, deciding = await program.store.waiting(await program.delegating.seat(acting))
    return {Place.HOME: mine, Place.QUEUE: deciding}
