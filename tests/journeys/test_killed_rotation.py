"""A process that is killed while another signing key takes over: the store has the old key or the new one, whole."""

import asyncio
import json
import shutil
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path

import pytest
from killing import is_killed_at, moments_of
from store_examples import ANALYST, a_store, database, entry, with_case

from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import EventType

FEW, MANY = 8, 200


async def _made(home: Path) -> None:
    async with a_store(home) as store:
        await with_case(store)


async def _rotated(home: Path) -> None:
    async with a_store(home) as store:
        await store.commit(entry())
        await store.rotate_key(ANALYST, "rotation")


async def _key_and_rotations(home: Path) -> tuple[bytes, list[dict[str, str]]]:
    """The key that signs now, and what the record tells of rotations; signing and verifying work."""
    async with a_store(home) as store:
        await store.commit(entry())
        signed = await store.sign_now()
        told = [json.loads(e.body)["data"] for e in await store.events() if e.type == EventType.KEY_ROTATED]
        assert (await store.verify()).verified
    assert verify_file(database(home)).breaks == ()
    return signed.public_key, told


def _require_whole(whole: Path, home: Path, moments: Iterable[int]) -> set[int]:
    """Rotate in copies of the store and be killed at these moments; how many rotations were kept, over all."""
    before, _ = asyncio.run(_key_and_rotations(whole))
    kept: set[int] = set()
    for moment in moments:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(whole, home)
        assert is_killed_at(moment, lambda: asyncio.run(_rotated(home)))
        key, told = asyncio.run(_key_and_rotations(home))
        assert [rotation["old"] for rotation in told] == [before.hex()] * len(told)
        assert key.hex() == (told[0]["key"] if told else before.hex())
        kept.add(len(told))
    return kept


def _moments(tmp_path: Path) -> range:
    """The moments of a rotation, from its first to its last."""
    whole, tried = tmp_path / "whole", tmp_path / "tried"
    asyncio.run(_made(whole))
    shutil.copytree(whole, tried)
    count = moments_of(lambda: asyncio.run(_rotated(tried)))
    return range(1, count)


def test_a_killed_rotation_leaves_the_old_or_the_new_key(tmp_path: Path) -> None:
    moments = _moments(tmp_path)
    some = {*moments[:: len(moments) // FEW], moments[-1]}
    assert _require_whole(tmp_path / "whole", tmp_path / "home", some) == {0, 1}


@pytest.mark.long
def test_rotations_killed_200_times_leave_the_old_or_the_new_key(tmp_path: Path) -> None:
    moments = _moments(tmp_path)
    kills = tuple(islice(cycle(moments), MANY))
    assert _require_whole(tmp_path / "whole", tmp_path / "home", kills) == {0, 1}
    print(f"{MANY} kills at {len(moments)} moments while a key is rotated: the old or the new key each time")  # noqa: T201
