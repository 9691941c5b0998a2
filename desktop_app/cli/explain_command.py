"""`countersign explain` and `countersign replay`: where a sentence came from, and what the same question brings now."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from desktop_app.cli.case_output import coverage_json
from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.provenance import person_name, utc
from desktop_app.domain.sent_messages import messages_text
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.support_reading import reading_words
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.domain.trace import SectionTrace, TracedRun, TracedSentence
from desktop_app.domain.usage import Call
from desktop_app.services.covering import section_coverage
from desktop_app.services.program import Program

Names = Mapping[str, str]


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--section", required=True, metavar="NAME", help="The section.")
@click.option("--sentence", type=click.IntRange(min=1), metavar="NUMBER", help="One sentence, with all that was sent.")
@pass_session
def explain(session: Session, name: str, section: str, sentence: int | None) -> int:
    """Say where each sentence of a section came from: who or what wrote it, from which evidence, asked of which model.

    With --sentence also the whole instruction that the model was sent. JSON always holds it.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        trace = await program.tracing.trace(acting, case_id, section)
        names = {person.person_id: person.name for person, _ in await program.store.people()}
        chosen = _chosen(trace, sentence)
        facts = await program.keeping.facts(case_id)
        drafted_from = facts.section(section)
        covered = await section_coverage(program.store, facts, drafted_from) if drafted_from else None
        found = trace_json(trace, names, chosen) | {"coverage": coverage_json(covered) if covered else None}
        session.show(found, lambda: list(_lines(found, whole=sentence is not None)))
        return DONE

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--section", required=True, metavar="NAME", help="The section.")
@click.option("--endpoint", metavar="NAME", help="Who is asked (default: the endpoint that wrote the draft).")
@pass_session
def replay(session: Session, name: str, section: str, endpoint: str | None) -> int:
    """Ask a model again what it was asked for a section's last draft, and show the difference of both answers.

    Nothing of the case changes. The call is recorded and costs what calls cost. Exit code 1: the answers differ.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        asked = endpoint or (await program.replaying.source(case_id, section)).endpoint
        (ready,) = await program.chain((asked,), alone=True)
        found = await program.replaying.replay(acting, case_id, section, ready)
        changes = [{"before": c.before_text, "after": c.after_text} for c in found.line.changes]
        result = {
            "section": section,
            "same": not changes,
            "changes": changes,
            "then": _call_json(found.asked_then, with_instruction=False),
            "now": _call_json(found.asked_now, with_instruction=False),
        }
        session.show(result, lambda: _replay_lines(result))
        return PROBLEMS if changes else DONE

    return session.run_on(name, work)


def _chosen(trace: SectionTrace, number: int | None) -> tuple[TracedSentence, ...]:
    if number is None:
        return trace.sentences
    if number > len(trace.sentences):
        count = len(trace.sentences)
        raise UsageError(f"“{trace.title}” has {count} sentences.", next="Name one of them.")
    return (trace.sentences[number - 1],)


def trace_json(trace: SectionTrace, names: Names, chosen: tuple[TracedSentence, ...]) -> dict[str, Any]:
    """What is known of these sentences."""
    wanted = {run_id for sentence in chosen for run_id in sentence.runs}
    return {
        "section": trace.section,
        "title": trace.title,
        "form": trace.form,
        "pack": trace.pack,
        "sentences": [_sentence_json(trace, sentence, names) for sentence in chosen],
        "versions": [
            {
                "revision": version.revision_id,
                "kind": version.kind.value,
                "at": utc(version.created_at),
                "by": person_name(version.person_id, names),
                "run": version.run_id,
                "reason": version.reason.text if version.reason else None,
            }
            for version in trace.versions
        ],
        "runs": {run_id: _run_json(run) for run_id, run in trace.runs.items() if run_id in wanted},
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
    passage = item.passage
    return {
        "passage": passage_id,
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
        "calls": [_call_json(call, with_instruction=True) for call in traced.calls],
        "evidence": [
            {
                "number": e.number,
                "document": e.document_name,
                "page": e.passage.page,
                "paragraph": e.label or None,
                "words": e.passage.text,
            }
            for e in traced.offered
        ],
    }


def _call_json(call: Call, *, with_instruction: bool) -> dict[str, Any]:
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


def _lines(found: Mapping[str, Any], *, whole: bool) -> Iterator[str]:
    yield f"{found['title']} ({found['form']}, pack {found['pack'][:12]})"
    for sentence in found["sentences"]:
        yield f"\n{sentence['number']}. {sentence['text']}"
        alone = len(sentence["origins"]) == 1
        yield from (f"   {_origin_line(origin, found['runs'], alone=alone)}" for origin in sentence["origins"])
        for cited in sentence["citations"]:
            where = (
                f"{cited['document']}, {cited['paragraph'] or 'page ' + str(cited['page'])}: “{flat(cited['words'])}”"
                if cited["document"]
                else "no document"
            )
            yield f"   cites [E{cited['number']}] ({cited['state']}) {where}"
    if found["coverage"]:
        yield f"\nDrafted from: {found['coverage']['words']}"
        if sentence["support"]:
            yield f"   {sentence['support']}"
    yield "\nVersions:"
    for version in found["versions"]:
        why = f": {version['reason']}" if version["reason"] else ""
        yield f"   {version['at']}  {version['kind']} by {version['by']}{why}"
    for run in found["runs"].values() if whole else ():
        yield from _run_lines(run)


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


def _run_lines(run: Mapping[str, Any]) -> Iterator[str]:
    yield f"\nEvidence that {run['endpoint']} was offered:"
    yield from (f"   [E{e['number']}] {e['document']}, page {e['page']}: {flat(e['words'])}" for e in run["evidence"])
    for call in run["calls"]:
        if call["sent"] is not None:
            ended = call["error"] or call["finish"] or "stopped"
            cost = "unknown cost" if call["cost_usd"] is None else f"{call['cost_usd']} USD"
            yield f"\nSent to {call['endpoint']} ({call['model']}), {call['total_ms']} ms, {cost}, {ended}:"
            yield from (f"   {line}" for line in call["sent"].split("\n"))


def _replay_lines(result: Mapping[str, Any]) -> list[str]:
    then, now = result["then"], result["now"]
    head = f"{then['endpoint']} ({then['model']}) then, {now['endpoint']} ({now['model']}) now: "
    if result["same"]:
        return [head + "the same text."]
    lines = [
        f"   - {change['before'] or '(nothing)'}\n   + {change['after'] or '(nothing)'}" for change in result["changes"]
    ]
    return [head + f"{len(lines)} changes.", *lines]
