"""A disk that fills up during a migration, a restore or compacting: that is told, and the store is whole."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_disk import small_disk
from store_examples import CHANCE, KEY, a_store, database, entry, everything, with_case
from test_sql_migration import migrated, old_store

from desktop_app.adapters.sql_connections import SqliteConnections
from desktop_app.adapters.sql_restore import compact, restore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.errors import StoreFailed

STEP = 64
"""Kilobytes from one size of the disk to the next."""


@pytest.fixture(autouse=True)
def _nobody_looks_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sql_backup", "sql_migration", "sql_restore"):
        monkeypatch.setattr(f"desktop_app.adapters.{module}.require_room", lambda *_: None)


async def _filled(home: Path) -> None:
    async with a_store(home) as store:
        await with_case(store)
        await store.commit(entry(*everything()))


def _restore(home: Path) -> None:
    restore(home, home.parent / "backup.db", SystemClock(), CHANCE, SqliteConnections(), KEY)


def _compact(home: Path) -> None:
    compact(home, SqliteConnections())


def _migrate(home: Path) -> None:
    migrated(database(home))


@pytest.mark.parametrize("work", [_migrate, _restore, _compact])
def test_whatever_the_size_of_the_disk_the_store_is_whole(tmp_path: Path, work: Callable[[Path], None]) -> None:
    made = tmp_path / "made"
    if work is _migrate:
        old_store(made)
    else:
        asyncio.run(_filled(made))
        shutil.copy(database(made), tmp_path / "backup.db")
    size, failures = database(made).stat().st_size // 1024 + 40, 0
    while _fails(work, made, tmp_path / f"disk-{size}", size):
        size, failures = size + STEP, failures + 1
    assert failures >= 3, "the disk was never full"


def _fails(work: Callable[[Path], None], made: Path, folder: Path, kilobytes: int) -> bool:
    with small_disk(folder, kilobytes) as disk:
        shutil.copytree(made, disk, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*-shm", "*-wal"))
        try:
            work(disk)
            failed = False
        except StoreFailed as error:
            assert "full" in error.what or "No space" in error.what
            failed = True
        assert verify_file(database(disk)).verified
        names = {path.name for path in disk.iterdir() if path.stat().st_size}
        assert names <= {
            "countersign.db",
            "countersign.lock",
            "backups",
            "countersign.db-shm",
            "countersign.db-wal",
        } | _asides(names)
        return failed


def _asides(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("countersign-before-restore-") and name.endswith(".db")}
