"""Cases that go from one machine to another through a folder: who that machine is, and where each case file stands.

A machine is a store with keys of its own. Its name for itself is the fingerprint of those keys, so that nobody can be
taken for it who has not got them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from desktop_app.domain.content import Content

FOLDER_SETTING = "handover.folder"
"""The setting that names the exchange folder."""
NAME_SETTING = "handover.name"
"""The setting that says what this machine calls itself to others."""
_MACHINE = b"countersign machine 1\n"
_GROUP, _GROUPS = 4, 6


def machine_of(signing_key: bytes, sealing_key: bytes) -> str:
    """The identifier of the machine with these public keys: the SHA-256 of both, in hexadecimal."""
    return sha256(_MACHINE + signing_key + sealing_key).hexdigest()


def fingerprint(key: str) -> str:
    """What two people read to each other: the first 96 bits of an identifier or a public key, in groups of four."""
    return " ".join(key[i * _GROUP : (i + 1) * _GROUP] for i in range(_GROUPS))


@dataclass(frozen=True, slots=True)
class Machine:
    """Another machine whose introduction an administrator accepted here."""

    machine_id: str
    name: str
    signing_key: bytes
    sealing_key: bytes
    accepted_by: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class Introduced:
    """A person of another machine. What they may do is in their profile here, which nobody can act with."""

    person_id: str
    machine_id: str


class HandoverState(StrEnum):
    """Where a case file stands, as this machine knows it.

    away: put from here, and not back; back: its return was taken in; called_back: nobody had taken it;
    taken_back: work goes on here although another machine has it;
    taken: taken in here; given_back: returned from here; closed: a later file took its place;
    conflict: what came cannot follow what is here; settled: a person saw to that; refused: it was not taken in.
    """

    AWAY = "away"
    BACK = "back"
    CALLED_BACK = "called_back"
    TAKEN_BACK = "taken_back"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    CLOSED = "closed"
    CONFLICT = "conflict"
    SETTLED = "settled"
    REFUSED = "refused"

    @property
    def holds_still(self) -> bool:
        """Whether the case is read-only here meanwhile."""
        return self in (HandoverState.AWAY, HandoverState.GIVEN_BACK)


@dataclass(frozen=True, slots=True)
class Handover:
    """A case file that was put here or came here.

    `case_id` is empty of one that was refused before it told its case; `machine_id` is who put it or, of one that was
    put from here, whom it is for; `person_id` acted here, last at `at`. `answers` is the file that it returns.
    """

    file_id: str
    case_id: str
    machine_id: str
    state: HandoverState
    person_id: str
    at: datetime
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a case's history that one machine signed, as it came. `number` counts from 1 in its case.

    `upto` is the last event of this store that a segment of its own holds; 0 where another machine signed it.
    """

    digest: str
    case_id: str
    number: int
    machine_id: str
    upto: int
    body: Content


def kept_item(file_id: str) -> str:
    """The content that holds what came of a case that could not follow what is here."""
    return f"handover:{file_id}"


class Course(StrEnum):
    """How a history that came stands to the one that is here."""

    NEW = "new"
    """It begins with what is here, and goes on."""
    KNOWN = "known"
    """All of it is here already."""
    APART = "apart"
    """Both went on from something, in different ways."""


def course_of(here: tuple[str, ...], came: tuple[str, ...], *, changed: bool) -> Course:
    """How histories stand to each other, each as the digests of its segments; `changed`: more has happened here since
    the last of them."""
    if came == here[: len(came)]:
        return Course.KNOWN
    if here == came[: len(here)] and not changed:
        return Course.NEW
    return Course.APART


class ConflictReason(StrEnum):
    """Why a case file was not taken in."""

    APART = "apart"
    TAMPERED = "tampered"
    UNKNOWN_MACHINE = "unknown_machine"
    UNTRUSTED = "untrusted"
    TOO_LARGE = "too_large"
    OTHER_VERSION = "other_version"
