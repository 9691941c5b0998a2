"""Keys that take over, checkpoints that had left the machine, how far reading has come, and ending it."""

import json
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2
from store_examples import ANALYST, AT, CHANCE, KEY, a_store, database, entry, told, with_case

from desktop_app.adapters.chain_verification import ChainReading, EventRow
from desktop_app.adapters.key_rotation import rotation_event
from desktop_app.adapters.record_report import Pace, ReadingStopped, Report
from desktop_app.adapters.sql_audit import Chain, CheckpointKey
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import BreakKind, Checkpoint, Event, EventType

OLD, NEW = CheckpointKey(KEY), CheckpointKey(bytes(range(1, 33)))


class _Record:
    """A record as it grows, without a store."""

    def __init__(self) -> None:
        self.chain, self.rows = Chain(), list[EventRow]()
        self.checkpoints: list[Checkpoint] = []
        first = {"key": OLD.public.hex(), "schema": 2}
        self.add(Event(EventType.STORE_OPENED, AT, ANALYST, data=first))  # type: ignore[arg-type]

    def add(self, event: Event) -> None:
        seq, case_id, kind, at, body = self.chain.row(event, "command", 5)
        self.rows.append((seq, case_id.encode() if case_id else None, kind.encode(), at.encode(), body))

    def sign(self, key: CheckpointKey) -> Checkpoint:
        self.checkpoints.append(key.sign(self.chain, AT))
        return self.checkpoints[-1]

    def read(self, own: CheckpointKey = NEW, outside: tuple[Checkpoint, ...] = ()) -> Report:
        report = Report()
        reading = ChainReading(report, self.checkpoints, outside)
        reading.read(self.rows)
        reading.end(own.public)
        return report


def _rotated(first: CheckpointKey = OLD, second: CheckpointKey = NEW, old: CheckpointKey = OLD, **more: Any) -> _Record:
    """Signed by the first key, then by the second; between them an event puts NEW in the place of `old`."""
    record = _Record()
    record.add(told())
    record.sign(first)
    event = rotation_event(old, NEW, record.chain.size, AT, ANALYST)
    record.add(Event(event.type, AT, ANALYST, data={**event.data, **more}))
    record.add(told())
    record.sign(second)
    return record


def test_a_key_that_both_keys_sign_for_takes_over() -> None:
    report = _rotated().read()
    assert (report.breaks, report.anchored_to) == ([], 4)


@pytest.mark.parametrize("wrong", ["by_old", "by_key"])
def test_a_rotation_that_a_key_did_not_sign_is_named(wrong: str) -> None:
    report = _rotated(**{wrong: "00" * 64}).read(OLD)
    assert [(b.kind, b.seq) for b in report.breaks] == [(BreakKind.ROTATION, 3), (BreakKind.CHECKPOINT_KEY, 4)]


def test_a_rotation_from_a_key_that_was_not_the_stores_is_named() -> None:
    report = _rotated(old=CheckpointKey(bytes(32))).read(OLD)
    assert BreakKind.ROTATION in {b.kind for b in report.breaks}


def test_the_new_key_signs_nothing_before_it_takes_over() -> None:
    (found,) = _rotated(first=NEW).read().breaks
    assert (found.kind, found.seq) == (BreakKind.CHECKPOINT_KEY, 2)


def test_the_old_key_signs_nothing_after_it() -> None:
    (found,) = _rotated(second=OLD).read().breaks
    assert (found.kind, found.seq) == (BreakKind.CHECKPOINT_KEY, 4)


def test_a_store_that_signs_with_a_key_that_no_event_names_is_named() -> None:
    (found,) = _rotated().read(own=OLD).breaks
    assert (found.kind, found.seq) == (BreakKind.CHECKPOINT_KEY, 3)


def test_checkpoints_that_left_under_either_key_hold() -> None:
    record = _rotated()
    assert record.read(outside=tuple(record.checkpoints)).breaks == []


def test_a_checkpoint_from_outside_under_a_key_of_another_time_is_named() -> None:
    early = NEW.sign(_Record().chain, AT)
    (found,) = _rotated().read(outside=(early,)).breaks
    assert (found.kind, found.seq) == (BreakKind.ANCHOR, 1)


async def _store(home: Path) -> tuple[Checkpoint, ...]:
    async with a_store(home) as store:
        await with_case(store)
        await store.commit(entry(events=(told(),) * 20))
        await store.rotate_key(ANALYST, CHANCE.new_id())
        await store.commit(entry())
        await store.sign_now()
        return await store.checkpoints()


async def test_a_real_store_whose_key_was_replaced_holds_and_its_checkpoints_with_it(tmp_path: Path) -> None:
    outside = await _store(tmp_path)
    assert len({checkpoint.public_key for checkpoint in outside}) == 2
    assert verify_file(database(tmp_path), outside=outside).breaks == ()


async def test_another_stores_checkpoint_is_named(tmp_path: Path) -> None:
    await _store(tmp_path / "one")
    *_, foreign = await _store(tmp_path / "two")
    (found,) = verify_file(database(tmp_path / "one"), outside=[foreign]).breaks
    assert found.kind is BreakKind.ANCHOR


async def test_a_checkpoint_from_outside_that_was_edited_is_named(tmp_path: Path) -> None:
    *_, last = await _store(tmp_path)
    edited = Checkpoint(last.size, "0" * 64, last.head, last.signature, last.public_key, last.at)
    (found,) = verify_file(database(tmp_path), outside=[edited]).breaks
    assert "its signature is not good" in found.words


async def test_reading_that_is_not_wanted_any_more_ends(tmp_path: Path) -> None:
    await _store(tmp_path)
    stop = threading.Event()
    stop.set()
    with pytest.raises(ReadingStopped):
        verify_file(database(tmp_path), cancelled=stop)


def test_how_far_reading_has_come_only_grows_and_ends_with_all(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[int, int]] = []
    now = iter(range(1000))
    monkeypatch.setattr("desktop_app.adapters.record_report.time.monotonic", lambda: next(now))
    pace = Pace(lambda done, of: heard.append((done, of)), stages=2)
    pace.start(100)
    for stage in (10, 4):
        pace.stage(stage)
        for _ in range(stage):
            pace.step()
    assert heard == sorted(heard)
    assert (heard[9], heard[-1]) == ((50, 100), (100, 100))


def test_it_is_told_a_few_times_a_second_at_most() -> None:
    heard: list[int] = []
    pace = Pace(lambda done, _: heard.append(done))
    pace.start(10**6)
    pace.stage(10**5)
    for _ in range(10**5):
        pace.step()
    assert len(heard) <= 3


async def test_opening_names_the_event_that_does_not_follow(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        first = await store.events()
    body = json.loads(first[-1].body) | {"seq": len(first) + 1, "type": "case.viewed", "prev": "0" * 64}
    with closing(dbapi2.connect(str(database(tmp_path)))) as db, db:
        row = (body["seq"], "c1", body["type"], body["at"], json.dumps(body).encode())
        db.execute("INSERT INTO audit_event VALUES (?, ?, ?, ?, ?)", row)
    async with a_store(tmp_path) as store:
        assert f"Event {body['seq']} (case.viewed, {body['at']})" in (store.read_only or "")
