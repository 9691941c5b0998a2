"""A process that appends until it is killed; it prints each command that it was answered for."""

import asyncio
import sys
from pathlib import Path

from store_examples import CHANCE, entry, kept, open_store, with_case


async def _append_for_ever(home: Path) -> None:
    store = open_store(home)
    if not await store.cases():
        await with_case(store)

    async def produce() -> None:
        while True:
            command = CHANCE.new_id()
            await store.commit(entry(kept("some words " * 30), command_id=command))
            sys.stdout.write(f"{command}\n")
            sys.stdout.flush()

    await asyncio.gather(*(produce() for _ in range(8)))


if __name__ == "__main__":
    asyncio.run(_append_for_ever(Path(sys.argv[1])))
