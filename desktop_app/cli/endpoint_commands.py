"""`countersign endpoint` and `countersign secret`: where drafts come from, and the keys for it."""

import re
from dataclasses import asdict
from typing import Any

import click

from desktop_app.cli.guard_commands import moderate, personal_data
from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, Session, pass_session, somebody_there, table
from desktop_app.cli.support_output import agreement_json, agreement_words
from desktop_app.domain.endpoint import MOST_A_MINUTE, Endpoint, EndpointKind, Residency, Tier
from desktop_app.domain.errors import CountersignError, SecretUnavailable, UsageError
from desktop_app.domain.latency import Pace
from desktop_app.domain.person import Acting
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
@click.option("--a-minute", type=click.IntRange(1, MOST_A_MINUTE), help="Calls in a minute (default: no limit known).")
@click.option("--position", type=int, default=100, show_default=True, help="Place in the order of fallback.")
@click.option("--no-test", is_flag=True, help="Make no round trip now. It sends no text of a case.")
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
    a_minute: int | None,
    position: int,
    no_test: bool,
) -> int:
    """Add an endpoint, or change the one of that name; then make a round trip, which shows what its server can.

    One that does not answer is kept all the same.
    """

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
            a_minute=a_minute,
        )
        await program.connecting.add(await session.acting(program), added)
        tried = {} if no_test else await _tried(program, name)
        session.show(endpoint_json(added) | tried, lambda: [_kept_words(name, tried)])
        return DONE

    return session.run(work)


async def _tried(program: Program, name: str) -> dict[str, Any]:
    """What a round trip shows, or why there was none."""
    try:
        return {"test": dict(await program.connecting.test(name)), "problem": None}
    except CountersignError as error:
        return {"test": None, "problem": error.what}


def _kept_words(name: str, tried: dict[str, Any]) -> str:
    test, again = tried.get("test"), f"Try it with `countersign endpoint test {name}`."
    if test:
        return f"{name} is kept. It answered, the first words after {test['first_text_ms']} ms."
    return " ".join(filter(None, (f"{name} is kept.", tried.get("problem"), again)))


@endpoint.command("list")
@pass_session
def list_endpoints(session: Session) -> int:
    """All endpoints, in the order in which they are tried."""

    async def work(program: Program) -> int:
        rows = [endpoint_json(e) | await _known_json(program, e) for e in await program.connecting.listing()]
        allowed = await program.connecting.allows_hosted()
        session.show({"endpoints": rows, "hosted_allowed": allowed}, lambda: table([_row(r) for r in rows], _HEADS))
        return DONE

    return session.run(work)


@endpoint.command("second-reader")
@click.argument("name", required=False)
@click.option("--folder", metavar="FOLDER", help="A model for natural language inference (ONNX) in this folder.")
@click.option("--none", "nobody", is_flag=True, help="Have nobody read a second time.")
@pass_session
def second_reader(session: Session, name: str | None, folder: str | None, nobody: bool) -> int:
    """Choose the model that reads sentences a second time, or say who does and how far people agree with it.

    Its doubts are shown. They count as findings only once people have been found to agree with it. A model in a FOLDER
    (model.onnx, tokenizer.json, config.json) is run on this machine by the optional part `semantic`.
    """

    async def work(program: Program) -> int:
        reading = program.second_reading
        if folder:
            await reading.choose_folder(await session.acting(program), folder)
        elif name or nobody:
            await reading.choose(await session.acting(program), name or "")
        chosen, file = await reading.chosen(), await reading.chosen_file()
        agreement = agreement_json(await reading.agreement(chosen))
        where = f" It is in {file.folder}, checksum {file.digest}." if file else ""
        words = f"{chosen} reads a second time.{where} {agreement_words(agreement)}"
        told = {"second_reader": chosen or None, "file": file and asdict(file), "agreement": agreement}
        session.show(told, lambda: [words if chosen else "Nobody reads it again."])
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


@endpoint.command()
@click.argument("answer", type=click.Choice(["allow", "forbid"]))
@pass_session
def hosted(session: Session, answer: str) -> int:
    """Say whether texts may go to hosted endpoints at all; who looks after the store says so."""

    async def work(program: Program, acting: Acting) -> int:
        await program.connecting.allow_hosted(acting, allowed=answer == "allow")
        words = "Hosted endpoints may be asked." if answer == "allow" else "No text goes to a hosted endpoint any more."
        session.show({"hosted_allowed": answer == "allow"}, lambda: [words])
        return DONE

    return session.run_as(work)


endpoint.add_command(personal_data)
endpoint.add_command(moderate)

_HEADS = ("Name", "Model", "Tier", "Residency", "Price", "First words p50/p95", "Standing", "Address")


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    pace = [row["first_words_ms_p50"], row["first_words_ms_p95"]]
    words = " / ".join(f"{ms / 1000:.1f} s" for ms in pace) if None not in pace else ""
    names = (row["name"], row["model"], row["tier"], row["residency"])
    return (*names, row["price"], words, row["standing"], row["url"])


async def _known_json(program: Program, found: Endpoint) -> dict[str, Any]:
    """What is known of an endpoint from asking it."""
    state, rest_ms = await program.connecting.state(found)
    pace = (await program.pacing.paces()).get(found.name, Pace())
    price = program.budgeting.price_of(found)
    last = f"failed last ({state.last_class.value})" if state.last_class else program.connecting.standing(found).value
    standing = f"rests for {-(-rest_ms // 1000)} s" if rest_ms else last
    return {
        "standing": standing,
        "failures": state.failures,
        "rest_seconds": rest_ms / 1000,
        "last_error": state.last_class.value if state.last_class else None,
        "price": "unknown" if price is None else "known" if price else "none",
        "capabilities": asdict(state.capabilities),
        "probed_at": state.probed_at.isoformat() if state.probed_at else None,
        "fingerprint": state.fingerprint,
        "characters_per_token": float(state.ratio),
        "calls": pace.calls,
        "first_words_ms_p50": pace.first_p50,
        "first_words_ms_p95": pace.first_p95,
        "total_ms_p50": pace.total_p50,
        "total_ms_p95": pace.total_p95,
    }


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
        "a_minute": found.a_minute,
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
