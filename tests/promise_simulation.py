"""Draws of labelled sections from a known world, to count how often a promise about errors is broken in it.

A section has some of three factors; each makes it likelier to be wrong. The world's true error rate above a threshold
is known, so that it is seen whether a threshold that was found from few labels keeps what was promised.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from desktop_app.domain.calibrated import calibrate
from desktop_app.domain.confidence import Band, Factor, FactorName
from desktop_app.domain.form import Promise
from desktop_app.domain.label import Label, LabelSource
from desktop_app.domain.risk_control import Accepted, Judged, accepted, clean_needed, find_threshold

PROMISE = Promise(escaped_errors_at_most=0.05, certainty=0.90, sample=0.10)
GRID = tuple(Decimal(step) / 50 for step in range(49, -1, -1))
NOW = datetime(2026, 11, 23, tzinfo=UTC)
CAUSES = {FactorName.SAID_ABSENT: 0.06, FactorName.REWORDED_SENTENCE: 0.12, FactorName.NOTE: 0.25}
BASE = 0.02
SHARE = 0.35
"""Of sections, those that have a factor; each factor by itself."""


def scored(rnd: random.Random) -> Judged:
    """A text of a world where the chance of an error falls with the probability that is said: 0.45 (1 - p) ** 1.5."""
    said = rnd.random()
    return Judged(Decimal(round(said, 6)), rnd.random() >= 0.45 * (1 - said) ** 1.5)


def true_error(at_least: Decimal) -> float:
    """The error rate of what passes in that world."""
    return 0.45 * float(1 - at_least) ** 1.5 / 2.5


def naive_threshold(judged: Sequence[Judged], thresholds: Sequence[Decimal], at_most: float) -> Accepted | None:
    """The lowest threshold that the labels themselves keep, with no regard to chance: it promises what it does not
    keep."""
    found = [accepted(judged, at_least) for at_least in thresholds]
    return next((each for each in reversed(found) if each.texts and each.wrong / each.texts <= at_most), None)


def broken_shares(rnd: random.Random, labels: int, draws: int) -> tuple[float, float]:
    """In which share of the draws the exact and the naive threshold break the promise."""
    broken, naive = 0, 0
    for _ in range(draws):
        judged = [scored(rnd) for _ in range(labels)]
        usable = [t for t in GRID if (1 - float(t)) * labels >= 52]
        found = find_threshold(judged, usable, PROMISE.escaped_errors_at_most, PROMISE.certainty)
        guess = naive_threshold(judged, GRID, PROMISE.escaped_errors_at_most)
        broken += found is not None and true_error(found.at_least) > PROMISE.escaped_errors_at_most
        naive += guess is not None and true_error(guess.at_least) > PROMISE.escaped_errors_at_most
    return broken / draws, naive / draws


@dataclass(frozen=True, slots=True)
class Kind:
    """Sections with the same factors: how likely they are, and how likely each is wrong."""

    factors: tuple[Factor, ...]
    share: float
    wrong: float


def kinds() -> tuple[Kind, ...]:
    """All sections that there are in the world of factors."""
    found = []
    for number in range(2 ** len(CAUSES)):
        has = [name for place, name in enumerate(CAUSES) if number >> place & 1]
        share = SHARE ** len(has) * (1 - SHARE) ** (len(CAUSES) - len(has))
        factors = tuple(Factor(name, 1, Band.HIGH) for name in has)
        found.append(Kind(factors, share, BASE + sum(CAUSES[name] for name in has)))
    return tuple(found)


def label(case: str, factors: Sequence[Factor], *, right: bool, section: str = "fee", **more: object) -> Label:
    """A labelled section of a case."""
    values: dict[str, object] = {
        "label_id": f"{case} {section}", "form": "fees", "pack_digest": "ab" * 32, "section": section,
        "endpoint": "server", "model": "m", "fingerprint": "f", "instruction": "cd" * 32,
        "source": LabelSource.REVIEW, "of_case": case, "revision_id": None, "factors": tuple(factors),
        "is_right": right, "at": NOW,
    }  # fmt: skip
    return Label(**(values | more))  # type: ignore[arg-type]


def drawn_labels(rnd: random.Random, many: int) -> list[Label]:
    """Labels of so many cases of the world of factors."""
    world = kinds()
    drawn = rnd.choices(world, [kind.share for kind in world], k=many)
    return [label(f"{rnd.random()}", kind.factors, right=rnd.random() >= kind.wrong) for kind in drawn]


def passed_error(labels: Sequence[Label]) -> float | None:
    """Calibrate on these labels as the program does: the true error rate of what would then pass; None: nothing."""
    found = calibrate(labels, PROMISE)
    if found.threshold is None:
        return None
    passing = [k for k in kinds() if found.scale.probability("fee", k.factors) >= found.threshold.at_least]
    return sum(kind.share * kind.wrong for kind in passing) / sum(kind.share for kind in passing)


def opened_by_looking(rnd: random.Random, rate: float, labels: int, draws: int) -> tuple[float, float]:
    """In which share of the draws a lane opens although sections are wrong at this rate: where somebody looks once,
    after all labels, and where somebody looks after each one and opens it as soon as it can be."""
    at_most, certainty = PROMISE.escaped_errors_at_most, PROMISE.certainty
    enough = [clean_needed(at_most, certainty, wrong) + wrong for wrong in range(labels // 10)]
    once, ever = 0, 0
    for _ in range(draws):
        wrong, opened = 0, []
        for seen in range(1, labels + 1):
            wrong += rnd.random() < rate
            opened.append(wrong < len(enough) and seen >= enough[wrong])
        once, ever = once + opened[-1], ever + any(opened)
    return once / draws, ever / draws
