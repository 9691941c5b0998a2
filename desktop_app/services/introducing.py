"""Machines get to know each other: each says who it is, and an administrator of the other accepts that once.

The two people compare the fingerprint by another way than the folder, by telephone say: whoever can write into the
folder could put an introduction of their own there.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from desktop_app.domain.audit import EventType
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.exchange import Newcomer
from desktop_app.domain.handover import FOLDER_SETTING, NAME_SETTING, Introduced, Machine, machine_of
from desktop_app.domain.handover_file import (
    LONGEST_NAME,
    IntroducedPerson,
    Introduction,
    read_strictly,
    wire_instant,
)
from desktop_app.domain.person import Acting, Actor, Person, Profile, Role
from desktop_app.domain.record_rows import Setting
from desktop_app.services.handover_ports import Exchange, Histories, KnownMachine, MachineKeys
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused

MOST_PEOPLE = 1000
DECIDING = (Role.ANALYST, Role.REVIEWER, Role.APPROVER)


class Introducing:
    """Names the exchange folder, and who the machines are that put cases there."""

    def __init__(
        self,
        store: Store,
        recording: Recording,
        histories: Histories,
        folder: Callable[[str], Exchange],
        named: str,
        machine_name: str,
    ) -> None:
        self._store, self._recording, self._histories = store, recording, histories
        self._folder, self._named, self._machine_name = folder, named, machine_name

    async def place(self) -> str:
        """The exchange folder: that of the environment, else that of the setting; empty where there is none."""
        return self._named or await self._store.setting(FOLDER_SETTING) or ""

    async def exchange(self) -> Exchange:
        """The exchange folder. Raises UsageError where none is named."""
        place = await self.place()
        if not place:
            raise UsageError(
                "No exchange folder is named.", next="Name it: `countersign handover folder FOLDER`, or in Settings."
            )
        return self._folder(place)

    @told_if_refused(EventType.SETTING_CHANGED)
    async def name_folder(self, acting: Acting, folder: str) -> None:
        """Exchange cases through this folder from now on; through none where it is empty. An administrator names it, or
        who is alone here."""
        actor = await self._as_administrator(acting)
        scribe = self._recording.begin(actor)
        scribe.put(Setting(FOLDER_SETTING, folder))
        scribe.tell(EventType.SETTING_CHANGED, setting=FOLDER_SETTING, on=bool(folder))
        await self._recording.write(scribe)

    @told_if_refused(EventType.SETTING_CHANGED)
    async def name_machine(self, acting: Acting, name: str) -> None:
        """What this machine calls itself to others, from its next introduction on."""
        actor, name = await self._as_administrator(acting), " ".join(name.split())
        if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
            raise UsageError("A machine has a name of at most 200 characters.", next="Give another one.")
        scribe = self._recording.begin(actor)
        scribe.put(Setting(NAME_SETTING, name))
        scribe.tell(EventType.SETTING_CHANGED, setting=NAME_SETTING)
        await self._recording.write(scribe)

    async def own(self) -> MachineKeys:
        """The keys of this machine."""
        return await self._histories.keys()

    async def introduce(self) -> str:
        """Put who this machine is, and who works at it now, into the folder; the machine's identifier."""
        exchange, keys = await self.exchange(), await self._histories.keys()
        unsigned = Introduction(
            name=await self._store.setting(NAME_SETTING) or self._machine_name,
            signing_key=keys.signing_key.hex(),
            sealing_key=keys.sealing_key.hex(),
            people=_introduced(await self._store.people()),
            at=wire_instant(self._recording.begin(Actor.program()).now),
        )
        signed = unsigned.model_copy(update={"signature": keys.sign(unsigned.signed_bytes).hex()})
        await asyncio.to_thread(exchange.introduce, keys.machine_id, signed.dump())
        return keys.machine_id

    async def newcomers(self) -> tuple[Newcomer, ...]:
        """The other machines that have introduced themselves in the folder, by name. What is no introduction is passed
        over: it says nothing."""
        exchange, own = await self.exchange(), (await self._histories.keys()).machine_id
        found = await self._introductions(exchange)
        machines = {known.machine.machine_id: known for known in await self._histories.machines()}
        return tuple(
            Newcomer(i, intro.name, intro.people, _is_known(machines.get(i), intro), i in machines)
            for i, intro in sorted(found.items(), key=lambda pair: (pair[1].name, pair[0]))
            if i != own
        )

    @told_if_refused(EventType.HANDOVER_ACCEPTED)
    async def accept(
        self, acting: Acting, machine: str, roles: Mapping[str, Sequence[Role]], *, default: Sequence[Role] = DECIDING
    ) -> Machine:
        """Believe from now on who this machine says it is, and let each of its people act in these roles: `roles` by
        name or identifier of a person, else `default`.

        `machine` is its name, or how its fingerprint begins. Raises NotFound; Refused where a person there has the
        identifier of somebody here.
        """
        actor = await self._as_administrator(acting)
        found = await self._introductions(await self.exchange())
        wanted = machine.replace(" ", "").lower()
        fits = {i: m for i, m in found.items() if m.name == machine or (len(wanted) >= 8 and i.startswith(wanted))}
        if len(fits) != 1:
            raise NotFound(
                f"No one machine has the name “{machine}”.", next="`countersign handover machines` lists them."
            )
        ((machine_id, intro),) = fits.items()
        scribe = self._recording.begin(actor)
        accepted = Machine(
            machine_id,
            intro.name,
            bytes.fromhex(intro.signing_key),
            bytes.fromhex(intro.sealing_key),
            acting.person.person_id,
            scribe.now,
        )
        scribe.put(accepted)
        given = [await self._put_person(scribe, machine_id, person, roles, default) for person in intro.people]
        scribe.tell(
            EventType.HANDOVER_ACCEPTED,
            machine=machine_id,
            people=[person.person for person in intro.people],
            roles=sorted({role.value for each in given for role in each}),
        )
        await self._recording.write(scribe)
        return accepted

    async def _put_person(
        self,
        scribe: Scribe,
        machine_id: str,
        person: IntroducedPerson,
        roles: Mapping[str, Sequence[Role]],
        default: Sequence[Role],
    ) -> frozenset[Role]:
        """A person of the other machine, with a profile for each of their keys with which nobody can act here."""
        members = {each.person_id: each.machine_id for each in await self._histories.introduced()}
        local = await self._store.people()
        if members.get(person.person, machine_id) != machine_id or any(p.person_id == person.person for p, _ in local):
            raise Refused(
                f"“{person.name}” has the identifier of somebody who is known here already.",
                next="See who copied a store: two machines never work with one copy of it.",
                refusal=Refusal.UNTRUSTED,
            )
        given = frozenset(roles.get(person.person, roles.get(person.name, default)))
        earlier = {p.public_key: p for known in await self._of(person.person) for p in known}
        scribe.put(Person(person.person, person.name, "", scribe.now), Introduced(person.person, machine_id))
        keys: list[bytes | None] = [bytes.fromhex(each) for each in person.keys]
        for key in keys or [None]:
            profile_id = earlier[key].profile_id if key in earlier else scribe.new_id()
            scribe.put(Profile(profile_id, person.person, given, public_key=key, retired_at=scribe.now))
        return given

    async def _of(self, person_id: str) -> list[tuple[Profile, ...]]:
        return [
            profiles
            for known in await self._histories.machines()
            for person, profiles in known.people
            if person.person_id == person_id
        ]

    async def _introductions(self, exchange: Exchange) -> dict[str, Introduction]:
        """Those whose signature is that of the machine that they introduce."""
        found: dict[str, Introduction] = {}
        for body in await asyncio.to_thread(exchange.introductions):
            try:
                intro = read_strictly(Introduction, body)
            except ValueError:
                continue
            key, sealing = bytes.fromhex(intro.signing_key), bytes.fromhex(intro.sealing_key)
            good = self._histories.verifies(key, intro.signed_bytes, bytes.fromhex(intro.signature))
            if good and len(intro.people) <= MOST_PEOPLE:
                found[machine_of(key, sealing)] = intro
        return found

    async def _as_administrator(self, acting: Acting) -> Actor:
        """An administrator, or who is alone at this machine. Raises Refused."""
        alone = {person.person_id for person, _ in await self._store.people()} == {acting.person.person_id}
        return acting.as_one_of(Role.ADMINISTRATOR, *(DECIDING if alone else ()))


def _introduced(people: Sequence[tuple[Person, Profile]]) -> tuple[IntroducedPerson, ...]:
    names = {person.person_id: person.name for person, _ in people}
    keys = {i: sorted({p.public_key.hex() for q, p in people if q.person_id == i and p.public_key}) for i in names}
    return tuple(IntroducedPerson(person=i, name=name, keys=tuple(keys[i])) for i, name in names.items())


def _is_known(known: KnownMachine | None, intro: Introduction) -> bool:
    """Whether all that it says of its people was accepted already."""
    if known is None:
        return False
    here = {(person.person_id, p.public_key and p.public_key.hex()) for person, ps in known.people for p in ps}
    people = {person.person_id for person, _ in known.people}
    return all(i.person in people and all((i.person, key) in here for key in i.keys) for i in intro.people)
