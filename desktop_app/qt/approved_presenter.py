"""Approved: signed cases, the final text of one, and its document."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.export_kind import ExportKind
from desktop_app.qt.approved_reading import ApprovedCase, ApprovedDetail, ApprovedPage, read_detail, read_page
from desktop_app.qt.case_export import Exported, export_case
from desktop_app.qt.desk import Desk


class ApprovedPresenter(QObject):
    """Reads page by page as one scrolls."""

    begun = Signal(object)
    """The first page: a tuple of ApprovedCase."""
    added = Signal(object)
    """The next one."""
    detailed = Signal(object)
    """An ApprovedDetail."""
    code_checked = Signal(object)
    """A services.code_checking.CheckedCode."""
    exported = Signal(object)
    """An Exported."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page = self._detail = 0
        self._next: int | None = None
        self._known: frozenset[str] = frozenset()

    @property
    def has_more(self) -> bool:
        """Whether there are older ones."""
        return self._next is not None

    def look(self) -> None:
        """Read from the newest on."""
        self._desk.runner.cancel(self._page)
        self._page = self._desk.ask(lambda program: read_page(program, None, frozenset()), self._begun, self._fail)

    def more(self) -> None:
        """Read the next page, where there is one."""
        before, known = self._next, self._known
        if before is not None:
            self._next = None
            self._page = self._desk.ask(lambda program: read_page(program, before, known), self._added, self._fail)

    def choose(self, case_id: str) -> None:
        """Show this one."""
        acting = self._desk.acting
        self._desk.runner.cancel(self._detail)
        self._detail = self._desk.ask(lambda program: read_detail(program, acting, case_id), self._detailed, self._fail)

    def export(self, case_id: str, path: Path, kind: ExportKind) -> None:
        """Write its document here."""
        acting = self._desk.acting
        self._desk.ask(lambda program: export_case(program, acting, case_id, path, kind), self._exported, self._fail)

    def check_code(self, typed: str) -> None:
        """Find the signature of a verification code."""
        acting = self._desk.acting
        self._desk.ask(lambda program: program.code_checking.check(acting, typed), self._code_checked, self._fail)

    def _code_checked(self, checked: object) -> None:
        self.code_checked.emit(checked)

    def _begun(self, page: ApprovedPage) -> None:
        self._known = frozenset()
        self.begun.emit(self._kept(page))

    def _added(self, page: ApprovedPage) -> None:
        self.added.emit(self._kept(page))

    def _kept(self, page: ApprovedPage) -> tuple[ApprovedCase, ...]:
        self._next = page.next_before
        self._known |= {case.case_id for case in page.cases}
        return page.cases

    def _detailed(self, detail: ApprovedDetail) -> None:
        self.detailed.emit(detail)

    def _exported(self, exported: Exported) -> None:
        self.exported.emit(exported)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
