"""Letting checkpoints leave the store, and holding the store against those that left.

A chain with its checkpoints shows every change of a part. That the whole of it was put back to an older copy, or
rewritten by somebody who has the key, shows only in what is kept elsewhere.
"""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from desktop_app.domain.anchor import FOLDER, FOLDER_SETTING, Anchor, anchored, missing, put_back
from desktop_app.domain.audit import Checkpoint, Entry, EventType, StoredEvent, leaf
from desktop_app.domain.errors import AnchorAbsent, AnchorFailed, CountersignError, UsageError
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.record_rows import Setting
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import AnchorPlace, Store
from desktop_app.services.recording import Recording

SECONDS = 60.0
"""Between two checkpoints that leave, unless a decision is made or the store is closed."""
EXPLAINING = (EventType.STORE_RECOVERED, EventType.ANCHOR_ACCEPTED)


async def as_keeper(store: Store, acting: Acting) -> Actor:
    """Who looks after the store: an administrator, or an analyst who is alone in it. Raises Refused."""
    people = {person.person_id for person, _ in await store.people()}
    alone = people == {acting.person.person_id}
    return acting.as_one_of(Role.ADMINISTRATOR, *([Role.ANALYST] if alone else []))


def nowhere(store: Store, recording: Recording, clock: Clock) -> "Anchoring":
    """For a store that is thrown away: nothing leaves it."""

    def no_folder(_folder: str) -> AnchorPlace:
        raise UsageError("This store is thrown away.", next="Name a folder in a store that is kept.")

    return Anchoring(store, recording, clock, (), no_folder, lambda _words: None)


class Anchoring:
    """Puts the newest checkpoint into every place outside the store. No place ever blocks or harms the work."""

    def __init__(
        self,
        store: Store,
        recording: Recording,
        clock: Clock,
        places: Sequence[AnchorPlace],
        folder_of: Callable[[str], AnchorPlace],
        say: Callable[[str], None],
        seconds: float = SECONDS,
    ) -> None:
        self._store, self._recording, self._clock = store, recording, clock
        self._places = {place.name: place for place in places}
        self._folder_of, self._say, self._seconds = folder_of, say, seconds
        self._left: dict[str, int] = {}
        self._troubles: dict[str, str] = {}
        self._absent: dict[str, str] = {}
        self._distrusted: dict[str, Checkpoint] = {}
        self._said: set[str] = set()
        self._turn, self._asked = asyncio.Lock(), asyncio.Event()
        self._holding: asyncio.Task[tuple[str, ...]] | None = None
        self._keeping: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Hold the store against what left, then let checkpoints leave until `close`; all of it beside the work."""
        loop = asyncio.get_running_loop()

        def decided() -> None:
            with suppress(RuntimeError):  # the loop has ended: the last checkpoint leaves when the store is closed
                loop.call_soon_threadsafe(self._asked.set)

        self._store.when_decided(decided)
        self._holding = asyncio.create_task(self.hold())
        self._keeping = asyncio.create_task(self._keep(self._holding))

    async def close(self) -> None:
        """Let the last checkpoint leave."""
        if self._holding is None or self._keeping is None:
            return
        await self._holding
        self._keeping.cancel()
        with suppress(asyncio.CancelledError):
            await self._keeping
        await self.anchor()

    async def hold(self) -> tuple[str, ...]:
        """Hold the store against what each place remembers of it; in words where it is behind, or another."""
        try:
            since = await self._explained()
            noted = {anchor.place: anchor for anchor in await self._store.anchors()}
            told = await asyncio.gather(*(self._hold(p, since, noted.get(p.name)) for p in self._places.values()))
        except CountersignError as error:  # the store cannot be read: who asks for anything is told
            return (str(error),)
        return tuple(words for words in told if words)

    async def anchor(self) -> None:
        """Sign the record as it is now, and let its head leave. A place that takes none is told of, and tried again."""
        if self._store.read_only is not None:
            return
        async with self._turn:
            try:
                checkpoint = await self._store.sign_now()
                await asyncio.gather(*(self._leave(place, checkpoint) for place in self._trusted))
            except CountersignError as error:  # the store cannot be written: who works is told, and this goes on
                self._tell("store", str(error))

    async def anchored(self) -> str:
        """How far the record is anchored, when and where, or why it is not, as far as places have answered."""
        if self._holding is not None:
            await asyncio.wait([self._holding])
        anchors = await self._store.anchors()
        used = {anchor.place for anchor in anchors if anchor.size}
        absent = {name: words for name, words in self._absent.items() if name in used or not used}
        return anchored(self._clock.now(), anchors, self._troubles | absent)

    async def accept(self, acting: Acting) -> tuple[str, ...]:
        """Say knowingly that the store was put back; the places that remember another record take this one's next.

        Raises Refused, and UsageError where nothing is to be accepted.
        """
        actor = await as_keeper(self._store, acting)
        await self.hold()
        if not self._distrusted:
            raise UsageError("Nothing outside the store remembers another record.", next="There is nothing to accept.")
        scribe = self._recording.begin(actor)
        for name, head in sorted(self._distrusted.items()):
            scribe.tell(EventType.ANCHOR_ACCEPTED, place=name, size=head.size)
        await self._recording.write(scribe)
        accepted, self._distrusted = tuple(self._distrusted), {}
        for name in accepted:
            self._troubles.pop(name, None)
        return accepted

    async def name_folder(self, acting: Acting, folder: str) -> None:
        """From now on checkpoints leave for this folder; for none where it is empty. Raises Refused, StoreFailed."""
        scribe = self._recording.begin(await as_keeper(self._store, acting))
        scribe.put(Setting(FOLDER_SETTING, folder), Anchor(FOLDER, 0, scribe.now))
        scribe.tell(EventType.SETTING_CHANGED, setting=FOLDER_SETTING)
        await self._recording.write(scribe)
        for known in (self._places, self._left, self._troubles, self._distrusted):
            known.pop(FOLDER, None)
        if folder:
            self._places[FOLDER] = self._folder_of(folder)

    @property
    def _trusted(self) -> tuple[AnchorPlace, ...]:
        return tuple(place for name, place in self._places.items() if name not in self._distrusted)

    async def _keep(self, holding: "asyncio.Task[tuple[str, ...]]") -> None:
        await asyncio.wait([holding])
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), self._seconds)
            self._asked.clear()
            await self.anchor()

    async def _leave(self, place: AnchorPlace, checkpoint: Checkpoint) -> None:
        if self._left.get(place.name) == checkpoint.size:
            return
        try:
            await asyncio.to_thread(place.put, checkpoint)
        except AnchorFailed as error:
            self._fail(place, error)
            return
        self._left[place.name] = checkpoint.size
        self._troubles.pop(place.name, None)
        await self._store.commit(Entry(None, (Anchor(place.name, checkpoint.size, self._clock.now()),)))

    async def _hold(self, place: AnchorPlace, since: datetime | None, noted: Anchor | None) -> str | None:
        try:
            head = await asyncio.to_thread(place.newest, since)
            lost = head is None and noted and noted.size and not await asyncio.to_thread(place.newest, None)
        except AnchorFailed as error:
            self._fail(place, error)
            return None
        if head and not await self._has(head):
            self._distrusted[place.name] = head
            return self._tell(place.name, put_back(place.name, head))
        if lost and noted:
            return self._tell(place.name, missing(place.name, noted))
        return None

    async def _has(self, head: Checkpoint) -> bool:
        """Whether the event that the checkpoint signs last is in this record; those before it follow from it."""
        event = await self._newest(head.size + 1)
        return event is not None and event.seq == head.size and leaf(event.body) == head.head

    async def _explained(self) -> datetime | None:
        """When the record last told that it was put back: what was signed before may be of what was given up."""
        for event in await self._store.event_page(None, None, 200, EXPLAINING):
            data = json.loads(event.body)["data"]
            if event.type == EventType.ANCHOR_ACCEPTED or "to" not in data:
                return datetime.fromisoformat(event.at)
        return None

    async def _newest(self, before: int) -> StoredEvent | None:
        return next(iter(await self._store.event_page(None, before, 1)), None)

    def _fail(self, place: AnchorPlace, error: AnchorFailed) -> None:
        """That a machine has no keyring is no trouble of today: it is told with how far the record is anchored."""
        if isinstance(error, AnchorAbsent):
            self._absent[place.name] = f"{error.what} {error.next}"
        else:
            self._tell(place.name, str(error))

    def _tell(self, about: str, words: str) -> str:
        self._troubles[about] = words
        if words not in self._said:
            self._said.add(words)
            self._say(words)
        return words
