"""All commands of `countersign`, and how the program ends."""

import io
import os
import sys
import traceback
from importlib.metadata import version
from pathlib import Path

import click

from desktop_app.cli.anchor_commands import secret
from desktop_app.cli.audit_commands import audit
from desktop_app.cli.batch_commands import batch
from desktop_app.cli.budget_commands import budget
from desktop_app.cli.case_commands import case
from desktop_app.cli.code_command import check_code
from desktop_app.cli.draft_command import draft
from desktop_app.cli.endpoint_commands import endpoint
from desktop_app.cli.evaluation_commands import evaluation
from desktop_app.cli.explain_command import explain, replay
from desktop_app.cli.handover_commands import handover
from desktop_app.cli.lane_commands import lane
from desktop_app.cli.library_commands import library
from desktop_app.cli.machine_commands import doctor
from desktop_app.cli.notice_command import notices
from desktop_app.cli.open_command import open_window, window_not_opened
from desktop_app.cli.options import Verbs
from desktop_app.cli.pack_commands import pack
from desktop_app.cli.person_commands import person
from desktop_app.cli.practice_commands import practice
from desktop_app.cli.queue_commands import queue
from desktop_app.cli.sample_command import sample
from desktop_app.cli.session import DONE, PROBLEMS, WRONG_USE, Session, is_text
from desktop_app.cli.store_commands import store
from desktop_app.cli.support_commands import second_reading
from desktop_app.domain.errors import CountersignError, UsageError

STOPPED = 130
"""What a shell says of a program that Ctrl-C ended: 128 and the number of the signal."""


@click.group(cls=Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("countersign"), prog_name="countersign")
@click.pass_context
def main(context: click.Context) -> None:
    """Guided forms, drafts from evidence, people who review and sign, and a record that a stranger can verify.

    \b
    Open the window:           countersign
    See it work on a sample:   countersign sample
    Draft from a contract:     countersign draft contract_review --attach CONTRACT.pdf
    Draft many at once:        countersign batch document_summary --from FOLDER
    See and finish the case:   countersign case --help
    Let two people work:       countersign person --help
    Use a model on a server:   countersign endpoint --help
    Say what it may cost:      countersign budget --help
    Cite from other documents: countersign library --help

    Exit codes: 0 done, 1 problems found, 2 wrong use.
    """  # noqa: D301 click wants the very character
    session = context.find_object(Session)
    if context.invoked_subcommand is None and session is not None:
        if not session.as_json:
            click.echo(context.get_help())
        window_not_opened(session)


for command in (
    *(open_window, sample, draft, batch, case, queue, notices, practice, explain, replay, second_reading),
    *(person, handover, pack, endpoint, budget, library, secret, evaluation, lane, audit, check_code, store, doctor),
):
    main.add_command(command)


def run(arguments: list[str]) -> int:
    """Run a command line; the exit code. Nothing that a user, a file or a server does ends in a traceback."""
    for stream, errors in ((sys.stdin, "strict"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)
    try:
        code = _attempt(Session(as_json="--json" in arguments), arguments)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else DONE
    return code if _written_out() else code or PROBLEMS


def _written_out() -> bool:
    """Whether all output has gone out. What cannot go out is let go, so that the end of the program does not fail."""
    if sys.stdout is None:
        return True
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


def _attempt(session: Session, arguments: list[str]) -> int:
    if not all(is_text(argument) for argument in arguments):
        session.fail(_NO_TEXT, WRONG_USE)
    try:
        result = main.main(arguments, prog_name="countersign", standalone_mode=False, obj=session)
    except click.ClickException as error:
        if session.as_json:
            session.fail(_wrong_use(error), WRONG_USE)
        error.show()
        return WRONG_USE
    except (click.Abort, KeyboardInterrupt):
        session.fail(_STOPPED, STOPPED)
    except OSError as error:
        session.fail(_denied(error), PROBLEMS)
    except Exception as error:  # noqa: BLE001 the boundary of the program: a defect is told, not shown as a traceback
        session.fail(_defect(error), PROBLEMS)
    return result if isinstance(result, int) else DONE


_NO_TEXT = UsageError(
    "The command line holds bytes that are no text.", next="Write it as UTF-8, and rename files that have such a name."
)
_STOPPED = CountersignError(
    "Stopped.",
    kept="What was recorded is kept; a text that was being drafted is kept as an interrupted preview.",
    next="Run the command again, or look at the case with `countersign case list`.",
)


def _wrong_use(error: click.ClickException) -> UsageError:
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "countersign"
    what = "No command was given." if isinstance(error, click.exceptions.NoArgsIsHelpError) else error.format_message()
    return UsageError(what, next=f"`{path} --help` says how it is used.")


def _denied(error: OSError) -> CountersignError:
    where = f" ({error.filename})" if error.filename else ""
    return CountersignError(
        f"The operating system refused: {error.strerror or type(error).__name__}{where}.",
        kept="What was recorded before is kept.",
        next="See that the disk has room and that you may read and write there, then try again.",
    )


def _defect(error: Exception) -> CountersignError:
    """Where it happened, without the error's own words: these may hold what a case says."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return CountersignError(
        f"This is a defect of the program: {type(error).__name__} at {where}.",
        kept="What was recorded before is kept.",
        next="Please report it with the line above; `countersign audit verify` shows that the record still holds.",
    )
