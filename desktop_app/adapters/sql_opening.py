"""Opening the store's file: made where there is none, refused untouched where it is not what it should be."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.clock_jump import jump_since
from desktop_app.adapters.content_sealing import Unsealable, new_key, seal, unseal
from desktop_app.adapters.file_system import require_local
from desktop_app.adapters.sql_audit import (
    INSERT_CHECKPOINT,
    INSERT_EVENT,
    Chain,
    CheckpointKey,
    checkpoint_row,
    resume,
)
from desktop_app.adapters.sql_connections import Connections, connect_to_read, is_passing, way_on
from desktop_app.adapters.sql_schema import APPLICATION_ID, SCHEMA_VERSION, statements
from desktop_app.domain.audit import Event, EventType, Plain
from desktop_app.domain.errors import StoreDamaged, StoreFailed
from desktop_app.domain.person import Actor
from desktop_app.services.ports import Chance, Clock

FILE = "countersign.db"
LOCK_FILE = "countersign.lock"
LEAST_SQLITE = (3, 51, 3)
CHECKPOINT_KEY = "checkpoint_key"
NEWER = "The store was made by a newer version of this program."
_MAGIC = b"SQLite format 3\0"


def prepare_home(home: Path) -> None:
    """The folder of the store, readable by its owner alone. Raises StoreFailed."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise no_rights(home, error) from error
    require_local(home)
    if not home.is_dir() or not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise no_rights(home, None)


def no_rights(home: Path, error: OSError | None) -> StoreFailed:
    """Words for a folder that cannot be used."""
    why = f" ({error.strerror})" if error and error.strerror else ""
    return StoreFailed(
        f"The folder {home} cannot be written{why}.",
        next="Choose another folder with --home, or ask for the right to write there.",
    )


def sqlite_version() -> tuple[int, int, int]:
    """The version of the SQLite that stores are kept with."""
    major, minor, patch = dbapi2.sqlite_version_info
    return major, minor, patch


def require_sqlite() -> None:
    """Refuse a SQLite that can corrupt a log with two connections."""
    if sqlite_version() < LEAST_SQLITE:
        raise StoreFailed(
            f"SQLite {dbapi2.sqlite_version} is too old: it can damage a store that is read while it is written.",
            next="Set the program up again; it brings SQLite 3.51.3 or newer.",
        )


def is_new(path: Path) -> bool:
    """Whether there is no store yet. Raises StoreDamaged for a file that is none of ours to open."""
    return schema_of(path) == 0


def schema_of(path: Path) -> int:
    """The schema that a store was made with, 0 where there is none yet.

    Raises StoreDamaged for a file that is none of ours to open.
    """
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise damaged(path, "it is not a database")
    try:
        return _kept_schema(path)
    except UnicodeDecodeError as error:  # the library cannot even decode its own message about the damage
        raise damaged(path, "its tables cannot be read") from error
    except dbapi2.Error as error:
        raise unreadable(path, error) from error


def _kept_schema(path: Path) -> int:
    with closing(connect_to_read(path)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and not version:
        return 0
    if application != APPLICATION_ID:
        raise damaged(path, "it is the database of another program")
    return version


def damaged(path: Path, why: str) -> StoreDamaged:
    """Words for a file that is no whole store."""
    return StoreDamaged(
        f"The store {path} cannot be read: {why}.",
        kept="The file was not touched.",
        next="Put a copy from a backup in its place, or choose another folder with --home.",
    )


def unreadable(path: Path, error: BaseException) -> StoreFailed:
    """Words for a file that is not whole, or that cannot be read at this moment."""
    if is_passing(error):
        return StoreFailed(f"The store {path} cannot be read now: {error}.", next=f"{way_on(error)} Then try again.")
    return damaged(path, "a part of it is damaged")


@dataclass(frozen=True, slots=True)
class Opened:
    """A store's file as it was found: its key and the end of its chain.

    `connection` writes; it is None where the store may only be read, for the reason in `read_only`. `notices` are the
    events of the opening, which the first transaction writes.
    """

    connection: Any | None
    key: CheckpointKey
    chain: Chain
    anchored: int
    notices: tuple[Event, ...] = ()
    read_only: str | None = None


def open_file(path: Path, clock: Clock, chance: Chance, store_key: bytes, connections: Connections) -> Opened:
    """Open the store's file, or make it; one of an earlier schema is brought to this one first.

    The lock is held by the caller. Raises StoreDamaged, or StoreFailed where the key is not this store's.
    """
    try:
        schema = schema_of(path)
        if not schema:
            return _made(path, clock, chance, store_key, connections)
        if schema > SCHEMA_VERSION:
            return _looked_at(path, store_key, NEWER)
        if not is_writable(path):
            return _looked_at(path, store_key, "The store's file or folder may only be read.")
        found = _looked_at(path, store_key, "")
        if found.read_only:
            return found
        if schema < SCHEMA_VERSION:
            _migrate(path, clock, chance, connections, found.key)
        return _resumed(path, clock, store_key, connections)
    except (dbapi2.Error, OSError) as error:
        raise StoreFailed(f"The store {path} cannot be opened: {error}.", next=way_on(error)) from error


def _migrate(path: Path, clock: Clock, chance: Chance, connections: Connections, key: CheckpointKey) -> None:
    from desktop_app.adapters.sql_migration import migrate  # needed once in a store's life, and slow to import

    migrate(path, clock, chance, connections, key)


def is_writable(path: Path) -> bool:
    """Whether the file and its folder can be written: the log stands beside the file."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)


def _made(path: Path, clock: Clock, chance: Chance, store_key: bytes, connections: Connections) -> Opened:
    """An empty store, made whole or not at all: tables, guards, its own key, the first event and its checkpoint."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with _kept_if_whole(connections.to_write(path)) as connection:
        key, chain = _fill(connection, clock, chance, store_key)
    return Opened(connection, key, chain, chain.size)


@contextmanager
def _kept_if_whole(connection: Any) -> Iterator[Any]:
    """A connection that is let go of where its work fails."""
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


def _fill(connection: Any, clock: Clock, chance: Chance, store_key: bytes) -> tuple[CheckpointKey, Chain]:
    private = new_key()
    key = CheckpointKey(private)
    connection.execute("BEGIN IMMEDIATE")
    for statement in statements():
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    sealed = seal(store_key, private, CHECKPOINT_KEY)
    connection.execute("INSERT INTO store_secret (name, sealed) VALUES (?, ?)", (CHECKPOINT_KEY, sealed))
    chain = Chain()
    first = _notice(EventType.STORE_OPENED, clock, key=key.public.hex(), schema=SCHEMA_VERSION, **_boot(clock))
    connection.execute(INSERT_EVENT, chain.row(first, chance.new_id(), clock.mono_ms()))
    connection.execute(INSERT_CHECKPOINT, checkpoint_row(key.sign(chain, clock.now()), chain))
    connection.execute("COMMIT")
    return key, chain


def _looked_at(path: Path, store_key: bytes, read_only: str) -> Opened:
    """Read the end of the record and write nothing. A record that does not hold there may only be read."""
    try:
        with closing(connect_to_read(path)) as connection:
            key = unlock(connection, path, store_key)
            try:
                chain, anchored = resume(connection, key.public)
            except StoreDamaged as error:
                return Opened(None, key, Chain(), 0, read_only=error.what)
            return Opened(None, key, chain, anchored, read_only=read_only or None)
    except (dbapi2.Error, TypeError, ValueError) as error:
        raise unreadable(path, error) from error


def _resumed(path: Path, clock: Clock, store_key: bytes, connections: Connections) -> Opened:
    with _kept_if_whole(connections.to_write(path)) as connection:
        key = unlock(connection, path, store_key)
        chain, anchored = resume(connection, key.public)
        notices = tuple(_notices(connection, chain, anchored, clock))
    return Opened(connection, key, chain, anchored, notices)


def _notices(connection: Any, chain: Chain, anchored: int, clock: Clock) -> Iterator[Event]:
    """What the opening tells: closing signs a checkpoint, so events after the last one were followed by no closing."""
    jump = jump_since(connection, chain.size, clock)
    if jump is not None:  # before the opening, so that what comes behind it is of the time since
        yield _notice(EventType.CLOCK_JUMPED, clock, ms=jump // timedelta(milliseconds=1))
    yield _notice(EventType.STORE_OPENED, clock, schema=SCHEMA_VERSION, **_boot(clock))
    if anchored < chain.size:
        yield _notice(EventType.STORE_RECOVERED, clock, **{"from": anchored, "to": chain.size})


def _boot(clock: Clock) -> dict[str, Plain]:
    boot = clock.boot()
    return {} if boot is None else {"boot": boot}


def _notice(kind: EventType, clock: Clock, **data: Plain) -> Event:
    return Event(kind, clock.now(), Actor.program(), data=data)


def unlock(connection: Any, path: Path, store_key: bytes) -> CheckpointKey:
    """The store's signing key. Raises StoreFailed where the key is not this store's."""
    row = connection.execute("SELECT sealed FROM store_secret WHERE name = ?", (CHECKPOINT_KEY,)).fetchone()
    if row is None:
        raise damaged(path, "its signing key is missing")
    try:
        return CheckpointKey(unseal(store_key, row[0], CHECKPOINT_KEY))
    except Unsealable:
        raise StoreFailed(
            f"The key that was found does not open the store {path}.",
            kept="The file was not touched.",
            next="Give the key that this store was made with (see `countersign doctor` for the places looked at).",
        ) from None
