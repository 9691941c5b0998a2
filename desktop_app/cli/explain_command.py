"""`countersign explain` and `countersign replay`: where a sentence came from, and what the same question brings now."""

from collections.abc import Mapping
from typing import Any

import click

from desktop_app.cli.case_output import coverage_json
from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.cli.trace_output import call_json, trace_json, trace_lines
from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.trace import SectionTrace, TracedSentence
from desktop_app.services.covering import section_coverage
from desktop_app.services.program import Program


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--section", required=True, metavar="NAME", help="The section.")
@click.option("--sentence", type=click.IntRange(min=1), metavar="NUMBER", help="One sentence, with all that was sent.")
@pass_session
def explain(session: Session, name: str, section: str, sentence: int | None) -> int:
    """Say where each sentence of a section came from: who or what wrote it, from which evidence, asked of which model.

    Of each draft: the instruction's commitment, the model and its version, what it cost, the evidence that it was
    offered. With --sentence also the whole instruction that the model was sent. JSON always holds it.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        trace = await program.tracing.trace(acting, case_id, section)
        names = await program.store.names()
        chosen = _chosen(trace, sentence)
        facts = await program.keeping.facts(case_id)
        drafted_from = facts.section(section)
        covered = await section_coverage(program.store, facts, drafted_from) if drafted_from else None
        found = trace_json(trace, names, chosen) | {"coverage": coverage_json(covered) if covered else None}
        session.show(found, lambda: list(trace_lines(found, whole=sentence is not None)))
        return DONE

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--section", required=True, metavar="NAME", help="The section.")
@click.option("--endpoint", metavar="NAME", help="Who is asked (default: the endpoint that wrote the draft).")
@click.option("--sentence", type=click.IntRange(min=1), metavar="NUMBER", help="What this sentence was asked by.")
@pass_session
def replay(session: Session, name: str, section: str, endpoint: str | None, sentence: int | None) -> int:
    """Ask a model again what it was asked for a section's last draft, and show the difference of both answers.

    Nothing of the case changes. The call is recorded and costs what calls cost. To a hosted endpoint stand-ins go in
    the place of personal data, whoever was asked before. Exit code 1: the answers differ.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        run_id = None if sentence is None else _run_of(await program.tracing.trace(acting, case_id, section), sentence)
        found = await program.replaying.replay(acting, case_id, section, endpoint, run_id)
        changes = [{"before": c.before_text, "after": c.after_text} for c in found.line.changes]
        result = {
            "section": section,
            "same": not changes,
            "changes": changes,
            "then": call_json(found.asked_then, with_instruction=False),
            "now": call_json(found.asked_now, with_instruction=False),
            "notes": list(found.notes),
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


def _run_of(trace: SectionTrace, number: int) -> str:
    """The last run in which a model was asked for words of the sentence."""
    runs = trace.asked_in(_chosen(trace, number)[0])
    if not runs:
        raise UsageError(f"No model wrote words of sentence {number} of “{trace.title}”.", next="Choose another one.")
    return runs[-1].run.run_id


def _replay_lines(result: Mapping[str, Any]) -> list[str]:
    then, now = result["then"], result["now"]
    head = f"{then['endpoint']} ({then['model']}) then, {now['endpoint']} ({now['model']}) now: "
    notes = [f"Note: {note}" for note in result["notes"]]
    if result["same"]:
        return [head + "the same text.", *notes]
    lines = [
        f"   - {change['before'] or '(nothing)'}\n   + {change['after'] or '(nothing)'}" for change in result["changes"]
    ]
    return [head + f"{len(lines)} changes.", *lines, *notes]
