"""Holding the histories that came from other machines: each part as it came, its signature, proofs and place."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.adapters.content_sealing import CaseSeal, Sealed, Unsealable
from desktop_app.adapters.exchange_sealing import ExchangeKey
from desktop_app.adapters.record_report import Report
from desktop_app.adapters.sql_audit import verifies
from desktop_app.domain.audit import BreakKind, leaf
from desktop_app.domain.case_segment import require_segment
from desktop_app.domain.handover_file import SegmentBody, read_strictly, segment_digest

_SEGMENTS = (
    "SELECT s.digest, s.case_id, s.machine_id, c.item_id, c.commitment, c.codec, c.base, c.body"
    " FROM segment s JOIN content c ON c.item_id = s.body_ref ORDER BY s.case_id, s.number"
)
_MACHINES = "SELECT machine_id, signing_key FROM machine"
_FIRST = "SELECT body FROM audit_event WHERE seq = 1"


def read_segments(
    connection: Any, store_key: bytes, seals: Mapping[str, CaseSeal], report: Report
) -> dict[str, tuple[None, str]]:
    """Name each part that does not hold. What the others tell of: commands of other machines, each with its time.

    Those of cases whose key was destroyed are erased: they are passed over.
    """
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'segment'").fetchone():
        return {}
    keys, told = dict(_keys(connection, store_key)), dict[str, tuple[None, str]]()
    case, after = "", ""
    for digest, case_id, machine_id, *content in connection.execute(_SEGMENTS).fetchall():
        case, after = case_id, after if case_id == case else ""
        if case_id not in seals:
            continue
        try:
            body = seals[case_id].open(content[0], Sealed(*content[1:])).body
            segment = read_strictly(SegmentBody, body)
            if segment_digest(body) != digest or segment.machine != machine_id:
                raise ValueError("it is not the one that was taken in")
            require_segment(segment, case_id, after, keys.get(machine_id, b""), verifies)
            told |= {str(e["command"]): (None, str(e["at"])) for e in (json.loads(x.body) for x in segment.events)}
        except (Unsealable, ValueError, LookupError, TypeError) as error:
            words = (
                f"A part of the history of the case {case_id}, recorded by the machine {machine_id[:8]}, does not hold"
            )
            report.add(BreakKind.SEGMENT, f"{words}: {error}.")
        after = digest
    return told


def _keys(connection: Any, store_key: bytes) -> Iterator[tuple[str, bytes]]:
    yield from connection.execute(_MACHINES)
    first = connection.execute(_FIRST).fetchone()
    own = ExchangeKey(store_key, leaf(bytes(first[0]) if first else b""))
    yield own.machine_id, own.signing_key
