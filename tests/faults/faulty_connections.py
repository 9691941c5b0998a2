"""Connections over a faulty disk that speak the Python Database API as far as the store asks it, with its errors."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import apsw
from faulty_disk import FaultyDisk
from pysqlite3 import dbapi2

from desktop_app.adapters.sql_connections import SETTINGS

_ERRORS: tuple[tuple[type[Exception], type[Exception]], ...] = (
    (apsw.ConstraintError, dbapi2.IntegrityError),
    (apsw.MismatchError, dbapi2.IntegrityError),
    (apsw.CorruptError, dbapi2.DatabaseError),
    (apsw.NotADBError, dbapi2.DatabaseError),
    (apsw.InternalError, dbapi2.InternalError),
    (apsw.NotFoundError, dbapi2.InternalError),
    (apsw.TooBigError, dbapi2.DataError),
    (apsw.ConnectionClosedError, dbapi2.ProgrammingError),
    (apsw.CursorClosedError, dbapi2.ProgrammingError),
    (apsw.BindingsError, dbapi2.ProgrammingError),
    (apsw.Error, dbapi2.OperationalError),  # full, input and output, busy, read-only, cannot open, statement
)


_CODES = {type(apsw.exception_for(code)): code for code in range(1, 27)}


def _translated(error: apsw.Error) -> Exception:
    translated = next(to for kind, to in _ERRORS if isinstance(error, kind))(str(error))
    translated.sqlite_errorcode = _CODES.get(type(error), 1)  # type: ignore[attr-defined]
    return translated


class Cursor:
    """What SQLAlchemy and the writer ask of a cursor."""

    arraysize = 1
    lastrowid = None

    def __init__(self, connection: "Connection") -> None:
        self._connection, self._cursor = connection, connection.raw.cursor()
        self.rowcount = -1
        self.description: Sequence[Any] | None = None

    def execute(self, statement: str, values: Sequence[Any] | dict[str, Any] = ()) -> "Cursor":
        before = self._connection.raw.total_changes()
        self._cursor.exec_trace = self._describe  # a result without rows is described only before it is asked for
        try:
            self._cursor.execute(statement, values)
        except apsw.Error as error:
            raise _translated(error) from error
        finally:
            self._cursor.exec_trace = None
        self.rowcount = self._connection.raw.total_changes() - before
        return self

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> "Cursor":
        for row in rows:
            self.execute(statement, row)
        return self

    def _describe(self, cursor: apsw.Cursor, *_: Any) -> bool:
        names = cursor.get_description()
        self.description = tuple((name, *[None] * 6) for name, _ in names) or None
        return True

    def __iter__(self) -> "Cursor":
        return self

    def __next__(self) -> Any:
        try:
            row = next(self._cursor)
        except apsw.Error as error:
            raise _translated(error) from error
        factory = self._connection.text_factory
        if factory is str:
            return row
        return tuple(factory(value.encode()) if isinstance(value, str) else value for value in row)

    def fetchone(self) -> Any:
        return next(self, None)

    def fetchall(self) -> list[Any]:
        return list(self)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return [row for _, row in zip(range(size), self, strict=False)]

    def close(self) -> None:
        self._cursor.close(True)


class Connection:
    """What SQLAlchemy and the writer ask of a connection."""

    def __init__(self, path: Path, disk: FaultyDisk) -> None:
        self.text_factory: Any = str
        self._log_pages = 0
        try:
            self.raw = apsw.Connection(str(path), vfs=disk.name)
        except apsw.Error as error:
            raise _translated(error) from error
        self.raw.set_wal_hook(self._logged)

    def _logged(self, _: apsw.Connection, __: str, pages: int) -> int:
        self._log_pages = pages
        return apsw.SQLITE_OK

    def carry_over(self, after: int) -> None:
        """Carry the log over into the file once it has so many pages, as SQLite does by itself after a commit.

        SQLite passes over what the disk says meanwhile; apsw would make it the answer to the commit.
        """
        if self._log_pages >= after:
            with suppress(apsw.Error):
                self.raw.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)

    @property
    def in_transaction(self) -> bool:
        return self.raw.in_transaction

    def cursor(self) -> Cursor:
        return Cursor(self)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(statement, values)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        return self.cursor().executemany(statement, rows)

    def create_function(self, name: str, count: int, function: Any, *, deterministic: bool = False) -> None:
        self.raw.create_scalar_function(name, function, count, deterministic=deterministic)

    def set_progress_handler(self, handler: Any, steps: int) -> None:
        self.raw.set_progress_handler(handler, steps)

    def interrupt(self) -> None:
        self.raw.interrupt()

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, statement: str) -> None:
        if self.in_transaction:
            self.execute(statement)

    def close(self) -> None:
        """SQLite closes whatever its disk says; only apsw tells of that."""
        with suppress(apsw.Error):
            self.raw.close(True)


class WritingConnection(Connection):
    """A connection that carries the log over."""

    def __init__(self, path: Path, disk: FaultyDisk, log_pages: int) -> None:
        super().__init__(path, disk)
        self._carry_after = log_pages

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        cursor = super().execute(statement, values)
        if statement == "COMMIT":
            self.carry_over(self._carry_after)
        return cursor


class FaultyConnections:
    """sql_connections.Connections over a faulty disk, with the program's own settings unless told otherwise.

    The log is carried over into the file after `log_pages` already, so that short tests meet that too.
    """

    def __init__(self, disk: FaultyDisk, synchronous: str = "FULL", log_pages: int = 40) -> None:
        self._disk, self._synchronous, self._log_pages = disk, synchronous, log_pages

    def to_write(self, path: Path) -> Connection:
        connection = WritingConnection(path, self._disk, self._log_pages)
        settings = (*SETTINGS, f"synchronous={self._synchronous}")
        try:
            for setting in settings:
                connection.execute(f"PRAGMA {setting}")
        except dbapi2.Error:
            connection.close()
            raise
        return connection

    def to_read(self, path: Path) -> Connection:
        connection = Connection(path, self._disk)
        connection.execute("PRAGMA query_only=ON")
        return connection
