"""All commands of `countersign`, and how the program ends."""

import sys
from importlib.metadata import version
from pathlib import Path

import click

from desktop_app.cli.case_commands import case
from desktop_app.cli.draft_command import draft
from desktop_app.cli.endpoint_commands import endpoint, secret
from desktop_app.cli.evaluation_commands import evaluation
from desktop_app.cli.machine_commands import audit, doctor
from desktop_app.cli.pack_commands import pack
from desktop_app.cli.person_commands import person
from desktop_app.cli.sample_command import sample
from desktop_app.cli.session import Session

HOME_HELP = "Folder that holds the whole store (default: the user's data folder)."


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("countersign"), prog_name="countersign")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), help=HOME_HELP)
@click.option("--as", "who", metavar="PROFILE", help="Act as this person or profile.")
@click.option(
    "--passphrase-stdin", is_flag=True, help="Read the profile's passphrase from the first line of standard input."
)
@click.pass_context
def main(context: click.Context, home: Path | None, who: str | None, passphrase_stdin: bool) -> None:
    """Guided forms, drafts from evidence, people who review and sign, and a record that a stranger can verify.

    Exit codes: 0 done, 1 problems found, 2 wrong use.
    """
    context.obj = Session(home, who, passphrase_stdin)


for command in (audit, case, doctor, draft, endpoint, evaluation, pack, person, sample, secret):
    main.add_command(command)


def run(arguments: list[str]) -> int:
    """Run a command line; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        result = main.main(arguments, prog_name="countersign", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        return 130
    except SystemExit as stop:
        return int(stop.code or 0)
    return result if isinstance(result, int) else 0
