"""A store that cannot be opened says why, and its file stays as it was."""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_examples import CHANCE, FILE_1, a_store, database, entry, open_store, with_case

from desktop_app.adapters import sql_opening
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.errors import ReadOnly, StoreBusy, StoreDamaged, StoreFailed


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A folder with a store in it, closed."""
    async with a_store(tmp_path / "home") as store:
        await store.commit(entry())
    return tmp_path / "home"


def test_only_its_owner_may_read_a_store(home: Path) -> None:
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE(database(home).stat().st_mode) == 0o600


async def test_a_second_owner_is_told_that_the_store_is_open(home: Path) -> None:
    async with a_store(home):
        with pytest.raises(StoreBusy, match="another process"):
            open_store(home)
    async with a_store(home) as store:
        assert (await store.verify()).verified


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _write_rubbish(path: Path) -> None:
    path.write_bytes(b"This is no database." * 500)


def _cut_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript("PRAGMA writable_schema=ON; DELETE FROM sqlite_master WHERE name = 'checkpoint'")


def _another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE recipe(name TEXT)")


def _wrong_type(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript("DROP TRIGGER checkpoint_unchanged; UPDATE checkpoint SET at = 'soon', frontier = x'00'")


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (_truncate, StoreDamaged, "cannot be read"),
        (_write_rubbish, StoreDamaged, "not a database"),
        (_cut_tables, StoreDamaged, "cannot be read"),
        (_another_program, StoreDamaged, "another program"),
        (_wrong_type, StoreDamaged, "cannot be read"),
    ],
)
def test_a_file_that_is_no_whole_store_is_left_untouched(
    home: Path, spoil: Callable[[Path], None], error: type[StoreFailed], words: str
) -> None:
    spoil(database(home))
    before = database(home).read_bytes()
    with pytest.raises(error, match=words):
        open_store(home)
    assert database(home).read_bytes() == before
    with pytest.raises(error):  # and the lock was let go of
        open_store(home)


def test_another_key_does_not_open_the_store(home: Path) -> None:
    before = database(home).read_bytes()
    with pytest.raises(StoreFailed, match="does not open"):
        SqlStore.open(home, SystemClock(), CHANCE, b"\1" * 32)
    assert database(home).read_bytes() == before


def test_where_there_is_no_file_or_an_empty_one_there_is_no_store_yet(tmp_path: Path) -> None:
    assert sql_opening.is_new(database(tmp_path))
    database(tmp_path).touch()
    assert sql_opening.is_new(database(tmp_path))


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(StoreFailed, match="cannot be written"):
        open_store(tmp_path / "home")


def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_opening.dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(StoreFailed, match="too old"):
        open_store(tmp_path)


async def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    database(tmp_path).touch()
    async with a_store(tmp_path) as store:
        assert (await store.verify()).verified


async def test_a_store_that_was_not_closed_goes_on_where_it_was(home: Path) -> None:
    async with a_store(home) as store:
        await store.commit(entry())
        copy = home.with_name("copy")
        copy.mkdir()
        for name in ("countersign.db", "countersign.db-wal"):
            (copy / name).write_bytes((home / name).read_bytes())
    async with a_store(copy) as store:
        await store.commit(entry())
        verification = await store.verify()
        assert verification.verified
        assert [event.type for event in await store.events()][-3:] == [
            "store.opened",
            "store.recovered",
            "edit.recorded",
        ]


async def test_a_store_that_was_closed_tells_of_its_opening_and_of_no_recovery(home: Path) -> None:
    async with a_store(home) as store:
        await store.commit(entry())
        assert [event.type for event in await store.events()][-2:] == ["store.opened", "edit.recorded"]


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript("PRAGMA user_version=99; ALTER TABLE case_file ADD COLUMN colour TEXT")


def _change_last_event(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "DROP TRIGGER audit_event_unchanged;"
            "UPDATE audit_event SET body = x'7b7d' WHERE seq = (SELECT max(seq) FROM audit_event)"
        )


@pytest.mark.parametrize(("spoil", "words"), [(_newer, "newer version"), (_change_last_event, "changed outside")])
async def test_a_store_that_must_not_be_written_is_opened_to_be_read(
    home: Path, spoil: Callable[[Path], None], words: str
) -> None:
    async with a_store(home) as store:
        await with_case(store)
    spoil(database(home))
    before = database(home).read_bytes()
    async with a_store(home) as store:
        assert words in (store.read_only or "")
        assert (await store.case("c1")).file.title == FILE_1.title
        with pytest.raises(ReadOnly, match=words):
            await store.commit(entry())
    assert (database(home).read_bytes(), list(home.glob("*-wal"))) == (before, [])


async def test_a_store_in_a_folder_without_rights_is_opened_to_be_read(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_opening.os, "access", lambda path, mode: mode == os.R_OK)
    async with a_store(home) as store:
        assert "may only be read" in (store.read_only or "")
        assert (await store.verify()).verified
