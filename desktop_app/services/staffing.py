"""Staffing: which roles a person has, and that they leave."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.person import Acting, Person, Profile, Role
from desktop_app.domain.person_key import ActKind, EndKind
from desktop_app.services.deciding_people import decider
from desktop_app.services.enrolling import Enrolling
from desktop_app.services.key_keeping import put_act, put_end
from desktop_app.services.ports import Chance
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused

ENDED = (CaseState.SIGNED, CaseState.WITHDRAWN, CaseState.ABANDONED)


class Staffing:
    """Changes roles, and lets people leave. The last administrator stays one."""

    def __init__(self, store: Store, recording: Recording, chance: Chance, enrolling: Enrolling) -> None:
        self._store, self._recording, self._chance, self._enrolling = store, recording, chance, enrolling

    @told_if_refused(EventType.PERSON_CHANGED)
    async def change_roles(
        self, acting: Acting, who: str, roles: Sequence[Role], words: str, command_id: str | None = None
    ) -> Profile:
        """Give a person these roles in place of those they had; the profile.

        An administrator changes those of others, the only one their own. Raises Refused without the right to or for
        the last administrator, UsageError without a role or a reason.
        """
        person, profile = await self._enrolling.find(who)
        if not roles:
            raise UsageError("A person has at least one role.", next="Name one, or let them leave.")
        history = await self._store.people_history()
        actor, alone = await decider(self._recording, history, acting, person)
        if await self._recording.is_applied(command_id):
            return profile
        if Role.ADMINISTRATOR not in roles:
            await self._require_another(person, profile)
        scribe = self._recording.begin(actor, command_id=command_id)
        changed = replace(profile, roles=frozenset(roles))
        act = put_act(scribe, self._chance, ActKind.ROLES_CHANGED, profile, actor, words)
        scribe.put(changed)
        scribe.tell(
            EventType.PERSON_CHANGED,
            refs={"reason": act.commitment},
            person=person.person_id,
            profile=profile.profile_id,
            roles=[role.value for role in sorted(set(roles))],
            alone=alone,
        )
        await self._recording.write(scribe)
        return changed

    @told_if_refused(EventType.PERSON_RETIRED)
    async def retire(self, acting: Acting, who: str, words: str, command_id: str | None = None) -> Profile:
        """Let a profile act no more, and its key sign no more; what it did and signed stays.

        An administrator lets others leave, anybody themselves, but for the last administrator. Raises NotFound,
        Refused, UsageError without a reason.
        """
        person, profile = await self._enrolling.find(who)
        itself = profile.profile_id == acting.profile.profile_id
        kept = replace(acting, profile=await self._recording.kept_profile(acting.profile))
        actor = kept.as_one_of(*Role) if itself else kept.as_one_of(Role.ADMINISTRATOR)
        await self._require_another(person, profile)
        history = await self._store.people_history()
        scribe = self._recording.begin(actor, command_id=command_id)
        act = put_act(scribe, self._chance, ActKind.RETIRED, profile, actor, words)
        known = history.present_key(profile)
        if known is not None and known.end is None:
            put_end(scribe, history, known, EndKind.LEFT, scribe.now, act)
        retired = replace(profile, retired_at=scribe.now)
        scribe.put(retired)
        scribe.tell(
            EventType.PERSON_RETIRED,
            refs={"reason": act.commitment},
            person=person.person_id,
            profile=profile.profile_id,
            key=known.key if known else "",
        )
        await self._recording.write(scribe)
        return retired

    async def open_cases(self, person_id: str) -> tuple[CaseFile, ...]:
        """The cases that a person opened and that have not ended: somebody else has to go on with them."""
        return tuple(
            each.file
            for each in await self._store.cases()
            if each.file.created_by == person_id and each.file.state not in ENDED
        )

    async def _require_another(self, person: Person, profile: Profile) -> None:
        """Somebody must be left who looks after people and settings, where there is somebody."""
        others = (p.roles for _, p in await self._store.people() if p.profile_id != profile.profile_id)
        if Role.ADMINISTRATOR in profile.roles and not any(Role.ADMINISTRATOR in roles for roles in others):
            raise Refused(
                f"{person.name} is the last administrator.",
                next="Make somebody else an administrator first.",
                refusal=Refusal.LAST_ADMINISTRATOR,
            )
