"""From which score on a wording is a close match in cases of one pack, and by what evidence.

A score that separates in one kind of text does not in another: errors that are generated in the pack's own texts give
the threshold to begin with, and what reviewers decided about sentences replaces it once there is enough of it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

REACHING = 0.05
"""The share of wrong sentences that may reach a close match."""

LEAST_GENERATED, LEAST_JUDGED = 100, 20
"""Wrong sentences that a threshold takes: of twenty, one in twenty is one."""

_STEPS = 1_000_000


class ThresholdSource(StrEnum):
    """What a threshold was taken from."""

    GENERATED = "generated"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class WordingThreshold:
    """A score of `close` or more is a close match; `wrong` sentences say so, and `right` ones stood beside them."""

    close: float
    source: ThresholdSource
    wrong: int
    right: int = 0

    @property
    def millionths(self) -> int:
        """The threshold as the record holds it."""
        return round(self.close * _STEPS)

    def dump(self) -> str:
        """As it is kept in a setting."""
        return json.dumps([self.millionths, self.source.value, self.wrong, self.right])


def load_threshold(kept: str | None) -> WordingThreshold | None:
    """What `dump` gave; None where nothing is kept."""
    if kept is None:
        return None
    close, source, wrong, right = json.loads(kept)
    return WordingThreshold(close / _STEPS, ThresholdSource(source), wrong, right)


def setting_of(pack_digest: str) -> str:
    """The setting that holds a pack's threshold."""
    return f"wording:{pack_digest}"


def choose_threshold(
    generated: Sequence[float], wrong: Sequence[float], right: Sequence[float]
) -> WordingThreshold | None:
    """By reviewers' decisions where there are enough, else by generated errors; None where those are too few as well.

    All are scores: of generated errors, and of sentences that reviewers changed and that they let stand.
    """
    if len(wrong) >= LEAST_JUDGED <= len(right):
        return WordingThreshold(_least(wrong), ThresholdSource.REVIEWED, len(wrong), len(right))
    if len(generated) >= LEAST_GENERATED:
        return WordingThreshold(_least(generated), ThresholdSource.GENERATED, len(generated))
    return None


def _least(wrong: Sequence[float]) -> float:
    """The least score, to the millionth, that at most this share of the wrong ones reaches."""
    falling = sorted(wrong, reverse=True)
    return (int(falling[int(REACHING * len(falling))] * _STEPS // 1) + 1) / _STEPS
