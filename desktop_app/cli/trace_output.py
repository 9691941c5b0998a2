"""Where sentences came from, as JSON and as lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.domain.budget import PARTS
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.provenance import person_name, utc
from desktop_app.domain.section import Revision
from desktop_app.domain.sent_messages import messages_text
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.support_reading import reading_words
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.domain.trace import SectionTrace, TracedRun, TracedSentence
from desktop_app.domain.usage import Call

Names = Mapping[str, str]


def trace_json(trace: SectionTrace, names: Names, chosen: tuple[TracedSentence, ...]) -> dict[str, Any]:
    """What is known of these sentences."""
    wanted = {run_id for sentence in chosen for run_id in sentence.runs}
    return {
        "section": trace.section,
        "title": trace.title,
        "form": trace.form,
        "pack": trace.pack,
        "sentences": [_sentence_json(trace, sentence, names) for sentence in chosen],
        "versions": [_version_json(trace, version, names) for version in trace.versions],
        "runs": {run_id: _run_json(run) for run_id, run in trace.runs.items() if run_id in wanted},
    }


def _version_json(trace: SectionTrace, version: Revision, names: Names) -> dict[str, Any]:
    return {
        "revision": version.revision_id,
        "kind": version.kind.value,
        "at": utc(version.created_at),
        "by": trace.writer(version, names),
        "run": version.run_id,
        "reason": version.reason.text if version.reason else None,
    }


def _sentence_json(trace: SectionTrace, sentence: TracedSentence, names: Names) -> dict[str, Any]:
    return {
        "number": sentence.number,
        "text": sentence.text,
        "support": reading_words(sentence.support) if sentence.support else None,
        "origins": [_origin_json(sentence, origin, names) for origin in sentence.origins],
        "citations": [
            {
                "number": citation.number,
                "state": citation.quote_state.value,
                **_passage_json(trace, citation.passage_id),
            }
            for citation in sentence.citations
        ],
        "changes": [{"before": change.before, **_version_json(trace, change.by, names)} for change in sentence.changes],
    }


def _origin_json(sentence: TracedSentence, origin: OriginSpan, names: Names) -> dict[str, Any]:
    return {
        "text": sentence.text[origin.start : origin.end],
        "origin": origin.origin.value,
        "by": person_name(origin.person_id, names) if origin.person_id else None,
        "run": origin.run_id,
        "revision": origin.source_revision,
        "accepted_by": person_name(origin.accepted_by, names) if origin.accepted_by else None,
    }


def _passage_json(trace: SectionTrace, passage_id: str | None) -> dict[str, Any]:
    item = trace.passages.get(passage_id or "")
    if item is None:
        return {"passage": passage_id, "document": None, "page": None, "paragraph": None, "words": None}
    return _item_json(item)


def _item_json(item: EvidenceItem) -> dict[str, Any]:
    passage = item.passage
    return {
        "passage": passage.passage_id,
        "document": item.document_name,
        "page": passage.page,
        "paragraph": item.label or None,
        "words": passage.text,
    }


def _run_json(traced: TracedRun) -> dict[str, Any]:
    run = traced.run
    return {
        "endpoint": run.endpoint,
        "started": utc(run.started),
        "ended": utc(run.ended),
        "asked_for": traced.asked_for or None,
        "copied_from": traced.copied.run_id if traced.copied else None,
        "calls": [call_json(call, with_instruction=True) for call in traced.calls],
        "evidence": [{"number": e.number, **_item_json(e)} for e in traced.offered],
    }


def call_json(call: Call, *, with_instruction: bool) -> dict[str, Any]:
    """What is known of a call."""
    sent = {"sent": messages_text(call.instruction.text) if call.instruction else None} if with_instruction else {}
    return {
        "endpoint": call.endpoint,
        "model": call.model,
        "fingerprint": call.fingerprint,
        "parameters": call.parameters,
        "tokens_in": call.tokens_in,
        "tokens_out": call.tokens_out,
        "tokens_cached": call.tokens_cached,
        "cost_usd": None if call.cost is None else str(call.cost),
        "price_of": call.price_date.isoformat() if call.price_date else None,
        "first_words_ms": call.first_text_ms,
        "total_ms": call.total_ms,
        "finish": call.finish_reason,
        "error": call.error_class.value if call.error_class else None,
        "commitment": call.instruction.commitment if call.instruction else None,
        **sent,
    }


_WORDS = {
    Origin.MODEL: "written by a model",
    Origin.TEMPLATE: "from the form's own template",
    Origin.EVIDENCE: "quoted from a document",
    Origin.ANSWER: "an answer",
    Origin.PERSON: "written",
}


def trace_lines(found: Mapping[str, Any], *, whole: bool) -> Iterator[str]:
    """The same for people to read; `whole`: with all that was sent."""
    yield f"{found['title']} ({found['form']})"
    for sentence in found["sentences"]:
        yield f"\n{sentence['number']}. {sentence['text']}"
        alone = len(sentence["origins"]) == 1
        yield from (f"   {_origin_line(origin, found['runs'], alone=alone)}" for origin in sentence["origins"])
        for cited in sentence["citations"]:
            where = f"{place_words(cited)}: “{flat(cited['words'])}”" if cited["document"] else "no document"
            yield f"   cites [E{cited['number']}] ({cited['state']}) {where}"
        if sentence["support"]:
            yield f"   {sentence['support']}"
        for change in sentence["changes"]:
            yield f"   before {_version_line(change)}: {_quoted(change['before'])}"
    if found["coverage"]:
        yield f"\nDrafted from: {found['coverage']['words']}"
    yield "\nVersions:"
    yield from (f"   {_version_line(version)}" for version in found["versions"])
    for run in found["runs"].values():
        yield from _run_lines(run, whole=whole)
    yield f"\nPack: {found['pack']}"


def _origin_line(origin: Mapping[str, Any], runs: Mapping[str, Any], *, alone: bool) -> str:
    words = _WORDS[Origin(origin["origin"])] + (f" by {origin['by']}" if origin["by"] else "")
    run = runs.get(origin["run"] or "")
    call = run["calls"][-1] if run and run["calls"] else None
    asked = f", drafted by {run['endpoint']}" if run else ""
    asked += f" ({call['model']})" if call and call["model"] != call["endpoint"] else ""
    asked += f" on {run['started']}" if run else ""
    accepted = f", accepted by {origin['accepted_by']}" if origin["accepted_by"] else ""
    which = "All of it" if alone else f"“{origin['text'].strip()}”"
    return f"{which}: {words}{asked}{accepted}"


def _quoted(words: str) -> str:
    return f"“{flat(words)}”" if words else "it was not there"


def place_words(cited: Mapping[str, Any]) -> str:
    """The document of a passage, and its paragraph or page."""
    return f"{cited['document']}, {cited['paragraph'] or 'page ' + str(cited['page'])}"


def _version_line(version: Mapping[str, Any]) -> str:
    why = f" ({version['reason']})" if version["reason"] else ""
    return f"{version['at']}  {version['kind']} by {version['by']}{why}"


def _run_lines(run: Mapping[str, Any], *, whole: bool) -> Iterator[str]:
    """What a run was offered and asked: in short, or with all that was sent."""
    copied = ", from the answer to the same question before" if run["copied_from"] else ""
    yield f"\nDrafted by {run['endpoint']} on {run['started']}{copied}:"
    if run["asked_for"]:
        yield f"   asked for besides: {run['asked_for']}"
    for call in run["calls"]:
        yield from _call_lines(call)
        if whole and call["sent"] is not None:
            yield "   sent:"
            yield from (f"      {line}" for line in call["sent"].split("\n"))
    for offered in run["evidence"]:
        number, words = offered["number"], flat(offered["words"])
        yield f"   offered [E{number}] {offered['passage']}, {place_words(offered)}: {words}"


def _call_lines(call: Mapping[str, Any]) -> Iterator[str]:
    cost = "unknown cost" if call["cost_usd"] is None else f"{call['cost_usd']} USD"
    ended = call["error"] or call["finish"] or "stopped"
    version = f", version {call['fingerprint']}" if call["fingerprint"] else ""
    if call["commitment"] is None:
        yield f"   {call['endpoint']}, no model, {call['total_ms']} ms"
        return
    read, written = (("?" if n is None else f"{n:,}") for n in (call["tokens_in"], call["tokens_out"]))
    cost += f" by the prices of {call['price_of']}" if call["price_of"] and call["cost_usd"] is not None else ""
    yield f"   {call['endpoint']}: {call['model']}{version}, {call['parameters']}"
    yield f"   {call['total_ms']} ms, {read} {PARTS} read, {written} written, {cost}, {ended}"
    yield f"   what was sent is committed to as {call['commitment']}"
