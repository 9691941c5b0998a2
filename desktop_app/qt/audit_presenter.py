"""The audit page: the timeline of a case or of the whole record, and whether the record holds."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.event_detail import EventDetail
from desktop_app.domain.export_kind import ExportKind
from desktop_app.domain.timeline import Filter, TimelinePage
from desktop_app.qt.audit_reading import AuditHead, RecordState, Verified, read_head, read_state, verify
from desktop_app.qt.case_export import Exported, export_case
from desktop_app.qt.desk import Desk
from desktop_app.qt.task_runner import Receiver

if TYPE_CHECKING:
    from desktop_app.services.program import Program


@dataclass(frozen=True, slots=True)
class Paged:
    """A page of the timeline; a fresh one takes the place of all that was shown."""

    page: TimelinePage
    is_fresh: bool


class AuditPresenter(QObject):
    """Reads what is asked for, and verifies."""

    headed = Signal(object)
    """An AuditHead."""
    paged = Signal(object)
    """A Paged."""
    detailed = Signal(object)
    """An EventDetail."""
    stated = Signal(object)
    """A RecordState."""
    counted = Signal(int, int)
    """While verifying: events that were read, of how many."""
    verified = Signal(object)
    """A Verified."""
    stopped = Signal()
    """Verifying was stopped, or could not be done."""
    exported = Signal(object)
    """An Exported."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._case, self._shown = "", Filter.EVERYTHING
        self._next: int | None = None
        self._head = self._page = self._state = self._reading = 0
        self._is_shown = False
        desk.acting_changed.connect(self._look_again)

    def look(self, case_id: str = "") -> None:
        """Show the record of this case, or all of it."""
        self._case, self._is_shown = case_id, True
        acting = self._desk.acting
        self._head = self._anew(self._head, lambda program: read_head(program, acting, case_id), self._headed)
        self._state = self._anew(self._state, read_state, self._stated)
        self._turn(None)

    def leave(self) -> None:
        """Nobody looks any more."""
        self._is_shown = False
        self.stop()

    def filter(self, shown: Filter) -> None:
        """Show these events alone."""
        self._shown = shown
        self._turn(None)

    def more(self) -> None:
        """Read the next page."""
        if self._next is not None:
            self._turn(self._next)

    def expand(self, number: int) -> None:
        """Read what an event changed."""
        acting, case_id = self._desk.acting, self._case or None
        self._desk.ask(lambda program: program.recounting.event(acting, number, case_id), self._detailed, self._fail)

    def verify(self) -> None:
        """Read the whole record again."""
        self._desk.runner.cancel(self._reading)
        work = partial(verify, acting=self._desk.acting)
        self._reading = self._desk.follow(work, self._counted, self._verified, self._not_verified)

    def stop(self) -> None:
        """Read no further."""
        if self._reading:
            self._desk.runner.cancel(self._reading)
            self._reading = 0
            self.stopped.emit()

    def export(self, path: Path, kind: ExportKind) -> None:
        """Write the document of the case here."""
        acting, case_id = self._desk.acting, self._case
        self._desk.ask(lambda program: export_case(program, acting, case_id, path, kind), self._exported, self._fail)

    def _turn(self, before: int | None) -> None:
        acting, case_id, shown = self._desk.acting, self._case or None, self._shown
        done = self._begun if before is None else self._turned
        self._page = self._anew(
            self._page,
            lambda program: program.recounting.page(acting, case_id, before=before, shown=shown),
            done,
        )

    def _anew(self, task: int, work: "Callable[[Program], Coroutine[Any, Any, Any]]", done: Receiver) -> int:
        self._desk.runner.cancel(task)
        return self._desk.ask(work, done, self._fail)

    def _look_again(self, _: object) -> None:
        if self._is_shown:
            self.look(self._case)

    def _headed(self, head: AuditHead) -> None:
        self.headed.emit(head)

    def _begun(self, page: TimelinePage) -> None:
        self._next = page.next_before
        self.paged.emit(Paged(page, is_fresh=True))

    def _turned(self, page: TimelinePage) -> None:
        self._next = page.next_before
        self.paged.emit(Paged(page, is_fresh=False))

    def _detailed(self, detail: EventDetail) -> None:
        self.detailed.emit(detail)

    def _stated(self, state: RecordState) -> None:
        self.stated.emit(state)

    def _counted(self, count: tuple[int, int]) -> None:
        self.counted.emit(*count)

    def _verified(self, result: tuple[Verified, RecordState]) -> None:
        self._reading = 0
        self.stated.emit(result[1])
        self.verified.emit(result[0])
        if not self._case and self._is_shown:
            self._turn(None)

    def _not_verified(self, error: Exception) -> None:
        self._reading = 0
        self.stopped.emit()
        self.failed.emit(error)

    def _exported(self, exported: Exported) -> None:
        self.exported.emit(exported)
        self.look(self._case)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
