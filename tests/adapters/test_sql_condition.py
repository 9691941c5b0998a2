"""How a store is, looked at without its key."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from pysqlite3 import dbapi2
from store_examples import a_store, database, entry, everything, with_case
from test_sql_migration import old_store

from desktop_app.adapters import file_system, sql_condition
from desktop_app.adapters.file_system import file_system_of
from desktop_app.adapters.sql_condition import Anchor, check, describe
from desktop_app.domain.errors import NotFound, StoreDamaged


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    async with a_store(tmp_path / "home") as store:
        await with_case(store)
        await store.commit(entry(*everything()))
    return tmp_path / "home"


def wrong(home: Path) -> dict[str, str]:
    """What is not well, by name."""
    return {name: words for name, ok, _, words in check(home)[1] if not ok}


async def test_a_store_says_what_it_is_also_while_it_is_open(home: Path) -> None:
    facts = describe(home)
    assert (facts.schema, facts.events, facts.cases, facts.anchors) == (5, 3, 1, ())
    assert facts.checkpoint and facts.checkpoint[0] == 3
    assert facts.bytes == database(home).stat().st_size and facts.free > 0
    assert facts.file_system == file_system_of(home)
    async with a_store(home) as store:
        await store.commit(entry())
        assert describe(home).events == 5  # the opening and the entry, which are in the log


def test_places_that_know_the_head_are_named(home: Path) -> None:
    with closing(dbapi2.connect(database(home))) as connection:
        connection.execute("INSERT INTO anchor VALUES ('keyring', 3, '2026-01-12T09:30:00.000000+00:00')")
        connection.commit()
    assert describe(home).anchors == (Anchor("keyring", 3, "2026-01-12T09:30:00.000000+00:00"),)


def test_a_store_of_an_earlier_schema_is_looked_at_as_it_is(tmp_path: Path) -> None:
    before = old_store(tmp_path).read_bytes()
    assert (describe(tmp_path).schema, describe(tmp_path).anchors) == (1, ())
    verification, _ = check(tmp_path)
    assert verification.verified and database(tmp_path).read_bytes() == before


def test_a_good_store_is_well(home: Path) -> None:
    assert wrong(home) == {}


def _index(home: Path) -> None:
    with closing(dbapi2.connect(database(home), isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = 'document_by_case'")


def _row(home: Path) -> None:
    with closing(dbapi2.connect(database(home), isolation_level=None)) as connection:
        connection.execute("UPDATE case_file SET state = 'signed'")


def _rubbish(home: Path) -> None:
    database(home).write_bytes(b"rubbish" * 5000)


def _rights(home: Path) -> None:
    database(home).chmod(0o640)
    (home / "store.key").touch(mode=0o644)


@pytest.mark.parametrize(
    ("spoil", "names"),
    [
        (_index, {"Database", "Record"}),
        (_row, {"Record"}),
        (_rubbish, {"Database", "Record"}),
        (_rights, {"Rights"}),
    ],
)
def test_what_is_not_well_is_named(home: Path, spoil: Callable[[Path], None], names: set[str]) -> None:
    spoil(home)
    before = database(home).read_bytes()
    assert set(wrong(home)) == names
    assert database(home).read_bytes() == before


class _Usage(NamedTuple):
    free: int


def test_a_disk_that_is_nearly_full_is_told_of(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_system.shutil, "disk_usage", lambda _: _Usage(1000))
    assert "may need" in wrong(home)["Room"]


def test_a_store_on_the_network_is_told_of(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_condition, "file_system_of", lambda _: "nfs4")
    assert wrong(home) == {
        "File system": "nfs4 is of the network, where a store can be damaged; move it to a disk of this computer"
    }


def test_where_there_is_no_store_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    for look in (check, describe):
        with pytest.raises(NotFound):
            look(tmp_path)


def test_rubbish_has_no_facts(home: Path) -> None:
    _rubbish(home)
    with pytest.raises(StoreDamaged):
        describe(home)
