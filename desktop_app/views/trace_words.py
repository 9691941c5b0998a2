"""Where words came from, as a person reads it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.evidence import EvidenceItem, QuoteState
from desktop_app.domain.section import Revision
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
            yield "" if alone else words, _whose(origin, traced.trace, traced.names)


def _whose(origin: OriginSpan, trace: SectionTrace, names: Mapping[str, str]) -> str:
    run, who = trace.runs.get(origin.run_id or ""), names.get(origin.person_id or "", "")
    written = next((each for each in trace.versions if each.revision_id == origin.source_revision), None)
    told = [_kind(origin.origin, who)]
    if run is not None and origin.origin is Origin.MODEL:
        told.append(asked_words(run))
    elif run is not None:
        told.append(translate("trace", "put there on %1").replace("%1", moment_words(run.run.started)))
    elif written is not None:
        told.append(moment_words(written.created_at))
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
    if call is not None and call.instruction is None:
        return moment_words(run.run.started)
    model = f"{run.run.endpoint} ({call.model})" if call and call.model != run.run.endpoint else run.run.endpoint
    if run.copied is None:
        return f"{model}, {moment_words(run.run.started)}"
    again = translate("trace", "%1, %2, taken on %3 from the answer to the same question")
    again = again.replace("%1", model).replace("%2", moment_words(run.copied.started))
    return again.replace("%3", moment_words(run.run.started))


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
            where = place_words(replace(item, number=citation.number))
        yield f"{where}: {states[citation.quote_state]}", one_line(item.passage.text) if item else ""


def call_words(call: Call) -> str:
    """What a call took and how it ended."""
    told = [translate("trace", "%1 ms").replace("%1", f"{call.total_ms:,}")]
    told.append(money(call.cost) if call.cost is not None else translate("trace", "price unknown"))
    for count, words in (
        (call.tokens_in, translate("trace", "%1 word parts read")),
        (call.tokens_out, translate("trace", "%1 written")),
    ):
        told += [words.replace("%1", f"{count:,}")] if count is not None else []
    if call.fingerprint:
        told.append(translate("trace", "version %1").replace("%1", call.fingerprint))
    told += _setting_words(call)
    if call.error_class:
        told.append(translate("trace", "failed: %1").replace("%1", call.error_class.value.replace("_", " ")))
    elif call.finish_reason is None:
        told.append(translate("trace", "stopped"))
    return ", ".join(told)


def _setting_words(call: Call) -> Iterator[str]:
    """How the model was to choose its words, and how many it might write."""
    settings = json.loads(call.parameters)
    if "temperature" in settings:
        yield translate("trace", "temperature %1").replace("%1", str(settings["temperature"]))
    if "max_tokens" in settings:
        yield translate("trace", "at most %1 word parts").replace("%1", f"{settings['max_tokens']:,}")


def place_words(item: EvidenceItem) -> str:
    """The number of a passage, its document, and where it stands in it."""
    where = translate("trace", "[%1] %2, page %3").replace("%1", str(item.number)).replace("%2", item.document_name)
    where = where.replace("%3", str(item.passage.page))
    return f"{where}, {item.label}" if item.label else where


def offered_lines(run: TracedRun) -> Iterator[str]:
    """The passages that a drafter was offered."""
    yield from (f"{place_words(item)}: {one_line(item.passage.text)}" for item in run.offered)


def change_lines(traced: Traced, sentence: TracedSentence) -> Iterator[tuple[str, str]]:
    """What stood in the place of the sentence before, and who changed it when and why, the last change first."""
    for change in reversed(sentence.changes):
        before = f"“{one_line(change.before)}”" if change.before else translate("trace", "It was not there.")
        yield before, translate("trace", "until: %1").replace("%1", _version_words(traced, change.by))


def identifier_text(trace: SectionTrace, sentence: TracedSentence) -> str:
    """The digests and identifiers by which the record names all of it, one a line."""
    runs = [trace.runs[run_id] for run_id in sentence.runs]
    calls = [call for run in runs for call in run.calls]
    named = {item.passage.passage_id: place_words(item) for run in runs for item in run.offered}
    lines = [(translate("trace", "Form pack"), trace.pack)]
    lines += [(translate("trace", "Draft"), run.run.run_id) for run in runs]
    lines += [(translate("trace", "What was sent"), c.instruction.commitment) for c in calls if c.instruction]
    lines += [(translate("trace", "Model version"), call.fingerprint) for call in calls if call.fingerprint]
    lines += [(where, passage_id) for passage_id, where in named.items()]
    return "\n".join(f"{name}: {value}" for name, value in lines)


def version_lines(traced: Traced) -> Iterator[str]:
    """The versions that led to the present text, oldest first."""
    for number, version in enumerate(traced.trace.versions, start=1):
        yield f"{number}. {_version_words(traced, version)}"


def _version_words(traced: Traced, version: Revision) -> str:
    writer = traced.trace.writer(version, traced.names)
    by = translate("trace", " by %1").replace("%1", writer)
    if writer == ASSEMBLED.name:
        by = translate("trace", ", assembled, no model")
    why = f": {one_line(version.reason.text)}" if version.reason else ""
    return f"{version_kinds()[version.kind.value]}{by}, {moment_words(version.created_at)}{why}"


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
