"""`countersign pack import`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from desktop_app.assembly import import_pack
from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.imports.imported import Told
from desktop_app.domain.imports.imported_pack import ImportedPack

_MOST_LINES = 40


@click.command("import", cls=Verb)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="The folder of the new pack (default: among the packs of the home).",
)
@pass_session
def import_command(session: Session, file: Path, folder: Path | None) -> int:
    """Make a pack of a form of another program: an XLSForm workbook, a JSON Schema, or a UK grant form in JSON.

    Everything that could not be carried over is listed, with its place. Exit 0 where nothing was lost, else 1.
    docs/importing-forms.md tells what is carried over.
    """

    async def work() -> int:
        made, where = await import_pack(session.folder, file, folder)
        session.show(_told(made, where), lambda: _lines(made, where))
        return PROBLEMS if made.lost else DONE

    return session.run_alone(work)


def _told(made: ImportedPack, where: Path) -> dict[str, Any]:
    return {
        "pack": where.name,
        "title": made.title,
        "folder": str(where),
        "carried": dict(made.carried),
        "lost": [_one(each) for each in made.lost],
        "changed": [_one(each) for each in made.changed],
        "looks": dict(made.looks),
    }


def _one(told: Told) -> dict[str, str]:
    return {"construct": told.construct, "place": told.place, "why": told.words}


def _lines(made: ImportedPack, where: Path) -> list[str]:
    total = sum(made.carried.values())
    lines = [f"“{made.title}” is the pack {where.name} in {where}.", f"Carried over: {total} constructs."]
    lines += _listed("Carried over in another shape", made.changed)
    lines += [f"Left to the program, how it looks: {sum(made.looks.values())}."] if made.looks else []
    lines += _listed("NOT carried over", made.lost) or ["Nothing was lost."]
    return [*lines, "", f"countersign pack check {where}", f"countersign pack preview {where}"]


def _listed(title: str, told: Sequence[Told]) -> list[str]:
    if not told:
        return []
    lines = [f"  {each.construct}, {each.place}: {each.words}" for each in told[:_MOST_LINES]]
    more = (
        [f"  and {len(told) - _MOST_LINES} more; the README of the pack lists them"] if len(told) > _MOST_LINES else []
    )
    return [f"{title}: {len(told)}", *lines, *more]
