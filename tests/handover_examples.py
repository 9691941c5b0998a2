"""Two machines with a store each, and a folder that both can read and write."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service_examples import World, a_world

from desktop_app.adapters.exchange_folder import ExchangeFolder
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.sql_handover import SqlHistories
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.audit import Verification
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.exchange import Incoming, Taken
from desktop_app.domain.person import Role
from desktop_app.services.case_packing import CasePacking
from desktop_app.services.conflict_settling import ConflictSettling
from desktop_app.services.handing_over import HandingOver
from desktop_app.services.handover_ports import Exchange
from desktop_app.services.history_reading import HistoryReading
from desktop_app.services.introducing import Introducing
from desktop_app.services.revising import Revising
from desktop_app.services.taking_over import TakingOver


@dataclass
class Desk:
    """A machine: its services, and those that hand over."""

    name: str
    world: World
    folder: Path
    histories: SqlHistories
    introducing: Introducing
    handing: HandingOver
    taking: TakingOver
    settling: ConflictSettling

    async def accept(self, other: "Desk", **roles: Any) -> None:
        """This desk's administrator accepts the other machine."""
        await other.introducing.introduce()
        await self.introducing.accept(self.world["adi"], other.name, {}, **roles)

    async def incoming(self) -> tuple[Incoming, ...]:
        return await self.taking.incoming()

    async def take(self, who: str = "rob", file_id: str = "") -> Taken:
        """The file, or the only one that waits."""
        return await self.taking.take(self.world[who], file_id or (await self.incoming())[0].file_id)

    async def give_back(self, case_id: str, who: str = "rob") -> str:
        return (await self.handing.give_back(self.world[who], case_id)).file_id

    async def send(self, case_id: str, who: str = "ana", **more: Any) -> str:
        return (await self.handing.send(self.world[who], case_id, **more)).file_id

    async def record(self, case_id: str) -> CaseRecord:
        return await self.world.store.case(case_id)

    async def verified(self) -> Verification:
        return await self.world.store.verify()

    async def states(self, case_id: str | None = None) -> list[str]:
        return [each.state.value for each in await self.histories.handovers(case_id)]


@asynccontextmanager
async def a_desk(home: Path, folder: Path, name: str, exchange: Exchange | None = None) -> AsyncIterator[Desk]:
    """A machine whose exchange folder is this one."""
    folder.mkdir(exist_ok=True)
    async with a_world(home) as world:
        if "adi" not in world.people:
            await world.enrol("adi", Role.ADMINISTRATOR)
        histories = SqlHistories(world.store)
        introducing = Introducing(
            world.store,
            world.recording,
            histories,
            lambda place: exchange or ExchangeFolder(Path(place)),
            str(folder),
            name,
        )
        packing = CasePacking(world.store, histories)
        handing = HandingOver(world.store, world.recording, histories, introducing, packing, SystemChance())
        reading = HistoryReading(world.store, histories, PackFolders([]))
        taking = TakingOver(world.store, world.recording, histories, introducing, handing, reading)
        revising = Revising(SystemChance(), "1.0.0")
        settling = ConflictSettling(world.keeping, world.recording, histories, reading, revising)
        yield Desk(name, world, folder, histories, introducing, handing, taking, settling)


@asynccontextmanager
async def two_desks(tmp_path: Path) -> AsyncIterator[tuple[Desk, Desk]]:
    """Ana's machine and Rob's, who know each other."""
    folder = tmp_path / "exchange"
    async with a_desk(tmp_path / "a", folder, "here") as here, a_desk(tmp_path / "b", folder, "there") as there:
        await here.accept(there)
        await there.accept(here)
        yield here, there
