"""Files of one table field: looked at, shown as the rows that they would be, taken; and written."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.errors import CountersignError, UsageError
from desktop_app.domain.form import FormField
from desktop_app.domain.number_writing import Writing
from desktop_app.domain.sheet_file import SheetFile
from desktop_app.domain.table_export import TableKind
from desktop_app.domain.table_import import ImportChoice, fitting_sheet, imported, suggested, with_writing
from desktop_app.domain.table_rows import RowReader, TableRow
from desktop_app.qt.desk import Desk
from desktop_app.qt.table_presenter import TablePresenter, usual_writing
from desktop_app.services.program import Program

LARGEST = 40_000_000
"""Bytes that are read of a file: one more shows that it is too large."""


@dataclass(frozen=True, slots=True)
class ImportLook:
    """A file, what is chosen of it, and the rows that come of that."""

    name: str
    file: SheetFile
    choice: ImportChoice
    rows: tuple[TableRow, ...]

    @property
    def wrong(self) -> int:
        """Cells that cannot be kept as they are."""
        return sum(row.wrong for row in self.rows)


class TableFilePresenter(QObject):
    """Works for one case; what is taken goes into the rows that its person sees."""

    looked = Signal(object)
    """An ImportLook to choose in."""
    previewed = Signal(object)
    """The ImportLook of another choice."""
    exported = Signal(object)
    """The Path that was written."""
    failed = Signal(object)

    def __init__(self, desk: Desk, case_id: str, table: TablePresenter) -> None:
        super().__init__(table)
        self._desk, self._case_id, self.table = desk, case_id, table
        self._asked = 0
        """Counts what is to be previewed."""

    @property
    def field(self) -> FormField:
        """The table."""
        return self.table.field

    def look(self, path: Path) -> None:
        """Read a file, and see what its headings say."""
        reader, usual = self.table.model.reader, usual_writing()

        async def work(program: Program) -> ImportLook:
            file = await program.table_filling.look(await asyncio.to_thread(_read, path))
            return await asyncio.to_thread(_first_look, reader, path.name, file, usual)

        self._desk.ask(work, self._tell_looked, self._fail)

    def choose_sheet(self, look: ImportLook, sheet: int) -> None:
        """Another sheet of the file, as its headings say."""
        reader, usual = self.table.model.reader, usual_writing()
        self._preview(look, lambda: suggested(reader, look.file, usual, sheet))

    def choose_columns(self, look: ImportLook, heads: int | None, columns: tuple[int | None, ...]) -> None:
        """Other headings or columns; how they are written shows in them."""
        choice, reader, usual = (
            replace(look.choice, heads=heads, columns=columns),
            self.table.model.reader,
            usual_writing(),
        )
        self._preview(look, lambda: with_writing(reader, look.file, choice, usual))

    def choose_writing(
        self, look: ImportLook, heads: int | None, columns: tuple[int | None, ...], writing: Writing
    ) -> None:
        """Numbers and dates as the person says, of these columns."""
        choice = replace(look.choice, heads=heads, columns=columns, writing=writing)
        self._preview(look, lambda: choice)

    def take(self, look: ImportLook, *, below: bool) -> None:
        """The rows that were seen, as one step."""
        self.table.take(look.rows, below=below)

    def export(self, path: Path) -> None:
        """Write the rows as they stand now."""
        acting, case_id, field, rows = self._desk.acting, self._case_id, self.field, self.table.model.rows
        kind = TableKind.XLSX if path.suffix.lower() == ".xlsx" else TableKind.CSV

        async def work(program: Program) -> Path:
            body = await program.table_filling.export(acting, case_id, field, rows, kind)
            await asyncio.to_thread(_write, path, body)
            return path

        self._desk.ask(work, self._tell_exported, self._fail)

    def _preview(self, look: ImportLook, choose: Callable[[], ImportChoice]) -> None:
        """Of several that are asked for in turn, the last is shown."""
        self._asked += 1
        number, reader = self._asked, self.table.model.reader

        def work() -> tuple[int, ImportLook]:
            return number, _look(reader, look.name, look.file, choose())

        self._desk.ask(lambda _: asyncio.to_thread(work), self._tell, self._fail)

    def _tell_looked(self, look: ImportLook) -> None:
        self.looked.emit(look)

    def _tell_exported(self, path: Path) -> None:
        self.exported.emit(path)

    def _tell(self, found: tuple[int, ImportLook]) -> None:
        number, look = found
        if number == self._asked:
            self.previewed.emit(look)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


def _first_look(reader: RowReader, name: str, file: SheetFile, usual: Writing) -> ImportLook:
    return _look(reader, name, file, suggested(reader, file, usual, fitting_sheet(reader, file)))


def _look(reader: RowReader, name: str, file: SheetFile, choice: ImportChoice) -> ImportLook:
    return ImportLook(name, file, choice, imported(reader, file, choice))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"“{path.name}” cannot be opened: {error.strerror or 'it is no file'}.", next="Choose another file."
        ) from None


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(body)
        part.replace(path)
    except OSError as error:
        raise CountersignError(
            f"{path} could not be written: {error.strerror or 'the system refused'}.",
            kept="The table is as it was.",
            next="Choose another place.",
        ) from None
    finally:
        part.unlink(missing_ok=True)
