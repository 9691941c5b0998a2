"""Backups of the store: consistent copies made while it is in use, each verified before it counts.

A copy is in no need of a log beside it (`journal_mode=DELETE`), so that it can be read where nothing can be written.
It is sealed as the store is: without the store's key it tells nothing.
"""

import asyncio
import os
import threading
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.file_system import (
    put_in_place,
    remove_database,
    require_room,
    size_of,
    sync_file,
)
from desktop_app.adapters.passphrase_sealing import COST
from desktop_app.adapters.record_report import LOOK_EVERY, ReadingStopped
from desktop_app.adapters.secret_vault import Ask, VaultPlace
from desktop_app.adapters.sql_connections import Connections
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import Verification
from desktop_app.domain.backup import Backup, backup_named, kept
from desktop_app.domain.errors import StoreDamaged, StoreFailed

FOLDER = "backups"
KEY_SUFFIX = ".key"
KEY_NAME = "store-key"
_PARTIAL = ".partial"


class SqlBackups:
    """ports.Backups: those of one store, in the folder beside it or in another that is named."""

    def __init__(self, path: Path, connections: Connections, store_key: bytes, cost: int = COST) -> None:
        self._path, self._connections = path, connections
        self._store_key, self._cost = store_key, cost

    async def make(self, at: datetime, folder: str | None = None) -> tuple[Backup, str]:
        """A verified copy, and the path where it is. Raises StoreFailed, and leaves nothing then.

        Where it is cancelled, as by a window that closes, the copy is given up and taken away first.
        """
        to, given_up = Path(folder) if folder else self._folder, threading.Event()
        making = asyncio.ensure_future(asyncio.to_thread(make_backup, self._path, to, at, self._connections, given_up))
        try:
            return await asyncio.shield(making)
        except asyncio.CancelledError:
            given_up.set()
            await asyncio.wait({making})
            making.exception()
            raise

    async def listing(self) -> tuple[Backup, ...]:
        """Those in the folder beside the store, newest first."""
        return await asyncio.to_thread(list_backups, self._folder)

    async def rotate(self, now: datetime) -> None:
        """Remove those beside the store that are no longer kept, with their keys."""
        await asyncio.to_thread(_rotate, self._folder, now)

    async def seal_key(self, backup: str, passphrase: str) -> str:
        """Write the store's key beside a backup, sealed by a passphrase; the path of that file."""
        path = Path(backup + KEY_SUFFIX)
        await asyncio.to_thread(VaultPlace(path, passphrase, self._cost).put, KEY_NAME, self._store_key.hex())
        return str(path)

    @property
    def _folder(self) -> Path:
        return self._path.parent / FOLDER


def sealed_key(backup: Path, ask: Ask) -> bytes | None:
    """The store's key that was sealed beside a backup, where it was. Raises Locked, SecretUnavailable."""
    kept = VaultPlace(backup.with_name(backup.name + KEY_SUFFIX), ask).get(KEY_NAME)
    return None if kept is None else bytes.fromhex(kept)


def make_backup(
    path: Path, folder: Path, at: datetime, connections: Connections, given_up: threading.Event | None = None
) -> tuple[Backup, str]:
    """Copy a store, verify the copy, give it its name; and where it is. Raises StoreFailed, with no copy left, and
    ReadingStopped when it is given up.
    """
    partial = folder / f"{path.name}{_PARTIAL}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        require_room(folder, size_of(path), "A backup")
        remove_database(partial)
        with closing(connections.to_read(path)) as connection:
            connection.execute("PRAGMA query_only=OFF")  # the copy would count as writing
            if given_up is not None:
                connection.set_progress_handler(given_up.is_set, LOOK_EVERY)
            copy_store(connection, partial)
        verification = require_verified(partial, "The backup", given_up)
        if given_up is not None and given_up.is_set():
            raise ReadingStopped
        backup = Backup(at.replace(microsecond=0), verification.events, partial.stat().st_size)
        put_in_place(partial, folder / backup.name)
    except (dbapi2.Error, OSError) as error:
        raise StoreFailed(
            f"The backup could not be written into {folder}: {error}.",
            kept="The store is as it was, and so are earlier backups.",
            next="Make room there or choose another folder with --to, then do it again.",
        ) from error
    finally:
        with suppress(OSError):
            remove_database(partial)
    return backup, str(folder / backup.name)


def copy_store(connection: Any, to: Path) -> None:
    """Everything as it is at one moment, rows in their order and nothing of what was deleted, on the disk."""
    os.close(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    connection.execute("VACUUM INTO ?", (str(to),))
    sync_file(to)


def list_backups(folder: Path) -> tuple[Backup, ...]:
    """The backups in a folder, newest first."""
    if not folder.is_dir():
        return ()
    found = (backup_named(path.name, path.stat().st_size) for path in folder.iterdir())
    return tuple(sorted((backup for backup in found if backup), reverse=True))


def _rotate(folder: Path, now: datetime) -> None:
    backups = list_backups(folder)
    for backup in set(backups) - kept(backups, now):
        (folder / backup.name).unlink(missing_ok=True)
        (folder / (backup.name + KEY_SUFFIX)).unlink(missing_ok=True)


def require_verified(copy: Path, what: str, given_up: threading.Event | None = None) -> Verification:
    """The verification of a copy that holds. Raises StoreDamaged, naming the first break, or ReadingStopped."""
    verification = verify_file(copy, cancelled=given_up)
    if not verification.verified:
        raise StoreDamaged(
            f"{what} does not verify: {verification.breaks[0].words}",
            kept="The store is as it was.",
            next="See with `countersign audit verify` what the record has; an earlier backup may still hold.",
        )
    return verification
