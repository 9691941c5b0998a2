"""A process that is killed while it migrates, backs up, restores or compacts: the store is whole, the old or the new
one, verifies, opens, and has every event that was acknowledged."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard
from killing import is_killed_at, moments_of
from store_examples import CHANCE, KEY, a_store, database, entry, everything, with_case

from desktop_app.adapters.sql_backup import FOLDER, list_backups, make_backup
from desktop_app.adapters.sql_connections import SqliteConnections
from desktop_app.adapters.sql_migration import migrate
from desktop_app.adapters.sql_opening import schema_of, unlock
from desktop_app.adapters.sql_restore import compact, restore
from desktop_app.adapters.sql_schema import SCHEMA_VERSION
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.audit import StoredEvent

OLD_STORE = Path(__file__).parents[1] / "adapters" / "stores" / "schema_1.db.zst"
FEW, MANY = 3, 200
COUNTED = 3
"""Runs that count the moments: one that counts less than another would leave kills that come too late."""
CONNECTIONS = SqliteConnections()


@dataclass(frozen=True)
class Work:
    """What is done to a home, how many events its store has before, and how many when it is done."""

    prepare: Callable[[Path], object]
    do: Callable[[Path], object]
    before: int
    after: int


def _old(home: Path) -> None:
    home.mkdir()
    database(home).write_bytes(zstandard.ZstdDecompressor().stream_reader(OLD_STORE.read_bytes()).read())


def _migrate(home: Path) -> None:
    if schema_of(database(home)) == SCHEMA_VERSION:
        return
    with closing(CONNECTIONS.to_read(database(home))) as connection:
        key = unlock(connection, database(home), KEY)
    migrate(database(home), SystemClock(), CHANCE, CONNECTIONS, key)


async def _filled(home: Path) -> None:
    """A store with a backup of 3 events, which went on to 7 and was killed: the last ones are in its log alone."""
    made = home.with_name("made")
    async with a_store(made) as store:
        await with_case(store)
        await store.commit(entry(*everything()))
    make_backup(database(made), made / FOLDER, SystemClock().now(), CONNECTIONS)
    async with a_store(made) as store:
        for _ in range(3):
            await store.commit(entry())
        shutil.copytree(made, home, ignore=shutil.ignore_patterns("*-shm"))


def _back_up(home: Path) -> None:
    make_backup(database(home), home / FOLDER, SystemClock().now(), CONNECTIONS)


def _restore(home: Path) -> None:
    oldest = list_backups(home / FOLDER)[-1]
    restore(home, home / FOLDER / oldest.name, SystemClock(), CHANCE, CONNECTIONS, KEY)


def _compact(home: Path) -> None:
    compact(home, CONNECTIONS)


def _fill(home: Path) -> None:
    asyncio.run(_filled(home))


WORKS = {
    "migration": Work(_old, _migrate, 81, 82),
    "backup": Work(_fill, _back_up, 7, 7),
    "restore": Work(_fill, _restore, 7, 4),
    "compacting": Work(_fill, _compact, 7, 7),
}


def spread(moments: int, times: int) -> Iterator[int]:
    """So many moments, from the first to the last, each another one where there are enough."""
    return iter(sorted({1 + round(n * (moments - 1) / (times - 1)) for n in range(times)}))


def _kill(work: Work, folder: Path, times: int) -> None:
    work.prepare(folder / "whole")
    work.do(Path(shutil.copytree(folder / "whole", folder / "not-killed")))  # what is built once is built now
    counted = (Path(shutil.copytree(folder / "whole", folder / f"counted-{n}")) for n in range(COUNTED))
    moments = min(moments_of(lambda home=home: work.do(home)) for home in counted)
    late = [moment for moment in spread(moments, times) if not _killed(work, folder, moment)]
    assert late == [], f"of {moments} moments these came after the end"


def _killed(work: Work, folder: Path, moment: int) -> bool:
    home = Path(shutil.copytree(folder / "whole", folder / f"killed-{moment}"))
    killed = is_killed_at(moment, lambda: work.do(home))
    _require_whole(home, {work.before, work.after})
    work.do(home)
    found = verify_file(database(home))
    assert (found.verified, found.events) == (True, work.after)
    shutil.rmtree(home)
    return killed


def _require_whole(home: Path, sizes: set[int]) -> None:
    """It verifies before anybody opens it, has what it should have, and opens; so does each backup that has a name."""
    found = verify_file(database(home))
    assert found.verified, found.breaks
    assert found.events in sizes
    for kept in (*(home / FOLDER).glob("countersign-*.db"), *home.glob("countersign-before-restore-*.db")):
        assert verify_file(kept).verified, kept
    assert _opened(Path(shutil.copytree(home, home / "opened")))
    shutil.rmtree(home / "opened")


def _opened(home: Path) -> tuple[StoredEvent, ...]:
    async def inside() -> tuple[StoredEvent, ...]:
        async with a_store(home) as store:
            await store.commit(entry(events=()))
            return await store.events()

    events = asyncio.run(inside())
    assert all(later.seq == earlier.seq + 1 for earlier, later in pairwise(events))
    return events


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where that can be: what a killed process wrote is there in either case, and it is soon read again."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.mark.parametrize("name", WORKS)
def test_a_kill_at_any_moment_leaves_a_whole_store(folder: Path, name: str) -> None:
    _kill(WORKS[name], folder, FEW)


@pytest.mark.long
@pytest.mark.parametrize("name", WORKS)
def test_two_hundred_kills_leave_a_whole_store(folder: Path, name: str) -> None:
    _kill(WORKS[name], folder, MANY)
