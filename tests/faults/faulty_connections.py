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


def _translated(error: apsw.Error) -> Exception:
    words = str(error)
    return next(to for kind, to in _ERRORS if isinstance(error, kind))(words)


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
        try:
            self._cursor.execute(statement, values)
            self.description = self._described()
        except apsw.Error as error:
            raise _translated(error) from error
        self.rowcount = self._connection.raw.total_changes() - before
        return self

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> "Cursor":
        for row in rows:
            self.execute(statement, row)
        return self

    def _described(self) -> Sequence[Any] | None:
        try:
            return tuple((name, None, None, None, None, None, None) for name, _ in self._cursor.get_description())
        except apsw.ExecutionCompleteError:
            return None

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
        try:
            self.raw = apsw.Connection(str(path), vfs=disk.name)
        except apsw.Error as error:
            raise _translated(error) from error

    @property
    def in_transaction(self) -> bool:
        return self.raw.in_transaction

    def cursor(self) -> Cursor:
        return Cursor(self)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        return self.cursor().execute(statement, values)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> Cursor:
        return self.cursor().executemany(statement, rows)

    def create_function(self, *_: Any, **__: Any) -> None:
        """The store asks for none of its own."""

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


class FaultyConnections:
    """sql_connections.Connections over a faulty disk, with the program's own settings unless told otherwise.

    The log is carried over into the file after `log_pages` already, so that short tests meet that too.
    """

    def __init__(self, disk: FaultyDisk, synchronous: str = "FULL", log_pages: int = 40) -> None:
        self._disk, self._synchronous, self._log_pages = disk, synchronous, log_pages

    def to_write(self, path: Path) -> Connection:
        connection = Connection(path, self._disk)
        settings = (*SETTINGS, f"synchronous={self._synchronous}", f"wal_autocheckpoint={self._log_pages}")
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
