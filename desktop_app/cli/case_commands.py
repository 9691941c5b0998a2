"""`countersign case`: a case step by step."""

from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.authors_command import authors
from desktop_app.cli.case_input import answers_file, attached_document, read_answers, read_attachments, read_pairs
from desktop_app.cli.case_output import case_json, case_lines, document_lines, documents_json
from desktop_app.cli.comment_commands import comment, comments, reply, resolve
from desktop_app.cli.file_writing import write_file
from desktop_app.cli.import_command import import_changes
from desktop_app.cli.life_commands import abandon, amend, copy, migrate, reassign, reopen, withdraw_case
from desktop_app.cli.life_output import life_json
from desktop_app.cli.options import Verbs, change_options
from desktop_app.cli.prefill_command import prefill
from desktop_app.cli.resume_command import resume_drafts
from desktop_app.cli.review_commands import approve, escalate, hand_back, return_case, send, sign
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.cli.table_commands import TableOptions, export_table, read_tables, table_options
from desktop_app.cli.text_commands import (
    accept,
    confirm,
    draft_case,
    edit,
    explain,
    purge_cache,
    reject,
    show_section,
    take_back,
)
from desktop_app.cli.typing_commands import type_text, typing, waiting_words
from desktop_app.domain.case import AnswerOrigin, CaseFile
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import CountersignError, UsageError
from desktop_app.domain.event_fields import UNWRITABLE
from desktop_app.domain.export_kind import ExportKind
from desktop_app.domain.library_change import change_words
from desktop_app.domain.page_count import page_counts
from desktop_app.domain.person import Acting
from desktop_app.services.covering import case_coverage
from desktop_app.services.program import Program


@click.group(cls=Verbs)
def case() -> None:
    """Work on a case: fill, draft, edit, review, sign.

    CASE is the case's identifier, the start of it, or its reference. The way of a case:

    \b
    countersign case new contract_review --title "Hosting" --reference H-1
    countersign case answer H-1 our_party="Alder Ltd" law=Germany
    countersign case attach H-1 contract.pdf side-letter.docx
    countersign case remove H-1 side-letter.docx
    countersign case draft H-1
    countersign case show H-1                        what is found, what is to do
    countersign case edit H-1 recommendation --text "Sign it."
    countersign case send H-1 --read-through
    countersign --as Ben case approve H-1 --checklist
    countersign --as Ana case sign H-1
    countersign case export H-1 --to review.docx
    """  # noqa: D301 click wants the very character


@case.command()
@click.argument("pack")
@click.option("--title", required=True, help="What the case is called.")
@click.option("--reference", default="", help="Your own reference; it names the case in later commands.")
@pass_session
def new(session: Session, pack: str, title: str, reference: str) -> int:
    """Open a case of PACK, and print its identifier."""

    async def work(program: Program, acting: Acting) -> int:
        case_id = await program.keeping.open(acting, program.packs.load(pack), title=title, reference=reference)
        session.show({"case": case_id}, lambda: [case_id])
        return DONE

    return session.run_as(work)


@case.command()
@click.argument("name", metavar="CASE")
@click.argument("answers", nargs=-1, metavar="[QUESTION=ANSWER]...")
@answers_file("--file", "file")
@table_options
@change_options()
@pass_session
def answer(
    session: Session,
    name: str,
    answers: tuple[str, ...],
    file: Path | None,
    tables: TableOptions,
    reason: str,
    code: ReasonCode,
) -> int:
    """Answer questions; `QUESTION=` clears one. All of them are kept, or none.

    A table comes from a file with --table: its columns go where their headings say, and --column says it otherwise.
    Once the case has been sent, a change needs a reason.
    """
    given = session.guarded(lambda: _answers(file, answers, tables))
    origin = AnswerOrigin.IMPORTED if tables.files else AnswerOrigin.TYPED

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        remarks: list[str] = []
        if tables.files:
            rows, remarks = await read_tables(program, await program.keeping.facts(case_id), tables)
            given.update(rows)
        changed = await program.keeping.answer(acting, case_id, given, origin, reason=reason, code=code)
        facts = await program.keeping.facts(case_id)
        problems = [problem.words for problem in facts.problems]
        session.show(
            {"case": case_id, "changed": list(changed), "problems": problems, "remarks": remarks},
            lambda: [
                f"Kept: {', '.join(changed) or 'nothing new'}.",
                *remarks,
                *(f"  still open: {words}" for words in problems),
            ],
        )
        return DONE

    return session.run_on(name, work)


def _answers(file: Path | None, answers: tuple[str, ...], tables: TableOptions) -> dict[str, Any]:
    if tables.files and (file or answers):
        raise UsageError("A table from a file is given by itself.", next="Give the other answers in a command before.")
    return {**(read_answers(file) if file else {}), **read_pairs(answers)}


@case.command()
@click.argument("name", metavar="CASE")
@change_options()
@pass_session
def undo(session: Session, name: str, reason: str, code: ReasonCode) -> int:
    """Take back what you last answered, also after a restart; once more takes back the change before that."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        changed = await program.undoing.undo(acting, case_id, reason, code)
        session.show({"case": case_id, "changed": list(changed)}, lambda: [f"Taken back: {', '.join(changed)}."])
        return DONE

    return session.run_on(name, work)


@case.command()
@click.argument("name", metavar="CASE")
@change_options()
@pass_session
def redo(session: Session, name: str, reason: str, code: ReasonCode) -> int:
    """Make the change of answers again that you took back last, as long as you have not answered anew since."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        changed = await program.undoing.redo(acting, case_id, reason, code)
        session.show({"case": case_id, "changed": list(changed)}, lambda: [f"Made again: {', '.join(changed)}."])
        return DONE

    return session.run_on(name, work)


@case.command()
@click.argument("name", metavar="CASE")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="[FIELD=]FILE...")
@change_options(ReasonCode.NEW_EVIDENCE)
@pass_session
def attach(session: Session, name: str, files: tuple[Path, ...], reason: str, code: ReasonCode) -> int:
    """Attach documents. One that cannot be read is kept too, and says why.

    Once the case has been sent, a new document needs a reason.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        form = (await program.keeping.facts(case_id)).pack.form
        for field, group in read_attachments(form, files).items():
            await program.attaching.attach(acting, form, case_id, field, group, reason, code)
        documents = documents_json(await program.keeping.facts(case_id))
        session.show({"case": case_id, "documents": documents}, lambda: document_lines(documents))
        return DONE

    return session.run_on(name, work)


@case.command()
@click.argument("name", metavar="CASE")
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@change_options()
@pass_session
def remove(session: Session, name: str, documents: tuple[str, ...], reason: str, code: ReasonCode) -> int:
    """Remove documents from the case, each by its name. Sections that stand on them become stale.

    A copy stays in the record, for the texts that cited them. Once the case has been sent, it needs a reason.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        facts = await program.keeping.facts(case_id)
        for document in [attached_document(facts.record, each) for each in documents]:
            form = facts.pack.form
            await program.attaching.remove(acting, form, case_id, document.document_id, reason, code)
        left = documents_json(await program.keeping.facts(case_id))
        session.show({"case": case_id, "documents": left}, lambda: document_lines(left))
        return DONE

    return session.run_on(name, work)


@case.command("list")
@click.option("--counts", is_flag=True, help="For each case that is being filled in: what is missing, page by page.")
@pass_session
def list_cases(session: Session, counts: bool) -> int:
    """All cases, newest first."""

    async def work(program: Program) -> int:
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
                **(await _counted(program, s.file) if counts else {}),
            }
            for s in await program.keeping.listing()
        ]
        session.show(
            {"cases": rows},
            lambda: table(
                [_case_row(row) for row in rows],
                ("Case", "Reference", "Title", "Form", "State", "Approved", *(("To do",) if counts else ())),
            ),
        )
        return DONE

    return session.run(work)


def _case_row(row: dict[str, Any]) -> tuple[str, ...]:
    approved = f"{row['approved']}/{row['sections']}"
    todo = [
        f"{p['title']} {p['missing']} missing, {p['invalid']} wrong"
        for p in row.get("pages", ())
        if p["missing"] or p["invalid"]
    ]
    more = ("; ".join(todo) or "-",) if "pages" in row else ()
    return (row["case"][:8], row["reference"], row["title"], row["form"], row["state"], approved, *more)


async def _counted(program: Program, file: CaseFile) -> dict[str, Any]:
    """What is missing and wrong on each page; of a case that cannot be changed nothing is."""
    facts = await program.keeping.facts(file.case_id, as_is=True) if file.state.editable else None
    return {"pages": [asdict(count) for count in page_counts(facts)] if facts else []}


@case.command()
@click.argument("name", metavar="CASE")
@click.option("--section", "only", metavar="NAME", help="Just this section: its text as `case edit` takes it.")
@pass_session
def show(session: Session, name: str, only: str | None) -> int:
    """A case: answers, documents, sections with their findings, what keeps it from being sent."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        await program.keeping.require_reader(acting, case_id)
        facts = await program.keeping.facts(case_id, as_is=True)
        if only is not None:
            await show_section(session, program, facts, only, acting.person.person_id)
        else:
            names = {person.person_id: person.name for person, _ in await program.enrolling.listing()}
            standings = program.exporting.standings(facts.record)
            changes = change_words(await program.library_keeping.changes(facts))
            result = (
                case_json(facts, names, await case_coverage(program.store, facts), standings)
                | {"libraries": changes}
                | life_json(facts.record, names)
            )
            session.show(result, lambda: case_lines(result))
        if waiting := len(await program.resuming.waiting(acting, case_id)):
            session.say(waiting_words(waiting))
        await program.keeping.viewed(acting, case_id)
        return DONE

    return session.run_on(name, work)


@case.command()
@click.argument("name", metavar="CASE")
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write: .pdf, else DOCX.",
)
@click.option("--marked", is_flag=True, help="DOCX with tracked changes since the draft, and with comments.")
@pass_session
def export(session: Session, name: str, target: Path, marked: bool) -> int:
    """Write the document of a case, as DOCX or PDF, with citations, decisions and signatures.

    It says what state the case is in, and that it is not signed where it is not. What is changed in it elsewhere comes
    back with `case import-changes`.
    """
    kind = session.guarded(lambda: _kind_of(target, marked=marked))

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        body = await program.exporting.export(acting, case_id, kind)
        try:
            write_file(target, body)
        except CountersignError:
            await program.exporting.failed(acting, case_id, UNWRITABLE, kind)
            raise
        told = {"case": case_id, "file": str(target), "format": kind.value, "bytes": len(body)}
        session.show(told, lambda: [f"Written: {target}"])
        return DONE

    return session.run_on(name, work)


def _kind_of(target: Path, *, marked: bool) -> ExportKind:
    if target.suffix.lower() != ".pdf":
        return ExportKind.MARKED if marked else ExportKind.DOCX
    if marked:
        raise UsageError("A PDF file has no tracked changes.", next="Name a .docx file, or leave --marked out.")
    return ExportKind.PDF


for _command in (
    draft_case,
    resume_drafts,
    edit,
    confirm,
    accept,
    reject,
    take_back,
    explain,
    type_text,
    typing,
    purge_cache,
):
    case.add_command(_command)
case.add_command(import_changes)
case.add_command(authors)
case.add_command(export_table)
case.add_command(prefill)
for _command in (send, return_case, escalate, hand_back, approve, sign, comment, comments, reply, resolve):
    case.add_command(_command)
for _command in (withdraw_case, abandon, reopen, reassign, amend, copy, migrate):
    case.add_command(_command)
