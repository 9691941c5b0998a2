"""A case that is open in the review is taken, so that others see it, and free again once the page shows another."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import ReadOnly, Refusal, Refused
from desktop_app.domain.person import Acting
from desktop_app.qt.review_state import ReviewState

if TYPE_CHECKING:
    from desktop_app.qt.desk import Desk
    from desktop_app.services.program import Program

AGAIN_S = 300
"""Seconds after which doing something in a case keeps it for another while."""


class CaseTaking(QObject):
    """Takes the case that is shown, where the person decides about it."""

    taken_by_other = Signal(str)
    """Another person has it open: who, in words."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._case_id, self._acting, self._at = "", None, 0.0  # type: str, Acting | None, float

    def show(self, state: ReviewState) -> None:
        """The case is on screen now."""
        if state.file.case_id != self._case_id:
            self.leave()
        if state.can_decide and state.file.case_id != self._case_id:
            self._case_id, self._acting = state.file.case_id, self._desk.acting
            self._take()
        elif not state.can_decide:
            self._case_id = ""

    def go_on(self) -> None:
        """The person does something in it."""
        if self._case_id and monotonic() - self._at > AGAIN_S:
            self._take()

    def leave(self) -> None:
        """It is on screen no more."""
        if self._case_id and self._acting is not None and self._desk.is_open:
            self._desk.ask(partial(_release, acting=self._acting, case_id=self._case_id), None, self._fail)
        self._case_id = ""

    def _take(self) -> None:
        self._at = monotonic()
        work = partial(_take, acting=self._desk.acting, case_id=self._case_id)
        self._desk.ask(work, self._taken, self._fail)

    def _taken(self, told: str) -> None:
        if told:
            self._case_id = ""
            self.taken_by_other.emit(told)

    def _fail(self, _: Exception) -> None:
        """A case that could not be taken can be decided all the same; what fails for a reason fails there too."""
        self._case_id = ""


async def _take(program: Program, acting: Acting, case_id: str) -> str:
    """Why it is not taken; empty where it is, or where nothing can be written."""
    try:
        await program.assigning.take(acting, case_id)
    except ReadOnly:
        return ""
    except Refused as error:
        return str(error) if error.refusal is Refusal.TAKEN else ""
    return ""


async def _release(program: Program, acting: Acting, case_id: str) -> None:
    try:
        await program.assigning.release(acting, case_id)
    except ReadOnly:
        return
