"""Where words came from, as a person reads it."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.domain.trace import SectionTrace, TracedRun, TracedSentence
from desktop_app.domain.usage import Call
from desktop_app.qt.trace_presenter import Traced
from desktop_app.views.day_words import moment_words
from desktop_app.views.draft_words import money

translate = QCoreApplication.translate


def origin_lines(traced: Traced, sentence: TracedSentence) -> Iterator[tuple[str, str]]:
    """The words of each origin (empty: all of the sentence), and whose they are."""
    for origin in sentence.origins:
        words = sentence.text[origin.start : origin.end].strip()
        if any(character.isalnum() for character in words):
            alone = len(sentence.origins) == 1
            yield "" if alone else words, _whose(origin, traced.trace.runs.get(origin.run_id or ""), traced.names)


def _whose(origin: OriginSpan, run: TracedRun | None, names: Mapping[str, str]) -> str:
    who = names.get(origin.person_id or "", "")
    told = [_kind(origin.origin, who)]
    if run is not None and origin.origin is Origin.MODEL:
        told.append(asked_words(run))
    elif run is not None:
        told.append(translate("trace", "put there on %1").replace("%1", moment_words(run.run.started)))
    if origin.accepted_by:
        told.append(translate("trace", "accepted by %1").replace("%1", names.get(origin.accepted_by, "")))
    return ", ".join(told)


def _kind(origin: Origin, who: str) -> str:
    known = {
        Origin.MODEL: translate("trace", "Written by a model"),
        Origin.TEMPLATE: translate("trace", "Words of the form’s own template"),
        Origin.EVIDENCE: translate("trace", "Quoted from a document"),
        Origin.ANSWER: translate("trace", "An answer by %1") if who else translate("trace", "An answer"),
        Origin.PERSON: translate("trace", "Written by %1"),
    }
    return known[origin].replace("%1", who)


def asked_words(run: TracedRun) -> str:
    """Who was asked, and when."""
    call = run.answered
    model = f"{run.run.endpoint} ({call.model})" if call and call.model != run.run.endpoint else run.run.endpoint
    return f"{model}, {moment_words(run.run.started)}"


def citation_lines(trace: SectionTrace, sentence: TracedSentence) -> Iterator[tuple[str, str]]:
    """Where each citation leads, with what is known of it, and the words that stand there."""
    states = {
        QuoteState.VERIFIED: translate("trace", "found in its source"),
        QuoteState.REPAIRED: translate("trace", "found nearby, and corrected"),
        QuoteState.MISATTRIBUTED: translate("trace", "stands in another document"),
        QuoteState.NOT_FOUND: translate("trace", "not found"),
    }
    for citation in sentence.citations:
        item = trace.passages.get(citation.passage_id or "")
        where = translate("trace", "[%1] no document").replace("%1", str(citation.number))
        if item is not None:
            where = translate("trace", "[%1] %2, page %3").replace("%1", str(citation.number))
            where = where.replace("%2", item.document_name).replace("%3", str(item.passage.page))
        yield f"{where}: {states[citation.quote_state]}", one_line(item.passage.text) if item else ""


def call_words(call: Call) -> str:
    """What a call took and how it ended."""
    told = [translate("trace", "%1 ms").replace("%1", f"{call.total_ms:,}")]
    told.append(money(call.cost) if call.cost is not None else translate("trace", "price unknown"))
    if call.fingerprint:
        told.append(translate("trace", "version %1").replace("%1", call.fingerprint))
    if call.error_class:
        told.append(translate("trace", "failed: %1").replace("%1", call.error_class.value.replace("_", " ")))
    return ", ".join(told)


def version_lines(traced: Traced) -> Iterator[str]:
    """The versions that led to the present text, oldest first."""
    for number, version in enumerate(traced.trace.versions, start=1):
        who = traced.names.get(version.person_id or "", "")
        by = translate("trace", " by %1").replace("%1", who) if who else ""
        yield f"{number}. {version_kinds()[version.kind.value]}{by}, {moment_words(version.created_at)}"


def version_kinds() -> dict[str, str]:
    """What a version is."""
    return {
        "draft": translate("trace", "Draft"),
        "edit": translate("trace", "Edit"),
        "settle": translate("trace", "Changes accepted or left out"),
        "restore": translate("trace", "Changes taken back"),
        "proposal": translate("trace", "New draft beside the text"),
        "merge": translate("trace", "New draft taken over"),
    }


def one_line(text: str) -> str:
    """White space folded."""
    return " ".join(text.split())
