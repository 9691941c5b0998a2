"""A server of processes that append to a store until they are killed, so that each need not start Python anew.

For each line with a folder it starts one process and tells its number; that process tells each command that it was
answered for; when it has ended, that is told too.
"""

import asyncio
import os
import sys
from pathlib import Path

from fault_examples import change
from store_examples import CHANCE, open_store, with_case

PRODUCERS = 8


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


async def _append_for_ever(home: Path) -> None:
    store = open_store(home)
    if not await store.cases():
        await with_case(store)

    async def produce(section: str) -> None:
        while True:
            command = CHANCE.new_id()
            await store.commit(change(section, command))
            _tell(command)

    await asyncio.gather(*(produce(f"{os.getpid()}-{n}") for n in range(PRODUCERS)))


def _serve() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            asyncio.run(_append_for_ever(Path(line.strip())))
        _tell(f"process {child}")
        os.waitpid(child, 0)
        _tell("ended")


if __name__ == "__main__":
    _serve()
