"""A process that is killed while it writes takes nothing with it that it was answered for."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fault_examples import LONGEST_OPENING, Tally, Told, reopened, verified
from store_examples import database, open_store

from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.domain.audit import EventType
from desktop_app.domain.errors import StoreBusy

TESTS = Path(__file__).parents[1]
CYCLES_OF_A_STORE = 50
Report = Callable[[str], None]


class Killed:
    """Starts processes that write to stores, and kills them."""

    def __init__(self, server: "subprocess.Popen[str]") -> None:
        self._server, self._pid = server, 0

    def start(self, home: Path) -> None:
        assert self._server.stdin is not None
        self._server.stdin.write(f"{home}\n")
        self._server.stdin.flush()
        self._pid = int(self._line().removeprefix("process "))

    def answers(self, most: int) -> list[str]:
        """So many commands that the process is answered for."""
        return [self._line() for _ in range(most)]

    def kill(self) -> list[str]:
        """Kill it; the commands that it was answered for since it was last asked."""
        os.kill(self._pid, signal.SIGKILL)
        return list(iter(self._line, "ended"))

    def _line(self) -> str:
        assert self._server.stdout is not None
        return self._server.stdout.readline().strip()


@pytest.fixture(scope="module")
def killed() -> Iterator[Killed]:
    """A server of processes, which costs a second to start."""
    path = os.pathsep.join((str(TESTS), str(TESTS / "faults"), str(TESTS.parent)))
    server = subprocess.Popen(
        [sys.executable, str(TESTS / "store_child.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    with server:
        yield Killed(server)


def _events_after(home: Path, seq: int) -> list[tuple[int, str, bytes]]:
    with closing(connect_to_read(database(home))) as db:
        return db.execute("SELECT seq, type, body FROM audit_event WHERE seq > ? ORDER BY seq", (seq,)).fetchall()


def _ends(home: Path) -> tuple[int, int]:
    """How many events a store has that nobody has open, and how many its last checkpoint covers."""
    with closing(connect_to_read(database(home))) as db:
        return db.execute("SELECT (SELECT max(seq) FROM audit_event), (SELECT max(size) FROM checkpoint)").fetchone()


def _require_told(home: Path, size: int, anchored: int) -> None:
    """The opening told what it found after a process that did not close."""
    told = {kind: json.loads(body)["data"] for _, kind, body in _events_after(home, size)}
    assert told.get(EventType.STORE_RECOVERED) == ({"from": anchored, "to": size} if anchored < size else None)


async def _nothing_is_lost(folder: Path, killed: Killed, cycles: int, report: Report) -> Tally:
    chance, tally, answered = random.Random(3), Tally(), set[str]()
    for cycle in range(cycles):
        home, told = folder / f"home-{cycle // CYCLES_OF_A_STORE}", Told()
        killed.start(home)
        told.answered |= set(killed.answers(chance.randrange(1, 60)))
        told.answered |= set(killed.kill())
        size, anchored = _ends(home)
        answered = told.answered | (answered if cycle % CYCLES_OF_A_STORE else set())
        await reopened(home, answered, tally)
        _require_told(home, size, anchored)
        tally.add(told)
    report(str(tally))
    assert tally.lost == 0
    assert all([await verified(home) for home in folder.iterdir()])
    return tally


async def test_a_killed_process_loses_nothing_that_was_answered(tmp_path: Path, killed: Killed, report: Report) -> None:
    await _nothing_is_lost(tmp_path, killed, 6, report)


@pytest.mark.long
async def test_a_thousand_killed_processes_lose_nothing_that_was_answered(
    tmp_path: Path, killed: Killed, report: Report
) -> None:
    tally = await _nothing_is_lost(tmp_path, killed, 1000, report)
    assert tally.slowest < LONGEST_OPENING


async def test_a_second_process_has_the_store_as_soon_as_the_first_is_killed(tmp_path: Path, killed: Killed) -> None:
    killed.start(tmp_path)
    answered = set(killed.answers(5))
    with pytest.raises(StoreBusy):
        open_store(tmp_path)
    answered |= set(killed.kill())
    tally = Tally()
    await reopened(tmp_path, answered, tally)
    assert tally.lost == 0
