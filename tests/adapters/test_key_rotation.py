"""Another signing key takes over in one transaction: the record tells of it, signed by both keys."""

import json
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from store_examples import ANALYST, CHANCE, KEY, a_store, approval, database, entry, open_store, with_case, written

from desktop_app.adapters.sql_audit import is_signed, verifies
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.audit import EventType, rotation_bytes
from desktop_app.domain.errors import StoreFailed


async def rotation(store: SqlStore) -> dict[str, str]:
    """What the one event of a rotation tells."""
    (event,) = [e for e in await store.events() if e.type == EventType.KEY_ROTATED]
    data: dict[str, str] = json.loads(event.body)["data"]
    return data


async def test_the_old_key_signs_what_was_before_and_the_new_one_what_follows(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        receipt = await store.rotate_key(ANALYST, CHANCE.new_id())
        before, after = (await store.checkpoints())[-2:]
        assert (before.size, after.size) == (receipt.last_seq - 1, receipt.last_seq)
        assert before.public_key != after.public_key
        assert is_signed(before) and is_signed(after)


async def test_both_keys_sign_that_the_new_one_takes_over(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await store.rotate_key(ANALYST, CHANCE.new_id())
        told = await rotation(store)
        old, key = bytes.fromhex(told["old"]), bytes.fromhex(told["key"])
        message = rotation_bytes(old, key, int(told["size"]))
        assert verifies(old, message, bytes.fromhex(told["by_old"]))
        assert verifies(key, message, bytes.fromhex(told["by_key"]))


async def test_a_store_whose_key_was_replaced_verifies_and_opens_again(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        for _ in range(3):
            await store.rotate_key(ANALYST, CHANCE.new_id())
            await store.commit(entry())
        assert (await store.verify()).breaks == ()
    assert verify_file(database(tmp_path)).breaks == ()
    async with a_store(tmp_path) as store:
        await store.commit(entry())
        assert store.read_only is None


async def test_a_rotation_applies_once(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        first = await store.rotate_key(ANALYST, "once")
        again = await store.rotate_key(ANALYST, "once")
        assert (first.applied, again.applied, again.last_seq) == (True, False, first.last_seq)
        assert (await rotation(store))["key"] == (await store.sign_now()).public_key.hex()


async def test_a_rotation_that_cannot_be_written_leaves_the_old_key_at_work(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        old = (await store.sign_now()).public_key
        with dbapi2.connect(str(database(tmp_path))) as other:
            other.execute("CREATE TRIGGER no BEFORE UPDATE ON store_secret BEGIN SELECT RAISE(ABORT, 'no room'); END")
        with pytest.raises(StoreFailed, match="no room"):
            await store.rotate_key(ANALYST, CHANCE.new_id())
        await store.commit(entry(events=None))
        assert (await store.sign_now()).public_key == old
        assert all(e.type != EventType.KEY_ROTATED for e in await store.events())
        with dbapi2.connect(str(database(tmp_path))) as other:
            other.execute("DROP TRIGGER no")
        assert (await store.verify()).verified


async def test_the_new_key_is_sealed_and_the_old_one_is_gone(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        secret = "SELECT sealed FROM store_secret"
        with dbapi2.connect(str(database(tmp_path))) as db:
            (before,) = db.execute(secret).fetchall()
        await store.rotate_key(ANALYST, CHANCE.new_id())
        with dbapi2.connect(str(database(tmp_path))) as db:
            (after,) = db.execute(secret).fetchall()
        assert before != after
    with pytest.raises(StoreFailed, match="does not open"):
        SqlStore.open(tmp_path, SystemClock(), CHANCE, bytes(reversed(KEY)))


async def test_signing_now_covers_all_that_was_recorded_and_signs_nothing_twice(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        receipt = await store.commit(entry())
        first, second = await store.sign_now(), await store.sign_now()
        assert (first.size, second) == (receipt.last_seq, first)


async def test_who_waits_for_decisions_is_told_of_them_alone(tmp_path: Path) -> None:
    told: list[int] = []
    async with a_store(tmp_path) as store:
        store.when_decided(lambda: told.append(1))
        await with_case(store)
        made = written("ben", person_id="ben")
        await store.commit(entry(*made))
        assert told == []
        await store.commit(approval("ada", made[0]))
    assert told == [1]


async def test_a_store_that_is_closed_signs_and_rotates_no_more(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    await store.close()
    with pytest.raises(StoreFailed):
        await store.sign_now()
    with pytest.raises(StoreFailed):
        await store.rotate_key(ANALYST, CHANCE.new_id())
