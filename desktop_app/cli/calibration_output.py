"""What labelled sections say of a pass lane, as JSON and in words."""

from dataclasses import asdict
from typing import Any

from desktop_app.cli.session import table
from desktop_app.domain.calibrated import Calibrated
from desktop_app.domain.document_quality import DocumentQuality
from desktop_app.domain.form import Promise
from desktop_app.domain.label import LabelSource
from desktop_app.domain.wording_threshold import ThresholdSource, WordingThreshold
from desktop_app.services.calibrating import Weighed

SOURCES = {
    LabelSource.EVALUATION: "evaluation cases of the form",
    LabelSource.GOLD: "gold answers",
    LabelSource.REVIEW: "reviewers",
    LabelSource.SAMPLE: "reviewers, of the sample",
}
QUALITIES = {
    DocumentQuality.UNREAD: "a page or a document gave no text",
    DocumentQuality.RECOGNISED: "text recognised from a scan",
    DocumentQuality.HIDDEN: "with hidden text",
    DocumentQuality.TEXT: "all read as text",
    DocumentQuality.NONE: "no document",
    DocumentQuality.UNKNOWN: "not kept (evaluation cases)",
}
ONLY_EVALUATED = (
    "Evaluation cases were written for the form, and nobody has labelled real work yet: it may be harder."
    " As soon as there is any, it alone decides."
)


def calibrated_json(weighed: Weighed, endpoint: str) -> dict[str, Any]:
    """All figures; what is not known is null. Probabilities are texts of six digits, as they are compared."""
    found, key = weighed.found, weighed.key
    threshold = found.threshold
    return {
        "endpoint": endpoint,
        "model": key.model if key else None,
        "fingerprint": key.fingerprint if key else None,
        "section": weighed.section or "all",
        "enough": threshold is not None,
        "evidence": {**asdict(found.evidence), "words": found.evidence.words},
        "threshold": threshold
        and {"at_least": str(threshold.at_least), "sections": threshold.texts, "wrong": threshold.wrong},
        "labelled": found.labelled,
        "sources": {source.value: asdict(rate) for source, rate in found.sources.items()},
        "only_evaluated": found.only_evaluated,
        "held_back": found.held_back,
        "learned": found.learned,
        "scale": {"bias": str(found.scale.bias), "weights": {k: str(v) for k, v in found.scale.weights.items()}},
        "brier": found.brier,
        "calibration_error": found.calibration_error,
        "reliability": [{**asdict(each), "share": each.share} for each in found.bins],
        "risk_coverage": [{**asdict(each), "at_least": str(each.at_least)} for each in found.curve],
        "by_document_quality": {quality.value: asdict(rate) for quality, rate in weighed.by_quality.items()},
        "escaped": asdict(found.escaped),
        "by_section": {name: asdict(evidence) for name, evidence in weighed.by_section.items()},
    }


def calibrated_lines(weighed: Weighed, promise: Promise) -> list[str]:
    """The same for people: how far the evidence is first."""
    found = weighed.found
    asked = (
        f"at most {promise.escaped_errors_at_most:.0%} of passed sections wrong, with {promise.certainty:.0%} certainty"
    )
    lines = [
        f"Promise: {asked}.",
        f"Labelled sections: {found.labelled}, of which rules hold back {found.held_back} anyway."
        f" {found.learned} of the others were learned from, {found.evidence.clean + found.evidence.wrong} decide.",
        "",
        *_sources(found),
        "",
        _threshold_words(weighed),
    ]
    if found.only_evaluated:
        lines.append(ONLY_EVALUATED)
    if found.brier is not None and found.calibration_error is not None:
        lines.append(f"Brier score {found.brier:.3f}, calibration error {found.calibration_error:.3f}.")
    return [
        *lines,
        "",
        *_reliability(found),
        "",
        *_coverage(found),
        "",
        *_by_quality(weighed),
        "",
        *_by_section(weighed),
        "",
        _escaped_words(found, promise),
    ]


def _sources(found: Calibrated) -> list[str]:
    rows = [
        (SOURCES[source], str(rate.sections), str(rate.wrong), f"{rate.low:.1%} to {rate.high:.1%}")
        for source, rate in found.sources.items()
        if rate.sections
    ]
    return table(rows, ("Labelled by", "Sections", "Wrong", "Error rate"))


def _threshold_words(weighed: Weighed) -> str:
    found, evidence = weighed.found, weighed.found.evidence
    if found.threshold is None:
        return f"Not enough evidence: {evidence.words}."
    if weighed.key is None or weighed.key.fingerprint is None:
        return f"{evidence.words}, but the model does not say which one it is: its lane stays closed."
    kept = found.threshold
    share = f"{kept.texts} of {evidence.clean + evidence.wrong} deciding sections, {kept.wrong} of them wrong"
    return f"Enough evidence: from a probability of {kept.at_least} on ({share}). `countersign lane open` signs it."


def _reliability(found: Calibrated) -> list[str]:
    rows = [(f"{b.low:.1f} to {b.low + 0.1:.1f}", str(b.texts), f"{b.said:.3f}", f"{b.share:.3f}") for b in found.bins]
    return table(rows, ("Probability", "Sections", "Said", "Right")) if rows else []


def _coverage(found: Calibrated) -> list[str]:
    rows = [(str(point.at_least), f"{point.coverage:.0%}", f"{point.risk:.1%}") for point in found.curve]
    return table(rows, ("If passed from", "Passes", "Wrong")) if rows else []


def _by_quality(weighed: Weighed) -> list[str]:
    rows = [
        (
            QUALITIES[quality],
            str(rate.sections),
            "" if rate.said is None else f"{rate.said:.3f}",
            f"{1 - rate.wrong / rate.sections:.3f}",
            f"{rate.low:.1%} to {rate.high:.1%}",
        )
        for quality, rate in weighed.by_quality.items()
    ]
    return table(rows, ("By documents", "Sections", "Said", "Right", "Error rate")) if rows else []


def _by_section(weighed: Weighed) -> list[str]:
    """A lane may be opened for one section as well."""
    rows = [(name, evidence.words) for name, evidence in weighed.by_section.items()]
    return table(rows, ("By itself", "Evidence")) if len(rows) > 1 else []


def _escaped_words(found: Calibrated, promise: Promise) -> str:
    escaped = found.escaped
    if not escaped.sections:
        return "Escaped errors: no passed section was sampled yet."
    words = (
        f"Escaped errors: {escaped.wrong} of {escaped.sections} sampled sections,"
        f" {escaped.low:.1%} to {escaped.high:.1%} with {promise.certainty:.0%} certainty."
    )
    if escaped.low <= promise.escaped_errors_at_most:
        return words
    return f"{words} That is more than was promised: if it is open, close the lane with `countersign lane close`."


def wording_json(found: WordingThreshold | None) -> dict[str, Any] | None:
    """From which score on a wording is a close match, and by what; null where the program's own threshold holds."""
    return {**asdict(found), "close": found.millionths / 1_000_000} if found else None


def wording_line(found: WordingThreshold | None) -> str:
    """The same for people."""
    if found is None:
        return "Close match: too few sentences in the pack's own texts, so the program's own threshold holds."
    generated = found.source is ThresholdSource.GENERATED
    by = f"{found.wrong} errors put into the pack's own texts" if generated else f"{_judged(found)} by reviewers"
    return f"Close match: from {found.close:.2f} on, by {by}."


def _judged(found: WordingThreshold) -> str:
    return f"{found.wrong} sentences changed and {found.right} let stand"
