"""The page behind a citation: read and drawn in the background, shown when it is the one that is still asked for."""

import asyncio

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop_app.domain.evidence import Document, Passage
from desktop_app.qt.desk import Desk
from desktop_app.qt.evidence_state import EvidencePage
from desktop_app.services.program import Program

PICTURE_WIDE = 1000
"""Pixels that a page is drawn wide: about twice what a narrow pane shows of it, for screens with fine pixels."""


class EvidencePresenter(QObject):
    """Reads pages of documents of one case at a time."""

    shown = Signal(object)
    """An EvidencePage."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._task, self._case_id = desk, 0, ""

    def open_case(self, case_id: str, first: Document | None) -> None:
        """Pages are of this case from now on; `first` is the document that is most likely looked at."""
        if self._case_id != case_id:
            self._case_id = case_id
            self._desk.runner.cancel(self._task)
            if first is not None:
                self._desk.ask(lambda program: program.page_showing.prepare(first))

    def show_passage(self, passage: Passage) -> None:
        """The page of a passage, with it marked."""
        self._show(passage.document_id, passage.page, passage)

    def show_page(self, document_id: str, number: int, passage: Passage | None = None) -> None:
        """Another page of a document; the passage is marked where it stands on this one."""
        self._show(document_id, number, passage)

    def _show(self, document_id: str, number: int, passage: Passage | None) -> None:
        self._desk.runner.cancel(self._task)
        case_id = self._case_id
        self._task = self._desk.ask(
            lambda program: _read(program, case_id, document_id, number, passage), self._read, self._fail
        )

    def _read(self, page: EvidencePage) -> None:
        self.shown.emit(page)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _read(program: Program, case_id: str, document_id: str, number: int, passage: Passage | None) -> EvidencePage:
    page = await program.page_showing.page(case_id, document_id, number, PICTURE_WIDE)
    image = None
    if page.image is not None:
        image = await asyncio.to_thread(QImage.fromData, page.image.png)
    here = passage if passage is not None and (passage.document_id, passage.page) == (document_id, number) else None
    return EvidencePage(page, here, image if image is not None and not image.isNull() else None)
