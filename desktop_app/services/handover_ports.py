"""What handing over needs from outside: the folder that machines share, the keys of this one, histories of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from desktop_app.domain.content import Content
from desktop_app.domain.handover import Handover, Introduced, Machine, Segment
from desktop_app.domain.handover_file import CaseBody, SegmentBody
from desktop_app.domain.person import Person, Profile


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the exchange folder: its name there, its first bytes, and how many it has."""

    name: str
    beginning: bytes
    size: int


class Exchange(Protocol):
    """The exchange folder. Each call blocks, may take long and raises ExchangeFailed."""

    def introduce(self, machine_id: str, body: bytes) -> None:
        """Put an introduction there, in the place of an earlier one of the same machine."""
        ...

    def introductions(self) -> tuple[bytes, ...]:
        """The introductions that are there, unread."""
        ...

    def put(self, file_id: str, body: bytes) -> None:
        """Put a case file there, whole and on the disk when this returns."""
        ...

    def files(self) -> tuple[FoundFile, ...]:
        """The case files that are there."""
        ...

    def read(self, name: str) -> bytes:
        """A whole file. Raises ValueError where it is too large."""
        ...

    def remove(self, file_id: str) -> None:
        """Take a case file away, where that is allowed."""
        ...

    def refuse(self, name: str) -> None:
        """Put a file aside that cannot be trusted, where that is allowed."""
        ...

    def claim(self, file_id: str, note: bytes) -> bool:
        """Claim a case file; whether this was the one claim that succeeds."""
        ...

    def claim_of(self, file_id: str) -> bytes | None:
        """The note of a claim, unread; None where nobody has claimed the file."""
        ...

    def release(self, file_id: str) -> None:
        """Give up a claim."""
        ...


class MachineKeys(Protocol):
    """The keys of this machine."""

    @property
    def machine_id(self) -> str:
        """Which machine it is."""
        ...

    @property
    def signing_key(self) -> bytes:
        """Its public key that others verify with."""
        ...

    @property
    def sealing_key(self) -> bytes:
        """Its public key that others seal for."""
        ...

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature."""
        ...

    def seal(self, file_id: str, label: bytes, body: bytes, to: dict[str, bytes]) -> bytes:
        """A case file for these machines."""
        ...

    def label(self, file: bytes, signing_key: bytes) -> bytes:
        """The label of a file, of which the beginning is enough, that was signed with this key. Raises ValueError."""
        ...

    def body(self, file: bytes, signing_key: bytes) -> bytes:
        """The body of a whole file that was signed with this key. Raises ValueError."""
        ...


@dataclass(frozen=True, slots=True)
class KnownMachine:
    """Another machine, and the people of it as they are known here; each of their profiles holds one of their keys."""

    machine: Machine
    people: tuple[tuple[Person, tuple[Profile, ...]], ...]


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What this store recorded of a case since its last segment: events with proofs, and whether any changed it."""

    events: tuple[tuple[str, tuple[str, ...]], ...]
    checkpoint: str
    upto: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What one command of another machine wrote, as values, and who did it."""

    command_id: str
    people: frozenset[str]
    roles: frozenset[tuple[str, str]]
    values: tuple[Any, ...]
    contents: tuple[Content, ...]


class Histories(Protocol):
    """Histories of cases in this store."""

    async def keys(self) -> MachineKeys:
        """The keys of this machine."""
        ...

    async def machines(self) -> tuple[KnownMachine, ...]:
        """The machines whose introduction was accepted."""
        ...

    async def handovers(self, case_id: str | None = None) -> tuple[Handover, ...]:
        """The case files that were put here or came here, oldest first."""
        ...

    async def introduced(self) -> tuple[Introduced, ...]:
        """The people of other machines."""
        ...

    async def segments(self, case_id: str) -> tuple[Segment, ...]:
        """The history of a case as far as it is in segments, in order; none where there is no such case."""
        ...

    async def own_part(self, case_id: str) -> OwnPart:
        """What this store recorded of the case since. The record is signed up to it."""
        ...

    async def contents(self, case_id: str, segments: Sequence[SegmentBody]) -> tuple[Content, ...]:
        """What these segments commit to: the rows of each step, and all that those name."""
        ...

    async def kept(self, case_id: str, item: str) -> bytes:
        """A content that is kept with a case. Raises NotFound."""
        ...

    async def steps(self, body: CaseBody, segments: Sequence[SegmentBody]) -> tuple[tuple[Step, ...], ...]:
        """What each segment wrote, each step held against the events that tell of it.

        Raises ValueError where a row or a content is not what an event commits to, or is not of this case.
        """
        ...

    def verifies(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether an Ed25519 signature is good."""
        ...

    @property
    def store_version(self) -> int:
        """The schema that rows are read and written in."""
        ...
