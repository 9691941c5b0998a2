"""Options that commands share, and how a command line takes them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from desktop_app.cli.session import Session
from desktop_app.domain.change_reason import PERSONS_CODES, ReasonCode

F = TypeVar("F", bound=Callable[..., Any])


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value not in (None, False):
        setattr(context.ensure_object(Session), str(parameter.name), value)


class _Folder(click.ParamType[Path]):
    """A folder by its name; an empty name would be the folder that the command happens to be started in."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if not str(value).strip():
            self.fail("It names no folder.", param, ctx)
        return Path(value)


def _shared(*names: str, **more: Any) -> click.Option:
    return click.Option(names, expose_value=False, callback=_keep, **more)


def shared_options() -> list[click.Parameter]:
    """What every command takes, before its name or after it."""
    return [
        _shared(
            "--home",
            type=_Folder(),
            metavar="FOLDER",
            help="Folder that holds the whole store (default: the user's data folder).",
        ),
        _shared("--as", "who", metavar="PROFILE", help="Act as this person: their name, or how their profile begins."),
        _shared("--passphrase-stdin", is_flag=True, help="Read the person's passphrase from a line of standard input."),
        _shared("--json", "as_json", is_flag=True, help="Print one JSON document, failures too."),
    ]


class Verb(click.Command):
    """A command that also takes the shared options."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own, the shared ones, then `--help`."""
        *own, last = super().get_params(ctx)
        return [*own, *shared_options(), last]


class Verbs(click.Group):
    """Commands that belong together; they take the shared options too."""

    command_class = Verb
    group_class = type

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own, the shared ones, then `--help`."""
        *own, last = super().get_params(ctx)
        return [*own, *shared_options(), last]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click hands it in
        """In the order in which they are used, not by the alphabet."""
        return list(self.commands)


def sections_option(function: F) -> F:
    """`--section`, as often as needed."""
    return click.option(
        "--section", "sections", multiple=True, metavar="NAME", help="A section; give it again for more."
    )(function)


def reason_option(function: F) -> F:
    """`--reason`."""
    return click.option("--reason", default="", metavar="TEXT", help="Why; it is kept with the record.")(function)


def change_options(code: ReasonCode = ReasonCode.CORRECTION) -> Callable[[F], F]:
    """`--reason` and `--reason-code`, for what changes a case; this code goes with words alone."""

    def options(function: F) -> F:
        with_code = click.option(
            "--reason-code",
            "code",
            type=click.Choice([each.value for each in PERSONS_CODES]),
            default=code.value,
            show_default=True,
            callback=lambda _context, _parameter, value: ReasonCode(value),
            help="What kind of reason it is.",
        )
        words = "Why; it is kept with the record. Needed once the case has been sent."
        return click.option("--reason", default="", metavar="TEXT", help=words)(with_code(function))

    return options


def stage_option(function: F) -> F:
    """`--stage`, where a case waits in several."""
    return click.option(
        "--stage", metavar="NAME", help="The stage that is meant, where the case waits in several at the same time."
    )(function)


def checklist_option(function: F) -> F:
    """`--checklist`."""
    return click.option("--checklist", is_flag=True, help="I have seen to each point of the checklist.")(function)


def endpoint_option(function: F) -> F:
    """`--endpoint`, in the order in which they are tried."""
    return click.option(
        "--endpoint",
        "endpoints",
        multiple=True,
        metavar="NAME",
        help="Who drafts; give it again for a fallback (default: your endpoints in their order). The assembled draft, "
        "which needs no model, is always last.",
    )(function)
