"""Doing ahead of the click what a draft needs: it sends nothing, and nothing of it fails loudly."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from fakes import draft_request
from scripted_server import ScriptedServer, says
from service_examples import WaitingDrafter, World, a_world, scripted

from desktop_app.adapters.jinja_templates import SandboxedTemplates
from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.draft import Delta, Message
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.services.preparing import Preparing
from desktop_app.services.prompting import Prompting


@dataclass
class Chain:
    """Stands in for the endpoints that people have added."""

    names: tuple[str, ...]

    async def chain(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return self.names


@dataclass
class WarmDrafter(WaitingDrafter):
    """Counts how often it is warmed."""

    warmed: list[str] = field(default_factory=list)

    async def warm(self) -> None:
        self.warmed.append("warm")


def preparing(world: World, *names: str) -> Preparing:
    prompting = Prompting(SandboxedTemplates(), SystemChance())
    chain = Chain((*names, "assembled"))
    return Preparing(world.keeping, world.grounding, prompting, chain, world.dispatching)  # type: ignore[arg-type]


async def test_the_first_endpoint_is_warmed_and_asked_for_no_draft(tmp_path: Path) -> None:
    server = WarmDrafter()
    async with a_world(tmp_path, server) as world:
        await preparing(world, "server").prepare(await world.case())
    assert server.warmed == ["warm"] and server.open_streams == 0


async def test_an_endpoint_that_cannot_be_warmed_is_none_the_worse(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await world.case()
        await preparing(world, "server").prepare(case_id)
        await world.draft(case_id, "fee", chain=["server"])
        assert await world.text(case_id, "fee") == "The total fee is EUR 48,000 for the work."


async def test_a_case_that_is_not_there_is_no_failure_ahead_of_the_click(world: World) -> None:
    await preparing(world).prepare("none")


async def test_nothing_of_a_case_is_in_what_a_server_hears_ahead() -> None:
    async with ScriptedServer([says("Fine.")]) as server:
        drafter = OpenAiDrafter(Endpoint("s", EndpointKind.OPENAI, model="m", base_url=server.url), "a-key")
        await drafter.warm()
        await drafter.close()
        assert (server.listed, server.asked) == (1, [])


async def test_a_server_that_is_away_or_angry_is_no_failure_ahead_of_the_click() -> None:
    away = OpenAiDrafter(Endpoint("s", EndpointKind.OPENAI, model="m", base_url="http://127.0.0.1:9/v1"))
    await away.warm()
    await away.close()


async def test_the_warm_connection_is_the_one_that_the_draft_uses() -> None:
    peers: set[object] = set()

    class Watching(ScriptedServer):
        async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            peers.add(writer.get_extra_info("peername"))
            await super()._serve(reader, writer)

    async with Watching([says("Fine.")]) as server:
        drafter = OpenAiDrafter(Endpoint("s", EndpointKind.OPENAI, model="m", base_url=server.url))
        await drafter.warm()
        outputs = [output async for output in drafter.draft(draft_request(messages=(Message("user", "Write."),)))]
        await drafter.close()
    assert outputs[0] == Delta("Fine.") and len(peers) == 1
