"""A store with a row of every kind, spoilt at one place, and what became of the spoiling."""

import shutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from fault_examples import change
from pysqlite3 import dbapi2
from store_examples import a_store, database, entry, everything, people, with_case

from desktop_app.adapters.row_telling import TABLES
from desktop_app.adapters.sql_condition import check
from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.adapters.sql_schema import audit_event, checkpoint, command, metadata
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.errors import CountersignError

Rows = dict[str, list[tuple[Any, ...]]]


class Found(StrEnum):
    """What became of a spoilt place."""

    NAMED = "named by verifying without the key"
    WITH_KEY = "named with the key"
    REFUSED = "refused in words"
    BY_CHECK = "named by the check of the file"
    HARMLESS = "harmless"
    UNNAMED = "changed and not named"


UNHASHED = frozenset(
    f"{table.name}.{column.name}"
    for table in metadata.sorted_tables
    for column in table.columns
    if column.name in table.info["untold"] or table not in (*TABLES, audit_event, checkpoint, command)
)
"""Columns that no event tells of, so that verifying without the key says nothing of them."""
SEALED = frozenset(name for name in UNHASHED if name.split(".")[0] in ("content", "case_key", "store_secret"))
"""Those of them that the key tells of."""


@dataclass(frozen=True)
class Whole:
    """The store as it was: its file, its rows and what is read of it."""

    home: Path
    body: bytes
    rows: Rows
    reads: list[object]


async def made(home: Path) -> Whole:
    """A store with a row of every kind and some revisions that are kept as differences."""
    async with a_store(home) as store:
        await with_case(store)
        await store.commit(entry(*people(), *everything()))
        for n in range(12):
            await store.commit(change(f"s{n % 3}"))
    rows = _rows(database(home))
    body = database(home).read_bytes()
    spare = home.with_name("spare")
    shutil.copytree(home, spare)
    async with a_store(spare) as store:
        reads = await _reads(store)
    return Whole(home, body, rows, reads)


async def spoilt(whole: Whole, body: bytes) -> tuple[Found, set[str]]:
    """What becomes of the store with these bytes, and the columns that then read otherwise, if they are not named."""
    path = put(whole, body)
    if not verify_file(path).verified:
        return Found.NAMED, set()
    changed = set(_changed(whole.rows, _rows(path)))
    checked = all(well for name, well, *_ in check(path.parent)[1] if name == "Database")
    found, same = await opened(path.parent, whole)
    if found is not Found.HARMLESS:
        return found, changed
    if not checked:
        return Found.BY_CHECK, changed
    changed |= set() if same else {"what is read"}
    return (Found.UNNAMED if changed else Found.HARMLESS), changed


def put(whole: Whole, body: bytes) -> Path:
    """The file of a store with these bytes, alone in a folder."""
    home = whole.home.with_name("spoilt")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    database(home).write_bytes(body)
    return database(home)


async def opened(home: Path, whole: Whole) -> tuple[Found, bool]:
    """What opening, verifying with the key and reading find, and whether all is read as it was."""
    try:
        async with a_store(home) as store:
            verified = (await store.verify()).verified
            reads = await _reads(store)
    except CountersignError:
        return Found.REFUSED, False
    if not verified:
        return Found.WITH_KEY, False
    return (Found.REFUSED if None in reads else Found.HARMLESS), reads == whole.reads


def _rows(path: Path) -> Rows:
    """Every row, by scanning each table; none where that ends early."""
    with suppress(dbapi2.Error), closing(connect_to_read(path)) as db:
        db.text_factory = bytes
        tables = [name.decode() for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: _table(db, table) for table in sorted(tables)}
    return {}


def _table(db: Any, table: str) -> list[tuple[Any, ...]]:
    cursor = db.execute(f"SELECT * FROM {table} NOT INDEXED")  # a name of the schema
    names = tuple(column[0] for column in cursor.description)
    return [names, *sorted(cursor, key=repr)]


def _changed(before: Rows, after: Rows) -> Iterator[str]:
    if not after:
        yield "a table that cannot be scanned"
        return
    for table in before:
        (names, *old), (_, *new) = before.get(table, [()]), after.get(table, [()])
        if len(old) != len(new):
            yield f"{table}.rows"
        for left, right in zip(old, new, strict=False):
            yield from (f"{table}.{name}" for name, a, b in zip(names, left, right, strict=True) if a != b)


READS: tuple[Callable[[SqlStore], Awaitable[object]], ...] = (
    lambda store: store.people(),
    lambda store: store.cases(),
    lambda store: store.case_with_text("c1"),
    lambda store: store.offered("r1"),
    lambda store: store.endpoints(),
    lambda store: store.pack_files("digest-1"),
    lambda store: store.events("c1"),
    lambda store: store.working_texts(),
)


async def _reads(store: SqlStore) -> list[object]:
    """What the program asks of a store; None for each question that is answered in words."""
    answers: list[object] = []
    for read in READS:
        try:
            answers.append(await read(store))
        except CountersignError:
            answers.append(None)
    return answers
