"""`countersign case`: a case step by step."""

import sys
from datetime import UTC
from pathlib import Path
from typing import Any

import click

from desktop_app.assembly import Program
from desktop_app.cli.case_output import case_json, section_json
from desktop_app.cli.draft_command import documents_json, read_answers, read_attachments
from desktop_app.cli.drafting_output import HEADS, DraftingOutput, finding_json
from desktop_app.cli.options import endpoint_option, json_option, reason_option, sections_option
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session, table
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import CountersignError, Refused, UsageError
from desktop_app.domain.form import Section
from desktop_app.domain.markup import Anchor, write_markup
from desktop_app.domain.redline import Redline
from desktop_app.services.editing import waiting_changes
from desktop_app.services.revising import Added


@click.group()
def case() -> None:
    """Work on a case: fill, draft, edit, review, sign."""


@case.command()
@click.argument("pack")
@click.option("--title", required=True, help="What the case is called.")
@click.option("--reference", default="", help="Your own reference.")
@json_option
@pass_session
def new(session: Session, pack: str, title: str, reference: str) -> int:
    """Open a case of PACK."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.open(acting, program.packs.load(pack), title=title, reference=reference)
        session.show({"case": case_id}, lambda: [case_id])
        return DONE

    return session.run(work)


@case.command()
@click.argument("name", metavar="CASE")
@click.argument("answers", nargs=-1, metavar="[QUESTION=ANSWER]...")
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A JSON file of answers.")
@json_option
@pass_session
def answer(session: Session, name: str, answers: tuple[str, ...], file: Path | None) -> int:
    """Answer questions; `QUESTION=` clears one."""

    async def work(program: Program) -> int:
        given: dict[str, Any] = read_answers(file) if file else {}
        given.update(_pair(pair) for pair in answers)
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        changed = await program.keeping.answer(acting, case_id, given)
        facts = await program.keeping.facts(case_id)
        problems = [problem.words for problem in facts.problems]
        session.show(
            {"case": case_id, "changed": list(changed), "problems": problems},
            lambda: [f"Kept: {', '.join(changed) or 'nothing new'}", *problems],
        )
        return DONE

    return session.run(work)


def _pair(text: str) -> tuple[str, Any]:
    question, sign, value = text.partition("=")
    if not sign:
        raise UsageError(f"“{text}” is no answer.", next="Write QUESTION=ANSWER.")
    return question, value or None


@case.command()
@click.argument("name", metavar="CASE")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="[FIELD=]FILE...")
@json_option
@pass_session
def attach(session: Session, name: str, files: tuple[Path, ...]) -> int:
    """Attach documents."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        form = (await program.keeping.facts(case_id)).pack.form
        for field, group in read_attachments(form, files).items():
            await program.attaching.attach(acting, form, case_id, field, group)
        facts = await program.keeping.facts(case_id)
        documents = documents_json(facts.record, facts)
        session.show({"case": case_id, "documents": documents}, lambda: _document_lines(documents))
        return DONE

    return session.run(work)


def _document_lines(documents: list[dict[str, Any]]) -> list[str]:
    return [
        f"{d['name']}: {d['state']}, {d['pages']} pages, {d['passages']} passages. {d['reason']}" for d in documents
    ]


@case.command("draft")
@click.argument("name", metavar="CASE")
@sections_option
@endpoint_option
@json_option
@pass_session
def draft_case(session: Session, name: str, sections: tuple[str, ...], endpoints: tuple[str, ...]) -> int:
    """Draft a case again, or some sections. Where a person has written, the draft waits as a proposal."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        form = (await program.keeping.facts(case_id)).pack.form
        chosen = sections or tuple(s.section for s in form.sections if s.author == "drafter")
        output = DraftingOutput(form, chosen)
        chain = await program.chain(endpoints)
        async for event in program.drafting.draft(acting, case_id, chain, chosen):
            output.take(event)
        session.show(
            {"case": case_id, "sections": output.json_lines()},
            lambda: [*table(output.rows(), HEADS), *output.finding_lines()],
        )
        return PROBLEMS if output.failed else DONE

    return session.run(work)


@case.command()
@click.argument("name", metavar="CASE")
@click.argument("section")
@click.option("--text", help="The new text.")
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A file with the new text.")
@reason_option
@json_option
@pass_session
def edit(session: Session, name: str, section: str, text: str | None, file: Path | None, reason: str) -> int:
    """Write a section (from standard input without --text or --file).

    `[E2]` cites evidence 2, `- ` begins a bulleted line, `**` surrounds bold words; `case show --section` prints the
    present text in this form. Where no citation is typed, those of unchanged words are kept.
    """
    markup = text if text is not None else (file.read_text(encoding="utf-8") if file else sys.stdin.read())

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        return _show_added(session, await program.editing.edit(acting, case_id, section, markup, reason))

    return session.run(work)


def _show_added(session: Session, added: Added) -> int:
    session.show(
        {
            "revision": added.revision.revision_id,
            "kind": added.revision.kind.value,
            "route": added.route.kind.value,
            "band": added.route.band.value,
            "citations": len(added.citations),
            "citations_resolved": sum(c.quote_state.resolved for c in added.citations),
            "findings": [finding_json(finding) for finding in added.findings],
        },
        lambda: [
            f"Recorded. {added.route.band.value.capitalize()}, {added.route.kind.value}.",
            *(f"  {f['severity']}: {f['words']}" for f in map(finding_json, added.findings)),
        ],
    )
    return DONE


def _settling(verb: str, words: str) -> click.Command:
    @case.command(verb, help=words)
    @click.argument("name", metavar="CASE")
    @click.argument("section")
    @click.argument("changes", nargs=-1, type=int, metavar="[CHANGE]...")
    @json_option
    @pass_session
    def settle(session: Session, name: str, section: str, changes: tuple[int, ...]) -> int:
        async def work(program: Program) -> int:
            acting = await session.acting(program)
            case_id = await program.keeping.find(name)
            settle_with = program.editing.accept if verb == "accept" else program.editing.reject
            return _show_added(session, await settle_with(acting, case_id, section, changes or None))

        return session.run(work)

    return settle


accept = _settling("accept", "Take the changes that wait in SECTION; with numbers just those, the others are rejected.")
reject = _settling("reject", "Leave the waiting changes out; with numbers just those, the others are taken.")


@case.command()
@click.argument("name", metavar="CASE")
@click.argument("finding")
@click.option("--reason", required=True, help="Why the finding may stand.")
@json_option
@pass_session
def explain(session: Session, name: str, finding: str, reason: str) -> int:
    """Explain a FINDING: a blocker then counts as a warning, and the section is never better than flagged."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        await program.editing.explain(acting, case_id, finding, reason)
        session.show({"case": case_id, "finding": finding, "answer": "explained"}, lambda: ["Recorded."])
        return DONE

    return session.run(work)


@case.command()
@click.argument("name", metavar="CASE")
@click.option("--read-through", is_flag=True, help="I have read the whole case.")
@json_option
@pass_session
def send(session: Session, name: str, read_through: bool) -> int:
    """Send the case for review."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        state = await program.reviewing.send(acting, case_id, read_through=read_through)
        return _show_state(session, case_id, state.value)

    return session.run(work)


def _show_state(session: Session, case_id: str, state: str) -> int:
    session.show({"case": case_id, "state": state}, lambda: [f"The case is now in: {state}."])
    return DONE


@case.command()
@click.argument("name", metavar="CASE")
@sections_option
@click.option("--checklist", is_flag=True, help="I have seen to each point of the checklist.")
@reason_option
@json_option
@pass_session
def approve(session: Session, name: str, sections: tuple[str, ...], checklist: bool, reason: str) -> int:
    """Approve sections, signed: all flagged ones, or those named. A blocked one is named alone, with a reason."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        state = await program.reviewing.approve(
            acting, session.passphrase(), case_id, sections or None, checklist=checklist, reason=reason
        )
        return _show_state(session, case_id, state.value)

    return session.run(work)


@case.command()
@click.argument("name", metavar="CASE")
@json_option
@pass_session
def sign(session: Session, name: str) -> int:
    """Sign the whole case."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        state = await program.reviewing.sign(acting, session.passphrase(), case_id)
        return _show_state(session, case_id, state.value)

    return session.run(work)


@case.command("return")
@click.argument("name", metavar="CASE")
@sections_option
@reason_option
@json_option
@pass_session
def return_case(session: Session, name: str, sections: tuple[str, ...], reason: str) -> int:
    """Give the case back to its author, with the sections to change and a reason."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        await program.reviewing.return_(acting, case_id, sections, reason)
        return _show_state(session, case_id, "returned")

    return session.run(work)


@case.command()
@click.argument("name", metavar="CASE")
@reason_option
@json_option
@pass_session
def escalate(session: Session, name: str, reason: str) -> int:
    """Let a higher role decide."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        await program.reviewing.escalate(acting, case_id, reason)
        return _show_state(session, case_id, "escalated")

    return session.run(work)


@case.command("list")
@json_option
@pass_session
def list_cases(session: Session) -> int:
    """All cases, newest first."""

    async def work(program: Program) -> int:
        found = await program.keeping.listing()
        rows: list[dict[str, Any]] = [
            {
                "case": s.file.case_id,
                "title": s.file.title,
                "reference": s.file.reference,
                "form": s.form,
                "state": s.file.state.value,
                "sections": s.sections,
                "approved": s.approved,
                "opened": s.file.created_at.astimezone(UTC).isoformat(timespec="seconds"),
            }
            for s in found
        ]
        session.show(
            {"cases": rows},
            lambda: table(
                [(r["case"][:8], r["title"], r["form"], r["state"], f"{r['approved']}/{r['sections']}") for r in rows],
                ("Case", "Title", "Form", "State", "Approved"),
            ),
        )
        return DONE

    return session.run(work)


@case.command()
@click.argument("name", metavar="CASE")
@click.option("--section", "only", metavar="NAME", help="Just this section: its text as `case edit` takes it.")
@json_option
@pass_session
def show(session: Session, name: str, only: str | None) -> int:
    """A case: answers, documents, sections with their findings, what keeps it from being sent."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        facts = await program.keeping.facts(await program.keeping.find(name))
        await program.keeping.viewed(acting, facts.case_id)
        if only:
            section = facts.section(only)
            if section is None:
                raise UsageError(f"The form has no section “{only}”.", next="`case show` names them.")
            detail = await _section_json(program, facts, section, acting.person.person_id)
            session.show(detail, lambda: _section_lines(detail))
            return DONE
        result = case_json(facts)
        session.show(result, lambda: _case_lines(result))
        return DONE

    return session.run(work)


async def _section_json(program: Program, facts: CaseFacts, section: Section, person_id: str) -> dict[str, Any]:
    head = facts.record.head(section.section)
    citations = facts.record.citations.get(head.revision_id, ()) if head else ()
    anchors = [Anchor(c.number, c.start, c.end) for c in citations]
    evidence = await program.editing.evidence(facts, section.section)
    return {
        **section_json(facts, section),
        "markup": write_markup(head.section_text, anchors) if head else "",
        "evidence": [
            {
                "number": item.number,
                "document": item.document_name,
                "page": item.passage.page,
                "text": " ".join(item.passage.text.split()),
            }
            for item in evidence
        ],
        "changes": _changes(facts, section, person_id),
    }


def _changes(facts: CaseFacts, section: Section, person_id: str) -> list[dict[str, Any]]:
    try:
        line: Redline = waiting_changes(facts, section.section, person_id).line
    except Refused:
        return []
    return [{"number": c.number, "before": c.before_text, "after": c.after_text} for c in line.changes]


def _section_lines(detail: dict[str, Any]) -> list[str]:
    return [
        detail["markup"],
        "",
        *(f"[E{e['number']}] {e['document']}, page {e['page']}: {e['text']}" for e in detail["evidence"]),
        *(f"change {c['number']}: “{c['before']}” becomes “{c['after']}”" for c in detail["changes"]),
        *(f"{f['severity']} {f['finding'][:8]}: {f['words']}" for f in detail["findings"]),
    ]


def _case_lines(result: dict[str, Any]) -> list[str]:
    rows = [
        (s["section"], s["state"], s["band"] or "", s["route"] or "", str(len(s["findings"])))
        for s in result["sections"]
    ]
    findings = [
        f"  {f['severity']} {f['finding'][:8]} {s['section']}: {f['words']}"
        + (f" ({f['answer']})" if f["answer"] else "")
        for s in result["sections"]
        for f in s["findings"]
    ]
    return [
        f"{result['title']} ({result['form']} {result['version']}), {result['state']}",
        *(f"  {a['label']}: {a['text']}" for a in result["answers"]),
        *(f"  {d['name']}: {d['state']}, {d['pages']} pages" for d in result["documents"]),
        *table(rows, ("Section", "State", "Band", "Route", "Findings")),
        *findings,
        *(f"  to do: {words}" for words in result["obstacles"]),
    ]


@case.command()
@click.argument("name", metavar="CASE")
@click.option(
    "--to", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The DOCX file to write."
)
@json_option
@pass_session
def export(session: Session, name: str, target: Path) -> int:
    """Write the finished document, with citations and signatures, as DOCX."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        case_id = await program.keeping.find(name)
        body = await program.exporting.export(acting, case_id)
        write_file(target, body)
        session.show({"case": case_id, "file": str(target), "bytes": len(body)}, lambda: [f"Written: {target}"])
        return DONE

    return session.run(work)


def write_file(target: Path, body: bytes) -> None:
    """Write a file, whole or not at all."""
    part = target.with_name(target.name + ".part")
    try:
        part.write_bytes(body)
        part.replace(target)
    except OSError as error:
        raise CountersignError(
            f"{target} could not be written: {error.strerror}.",
            kept="The case is unchanged.",
            next="Choose another place.",
        ) from None
