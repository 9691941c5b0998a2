"""The sample of sections that pass: drawn by a sealed seed, so that nobody knows before and everybody can check after.

The seed is 32 random bytes. Its commitment stands in the record before the first section is drawn; the seed itself is
sealed under the store's key, and told when the lane is closed. Whoever then has the record can draw again.
"""

import hmac
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from desktop_app.domain.audit import EventType, Outcome, StoredEvent

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


class SamplesTold:
    """What a record tells of the samples of its lanes, heard event by event: enough to draw again.

    `drawn` counts draws that were made again, `waiting` those whose seed is not told yet: their lane is open.
    """

    def __init__(self) -> None:
        self._sealed: dict[str, tuple[str, Decimal]] = {}
        self._draws: defaultdict[str, list[Draw]] = defaultdict(list)
        self._wrong: dict[str, tuple[str, ...]] = {}
        self._spared: set[str] = set()
        self.drawn = 0

    def hear(self, event: StoredEvent) -> tuple[str, ...]:
        """The next event of these types; in words what it shows to be against a seed. Raises ValueError, KeyError,
        TypeError or ArithmeticError for one that no program of ours wrote."""
        body = json.loads(event.body)
        if body["outcome"] != Outcome.DONE:
            return ()
        lane, data = body["data"]["lane"], body["data"]
        if event.type == EventType.SPOT_CHECK_SEALED:
            self._sealed[lane] = data["commitment"], Decimal(data["sample"]) / 1_000_000
        elif event.type == EventType.SPOT_CHECK_DRAWN:
            return self._hear_draw(lane, Draw(data["revision"], (body["case"], body["section"]), data["drawn"]))
        elif event.type == EventType.LANE_CLOSED:
            self._wrong[lane] = self._drawn_again(lane, bytes.fromhex(data["seed"]))
            return self._wrong[lane]
        return ()

    @property
    def waiting(self) -> int:
        """Draws of open lanes."""
        return sum(len(draws) for lane, draws in self._draws.items() if lane not in self._wrong)

    @property
    def wrong(self) -> Mapping[str, tuple[str, ...]]:
        """For each closed lane what of its sample does not follow from the seed that was told when it was closed."""
        return self._wrong

    def spares(self, revision_id: str) -> bool:
        """Whether it was drawn that this revision may pass."""
        return revision_id in self._spared

    def committed(self, lane: str) -> str:
        """What was sealed for a lane; empty where nothing was."""
        return self._sealed.get(lane, ("", Decimal(0)))[0]

    def _hear_draw(self, lane: str, draw: Draw) -> tuple[str, ...]:
        self._draws[lane].append(draw)
        if not draw.drawn:
            self._spared.add(draw.revision_id)
        known = lane in self._sealed
        return () if known else (f"The revision {draw.revision_id} was drawn before a seed was sealed.",)

    def _drawn_again(self, lane: str, seed: bytes) -> tuple[str, ...]:
        if lane not in self._sealed:
            return ("No seed was sealed for it.",)
        committed, share = self._sealed[lane]
        self.drawn += len(self._draws[lane])
        return wrong_draws(seed, share, committed, self._draws[lane])


def wrong_draws_told(events: Iterable[StoredEvent]) -> Mapping[str, tuple[str, ...]]:
    """For each closed lane what of its sample does not follow from the seed that was told when it was closed. The
    events are those of these types, in order."""
    told = SamplesTold()
    for event in events:
        if event.type in TOLD:
            told.hear(event)
    return told.wrong
