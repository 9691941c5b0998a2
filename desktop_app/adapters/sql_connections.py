"""Connections to the store's file. A port, so that the same statements can be run over a faulty disk."""

from pathlib import Path
from typing import Any, Protocol

from pysqlite3 import dbapi2

SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")

_HELD = frozenset({5, 6})  # SQLITE_BUSY, SQLITE_LOCKED
_PASSING = _HELD | {3, 7, 8, 9, 10, 13, 14, 15}  # PERM, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL


def is_passing(error: BaseException) -> bool:
    """Whether it is the disk or another program that stands in the way, and not what is in the file."""
    return _code(error) in _PASSING


def way_on(error: BaseException) -> str:
    """What a person can do about an error of the file."""
    if _code(error) in _HELD:
        return "Close the other program that has the file open."
    return "See that the disk has room and can be read and written."


def _code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


class Connections(Protocol):
    """Makes connections in the manner of the Python Database API, with SQLite's own errors."""

    def to_write(self, path: Path) -> Any:
        """A connection that writes: WAL, each commit synced, foreign keys on. Transactions begin where told."""
        ...

    def to_read(self, path: Path) -> Any:
        """A connection to a store that is in use, which cannot write."""
        ...


class SqliteConnections:
    """Connections of the SQLite that the program brings."""

    def to_write(self, path: Path) -> Any:
        """A connection that writes."""
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256)
        for setting in SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        return connection

    def to_read(self, path: Path) -> Any:
        """A connection that cannot write."""
        connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA query_only=ON")
        return connection


def connect_to_read(path: Path) -> Any:
    """A connection that leaves the file and its folder as they are, for a file that nobody has open.

    Without a log beside it the file is read as if it never changed.
    """
    log = path.with_name(path.name + "-wal")
    quiet = not log.exists() or log.stat().st_size == 0
    uri = f"{path.resolve().as_uri()}?{'immutable=1' if quiet else 'mode=ro'}"
    return dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
