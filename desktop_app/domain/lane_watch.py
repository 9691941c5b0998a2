"""A pass lane while it is open: what of its sample was judged, and whether that still keeps its promise."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.domain.label import Label, LabelSource, latest
from desktop_app.domain.lane import OpenedLane
from desktop_app.domain.risk_control import interval, wrong_at_most


@dataclass(frozen=True, slots=True)
class Draws:
    """Texts of a lane: those that passed by, and those that were drawn for its sample."""

    passed: int = 0
    drawn: int = 0


@dataclass(frozen=True, slots=True)
class LaneWatch:
    """Sections of a lane's sample that people judged, and how many of them were wrong: errors that would have escaped.

    `low` and `high` are the interval of their rate (two-sided Clopper-Pearson, at the promise's certainty), `at_most`
    what its opener signed that it would be.
    """

    judged: int
    wrong: int
    low: float
    high: float
    at_most: float
    certainty: float

    @property
    def is_broken(self) -> bool:
        """Whether the whole interval lies above what was promised."""
        by_chance = 1 - wrong_at_most(self.wrong - 1, self.judged, self.at_most)
        return self.wrong > 0 and by_chance < (1 - self.certainty) / 2

    @property
    def words(self) -> str:
        """“1 of 12 judged wrong, 0.4% to 34% (promised: at most 5%)”."""
        if not self.judged:
            return "none judged yet"
        rate = f"{self.low:.1%} to {self.high:.1%} with {self.certainty:.0%} certainty"
        return f"{self.wrong} of {self.judged} judged wrong, {rate} (promised: at most {self.at_most:.0%})"


def watch(lane: OpenedLane, labels: Iterable[Label]) -> LaneWatch:
    """The standing of a lane by all labels of its pack and endpoint."""
    own = [each for each in labels if _is_of(lane, each)]
    judged = latest(own)
    wrong = sum(not each.is_right for each in judged)
    promise = json.loads(lane.manifest)["promise"]
    at_most, certainty = float(promise["escaped_errors_at_most"]), float(promise["certainty"])
    return LaneWatch(len(judged), wrong, *interval(wrong, len(judged), certainty), at_most, certainty)


def _is_of(lane: OpenedLane, label: Label) -> bool:
    sampled = label.source is LabelSource.SAMPLE and label.at >= lane.at
    return sampled and label.key == lane.key and lane.is_for(label.section)
