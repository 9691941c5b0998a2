"""How well the documents behind labelled sections could be read, and how right sections of each quality were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.calibration import Scale
from desktop_app.domain.label import Label, latest
from desktop_app.domain.risk_control import interval

RECOGNISED_WORDS = "was recognised: hold figures and names against the picture."
"""The end of what is said of a document whose text, or part of it, was recognised from pictures."""


class DocumentQuality(StrEnum):
    """The worst that is known of a section's documents, worst first.

    unread: a page or a document gave no text; recognised: text of a scan was recognised from its picture; hidden: a
    document hides text; text: all of it was read as text; none: the section stands on no document; unknown: nobody kept
    it, as for evaluation cases, whose store is thrown away.
    """

    UNREAD = "unread"
    RECOGNISED = "recognised"
    HIDDEN = "hidden"
    TEXT = "text"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class QualityRate:
    """Labelled sections of one quality, those of them that were wrong with the interval of that rate (Clopper-Pearson),
    and the mean probability that the scale gives those that could pass; None where none could."""

    sections: int
    wrong: int
    low: float
    high: float
    said: float | None


def rates_by_quality(
    labels: Sequence[Label], qualities: Mapping[str, DocumentQuality], scale: Scale, certainty: float
) -> Mapping[DocumentQuality, QualityRate]:
    """By quality, worst first; those of which there are none are left out. `qualities` are by label."""
    groups: dict[DocumentQuality, list[Label]] = {}
    for label in latest(labels):
        groups.setdefault(qualities.get(label.label_id, DocumentQuality.UNKNOWN), []).append(label)
    return {quality: _rate(groups[quality], scale, certainty) for quality in DocumentQuality if quality in groups}


def _rate(labels: Sequence[Label], scale: Scale, certainty: float) -> QualityRate:
    wrong = sum(not label.is_right for label in labels)
    said = [float(scale.probability(label.section, label.factors)) for label in labels if label.could_pass]
    mean = sum(said) / len(said) if said else None
    return QualityRate(len(labels), wrong, *interval(wrong, len(labels), certainty), mean)
