"""`countersign check-code`: which signature the code on a document is, and whether it holds."""

from pathlib import Path
from typing import Any

import click

from desktop_app.cli.case_input import read_document
from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.provenance import utc
from desktop_app.services.code_checking import CheckedCode
from desktop_app.services.program import Program


@click.command("check-code", cls=Verb)
@click.argument("code", required=False, metavar="[CODE]")
@click.option(
    "--document", type=click.Path(path_type=Path), metavar="FILE", help="A PDF or DOCX file with codes in it."
)
@pass_session
def check_code(session: Session, code: str | None, document: Path | None) -> int:
    """Say whose signature the verification CODE on a document is, and whether it holds.

    The code is looked for in the store. Exit code 1: a signature does not hold any more.
    """
    if (code is None) == (document is None):
        error = UsageError("Give either a code or a document.", next="`countersign check-code --help` says how.")
        session.guarded(lambda: _raise(error))
    body = session.guarded(lambda: read_document(document)) if document else b""

    async def work(program: Program, acting: Acting) -> int:
        checking = program.code_checking
        codes = await checking.codes_in(document.name, body) if document else (code or "",)
        checked = [await checking.check(acting, each) for each in codes]
        session.show({"signatures": [_told(each) for each in checked]}, lambda: [_line(each) for each in checked])
        return DONE if all(each.holds for each in checked) else PROBLEMS

    return session.run_as(work)


def _raise(error: UsageError) -> None:
    raise error


def _told(checked: CheckedCode) -> dict[str, Any]:
    signature = checked.signature
    return {
        "code": checked.code,
        "case": checked.file.case_id,
        "reference": checked.file.reference,
        "title": checked.file.title,
        "state": checked.file.state.value,
        "name": signature.name,
        "role": signature.role,
        "at": utc(signature.at) if signature.at else "",
        "meaning": signature.meaning,
        "key": signature.key,
        "manifest": signature.manifest,
        "standing": signature.standing.value,
        "lapsed": list(signature.lapsed),
        "holds": checked.holds,
    }


def _line(checked: CheckedCode) -> str:
    signature, file = checked.signature, checked.file
    at = f", {utc(signature.at)}" if signature.at else ""
    what = f"{checked.code}: “{file.title}” ({file.reference}), {signature.name}, {signature.role}{at}"
    held = "It holds." if checked.holds else f"It does NOT hold as it stands: {signature.standing.upper()}."
    return f"{what}. {held} “{signature.meaning}” Key {signature.key}, manifest {signature.manifest}."
