"""`countersign pack`."""

from pathlib import Path
from typing import Any

import click

from desktop_app.assembly import compared_packs, installed_packs, new_pack
from desktop_app.cli.open_command import window_not_opened
from desktop_app.cli.options import Verbs
from desktop_app.cli.pack_import_command import import_command
from desktop_app.cli.pack_output import difference_json, difference_lines, purpose_json, purpose_lines
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session, table
from desktop_app.domain.form_schema import form_schema
from desktop_app.domain.pack import InstalledForm, PackFault


@click.group(cls=Verbs)
def pack() -> None:
    """Form packs."""


@pack.command("list")
@pass_session
def list_packs(session: Session) -> int:
    """The packs on this machine: those of the home, and those that come with the program."""

    def work() -> int:
        packs = installed_packs(session.folder)
        usable = {each.name: each for each in packs.usable()}
        rows = [_listed(name, usable.get(name)) for name in packs.names()]
        heads = ("Pack", "Form", "Version", "Title", "Digest")
        session.show({"packs": rows}, lambda: table([tuple(_cell(r, h) for h in heads) for r in rows], heads))
        return DONE

    return session.guarded(work)


def _listed(name: str, usable: InstalledForm | None) -> dict[str, Any]:
    if usable is None:
        return {"pack": name, "usable": False}
    form = usable.form
    about = {"form": form.form, "version": form.version, "title": form.title, "digest": usable.digest}
    return {"pack": name, "usable": True, **about}


def _cell(row: dict[str, Any], head: str) -> str:
    if head == "Title" and not row["usable"]:
        return f"Has faults: countersign pack check {row['pack']}"
    return str(row.get(head.lower(), ""))[: 12 if head == "Digest" else None]


@pack.command("show")
@click.argument("name", metavar="PACK")
@pass_session
def show_pack(session: Session, name: str) -> int:
    """What a pack is for: its problem, who uses it, what comes out, and the measures that it is to be judged by."""

    def work() -> int:
        form = installed_packs(session.folder).load(name).form
        session.show(purpose_json(form), lambda: purpose_lines(form))
        return DONE

    return session.guarded(work)


@pack.command()
@click.argument("folder")
@click.option("--strict", is_flag=True, help="Exit 1 for advice too.")
@pass_session
def check(session: Session, folder: str, strict: bool) -> int:
    """List every fault of a pack, each with file, line and column; and where there is none, all advice.

    A fault keeps a pack from loading: exit 1. Advice is about what loads and works, but hardly as it was meant: rows
    and pages that are never reached, fields that nothing uses, budgets that are too small. Exit 0, or 1 with --strict.
    """

    def work() -> int:
        told_of = installed_packs(session.folder).look(folder).told
        faults = [each.fault for each in told_of if not each.advice]
        advice = [each.fault for each in told_of if each.advice]
        told = {"faults": [_told(f) for f in faults], "advice": [_told(a) for a in advice]}
        session.show(told, lambda: [*map(str, faults), *(f"advice: {a}" for a in advice)] or ["No faults, no advice."])
        return PROBLEMS if faults or (strict and advice) else DONE

    return session.guarded(work)


def _told(fault: PackFault) -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "column": fault.column, "what": fault.what, "right": fault.right}


@pack.command()
@click.argument("before")
@click.argument("after")
@pass_session
def diff(session: Session, before: str, after: str) -> int:
    """What changed from pack BEFORE to pack AFTER, part by part, for who reviews packs."""

    def work() -> int:
        found = compared_packs(session.folder, before, after)
        session.show(difference_json(found), lambda: difference_lines(found))
        return DONE

    return session.guarded(work)


@pack.command()
@click.argument("name")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder of the new pack (default: among the packs of the home).",
)
@click.option("--title", default="", help="What the form is called (default: its name).")
@pass_session
def new(session: Session, name: str, folder: Path | None, title: str) -> int:
    """Begin a pack: small, whole and working, to be changed part by part.

    It checks clean, its evaluation passes, and its sample case is signed. docs/authoring-packs.md goes on from there.
    """

    def work() -> int:
        made = new_pack(session.folder, name, title, folder)
        next_steps = [f"countersign pack {verb} {made}" for verb in ("check", "preview")]
        next_steps += [f"countersign eval run {made}", f"countersign sample --pack {made}"]
        session.show({"pack": name, "folder": str(made)}, lambda: [f"Begun in {made}.", "", *next_steps])
        return DONE

    return session.guarded(work)


@pack.command()
@click.argument("folder")
@pass_session
def preview(session: Session, folder: str) -> int:  # noqa: ARG001 the window takes it before this is asked
    """Show the form in the window as people will see it, again each time a file is saved, with faults at their line."""
    return window_not_opened(session)


@pack.command()
@pass_session
def schema(session: Session) -> int:
    """Print the JSON Schema of form.yaml, with which editors complete and check what is typed."""
    session.print_json(form_schema())
    return DONE


pack.add_command(import_command)
