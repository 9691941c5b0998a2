"""Signing keys of people through time: since when each signs, until when, and why it ended. Nothing is overwritten."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.content import commit
from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Person, Profile

LONGEST_REASON = 400


class ActKind(StrEnum):
    """What was done about a person, with a reason."""

    KEY_ALLOWED = "key_allowed"
    KEY_REVOKED = "key_revoked"
    ROLES_CHANGED = "roles_changed"
    RETIRED = "retired"


class EndKind(StrEnum):
    """Why a key signs no more. replaced: it or its passphrase was lost, and a new one was allowed; revoked: it may have
    been in other hands; left: its person acts no more."""

    REPLACED = "replaced"
    REVOKED = "revoked"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class PersonAct:
    """Who did what about whom, when and why. The record commits to the words, and does not hold them."""

    act_id: str
    kind: ActKind
    person_id: str
    profile_id: str
    by_person: str
    words: str
    words_key: bytes
    commitment: str
    at: datetime

    @property
    def holds(self) -> bool:
        """Whether the words are those that the record commits to."""
        return commit(self.words_key, self.words.encode()) == self.commitment


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A public key (hexadecimal) of a person's profile; `act_id` is the leave that it was made with, if any."""

    key: str
    person_id: str
    profile_id: str
    since: datetime
    act_id: str | None = None


@dataclass(frozen=True, slots=True)
class KeyEnd:
    """A key signs no more from `until` on, because of an act."""

    key: str
    kind: EndKind
    until: datetime
    act_id: str


@dataclass(frozen=True, slots=True)
class KeyLeave:
    """Leave for one new key, for who knows the code. The code opens `sealed`, a key that is good for nothing else."""

    act_id: str
    profile_id: str
    sealed: bytes
    salt: bytes


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key with all that ended it."""

    key: str
    person_id: str
    profile_id: str
    since: datetime
    ends: tuple[KeyEnd, ...] = ()

    @property
    def end(self) -> KeyEnd | None:
        """The first thing that ended it."""
        return min(self.ends, key=lambda end: end.until, default=None)

    def revoked_at(self, at: datetime) -> KeyEnd | None:
        """Its report as compromised, where that reaches back to this instant."""
        ends = (end for end in self.ends if end.kind is EndKind.REVOKED and end.until <= at)
        return next(ends, None)

    def ended_before(self, at: datetime) -> KeyEnd | None:
        """What had ended it before this instant; what happens at the same one is still good."""
        return next((end for end in self.ends if end.until < at), None)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: their name as it is kept, and all their keys."""

    name: str
    keys: tuple[KnownKey, ...] = ()

    def key(self, public_key: bytes) -> KnownKey | None:
        """Their key with these bytes."""
        return next((known for known in self.keys if known.key == public_key.hex()), None)


@dataclass(frozen=True, slots=True)
class PeopleHistory:
    """Everybody who was ever here, and all that was done about their keys and roles, oldest first."""

    people: tuple[tuple[Person, Profile], ...]
    keys: tuple[PersonKey, ...] = ()
    ends: tuple[KeyEnd, ...] = ()
    leaves: tuple[KeyLeave, ...] = ()
    acts: tuple[PersonAct, ...] = ()

    def keys_of(self, profile_id: str) -> tuple[KnownKey, ...]:
        """The keys of a profile, oldest first, the present one last."""
        return tuple(known for known in known_keys(self.people, self.keys, self.ends) if known.profile_id == profile_id)

    def present_key(self, profile: Profile) -> KnownKey | None:
        """The key that the profile has now, whether or not it still signs."""
        wanted = profile.public_key.hex() if profile.public_key else ""
        return next((known for known in self.keys_of(profile.profile_id) if known.key == wanted), None)

    def leave_of(self, profile_id: str) -> KeyLeave | None:
        """The newest leave of a profile, where no key was made with it yet."""
        newest = next((leave for leave in reversed(self.leaves) if leave.profile_id == profile_id), None)
        used = {key.act_id for key in self.keys}
        return newest if newest is not None and newest.act_id not in used else None

    def act(self, act_id: str) -> PersonAct | None:
        """The act of that id."""
        return next((act for act in self.acts if act.act_id == act_id), None)


def known_keys(
    people: Iterable[tuple[Person, Profile]], keys: Iterable[PersonKey], ends: Iterable[KeyEnd]
) -> tuple[KnownKey, ...]:
    """All keys with their ends. A profile's own key that no row tells of is as old as its person: it was made before
    such rows were kept."""
    listed = {key.key: KnownKey(key.key, key.person_id, key.profile_id, key.since) for key in keys}
    kept = dict[str, KnownKey]()
    for person, profile in people:
        if profile.public_key is not None and profile.public_key.hex() not in listed:
            own = profile.public_key.hex()
            kept[own] = KnownKey(own, person.person_id, profile.profile_id, person.created_at)
    ended = tuple(ends)
    return tuple(
        KnownKey(k.key, k.person_id, k.profile_id, k.since, tuple(end for end in ended if end.key == k.key))
        for k in (kept | listed).values()
    )


def signers_of(
    people: Iterable[tuple[Person, Profile]], keys: Iterable[PersonKey], ends: Iterable[KeyEnd]
) -> Mapping[str, Signer]:
    """Everybody's name and keys, by person."""
    everybody = tuple(people)
    known = known_keys(everybody, keys, ends)
    return {
        person.person_id: Signer(person.name, tuple(key for key in known if key.person_id == person.person_id))
        for person, _ in everybody
    }


def require_words(words: str) -> str:
    """The reason as it is kept. Raises UsageError where it says nothing, or is no short reason."""
    said = " ".join(words.split())
    if not said or len(said) > LONGEST_REASON:
        raise UsageError(
            f"This needs a reason, of at most {LONGEST_REASON} characters.", next="Say why; it is kept with the record."
        )
    return said
