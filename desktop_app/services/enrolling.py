"""People: who may act in this store, in which roles."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.errors import Locked, NotFound, UsageError
from desktop_app.domain.person import Acting, Actor, Auth, Person, Profile, Role
from desktop_app.domain.person_key import PersonKey
from desktop_app.services.ports import Chance, Keys
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused

SHORTEST_PASSPHRASE = 8
GUEST = "guest"
"""Who looks at a store that does not know them; kept nowhere but in the events that tell of looking."""


class Enrolling:
    """Adds people and finds the profile that is at work."""

    def __init__(self, store: Store, recording: Recording, keys: Keys, chance: Chance) -> None:
        self._store, self._recording, self._keys, self._chance = store, recording, keys, chance
        self._begun: tuple[str, Auth] | None = None

    @told_if_refused(EventType.PERSON_ADDED)
    async def add(
        self, name: str, roles: Sequence[Role], os_user: str, passphrase: str | None, acting: Acting | None = None
    ) -> Acting:
        """Add a person with one profile. With a passphrase the profile has a signing key at once.

        An administrator adds people; where there is none yet, whoever works here may. Without `acting` it is the
        program that does, as for a sample. Raises Refused without the right to.
        """
        actor = await self._adder(acting) if acting is not None else Actor.program()
        name = " ".join(name.split())
        if not name or not roles:
            raise UsageError("A person has a name and at least one role.", next="Give both.")
        if any(person.name.casefold() == name.casefold() for person, _ in await self._store.people()):
            raise UsageError(f"There is already a person named “{name}”.", next="Use another name.")
        if passphrase is not None:
            require_passphrase(passphrase)
        key = self._keys.make(passphrase) if passphrase is not None else (None, None, None)
        scribe = self._recording.begin(actor)
        person = Person(self._chance.new_id(), name, os_user, scribe.now)
        profile = Profile(self._chance.new_id(), person.person_id, frozenset(roles), *key)
        scribe.put(person, profile)
        if profile.public_key is not None:
            scribe.put(PersonKey(profile.public_key.hex(), person.person_id, profile.profile_id, scribe.now))
        scribe.tell(
            EventType.PERSON_ADDED,
            person=person.person_id,
            profile=profile.profile_id,
            roles=[role.value for role in sorted(set(roles))],
            key=profile.public_key.hex() if profile.public_key else "",
        )
        await self._recording.write(scribe)
        return Acting(person, profile, Auth.OS_USER)

    async def listing(self) -> tuple[tuple[Person, Profile], ...]:
        """Everybody."""
        return await self._store.people()

    async def current(self, os_user: str) -> Acting:
        """The profile of the operating system's user; a store without people gets one analyst of that name.

        Where that user is nobody here, they read as a guest and change nothing: nobody is taken for somebody else.
        """
        people = await self._store.people()
        if not people:
            return await self._begins(await self.add(os_user, [Role.ANALYST], os_user, None))
        for person, profile in people:
            if person.os_user == os_user:
                return await self._begins(Acting(person, profile, Auth.OS_USER))
        guest = Person(GUEST, os_user, os_user, self._recording.begin(Actor.program()).now)
        return await self._begins(Acting(guest, Profile(GUEST, GUEST, frozenset({Role.AUDITOR})), Auth.OS_USER))

    async def switch(self, who: str, passphrase: str | None) -> Acting:
        """The profile with this name or identifier. One with a signing key needs its passphrase."""
        person, profile = await self.find(who)
        if profile.sealed_key is None or profile.salt is None:
            return await self._begins(Acting(person, profile, Auth.OS_USER))
        if passphrase is None:
            raise UsageError(f"Acting as {person.name} needs their passphrase.", next="Type it and try again.")
        try:
            self._keys.sign(profile.sealed_key, profile.salt, passphrase, b"countersign: is this the passphrase?")
        except Locked as error:
            nobody = Actor(None, None, Auth.OS_USER)
            await self._recording.refused(EventType.PERSON_SWITCHED, nobody, error, profile=profile.profile_id)
            raise
        return await self._begins(Acting(person, profile, Auth.PASSPHRASE))

    @told_if_refused(EventType.PASSPHRASE_CHANGED)
    async def change_passphrase(self, acting: Acting, old: str, new: str, command_id: str | None = None) -> None:
        """Seal the signing key of who acts under another passphrase; the key itself stays.

        Raises Locked where the old one is wrong, Refused where it was wrong too often lately.
        """
        await self._recording.require_unlocked(acting.person.person_id)
        if await self._recording.is_applied(command_id):
            return
        profile = await self._recording.kept_profile(acting.profile)
        if profile.sealed_key is None or profile.salt is None:
            raise UsageError("This profile has no passphrase yet.", next="Its first signature makes one.")
        require_passphrase(new)
        sealed, salt = self._keys.reseal(profile.sealed_key, profile.salt, old, new)
        scribe = self._recording.begin(Actor(acting.person.person_id, None, Auth.PASSPHRASE), command_id=command_id)
        scribe.put(replace(profile, sealed_key=sealed, salt=salt))
        scribe.tell(EventType.PASSPHRASE_CHANGED, profile=profile.profile_id)
        await self._recording.write(scribe)

    async def find(self, who: str) -> tuple[Person, Profile]:
        """The one profile with this name, or an identifier that begins so. Raises NotFound."""
        found = [
            (person, profile)
            for person, profile in await self._store.people()
            if who and (person.name == who or profile.profile_id.startswith(who))
        ]
        if len(found) != 1:
            raise NotFound(f"No one profile has the name “{who}”.", next="`countersign person list` names them all.")
        return found[0]

    async def _adder(self, acting: Acting) -> Actor:
        if acting.profile.profile_id != GUEST:
            acting = replace(acting, profile=await self._recording.kept_profile(acting.profile))
        there_is_one = any(Role.ADMINISTRATOR in profile.roles for _, profile in await self._store.people())
        workers = (Role.ANALYST, Role.REVIEWER, Role.APPROVER)
        return acting.as_one_of(Role.ADMINISTRATOR, *(() if there_is_one else workers))

    async def _begins(self, acting: Acting) -> Acting:
        """Tell that this profile acts from here on; once until another one does."""
        begun = (acting.profile.profile_id, acting.auth)
        if self._begun != begun:
            scribe = self._recording.begin(Actor(acting.person.person_id, None, acting.auth))
            scribe.tell(EventType.PERSON_SWITCHED, profile=acting.profile.profile_id)
            await self._recording.note(scribe)
            self._begun = begun
        return acting


def require_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is too short to seal a key."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise UsageError(f"The passphrase has fewer than {SHORTEST_PASSPHRASE} characters.", next="Use a longer one.")
