"""The commands of `countersign case` that make and change text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.case_input import TEXT_LIMIT, read_text
from desktop_app.cli.case_output import section_json
from desktop_app.cli.drafting_output import DraftingOutput, finding_json
from desktop_app.cli.options import Verb, change_options, endpoint_option, sections_option
from desktop_app.cli.resume_command import waiting_lines
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.cli.trace_output import place_words
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import Refused, UsageError
from desktop_app.domain.form import Form, Section
from desktop_app.domain.markup import write_markup
from desktop_app.domain.person import Acting
from desktop_app.domain.proposed_edit import edits_of
from desktop_app.domain.redline import ChangeKind, Redline, redline
from desktop_app.domain.redraft_reason import redraft_reason
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.support_reading import UNSEEN
from desktop_app.domain.waiting_changes import waiting_changes
from desktop_app.services.covering import section_coverage
from desktop_app.services.program import Program
from desktop_app.services.revising import Added


@click.command("draft", cls=Verb)
@click.argument("name", metavar="CASE")
@sections_option
@endpoint_option
@click.option("--preset", metavar="NAME", help="A way of writing that the form offers for these sections.")
@click.option("--ask", "line", default="", metavar="LINE", help="What is to be done otherwise, in one line.")
@click.option("--anew", is_flag=True, help="Ask the model even where it was asked the very same before.")
@click.option("--wait", is_flag=True, help="Where no model answers, leave it until one does; nothing is assembled.")
@pass_session
def draft_case(
    session: Session,
    name: str,
    sections: tuple[str, ...],
    endpoints: tuple[str, ...],
    preset: str | None,
    line: str,
    anew: bool,
    wait: bool,
) -> int:
    """Draft a case, all of it or some sections. Where a person has written, the draft waits as a proposal.

    With --preset or --ask a person's text keeps every word that the proposal does not name. What the model was asked
    before in this case comes from the cache; `case purge-cache` empties it. With --wait, `case resume-drafts` goes on
    with what no model could be reached for.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        facts = await program.keeping.facts(case_id)
        form, chosen = facts.pack.form, sections or tuple(s.section for s in facts.drafted)
        output = DraftingOutput(form, session.say, chosen)
        chain = await (program.resuming_drafts.chain(endpoints) if wait else program.chain(endpoints))
        added = _asked(form, chosen, preset, line)
        async for event in program.drafting.draft(acting, case_id, chain, chosen, added=added, anew=anew):
            output.take(event)
        waiting = [each.section for each in await program.resuming_drafts.waiting(case_id)]
        session.show(
            {"case": case_id, "sections": output.json_lines(), "waiting": waiting},
            lambda: [*output.text_lines(), *waiting_lines(form, waiting)],
        )
        return PROBLEMS if output.failed else DONE

    return session.run_on(name, work)


def _asked(form: Form, sections: Sequence[str], preset: str | None, line: str) -> str:
    """The line that is added to the instructions of these sections. Raises UsageError for a preset they do not have."""
    offered = [s.presets for s in form.sections if s.section in sections]
    if preset is None or len(offered) < len(sections):  # what is no section is refused where it is drafted
        return line
    lines = {each.get(preset) for each in offered}
    (only,) = lines if len(lines) == 1 else (None,)
    if only is None or line:
        known = sorted(set.intersection(*map(set, offered)))
        what = "A preset and a line are two ways of asking." if line else f"Not all of them have the preset “{preset}”."
        raise UsageError(what, next=f"Use one of: {', '.join(known) or 'none, so ask in a line with --ask'}.")
    return only


@click.command("purge-cache", cls=Verb)
@click.argument("name", metavar="CASE")
@pass_session
def purge_cache(session: Session, name: str) -> int:
    """Give up the cached drafts of a CASE. Its texts and its record stay; the next draft asks the model again."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        count = await program.caching.purge(acting, case_id)
        session.show({"case": case_id, "purged": count}, lambda: [f"Cached drafts given up: {count}."])
        return DONE

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("section")
@click.option("--text", help="The new text.")
@click.option("--file", type=click.Path(path_type=Path), help="A file with the new text.")
@change_options()
@pass_session
def edit(
    session: Session, name: str, section: str, text: str | None, file: Path | None, reason: str, code: ReasonCode
) -> int:
    """Write a section (from standard input without --text or --file).

    `[E2]` cites evidence 2, `- ` begins a bulleted line, `**` surrounds bold words; `case show --section` prints the
    present text in this form. Where no citation is typed, those of unchanged words are kept. Once the case
    has been sent, a change needs a reason.
    """
    markup = session.guarded(lambda: _markup(session, text, file))

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        return _show_added(session, await program.editing.edit(acting, case_id, section, markup, reason, code))

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("section")
@change_options()
@pass_session
def confirm(session: Session, name: str, section: str, reason: str, code: ReasonCode) -> int:
    """Say that the text of a SECTION still holds, after something that it stands on has changed."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        markup = _present(await program.keeping.facts(case_id), section)
        return _show_added(session, await program.editing.edit(acting, case_id, section, markup, reason, code))

    return session.run_on(name, work)


def _markup(session: Session, text: str | None, file: Path | None) -> str:
    if text is not None and file is not None:
        raise UsageError("The text is given twice.", next="Use either --text or --file.")
    if text is not None:
        return text
    if file is not None:
        return read_text(file, TEXT_LIMIT)
    return session.typed("Write the text; Ctrl-D on a line of its own ends it.")


def _show_added(session: Session, added: Added) -> int:
    findings = [finding_json(finding) for finding in added.findings]
    resolved = sum(c.quote_state.resolved for c in added.citations)
    session.show(
        {
            "revision": added.revision.revision_id,
            "kind": added.revision.kind.value,
            "route": added.route.kind.value,
            "band": added.route.band.value,
            "citations": len(added.citations),
            "citations_resolved": resolved,
            "findings": findings,
        },
        lambda: [
            f"Recorded. Confidence {added.route.band.value}, route {added.route.kind.value}, "
            f"{resolved} of {len(added.citations)} citations resolved.",
            *(f"  {f['severity']}: {f['words']}" for f in findings),
        ],
    )
    return DONE


def _settling(verb: str, words: str) -> click.Command:
    @click.command(verb, cls=Verb, help=words)
    @click.argument("name", metavar="CASE")
    @click.argument("section")
    @click.argument("changes", nargs=-1, type=int, metavar="[CHANGE]...")
    @click.option(
        "--reject" if verb == "accept" else "--accept",
        "others",
        multiple=True,
        type=int,
        metavar="CHANGE",
        help="A change that goes the other way; can be given several times.",
    )
    @pass_session
    def settle(session: Session, name: str, section: str, changes: tuple[int, ...], others: tuple[int, ...]) -> int:
        async def work(program: Program, acting: Acting, case_id: str) -> int:
            editing, named = program.editing, changes or None
            if verb == "accept":
                added = await editing.accept(acting, case_id, section, named, rejected=others)
            else:
                added = await editing.reject(acting, case_id, section, named, accepted=others)
            return _show_added(session, added)

        return session.run_on(name, work)

    return settle


accept = _settling(
    "accept",
    "Take the changes that wait in SECTION; with numbers (`case show --section`) just those, not the others. Changes "
    "of amounts, dates and other numbers, and those of a section that was Low, are named one by one.",
)
reject = _settling(
    "reject",
    "Leave the changes that wait in SECTION out; with numbers just those, the others are taken. Changes of amounts, "
    "dates and other numbers, and those of a section that was Low, are named one by one.",
)


@click.command("take-back", cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("section")
@pass_session
def take_back(session: Session, name: str, section: str) -> int:
    """Restore the text of a SECTION before you accepted or rejected changes of it: they wait again. It can be done
    until somebody changes or approves the text; the record keeps both."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        return _show_added(session, await program.editing.take_back(acting, case_id, section))

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("finding")
@click.option("--reason", required=True, metavar="TEXT", help="Why the finding may stand.")
@pass_session
def explain(session: Session, name: str, finding: str, reason: str) -> int:
    """Explain a FINDING: a blocker then counts as a warning, and the section is never better than flagged."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        if not finding.strip():
            raise UsageError("A finding was not named.", next="`countersign case show` names the findings.")
        await program.editing.explain(acting, case_id, finding, reason)
        session.show({"case": case_id, "finding": finding, "answer": "explained"}, lambda: ["Recorded."])
        return DONE

    return session.run_on(name, work)


async def show_section(session: Session, program: Program, facts: CaseFacts, name: str, person_id: str) -> None:
    """One section as `case edit` takes it, with its evidence, its redline, the changes that wait, and its findings."""
    detail = await _section_detail(program, facts, facts.require_section(name), person_id)
    session.show(detail, lambda: _section_lines(detail))


def _present(facts: CaseFacts, section: str) -> str:
    """The section's text as it is now, as markup."""
    head = facts.record.head(section)
    if head is None:
        return ""
    return write_markup(head.section_text, facts.record.anchors_of(head))


async def _section_detail(program: Program, facts: CaseFacts, section: Section, person_id: str) -> dict[str, Any]:
    evidence = await program.editing.evidence(facts, section.section)
    return {
        **section_json(facts, section, await section_coverage(program.store, facts, section)),
        "markup": _present(facts, section.section),
        "evidence": [
            {
                "number": item.number,
                "document": item.document_name,
                "page": item.passage.page,
                "paragraph": item.label,
                "text": " ".join(item.passage.text.split()),
            }
            for item in evidence
        ],
        "changes": _changes(facts, section, person_id),
        "redline": _redline(facts, section),
    }


def _redline(facts: CaseFacts, section: Section) -> list[dict[str, Any]]:
    """What people have made of the section's last draft."""
    head = facts.record.head(section.section)
    earlier = facts.record.of_section(section.section)
    drafts = [r for r in earlier if r.kind is RevisionKind.DRAFT and head and r.seq <= head.seq]
    return _listed(redline(drafts[-1].section_text, head.section_text)) if head and drafts else []


def _listed(line: Redline) -> list[dict[str, Any]]:
    return [
        {
            "number": c.number,
            "kind": c.kind.value,
            "before": c.before_text,
            "after": c.after_text,
            "figures": c.has_figures,
        }
        for c in line.changes
    ]


def _changes(facts: CaseFacts, section: Section, person_id: str) -> list[dict[str, Any]]:
    try:
        waiting = waiting_changes(facts, section.section, person_id)
    except Refused:
        return []
    listed = _listed(waiting.line)
    if not waiting.is_proposal:
        return listed
    before, after = waiting.before, waiting.after
    edits = edits_of(waiting.line, before.section_text, after.section_text, facts.record.anchors_of(after))
    cited = {number: edit.cited for edit in edits for number in edit.numbers}
    reason = redraft_reason(facts, section, after.reason.text if after.reason else "")
    return [each | {"reason": reason, "cited": list(cited[each["number"]])} for each in listed]


def _change_line(change: dict[str, Any]) -> str:
    words = f"“{change['before']}” becomes “{change['after']}”"
    if change["kind"] == ChangeKind.MOVE:
        words = f"“{change['after'].strip()}” is moved"
    if change["kind"] == ChangeKind.LOOK:
        words = f"“{change['after']}” looks otherwise"
    sources = ", ".join(f"[E{number}]" for number in change.get("cited", ())) or "no source"
    return f"change {change['number']}: {words}" + (f" ({change['reason']}; {sources})" if "reason" in change else "")


def _section_lines(detail: dict[str, Any]) -> list[str]:
    return [
        detail["markup"] or "(no text yet)",
        *([f"stopped, and cannot be sent as it is: {detail['interrupted']}"] if detail["interrupted"] else []),
        "",
        *(f"[E{e['number']}] {place_words(e)}: {e['text']}" for e in detail["evidence"]),
        *([f"drafted from: {detail['coverage']['words']}"] if detail["coverage"] else []),
        *_support_lines(detail["support"]),
        *(f"since the draft: “{c['before']}” became “{c['after']}”" for c in detail["redline"]),
        *map(_change_line, detail["changes"]),
        *(f"{f['severity']} {f['finding'][:8]}: {f['words']}" for f in detail["findings"]),
    ]


def _support_lines(support: dict[str, Any]) -> list[str]:
    """What is said of each sentence that cites, and what nothing sees."""
    said = [f"sentence {number}: {each['words']}" for number, each in enumerate(support["each"], start=1)]
    return [f"support: {support['words']}", *said, *([UNSEEN] if said else [])]
