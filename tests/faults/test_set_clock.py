"""A clock that is set back or forward: the order of events holds, and each jump is recorded once."""

import itertools
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faulty_connections import FaultyConnections
from faulty_disk import FaultyDisk, forget
from store_examples import AT, CHANCE, KEY, a_store, database, entry, told, with_case

from desktop_app.adapters.sql_audit import CheckpointPolicy
from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import EventType
from desktop_app.domain.errors import StoreFailed

BOOT, OTHER_BOOT = "5f2b1c7e-0000-4000-8000-000000000001", "5f2b1c7e-0000-4000-8000-000000000002"
BACK, FORWARD = timedelta(hours=-1), timedelta(days=3652)
JUMPS = pytest.mark.parametrize("jump", [BACK, FORWARD], ids=["back an hour", "forward ten years"])


@dataclass
class SetClock:
    """ports.Clock: what is on the wall can be set, what passes cannot."""

    wall: datetime = AT
    passed_ms: int = 1000
    started: str | None = None

    def now(self) -> datetime:
        return self.wall

    def mono_ms(self) -> int:
        return self.passed_ms

    def boot(self) -> str | None:
        return self.started

    def passes(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.passed_ms += round(seconds * 1000)


def _open(home: Path, clock: SetClock, **more: Any) -> SqlStore:
    return SqlStore.open(home, clock, CHANCE, KEY, **more)


async def _write(store: SqlStore, clock: SetClock, count: int = 1) -> None:
    """Events of the moment, a second apart."""
    for _ in range(count):
        clock.passes(1)
        await store.commit(entry(events=(replace(told(case_id=None), at=clock.now()),)))


def _bodies(home: Path) -> list[dict[str, Any]]:
    with closing(connect_to_read(database(home))) as db:
        return [json.loads(body) for (body,) in db.execute("SELECT body FROM audit_event ORDER BY seq")]


def _jumps(home: Path) -> list[int]:
    return [body["data"]["ms"] for body in _bodies(home) if body["type"] == EventType.CLOCK_JUMPED]


def _ms(jump: timedelta) -> int:
    return jump // timedelta(milliseconds=1)


def _steps(bodies: list[dict[str, Any]]) -> Iterator[timedelta]:
    for before, after in itertools.pairwise(bodies):
        yield datetime.fromisoformat(after["at"]) - datetime.fromisoformat(before["at"])


@JUMPS
async def test_a_jump_while_the_store_is_open_is_recorded_once(tmp_path: Path, jump: timedelta) -> None:
    clock = SetClock()
    store = _open(tmp_path, clock)
    await _write(store, clock, 3)
    clock.wall += jump
    await _write(store, clock, 3)
    await store.close()
    assert _jumps(tmp_path) == [_ms(jump)]
    assert verify_file(database(tmp_path)).verified


@JUMPS
async def test_the_jump_stands_between_the_events_before_and_after_it(tmp_path: Path, jump: timedelta) -> None:
    clock = SetClock()
    store = _open(tmp_path, clock)
    await _write(store, clock, 2)
    clock.wall += jump
    await _write(store, clock, 2)
    await store.close()
    bodies = _bodies(tmp_path)
    assert [body["type"] for body in bodies][-3] == EventType.CLOCK_JUMPED
    assert [step for step in _steps(bodies) if abs(step) > timedelta(minutes=1)] == [jump + timedelta(seconds=1)]
    assert [body["mono_ms"] for body in bodies] == sorted(body["mono_ms"] for body in bodies)


async def test_each_of_several_jumps_is_recorded(tmp_path: Path) -> None:
    clock = SetClock()
    store = _open(tmp_path, clock)
    for jump in (BACK, FORWARD, -FORWARD, BACK):
        clock.wall += jump
        await _write(store, clock)
    await store.close()
    assert _jumps(tmp_path) == [_ms(BACK), _ms(FORWARD), _ms(-FORWARD), _ms(BACK)]


async def test_a_clock_that_is_corrected_by_a_few_seconds_has_not_jumped(tmp_path: Path) -> None:
    clock = SetClock()
    store = _open(tmp_path, clock)
    for seconds in (2, -2, 30, -30):
        clock.wall += timedelta(seconds=seconds)
        await _write(store, clock)
    await store.close()
    assert _jumps(tmp_path) == []


async def test_a_clock_set_back_between_openings_is_recorded_once(tmp_path: Path) -> None:
    clock = SetClock()
    for jump in (timedelta(), BACK, timedelta()):
        clock = SetClock(clock.wall + jump)
        store = _open(tmp_path, clock)
        await _write(store, clock)
        await store.close()
    assert _jumps(tmp_path) == [_ms(BACK)]
    assert verify_file(database(tmp_path)).verified


async def test_ten_years_between_openings_are_told_when_they_are_taken_back(tmp_path: Path) -> None:
    """A store that was left for ten years looks the same: only the way back shows that the clock was wrong."""
    clock = SetClock()
    for jump in (timedelta(), FORWARD, -FORWARD):
        clock = SetClock(clock.wall + jump)
        store = _open(tmp_path, clock)
        await _write(store, clock)
        await store.close()
    assert _jumps(tmp_path) == [_ms(-FORWARD)]
    assert verify_file(database(tmp_path)).verified


async def _open_each(home: Path, *clocks: SetClock) -> list[int]:
    """The jumps that openings tell of, the store being written at each of these times in turn."""
    for clock in clocks:
        store = _open(home, clock)
        await _write(store, clock, 3)
        await store.close()
    assert verify_file(database(home)).verified
    return _jumps(home)


HOUR_MS = 3_600_000
LATER = timedelta(hours=1)


@JUMPS
async def test_a_clock_set_between_openings_is_recorded_where_the_computer_ran_on(
    tmp_path: Path, jump: timedelta
) -> None:
    before, after = SetClock(started=BOOT), SetClock(AT + LATER + jump, 1000 + HOUR_MS, BOOT)
    jumps = await _open_each(tmp_path, before, after, SetClock(after.wall + LATER, 2 * HOUR_MS + 1000, BOOT))
    assert jumps == [_ms(jump)]


async def test_time_that_passed_between_openings_is_no_jump(tmp_path: Path) -> None:
    assert await _open_each(tmp_path, SetClock(started=BOOT), SetClock(AT + LATER, 1000 + HOUR_MS, BOOT)) == []


async def test_a_jump_that_was_told_while_the_store_was_open_is_not_told_again(tmp_path: Path) -> None:
    clock = SetClock(started=BOOT)
    store = _open(tmp_path, clock)
    clock.wall += FORWARD
    await _write(store, clock)
    await store.close()
    assert await _open_each(tmp_path, clock) == [_ms(FORWARD)]


async def test_over_another_start_of_the_computer_only_the_way_back_is_told(tmp_path: Path) -> None:
    before, far = SetClock(started=BOOT), SetClock(AT + FORWARD, 2000, OTHER_BOOT)
    assert await _open_each(tmp_path, before, far) == []
    assert await _open_each(tmp_path, SetClock(far.wall + BACK, 2000, BOOT)) == [_ms(BACK)]


@JUMPS
async def test_checkpoints_are_signed_by_what_has_passed_whatever_the_clock_says(
    tmp_path: Path, jump: timedelta
) -> None:
    clock = SetClock()
    store = _open(tmp_path, clock, policy=CheckpointPolicy(events=1000, seconds=600.0))
    await _write(store, clock)
    clock.wall += jump
    await _write(store, clock, 5)
    assert [checkpoint.size for checkpoint in await store.checkpoints()] == [1]
    clock.passes(600)
    await _write(store, clock)
    assert (await store.checkpoints())[-1].size == len(await store.events())
    await store.close()


async def test_a_jump_that_could_not_be_written_is_told_once_by_the_next_transaction(tmp_path: Path) -> None:
    async with a_store(tmp_path) as made:
        await with_case(made)
    clock, disk = SetClock(datetime.now(AT.tzinfo)), FaultyDisk()
    store = _open(tmp_path, clock, connections=FaultyConnections(disk))
    await _write(store, clock)
    disk.fail(1, full=True, lasting=True)
    clock.wall += FORWARD
    for _ in range(3):
        with pytest.raises(StoreFailed):
            await _write(store, clock)
    disk.heal()
    await _write(store, clock, 2)
    await store.close()
    forget(disk)
    assert _jumps(tmp_path) == [_ms(FORWARD)]
    assert verify_file(database(tmp_path)).verified
