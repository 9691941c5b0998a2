"""Putting another file in the place of the store: a backup that is restored, or the store itself without its gaps.

Whatever moment a process or the power ends, the store is the old one whole or the new one whole. What would be the
danger: a log of the old file would be read as the new one's. So the log is first brought into the old file, and only
then the new one takes its name.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from pysqlite3 import dbapi2

from desktop_app.adapters.alembic_steps import schema_of
from desktop_app.adapters.file_system import free_bytes, put_in_place, remove_database, require_room, size_of, sync_file
from desktop_app.adapters.sql_audit import CheckpointKey
from desktop_app.adapters.sql_backup import copy_store, require_verified
from desktop_app.adapters.sql_connections import Connections, connect_to_read
from desktop_app.adapters.sql_migration import append
from desktop_app.adapters.sql_opening import FILE, LOCK_FILE, damaged, no_rights, prepare_home, unlock
from desktop_app.adapters.sql_schema import APPLICATION_ID, SCHEMA_VERSION
from desktop_app.adapters.store_lock import StoreLock
from desktop_app.domain.audit import Event, EventType
from desktop_app.domain.backup import instant_of
from desktop_app.domain.errors import NotFound, StoreBusy, StoreDamaged, StoreFailed
from desktop_app.domain.person import Actor
from desktop_app.services.ports import Chance, Clock

_INCOMING, _PARTIAL = ".incoming", ".partial"
_ASIDE = "countersign-before-restore-"
SHARED_BY_READERS = 32 * 1024
"""Bytes that SQLite takes at once for the memory that readers of a log share."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored backup: how many events it has, and what was there before (None where there was no store).

    `replaced` is None too where the replaced file was so damaged that its events cannot be counted.
    """

    events: int
    replaced: int | None
    aside: Path | None


@dataclass(frozen=True, slots=True)
class Compacted:
    """Bytes of the store before and after."""

    before: int
    after: int


def restore(
    home: Path, backup: Path, clock: Clock, chance: Chance, connections: Connections, store_key: bytes
) -> Restored:
    """Put a backup in the place of the home's store, which is kept aside under another name.

    Raises NotFound, StoreBusy, StoreDamaged, or StoreFailed for a newer schema, another key or a full disk; the store
    is then as it was.
    """
    _require_backup(backup)
    with _owning(home, "The backup could not be restored") as path:
        incoming = path.with_name(path.name + _INCOMING)
        require_room(home, size_of(backup) + size_of(path), "Restoring a backup")
        with closing(connect_to_read(backup)) as connection:
            copy_store(connection, incoming)
        events = require_verified(incoming, "The backup").events
        _tell(incoming, events, clock, chance, store_key)
        replaced, aside = _keep_aside(path, clock, connections)
        put_in_place(incoming, path)
    return Restored(events, replaced, aside)


def compact(home: Path, connections: Connections) -> Compacted:
    """Write the store anew without the room that deleted rows left. Raises as `restore` does."""
    if not (home / FILE).exists():
        raise NotFound(f"There is no store in {home}.", next="Name its folder with --home.")
    with _owning(home, "The store could not be compacted") as path:
        before, incoming = size_of(path), path.with_name(path.name + _INCOMING)
        require_room(home, before, "Compacting the store")
        with closing(connections.to_write(path)) as connection:
            _settle(connection)
            copy_store(connection, incoming)
        require_verified(incoming, "The store")
        _remove_log(path)
        put_in_place(incoming, path)
        return Compacted(before, size_of(path))


@contextmanager
def _owning(home: Path, failing: str) -> Iterator[Path]:
    """The store's file, under its lock; what was not put in place is removed."""
    prepare_home(home)
    path = home / FILE
    try:
        lock = StoreLock.take(home / LOCK_FILE)
    except OSError as error:
        raise no_rights(home, error) from error
    try:
        _clear(path)
        yield path
    except (dbapi2.Error, OSError, UnicodeDecodeError) as error:  # a damaged store names what is no text
        raise StoreFailed(
            f"{failing}: {_words(error, home)}.",
            kept="The store is as it was.",
            next="Make room on the disk or check that the folder can be written, then do it again.",
        ) from error
    finally:
        with suppress(OSError):
            _clear(path)
        lock.release()


def _words(error: Exception, home: Path) -> str:
    """What went wrong. Where no room is left for the memory that readers of a log share, SQLite has no word for it."""
    if isinstance(error, UnicodeDecodeError):
        return "it holds bytes that are no text"
    failed = getattr(error, "sqlite_errorname", "").startswith("SQLITE_IOERR")
    return "the disk is full" if failed and free_bytes(home) < SHARED_BY_READERS else str(error)


def _clear(path: Path) -> None:
    """Remove what was not put in place, now or by a process that was killed."""
    remove_database(path.with_name(path.name + _INCOMING))
    for partial in path.parent.glob(f"{_ASIDE}*{_PARTIAL}"):
        partial.unlink()


def _require_backup(backup: Path) -> None:
    if not backup.is_file():
        raise NotFound(f"There is no backup {backup}.", next="`countersign store info` names the newest one.")
    try:
        with closing(connect_to_read(backup)) as connection:
            ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            schema = schema_of(connection)
    except (dbapi2.Error, UnicodeDecodeError) as error:
        raise damaged(backup, str(error)) from error
    if not ours:
        raise damaged(backup, "it is the database of another program")
    if schema > SCHEMA_VERSION:
        raise StoreFailed(
            f"The backup {backup} was made by a newer version of this program (schema {schema}).",
            kept="The store is as it was.",
            next="Update the program, then restore it.",
        )


def _tell(incoming: Path, events: int, clock: Clock, chance: Chance, store_key: bytes) -> None:
    """The restored store itself tells that it was, before it takes its place."""
    with closing(dbapi2.connect(str(incoming), isolation_level=None)) as connection:
        key = _opened_by(connection, incoming, store_key)
        event = Event(EventType.STORE_RECOVERED, clock.now(), Actor.program(), data={"from": events})
        connection.execute("BEGIN IMMEDIATE")
        append(connection, event, clock, chance, key)
        connection.execute("COMMIT")
    sync_file(incoming)


def _opened_by(connection: dbapi2.Connection, incoming: Path, store_key: bytes) -> CheckpointKey:
    try:
        return unlock(connection, incoming, store_key)
    except StoreDamaged:
        raise
    except StoreFailed:
        raise StoreFailed(
            "The key that was found here does not open the backup: it is of another store.",
            kept="The store is as it was.",
            next="Restore it into an empty folder with --home, with the key that was sealed beside it or given.",
        ) from None


def _keep_aside(path: Path, clock: Clock, connections: Connections) -> tuple[int | None, Path | None]:
    """How many events the present store has, and where a copy of it is now."""
    if not path.exists() or not path.stat().st_size:
        return None, None
    try:
        with closing(connections.to_write(path)) as connection:
            _settle(connection)
            events: int | None = connection.execute("SELECT count(*) FROM audit_event").fetchone()[0]
        suffixes = [""]
    except dbapi2.OperationalError:
        raise
    except dbapi2.DatabaseError:  # no store that can be read: kept as it is, with its log
        events, suffixes = None, ["", "-wal"]
    aside = _free_name(path.parent, f"{_ASIDE}{instant_of(clock.now())}")
    for suffix in suffixes:
        _copy(path.with_name(path.name + suffix), aside.with_name(aside.name + suffix))
    _remove_log(path)
    return events, aside


def _free_name(folder: Path, stem: str) -> Path:
    names = (folder / f"{stem}{more}.db" for more in chain([""], (f"-{n}" for n in count(2))))
    return next(path for path in names if not path.exists())


def _settle(connection: dbapi2.Connection) -> None:
    """Bring the log into the file. Raises StoreBusy while another program reads the store."""
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreBusy("Another program is reading the store.", next="Wait until it has ended, then do it again.")


def _copy(source: Path, target: Path) -> None:
    if source.exists():
        partial = target.with_name(target.name + _PARTIAL)
        shutil.copyfile(source, partial)
        partial.chmod(0o600)
        sync_file(partial)
        put_in_place(partial, target)


def _remove_log(path: Path) -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
