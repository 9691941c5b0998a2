"""The commands of `countersign case` for what becomes of a case beside its gates."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import click

from desktop_app.cli.options import Verb, reason_option
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.domain.case import CaseState
from desktop_app.domain.migration import FormVersion, Migration
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
@click.option(
    "--to",
    "pack",
    default="",
    metavar="PACK",
    help="Where to: a version or how a digest begins, the name of a pack or a folder (default: the newest installed).",
)
@click.option("--back", is_flag=True, help="Move it back to the version that it was on before its last move.")
@click.option("--versions", is_flag=True, help="Only list the versions that it can be moved to.")
@click.option("--preview", is_flag=True, help="Only say what it would change.")
@reason_option
@pass_session
def migrate(session: Session, name: str, pack: str, back: bool, versions: bool, preview: bool, reason: str) -> int:
    """Move an open case to another version of its form, or back to an earlier one."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        if versions:
            known = await program.migrating.versions(case_id)
            told = {"case": case_id, "versions": [_version_json(version) for version in known]}
            session.show(told, lambda: _version_lines(known))
            return DONE
        other = await program.migrating.target(case_id, pack, back=back)
        found = await program.migrating.preview(case_id, other)
        if not preview:
            await program.migrating.migrate(acting, case_id, other, reason)
        session.show({"case": case_id, "moved": not preview, **migration_json(found)}, lambda: migration_lines(found))
        return DONE

    return session.run_on(name, work)


def _version_json(version: FormVersion) -> dict[str, Any]:
    return {
        "version": version.version,
        "digest": version.digest,
        "installed": version.installed or None,
        "current": version.current,
        "before": version.before,
    }


def _version_lines(versions: Sequence[FormVersion]) -> list[str]:
    rows = [
        (
            v.version,
            v.digest[:12],
            v.installed or "kept with cases",
            "the case is on it" if v.current else "the case was on it before its last move" if v.before else "",
        )
        for v in versions
    ]
    return table(rows, ("Version", "Digest", "Pack", ""))


def migration_json(found: Migration) -> dict[str, Any]:
    """What a move changes."""
    return {
        "from": found.version_from,
        "to": found.version_to,
        "answers_kept": found.kept,
        "answers_converted": [{"question": q, "before": was, "after": now} for q, was, now in found.converted],
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
        ("converted", [f"{question}: {was} → {now}" for question, was, now in found.converted]),
        ("kept aside, it does not fit", [f"{question}: {text}" for question, text in found.left]),
        ("fits again", found.back),
        ("no section of the form any more", [found.title(name) for name in found.gone]),
        ("new section", [found.title(name) for name in found.new]),
        ("to be looked at again", [found.title(name) for name in found.stale]),
        ("its approvals end", [found.title(name) for name in found.voided]),
        ("to do", found.problems),
    )
    lines = [f"  {what}: {each}" for what, many in groups for each in many]
    kept = "1 answer stays" if found.kept == 1 else f"{found.kept} answers stay"
    return [f"From version {found.version_from} to {found.version_to}: {kept} as they are.", *lines]
