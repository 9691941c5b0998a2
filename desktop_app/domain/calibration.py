"""One calibrated probability from named factors: how often texts with such factors were right.

A logistic regression whose factors can only count against a text: weights are never below zero, so that one more
finding never raises a probability. It is regularised, deterministic, and small enough to be read by a person who signs
it. Digits are cut to six, so that every machine gives the same.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from desktop_app.domain.confidence import WEIGHED, Factor
from desktop_app.domain.risk_control import Judged

MOST_COUNTED = 3
"""A factor found more often than this weighs no more: no text is so much worse."""

RIDGE = 1.0
"""How strongly weights are held at zero: as if each had been seen once beside the truth."""

_SWEEPS, _SETTLED = 400, 1e-9
_DIGITS = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Scale:
    """The function from factors to a probability: its logit is `bias` less what the factors weigh.

    A weight is that of a factor's name, or of `section NAME`: some sections are harder than others. All that it was
    learned with is in it; a text with anything else in it has no chance that anybody could know, and gets 0.
    """

    bias: Decimal = Decimal(0)
    weights: Mapping[str, Decimal] = field(default_factory=dict)

    def probability(self, section: str, factors: Iterable[Factor]) -> Decimal:
        """The chance that the text is right, from 0 to 1."""
        found = counted(section, factors)
        if not found.keys() <= self.weights.keys():
            return Decimal(0)
        logit = self.bias - sum(self.weights[name] * count for name, count in found.items())
        return Decimal(_chance(float(logit))).quantize(_DIGITS)


def counted(section: str, factors: Iterable[Factor]) -> dict[str, int]:
    """What weighs in a text, and how often."""
    found = {f.name.value: min(f.count, MOST_COUNTED) for f in factors if f.name in WEIGHED}
    return {f"section {section}": 1, **found}


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit)) if logit >= 0 else 1 - 1 / (1 + math.exp(logit))


@dataclass(frozen=True, slots=True)
class Example:
    """A text that the scale is learned from."""

    section: str
    factors: tuple[Factor, ...]
    is_right: bool


def fit(examples: Sequence[Example]) -> Scale:
    """The scale under which these texts are the likeliest, with weights at or above zero.

    The targets are Platt's (1999): not 1 and 0, but what one more text of either kind leaves of them, so that texts
    that were all right do not make a certainty.
    """
    if not examples:
        return Scale()
    rows = Counter((tuple(sorted(counted(e.section, e.factors).items())), e.is_right) for e in examples)
    right = sum(e.is_right for e in examples)
    targets = {True: (right + 1) / (right + 2), False: 1 / (len(examples) - right + 2)}
    table = [_Row(dict(found), targets[is_right], times) for (found, is_right), times in sorted(rows.items())]
    names = sorted({name for row in table for name in row.counts})
    return _settled(table, names)


@dataclass(frozen=True, slots=True)
class _Row:
    counts: Mapping[str, int]
    target: float
    times: int


def _settled(table: Sequence[_Row], names: Sequence[str]) -> Scale:
    """Each coordinate in turn takes a step that never goes too far (a bound of the curvature), until none moves."""
    bias, weights = 0.0, dict.fromkeys(names, 0.0)
    logits = [0.0] * len(table)
    holders = {name: [i for i, row in enumerate(table) if name in row.counts] for name in names}
    everything = range(len(table))
    for _ in range(_SWEEPS):
        step = sum(_error(table[i], logits[i]) for i in everything) / (0.25 * sum(row.times for row in table))
        bias += step
        logits = [logit + step for logit in logits]
        moved = abs(step)
        for name in names:
            held = holders[name]
            slope = -sum(_error(table[i], logits[i]) * table[i].counts[name] for i in held) - RIDGE * weights[name]
            curve = RIDGE + 0.25 * sum(table[i].times * table[i].counts[name] ** 2 for i in held)
            change = max(0.0, weights[name] + slope / curve) - weights[name]
            weights[name] += change
            for i in held:
                logits[i] -= change * table[i].counts[name]
            moved = max(moved, abs(change))
        if moved < _SETTLED:
            break
    return Scale(_digits(bias), {name: _digits(weight) for name, weight in weights.items()})


def _error(row: _Row, logit: float) -> float:
    return row.times * (row.target - _chance(logit))


def _digits(value: float) -> Decimal:
    return Decimal(value).quantize(_DIGITS)


# How good the probabilities are, on texts that they were not learned from.


def brier(judged: Sequence[Judged]) -> float | None:
    """The mean squared distance of probabilities from what was (Brier, 1950): 0 is best. None where there are none."""
    return sum((float(j.probability) - j.is_right) ** 2 for j in judged) / len(judged) if judged else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts of probabilities from `low` up to `low` + 0.1: how many, their mean probability, and how many are right."""

    low: float
    texts: int
    said: float
    right: int

    @property
    def share(self) -> float:
        """The share that is right."""
        return self.right / self.texts


def reliability(judged: Sequence[Judged]) -> tuple[Bin, ...]:
    """What was said against what was, in tenths; tenths without a text are left out."""
    tenths: dict[int, list[Judged]] = {}
    for each in judged:
        tenths.setdefault(min(9, int(each.probability * 10)), []).append(each)
    return tuple(
        Bin(
            tenth / 10,
            len(group),
            sum(float(j.probability) for j in group) / len(group),
            sum(j.is_right for j in group),
        )
        for tenth, group in sorted(tenths.items())
    )


def calibration_error(judged: Sequence[Judged]) -> float | None:
    """The expected calibration error: the mean distance of said and true shares over tenths (Naeini et al., 2015)."""
    bins = reliability(judged)
    return sum(b.texts * abs(b.said - b.share) for b in bins) / len(judged) if judged else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """If texts of at least this probability passed: the share that does, and the share of those that is wrong."""

    at_least: Decimal
    coverage: float
    risk: float


def risk_coverage(judged: Sequence[Judged]) -> tuple[Coverage, ...]:
    """A point for each probability that occurs, from the most cautious on."""
    points = []
    for at_least in sorted({j.probability for j in judged}, reverse=True):
        passing = [j.is_right for j in judged if j.probability >= at_least]
        points.append(Coverage(at_least, len(passing) / len(judged), passing.count(False) / len(passing)))
    return tuple(points)
