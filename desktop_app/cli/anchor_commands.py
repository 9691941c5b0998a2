"""`countersign audit anchor` and `rotate-key`, and `countersign secret passphrase`: what keeps the record's promise."""

from pathlib import Path
from typing import Any

import click

from desktop_app.cli.endpoint_commands import secret
from desktop_app.cli.machine_commands import audit
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.errors import UsageError
from desktop_app.domain.person import Acting
from desktop_app.services.program import Program

__all__ = ["audit", "secret"]


@audit.command()
@click.option("--folder", type=click.Path(path_type=Path), help="From now on also write checkpoints into this folder.")
@click.option("--no-folder", is_flag=True, help="Write them into no folder any more.")
@click.option("--accept", is_flag=True, help="Say that the store was put back knowingly; it is recorded.")
@pass_session
def anchor(session: Session, folder: Path | None, no_folder: bool, accept: bool) -> int:
    """Sign the record as it is now, and let the checkpoint leave for the keyring and the folder.

    The folder may be one where nothing can be changed or removed: the program only adds files. The environment
    variable COUNTERSIGN_ANCHOR_FOLDER names one too, before the setting.
    """
    named = session.guarded(lambda: _named(folder, no_folder=no_folder))

    async def work(program: Program, acting: Acting) -> int:
        if named is not None:
            await program.anchoring.name_folder(acting, named)
        warnings = await program.anchoring.hold()
        accepted = await program.anchoring.accept(acting) if accept else ()
        await program.anchoring.anchor()
        return await _tell(session, program, () if accepted else warnings, accepted)

    return session.run_as(work)


def _named(folder: Path | None, *, no_folder: bool) -> str | None:
    """The folder from now on, empty for none; None where nothing is said of it."""
    if folder is None:
        return "" if no_folder else None
    if no_folder or not folder.is_dir():
        raise UsageError(f"{folder} is no folder that is there.", next="Make it first; the program does not.")
    return str(folder.resolve())


async def _tell(session: Session, program: Program, warnings: tuple[str, ...], accepted: tuple[str, ...]) -> int:
    words, anchors = await program.anchoring.anchored(), await program.store.anchors()
    told: dict[str, Any] = {
        "anchored": words,
        "places": [{"place": a.place, "size": a.size, "at": a.at.isoformat()} for a in anchors if a.size],
        "accepted": list(accepted),
        "warnings": list(warnings),
    }
    session.show(told, lambda: [words, *(f"Accepted: the {place} takes this record's next." for place in accepted)])
    return DONE if told["places"] and not warnings else PROBLEMS


@audit.command("rotate-key")
@pass_session
def rotate_key(session: Session) -> int:
    """Replace the key that signs checkpoints; both keys sign that, and the record tells who asked for it.

    What was signed before stays as it is. The new key is sealed under the store's key like the old one: this does not
    shut out somebody who has that.
    """

    async def work(program: Program, acting: Acting) -> int:
        receipt = await program.rotating.rotate(acting)
        session.show(
            {"event": receipt.last_seq}, lambda: [f"Another key signs checkpoints from event {receipt.last_seq:,} on."]
        )
        return DONE

    return session.run_as(work)


@secret.command()
@pass_session
def passphrase(session: Session) -> int:
    """Seal the vault of this store under another passphrase. Whoever kept a copy of it opens that with the old one."""

    async def work(program: Program, acting: Acting) -> int:
        await program.rotating.change_passphrase(acting, session.new_passphrase("this store"))
        session.show({"place": "vault"}, lambda: ["The vault has another passphrase."])
        return DONE

    return session.run_as(work)
