"""What travels through the exchange folder, as strictly as it is read: anything more, less or other is refused."""

import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar

import rfc8785
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

LARGEST_HEAD = 256 * 1024
LARGEST_FILE = 512 * 2**20
LARGEST_BODY = 1024 * 2**20
LONGEST_NAME = 200
MAGIC = b"CSNHO1\n"
_LENGTH_BYTES, _SIGNATURE_BYTES = 4, 64
OVERHEAD = len(MAGIC) + _LENGTH_BYTES + _SIGNATURE_BYTES
_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

Uuid = Annotated[str, StringConstraints(pattern=_UUID)]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Hex = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})*$", max_length=4096)]
SignatureHex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00-\x1f\x7f]*$")]
Words = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]
M = TypeVar("M", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def dump(self) -> bytes:
        """The RFC 8785 bytes, which are signed and sealed."""
        return rfc8785.dumps(self.model_dump(mode="json"))


class IntroducedPerson(_Strict):
    """A person of a machine, with the public keys that they sign with."""

    person: Uuid
    name: Name
    keys: Annotated[tuple[Digest, ...], "public keys"] = ()


class Introduction(_Strict):
    """A machine says who it is, and who works at it."""

    v: Literal[1] = 1
    kind: Literal["introduction"] = "introduction"
    name: Name
    signing_key: Digest
    sealing_key: Digest
    people: tuple[IntroducedPerson, ...]
    at: str
    signature: SignatureHex | Literal[""] = ""

    @property
    def signed_bytes(self) -> bytes:
        """What its own key signs."""
        return self.model_copy(update={"signature": ""}).dump()


class Wrapped(_Strict):
    """The key of a case file, sealed for one machine."""

    machine: Digest
    key: Hex


class Head(_Strict):
    """The beginning of a case file, which is signed: who it is from and for, and the digest of all that follows.

    Who it is about is sealed in `label`; nothing here says more than which machines exchange how much.
    """

    v: Literal[1] = 1
    file: Uuid
    sender: Digest
    ephemeral: Digest
    to: tuple[Wrapped, ...]
    label: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})*$", max_length=16_384)]
    body_bytes: int
    body: Digest


class Label(_Strict):
    """What a list shows of a case file before it is taken."""

    case: Uuid
    answers: Uuid | Literal[""]
    form: Words
    reference: Words
    title: Words
    state: Words
    band: Words
    person: Words
    at: str


class SegmentEvent(_Strict):
    """An event as its store holds it, and the proof that it is in the record that the checkpoint signs."""

    body: Annotated[str, StringConstraints(max_length=16 * 2**20)]
    proof: tuple[Digest, ...]


class SegmentBody(_Strict):
    """The events of a case that one machine recorded, in order, signed by it."""

    v: Literal[1] = 1
    machine: Digest
    case: Uuid
    after: Digest | Literal[""]
    checkpoint: Annotated[str, StringConstraints(max_length=2048)]
    events: tuple[SegmentEvent, ...]
    signature: SignatureHex | Literal[""] = ""

    @property
    def signed_bytes(self) -> bytes:
        """What its machine signs."""
        return self.model_copy(update={"signature": ""}).dump()


class SentContent(_Strict):
    """A content with the key of its commitment; both in hexadecimal or, of the body, base64."""

    item: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.:-]+$")]
    key: Digest
    body: str


class SentPack(_Strict):
    """A form pack: its files in base64, by their path."""

    digest: Digest
    files: dict[str, str]


class CaseBody(_Strict):
    """All that a case is: its pack, its history in segments as they were signed, and what these commit to."""

    v: Literal[1] = 1
    store: int
    case: Uuid
    pack: SentPack
    segments: tuple[str, ...]
    contents: tuple[SentContent, ...]


class ClaimNote(_Strict):
    """Who has taken a case file, or called it back."""

    v: Literal[1] = 1
    file: Uuid
    machine: Digest
    person: Uuid
    at: str
    signature: SignatureHex | Literal[""] = ""

    @property
    def signed_bytes(self) -> bytes:
        """What its machine signs."""
        return self.model_copy(update={"signature": ""}).dump()

    @property
    def instant(self) -> datetime:
        """When it was made. Raises ValueError."""
        return read_instant(self.at)


def is_file_id(words: str) -> bool:
    """Whether a case file can be called this."""
    return re.fullmatch(_UUID, words) is not None


def read_strictly(model: type[M], body: bytes) -> M:
    """The value of such bytes. Raises ValueError, which repeats nothing of them, where they are not exactly one."""
    try:
        return model.model_validate_json(body)
    except (ValidationError, RecursionError):
        raise ValueError(f"this is no {model.__name__}") from None


def beginning(head: bytes, signature: bytes) -> bytes:
    """How a case file begins: what it is, its head, and the signature of that."""
    return MAGIC + len(head).to_bytes(_LENGTH_BYTES, "big") + head + signature


def read_beginning(file: bytes) -> tuple[Head, bytes, bytes, bytes]:
    """The head of a case file, the bytes that were signed, their signature, and what follows; none of it is believed
    yet.

    Raises ValueError where it is no case file.
    """
    if not file.startswith(MAGIC):
        raise ValueError("this is no case file of this version")
    start = len(MAGIC) + _LENGTH_BYTES
    length = int.from_bytes(file[len(MAGIC) : start], "big")
    end = start + length
    if not 0 < length <= LARGEST_HEAD or len(file) < end + _SIGNATURE_BYTES:
        raise ValueError("the head of the file is not whole")
    signature, rest = file[end : end + _SIGNATURE_BYTES], file[end + _SIGNATURE_BYTES :]
    return read_strictly(Head, file[start:end]), file[start:end], signature, rest


def wire_instant(at: datetime) -> str:
    """An instant as it travels."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def read_instant(words: str) -> datetime:
    """The instant. Raises ValueError where it has no zone."""
    at = datetime.fromisoformat(words)
    if at.tzinfo is None:
        raise ValueError("this is no instant")
    return at


def segment_digest(body: bytes) -> str:
    """What a segment is known by: it commits to every event in it."""
    return sha256(b"countersign segment 1\n" + body).hexdigest()


def event_of(body: str) -> dict[str, Any]:
    """An event's fields. Raises ValueError where it is none."""
    found = json.loads(body)
    if not isinstance(found, dict) or not isinstance(found.get("seq"), int):
        raise ValueError("this is no event")
    return found
