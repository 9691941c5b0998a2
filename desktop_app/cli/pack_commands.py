"""`countersign pack`."""

import click

from desktop_app.assembly import installed_packs
from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session, table


@click.group(cls=Verbs)
def pack() -> None:
    """Form packs."""


@pack.command("list")
@pass_session
def list_packs(session: Session) -> int:
    """The packs on this machine."""

    def work() -> int:
        packs = installed_packs()
        found = [packs.load(name) for name in packs.names()]
        rows = [
            {"pack": p.form.form, "version": p.form.version, "title": p.form.title, "digest": p.digest} for p in found
        ]
        session.show(
            {"packs": rows},
            lambda: table(
                [(r["pack"], r["version"], r["title"], r["digest"][:12]) for r in rows],
                ("Pack", "Version", "Title", "Digest"),
            ),
        )
        return DONE

    return session.guarded(work)


@pack.command()
@click.argument("folder")
@pass_session
def check(session: Session, folder: str) -> int:
    """List every fault of a pack, each with file, line and column."""

    def work() -> int:
        faults = installed_packs().check(folder)
        session.show(
            {
                "faults": [
                    {"file": f.file, "line": f.line, "column": f.column, "what": f.what, "right": f.right}
                    for f in faults
                ]
            },
            lambda: [str(fault) for fault in faults] or ["No faults."],
        )
        return PROBLEMS if faults else DONE

    return session.guarded(work)
