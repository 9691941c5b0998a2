"""Why a section is trusted: named factors, and the band that follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Band(StrEnum):
    """High, medium or low; `worst` of several is the lowest."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_ORDER = (Band.HIGH, Band.MEDIUM, Band.LOW)


class FactorName(StrEnum):
    """The measured causes."""

    OPEN_BLOCKER = "open_blocker"
    UNRESOLVED_CITATION = "unresolved_citation"
    CONTRADICTED_FIGURE = "contradicted_figure"
    INJECTION_MARK = "injection_mark"
    PREVIEW_MODEL = "preview_model"
    WARNING = "warning"
    EXPLAINED_BLOCKER = "explained_blocker"
    UNSUPPORTED_SENTENCE = "unsupported_sentence"
    MISSING_SLOT = "missing_slot"
    PAGE_WITHOUT_TEXT = "page_without_text"


@dataclass(frozen=True, slots=True)
class Factor:
    """One cause: how often it was found, and the best band that it still allows."""

    name: FactorName
    count: int
    at_best: Band


def band_of(factors: Sequence[Factor]) -> Band:
    """The worst of what the factors allow; high where there is none."""
    return max((factor.at_best for factor in factors), key=_ORDER.index, default=Band.HIGH)
