"""Another signing key of a store takes over: both keys say so, and the record tells of it.

The old key signs all that was recorded before, the event holds both signatures, and the new key signs from there on.
"""

from datetime import datetime
from typing import Any

from desktop_app.adapters.content_sealing import seal
from desktop_app.adapters.sql_audit import CheckpointKey
from desktop_app.adapters.sql_opening import CHECKPOINT_KEY
from desktop_app.domain.audit import Event, EventType, Plain, rotation_bytes
from desktop_app.domain.person import Actor

REPLACE_KEY = "UPDATE store_secret SET sealed = ? WHERE name = ?"


def rotation_event(old: CheckpointKey, new: CheckpointKey, size: int, at: datetime, actor: Actor) -> Event:
    """What tells that `new` takes over from `old` after `size` events, signed by both (domain/audit.rotation_bytes)."""
    message = rotation_bytes(old.public, new.public, size)
    data: dict[str, Plain | list[Plain]] = {
        "old": old.public.hex(),
        "key": new.public.hex(),
        "size": size,
        "by_old": old.sign_bytes(message).hex(),
        "by_key": new.sign_bytes(message).hex(),
    }
    return Event(EventType.KEY_ROTATED, at, actor, data=data)


def replace_key(connection: Any, store_key: bytes, private: bytes) -> None:
    """Seal the private half of the new key under the store's key, in the place of the old one."""
    connection.execute(REPLACE_KEY, (seal(store_key, private, CHECKPOINT_KEY), CHECKPOINT_KEY))
