"""`countersign draft`: a case from files in one step."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.case_input import answers_file, read_answers, read_attachments
from desktop_app.cli.case_output import document_lines, documents_json
from desktop_app.cli.drafting_output import DraftingOutput, record_json
from desktop_app.cli.options import Verb, endpoint_option
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.pack import Pack
from desktop_app.domain.person import Acting
from desktop_app.services.attaching import Attachment
from desktop_app.services.program import Program


@click.command(cls=Verb)
@click.argument("pack")
@click.argument("more", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@answers_file("--answers")
@click.option(
    "--attach",
    "attached",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
    help="Documents, each FILE or FIELD=FILE.",
)
@click.option("--title", default="", help="What the case is called (default: the first document's name).")
@endpoint_option
@pass_session
def draft(
    session: Session,
    pack: str,
    more: tuple[Path, ...],
    answers: Path | None,
    attached: tuple[Path, ...],
    title: str,
    endpoints: tuple[str, ...],
) -> int:
    """Open a case of PACK with these documents and answers, and draft it. Missing answers become findings.

    \b
    countersign draft contract_review --attach contract.pdf side-letter.docx --answers answers.json

    The case stays: `countersign case show` and the other `case` commands go on from here.
    """  # noqa: D301 click wants the very character
    given = session.guarded(lambda: read_answers(answers) if answers else {})

    async def work(program: Program, acting: Acting) -> int:
        loaded = program.packs.load(pack)
        files = read_attachments(loaded.form, (*attached, *more))
        chain = await program.chain(endpoints)
        name = title or next((path.name for path in (*attached, *more)), loaded.form.title)
        case_id = await program.keeping.open(acting, loaded, title=name)
        session.say(f"Case {case_id}")
        await _fill(program, acting, loaded, case_id, given, files)
        if loaded.form.libraries:
            await program.library_keeping.ready()
        output = DraftingOutput(loaded.form, session.say)
        async for event in program.drafting.draft(acting, case_id, chain):
            output.take(event)
        result = await _result(program, case_id, output)
        session.show(result, lambda: _lines(result, output))
        return DONE if result["record"]["verified"] and not output.failed else PROBLEMS

    return session.run_as(work)


async def _fill(
    program: Program,
    acting: Acting,
    pack: Pack,
    case_id: str,
    answers: dict[str, Any],
    files: dict[str, tuple[Attachment, ...]],
) -> None:
    """Answers and documents. Where an answer is refused the case is there already, so the words say so."""
    try:
        if answers:
            await program.keeping.answer(acting, case_id, answers)
        for field, group in files.items():
            await program.attaching.attach(acting, pack.form, case_id, field, group)
    except CountersignError as error:
        error.kept = f"The case {case_id[:8]} was opened and holds what came before."
        raise


async def _result(program: Program, case_id: str, output: DraftingOutput) -> dict[str, Any]:
    facts = await program.keeping.facts(case_id)
    return {
        "case": case_id,
        "sections": output.json_lines(),
        "record": await record_json(program),
        "documents": documents_json(facts),
        "problems": [problem.words for problem in facts.problems],
        "store_key": program.store_key_place,
        "lanes": [
            {"endpoint": key.endpoint, "model": key.model, **asdict(evidence), "words": evidence.words}
            for key, evidence in (await program.calibrating.evidence(facts)).items()
        ],
    }


def _lines(result: dict[str, Any], output: DraftingOutput) -> list[str]:
    record = result["record"]
    return [
        *document_lines(result["documents"]),
        "",
        *output.text_lines(),
        *(f"  answer   {words}" for words in result["problems"]),
        "",
        *(f"Evidence that drafts by {lane['endpoint']} may pass: {lane['words']}." for lane in result["lanes"]),
        f"Record: {record['events']} events, {'verified' if record['verified'] else 'BROKEN'}.",
        f"Go on with: countersign case show {result['case'][:8]}",
    ]
