"""Table fields and files: rows that come from one, and rows that leave in one."""

import asyncio
from collections.abc import Sequence

from desktop_app.domain.audit import EventType
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import FormField
from desktop_app.domain.person import READERS, Acting
from desktop_app.domain.sheet_file import SheetFile
from desktop_app.domain.table_export import TableKind, csv_file
from desktop_app.domain.table_rows import RowReader, TableRow
from desktop_app.services.ports import SheetReader, SheetWriter
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused


class TableFilling:
    """Reads and writes files of tables. What becomes an answer is given to the keeping of cases, as any answer is."""

    def __init__(self, store: Store, recording: Recording, reader: SheetReader, writer: SheetWriter) -> None:
        self._store, self._recording, self._reader, self._writer = store, recording, reader, writer

    async def look(self, body: bytes) -> SheetFile:
        """The sheets of a file. Raises UsageError where it cannot be read, or holds nothing."""
        file = await self._reader.read(body)
        if file.fault:
            raise UsageError(file.fault, next="Choose another file.")
        if not any(sheet.rows for sheet in file.sheets):
            raise UsageError("The file holds no row.", next="Choose another file.")
        return file

    @told_if_refused(EventType.EXPORT_MADE)
    async def export(
        self, acting: Acting, case_id: str, field: FormField, rows: Sequence[TableRow], kind: TableKind
    ) -> bytes:
        """A file of these rows of a table, and the event that they left the store; a store that can only be read tells
        nothing. Raises Refused for who may not read the case."""
        actor, reader = acting.as_one_of(*READERS), RowReader(field)
        await self._store.case_file(case_id)
        write = csv_file if kind is TableKind.CSV else self._workbook
        body = await asyncio.to_thread(write, reader, rows)
        if self._store.read_only is None:
            scribe = self._recording.begin(actor, case_id)
            scribe.tell(EventType.EXPORT_MADE, format=kind.value, bytes=len(body), field=field.field, rows=len(rows))
            await self._recording.write(scribe)
        return body

    def _workbook(self, reader: RowReader, rows: Sequence[TableRow]) -> bytes:
        return self._writer.write(reader, rows, reader.name)
