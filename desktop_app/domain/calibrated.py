"""What labelled sections say of a pass lane: the scale, the threshold, and how good both are on other sections."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.domain.calibration import (
    Bin,
    Coverage,
    Example,
    Scale,
    brier,
    calibration_error,
    fit,
    reliability,
    risk_coverage,
)
from desktop_app.domain.form import Promise
from desktop_app.domain.label import Label, LabelSource, latest
from desktop_app.domain.risk_control import Accepted, Judged, clean_needed, find_threshold, interval


@dataclass(frozen=True, slots=True)
class LaneEvidence:
    """How far the evidence for a lane is: deciding sections that were right and wrong, and how many right ones it
    takes to keep the promise if all of them passed."""

    clean: int
    wrong: int
    needed: int

    @property
    def words(self) -> str:
        """“31 of 45 clean sections”."""
        besides = f", {self.wrong} wrong" if self.wrong else ""
        return f"{self.clean} of {self.needed} clean sections{besides}"


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Labelled sections that no rule holds back, those of them that were wrong, and the interval of that rate
    (Clopper-Pearson, at the promise's certainty). Of the sample these are the errors that escaped."""

    sections: int
    wrong: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The evidence for a lane, weighed. `threshold` is None where it does not reach.

    `labelled` counts all sections, `sources` tells of those that no rule holds back by who labelled them: evaluation
    cases were written for the form, and real work may be harder. `held_back` are those that a hard rule holds back
    whatever the lane says, `learned` those that the scale was learned from. Figures of quality are of the deciding
    sections, None where there are none.
    """

    evidence: LaneEvidence
    scale: Scale
    threshold: Accepted | None
    labelled: int
    sources: Mapping[LabelSource, ErrorRate]
    held_back: int
    learned: int
    brier: float | None
    calibration_error: float | None
    bins: tuple[Bin, ...]
    curve: tuple[Coverage, ...]

    @property
    def escaped(self) -> ErrorRate:
        """Errors among passed sections that were drawn for the sample."""
        return self.sources[LabelSource.SAMPLE]

    @property
    def only_evaluated(self) -> bool:
        """Whether nothing but the pack's own evaluation cases says that enough is right."""
        others = [rate.sections for source, rate in self.sources.items() if source is not LabelSource.EVALUATION]
        return self.threshold is not None and not sum(others)


def calibrate(labels: Sequence[Label], promise: Promise) -> Calibrated:
    """Learn the scale from one part of the cases and find the threshold on the other. Labels are all of one key."""
    known = latest(labels)
    open_ones = [label for label in known if label.could_pass]
    learned, deciding = split(open_ones)
    scale = fit([Example(label.section, label.factors, label.is_right) for label in learned])
    judged = [_judged(scale, label) for label in deciding]
    at_most, certainty = promise.escaped_errors_at_most, promise.certainty
    thresholds = thresholds_of(
        [_judged(scale, each) for each in learned], len(judged), clean_needed(at_most, certainty)
    )
    return Calibrated(
        evidence=evidence_of(known, promise),
        scale=scale,
        threshold=find_threshold(judged, thresholds, at_most, certainty),
        labelled=len(known),
        sources={
            source: _rate([each for each in open_ones if each.source is source], certainty) for source in LabelSource
        },
        held_back=len(known) - len(open_ones),
        learned=len(learned),
        brier=brier(judged),
        calibration_error=calibration_error(judged),
        bins=reliability(judged),
        curve=risk_coverage(judged),
    )


def evidence_of(labels: Sequence[Label], promise: Promise) -> LaneEvidence:
    """How far these labels are."""
    _, deciding = split([label for label in latest(labels) if label.could_pass])
    wrong = sum(not label.is_right for label in deciding)
    needed = clean_needed(promise.escaped_errors_at_most, promise.certainty, wrong)
    return LaneEvidence(len(deciding) - wrong, wrong, needed)


def split(labels: Sequence[Label]) -> tuple[list[Label], list[Label]]:
    """The labels to learn from, and those that decide.

    A form's own evaluation cases count only as long as nothing else is labelled: they were written for the form, and
    real work is harder. Mixed with it they would make a promise that real work does not keep.
    """
    real = [label for label in labels if label.source is not LabelSource.EVALUATION] or labels
    return [label for label in real if not label.decides], [label for label in real if label.decides]


def thresholds_of(learned: Sequence[Judged], deciding: int, needed: int) -> tuple[Decimal, ...]:
    """The thresholds to test, falling: those probabilities of learned sections that can be expected to accept enough
    deciding ones, so that no test is spent where it cannot succeed; the lowest one where none can.

    They follow from the learned part alone and from how many decide: the labels that decide have no say in them.
    """
    values = sorted({judged.probability for judged in learned}, reverse=True)
    enough = needed + math.sqrt(needed)
    shares = {value: sum(judged.probability >= value for judged in learned) / len(learned) for value in values}
    return tuple(value for value in values if shares[value] * deciding >= enough) or tuple(values[-1:])


def _judged(scale: Scale, label: Label) -> Judged:
    return Judged(scale.probability(label.section, label.factors), label.is_right)


def _rate(labels: Sequence[Label], certainty: float) -> ErrorRate:
    wrong = sum(not label.is_right for label in labels)
    return ErrorRate(len(labels), wrong, *interval(wrong, len(labels), certainty))
