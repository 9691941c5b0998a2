"""`countersign draft`: a case from files in one step."""

import json
from pathlib import Path
from typing import Any

import click

from desktop_app.assembly import Program
from desktop_app.cli.drafting_output import HEADS, DraftingOutput, record_json
from desktop_app.cli.options import endpoint_option, json_option
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session, table
from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import FieldType, Form
from desktop_app.services.attaching import Attachment


@click.command()
@click.argument("pack")
@click.option("--answers", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A JSON file of answers.")
@click.option(
    "--attach",
    "attached",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A document, or FIELD=FILE; give it again for more.",
)
@click.option("--title", default="", help="What the case is called.")
@endpoint_option
@json_option
@pass_session
def draft(
    session: Session,
    pack: str,
    answers: Path | None,
    attached: tuple[Path, ...],
    title: str,
    endpoints: tuple[str, ...],
) -> int:
    """Open a case of PACK with these documents and answers, and draft it. Missing answers become findings."""

    async def work(program: Program) -> int:
        acting = await session.acting(program)
        loaded = program.packs.load(pack)
        files = read_attachments(loaded.form, attached)
        given = read_answers(answers) if answers else {}
        chain = await program.chain(endpoints)
        name = title or (attached[0].name if attached else loaded.form.title)
        case_id = await program.keeping.open(acting, loaded, title=name)
        if given:
            await program.keeping.answer(acting, case_id, given)
        for field, group in files.items():
            await program.attaching.attach(acting, loaded.form, case_id, field, group)
        output = DraftingOutput(loaded.form)
        async for event in program.drafting.draft(acting, case_id, chain):
            output.take(event)
        record = await record_json(program)
        facts = await program.keeping.facts(case_id)
        result = {
            "case": case_id,
            "sections": output.json_lines(),
            "record": record,
            "documents": documents_json(facts.record, facts),
            "problems": [problem.words for problem in facts.problems],
            "store_key": program.store_key_place,
        }
        session.show(result, lambda: _lines(result, output))
        return DONE if record["verified"] and not output.failed else PROBLEMS

    return session.run(work)


def _lines(result: dict[str, Any], output: DraftingOutput) -> list[str]:
    documents = [
        f"{d['name']}: {d['pages']} pages, {d['passages']} passages. {d['reason']}" for d in result["documents"]
    ]
    return [
        f"Case {result['case']}",
        *documents,
        "",
        *table(output.rows(), HEADS),
        "",
        *output.finding_lines(),
        *(f"  answer   {words}" for words in result["problems"]),
        "",
        f"Record: {result['record']['events']} events, {'verified' if result['record']['verified'] else 'BROKEN'}.",
    ]


def documents_json(record: Any, facts: Any) -> list[dict[str, Any]]:
    """What is known of each document."""
    return [
        {
            "name": d.name.text,
            "kind": d.kind.value,
            "state": d.state.value,
            "pages": d.pages,
            "passages": sum(p.document_id == d.document_id for p in facts.passages),
            "reason": d.reason,
        }
        for d in record.documents
    ]


def read_answers(path: Path) -> dict[str, Any]:
    """The answers of a JSON file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} could not be read as JSON: {error}", next="Give an object of question: answer."
        ) from None
    if not isinstance(data, dict):
        raise UsageError(f"{path} holds no object.", next='Write {"question": "answer", ...}.')
    return data


def read_attachments(form: Form, attached: tuple[Path, ...]) -> dict[str, tuple[Attachment, ...]]:
    """The files by attachment field; a bare FILE goes to the form's first attachment field."""
    fields = [field.field for field in form.fields if field.type is FieldType.ATTACHMENT]
    groups: dict[str, tuple[Attachment, ...]] = {}
    for given in attached:
        name, _, file = str(given).partition("=")
        path = Path(file) if file and name in fields and not given.exists() else given
        field = name if path is not given else (fields[0] if fields else "")
        groups[field] = (*groups.get(field, ()), read_attachment(path))
    return groups


def read_attachment(path: Path) -> Attachment:
    """A file's name and bytes."""
    try:
        return Attachment(path.name, path.read_bytes())
    except OSError as error:
        raise UsageError(
            f"{path} could not be read: {error.strerror}.", next="Check the name and your right to read it."
        ) from None
