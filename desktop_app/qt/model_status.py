"""Which model writes, as it is said at the top of every page."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop_app.domain.endpoint import EndpointKind, Residency
from desktop_app.services.attempting import Standing

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program


class ModelStatus(StrEnum):
    """What a draft that begins now is written by: the model that is tried first, or none."""

    READY = "ready"
    UNTRIED = "untried"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    ASSEMBLED = "assembled"
    SPENT = "spent"
    PAUSED = "paused"


class ModelStatusPresenter(QObject):
    """Looks again whenever a case, the person or the models change."""

    told = Signal(str, str, str)
    """Words, their tone and an icon."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._task = desk, 0
        desk.case_changed.connect(self._look_again)
        desk.acting_changed.connect(self._look_again)
        desk.models_changed.connect(self.look)

    def look(self) -> None:
        """Look now. What cannot be found out is not said."""
        self._desk.runner.cancel(self._task)
        person_id = self._person_id()
        self._task = self._desk.ask(lambda program: read_status(program, person_id), self._tell, self._give_up)

    def _person_id(self) -> str:
        """Who is at work, whose day's budget counts; nobody's before the program is open."""
        try:
            return self._desk.acting.person.person_id
        except LookupError:
            return ""

    def _look_again(self, _: object) -> None:
        self.look()

    def _tell(self, status: ModelStatus) -> None:
        self.told.emit(*status_words(status))

    def _give_up(self, _: Exception) -> None:
        self.told.emit("", "2", "server")


async def read_status(program: Program, person_id: str) -> ModelStatus:
    """What the model that is tried first is known to be, or why none is asked now."""
    added = [e for e in await program.connecting.listing() if e.kind is EndpointKind.OPENAI]
    if not added:
        return ModelStatus.ASSEMBLED
    if all(e.residency is Residency.HOSTED for e in added) and not await program.connecting.allows_hosted():
        return ModelStatus.PAUSED
    if any(use.share >= 1 and use.limit.form is None for use in await program.budgeting.open_uses(person_id)):
        return ModelStatus.SPENT
    return {
        Standing.UNTRIED: ModelStatus.UNTRIED,
        Standing.ANSWERED: ModelStatus.READY,
        Standing.REFUSED: ModelStatus.REFUSED,
        Standing.FAILED: ModelStatus.UNREACHABLE,
    }[program.connecting.standing(added[0])]


def status_words(status: ModelStatus) -> tuple[str, str, str]:
    """The words, their tone and an icon."""
    tr = QCoreApplication.translate
    return {
        ModelStatus.READY: (tr("model", "Model ready"), "2", "server"),
        ModelStatus.UNTRIED: (tr("model", "Not tried yet"), "3", "server"),
        ModelStatus.REFUSED: (tr("model", "Key refused"), "warning", "key"),
        ModelStatus.UNREACHABLE: (tr("model", "Server unreachable"), "warning", "wifi-off"),
        ModelStatus.SPENT: (tr("model", "Budget used up"), "warning", "coins"),
        ModelStatus.PAUSED: (tr("model", "Paused by IT"), "warning", "pause"),
        ModelStatus.ASSEMBLED: (tr("model", "Assembled, no model"), "2", "file-text"),
    }[status]
