"""A store whose file or folder may not be written, was removed, replaced or locked: words, and never a false answer."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fault_examples import change, verified
from store_examples import a_store, database, open_store, with_case

from desktop_app.adapters import sql_connections
from desktop_app.adapters.sql_connections import SqliteConnections
from desktop_app.adapters.sql_opening import LOCK_FILE
from desktop_app.domain.errors import StoreFailed

TESTS = Path(__file__).parents[1]
PATHS = os.pathsep.join((str(TESTS), str(TESTS / "faults"), str(TESTS.parent)))
HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
if sys.argv[2] == "alone":
    db.execute("PRAGMA locking_mode=EXCLUSIVE")
    db.execute("PRAGMA user_version=%d" % db.execute("PRAGMA user_version").fetchone())  # begins a log
db.execute("BEGIN EXCLUSIVE")
db.execute("CREATE TABLE another_program(x)")
print("held", flush=True)
sys.stdin.read()
db.execute("ROLLBACK")
"""


class Impatient(SqliteConnections):
    """Waits for a lock for a moment only."""

    def to_write(self, path: Path) -> Any:
        connection = super().to_write(path)
        connection.execute("PRAGMA busy_timeout=30")
        return connection


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A folder with a store in it, closed."""
    return await _made(tmp_path / "home")


async def _made(home: Path) -> Path:
    async with a_store(home) as store:
        await with_case(store)
        await store.commit(change("s0"))
    return home


async def _refused(store: Any, command_id: str, words: str) -> None:
    with pytest.raises(StoreFailed, match=words) as failure:
        await store.commit(change("s1", command_id))
    assert failure.value.kept and failure.value.next


async def test_nothing_is_acknowledged_after_the_folder_was_removed(home: Path) -> None:
    async with a_store(home) as store:
        shutil.rmtree(home)
        await _refused(store, "late", "no longer where it was opened")
    async with a_store(home) as store:
        assert await store.cases() == ()


async def test_a_folder_that_was_moved_and_put_back_is_written_again(home: Path) -> None:
    async with a_store(home) as store:
        home.rename(home.with_name("moved"))
        shutil.copytree(home.with_name("moved"), home)
        await _refused(store, "late", "no longer where it was opened")
        shutil.rmtree(home)
        home.with_name("moved").rename(home)
        assert (await store.commit(change("s1", "late"))).applied
    assert await verified(home)


async def test_a_file_put_in_its_place_is_not_taken_for_the_store(home: Path) -> None:
    shutil.copy(database(home), home / "copy")
    async with a_store(home) as store:
        (home / "copy").replace(database(home))
        await _refused(store, "late", "no longer where it was opened")
    with_log = database(home).with_name(f"{database(home).name}-wal")
    with_log.unlink(missing_ok=True)
    assert await verified(home)


async def test_nothing_is_acknowledged_after_the_log_was_removed(home: Path) -> None:
    async with a_store(home) as store:
        database(home).with_name(f"{database(home).name}-wal").unlink()
        await _refused(store, "late", "no longer where it was opened")
    assert await verified(home)


@contextmanager
def _another_program(home: Path, way: str = "with others") -> Iterator["subprocess.Popen[str]"]:
    holding = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database(home)), way],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holding:
        assert holding.stdout is not None
        assert holding.stdout.readline() == "held\n"
        yield holding


async def test_while_another_program_holds_the_file_commits_are_refused_and_then_go_on(home: Path) -> None:
    async with a_store(home, connections=Impatient()) as store:
        with _another_program(home):
            await _refused(store, "late", "locked")
            assert len((await store.case("c1")).revisions) == 1
        assert (await store.commit(change("s1", "late"))).applied
    assert await verified(home)


async def test_a_file_that_another_program_holds_is_not_called_damaged(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_connections.dbapi2, "connect", partial(sql_connections.dbapi2.connect, timeout=0.03))
    with _another_program(home, "alone"), pytest.raises(StoreFailed, match="database is locked") as failure:
        open_store(home, connections=Impatient())
    assert "Close the other program" in str(failure.value)
    assert await verified(home)


async def test_a_lock_file_that_a_dead_process_left_keeps_nobody_out(home: Path) -> None:
    (home / LOCK_FILE).write_text("4711")
    assert await verified(home)


def _as_anyone(*homes: Path) -> list[dict[str, Any]]:
    child = subprocess.run(
        [sys.executable, str(TESTS / "faults" / "unprivileged_child.py"), *map(str, homes)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": PATHS, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert "Traceback" not in child.stderr, child.stderr
    return list(json.loads(child.stdout))


async def _not_closed(home: Path) -> Path:
    """A copy of a store that is open, with its log."""
    whole = await _made(home.with_name("open"))
    async with a_store(whole) as store:
        await store.commit(change("s1"))
        shutil.copytree(whole, home, ignore=shutil.ignore_patterns("*-shm"))
    return home


async def test_what_may_not_be_written_is_read_and_says_why() -> None:
    with tempfile.TemporaryDirectory() as folder:  # tmp_path is closed to anyone else
        home = Path(folder)
        home.chmod(0o755)
        file, whole, log = (await _made(home / "file"), await _made(home / "whole"), await _not_closed(home / "log"))
        hidden, _ = await _made(home / "hidden"), await _made(home / "spare")
        for path, mode in ((file, 0o777), (whole, 0o555), (log, 0o555)):
            for inside in path.iterdir():
                inside.chmod(0o444)
            path.chmod(mode)
        hidden.chmod(0o000)
        names = ("file", "folder", "log", "hidden")
        told = dict(zip(names, _as_anyone(home / "spare", file, whole, log, hidden), strict=True))
        hidden.chmod(0o700)
    for name in ("file", "folder"):
        assert "may only be read" in told[name]["read_only"]
        assert (told[name]["cases"], told[name]["revisions"], told[name]["verified"]) == (1, 1, True)
        assert "Nothing can be written" in told[name]["error"]
    assert "unable to open" in told["log"]["refused"]  # nobody may make the index that its log needs
    assert "cannot be" in told["hidden"]["refused"]


async def test_a_store_whose_folder_was_removed_gives_words_when_it_is_read(home: Path) -> None:
    async with a_store(home) as store:
        shutil.rmtree(home)
        try:
            await store.case("c1")
        except StoreFailed as failure:
            assert failure.next
