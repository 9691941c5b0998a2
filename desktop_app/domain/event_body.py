"""The bytes of an event: what is hashed, and what is stored. Nothing gets into them that its type does not have."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from desktop_app.domain.audit import FORMAT_VERSION, Event
from desktop_app.domain.event_fields import BY_OUTCOME, FIELDS, NAME, ROWS_REF
from desktop_app.domain.event_kinds import DIGEST, IDENTIFIER, ROWS

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def event_body(event: Event, seq: int, prev: str, mono_ms: int, command_id: str, rows: Sequence[str] = ()) -> bytes:
    """The RFC 8785 bytes of an event at its place.

    `rows` names the rows that were written with it. Raises ValueError, which repeats nothing of the event, where it
    holds what could be free text or what its type does not have.
    """
    _require_identifiers(event, command_id, rows)
    _require_refs(event)
    _require_data(event)
    return _canonical(
        {
            "v": FORMAT_VERSION,
            "seq": seq,
            "prev": prev,
            "type": event.type.value,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "mono_ms": mono_ms,
            "actor": {
                "person": event.actor.person_id,
                "role": event.actor.role.value if event.actor.role else None,
                "auth": event.actor.auth.value,
            },
            "case": event.case_id,
            "section": event.section,
            "command": command_id,
            "refs": dict(event.refs),
            "data": {k: list(v) if isinstance(v, list) else v for k, v in event.data.items()},
            "outcome": event.outcome.value,
            **({"rows": list(rows)} if rows else {}),
        }
    )


def _canonical(body: Mapping[str, Any]) -> bytes:
    """RFC 8785 bytes. Without floats, escapes and letters beyond ASCII the fast encoder gives the same."""
    return _ENCODER.encode(body).encode("ascii")


def _require_identifiers(event: Event, command_id: str, rows: Sequence[str]) -> None:
    known = (value for value in (event.actor.person_id, event.case_id, command_id) if value is not None)
    if not all(IDENTIFIER.fits(value) for value in known):
        raise ValueError("an event holds text that is not an identifier")
    if event.section is not None and not NAME.fits(event.section):
        raise ValueError("an event holds text that names no section")
    if not all(ROWS.fits(row) for row in rows):
        raise ValueError("an event holds text that names no rows")


def _require_refs(event: Event) -> None:
    names = FIELDS[event.type].refs
    for name, commitment in event.refs.items():
        if (name not in names and name != ROWS_REF) or not DIGEST.fits(commitment):
            raise ValueError(f"an event holds a ref that is none of {event.type.value}")


def _require_data(event: Event) -> None:
    own, more = FIELDS[event.type].data, BY_OUTCOME[event.outcome]
    for name, value in event.data.items():
        kind = own.get(name) or more.get(name)
        if kind is None or not kind.fits(value):
            raise ValueError(f"an event holds data that is none of {event.type.value}")
