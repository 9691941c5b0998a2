"""Backups: consistent while the store is in use, verified before they count, sealed, and rotated."""

import asyncio
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2
from small_disk import small_disk
from store_examples import CANARY, KEY, a_store, database, entry, everything, kept, with_case

from desktop_app.adapters.sql_backup import FOLDER, SqlBackups, copy_store, list_backups, sealed_key
from desktop_app.adapters.sql_connections import SqliteConnections
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.errors import Locked, StoreDamaged, StoreFailed, UsageError

AT = datetime(2026, 1, 12, 9, 30, 0, 5, tzinfo=UTC)
PASSPHRASE = "a good long passphrase"


def backups(home: Path) -> SqlBackups:
    return SqlBackups(database(home), SqliteConnections(), KEY, cost=4)


async def filled(store: SqlStore) -> None:
    await with_case(store)
    await store.commit(entry(*everything()))


async def test_a_backup_holds_what_the_store_holds_and_needs_no_log(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await filled(store)
        made, path = await backups(tmp_path).make(AT)
        events = await store.events()
        record = await store.case("c1")
    assert (made.events, made.at) == (len(events), AT.replace(microsecond=0))
    assert Path(path) == tmp_path / FOLDER / made.name and made.bytes == Path(path).stat().st_size
    with closing(dbapi2.connect(path)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    (tmp_path / "again").mkdir()
    database(tmp_path / "again").write_bytes(Path(path).read_bytes())
    async with a_store(tmp_path / "again") as again:
        assert (await again.events())[: len(events)] == events
        assert await again.case("c1") == record
        assert (await again.verify()).verified


async def test_a_backup_that_is_given_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def held(connection: Any, to: Path) -> None:
        copy_store(connection, to)
        begun.set()
        goes_on.wait()

    monkeypatch.setattr("desktop_app.adapters.sql_backup.copy_store", held)
    async with a_store(tmp_path) as store:
        await filled(store)
        making = asyncio.create_task(backups(tmp_path).make(AT))
        await asyncio.to_thread(begun.wait)
        making.cancel()
        asyncio.get_running_loop().call_soon(goes_on.set)
        with pytest.raises(asyncio.CancelledError):
            await making
    assert list((tmp_path / FOLDER).iterdir()) == []


async def test_a_backup_of_a_store_at_work_ends_at_one_moment(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        busy = [asyncio.create_task(_append(store)) for _ in range(4)]
        made = [(await backups(tmp_path).make(AT + timedelta(seconds=n)))[0] for n in range(5)]
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)
        events = len(await store.events())
    assert [b.events for b in made] == sorted({b.events for b in made}), "the store stood still"
    assert made[-1].events <= events
    assert all(verify_file(tmp_path / FOLDER / b.name).events == b.events for b in made)


async def _append(store: SqlStore) -> None:
    while True:
        await store.commit(entry(kept("some words " * 30)))


async def test_a_backup_is_sealed_and_its_owners_alone(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await filled(store)
        _, path = await backups(tmp_path).make(AT)
    assert CANARY.encode() not in Path(path).read_bytes() and KEY not in Path(path).read_bytes()
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700


async def test_a_backup_goes_where_it_is_told_to(tmp_path: Path) -> None:
    async with a_store(tmp_path / "home"):
        made, path = await backups(tmp_path / "home").make(AT, str(tmp_path / "disk" / "copies"))
        assert Path(path).parent == tmp_path / "disk" / "copies"
        assert list_backups(tmp_path / "disk" / "copies") == (made,)
        assert await backups(tmp_path / "home").listing() == ()


async def test_what_was_deleted_is_not_in_a_backup(tmp_path: Path) -> None:
    async with a_store(tmp_path):
        pass
    with closing(dbapi2.connect(database(tmp_path))) as connection:
        connection.execute("INSERT INTO setting VALUES ('x', ?)", (CANARY * 500,))
        connection.execute("DELETE FROM setting")
        connection.commit()
    assert CANARY.encode() in database(tmp_path).read_bytes()
    _, path = await backups(tmp_path).make(AT)
    assert CANARY.encode() not in Path(path).read_bytes()


async def test_a_store_whose_record_does_not_hold_gives_no_backup(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await filled(store)
    with closing(dbapi2.connect(database(tmp_path), isolation_level=None)) as connection:
        connection.execute("UPDATE case_file SET state = 'signed'")
    with pytest.raises(StoreDamaged, match="does not verify: "):
        await backups(tmp_path).make(AT)
    assert list((tmp_path / FOLDER).iterdir()) == []


def _rubbish(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"rubbish" * 5000)


def _no_folder(path: Path) -> None:
    (path.parent / FOLDER).write_text("in the way")


@pytest.mark.parametrize("spoil", [_rubbish, _no_folder])
async def test_a_backup_that_cannot_be_made_is_told_and_leaves_nothing(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    async with a_store(tmp_path):
        pass
    spoil(database(tmp_path))
    with pytest.raises(StoreFailed, match="could not be written") as told:
        await backups(tmp_path).make(AT)
    assert "store is as it was" in told.value.kept
    assert list_backups(tmp_path / FOLDER) == ()


@pytest.mark.parametrize("kilobytes", [4, 64, 200, 300])
async def test_a_full_disk_leaves_no_part_of_a_backup(
    tmp_path: Path, kilobytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.adapters.sql_backup.require_room", lambda *_: None)
    async with a_store(tmp_path / "home") as store:
        await filled(store)
    with small_disk(tmp_path / "disk", kilobytes) as disk:
        with pytest.raises(StoreFailed, match=r"full|No space left"):
            await backups(tmp_path / "home").make(AT, str(disk))
        assert list(disk.iterdir()) == []
    assert verify_file(database(tmp_path / "home")).verified


async def test_the_key_is_sealed_beside_a_backup_by_a_passphrase(tmp_path: Path) -> None:
    async with a_store(tmp_path):
        _, path = await backups(tmp_path).make(AT)
        sealed = await backups(tmp_path).seal_key(path, PASSPHRASE)
    assert KEY.hex().encode() not in Path(sealed).read_bytes()
    assert sealed_key(Path(path), lambda _: PASSPHRASE) == KEY
    with pytest.raises(Locked):
        sealed_key(Path(path), lambda _: "another passphrase")
    with pytest.raises(UsageError):
        await backups(tmp_path).seal_key(path + "2", "short")


async def test_a_backup_without_a_sealed_key_has_none(tmp_path: Path) -> None:
    assert sealed_key(tmp_path / "x.db", lambda _: PASSPHRASE) is None


async def test_rotating_removes_old_backups_with_their_keys_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    names = [f"countersign-202601{day:02}T{hour:02}0000Z-{hour}.db" for day in (11, 12) for hour in range(9)]
    for name in (*names, *(f"{name}.key" for name in names), "letter.txt", "countersign-before-restore-x.db"):
        (folder / name).touch()
    await backups(tmp_path).rotate(AT)
    left = sorted(path.name for path in folder.glob("countersign-2*.db"))
    assert left == [names[8], *names[15:]]
    assert sorted(path.name for path in folder.glob("*.key")) == [f"{name}.key" for name in left]
    assert (folder / "letter.txt").exists() and (folder / "countersign-before-restore-x.db").exists()


async def test_what_a_killed_backup_left_does_not_harm_the_next(tmp_path: Path) -> None:
    async with a_store(tmp_path):
        (tmp_path / FOLDER).mkdir()
        for suffix in (".partial", ".partial-journal", ".partial-wal"):
            (tmp_path / FOLDER / f"countersign.db{suffix}").write_bytes(b"left" * 3000)
        made, path = await backups(tmp_path).make(AT)
    assert verify_file(Path(path)).events == made.events
    assert await backups(tmp_path).listing() == (made,)


def test_a_copy_keeps_the_order_and_the_numbers_of_rows(tmp_path: Path) -> None:
    asyncio.run(_with_gaps(tmp_path))
    question = "SELECT rowid, name FROM setting ORDER BY rowid"
    with closing(dbapi2.connect(database(tmp_path))) as connection:
        copy_store(connection, tmp_path / "copy.db")
    kept_rows: list[list[Any]] = []
    for file in (database(tmp_path), tmp_path / "copy.db"):
        with closing(dbapi2.connect(file)) as connection:
            kept_rows.append(connection.execute(question).fetchall())
    assert kept_rows[0] == kept_rows[1] == [(2, "b"), (3, "a"), (5, "c")]


async def _with_gaps(home: Path) -> None:
    async with a_store(home):
        pass
    with closing(dbapi2.connect(database(home), isolation_level=None)) as connection:
        connection.executemany("INSERT INTO setting VALUES (?, '')", [("x",), ("b",), ("a",), ("y",), ("c",)])
        connection.execute("DELETE FROM setting WHERE name IN ('x', 'y')")
