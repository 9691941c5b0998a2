"""Writing rows and the events that tell of them as one entry."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, TypeVar

from desktop_app.domain.audit import Entry, Event, EventType, Outcome, Plain, Receipt, Verification
from desktop_app.domain.case import CaseFile
from desktop_app.domain.case_life import Voided, VoidReason
from desktop_app.domain.change_reason import ChangeReason, ReasonCode, require_reason
from desktop_app.domain.content import Content
from desktop_app.domain.errors import Conflict, CountersignError, ReadOnly, Refusal, Refused
from desktop_app.domain.event_kinds import UUID
from desktop_app.domain.person import Actor, Profile
from desktop_app.domain.review import Supersession
from desktop_app.domain.signing_lock import SIGNING, Tries, attempts_of, tries
from desktop_app.domain.told_event import told_event
from desktop_app.services.ports import Chance, Clock, Progress
from desktop_app.services.record_ports import Store

MOST_TRIES = 32
LOOKED_AT = 16
"""Events of a kind that are read at once, the newest first."""
ATTEMPTS_READ = 100
"""Decisions and signatures of all people, the newest first, among which a person's last attempts to sign are found."""
_EXPLAINED = frozenset(
    (
        EventType.ANSWER_SET,
        EventType.DOCUMENT_ATTACHED,
        EventType.DOCUMENT_REMOVED,
        EventType.DRAFT_RECORDED,
        EventType.EDIT_RECORDED,
        EventType.TEXT_SETTLED,
        EventType.PROPOSAL_MADE,
        EventType.TEXT_CARRIED,
    )
)
"""What tells of a change that has a reason once the case was sent."""

T = TypeVar("T")
Observe = Callable[[Sequence[Event]], None]


class Scribe:
    """Collects what becomes durable together. Contents are made here, so that events can name their commitments."""

    def __init__(self, clock: Clock, chance: Chance, actor: Actor, case_id: str | None, command_id: str) -> None:
        self._clock, self._chance = clock, chance
        self._actor, self._case_id = actor, case_id
        self.command_id = command_id
        self.now = clock.now()
        self.reason: ChangeReason | None = None
        self._puts: list[Any] = []
        self._events: list[Event] = []

    @property
    def case_id(self) -> str:
        """The case that is written to."""
        if self._case_id is None:
            raise ValueError("this entry is about no case")
        return self._case_id

    def keep(self, body: str | bytes) -> Content:
        """A content of the case with a key of its own; it is written with the row that holds it."""
        encoded = body.encode() if isinstance(body, str) else body
        return Content(self.case_id, self._chance.new_id(), self._chance.new_key(), encoded)

    def new_id(self) -> str:
        """An identifier for something that is written."""
        return self._chance.new_id()

    def put(self, *rows: Any) -> None:
        """Write these rows, in this order."""
        self._puts.extend(rows)

    def because(self, file: CaseFile, code: ReasonCode, words: str | None = None) -> None:
        """Change the case once more, and say why where it has been sent: each event of a change that is told from here
        on names it. The change itself is put after this.

        `words` are a person's; a person must say something, and may before the case is sent. None: the program says
        why. Raises UsageError where a reason is needed and does not say enough.
        """
        if words is not None:
            require_reason(file, code, words)
        changed = file.touched()
        self.put(changed)
        said = (words or "").strip()
        if file.was_sent or said:
            kept = self.keep(said) if said else None
            version, person_id = changed.lock_version, self._actor.person_id
            self.reason = ChangeReason(self.case_id, version, code, kept, person_id, self.now)
            self.put(self.reason)

    def tell(
        self,
        event_type: EventType,
        *,
        section: str | None = None,
        refs: Mapping[str, Content | str] | None = None,
        outcome: Outcome = Outcome.DONE,
        data: Mapping[str, Plain] | None = None,
        of_case: str | None = None,
        **more: Plain | Sequence[Plain],
    ) -> None:
        """Tell of it: `refs` are contents or commitments, `data` and the other arguments are
        identifiers, enumerations and integers. `of_case` is another case that the event is about; it is then not the
        last one of the entry."""
        named = {k: v.commitment if isinstance(v, Content) else v for k, v in (refs or {}).items()}
        told = {k: v if isinstance(v, int | str) else list(v) for k, v in {**(data or {}), **more}.items()}
        if self.reason and event_type in _EXPLAINED:
            told["code"] = self.reason.code.value
            named |= {"reason": self.reason.words.commitment} if self.reason.words else {}
        self._events.append(
            Event(event_type, self._clock.now(), self._actor, of_case or self._case_id, section, named, told, outcome)
        )

    def supersede(self, command_id: str, section: str, reason: VoidReason, lock_version: int) -> None:
        """The approval of a section, made by that command, no longer counts since the case was changed to this version
        of it."""
        self.put(Supersession(command_id, self.case_id, section, self.now))
        self.put(Voided(command_id, self.case_id, section, reason, lock_version))
        self.tell(EventType.SIGNATURE_SUPERSEDED, section=section, decision=command_id, because=reason.value)

    @property
    def entry(self) -> Entry:
        """What was collected."""
        return Entry(self.command_id, tuple(self._puts), tuple(self._events))


class Recording:
    """The way into the store for every change. `observe` is told of events once they are durable."""

    def __init__(self, store: Store, clock: Clock, chance: Chance, observe: Observe = lambda _events: None) -> None:
        self._store, self._clock, self._chance, self._observe = store, clock, chance, observe
        self.has_written = False

    def begin(self, actor: Actor, case_id: str | None = None, command_id: str | None = None) -> Scribe:
        """A scribe for one command; with the same `command_id` it applies only once."""
        return Scribe(self._clock, self._chance, actor, case_id, command_id or self._chance.new_id())

    async def write(self, scribe: Scribe) -> Receipt:
        """Make it durable."""
        entry = scribe.entry
        receipt = await self._store.commit(entry)
        self.has_written = True
        if receipt.applied:
            self._observe(entry.events)
        return receipt

    async def refused(
        self, kind: EventType, actor: Actor, error: Refused, case_id: str | None = None, **data: Plain
    ) -> None:
        """Tell that a rule forbade it, by the rule's code and not in words, in an entry of its own.

        Where the store cannot be written nothing is told: the refusal itself stands.
        """
        scribe = self.begin(actor, case_id if UUID.fits(case_id) else None)
        told = {"refusal": error.refusal.value, **data}
        scribe.tell(kind, section=error.section, outcome=Outcome.REFUSED, data=told)
        with suppress(CountersignError, OSError):
            await unbroken(self._store.commit(scribe.entry))

    async def note(self, scribe: Scribe) -> None:
        """Make durable that somebody looked, where that can be written: a store that can only be read is read all the
        same."""
        with suppress(ReadOnly):
            await self._store.commit(scribe.entry)

    async def verify(self, actor: Actor, told: Progress | None = None) -> Verification:
        """Read the whole record again, and tell that it was read and which kinds of breaks it has."""
        found = await self._store.verify(told)
        scribe = self.begin(actor)
        scribe.tell(
            EventType.STORE_VERIFIED,
            events=found.events,
            checkpoints=found.checkpoints,
            anchored_to=found.anchored_to,
            breaks=sorted({each.kind.value for each in found.breaks}),
        )
        await self.note(scribe)
        return found

    async def is_applied(self, command_id: str | None) -> bool:
        """Whether this command was applied already, so that doing it again changes nothing."""
        return command_id is not None and await self._store.receipt(command_id) is not None

    async def case_of(self, receipt: Receipt) -> str:
        """The case that an applied command was about."""
        (event,) = await self._store.event_page(None, receipt.last_seq + 1, 1)
        if event.case_id is None:
            raise ValueError("this command was about no case")
        return event.case_id

    async def last_actor(self, case_id: str, kind: EventType) -> str | None:
        """Who did this last in the case; None where nobody did. What was refused does not count."""
        before = None
        while found := await self._store.event_page(case_id, before, LOOKED_AT, (kind.value,)):
            done = (event for event in map(told_event, found) if event.outcome is Outcome.DONE)
            if event := next(done, None):
                return event.actor.person_id
            before = found[-1].seq
        return None

    async def kept_profile(self, profile: Profile) -> Profile:
        """The profile as it is kept now. Raises Refused where it is retired."""
        for _, kept in await self._store.people():
            if kept.profile_id == profile.profile_id:
                return kept
        raise Refused("This profile is retired.", next="Use another profile with `--as`.", refusal=Refusal.RETIRED)

    def now(self) -> datetime:
        """The instant, by the clock of the record."""
        return self._clock.now()

    async def require_key(self, profile_id: str) -> None:
        """Raises Refused where the profile's key signs no more."""
        history = await self._store.people_history()
        profile = next((profile for _, profile in history.people if profile.profile_id == profile_id), None)
        key = history.present_key(profile) if profile else None
        if key is not None and key.end is not None:
            raise Refused(
                "Your signing key signs no more.",
                kept="Nothing was signed.",
                next="Make a new key with the code that an administrator gives you: `countersign person new-key`.",
                refusal=Refusal.KEY_ENDED,
            )

    async def tries(self, person_id: str) -> Tries:
        """How many wrong passphrases the person has left, by the record: whatever program counted them."""
        newest = await self._store.event_page(None, None, ATTEMPTS_READ, SIGNING)
        return tries(attempts_of(person_id, newest), self._clock.now())

    async def require_unlocked(self, person_id: str) -> None:
        """Raises Refused where the person gave too many wrong passphrases to sign with, whatever program asked."""
        locked = (await self.tries(person_id)).locked
        if locked is not None:
            minutes = -(-locked // timedelta(minutes=1))
            raise Refused(
                "The passphrase was wrong three times: signing is locked.",
                kept="Nothing was signed.",
                next=f"Try again in {minutes} {'minute' if minutes == 1 else 'minutes'}.",
                refusal=Refusal.LOCKED,
            )


async def repeated(attempt: Callable[[], Awaitable[T]]) -> T:
    """Do it until nothing else has changed the case meanwhile. Raises the last Conflict."""
    for _ in range(MOST_TRIES - 1):
        with suppress(Conflict):
            return await attempt()
    return await attempt()


async def unbroken(work: Coroutine[Any, Any, T]) -> T:
    """Do it to its end even where it is cancelled meanwhile: what is being written is kept and told of, or neither.

    That it was cancelled is told after it; a failure of the work comes before that.
    """
    task, cancelled = asyncio.ensure_future(work), None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as told:
            cancelled = told
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result
