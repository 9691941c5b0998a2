"""`countersign library`: folders of documents that cases may cite."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session, table
from desktop_app.domain.evidence import DocumentState, Reading
from desktop_app.domain.library import Library, LibraryHit, is_sure
from desktop_app.domain.person import Acting
from desktop_app.services.program import Program


@dataclass(slots=True)
class Tenths:
    """Says how far something is, at each tenth of it."""

    say: Callable[[str], None]
    said: int = 0

    def __call__(self, done: int, of: int) -> None:
        """So many of so many are done."""
        if 10 * done // of > self.said:
            self.said = 10 * done // of
            self.say(f"{done:,} of {of:,} passages")


@click.group(cls=Verbs)
def library() -> None:
    """Reference libraries: folders of documents that sections may cite beside the case's own.

    A form pack names the ones it wants (`libraries: [name]`) and lets sections and slots take from them. What a draft
    is offered of a library is kept with its case.
    """


@library.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="", help="Its name for form packs; that of the folder where none is given.")
@pass_session
def add(session: Session, folder: Path, name: str) -> int:
    """Read and index a folder; the same folder again brings its library up to date."""

    def told(path: str, reading: Reading) -> None:
        pages = f"{len(reading.pages)} {'page' if len(reading.pages) == 1 else 'pages'}"
        state = pages if reading.state is DocumentState.READ else f"{reading.state.value.replace('_', ' ')}."
        session.say(f"{path}: {state} {reading.reason}".rstrip())

    whole = str(folder.resolve())

    async def work(program: Program, acting: Acting) -> Library:
        made = await program.library_keeping.add(acting, whole, name, told)
        if await program.library_keeping.ready():
            session.say(f"The library {made.name} can be searched by words now. For search by meaning:")
            await program.library_keeping.add_points(made.name, Tenths(session.say))
        return made

    made = session.run_as(work)
    session.show(library_json(made), lambda: [_line(made)])
    return DONE


@library.command("list")
@pass_session
def list_libraries(session: Session) -> int:
    """The libraries of this machine."""
    found = session.run(lambda program: program.library_keeping.listing())
    heads = ("Library", "Documents", "Not read", "Passages", "Folder")
    rows = [(each.name, str(each.documents), str(each.unread), f"{each.passages:,}", each.folder) for each in found]
    session.show({"libraries": [library_json(each) for each in found]}, lambda: table(rows, heads))
    return DONE


@library.command()
@click.argument("name")
@pass_session
def remove(session: Session, name: str) -> int:
    """Take a library away; what cases cite of it stays with them."""

    async def work(program: Program, acting: Acting) -> None:
        await program.library_keeping.remove(acting, name)

    session.run_as(work)
    session.show({"removed": name}, lambda: [f"The library {name} is removed. What cases keep of it stays."])
    return DONE


@library.command()
@click.argument("name")
@click.argument("words", nargs=-1, required=True)
@click.option("--top", default=6, show_default=True, type=click.IntRange(1, 40), help="How many passages.")
@pass_session
def find(session: Session, name: str, words: tuple[str, ...], top: int) -> int:
    """The passages of a library for these words, best first, each with the id of its paragraph."""
    found = session.run(lambda program: program.library_keeping.find(name, " ".join(words), top))
    session.show({"passages": [hit_json(hit, first=hit is found[0]) for hit in found]}, lambda: _found_lines(found))
    return DONE if found else PROBLEMS


def library_json(made: Library) -> dict[str, Any]:
    """A library as JSON."""
    return {
        "library": made.name,
        "folder": made.folder,
        "digest": made.digest,
        "documents": made.documents,
        "unread": made.unread,
        "pages": made.pages,
        "passages": made.passages,
        "added_at": made.added_at.isoformat(),
    }


def hit_json(hit: LibraryHit, *, first: bool) -> dict[str, Any]:
    """A passage of a library as JSON; `sure` is whether a slot would cite it by itself."""
    return {
        "document": hit.document,
        "page": hit.page.number,
        "paragraph": hit.label,
        "text": hit.text,
        "sure": first and is_sure(hit),
    }


def _line(made: Library) -> str:
    unread = f", {made.unread} of them not read" if made.unread else ""
    return (
        f"The library {made.name} has {made.documents} documents{unread}: "
        f"{made.pages:,} pages, {made.passages:,} passages."
    )


def _found_lines(found: tuple[LibraryHit, ...]) -> list[str]:
    lines = []
    for number, hit in enumerate(found, start=1):
        where = f"{hit.label} ({hit.document})" if hit.label else f"{hit.document}, page {hit.page.number}"
        text = " ".join(hit.text.removeprefix(f"{hit.label}\t").split())
        surely = ", surely" if number == 1 and is_sure(hit) else ""
        lines += [f"{number}. {where}{surely}", f"   {text}"]
    return lines or ["Nothing was found."]
