"""The commands of `countersign case` for what becomes of a case beside its gates."""

from collections.abc import Callable, Coroutine
from typing import Any

import click

from desktop_app.cli.options import Verb, reason_option
from desktop_app.cli.session import DONE, Session, pass_session
from desktop_app.domain.case import CaseState
from desktop_app.domain.migration import Migration
from desktop_app.domain.person import Acting
from desktop_app.services.program import Program

Step = Callable[[Program, Acting, str], Coroutine[Any, Any, CaseState]]
_SAID = {
    CaseState.WITHDRAWN: "It is with its author, who changes it and sends it again.",
    CaseState.ABANDONED: "`case reopen` opens it again.",
}


def _run(session: Session, name: str, step: Step) -> int:
    """Take a step, and say in which state the case is then."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        state = await step(program, acting, case_id)
        words = f"The case is now in: {state.value}. {_SAID.get(state, '')}".strip()
        session.show({"case": case_id, "state": state.value}, lambda: [words])
        return DONE

    return session.run_on(name, work)


@click.command("withdraw", cls=Verb)
@click.argument("name", metavar="CASE")
@reason_option
@pass_session
def withdraw_case(session: Session, name: str, reason: str) -> int:
    """Take a case back that was sent and is not signed, to change it and send it again.

    Approvals of what does not change meanwhile stay.
    """
    return _run(session, name, lambda program, acting, case_id: program.ending.withdraw(acting, case_id, reason))


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@reason_option
@pass_session
def abandon(session: Session, name: str, reason: str) -> int:
    """Give a case up that is not signed. It can be opened again."""
    return _run(session, name, lambda program, acting, case_id: program.ending.abandon(acting, case_id, reason))


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@reason_option
@pass_session
def reopen(session: Session, name: str, reason: str) -> int:
    """Open an abandoned case again."""
    return _run(session, name, lambda program, acting, case_id: program.ending.reopen(acting, case_id, reason))


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--to", "heir", required=True, metavar="PERSON", help="The analyst whose case it is from then on.")
@reason_option
@pass_session
def reassign(session: Session, name: str, heir: str, reason: str) -> int:
    """Hand a case to another analyst: its author does, or an administrator when the author is away."""
    return _run(
        session, name, lambda program, acting, case_id: program.reassigning.reassign(acting, case_id, heir, reason)
    )


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@reason_option
@pass_session
def amend(session: Session, name: str, reason: str) -> int:
    """Open the next version of a signed case, and print its identifier. The signed one stays as it is."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        new_id = await program.carrying.amend(acting, case_id, reason)
        record = (await program.keeping.facts(new_id)).record
        result = {"case": new_id, "amends": case_id, "version": record.version, "reference": record.file.reference}
        session.show(result, lambda: [new_id])
        return DONE

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--title", default="", help="What the copy is called (default: as the case).")
@click.option("--reference", default="", help="The reference of the copy.")
@click.option("--documents", is_flag=True, help="Copy the documents too.")
@click.option("--texts", is_flag=True, help="Copy the texts too; needs --documents, which they cite.")
@pass_session
def copy(session: Session, name: str, title: str, reference: str, documents: bool, texts: bool) -> int:
    """Open a case of the same form with the answers of this one, and print its identifier. No approval is copied."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        new_id = await program.carrying.copy(
            acting, case_id, title=title, reference=reference, documents=documents, texts=texts
        )
        session.show({"case": new_id, "copies": case_id}, lambda: [new_id])
        return DONE

    return session.run_on(name, work)


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--to", "pack", default="", metavar="PACK", help="The pack to move to: a name or a folder.")
@click.option("--preview", is_flag=True, help="Only say what it would change.")
@reason_option
@pass_session
def migrate(session: Session, name: str, pack: str, preview: bool, reason: str) -> int:
    """Move an open case to another version of its form (default: the one that is installed)."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        form = (await program.keeping.facts(case_id)).pack.form.form
        other = program.packs.load(pack or form)
        found = await program.migrating.preview(case_id, other)
        if not preview:
            await program.migrating.migrate(acting, case_id, other, reason)
        session.show({"case": case_id, "moved": not preview, **migration_json(found)}, lambda: migration_lines(found))
        return DONE

    return session.run_on(name, work)


def migration_json(found: Migration) -> dict[str, Any]:
    """What a move changes."""
    return {
        "from": found.version_from,
        "to": found.version_to,
        "answers_left": [{"question": question, "text": text} for question, text in found.left],
        "answers_back": list(found.back),
        "sections_gone": list(found.gone),
        "sections_new": list(found.new),
        "sections_stale": list(found.stale),
        "approvals_ended": list(found.voided),
        "problems": list(found.problems),
    }


def migration_lines(found: Migration) -> list[str]:
    """The same in words."""
    groups = (
        ("kept aside, it does not fit", [f"{question}: {text}" for question, text in found.left]),
        ("fits again", found.back),
        ("no section of the form any more", [found.title(name) for name in found.gone]),
        ("new section", [found.title(name) for name in found.new]),
        ("to be looked at again", [found.title(name) for name in found.stale]),
        ("its approvals end", [found.title(name) for name in found.voided]),
        ("to do", found.problems),
    )
    lines = [f"  {what}: {each}" for what, many in groups for each in many]
    return [f"From version {found.version_from} to {found.version_to}.", *(lines or ["  nothing else changes"])]
