"""`countersign case import-changes`: what was changed in an exported document comes back."""

from pathlib import Path
from typing import Any

import click

from desktop_app.cli.case_input import read_document
from desktop_app.cli.options import Verb, change_options
from desktop_app.cli.session import DONE, Session, pass_session
from desktop_app.domain.brought_changes import BroughtBack
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.person import Acting
from desktop_app.services.bringing_back import Brought
from desktop_app.services.program import Program


@click.command("import-changes", cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--look", is_flag=True, help="Say what would be changed; change nothing.")
@change_options()
@pass_session
def import_changes(session: Session, name: str, file: Path, look: bool, reason: str, code: ReasonCode) -> int:
    """Take what was changed in FILE, a document that was exported from CASE, as your own edits.

    Changes that it does not track are found by comparison. The names that it has for its changes are shown and kept
    with the reason; the edits are yours. Nothing is taken where a section was changed here since.
    """
    body = session.guarded(lambda: read_document(file))

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        if look:
            found, taken = await program.bringing_back.look(acting, case_id, body), None
        else:
            taken = await program.bringing_back.bring(acting, case_id, body, reason, code)
            found = taken.changes
        told = _told(case_id, found, taken)
        session.show(told, lambda: _lines(found, taken))
        return DONE

    return session.run_on(name, work)


def _told(case_id: str, found: BroughtBack, taken: Brought | None) -> dict[str, Any]:
    return {
        "case": case_id,
        "taken": taken is not None,
        "sections": [
            {
                "section": each.section,
                "changes": [
                    {"before": change.before, "after": change.after, "names": list(change.names)}
                    for change in each.changes
                ],
            }
            for each in found.sections
        ],
        "revisions": [added.revision.revision_id for added in taken.added] if taken else [],
        "missing": list(found.missing),
        "untracked": found.untracked,
        "comments_left": found.comments,
    }


def _lines(found: BroughtBack, taken: Brought | None) -> list[str]:
    lines = [
        f"{'Taken' if taken else 'Would be taken'}: changes in {len(found.sections)} sections, {found.count} in all."
    ]
    for section in found.sections:
        lines.append(f"{section.title}:")
        for change in section.changes:
            who = "; ".join(change.names) or "not tracked"
            lines.append(f"  “{change.before}” becomes “{change.after}” ({who})")
    if found.missing:
        lines.append(f"Not in the document, and left as they are: {', '.join(found.missing)}.")
    if found.comments:
        lines.append(f"Comments in the document are not taken: {found.comments}.")
    return lines
