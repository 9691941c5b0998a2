"""The journal of typing: what a person types is durable within half a second, and becomes one edit when they pause."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from desktop_app.domain.audit import Entry
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import CountersignError, Refused, StoreFailed, UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.working_text import Saving, not_saved, saving, storable
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store
from desktop_app.services.resuming import Resuming

EVERY_S = 0.5
"""Seconds between two writes of the same place."""

PAUSE_S = 30.0
"""Seconds without typing after which the edit closes."""

LONGEST_WAIT_S = 5.0
"""Seconds between two attempts where saving goes on failing."""

Sleep = Callable[[float], Awaitable[None]]
Told = Callable[[Saving], None]
Key = tuple[str, str, str]


@dataclass(slots=True, eq=False)
class _Spot:
    """A place where somebody types: the newest text, the one that is durable, and why the last attempt failed."""

    acting: Acting
    newest: WorkingText
    typed_ms: int
    durable: WorkingText | None = None
    refused: WorkingText | None = None
    fault: str = ""
    left: bool = False
    why: tuple[str, ReasonCode] = ("", ReasonCode.CORRECTION)
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    task: asyncio.Task[None] | None = None

    @property
    def unsaved(self) -> bool:
        """Whether something typed is in memory alone."""
        return self.newest is not self.durable

    @property
    def held(self) -> bool:
        """Whether it cannot be an edit as it is, and waits in the journal for its person."""
        return self.newest is self.refused and not self.unsaved


class Journalling:
    """Keeps what people type. Called from the one loop that runs the services.

    `told` hears whether all typing is safe, each time that this changes.
    """

    def __init__(
        self, store: Store, resuming: Resuming, clock: Clock, sleep: Sleep, told: Told = lambda _saving: None
    ) -> None:
        self._store, self._resuming, self._clock, self._sleep = store, resuming, clock, sleep
        self._spots: dict[Key, _Spot] = {}
        self._became: dict[Key, tuple[tuple[str | None, ...], str | None]] = {}
        self._saved_at: datetime | None = None
        self._saving = saving(None, unsaved=False)
        self._told = told

    @property
    def saving(self) -> Saving:
        """Whether all that was typed is safe."""
        return self._saving

    def typing(self, acting: Acting, case_id: str, place: str) -> WorkingText | None:
        """What this person is typing there and is no edit yet: what a window shows when they come back."""
        spot = self._spots.get((case_id, place, acting.person.person_id))
        return spot.newest if spot else None

    def typed(self, acting: Acting, case_id: str, place: str, text: str, base_revision: str | None) -> None:
        """Keep what stands at the place now, typed from that text: in memory at once, durable soon.

        Where the typing has become an edit meanwhile, or one edit after another, what is typed on goes on from the
        last.
        """
        key, at = (case_id, place, acting.person.person_id), self._clock.mono_ms()
        newest = WorkingText(*key, storable(text), self._base(key, base_revision), self._clock.now())
        spot = self._spots.setdefault(key, _Spot(acting, newest, at))
        spot.acting, spot.newest, spot.typed_ms, spot.left = acting, newest, at, False
        self._attend(key, spot)
        self._tell()

    async def leave(
        self, acting: Acting, case_id: str, place: str, reason: str = "", code: ReasonCode = ReasonCode.CORRECTION
    ) -> str | None:
        """Close the edit at a place. What stands there then; None where nothing was being typed.

        Raises whatever keeps the typing from being an edit: it stays in the journal. Where the store could not be
        written it is tried again by itself.
        """
        key = (case_id, place, acting.person.person_id)
        spot = self._spots.get(key)
        if spot is None:
            return None
        spot.why, spot.refused = (reason, code), None
        try:
            await self._save(spot)
            await self._close(key, spot)
        except StoreFailed:
            spot.left = True
            self._attend(key, spot)
            raise
        return self._became[key][1]

    async def leave_case(
        self, acting: Acting, case_id: str, reason: str = "", code: ReasonCode = ReasonCode.CORRECTION
    ) -> None:
        """Close every edit of this person in a case, as before it is sent or decided."""
        for of_case, place, person_id in list(self._spots):
            if (of_case, person_id) == (case_id, acting.person.person_id):
                await self.leave(acting, case_id, place, reason, code)

    def forget(self, acting: Acting, case_id: str, place: str) -> None:
        """Its person has taken or discarded by hand what was typed there: go on as if nothing had been."""
        key = (case_id, place, acting.person.person_id)
        self._spots.pop(key, None)
        self._became.pop(key, None)
        self._tell()

    async def closing(self, *, interrupted: bool = False) -> tuple[WorkingText, ...]:
        """Before the program ends: close all edits, and save what cannot be one. What is still in memory alone.

        What is in memory alone is lost when the program ends: its person is told, and may wait until it is saved.
        Where the program was interrupted nobody has left a place: typing is saved, and waits for its person.
        """
        for key, spot in list(self._spots.items()):
            with suppress(CountersignError):
                await self._save(spot)
                if not interrupted:
                    await self._close(key, spot)
        return tuple(spot.newest for spot in self._spots.values() if spot.unsaved)

    async def stop(self) -> None:
        """Try no more."""
        tasks = [spot.task for spot in self._spots.values() if spot.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _base(self, key: Key, given: str | None) -> str | None:
        if key in self._spots:
            return self._spots[key].newest.base_revision
        before, after = self._became.get(key, ((), None))
        return after if given in before else given

    def _attend(self, key: Key, spot: _Spot) -> None:
        if spot.task is None or spot.task.done():
            spot.task = asyncio.create_task(self._look_after(key, spot))

    async def _look_after(self, key: Key, spot: _Spot) -> None:
        """Save what is typed until typing pauses, then close the edit. Where that fails, try again and again."""
        wait = EVERY_S
        while self._spots.get(key) is spot and not spot.held:
            await self._sleep(wait)
            try:
                await self._save(spot)
                if spot.left or self._clock.mono_ms() - spot.typed_ms >= PAUSE_S * 1000:
                    await self._close(key, spot)
                wait = EVERY_S
            except Exception:  # noqa: BLE001  # the boundary of a task: what was typed stays, and it was told
                wait = min(2 * wait, LONGEST_WAIT_S)

    async def _save(self, spot: _Spot) -> None:
        async with spot.writing:
            newest = spot.newest
            if newest is spot.durable:
                return
            try:
                aside = () if spot.durable else await self._resuming.aside(newest)
                saved = replace(newest, saved_at=self._clock.now())
                await self._store.commit(Entry(None, (*aside, saved), ()))
            except Exception as error:
                self._failed(spot, error)
                raise
            self._wrote(spot, newest)

    async def _close(self, key: Key, spot: _Spot) -> None:
        async with spot.writing:
            if self._spots.get(key) is not spot:
                return
            newest = spot.newest
            try:
                became = await self._resuming.close(spot.acting, newest, *spot.why)
            except (Refused, UsageError):
                spot.refused = newest
                raise
            except Exception as error:
                self._failed(spot, error)
                raise
            before, after = self._became.get(key, ((), None))
            earlier = before if after == newest.base_revision else ()
            self._became[key] = ((*earlier, newest.base_revision), became)
            if spot.newest is newest:
                del self._spots[key]
            else:
                spot.newest = replace(spot.newest, base_revision=became)
            self._wrote(spot, newest)

    def _wrote(self, spot: _Spot, durable: WorkingText) -> None:
        spot.durable, spot.fault, self._saved_at = durable, "", self._clock.now()
        self._tell()

    def _failed(self, spot: _Spot, error: Exception) -> None:
        spot.fault = not_saved(error)
        self._tell()

    def _tell(self) -> None:
        spots = self._spots.values()
        fault = next((spot.fault for spot in spots if spot.fault), "")
        now = saving(self._saved_at, unsaved=any(spot.unsaved for spot in spots), fault=fault)
        if now != self._saving:
            self._saving = now
            self._told(now)
