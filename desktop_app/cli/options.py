"""Options that several commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from desktop_app.cli.session import Session

F = TypeVar("F", bound=Callable[..., Any])


def _keep_json(context: click.Context, _parameter: click.Parameter, value: bool) -> bool:
    session = context.find_object(Session)
    if session and value:
        session.as_json = True
    return value


def json_option(function: F) -> F:
    """`--json`: one JSON document on standard output."""
    return click.option(
        "--json", is_flag=True, expose_value=False, callback=_keep_json, help="Print one JSON document."
    )(function)


def sections_option(function: F) -> F:
    """`--section`, as often as needed."""
    return click.option(
        "--section", "sections", multiple=True, metavar="NAME", help="A section; give it again for more."
    )(function)


def reason_option(function: F) -> F:
    """`--reason`."""
    return click.option("--reason", default="", metavar="TEXT", help="Why; it is kept with the record.")(function)


def endpoint_option(function: F) -> F:
    """`--endpoint`, in the order in which they are tried."""
    return click.option(
        "--endpoint",
        "endpoints",
        multiple=True,
        metavar="NAME",
        help="Who drafts; give it again for a fallback (default: your endpoints in their order). Assembled is last.",
    )(function)
