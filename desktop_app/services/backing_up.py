"""Keeping copies of the store: when somebody asks for one, and when one is due."""

import asyncio
from contextlib import suppress

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.backup import HOURS_BETWEEN, INTERVAL_SETTING, Backup, is_due
from desktop_app.domain.errors import StoreFailed, UsageError
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.record_rows import Setting
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Backups, Store
from desktop_app.services.recording import Recording

LONGEST_HOURS = 24 * 365


class BackingUp:
    """Makes backups and removes those that are no longer kept. Every one made, and every failure, is an event."""

    def __init__(self, store: Store, recording: Recording, backups: Backups, clock: Clock) -> None:
        self._store, self._recording = store, recording
        self._backups, self._clock = backups, clock
        self._one_at_a_time = asyncio.Lock()

    async def make(self, actor: Actor, folder: str | None = None) -> tuple[Backup, str]:
        """A verified backup beside the store or in another folder, and its path. Raises StoreFailed."""
        async with self._one_at_a_time:
            return await self._make(actor, folder)

    async def make_if_due(self) -> Backup | None:
        """The backup that was due; None where none was, or where there is no work to keep. Raises StoreFailed."""
        async with self._one_at_a_time:
            if not await self._is_due():
                return None
            backup, _ = await self._make(Actor.program(), None)
            return backup

    async def seal_key(self, path: str, passphrase: str) -> str:
        """The store's key beside a backup, sealed by a passphrase; where it is. Raises UsageError for a short one."""
        return await self._backups.seal_key(path, passphrase)

    async def listing(self) -> tuple[Backup, ...]:
        """The backups beside the store, newest first."""
        return await self._backups.listing()

    async def interval(self) -> int:
        """Hours after a backup until the next one is due; 0: none is made but those that somebody asks for."""
        return int(await self._store.setting(INTERVAL_SETTING) or HOURS_BETWEEN)

    async def set_interval(self, acting: Acting, hours: int) -> None:
        """Change it. Raises Refused without the right, UsageError for what is no such time."""
        if not 0 <= hours <= LONGEST_HOURS:
            raise UsageError(f"{hours} hours are no time between backups.", next="Give 1 to 8760, or 0 for none.")
        scribe = self._recording.begin(acting.as_one_of(Role.ADMINISTRATOR, Role.ANALYST))
        scribe.put(Setting(INTERVAL_SETTING, str(hours)))
        scribe.tell(EventType.SETTING_CHANGED, setting=INTERVAL_SETTING)
        await self._recording.write(scribe)

    async def _make(self, actor: Actor, folder: str | None) -> tuple[Backup, str]:
        try:
            backup, path = await self._backups.make(self._clock.now(), folder)
        except StoreFailed:
            with suppress(StoreFailed):  # where the disk is full this cannot be written either
                await self._tell(actor, Outcome.FAILED)
            raise
        await self._tell(actor, Outcome.DONE, events=backup.events, bytes=backup.bytes)
        await self._backups.rotate(self._clock.now())
        return backup, path

    async def _is_due(self) -> bool:
        if self._store.read_only is not None or not await self._store.cases():
            return False
        hours = await self.interval()
        return hours > 0 and is_due(await self._backups.listing(), self._clock.now(), hours)

    async def _tell(self, actor: Actor, outcome: Outcome, **data: int) -> None:
        if self._store.read_only is not None:  # its backup is worth having all the same
            return
        scribe = self._recording.begin(actor)
        scribe.tell(EventType.STORE_BACKED_UP, outcome=outcome, data=data)
        await self._recording.write(scribe)
