"""Entries with sealed texts and rows, and what is asked of a store after a fault."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store_examples import CHANCE, a_store, database, entry, open_store, written

from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import Entry
from desktop_app.domain.errors import StoreFailed

PRODUCERS = 4
LONGEST_WAIT = 60.0
LONGEST_OPENING = 0.5
_SEQS = itertools.count(1)


@dataclass
class Told:
    """What producers were answered."""

    answered: set[str] = field(default_factory=set)
    refused: list[tuple[str, StoreFailed]] = field(default_factory=list)


@dataclass
class Tally:
    """Figures over the cycles of a test."""

    cycles: int = 0
    answered: int = 0
    refused: int = 0
    lost: int = 0
    slowest: float = 0.0

    def add(self, told: Told) -> None:
        """Count a cycle."""
        self.cycles += 1
        self.answered += len(told.answered)
        self.refused += len(told.refused)

    def __str__(self) -> str:
        return (
            f"{self.cycles} cycles, {self.answered} entries acknowledged, {self.refused} refused, {self.lost} lost, "
            "0 chains broken, "
            f"slowest reopening {self.slowest * 1000:.0f} ms"
        )


def change(section: str, command_id: str | None = None) -> Entry:
    """A revision of a section with its text, its origins and its place as the current one."""
    return entry(*written(seq=next(_SEQS), section=section), command_id=command_id)


async def produce(store: SqlStore, told: Told, most: int | None = None) -> None:
    """Commit changes from a few producers until one is refused, or so many each; never hangs."""

    async def work(section: str) -> None:
        for _ in itertools.count() if most is None else range(most):
            command = CHANCE.new_id()
            try:
                await store.commit(change(section, command))
                told.answered.add(command)
            except StoreFailed as failure:
                told.refused.append((command, failure))
                if most is None:
                    return

    await asyncio.wait_for(asyncio.gather(*(work(f"s{n}") for n in range(PRODUCERS))), LONGEST_WAIT)


def kept_commands(home: Path) -> set[str]:
    """The commands that the store of a folder has; nobody has it open."""
    connection = connect_to_read(database(home))
    try:
        return {command for (command,) in connection.execute("SELECT command_id FROM command")}
    finally:
        connection.close()


async def reopened(home: Path, answered: set[str], tally: Tally) -> None:
    """Open the store again as the program does, and count what is lost; its chain holds."""
    started = time.perf_counter()
    store = open_store(home)
    tally.slowest = max(tally.slowest, time.perf_counter() - started)
    await store.commit(entry(events=None))
    await store.close()
    tally.lost += len(answered - kept_commands(home))
    breaks = verify_file(database(home)).breaks
    assert not breaks, breaks


async def verified(home: Path, **more: Any) -> bool:
    """Whether the whole record holds, contents and signatures too."""
    async with a_store(home, **more) as store:
        return (await store.verify()).verified
