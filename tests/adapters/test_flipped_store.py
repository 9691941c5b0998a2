"""A store whose bytes were turned gives words, whatever is read of it."""

import random
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from store_examples import a_store, database, entry, everything, people, with_case

from desktop_app.adapters.sql_store import SqlStore
from desktop_app.domain.errors import CountersignError

READS: tuple[Callable[[SqlStore], Awaitable[object]], ...] = (
    lambda store: store.people(),
    lambda store: store.cases(),
    lambda store: store.case("c1"),
    lambda store: store.passages("c1"),
    lambda store: store.endpoints(),
    lambda store: store.pack_files("digest-1"),
    lambda store: store.checkpoints(),
    lambda store: store.events(),
)


@pytest.mark.parametrize("seed", range(25))
async def test_reading_a_spoilt_store_gives_a_value_or_words(seed: int, tmp_path: Path) -> None:
    async with a_store(tmp_path / "whole") as store:
        await with_case(store)
        await store.commit(entry(*people(), *everything()))
    home, chance = tmp_path / "spoilt", random.Random(seed)
    shutil.copytree(tmp_path / "whole", home)
    body = bytearray(database(home).read_bytes())
    for _ in range(6):
        body[chance.randrange(4096, len(body))] ^= 0xFF
    database(home).write_bytes(body)
    with suppress(CountersignError):
        async with a_store(home) as store:
            for read in READS:
                with suppress(CountersignError):
                    await read(store)
            await store.verify()
