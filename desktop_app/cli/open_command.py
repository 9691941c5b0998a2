"""`countersign open`: the window; reached here only where it cannot be opened as it was asked for."""

import os
from pathlib import Path

import click

from desktop_app.cli.options import Verb
from desktop_app.cli.session import PROBLEMS, WRONG_USE, Session, pass_session
from desktop_app.cli.window_request import SCREENSHOT, has_display, missing_libraries
from desktop_app.domain.errors import CountersignError, UsageError

WAY_ON = (
    "Use the commands (`countersign --help`): `countersign sample` takes the sample case through. "
    "`countersign --screenshot FOLDER` draws the main screens into a folder."
)


@click.command("open", cls=Verb)
@click.option(
    SCREENSHOT,
    "screenshot",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Draw the main screens of the sample into this folder; needs no display.",
)
@pass_session
def open_window(session: Session, screenshot: Path | None) -> int:
    """Open the window. It is what `countersign` does without a command."""
    return window_not_opened(session, screenshot)


def window_not_opened(session: Session, screenshot: Path | None = None) -> int:
    """Say why there is no window."""
    if screenshot is None and not has_display():
        session.fail(_no_display(), PROBLEMS)
    session.fail(
        UsageError(
            "The window takes no person and prints no JSON.",
            next="Open it with `countersign`, `--home FOLDER` or `--screenshot FOLDER`; it asks who is at work.",
        ),
        WRONG_USE,
    )


def _no_display() -> CountersignError:
    missing = missing_libraries() if os.environ.get("DISPLAY") else ()
    if missing:
        return CountersignError(
            f"The window cannot be opened: Qt needs {', '.join(missing)}.",
            next=f"Install them; `python3 packaging/run.py` names their packages. {WAY_ON}",
        )
    return CountersignError("There is no display here, so the window cannot be opened.", next=WAY_ON)
