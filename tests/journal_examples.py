"""Typing as a test does it: time that passes when told, a listener to wait on, a store whose disk fills up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fakes import FakeClock
from service_examples import ANSWERS, World, a_world, pack_with

from desktop_app.domain.audit import Entry, Receipt
from desktop_app.domain.errors import StoreFailed
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.working_text import Saving, SavingState, base_of, section_place
from desktop_app.services.journalling import Journalling
from desktop_app.services.resuming import Resuming

ADVICE = section_place("advice")
FULL = StoreFailed(
    "The store could not be written: database or disk is full.", next="Make room on the disk, then do it again."
)


@dataclass
class SteeredClock(FakeClock):
    """Time that passes when it is told to; who sleeps wakes when their time has come."""

    sleepers: list[tuple[int, asyncio.Future[None]]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        awake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.elapsed_ms + round(seconds * 1000), awake))
        await awake

    def passes(self, seconds: float) -> None:
        super().passes(seconds)
        due = [sleeper for sleeper in self.sleepers if sleeper[0] <= self.elapsed_ms]
        self.sleepers = [sleeper for sleeper in self.sleepers if sleeper not in due]
        for _, awake in due:
            if not awake.done():
                awake.set_result(None)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for it, while the store's threads work."""
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.001)


@dataclass
class Disk:
    """What the world's store writes; while it is `failing` nothing goes in. `meanwhile` is done before a write."""

    world: World
    failing: StoreFailed | None = None
    meanwhile: Callable[[], None] = lambda: None
    tries: int = 0
    journal: list[WorkingText] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._commit, self.world.store.commit = self.world.store.commit, self.commit  # type: ignore[method-assign]

    async def commit(self, entry: Entry) -> Receipt:
        self.tries += 1
        self.meanwhile()
        if self.failing:
            raise self.failing
        self.journal += [row for row in entry.puts if isinstance(row, WorkingText)]
        return await self._commit(entry)


@dataclass
class Typist:
    """Ana at work on a case."""

    world: World
    case_id: str
    clock: SteeredClock
    disk: Disk
    told: list[Saving]
    resuming: Resuming
    journalling: Journalling

    async def base(self, place: str = ADVICE) -> str | None:
        return base_of((await self.world.facts(self.case_id)).record, place)

    async def types(self, text: str, place: str = ADVICE) -> None:
        """Type on from what stands there."""
        self.journalling.typed(self.world["ana"], self.case_id, place, text, await self.base(place))

    async def saves(self, text: str, place: str = ADVICE) -> None:
        """Type, and wait until it is durable."""
        await self.types(text, place)
        await self.tick()

    async def passes(self, seconds: float) -> None:
        """Time, once the journal waits for it."""
        await until(lambda: bool(self.clock.sleepers))
        self.clock.passes(seconds)

    async def tick(self) -> None:
        """Half a second, and what is done in it."""
        await self.passes(0.5)
        await until(lambda: self.journalling.saving.state is SavingState.SAVED)

    async def leaves(self, place: str = ADVICE, reason: str = "") -> str | None:
        return await self.journalling.leave(self.world["ana"], self.case_id, place, reason)

    async def closed(self, place: str = ADVICE) -> None:
        """Wait until the edit has closed by itself."""
        await until(lambda: self.journalling.typing(self.world["ana"], self.case_id, place) is None)

    async def kept(self) -> list[str]:
        """The texts of the journal."""
        return [typed.text for typed in await self.world.store.working_texts()]


@asynccontextmanager
async def a_typist(home: Path) -> AsyncIterator[Typist]:
    """Over a store of their own; the advice says “Sign it.”"""
    async with a_world(home) as world:
        case_id = await world.keeping.open(world["ana"], pack_with(), title="A contract")
        await world.keeping.answer(world["ana"], case_id, ANSWERS)
        await world.editing.edit(world["ana"], case_id, "advice", "Sign it.")
        typist = await typist_in(world, case_id)
        yield typist
        await typist.journalling.stop()


async def typist_in(world: World, case_id: str) -> Typist:
    """At a case of this world."""
    clock, told, disk = SteeredClock(), list[Saving](), Disk(world)
    resuming = Resuming(world.store, world.keeping, world.editing)
    journalling = Journalling(world.store, resuming, clock, clock.sleep, told.append)
    return Typist(world, case_id, clock, disk, told, resuming, journalling)
