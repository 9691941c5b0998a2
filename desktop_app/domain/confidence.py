"""Why a section is trusted: named factors, and the band that follows from them.

Each factor counts against a text. Some limit the band, whatever else holds: these are the hard rules. Others allow
every band and only weigh, in the one calibrated probability (see calibration). Neither what a model says of itself nor
the probabilities of its words are among them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.finding import AnswerKind, Finding, Rule, Severity
from desktop_app.domain.text import Span


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
    REPAIRED_CITATION = "repaired_citation"
    NOTE = "note"
    SAID_ABSENT = "said_absent"
    NOTHING_CITED = "nothing_cited"
    UNCITED_SENTENCE = "uncited_sentence"
    REWORDED_SENTENCE = "reworded_sentence"


@dataclass(frozen=True, slots=True)
class Factor:
    """One cause: how often it was found, the best band that it still allows, and where in the text it stands.

    What is about the whole section has no place.
    """

    name: FactorName
    count: int
    at_best: Band
    places: tuple[Span, ...] = ()

    @property
    def limits(self) -> bool:
        """Whether it is a hard rule, and does not only weigh."""
        return self.at_best is not Band.HIGH


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
    FactorName.REPAIRED_CITATION: Band.MEDIUM,
    FactorName.NOTE: Band.HIGH,
    FactorName.SAID_ABSENT: Band.HIGH,
    FactorName.NOTHING_CITED: Band.HIGH,
    FactorName.UNCITED_SENTENCE: Band.HIGH,
    FactorName.REWORDED_SENTENCE: Band.HIGH,
}
WEIGHED = tuple(name for name, band in _AT_BEST.items() if band is Band.HIGH)
"""The causes that allow every band: they weigh in the calibrated probability alone."""
MEASURED = tuple(name for name in WEIGHED if name is not FactorName.NOTE)
"""Those of them that are measured in the text itself (see measured_factors), and not found by a check."""
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
    measured: Sequence[Factor] = (),
) -> tuple[Factor, ...]:
    """The factors of a revision, each finding counted in exactly one of them.

    `findings` come with what a person answered to each (None: open), `quotes` are the states of all citations,
    `endpoint` is None where a person wrote the text, `measured` are what the text itself showed. Notes limit nothing.
    """
    found: defaultdict[FactorName, list[Span]] = defaultdict(list)
    for finding, answer in findings:
        found[_factor_of(finding, answer)].append(Span(finding.start, finding.end))
    # A section that does not ask for the check of citations has them all the same.
    explained = sum(f.rule is Rule.UNRESOLVED_CITATION and a is not None for f, a in findings)
    unresolved = sum(not quote.resolved for quote in quotes) - explained
    elsewhere = sum(f.rule is Rule.CITED_ELSEWHERE for f, _ in findings)
    counts = {name: len(places) for name, places in found.items()} | {each.name: each.count for each in measured}
    counts[FactorName.UNRESOLVED_CITATION] = max(counts.get(FactorName.UNRESOLVED_CITATION, 0), unresolved)
    counts[FactorName.REPAIRED_CITATION] = sum(q is QuoteState.REPAIRED for q in quotes) - elsewhere
    counts[FactorName.PREVIEW_MODEL] = int(endpoint is EndpointKind.ON_DEVICE)
    places = {name: _standing(stands) for name, stands in found.items()} | {f.name: f.places for f in measured}
    return tuple(
        Factor(name, counts[name], at_best, places.get(name, ()))
        for name, at_best in _AT_BEST.items()
        if counts.get(name, 0) > 0
    )


def weighing(name: FactorName, places: Sequence[Span], count: int | None = None) -> tuple[Factor, ...]:
    """A factor that was measured, as often as it has places or as `count` says; none where that is never."""
    often = len(places) if count is None else count
    return (Factor(name, often, Band.HIGH, _standing(places)),) if often else ()


def _standing(places: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(sorted({place for place in places if place.length}))


def _factor_of(finding: Finding, answer: AnswerKind | None) -> FactorName:
    if finding.severity is Severity.NOTE:
        return FactorName.NOTE
    blocker = finding.severity is Severity.BLOCKER
    if answer is not None and blocker:
        return FactorName.EXPLAINED_BLOCKER
    name = _OWN_FACTOR.get(finding.rule, FactorName.OPEN_BLOCKER if blocker else FactorName.WARNING)
    if answer is not None and name in _EXPLAINABLE:
        return FactorName.WARNING
    if blocker and name not in _EXPLAINABLE:
        return FactorName.OPEN_BLOCKER
    return name
