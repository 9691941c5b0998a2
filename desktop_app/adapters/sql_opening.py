"""Opening the store's file: made where there is none, refused untouched where it is not what it should be."""

import os
from contextlib import closing
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.content_sealing import Unsealable, new_key, seal, unseal
from desktop_app.adapters.sql_audit import (
    INSERT_CHECKPOINT,
    INSERT_EVENT,
    Chain,
    CheckpointKey,
    checkpoint_row,
    resume,
)
from desktop_app.adapters.sql_schema import APPLICATION_ID, SCHEMA_VERSION, statements
from desktop_app.domain.audit import Event, EventType, Plain
from desktop_app.domain.errors import StoreDamaged, StoreFailed
from desktop_app.domain.person import Actor
from desktop_app.services.ports import Chance, Clock

FILE = "countersign.db"
LOCK_FILE = "countersign.lock"
LEAST_SQLITE = (3, 51, 3)
CHECKPOINT_KEY = "checkpoint_key"
_MAGIC = b"SQLite format 3\0"


def connect(path: Path) -> Any:
    """A connection that writes: WAL, each commit synced, foreign keys on. Transactions begin where they are told."""
    connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def connect_to_read(path: Path) -> Any:
    """A connection that leaves the file as it is. Without a log beside it the file is read as if it never changed."""
    log = path.with_name(path.name + "-wal")
    quiet = not log.exists() or log.stat().st_size == 0
    uri = f"{path.resolve().as_uri()}?{'immutable=1' if quiet else 'mode=ro'}"
    return dbapi2.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


def prepare_home(home: Path) -> None:
    """The folder of the store, readable by its owner alone. Raises StoreFailed."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise no_rights(home, error) from error
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
    """Whether there is no store yet. Raises StoreFailed or StoreDamaged for a file that is none of ours to open."""
    if not path.exists() or path.stat().st_size == 0:
        return True
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise damaged(path, "it is not a database")
    try:
        return _is_empty_store(path)
    except UnicodeDecodeError as error:  # the library cannot even decode its own message about the damage
        raise damaged(path, "its tables cannot be read") from error
    except dbapi2.Error as error:
        raise damaged(path, str(error)) from error


def _is_empty_store(path: Path) -> bool:
    with closing(connect_to_read(path)) as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and not version:
        return True
    if application != APPLICATION_ID:
        raise damaged(path, "it is the database of another program")
    if version > SCHEMA_VERSION:
        raise StoreFailed(
            f"The store {path} was made by a newer version of this program.",
            kept="The file was not touched.",
            next="Update the program, then open the store again.",
        )
    return False


def damaged(path: Path, why: str) -> StoreDamaged:
    """Words for a file that is no whole store."""
    return StoreDamaged(
        f"The store {path} cannot be read: {why}.",
        kept="The file was not touched.",
        next="Put a copy from a backup in its place, or choose another folder with --home.",
    )


def create(path: Path, clock: Clock, chance: Chance, store_key: bytes) -> Any:
    """An empty store, made whole or not at all: tables, guards, its own key, the first event and its checkpoint."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = connect(path)
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
    data: dict[str, Plain | list[Plain]] = {"key": key.public.hex(), "schema": SCHEMA_VERSION}
    first = Event(EventType.STORE_OPENED, clock.now(), Actor.program(), data=data)
    connection.execute(INSERT_EVENT, chain.row(first, chance.new_id(), clock.mono_ms()))
    connection.execute(INSERT_CHECKPOINT, checkpoint_row(key.sign(chain, clock.now()), chain))
    connection.execute("COMMIT")
    return connection


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


def open_file(path: Path, clock: Clock, chance: Chance, store_key: bytes) -> tuple[Any, CheckpointKey, Chain, int]:
    """The connection, the store's key, the end of its chain, and how many events its last checkpoint covers."""
    new = is_new(path)
    if not new:
        _require_whole(path, store_key)
    try:
        connection = create(path, clock, chance, store_key) if new else connect(path)
        key = unlock(connection, path, store_key)
        return connection, key, *resume(connection, key.public)
    except (dbapi2.Error, OSError) as error:
        raise StoreFailed(
            f"The store {path} cannot be opened: {error}.", next="See that the disk has room and can be written."
        ) from error


def _require_whole(path: Path, store_key: bytes) -> None:
    """Read the end of the record before anything is written, so that a store that is refused stays as it is."""
    try:
        with closing(connect_to_read(path)) as connection:
            resume(connection, unlock(connection, path, store_key).public)
    except (dbapi2.Error, TypeError, ValueError) as error:
        raise damaged(path, str(error)) from error
