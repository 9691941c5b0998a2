"""A row of a batch becomes a case: opened, answered and with its documents, each step once however often it is done.

A row that goes on with the case of an earlier batch takes what is there as it is, and brings what was corrected.
"""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath

from desktop_app.domain.audit import EventType
from desktop_app.domain.batch import Batch, BatchCase, BatchRow, RowFault, row_command
from desktop_app.domain.batch_plan import PlannedRow
from desktop_app.domain.case import AnswerOrigin
from desktop_app.domain.evidence import Document, DocumentState
from desktop_app.domain.form import Form
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting, Role
from desktop_app.services.attaching import LARGEST_DOCUMENT, REFERENCE, Attaching, Attachment
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.ports import BatchFiles
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.withdrawing import stale_sections

Bodies = Mapping[str, tuple[Attachment, ...]]


class RowFailed(Exception):
    """What came of a row: why, and the question or section that it is about."""

    def __init__(self, why: RowFault, about: str = "") -> None:
        super().__init__(why)
        self.why, self.about = why, about


class RowFilling:
    """Fills the cases of rows."""

    def __init__(
        self, store: Store, recording: Recording, keeping: CaseKeeping, attaching: Attaching, files: BatchFiles
    ) -> None:
        self._store, self._recording, self._files = store, recording, files
        self._keeping, self._attaching = keeping, attaching

    async def fill(
        self, acting: Acting, batch: Batch, pack: Pack, row: BatchRow, planned: PlannedRow | None
    ) -> tuple[str, tuple[str, ...] | None]:
        """The row's case with its answers and its documents, all of them read; and the sections that it lacks, None
        for all.

        Raises RowFailed, and Refused and UsageError as the steps do.
        """
        if planned is None:
            raise RowFailed(RowFault.GONE)
        command = commands(row)
        if planned.problem is not None and not planned.is_skipped and not await self._is_begun(row):
            raise RowFailed(planned.problem.fault, planned.problem.about)
        bodies = await self._bodies(batch, planned)
        case_id = await self._case(acting, pack, row, planned, bodies)
        if planned.answers:
            origin = AnswerOrigin.IMPORTED
            await self._keeping.answer(acting, case_id, planned.answers, origin, command_id=command("answer"))
        await self._attach(acting, pack.form, case_id, bodies, command, again=bool(planned.case))
        await self._require_text(case_id)
        return case_id, await self._lacking(case_id) if planned.case else None

    async def _is_begun(self, row: BatchRow) -> bool:
        """Whether its case is open: it was well when that was done."""
        return await self._recording.is_applied(commands(row)("open"))

    async def _bodies(self, batch: Batch, planned: PlannedRow) -> Bodies:
        """The files of a row, read before its case is opened."""
        found: dict[str, tuple[Attachment, ...]] = {}
        for name, files in planned.files.items():
            read = [
                (file, await asyncio.to_thread(self._files.body, batch.folder, file, LARGEST_DOCUMENT))
                for file in files
            ]
            if any(body is None for _, body in read):
                raise RowFailed(RowFault.FILE, name)
            found[name] = tuple(Attachment(PurePosixPath(file).name, body) for file, body in read if body is not None)
        for name, text in planned.texts.items():
            found[name] = (*found.get(name, ()), Attachment(f"{name}.txt", text.encode()))
        return found

    async def _case(self, acting: Acting, pack: Pack, row: BatchRow, planned: PlannedRow, bodies: Bodies) -> str:
        """A case of its own, or the one that it goes on with."""
        command = commands(row)
        if planned.case:
            if not await self._is_begun(row):
                await self._go_on(acting, pack.form, row, planned.case, bodies)
            return planned.case
        return await self._keeping.open(
            acting, pack, title=planned.name, reference=planned.reference, command_id=command("open"), of_row=row
        )

    async def _go_on(self, acting: Acting, form: Form, row: BatchRow, case_id: str, bodies: Bodies) -> None:
        """Take out the documents that the row does not have, or that could not be read; then the case is the row's."""
        actor, command = acting.as_one_of(Role.ANALYST), commands(row)
        for document in (await self._store.case(case_id)).attached:
            if document.field in bodies and not await self._is_there(document, bodies[document.field]):
                step = command(f"remove/{document.document_id}")
                await self._attaching.remove(acting, form, case_id, document.document_id, command_id=step)
        scribe = self._recording.begin(actor, case_id, command("open"))
        scribe.put(BatchCase(row.batch_id, row.number, case_id))
        scribe.tell(EventType.BATCH_ROW_CONTINUED, batch=row.batch_id, row=row.number)
        await self._recording.write(scribe)

    async def _attach(
        self, acting: Acting, form: Form, case_id: str, bodies: Bodies, command: Callable[[str], str], *, again: bool
    ) -> None:
        """Attach the files, those left out that the case has had since before."""
        for name, files in bodies.items():
            had = [d for d in (await self._store.case(case_id)).attached if d.field == name] if again else []
            there = [file for document in had for file in files if await self._is_there(document, (file,))]
            for number, file in enumerate(files):
                if file not in there:
                    step = command(f"attach/{name}/{number}")
                    await self._attaching.attach(acting, form, case_id, name, (file,), command_id=step)

    async def _is_there(self, document: Document, files: tuple[Attachment, ...]) -> bool:
        """Whether a document of the case is one of these files, and could be read."""
        named = [file for file in files if file.name == document.name.text]
        if document.state is not DocumentState.READ or not named:
            return False
        body = await self._store.body(document.original)
        return any(file.body == body for file in named)

    async def _require_text(self, case_id: str) -> None:
        """Where not one document of a case has text that can be read, there is nothing to draft from."""
        documents = [d for d in (await self._store.case(case_id)).attached if d.field != REFERENCE]
        if documents and all(document.state is not DocumentState.READ for document in documents):
            locked = next((d for d in documents if d.state is DocumentState.LOCKED), None)
            raise RowFailed(RowFault.LOCKED if locked else RowFault.DOCUMENT, (locked or documents[0]).field)

    async def _lacking(self, case_id: str) -> tuple[str, ...]:
        """The sections that have no text, or one that does not hold any more."""
        facts = await self._keeping.facts(case_id)
        stale, drafted = stale_sections(facts), [section.section for section in facts.drafted]
        return tuple(name for name in drafted if name in stale or facts.record.head(name) is None)


def commands(row: BatchRow) -> Callable[[str], str]:
    """The commands of the row's steps, by their names."""
    return partial(row_command, row.batch_id, row.number)
