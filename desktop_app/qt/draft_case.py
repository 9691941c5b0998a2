"""The case that a page shows: read in the background, and read again after whatever is done to it.

Requests are numbered: what was read for an earlier one than is shown already is dropped.
"""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any
from weakref import WeakMethod

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.person import Acting
from desktop_app.domain.working_text import Saving
from desktop_app.qt.desk import Desk
from desktop_app.qt.draft_changes import Do, Why
from desktop_app.qt.draft_reading import read_draft, resume_typing
from desktop_app.qt.draft_state import DraftState
from desktop_app.services.program import Program
from desktop_app.services.recording import repeated


class DraftCase(QObject):
    """Holds what is shown of one case; what changes it is done with the reason that its person gave, if any."""

    settling = Signal()
    """What is shown is about to be replaced: whoever holds typing that was not told yet tells it now."""
    shown = Signal(object)
    """A DraftState."""
    failed = Signal(object)
    saving_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._case_id, self._number, self._shown = desk, "", 0, 0
        self._state: DraftState | None = None
        self._why: dict[str, Why] = {}
        self._missing = False
        self._is_overtaken = False
        desk.case_changed.connect(self._case_changed)
        desk.saving_changed.connect(self._tell_saving)

    @property
    def state(self) -> DraftState | None:
        """The case; None while it is read."""
        return self._state

    @property
    def saving(self) -> Saving | None:
        """Whether all that was typed is safe."""
        return self._desk.saving

    def look(self) -> None:
        """Read the case again."""
        if self._case_id:
            self._ask(_looked, self._show)

    # For what is made of it

    @property
    def _now(self) -> DraftState:
        if self._state is None:
            raise LookupError("the case is not read yet")
        return self._state

    @property
    def _reason(self) -> Why:
        return self._why.get(self._case_id, ("", ReasonCode.CORRECTION))

    def _is_reason_wanted(self, state: DraftState) -> bool:
        return state.file.was_sent and not self._reason[0] and not state.locked

    def _stands_still(self) -> bool:
        """Whether a reason is needed first: it is asked for then."""
        state = self._state
        wanted = state is not None and self._is_reason_wanted(state)
        if wanted:
            self._missing = True
            self._put(self._now)
        return wanted

    def _ask(self, work: Callable[..., Coroutine[Any, Any, object]], done: Callable[[Any], None]) -> None:
        self._number += 1
        number, acting, case_id = self._number, self._desk.acting, self._case_id
        known = self._state.facts if self._state and self._state.facts.case_id == case_id else None

        async def read(program: Program) -> tuple[int, object]:
            return number, await work(program, acting, case_id, known)

        self._desk.ask(read, done, self._fail)

    def _do(self, do: Do, went: Callable[[], None] = lambda: None, did_not: Callable[[], None] = lambda: None) -> None:
        """Do it, and read the case again; `went` or `did_not` is called before."""
        acting, case_id, why = self._desk.acting, self._case_id, self._reason
        hears = _Then(self, case_id, went, did_not)
        self._desk.ask(lambda program: repeated(lambda: do(program, acting, case_id, why)), hears.done, hears.failed)

    def _show(self, read: tuple[int, DraftState]) -> None:
        number, state = read
        if state.facts.case_id == self._case_id and number > self._shown:
            self._shown = number
            self.settling.emit()
            self._put(state)
            if self._is_overtaken:
                self._is_overtaken = False
                self.look()

    def _put(self, state: DraftState) -> None:
        self._state = replace(state, reason_wanted=self._is_reason_wanted(state), reason_missing=self._missing)
        self.shown.emit(self._state)

    def _case_changed(self, case_id: str) -> None:
        """Read it again. Where it is being read for the first time, that may be what it was before the change."""
        if case_id == self._case_id:
            self._is_overtaken = self._state is None
            if self._state is not None:
                self.look()

    def _changed(self, case_id: str) -> None:
        """It was changed here: whoever shows the case reads it again, this page too."""
        self._desk.tell_changed(case_id)
        if self._state is None:
            self.look()

    def _tell_saving(self, _: object) -> None:
        self.saving_changed.emit()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    def _fail_and_look(self, error: Exception) -> None:
        self.failed.emit(error)
        self.look()


class _Then(QObject):
    """Hears how a change ended: the case is read again, and whoever waits for it goes on."""

    def __init__(self, case: DraftCase, case_id: str, went: Callable[[], None], did_not: Callable[[], None]) -> None:
        super().__init__(case)
        self._case_id, self._went, self._did_not = case_id, went, did_not
        self._changed, self._look, self._tell = WeakMethod(case._changed), WeakMethod(case.look), WeakMethod(case._fail)

    def done(self, _: object) -> None:
        """It was done."""
        self._went()
        changed = self._changed()
        if changed is not None:
            changed(self._case_id)
        self.deleteLater()

    def failed(self, error: Exception) -> None:
        """It was not: where the text was changed meanwhile, both texts are offered and nothing else needs saying."""
        self._did_not()
        tell = self._tell()
        stale = isinstance(error, Refused) and error.refusal is Refusal.STALE
        if tell is not None and not stale:
            tell(error)
        look = self._look()
        if look is not None:
            look()
        self.deleteLater()


async def first_look(program: Program, acting: Acting, case_id: str, known: Any) -> DraftState:
    """The case as it is when somebody comes to it: what they were typing goes on."""
    state = await read_draft(program, acting, case_id, known)
    if state.locked:
        return state
    await resume_typing(program, acting, state.facts)
    return await read_draft(program, acting, case_id, state.facts)


async def _looked(program: Program, acting: Acting, case_id: str, known: Any) -> DraftState:
    return await read_draft(program, acting, case_id, known)
