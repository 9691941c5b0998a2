"""How a store is: what its file and its folder are like, and what is in it. Needs no key and changes nothing."""

import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from desktop_app.adapters.alembic_steps import schema_of
from desktop_app.adapters.file_system import NETWORK_KINDS, file_system_of, free_bytes, size_of
from desktop_app.adapters.sql_backup import FOLDER
from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.adapters.sql_opening import FILE, damaged
from desktop_app.adapters.sql_schema import SCHEMA_VERSION
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import Verification
from desktop_app.domain.errors import NotFound

Found = tuple[str, bool, bool, str]
"""Name, whether it is well, whether it is needed, and words."""

MOST_FAULTS = 20
COPIES_OF_ROOM = 3
"""Stores that the disk should have room for, so that one can be brought to a newer schema."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place outside the store that knows its head: up to which event, and since when."""

    place: str
    events: int
    at: str


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a store is. `checkpoint` is the number of events that the last one covers, and when it was signed."""

    schema: int
    events: int
    cases: int
    bytes: int
    checkpoint: tuple[int, str] | None
    anchors: tuple[Anchor, ...]
    file_system: str
    free: int


def describe(home: Path) -> StoreFacts:
    """The facts of a home's store. Raises NotFound, StoreDamaged."""
    path = _existing(home)
    try:
        with closing(connect_to_read(path)) as connection:
            return StoreFacts(
                schema=schema_of(connection),
                events=_count(connection, "audit_event"),
                cases=_count(connection, "case_file"),
                bytes=size_of(path),
                checkpoint=connection.execute("SELECT size, at FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone(),
                anchors=_anchors(connection),
                file_system=file_system_of(home),
                free=free_bytes(home),
            )
    except (dbapi2.Error, UnicodeDecodeError) as error:
        raise damaged(path, str(error)) from error


def check(home: Path) -> tuple[Verification, tuple[Found, ...]]:
    """The verification of a home's store, and each thing that was looked at. Raises NotFound."""
    path = _existing(home)
    verification = verify_file(path)
    return verification, (
        ("Database", *_integrity(path)),
        _record(verification),
        *_rights(home),
        _room(path),
        _file_system(home),
    )


def _existing(home: Path) -> Path:
    path = home / FILE
    if not path.is_file():
        raise NotFound(f"There is no store in {home}.", next="Name its folder with --home.")
    return path


def _count(connection: Any, table: str) -> int:
    count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 names of this module
    return count


def _anchors(connection: Any) -> tuple[Anchor, ...]:
    if schema_of(connection) < SCHEMA_VERSION:
        return ()
    return tuple(Anchor(*row) for row in connection.execute("SELECT place, size, at FROM anchor ORDER BY place"))


def _integrity(path: Path) -> tuple[bool, bool, str]:
    try:
        with closing(connect_to_read(path)) as connection:
            faults = [row[0] for row in connection.execute(f"PRAGMA integrity_check({MOST_FAULTS})")]
    except (dbapi2.Error, UnicodeDecodeError) as error:
        faults = [str(error)]
    return faults == ["ok"], True, "its pages and indexes hold" if faults == ["ok"] else "; ".join(faults)


def _record(verification: Verification) -> Found:
    words = f"{verification.events} events hold, anchored up to event {verification.anchored_to}"
    if not verification.verified:
        words = f"{len(verification.breaks)} breaks, the first: {verification.breaks[0].words}"
    return ("Record", verification.verified, True, words)


def _rights(home: Path) -> Iterator[Found]:
    """Who may read the folder and its files. Windows keeps rights in another way, which is not looked at."""
    if sys.platform == "win32":
        return
    open_to_all = [
        path.name or str(path)
        for path in (home, home / FILE, home / FOLDER, home / "store.key", home / "secrets.vault")
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    words = f"others may use {', '.join(open_to_all)}: take their rights away" if open_to_all else "its owner's alone"
    yield ("Rights", not open_to_all, False, words)


def _room(path: Path) -> Found:
    free, needed = free_bytes(path.parent), COPIES_OF_ROOM * size_of(path)
    words = f"{free / 10**6:,.0f} MB are free, the store has {size_of(path) / 10**6:,.1f} MB"
    if free < needed:
        words += f"; a backup or a newer version may need {needed / 10**6:,.0f} MB"
    return ("Room", free >= needed, False, words)


def _file_system(home: Path) -> Found:
    kind = file_system_of(home)
    words = kind or "its kind is not known"
    if kind in NETWORK_KINDS:
        words = f"{kind} is of the network, where a store can be damaged; move it to a disk of this computer"
    return ("File system", kind not in NETWORK_KINDS, True, words)
