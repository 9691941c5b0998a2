"""A store of an earlier schema becomes one of this schema: the same record, the same definitions, all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zstandard
from pysqlite3 import dbapi2
from store_examples import CHANCE, KEY, a_store, database

from desktop_app.adapters import file_system, sql_migration, sql_opening
from desktop_app.adapters.alembic_steps import definitions, definitions_of, schema_of, stepping
from desktop_app.adapters.sql_backup import FOLDER
from desktop_app.adapters.sql_connections import SqliteConnections
from desktop_app.adapters.sql_migration import migrate
from desktop_app.adapters.sql_opening import unlock
from desktop_app.adapters.sql_schema import SCHEMA_VERSION, squeezed, statements
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.errors import StoreDamaged, StoreFailed

STORES = Path(__file__).with_name("stores")


def old_store(home: Path, schema: int = 1) -> Path:
    """A real store of an earlier schema, with a finished case."""
    home.mkdir(exist_ok=True)
    packed = (STORES / f"schema_{schema}.db.zst").read_bytes()
    database(home).write_bytes(zstandard.ZstdDecompressor().stream_reader(packed).read())
    return database(home)


def is_old(path: Path) -> bool:
    return 0 < sql_opening.schema_of(path) < SCHEMA_VERSION


def migrated(path: Path, connections: Any = None) -> None:
    with closing(SqliteConnections().to_read(path)) as connection:
        key = unlock(connection, path, KEY)
    migrate(path, SystemClock(), CHANCE, connections or SqliteConnections(), key)


def asked(path: Path, question: str) -> list[Any]:
    with closing(SqliteConnections().to_read(path)) as connection:
        return list(connection.execute(question))


def test_steps_build_what_the_program_builds() -> None:
    with closing(dbapi2.connect(":memory:")) as connection:
        for statement in statements():
            connection.execute(statement)
        assert definitions(connection) == definitions_of(SCHEMA_VERSION)


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION))
def test_a_frozen_step_builds_what_its_program_built(tmp_path: Path, schema: int) -> None:
    with closing(dbapi2.connect(old_store(tmp_path, schema))) as connection:
        assert definitions(connection) == definitions_of(schema)


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION))
def test_a_migrated_store_is_made_as_a_fresh_one_and_verifies(tmp_path: Path, schema: int) -> None:
    path = old_store(tmp_path, schema)
    assert is_old(path)
    events = asked(path, "SELECT * FROM audit_event ORDER BY seq")
    migrated(path)
    assert not is_old(path)
    assert {name: squeezed(sql) for name, sql in asked(path, DEFINED)} == definitions_of(SCHEMA_VERSION)
    *same, last = asked(path, "SELECT * FROM audit_event ORDER BY seq")
    assert same == events
    assert last[2] == "store.migrated" and b'"data":{"from":%d,"to":%d}' % (schema, SCHEMA_VERSION) in last[4]
    found = verify_file(path)
    assert (found.breaks, found.anchored_to) == ((), len(events) + 1)


DEFINED = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION))
def test_migrating_keeps_every_row_at_its_place(tmp_path: Path, schema: int) -> None:
    path = old_store(tmp_path, schema)
    tables = [name for (name,) in asked(path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {t: ", ".join(f'"{row[1]}"' for row in asked(path, f"PRAGMA table_info({t})")) for t in tables}
    place = {t: "rowid, " if t != "command" else "" for t in tables}
    kept = {t: asked(path, f"SELECT {place[t]}{columns[t]} FROM {t}") for t in tables}
    migrated(path)
    for table in set(tables) - {"audit_event", "checkpoint"}:
        assert asked(path, f"SELECT {place[table]}{columns[table]} FROM {table}") == kept[table]
    assert not asked(path, "PRAGMA foreign_key_check") and asked(path, "PRAGMA integrity_check") == [("ok",)]


async def test_an_old_store_is_migrated_when_it_is_opened_and_its_case_is_there(tmp_path: Path) -> None:
    old_store(tmp_path)
    async with a_store(tmp_path) as store:
        (case,) = await store.cases()
        assert (await store.case(case.file.case_id)).signatures
        types = [event.type for event in await store.events()]
        assert types[80:82] == ["export.made", "store.migrated"]
        assert (await store.verify()).verified


def test_a_verified_backup_of_the_old_schema_is_made_first(tmp_path: Path) -> None:
    path = old_store(tmp_path)
    migrated(path)
    (backup,) = (tmp_path / FOLDER).iterdir()
    assert backup.name.endswith("-81.db") and is_old(backup)
    assert verify_file(backup).verified


def test_no_second_place_says_which_schema_it_is(tmp_path: Path) -> None:
    path = old_store(tmp_path)
    migrated(path)
    assert not asked(path, "SELECT 1 FROM sqlite_master WHERE name LIKE 'alembic%'")


class _Usage(NamedTuple):
    free: int


def test_too_little_room_is_told_with_both_amounts_and_nothing_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_store(tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr(file_system.shutil, "disk_usage", lambda _: _Usage(1_500_000))
    with pytest.raises(StoreFailed, match=r"needs 2\.3 MB .* there is 1\.5 MB"):
        migrated(path)
    assert path.read_bytes() == before and not (tmp_path / FOLDER).exists()


class Full(SqliteConnections):
    """A disk that is full when the file has grown by so many pages."""

    def __init__(self, pages: int) -> None:
        self._pages = pages

    def to_write(self, path: Path) -> Any:
        connection = super().to_write(path)
        now = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={now + self._pages}")
        return connection


def test_steps_that_lead_elsewhere_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = old_store(tmp_path)
    real = sql_migration.stepping

    @contextmanager
    def astray(connection: Any) -> Iterator[None]:
        with real(connection):
            connection.execute("DROP TRIGGER content_unchanged")
            yield

    monkeypatch.setattr(sql_migration, "stepping", astray)
    with pytest.raises(StoreFailed, match="did not lead there"):
        migrated(path)
    assert verify_file(path).verified and is_old(path)


@pytest.mark.parametrize("pages", [0, 1, 5, 12])
def test_a_disk_that_fills_up_leaves_the_old_store_as_it_was(tmp_path: Path, pages: int) -> None:
    path = old_store(tmp_path)
    with pytest.raises(StoreFailed, match="full") as told:
        migrated(path, Full(pages))
    assert "backup" in told.value.kept
    assert verify_file(path).verified and is_old(path)
    migrated(path)
    assert verify_file(path).verified


def _drop_guard(path: Path) -> None:
    with closing(dbapi2.connect(path)) as connection:
        connection.execute("DROP TRIGGER content_unchanged")


def _change_event(path: Path) -> None:
    with closing(dbapi2.connect(path)) as connection:
        connection.executescript(
            "DROP TRIGGER audit_event_unchanged; UPDATE audit_event SET type = 'x' WHERE seq = 3;"
            "CREATE TRIGGER audit_event_unchanged BEFORE UPDATE ON audit_event WHEN 1"
            " BEGIN SELECT RAISE(ABORT, 'a row of audit_event is never changed'); END"
        )


@pytest.mark.parametrize(("spoil", "words"), [(_drop_guard, "content_unchanged"), (_change_event, "Event 3")])
def test_a_record_that_does_not_hold_is_not_migrated(tmp_path: Path, spoil: Callable[[Path], None], words: str) -> None:
    path = old_store(tmp_path)
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match=words):
        migrated(path)
    assert path.read_bytes() == before and not list((tmp_path / FOLDER).iterdir())


def test_a_step_that_fails_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    path = old_store(tmp_path)
    with closing(SqliteConnections().to_write(path)) as connection:
        with pytest.raises(ZeroDivisionError), stepping(connection):
            raise ZeroDivisionError
        assert schema_of(connection) == 1 and definitions(connection) == definitions_of(1)
        assert not connection.in_transaction
