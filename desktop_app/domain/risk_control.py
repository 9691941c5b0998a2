"""Learn, then test: a threshold that keeps a promise about errors, with exact binomial bounds.

The thresholds are an ordered list that was made without the labelled texts which decide. Each is tested in turn, the
most cautious first, against the hypothesis that more of what it accepts is wrong than was promised; the first that the
labels do not refute ends it (fixed-sequence testing, Angelopoulos et al., "Learn then Test", 2021). So the promise is
broken in at most 1 - certainty of all draws of labels, however few they are.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Judged:
    """A text with its calibrated probability, and whether it was right."""

    probability: Decimal
    is_right: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a threshold accepts of the labelled texts: how many, and how many of them are wrong."""

    at_least: Decimal
    texts: int
    wrong: int


def clean_needed(at_most: float, certainty: float, wrong: int = 0) -> int:
    """How many right texts, beside so many wrong ones, it takes to promise an error rate with a certainty.

    With none wrong this is ceil(log(1 - certainty) / log(1 - at_most)): 45 for 5 % and 114 for 2 %, at 90 %.
    """
    few, many = wrong, wrong + math.ceil(math.log(1 - certainty) / math.log(1 - at_most))
    while wrong_at_most(wrong, many, at_most) > 1 - certainty:
        few, many = many, 2 * many
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if wrong_at_most(wrong, middle, at_most) > 1 - certainty else (few, middle)
    return many - wrong


def wrong_at_most(wrong: int, texts: int, rate: float) -> float:
    """The chance of at most so many errors among the texts, where each is wrong with this rate (binomial tail)."""
    if wrong >= texts or rate <= 0:
        return 1.0
    if rate >= 1 or wrong < 0:
        return 0.0
    logs = [_log_chance(k, texts, rate) for k in range(wrong + 1)]
    return min(1.0, math.fsum(math.exp(each) for each in logs))


def _log_chance(wrong: int, texts: int, rate: float) -> float:
    ways = math.lgamma(texts + 1) - math.lgamma(wrong + 1) - math.lgamma(texts - wrong + 1)
    return ways + wrong * math.log(rate) + (texts - wrong) * math.log1p(-rate)


def find_threshold(
    judged: Sequence[Judged], thresholds: Sequence[Decimal], at_most: float, certainty: float
) -> Accepted | None:
    """The last threshold of the list up to which each one keeps the promise; None where the first one does not.

    `thresholds` fall, and were chosen without looking at these labels.
    """
    kept = None
    for at_least in thresholds:
        found = accepted(judged, at_least)
        if not found.texts or wrong_at_most(found.wrong, found.texts, at_most) > 1 - certainty:
            break
        kept = found
    return kept


def accepted(judged: Sequence[Judged], at_least: Decimal) -> Accepted:
    """What passes with this threshold."""
    passing = [each.is_right for each in judged if each.probability >= at_least]
    return Accepted(at_least, len(passing), passing.count(False))


def interval(wrong: int, texts: int, certainty: float) -> tuple[float, float]:
    """The two-sided Clopper-Pearson interval of an error rate; everything where nothing was looked at."""
    if not texts:
        return 0.0, 1.0
    tail = (1 - certainty) / 2
    low = _rate_where(lambda rate: 1 - wrong_at_most(wrong - 1, texts, rate) >= tail) if wrong else 0.0
    return low, highest(wrong, texts, 1 - tail)


def highest(wrong: int, texts: int, certainty: float) -> float:
    """The highest error rate that is compatible with so many wrong ones, one-sided (Clopper and Pearson, 1934)."""
    return _rate_where(lambda rate: wrong_at_most(wrong, texts, rate) <= 1 - certainty) if wrong < texts else 1.0


def _rate_where(holds: Callable[[float], bool]) -> float:
    """The lowest rate from which on it holds, to 12 digits."""
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
