"""Documents of a case that leave it and come back changed."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.export_kind import ExportKind
from desktop_app.qt.brought_reading import BroughtLook, read_brought, take_brought
from desktop_app.qt.case_export import Exported, export_case
from desktop_app.qt.desk import Desk


class BroughtPresenter(QObject):
    """Exports a case, and takes what was changed in a document of it."""

    looked = Signal(object)
    """A BroughtLook: what a document would change."""
    taken = Signal(object)
    """A services.bringing_back.Brought: what was taken."""
    exported = Signal(object)
    """An Exported."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._case = desk, ""

    def look(self, case_id: str, path: Path) -> None:
        """See what the document there would change."""
        acting = self._desk.acting
        self._desk.ask(lambda program: read_brought(program, acting, case_id, path), self._looked, self._fail)

    def take(self, look: BroughtLook, reason: str) -> None:
        """Take it, as this person's edits."""
        acting, self._case = self._desk.acting, look.case_id
        code = ReasonCode.CORRECTION
        self._desk.ask(lambda program: take_brought(program, acting, look, reason, code), self._taken, self._fail)

    def export(self, case_id: str, path: Path, kind: ExportKind) -> None:
        """Write the document of the case here."""
        acting = self._desk.acting
        self._desk.ask(lambda program: export_case(program, acting, case_id, path, kind), self._exported, self._fail)

    def _looked(self, look: BroughtLook) -> None:
        self.looked.emit(look)

    def _taken(self, brought: Any) -> None:
        self._desk.tell_changed(self._case)
        self.taken.emit(brought)

    def _exported(self, exported: Exported) -> None:
        self.exported.emit(exported)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
