"""Why a section is trusted: named factors, and the band that follows from them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.finding import AnswerKind, Finding, Rule, Severity


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


_AT_BEST = {
    FactorName.OPEN_BLOCKER: Band.LOW,
    FactorName.UNRESOLVED_CITATION: Band.LOW,
    FactorName.CONTRADICTED_FIGURE: Band.LOW,
    FactorName.INJECTION_MARK: Band.LOW,
    FactorName.PREVIEW_MODEL: Band.LOW,
    FactorName.WARNING: Band.MEDIUM,
    FactorName.EXPLAINED_BLOCKER: Band.MEDIUM,
    FactorName.UNSUPPORTED_SENTENCE: Band.MEDIUM,
    FactorName.MISSING_SLOT: Band.MEDIUM,
    FactorName.PAGE_WITHOUT_TEXT: Band.MEDIUM,
}
_OWN_FACTOR = {
    Rule.CONTRADICTED_FIGURE: FactorName.CONTRADICTED_FIGURE,
    Rule.ANSWER_DISAGREES: FactorName.CONTRADICTED_FIGURE,
    Rule.CHANGED_ANSWER: FactorName.CONTRADICTED_FIGURE,
    Rule.UNRESOLVED_CITATION: FactorName.UNRESOLVED_CITATION,
    Rule.INJECTION_MARK: FactorName.INJECTION_MARK,
    Rule.UNCITED_SENTENCE: FactorName.UNSUPPORTED_SENTENCE,
    Rule.MISSING_SLOT: FactorName.MISSING_SLOT,
    Rule.PAGE_WITHOUT_TEXT: FactorName.PAGE_WITHOUT_TEXT,
    Rule.DOCUMENT_NOT_READ: FactorName.PAGE_WITHOUT_TEXT,
}
# Factors that an explanation turns into a warning's weight.
_EXPLAINABLE = frozenset(name for name, band in _AT_BEST.items() if band is Band.LOW)


def factors_of(
    findings: Sequence[tuple[Finding, AnswerKind | None]],
    quotes: Sequence[QuoteState],
    endpoint: EndpointKind | None,
) -> tuple[Factor, ...]:
    """The factors of a revision, each finding counted in exactly one of them.

    `findings` come with what a person answered to each (None: open), `quotes` are the states of all citations,
    `endpoint` is None where a person wrote the text. Notes weigh nothing.
    """
    counts = Counter(name for finding, answer in findings if (name := _factor_of(finding, answer)))
    explained = sum(f.rule is Rule.UNRESOLVED_CITATION and a is not None for f, a in findings)
    unresolved = sum(not quote.resolved for quote in quotes) - explained
    # A section that does not ask for the check of citations has them all the same.
    counts[FactorName.UNRESOLVED_CITATION] = max(counts[FactorName.UNRESOLVED_CITATION], unresolved)
    counts[FactorName.PREVIEW_MODEL] = int(endpoint is EndpointKind.ON_DEVICE)
    return tuple(Factor(name, counts[name], at_best) for name, at_best in _AT_BEST.items() if counts[name] > 0)


def _factor_of(finding: Finding, answer: AnswerKind | None) -> FactorName | None:
    if finding.severity is Severity.NOTE:
        return None
    blocker = finding.severity is Severity.BLOCKER
    if answer is not None and blocker:
        return FactorName.EXPLAINED_BLOCKER
    name = _OWN_FACTOR.get(finding.rule, FactorName.OPEN_BLOCKER if blocker else FactorName.WARNING)
    if answer is not None and name in _EXPLAINABLE:
        return FactorName.WARNING
    if blocker and name not in _EXPLAINABLE:
        return FactorName.OPEN_BLOCKER
    return name
