"""Batches over a world of services: a folder of small contracts, and a table that names them."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from service_examples import CONTRACT, CentPrices, World, pack_with

from desktop_app.adapters.batch_asks import BatchAskFiles
from desktop_app.adapters.batch_files import BatchFolders
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.batch import BatchAsk, RowState
from desktop_app.domain.batch_plan import BatchPlan
from desktop_app.domain.endpoint import ASSEMBLED, Endpoint
from desktop_app.domain.pack import Pack
from desktop_app.services.batch_planning import BatchPlanning
from desktop_app.services.batching import Batching, BatchOver, BatchTold, RowTold
from desktop_app.services.forecasting import Forecasting
from desktop_app.services.row_filling import RowFilling

BATCH = "00000000-0000-4000-8000-0000000000b1"
HEADS = "title,contract,fee,months,renews\n"


@dataclass
class OnePack(PackFolders):
    """The small pack under every name."""

    def __init__(self) -> None:
        super().__init__([])

    def load(self, name_or_folder: str) -> Pack:
        return pack_with()


@dataclass
class Chains:
    """The endpoints of a world."""

    world: World

    async def chain(self, names: Sequence[str], *, alone: bool = False) -> tuple[str, ...]:
        return tuple(names)

    async def listing(self) -> tuple[Endpoint, ...]:
        return (*self.world.dispatching.endpoints(["server"]), ASSEMBLED)


@dataclass
class Batches:
    """Planning and working at batches, in one world."""

    world: World
    planning: BatchPlanning
    batching: Batching

    async def plan(self, place: Path, *endpoints: str) -> BatchPlan:
        return await self.planning.plan(self.world["ana"], "fees", str(place), "", endpoints)

    async def begin(self, place: Path, *endpoints: str) -> str:
        plan = await self.plan(place, *endpoints)
        return await self.batching.begin(self.world["ana"], plan, command_id=BATCH)

    async def run(self, batch_id: str = BATCH) -> list[BatchTold]:
        async with aclosing(self.batching.run(self.world["ana"], batch_id)) as told:
            return [each async for each in told]

    async def over(self, batch_id: str = BATCH) -> BatchOver:
        last = (await self.run(batch_id))[-1]
        assert isinstance(last, BatchOver)
        return last

    async def states(self, batch_id: str = BATCH) -> list[RowState]:
        return [state for _, state in await self.batching.rows(self.world["ana"], batch_id)]


class NoAsks:
    """No other program is there."""

    def begins(self, batch_id: str) -> None: ...

    def ends(self, batch_id: str) -> None: ...

    def heard(self, batch_id: str) -> BatchAsk | None:
        return None


def batches(world: World, waits: Sequence[float] = (5.0, 15.0), home: Path | None = None) -> Batches:
    """The services of batches over a world; waiting takes no time of the test. `home`: where other programs ask."""

    async def wait(stop: asyncio.Event, seconds: float) -> None:
        world.clock.passes(seconds)

    chains, packs, files = Chains(world), OnePack(), BatchFolders()
    forecasting = Forecasting(world.store, chains, CentPrices(), world.clock, None)
    planning = BatchPlanning(world.store, files, packs, chains, forecasting, world.clock)
    filling = RowFilling(world.store, world.recording, world.keeping, world.attaching, files)
    services = (world.store, world.recording, filling, world.drafting)
    stands, chance = world.dispatching.stands, SystemChance()
    asks = BatchAskFiles(home) if home else NoAsks()
    return Batches(world, planning, Batching(*services, planning, files, packs, stands, chance, asks, wait, waits))


def folder(home: Path, count: int = 3) -> Path:
    """A folder with so many contracts, each a little different."""
    made = home / "contracts"
    made.mkdir(exist_ok=True)
    for number in range(1, count + 1):
        (made / f"contract {number}.txt").write_text(f"{CONTRACT}\nNumber {number}.")
    return made


def table(home: Path, *lines: str, heads: str = HEADS) -> Path:
    """A table beside those contracts."""
    made = folder(home) / "rows.csv"
    made.write_text(heads + "".join(f"{line}\n" for line in lines))
    return made


def ended(told: Sequence[BatchTold]) -> dict[int, RowState]:
    """How each row ended."""
    return {each.row.number: each.state for each in told if isinstance(each, RowTold)}
