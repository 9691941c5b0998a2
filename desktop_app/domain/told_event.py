"""A recorded event read back: who, when, about what, and how it is named."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop_app.domain.audit import EventType, Outcome, Plain, StoredEvent, leaf
from desktop_app.domain.person import Actor, Auth, Role

Told = Mapping[str, Plain | Sequence[Plain]]


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event as its bytes tell it.

    `type` is None for a type that this version of the program does not know (a newer one recorded it), and for bytes
    that are no event any more (`readable` is then false, and verifying names the break). `digest` is its leaf,
    `prev` that of the event before it.
    """

    number: int
    type: EventType | None
    type_name: str
    at: datetime | None
    actor: Actor
    case_id: str | None
    section: str | None
    command_id: str
    refs: Mapping[str, str]
    data: Told
    outcome: Outcome
    digest: str
    prev: str
    readable: bool = True

    def text(self, name: str) -> str:
        """An identifier or enumeration that it tells; empty where it tells none."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def count(self, name: str) -> int | None:
        """A number that it tells."""
        value = self.data.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def listed(self, name: str) -> tuple[str, ...]:
        """Identifiers that it tells."""
        value = self.data.get(name)
        return () if value is None or isinstance(value, str | int) else tuple(str(v) for v in value)


def told_event(stored: StoredEvent) -> ToldEvent:
    """The event that the store holds; what cannot be read stands with what the row beside it says."""
    digest = leaf(stored.body)
    try:
        return _read(json.loads(stored.body), stored.seq, digest)
    except (ValueError, LookupError, TypeError, AttributeError):
        return _unreadable(stored, digest)


def _read(body: Any, number: int, digest: str) -> ToldEvent:
    actor, name = body["actor"], str(body["type"])
    return ToldEvent(
        number=number,
        type=EventType(name) if name in _KNOWN else None,
        type_name=name,
        at=datetime.fromisoformat(body["at"]),
        actor=Actor(_text(actor["person"]), Role(actor["role"]) if actor["role"] else None, Auth(actor["auth"])),
        case_id=_text(body["case"]),
        section=_text(body["section"]),
        command_id=str(body["command"]),
        refs=dict(body["refs"].items()),
        data=dict(body["data"].items()),
        outcome=Outcome(body["outcome"]),
        digest=digest,
        prev=str(body["prev"]),
    )


_KNOWN = frozenset(EventType)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _unreadable(stored: StoredEvent, digest: str) -> ToldEvent:
    """What is left of an event whose bytes were changed."""
    return ToldEvent(
        number=stored.seq,
        type=None,
        type_name=stored.type,
        at=_instant(stored.at),
        actor=Actor.program(),
        case_id=stored.case_id,
        section=None,
        command_id="",
        refs={},
        data={},
        outcome=Outcome.DONE,
        digest=digest,
        prev="",
        readable=False,
    )


def _instant(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None
