"""Delegating: a person lets another one decide in their role for a time, and takes it back. Nothing is passed on."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from desktop_app.domain.audit import EventType
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.delegation import (
    DELEGATED,
    Decider,
    Delegation,
    DelegationEnd,
    StandingDelegation,
    delegations_to,
    roles_given,
)
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.work import Seat, seat_of
from desktop_app.services.ports import Clock
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused

LONGEST = timedelta(days=366)
_WORKING = frozenset((Role.ANALYST, Role.REVIEWER, Role.APPROVER))


class Delegating:
    """Makes and ends delegations, and says in whose name somebody decides."""

    def __init__(self, store: Store, recording: Recording, clock: Clock) -> None:
        self._store, self._recording, self._clock = store, recording, clock

    @told_if_refused(EventType.DELEGATION_MADE)
    async def delegate(
        self,
        acting: Acting,
        to: str,
        until: datetime,
        *,
        role: Role | None = None,
        since: datetime | None = None,
        command_id: str | None = None,
    ) -> tuple[Delegation, ...]:
        """Let this person (by name, or the beginning of an identifier) decide in a role of who acts, in all of them
        where none is named, from `since` (None: now) until then."""
        if await self._recording.is_applied(command_id):
            return ()
        roles = [role] if role else [each for each in DELEGATED if each in acting.profile.roles]
        actor = acting.as_one_of(*([each for each in roles if each in DELEGATED] or DELEGATED))
        delegate_id = await self._delegate(to, acting.person.person_id)
        starts = max(since or self._clock.now(), self._clock.now())
        if not starts < until <= starts + LONGEST:
            raise UsageError(
                "A delegation ends after it begins, and within a year.", next="Name the last day with `--until`."
            )
        scribe = self._recording.begin(actor, command_id=command_id)
        made = tuple(
            Delegation(scribe.new_id(), acting.person.person_id, delegate_id, each, starts, until) for each in roles
        )
        for each in made:
            scribe.put(each)
            days = -(-(until - starts) // timedelta(days=1))
            told = {"delegation": each.delegation_id, "person": each.person_id, "delegate": delegate_id}
            scribe.tell(EventType.DELEGATION_MADE, data=told, role=each.role.value, days=days)
        await self._recording.write(scribe)
        return made

    @told_if_refused(EventType.DELEGATION_ENDED)
    async def revoke(self, acting: Acting, delegation_id: str, *, command_id: str | None = None) -> None:
        """End a delegation at once: by who made it, or by an administrator. What was decided under it stays."""
        if await self._recording.is_applied(command_id):
            return
        found = [s for s in await self._store.delegations() if s.delegation.delegation_id.startswith(delegation_id)]
        if len(found) != 1 or not delegation_id:
            raise NotFound(
                f"No one delegation begins with “{delegation_id}”.", next="`countersign person delegations` lists them."
            )
        (standing,) = found
        given = standing.delegation
        actor = self._ender(acting, given)
        if standing.ended:
            return
        scribe = self._recording.begin(actor, command_id=command_id)
        scribe.put(DelegationEnd(given.delegation_id, acting.person.person_id, scribe.now))
        told = {"delegation": given.delegation_id, "person": given.person_id, "delegate": given.delegate_id}
        scribe.tell(EventType.DELEGATION_ENDED, data=told)
        await self._recording.write(scribe)

    def now(self) -> datetime:
        """The time that delegations are held against."""
        return self._clock.now()

    async def listing(self) -> tuple[StandingDelegation, ...]:
        """All delegations, oldest first."""
        return await self._store.delegations()

    async def name_of(self, person_id: str) -> str:
        """The name of the person who delegated."""
        return next((person.name for person, _ in await self._store.people() if person.person_id == person_id), "")

    async def seat(self, acting: Acting) -> Seat:
        """From where who acts looks at work: with what others delegated to them."""
        return seat_of(acting, await self.roles(acting))

    async def roles(self, acting: Acting) -> frozenset[Role]:
        """The roles in which who acts may decide now: their own, and those delegated to them."""
        standing = await self._store.delegations()
        return acting.profile.roles | roles_given(standing, acting.person.person_id, self._clock.now())

    async def decider(self, acting: Acting, facts: CaseFacts, roles: Sequence[Role]) -> Decider:
        """Who decides about the case in one of these roles: who holds it decides for themselves, else for the person
        who delegated it. Raises Refused where neither is so, and where either is the author of the case."""
        given = () if acting.profile.roles & set(roles) else await self.given(acting, roles)
        if not given:
            return Decider(acting.as_one_of(*roles))
        author = facts.record.file.created_by
        free = [each for each in given if author not in (each.person_id, each.delegate_id)]
        if not free:
            raise Refused(
                "The author of a case decides about it for nobody, and nobody decides for its author.",
                next="Let another person decide.",
                refusal=Refusal.FOUR_EYES,
            )
        return Decider(Actor(acting.person.person_id, free[0].role, acting.auth), free[0])

    async def given(self, acting: Acting, roles: Collection[Role] = DELEGATED) -> tuple[Delegation, ...]:
        """The delegations under which who acts may decide now in one of these roles."""
        standing = await self._store.delegations()
        return delegations_to(standing, acting.person.person_id, roles, self._clock.now())

    def _ender(self, acting: Acting, given: Delegation) -> Actor:
        if given.person_id == acting.person.person_id:
            return Actor(acting.person.person_id, given.role, acting.auth)
        return acting.as_one_of(Role.ADMINISTRATOR)

    async def _delegate(self, to: str, person_id: str) -> str:
        """The person of that name, who works on cases and is somebody else."""
        known = [
            (person.person_id, profile.roles)
            for person, profile in await self._store.people()
            if to and (person.name == to or profile.profile_id.startswith(to) or person.person_id.startswith(to))
        ]
        ids = {each for each, _ in known}
        if len(ids) != 1:
            raise NotFound(f"No one person has the name “{to}”.", next="`countersign person list` names them all.")
        (delegate_id,) = ids
        if delegate_id == person_id:
            raise UsageError("Nobody delegates to themselves.", next="Name another person with `--to`.")
        if not any(roles & _WORKING for _, roles in known):
            raise Refused(
                "Who only reads or administers decides about no case.",
                next="Name an analyst, a reviewer or an approver.",
                refusal=Refusal.ROLE,
            )
        return delegate_id
