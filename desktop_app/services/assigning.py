"""Sharing the work of deciding: who is to decide about a case, who has it open, and who put it off until when.

None of it decides anything, and none of it keeps another person who may decide from doing so for longer than a while.
"""

from datetime import datetime, timedelta

from desktop_app.domain.assignment import (
    ASSIGNS_OTHERS,
    IDLE,
    Assignment,
    DropTaking,
    Snooze,
    Taking,
    decides_about,
    require_decider,
    require_time,
)
from desktop_app.domain.audit import Entry, EventType
from desktop_app.domain.case import CaseFile
from desktop_app.domain.delegation import roles_given
from desktop_app.domain.errors import NotFound, Refusal, Refused
from desktop_app.domain.person import Acting, Actor, Person, Role
from desktop_app.domain.review_queue import Cause, NamedLoad, QueueOrder, QueueQuery, Whose, Workload
from desktop_app.domain.work import Seat, seat_of
from desktop_app.services.delegating import Delegating
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused

MINUTE = timedelta(minutes=1)


class Assigning:
    """Assigns cases, and lets one person at a time have a case open. A command that is given twice under one
    `command_id` is applied once."""

    def __init__(self, store: Store, recording: Recording, delegating: Delegating, clock: Clock) -> None:
        self._store, self._recording, self._delegating, self._clock = store, recording, delegating, clock

    def query(
        self,
        acting: Acting,
        words: str = "",
        cause: Cause | None = None,
        whose: Whose = Whose.ALL,
        *,
        overdue: bool = False,
        form: str = "",
        order: QueueOrder = QueueOrder.RISK,
        hidden: frozenset[str] = frozenset(),
        seat: Seat | None = None,
    ) -> QueueQuery:
        """What this person asks to see of the queue now: cases of others that they may decide about from their seat."""
        now = self._clock.now()
        return QueueQuery(seat or seat_of(acting), now, words, cause, whose, overdue, form, order, hidden)

    async def workload(self, acting: Acting) -> tuple[NamedLoad, ...]:
        """Who has how much to decide, most first; people who decide and have nothing are named too. Raises Refused."""
        acting.as_one_of(Role.REVIEWER, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR)
        people = await self._store.people()
        names = {person.person_id: person.name for person, _ in people}
        loads = await self._store.workload(self._clock.now())
        idle = {person.person_id for person, profile in people if {Role.REVIEWER, Role.APPROVER} & profile.roles}
        idle -= {load.person_id for load in loads}
        found = [NamedLoad(names.get(load.person_id or "", ""), load) for load in loads]
        nobody = [each for each in found if each.load.person_id is None]
        free = sorted((NamedLoad(names[each], Workload(each, 0, None, 0)) for each in idle), key=lambda one: one.name)
        return (*(each for each in found if each.load.person_id is not None), *free, *nobody)

    async def deciders(self, acting: Acting, case_id: str) -> tuple[Person, ...]:
        """Whom this person may assign the case to, by name."""
        file = await self._store.case_file(case_id)
        able = await self._able(file)
        if not acting.profile.roles & set(ASSIGNS_OTHERS):
            able = {key: person for key, person in able.items() if key == acting.person.person_id}
        return tuple(sorted(able.values(), key=lambda person: person.name))

    @told_if_refused(EventType.CASE_ASSIGNED)
    async def assign(self, acting: Acting, case_id: str, to: str | None, *, command_id: str | None = None) -> None:
        """Say who is to decide about the case where it stands; None: nobody in particular.

        Reviewers assign to themselves and give back what is theirs, approvers and administrators to anybody who may
        decide there. It holds until the case goes on. Raises Refused, NotFound.
        """
        if await self._recording.is_applied(command_id):
            return
        file = await self._store.case_file(case_id)
        actor = _assigner(acting, file, to, await self._delegating.roles(acting))
        if to is not None:
            await self._require_able(file, to)
        scribe = self._recording.begin(actor, case_id, command_id)
        scribe.put(Assignment(case_id, to, acting.person.person_id, scribe.now))
        scribe.tell(EventType.CASE_ASSIGNED, person=to or "")
        await self._recording.write(scribe)

    async def take(self, acting: Acting, case_id: str, *, command_id: str | None = None) -> Taking:
        """Have the case open: others are told so, for as long as the person does something in it.

        Who has it open already only goes on. Raises Refused, by the store itself where two take it at the same moment.
        """
        actor = await self._decider(acting, case_id)
        now, me = self._clock.now(), acting.person.person_id
        kept = await self._store.taking(case_id, now)
        if kept is not None and kept.person_id != me:
            raise await self._taken_by(kept)
        taking = Taking(case_id, me, kept.at if kept else now, now + IDLE)
        if kept is not None or await self._recording.is_applied(command_id):
            await self._store.commit(Entry(None, (taking,), ()))
            return taking
        scribe = self._recording.begin(actor, case_id, command_id)
        scribe.put(taking)
        scribe.tell(EventType.CASE_TAKEN, minutes=IDLE // MINUTE)
        try:
            await self._recording.write(scribe)
        except Refused as error:
            kept = await self._store.taking(case_id, now)
            if error.refusal is not Refusal.TAKEN or kept is None:
                raise
            raise await self._taken_by(kept) from error
        return taking

    async def release(self, acting: Acting, case_id: str, *, command_id: str | None = None) -> None:
        """Have the case open no more; nothing where the person does not have it open."""
        kept = await self._store.taking(case_id, self._clock.now())
        if kept is None or kept.person_id != acting.person.person_id or await self._recording.is_applied(command_id):
            return
        scribe = self._recording.begin(acting.as_one_of(*Role), case_id, command_id)
        scribe.put(DropTaking(case_id, kept.person_id))
        scribe.tell(EventType.CASE_RELEASED)
        await self._recording.write(scribe)

    @told_if_refused(EventType.CASE_SNOOZED)
    async def snooze(
        self, acting: Acting, case_id: str, until: datetime | None, *, command_id: str | None = None
    ) -> None:
        """Leave the case out of the person's own queue until then, and no longer than until it is due; None: no more.

        Raises Refused, UsageError.
        """
        if await self._recording.is_applied(command_id):
            return
        actor = await self._decider(acting, case_id)
        scribe = self._recording.begin(actor, case_id, command_id)
        if until is not None:
            require_time(scribe.now, until)
        scribe.put(Snooze(acting.person.person_id, case_id, until or scribe.now))
        minutes = 0 if until is None else -((scribe.now - until) // MINUTE)
        scribe.tell(EventType.CASE_SNOOZED, minutes=minutes)
        await self._recording.write(scribe)

    async def mend(self, acting: Acting) -> int:
        """Make all rows of the queue anew from the record; of how many cases they were wrong. Raises Refused."""
        acting.as_one_of(Role.ADMINISTRATOR)
        return await self._store.mend_queue()

    async def _decider(self, acting: Acting, case_id: str) -> Actor:
        """Who acts, as who decides about the case: in a role of theirs, or one that was delegated to them."""
        return require_decider(acting, await self._store.case_file(case_id), await self._delegating.roles(acting))

    async def _able(self, file: CaseFile) -> dict[str, Person]:
        """Who may decide about the case where it stands, in a role of their own or one that was delegated to them."""
        standing, now = await self._delegating.listing(), self._clock.now()
        return {
            person.person_id: person
            for person, profile in await self._store.people()
            if decides_about(file, person.person_id, profile.roles | roles_given(standing, person.person_id, now))
        }

    async def _require_able(self, file: CaseFile, person_id: str) -> None:
        names = {person.person_id: person.name for person, _ in await self._store.people()}
        if person_id not in names:
            raise NotFound("There is no such person here.", next="`countersign person list` names them.")
        if person_id not in await self._able(file):
            raise Refused(
                f"{names[person_id]} does not decide about this case where it stands.",
                next="Choose a person with the role that it waits for, who did not open it.",
                refusal=Refusal.ROLE,
            )

    async def _taken_by(self, kept: Taking) -> Refused:
        names = {person.person_id: person.name for person, _ in await self._store.people()}
        return Refused(
            f"{names.get(kept.person_id, 'Another person')} is reviewing this case.",
            next="Take another one. It is free again when they leave it, or do nothing in it for half an hour.",
            refusal=Refusal.TAKEN,
        )


def _assigner(acting: Acting, file: CaseFile, to: str | None, roles: frozenset[Role]) -> Actor:
    """Who may say it: for themselves who decides there, for others an approver or an administrator. Raises Refused."""
    others = acting.profile.roles & set(ASSIGNS_OTHERS)
    if to == acting.person.person_id or not others:
        actor = require_decider(acting, file, roles)
        return actor if to in (None, acting.person.person_id) else acting.as_one_of(*ASSIGNS_OTHERS)
    return acting.as_one_of(*ASSIGNS_OTHERS)
