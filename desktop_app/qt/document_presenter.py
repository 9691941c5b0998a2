"""Adding documents to a case and removing them, in the background."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import Document
from desktop_app.qt.desk import Desk
from desktop_app.qt.form_reading import Why, attach_files, read_waiting
from desktop_app.services.program import Program


class DocumentPresenter(QObject):
    """Asks for changes of a case's documents. What each needs to say why is handed in."""

    changed = Signal(object)
    """The documents of this case are others now, or more is known of them."""
    removed = Signal(object)
    """This Document was removed, and can be put back."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def attach(self, facts: CaseFacts, field: str, paths: tuple[Path, ...], why: Why) -> None:
        """Keep these files with the case, and read them."""
        acting = self._desk.acting
        self._desk.follow(
            lambda program, tell: attach_files(program, acting, facts, field, paths, why, tell),
            self._tell,
            self._tell,
            self._fail,
        )

    def read_waiting(self, facts: CaseFacts) -> None:
        """Read those that still wait for it, as after a crash."""
        acting = self._desk.acting
        self._desk.follow(
            lambda program, tell: read_waiting(program, acting, facts, tell), self._tell, self._tell, self._fail
        )

    def remove(self, facts: CaseFacts, document: Document, why: Why) -> None:
        """Take a document out of the case."""
        acting, form, (reason, code) = self._desk.acting, facts.pack.form, why

        async def work(program: Program) -> Document:
            await program.attaching.remove(acting, form, facts.case_id, document.document_id, reason, code)
            return document

        self._desk.ask(work, self._removed, self._fail)

    def put_back(self, facts: CaseFacts, document: Document, why: Why) -> None:
        """Give a document that was removed its question again."""
        acting, form, (reason, code) = self._desk.acting, facts.pack.form, why

        async def work(program: Program) -> str:
            await program.attaching.put_back(
                acting, form, document.case_id, document.document_id, document.field, reason, code
            )
            return document.case_id

        self._desk.ask(work, self._tell, self._fail)

    def _removed(self, document: Document) -> None:
        self._tell(document.case_id)
        self.removed.emit(document)

    def _tell(self, case_id: object) -> None:
        self.changed.emit(case_id)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
