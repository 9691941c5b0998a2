"""`countersign endpoint` and `countersign secret`: where drafts come from, and the keys for it."""

import re
from typing import Any

import click

from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, Session, pass_session, somebody_there, table
from desktop_app.cli.support_output import agreement_json, agreement_words
from desktop_app.domain.endpoint import Endpoint, EndpointKind, Residency, Tier
from desktop_app.domain.errors import SecretUnavailable, UsageError
from desktop_app.services.program import Program


@click.group(cls=Verbs)
def endpoint() -> None:
    """Where drafts come from: servers that you add, the assembled draft, and a small model on this computer.

    \b
    countersign secret set my-key --stdin < key.txt
    countersign endpoint add house --url https://llm.example.com/v1 --model large-1 --secret my-key
    countersign endpoint test house
    countersign draft contract_review --attach contract.pdf --endpoint house
    """  # noqa: D301 click wants the very character


@endpoint.command()
@click.argument("name")
@click.option("--url", required=True, help="Address of an OpenAI-compatible server, such as http://localhost:8000/v1.")
@click.option("--model", required=True, help="The model's name on that server.")
@click.option("--secret", help="The name under which `countersign secret set` keeps its key.")
@click.option("--tier", type=click.Choice([t.value for t in Tier]), default=Tier.SMALL.value, show_default=True)
@click.option(
    "--residency",
    type=click.Choice([r.value for r in Residency]),
    default=Residency.HOSTED.value,
    show_default=True,
    help="Where text goes; a fallback never crosses from one to the other.",
)
@click.option("--at-once", type=click.IntRange(1, 64), default=4, show_default=True, help="Calls side by side.")
@click.option("--position", type=int, default=100, show_default=True, help="Place in the order of fallback.")
@pass_session
def add(
    session: Session,
    name: str,
    url: str,
    model: str,
    secret: str | None,
    tier: str,
    residency: str,
    at_once: int,
    position: int,
) -> int:
    """Add an endpoint, or change the one of that name."""

    async def work(program: Program) -> int:
        added = Endpoint(
            name=name,
            kind=EndpointKind.OPENAI,
            model=model,
            base_url=url,
            secret=secret,
            tier=Tier(tier),
            residency=Residency(residency),
            at_once=at_once,
            position=position,
        )
        await program.connecting.add(await session.acting(program), added)
        session.show(endpoint_json(added), lambda: [f"{name} is kept. Try it with `countersign endpoint test {name}`."])
        return DONE

    return session.run(work)


@endpoint.command("list")
@pass_session
def list_endpoints(session: Session) -> int:
    """All endpoints, in the order in which they are tried."""

    async def work(program: Program) -> int:
        rows = [endpoint_json(e) for e in await program.connecting.listing()]
        session.show(
            {"endpoints": rows},
            lambda: table(
                [(r["name"], r["kind"], r["model"], r["tier"], r["residency"], r["url"]) for r in rows],
                ("Name", "Kind", "Model", "Tier", "Residency", "Address"),
            ),
        )
        return DONE

    return session.run(work)


@endpoint.command("second-reader")
@click.argument("name", required=False)
@click.option("--none", "nobody", is_flag=True, help="Have nobody read a second time.")
@pass_session
def second_reader(session: Session, name: str | None, nobody: bool) -> int:
    """Choose the model that reads sentences a second time, or say who does and how far people agree with it.

    Its doubts are shown. They count as findings only once people have been found to agree with it.
    """

    async def work(program: Program) -> int:
        if name or nobody:
            await program.second_reading.choose(await session.acting(program), name or "")
        chosen = await program.second_reading.chosen()
        agreement = agreement_json(await program.second_reading.agreement(chosen))
        words = f"{chosen} reads a second time. {agreement_words(agreement)}" if chosen else "Nobody reads it again."
        session.show({"second_reader": chosen or None, "agreement": agreement}, lambda: [words])
        return DONE

    return session.run(work)


@endpoint.command()
@click.argument("name")
@pass_session
def test(session: Session, name: str) -> int:
    """Make a round trip."""

    async def work(program: Program) -> int:
        result = await program.connecting.test(name)
        session.show(result, lambda: [f"{key.replace('_', ' ')}: {value}" for key, value in result.items()])
        return DONE

    return session.run(work)


def endpoint_json(found: Endpoint) -> dict[str, Any]:
    """An endpoint without its key."""
    return {
        "name": found.name,
        "kind": found.kind.value,
        "model": found.model,
        "url": found.base_url,
        "secret": found.secret,
        "tier": found.tier.value,
        "residency": found.residency.value,
        "at_once": found.at_once,
    }


@click.group(cls=Verbs)
def secret() -> None:
    """Keys of servers."""


@secret.command("set")
@click.argument("name")
@click.option("--stdin", "from_stdin", is_flag=True, help="Read the value from standard input.")
@pass_session
def set_secret(session: Session, name: str, from_stdin: bool) -> int:
    """Keep a key under NAME in the system's keyring; it is never shown and never in the store.

    Without a keyring, give it to each command in the environment variable COUNTERSIGN_SECRET_NAME.
    """

    async def work(program: Program) -> int:
        value = _value(session, from_stdin).strip()
        if not value:
            raise UsageError("The value is empty.", next="Give the key.")
        place = await program.connecting.keep_secret(await session.acting(program), name, value)
        if place == _MEMORY:
            raise _forgotten(name)
        session.show({"secret": name, "place": place}, lambda: [f"Kept in: {place}."])
        return DONE

    return session.run(work)


_MEMORY = "memory"
"""The last place for secrets; it lasts as long as the program, and a command is over at once."""


def _forgotten(name: str) -> SecretUnavailable:
    variable = "COUNTERSIGN_SECRET_" + re.sub(r"[^A-Z0-9]", "_", name.upper())
    return SecretUnavailable(
        "No keyring can be used here, and the store has no vault: the key could not be kept.",
        next=f"Give it to each command in the environment variable {variable}.",
    )


def _value(session: Session, from_stdin: bool) -> str:
    if from_stdin:
        return session.typed("Type the key; Ctrl-D on a line of its own ends it.")
    if somebody_there():
        return str(click.prompt("Value", hide_input=True, err=True))
    raise UsageError("No value was given.", next="Use `--stdin`.")
