"""Backups are made when asked for and when due, and the record tells of each and of each failure."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from fakes import FakeClock
from store_examples import CHANCE, a_store, with_case

from desktop_app.domain.audit import EventType, StoredEvent
from desktop_app.domain.backup import Backup
from desktop_app.domain.errors import Refused, StoreFailed, UsageError
from desktop_app.domain.person import Acting, Actor, Auth, Person, Profile, Role
from desktop_app.services.backing_up import BackingUp
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording


@dataclass
class FakeBackups:
    """Keeps no copies, only their names."""

    made: list[Backup] = field(default_factory=list)
    rotated: list[datetime] = field(default_factory=list)
    full: bool = False

    async def make(self, at: datetime, folder: str | None = None) -> tuple[Backup, str]:
        if self.full:
            raise StoreFailed("The disk is full.", next="Make room.")
        backup = Backup(at, 7, 4096)
        if folder is None:
            self.made.append(backup)
        return backup, f"{folder or 'backups'}/{backup.name}"

    async def listing(self) -> tuple[Backup, ...]:
        return tuple(sorted(self.made, reverse=True))

    async def rotate(self, now: datetime) -> None:
        self.rotated.append(now)

    async def seal_key(self, backup: str, passphrase: str) -> str:
        return f"{backup}.key"


@dataclass
class World:
    store: Store
    backups: FakeBackups
    clock: FakeClock
    backing_up: BackingUp

    async def told(self) -> list[StoredEvent]:
        return [event for event in await self.store.events() if event.type == EventType.STORE_BACKED_UP]


@asynccontextmanager
async def a_world(home: Path, *, case: bool = True) -> AsyncIterator[World]:
    async with a_store(home) as store:
        if case:
            await with_case(store)
        clock, backups = FakeClock(), FakeBackups()
        recording = Recording(store, clock, CHANCE)
        yield World(store, backups, clock, BackingUp(store, recording, backups, clock))


def acting(role: Role) -> Acting:
    clock = FakeClock()
    person = Person("ada", "Ada Example", "ada", clock.now())
    return Acting(person, Profile("ada-1", "ada", frozenset({role})), Auth.OS_USER)


async def test_a_backup_is_an_event_that_says_how_much_and_not_where(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        backup, path = await world.backing_up.make(Actor.program(), "/mnt/disk")
        (event,) = await world.told()
        told = json.loads(event.body)
    assert (backup.events, path.startswith("/mnt/disk/")) == (7, True)
    assert (told["data"], told["outcome"]) == ({"bytes": 4096, "events": 7}, "done")


async def test_a_backup_that_fails_is_told_and_recorded(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        world.backups.full = True
        with pytest.raises(StoreFailed, match="full"):
            await world.backing_up.make_if_due()
        (event,) = await world.told()
        assert json.loads(event.body)["outcome"] == "failed" and not world.backups.rotated


async def test_one_is_due_a_day_after_the_newest(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        assert await world.backing_up.make_if_due()
        world.clock.passes(timedelta(hours=23).total_seconds())
        assert await world.backing_up.make_if_due() is None
        world.clock.passes(timedelta(hours=1).total_seconds())
        assert await world.backing_up.make_if_due()
        assert len(world.backups.made) == len(world.backups.rotated) == 2


async def test_a_store_that_may_only_be_read_is_backed_up_and_nothing_is_written(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        before = len(await world.store.events())
        with patch.object(type(world.store), "read_only", "The store was made by a newer version."):
            assert await world.backing_up.make_if_due() is None
            assert await world.backing_up.make(Actor.program())
        assert len(await world.store.events()) == before


async def test_without_a_case_none_is_due(tmp_path: Path) -> None:
    async with a_world(tmp_path, case=False) as world:
        assert await world.backing_up.make_if_due() is None


async def test_the_time_between_backups_is_a_setting(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        assert await world.backing_up.interval() == 24
        await world.backing_up.set_interval(acting(Role.ANALYST), 2)
        assert await world.backing_up.make_if_due()
        world.clock.passes(7200)
        assert await world.backing_up.make_if_due()
        await world.backing_up.set_interval(acting(Role.ANALYST), 0)
        world.clock.passes(10**6)
        assert await world.backing_up.make_if_due() is None
        assert [e.type for e in await world.store.events()].count("setting.changed") == 2


@pytest.mark.parametrize("hours", [-1, 8761])
async def test_no_time_between_backups_is_refused(tmp_path: Path, hours: int) -> None:
    async with a_world(tmp_path) as world:
        with pytest.raises(UsageError):
            await world.backing_up.set_interval(acting(Role.ANALYST), hours)


async def test_an_auditor_changes_no_setting(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        with pytest.raises(Refused):
            await world.backing_up.set_interval(acting(Role.AUDITOR), 2)


async def test_two_that_are_due_at_once_become_one(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        made = await asyncio.gather(*(world.backing_up.make_if_due() for _ in range(4)))
        assert len([backup for backup in made if backup]) == len(world.backups.made) == 1
