"""The chain of events as it grows: appending, and checkpoints that sign its head."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desktop_app.adapters.sql_rows import to_text
from desktop_app.domain.audit import ZERO_DIGEST, Checkpoint, Event, EventType, leaf
from desktop_app.domain.errors import StoreDamaged
from desktop_app.domain.event_body import event_body
from desktop_app.domain.merkle import Frontier

INSERT_EVENT = "INSERT INTO audit_event (seq, case_id, type, at, body) VALUES (?, ?, ?, ?, ?)"
INSERT_CHECKPOINT = (
    "INSERT INTO checkpoint (size, root, head, frontier, signature, public_key, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
NEWEST_CHECKPOINT = (
    "SELECT size, root, head, signature, public_key, at, frontier FROM checkpoint ORDER BY size DESC LIMIT 1"
)
SELECT_CHECKPOINTS = "SELECT size, root, head, signature, public_key, at FROM checkpoint ORDER BY size"
DIGEST_BYTES = 32
SIGNED_AT_ONCE = frozenset(
    {
        EventType.DECISION_APPROVED,
        EventType.DECISION_RETURNED,
        EventType.DECISION_ESCALATED,
        EventType.DECISION_HANDED_BACK,
        EventType.SIGNATURE_MADE,
        EventType.SIGNATURE_SUPERSEDED,
    }
)


@dataclass(frozen=True, slots=True)
class CheckpointPolicy:
    """A checkpoint after this many events, or this many seconds after an event that none covers."""

    events: int = 100
    seconds: float = 60.0


class Chain:
    """The end of the chain: what the next event links to. A copy grows on its own, so that a refusal is undone."""

    def __init__(self, head: str = ZERO_DIGEST, frontier: Frontier | None = None) -> None:
        self.head = head
        self.frontier = frontier or Frontier()

    @property
    def size(self) -> int:
        """How many events there are; also the number of the last one."""
        return self.frontier.size

    def copy(self) -> "Chain":
        """The same end."""
        return Chain(self.head, self.frontier.copy())

    def row(
        self, event: Event, command_id: str, mono_ms: int, rows: Sequence[str] = ()
    ) -> tuple[int, str | None, str, str, bytes]:
        """The row of the next event; `rows` names the rows that were written with it.

        Raises ValueError where it holds what no event may hold.
        """
        seq = self.size + 1
        body = event_body(event, seq, self.head, mono_ms, command_id, rows)
        self.add(body)
        return seq, event.case_id, event.type.value, to_text(event.at), body

    def add(self, body: bytes) -> None:
        """Grow by an event."""
        self.head = leaf(body)
        self.frontier.add(self.head)


class CheckpointKey:
    """The store's own signing key."""

    def __init__(self, private: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.public = self._key.public_key().public_bytes_raw()

    def sign(self, chain: Chain, at: datetime) -> Checkpoint:
        """A checkpoint of the chain as it is now."""
        unsigned = Checkpoint(chain.size, chain.frontier.root, chain.head, b"", self.public, at)
        return replace(unsigned, signature=self.sign_bytes(unsigned.signed_bytes()))

    def sign_bytes(self, message: bytes) -> bytes:
        """An Ed25519 signature."""
        return self._key.sign(message)


def checkpoint_row(checkpoint: Checkpoint, chain: Chain) -> tuple[Any, ...]:
    """The row of a checkpoint, with the frontier that an opening store goes on from."""
    c, frontier = checkpoint, b"".join(chain.frontier.roots)
    return c.size, c.root, c.head, frontier, c.signature, c.public_key, to_text(c.at)


def checkpoint_of(row: Any) -> Checkpoint:
    """The checkpoint of a row of SELECT_CHECKPOINTS."""
    size, root, head, signature, public_key, at = row
    return Checkpoint(size, root, head, signature, public_key, datetime.fromisoformat(at))


def is_signed(checkpoint: Checkpoint) -> bool:
    """Whether its signature is good under the key that it names."""
    return verifies(checkpoint.public_key, checkpoint.signed_bytes(), checkpoint.signature)


def verifies(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature is good; a malformed key or signature is not."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def resume(connection: Any, public_key: bytes) -> tuple[Chain, int]:
    """The end of the chain of a store that is opened, and how many events its last checkpoint covers.

    Reads the events since that checkpoint. Raises StoreDamaged where they do not follow from it.
    """
    row = connection.execute(NEWEST_CHECKPOINT).fetchone()
    if row is None:
        raise _damaged("No signed checkpoint is left")
    checkpoint, roots = checkpoint_of(row[:6]), row[6]
    frontier = Frontier(checkpoint.size, tuple(roots[i : i + DIGEST_BYTES] for i in range(0, len(roots), DIGEST_BYTES)))
    if checkpoint.public_key != public_key or not is_signed(checkpoint) or frontier.root != checkpoint.root:
        raise _damaged(f"The checkpoint at event {checkpoint.size} is not one that this store has signed")
    chain = Chain(checkpoint.head, frontier)
    _require_event(connection, checkpoint)
    later = "SELECT seq, type, at, body FROM audit_event WHERE seq > ? ORDER BY seq"
    for seq, kind, at, body in connection.execute(later, (checkpoint.size,)):
        if seq != chain.size + 1 or _previous(body) != chain.head:
            raise _damaged(f"Event {seq} ({kind}, {at}) does not follow from the one before it")
        chain.add(body)
    return chain, checkpoint.size


def _require_event(connection: Any, checkpoint: Checkpoint) -> None:
    row = connection.execute("SELECT type, at, body FROM audit_event WHERE seq = ?", (checkpoint.size,)).fetchone()
    if row is None:
        raise _damaged(f"Event {checkpoint.size}, which the last checkpoint signs, is missing")
    kind, at, body = row
    if leaf(body) != checkpoint.head:
        raise _damaged(f"Event {checkpoint.size} ({kind}, {at}) is not the one that the last checkpoint signs")


def _previous(body: bytes) -> str | None:
    try:
        return str(json.loads(body)["prev"])
    except (ValueError, KeyError, TypeError):
        return None


def _damaged(what: str) -> StoreDamaged:
    return StoreDamaged(
        f"{what}: the record was changed outside the program.",
        kept="The file was not touched.",
        next="Look at it with `countersign audit verify`, and go on with a copy from a backup.",
    )
