"""The sample of sections that pass: drawn by a sealed seed, so that nobody knows before and everybody can check after.

The seed is 32 random bytes. Its commitment stands in the record before the first section is drawn; the seed itself is
sealed under the store's key, and told when the lane is closed. Whoever then has the record can draw again.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from desktop_app.domain.audit import EventType, Outcome, StoredEvent

SEED_BYTES = 32
_WHOLE = 2**64


def commitment(seed: bytes) -> str:
    """What the record holds of a seed while it is sealed: 64 hexadecimal digits. It is random, so nobody guesses it."""
    return sha256(b"countersign spot check\0" + seed).hexdigest()


def is_drawn(seed: bytes, revision_id: str, share: Decimal) -> bool:
    """Whether a revision is in the sample: the first 8 bytes of HMAC-SHA-256(seed, revision id), as a number, are
    below `share` of all such numbers."""
    number = int.from_bytes(hmac.digest(seed, revision_id.encode(), "sha256")[:8])
    return number < share * _WHOLE


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as it is recorded: the revision, its place (case and section), and whether it is in the sample."""

    revision_id: str
    place: tuple[str, str]
    drawn: bool


def wrong_draws(seed: bytes, share: Decimal, committed: str, draws: Sequence[Draw]) -> tuple[str, ...]:
    """What does not follow from a seed that was told, in words: a stranger's check, which needs nothing but the record.

    A section of a case that was drawn once stays drawn: drafting it again does not lead out of the sample.
    """
    if not hmac.compare_digest(commitment(seed), committed):
        return ("The seed is not the one that was sealed.",)
    before: set[tuple[str, str]] = set()
    wrong = []
    for draw in draws:
        if draw.drawn != (draw.place in before or is_drawn(seed, draw.revision_id, share)):
            wrong.append(f"The revision {draw.revision_id} was {'' if draw.drawn else 'not '}drawn against the seed.")
        if draw.drawn:
            before.add(draw.place)
    return tuple(wrong)


TOLD = (EventType.SPOT_CHECK_SEALED, EventType.SPOT_CHECK_DRAWN, EventType.LANE_CLOSED)
"""The events from which a stranger draws again."""


def wrong_draws_told(events: Iterable[StoredEvent]) -> Mapping[str, tuple[str, ...]]:
    """For each closed lane what of its sample does not follow from the seed that was told when it was closed. The
    events are those of these types, or all, in order."""
    sealed: dict[str, tuple[str, Decimal]] = {}
    drawn: dict[str, list[Draw]] = {}
    wrong: dict[str, tuple[str, ...]] = {}
    for event in events:
        body = json.loads(event.body) if event.type in TOLD else {}
        data, lane = body.get("data", {}), body.get("data", {}).get("lane", "")
        if not body or body["outcome"] != Outcome.DONE:
            continue
        if event.type == EventType.SPOT_CHECK_SEALED:
            sealed[lane] = data["commitment"], Decimal(data["sample"]) / 1_000_000
        elif event.type == EventType.SPOT_CHECK_DRAWN:
            draw = Draw(data["revision"], (body["case"], body["section"]), data["drawn"])
            drawn.setdefault(lane, []).append(draw)
        elif lane in sealed:
            committed, share = sealed[lane]
            wrong[lane] = wrong_draws(bytes.fromhex(data["seed"]), share, committed, drawn.get(lane, []))
        else:
            wrong[lane] = ("No seed was sealed for it.",)
    return wrong
