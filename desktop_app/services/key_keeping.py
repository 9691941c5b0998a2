"""Keeping the keys of people: one that was lost is replaced, one that was in other hands is revoked."""

from base64 import b32encode
from dataclasses import replace
from datetime import datetime

from desktop_app.domain.audit import EventType
from desktop_app.domain.content import commit
from desktop_app.domain.errors import Locked, NotFound, Refusal, Refused, UsageError
from desktop_app.domain.person import Acting, Actor, Auth, Person, Profile, Role
from desktop_app.domain.person_key import (
    ActKind,
    EndKind,
    KeyEnd,
    KeyLeave,
    KnownKey,
    PeopleHistory,
    PersonAct,
    PersonKey,
    require_words,
)
from desktop_app.domain.standing import fingerprint
from desktop_app.services.deciding_people import decider
from desktop_app.services.enrolling import Enrolling, require_passphrase
from desktop_app.services.ports import Chance, Keys
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.voiding import Voiding

CODE_BYTES = 10
"""80 bits: 16 letters and digits."""
_IS_IT = b"countersign: is this the code?"


class KeyKeeping:
    """Replaces and revokes signing keys. Nobody learns the passphrase of another."""

    def __init__(
        self, store: Store, recording: Recording, keys: Keys, chance: Chance, enrolling: Enrolling, voiding: Voiding
    ) -> None:
        self._store, self._recording, self._keys, self._chance = store, recording, keys, chance
        self._enrolling, self._voiding = enrolling, voiding

    async def history(self) -> PeopleHistory:
        """Everybody who was ever here, with all their keys."""
        return await self._store.people_history()

    @told_if_refused(EventType.KEY_ALLOWED)
    async def allow(self, acting: Acting, who: str, words: str, command_id: str | None = None) -> str:
        """Let a person who lost their key or its passphrase make a new one; the code that they need for it.

        From now on the old key signs nothing; what it signed stays valid. The code is kept nowhere and is good for one
        key: it is handed to the person. An administrator allows it to others, the only one to themselves, known by the
        computer's user. Raises Refused without the right to, UsageError without a reason or where there is no key.
        """
        person, profile = await self._enrolling.find(who)
        history = await self._store.people_history()
        actor, alone = await decider(self._recording, history, acting, person)
        known = _present(history, person, profile)
        code = b32encode(self._chance.new_key()[:CODE_BYTES]).decode()
        _, sealed, salt = self._keys.make(code)
        scribe = self._recording.begin(actor, command_id=command_id)
        act = put_act(scribe, self._chance, ActKind.KEY_ALLOWED, profile, actor, words)
        put_end(scribe, history, known, EndKind.REPLACED, scribe.now, act)
        scribe.put(KeyLeave(act.act_id, profile.profile_id, sealed, salt))
        scribe.tell(
            EventType.KEY_ALLOWED,
            refs={"reason": act.commitment},
            person=person.person_id,
            profile=profile.profile_id,
            key=known.key,
            leave=act.act_id,
            alone=alone,
        )
        if not (await self._recording.write(scribe)).applied:
            raise UsageError("This leave was given already.", next="Give it again for another code.")
        return "-".join(code[at : at + 4] for at in range(0, len(code), 4))

    async def make(self, who: str, code: str, passphrase: str, command_id: str | None = None) -> Acting:
        """The person makes their new key with the code, under a passphrase of their own, and acts from here on.

        Raises Locked where the code is wrong, Refused where it was wrong too often lately or no leave was given,
        UsageError where the passphrase is too short.
        """
        person, profile = await self._enrolling.find(who)
        actor = Actor(person.person_id, None, Auth.CODE)
        try:
            await self._make(person, profile, actor, (code, passphrase), command_id)
        except Refused as error:
            await self._recording.refused(EventType.KEY_MADE, actor, error, profile=profile.profile_id)
            raise
        return await self._enrolling.switch(profile.profile_id, passphrase)

    async def _make(
        self, person: Person, profile: Profile, actor: Actor, typed: tuple[str, str], command_id: str | None
    ) -> None:
        await self._recording.require_unlocked(person.person_id)
        if await self._recording.is_applied(command_id):
            return
        code, passphrase = typed
        leave = (await self._store.people_history()).leave_of(profile.profile_id)
        if leave is None:
            raise Refused(
                f"No new key was allowed to {person.name}.",
                next="Ask an administrator to allow it.",
                refusal=Refusal.KEY_ENDED,
            )
        self._require_code(leave, code)
        require_passphrase(passphrase)
        public_key, sealed, salt = self._keys.make(passphrase)
        scribe = self._recording.begin(actor, command_id=command_id)
        scribe.put(
            PersonKey(public_key.hex(), person.person_id, profile.profile_id, scribe.now, leave.act_id),
            replace(profile, public_key=public_key, sealed_key=sealed, salt=salt),
        )
        scribe.tell(EventType.KEY_MADE, profile=profile.profile_id, key=public_key.hex(), leave=leave.act_id)
        await self._recording.write(scribe)

    def _require_code(self, leave: KeyLeave, code: str) -> None:
        try:
            self._keys.sign(leave.sealed, leave.salt, "".join(c for c in code.upper() if c.isalnum()), _IS_IT)
        except Locked:
            raise Locked("The code is wrong.", next="Type it again as the administrator gave it.") from None

    @told_if_refused(EventType.KEY_REVOKED)
    async def revoke(
        self,
        acting: Acting,
        who: str,
        words: str,
        since: datetime | None = None,
        key: str = "",
        command_id: str | None = None,
    ) -> tuple[str, ...]:
        """Report a key as compromised since an instant (default: now): it signs no more, and what it signed since then
        does not count. The cases that need approvals anew.

        `key` is how the key or its fingerprint begins, where it is not the present one. Anybody reports their own, an
        administrator that of others. Raises Refused without the right to, NotFound, UsageError without a reason.
        """
        history = await self._store.people_history()
        person, profile = _ever(history, who)
        own = acting.person.person_id == person.person_id
        kept = replace(acting, profile=await self._recording.kept_profile(acting.profile))
        actor = kept.as_one_of(*Role) if own else kept.as_one_of(Role.ADMINISTRATOR)
        known = _named(history, person, profile, key)
        scribe = self._recording.begin(actor, command_id=command_id)
        from_ = since or scribe.now
        if from_ > scribe.now:
            raise UsageError("A key is not revoked from a later time on.", next="Give a time that has passed.")
        act = put_act(scribe, self._chance, ActKind.KEY_REVOKED, profile, actor, words)
        put_end(scribe, history, known, EndKind.REVOKED, from_, act)
        scribe.tell(
            EventType.KEY_REVOKED,
            refs={"reason": act.commitment},
            person=person.person_id,
            profile=profile.profile_id,
            key=known.key,
            since_ms=int(from_.timestamp() * 1000),
        )
        await self._recording.write(scribe)
        return await self._voiding.void()

    async def end_revocations(self) -> None:
        """Do what a crash left undone of a revocation: withdraw the approvals that do not count any more."""
        await self._voiding.void()


def put_act(scribe: Scribe, chance: Chance, kind: ActKind, profile: Profile, actor: Actor, words: str) -> PersonAct:
    """What is done about a person, with its reason. Raises UsageError where there is none."""
    said, key = require_words(words), chance.new_key()
    act = PersonAct(
        act_id=scribe.new_id(),
        kind=kind,
        person_id=profile.person_id,
        profile_id=profile.profile_id,
        by_person=actor.person_id or "",
        words=said,
        words_key=key,
        commitment=commit(key, said.encode()),
        at=scribe.now,
    )
    scribe.put(act)
    return act


def put_end(
    scribe: Scribe, history: PeopleHistory, known: KnownKey, kind: EndKind, until: datetime, act: PersonAct
) -> None:
    """The key signs no more from then on; one from before keys were listed is listed now."""
    if known.key not in {key.key for key in history.keys}:
        scribe.put(PersonKey(known.key, known.person_id, known.profile_id, known.since))
    if (kind, until) not in {(end.kind, end.until) for end in known.ends}:
        scribe.put(KeyEnd(known.key, kind, until, act.act_id))


def _present(history: PeopleHistory, person: Person, profile: Profile) -> KnownKey:
    known = history.present_key(profile)
    if known is None:
        raise UsageError(f"{person.name} has no signing key yet.", next="Their first signature makes one.")
    return known


def _ever(history: PeopleHistory, who: str) -> tuple[Person, Profile]:
    """The one profile of this name, or whose identifier begins so, of all who were ever here."""
    found = [(p, f) for p, f in history.people if who and (p.name == who or f.profile_id.startswith(who))]
    if len(found) != 1:
        raise NotFound(f"No one profile has the name “{who}”.", next="`countersign person list` names them all.")
    return found[0]


def _named(history: PeopleHistory, person: Person, profile: Profile, key: str) -> KnownKey:
    if not key:
        return _present(history, person, profile)
    wanted = key.lower()
    keys = history.keys_of(profile.profile_id)
    found = [k for k in keys if k.key.startswith(wanted) or fingerprint(bytes.fromhex(k.key)).startswith(wanted)]
    if len(found) != 1:
        raise NotFound(
            f"No one key of {person.name} begins with “{key}”.", next="`countersign person keys` lists them."
        )
    return found[0]
