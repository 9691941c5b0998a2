"""A backup takes the place of the store, which is kept aside; a compacted store is the same store."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2
from store_examples import CHANCE, KEY, a_store, database, entry, everything, open_store, with_case
from test_sql_migration import old_store

from desktop_app.adapters.sql_backup import SqlBackups
from desktop_app.adapters.sql_connections import SqliteConnections
from desktop_app.adapters.sql_restore import Restored, compact, restore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.errors import NotFound, StoreBusy, StoreDamaged, StoreFailed


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A home whose store has a backup and went on after it."""
    async with a_store(tmp_path / "home") as store:
        await with_case(store)
        await store.commit(entry(*everything()))
        await _backups(tmp_path / "home").make(SystemClock().now())
        for _ in range(3):
            await store.commit(entry())
    return tmp_path / "home"


def _backups(home: Path) -> SqlBackups:
    return SqlBackups(database(home), SqliteConnections(), KEY, cost=4)


def backup_of(home: Path) -> Path:
    (path,) = (home / "backups").iterdir()
    return path


def events_of(home: Path) -> list[tuple[Any, ...]]:
    """The events in the file of a store that nobody has open."""
    with closing(dbapi2.connect(database(home))) as db:
        return db.execute("SELECT seq, case_id, type, at, body FROM audit_event ORDER BY seq").fetchall()


def restored(home: Path, backup: Path, key: bytes = KEY) -> Restored:
    return restore(home, backup, SystemClock(), CHANCE, SqliteConnections(), key)


async def test_a_restored_store_is_the_backup_and_says_so(home: Path) -> None:
    told = restored(home, backup_of(home))
    assert (told.events, told.replaced) == (3, 6)
    async with a_store(home) as store:
        events = await store.events()
        assert [event.type for event in events[3:4]] == ["store.recovered"]
        assert b'"data":{"from":3}' in events[3].body and b'"outcome":"done"' in events[3].body
        assert (await store.case("c1")).answers and (await store.verify()).verified


async def test_the_store_that_was_there_is_kept_whole(home: Path) -> None:
    told = restored(home, backup_of(home))
    assert told.aside and told.aside.name.startswith("countersign-before-restore-")
    found = verify_file(told.aside)
    assert (found.verified, found.events) == (True, 6)
    assert restored(home, told.aside).events == 6


async def test_what_only_the_log_holds_is_kept_too(home: Path) -> None:
    """A process that was killed leaves its log behind."""
    copy = home.with_name("killed")
    copy.mkdir()
    async with a_store(home) as store:
        await store.commit(entry())
        for name in ("countersign.db", "countersign.db-wal"):
            (copy / name).write_bytes((home / name).read_bytes())
    told = restored(copy, backup_of(home))
    assert told.replaced == 8 and told.aside and verify_file(told.aside).events == 8
    assert verify_file(database(copy)).events == 4
    assert not (copy / "countersign.db-wal").exists()


async def test_each_store_that_is_replaced_has_a_name_of_its_own(home: Path) -> None:
    asides = {restored(home, backup_of(home)).aside for _ in range(3)}
    assert len(asides) == 3 and all(path and path.exists() for path in asides)


async def test_a_backup_is_restored_where_there_was_no_store(home: Path, tmp_path: Path) -> None:
    told = restored(tmp_path / "new", backup_of(home))
    assert told == Restored(3, None, None)
    async with a_store(tmp_path / "new") as store:
        assert (await store.verify()).verified


async def test_a_backup_of_an_earlier_schema_is_restored_and_then_migrated(home: Path, tmp_path: Path) -> None:
    assert restored(home, old_store(tmp_path / "old")).events == 81
    async with a_store(home) as store:
        types = [event.type for event in await store.events()]
        assert types[81:83] == ["store.recovered", "store.migrated"]
        assert (await store.verify()).verified


def _flip(backup: Path) -> None:
    with closing(dbapi2.connect(backup, isolation_level=None)) as connection:
        connection.execute("UPDATE case_file SET state = 'signed'")


def _newer(backup: Path) -> None:
    with closing(dbapi2.connect(backup)) as connection:
        connection.execute("PRAGMA user_version=99")


def _rubbish(backup: Path) -> None:
    backup.write_bytes(b"rubbish" * 5000)


def _cut(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:100_000])


def _another(backup: Path) -> None:
    backup.unlink()
    with closing(dbapi2.connect(backup)) as connection:
        connection.execute("CREATE TABLE recipe(name TEXT)")


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (_flip, StoreDamaged, "does not verify"),
        (_newer, StoreFailed, "newer version"),
        (_rubbish, StoreDamaged, "cannot be read"),
        (_cut, StoreFailed, "malformed|does not verify|cannot be read"),
        (_another, StoreDamaged, "another program"),
        (Path.unlink, NotFound, "no backup"),
    ],
)
async def test_what_is_no_good_backup_is_refused_and_the_store_stays(
    home: Path, spoil: Callable[[Path], None], error: type[Exception], words: str
) -> None:
    backup, before = backup_of(home), database(home).read_bytes()
    spoil(backup)
    with pytest.raises(error, match=words):
        restored(home, backup)
    assert database(home).read_bytes() == before
    assert sorted(path.name for path in home.iterdir()) == ["backups", "countersign.db", "countersign.lock"]


async def test_the_key_of_another_store_restores_nothing(home: Path) -> None:
    before = database(home).read_bytes()
    with pytest.raises(StoreFailed, match="another store"):
        restored(home, backup_of(home), b"\1" * 32)
    assert database(home).read_bytes() == before


async def test_a_store_that_is_open_is_not_replaced(home: Path) -> None:
    async with a_store(home):
        with pytest.raises(StoreBusy):
            restored(home, backup_of(home))
        with pytest.raises(StoreBusy):
            compact(home, SqliteConnections())


async def test_a_store_that_somebody_reads_is_not_replaced(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.adapters.sql_connections.SETTINGS", ("journal_mode=WAL", "busy_timeout=10"))
    with closing(SqliteConnections().to_write(database(home))) as writer, closing(dbapi2.connect(database(home))) as db:
        db.execute("BEGIN")
        db.execute("SELECT count(*) FROM audit_event").fetchone()
        writer.execute("INSERT INTO setting VALUES ('x', 'y')")
        with pytest.raises(StoreBusy, match="reading"):
            restored(home, backup_of(home))


async def test_a_damaged_store_is_kept_aside_as_it_is(home: Path) -> None:
    database(home).write_bytes(b"rubbish" * 5000)
    told = restored(home, backup_of(home))
    assert told.replaced is None and told.aside and told.aside.read_bytes() == b"rubbish" * 5000
    async with a_store(home) as store:
        assert (await store.verify()).verified


async def test_the_log_of_a_damaged_store_is_kept_beside_it_and_not_taken_for_the_new_ones(home: Path) -> None:
    async with a_store(home) as store:
        await store.commit(entry())
        log = (home / "countersign.db-wal").read_bytes()
    database(home).write_bytes(b"rubbish" * 5000)
    (home / "countersign.db-wal").write_bytes(log)
    told = restored(home, backup_of(home))
    assert told.aside and told.aside.with_name(told.aside.name + "-wal").read_bytes() == log
    assert (verify_file(database(home)).verified, verify_file(database(home)).events) == (True, 4)


async def test_a_compacted_store_is_the_same_and_smaller(home: Path) -> None:
    with closing(dbapi2.connect(database(home), isolation_level=None)) as connection:
        connection.execute("INSERT INTO setting VALUES ('x', ?)", ("y" * 10**6,))
        connection.execute("DELETE FROM setting")
    before = events_of(home)
    done = compact(home, SqliteConnections())
    assert done.before > 10**6 > done.after
    assert events_of(home) == before and len(before) == 6
    async with a_store(home) as store:
        await store.commit(entry(events=()))  # behind what opening tells
        events = await store.events()
        assert [event.body for event in events[:6]] == [row[-1] for row in before]
        assert [event.type for event in events[6:]] == ["store.opened"]
        assert (await store.verify()).verified


async def test_a_store_that_does_not_verify_is_not_compacted(home: Path) -> None:
    _flip(database(home))
    before = database(home).read_bytes()
    with pytest.raises(StoreDamaged, match="does not verify"):
        compact(home, SqliteConnections())
    assert database(home).read_bytes() == before


def test_where_there_is_no_store_there_is_nothing_to_compact(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        compact(tmp_path, SqliteConnections())


async def test_what_a_killed_restore_left_does_not_harm_the_next(home: Path) -> None:
    for suffix in ("", "-journal", "-wal"):
        (home / f"countersign.db.incoming{suffix}").write_bytes(b"left" * 3000)
    (home / "countersign-before-restore-20260112T093000Z.db.partial").touch()
    assert restored(home, backup_of(home)).events == 3
    assert not [*home.glob("*.partial"), *home.glob("*.incoming*")]
    await asyncio.to_thread(lambda: open_store(home)._close())
    assert verify_file(database(home)).verified
