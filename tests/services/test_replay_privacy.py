"""What a replay tells a hosted model: no more than a draft would, whoever was asked first."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from fakes import server_endpoint
from replay_examples import replaying
from scripted_server import ScriptedServer, says
from service_examples import ANSWERS, World, a_world, pack_with

from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.adapters.secret_places import MemoryPlace, SecretPlaces
from desktop_app.domain.endpoint import Residency
from desktop_app.domain.errors import Refused
from desktop_app.domain.person import Role
from desktop_app.services.connecting import Connecting

CANARIES = ("Ana Lindqvist", "Lindqvist", "DE89 3704 0044 0532 0130 00", "ana@example.com")
CONTRACT = """The total fee of Ana Lindqvist is EUR 48,000 for the work.
The fee is paid from DE89 3704 0044 0532 0130 00, and Ms Lindqvist hears of it at ana@example.com."""
MONTHS = "      - {field: months, type: integer, label: Months}\n"
PACK = pack_with((MONTHS, MONTHS + "      - {field: payer, type: text, label: Payer, pii: name}\n"))
CLEAR, HIDDEN = "Ana Lindqvist pays EUR 48,000 [E1].", "NAME_1 pays EUR 48,000 [E1]."
HOSTED, INSIDE = Residency.HOSTED, Residency.LOCAL


@asynccontextmanager
async def drafted(home: Path, by: Residency, answer: str) -> AsyncIterator[tuple[World, str, ScriptedServer]]:
    """A section that a server drafted; the one that is asked again gives the same in its own words."""
    async with ScriptedServer([says(answer), says(HIDDEN if by is INSIDE else answer)]) as server:
        ends = [server_endpoint(each.value, base_url=server.url, residency=each) for each in (HOSTED, INSIDE)]
        async with a_world(home, *map(OpenAiDrafter, ends)) as world:
            case_id = await world.keeping.open(world["ana"], PACK, title="A contract", reference="R1")
            await world.keeping.answer(world["ana"], case_id, {**ANSWERS, "payer": "Ana Lindqvist"})
            await world.attach(case_id, CONTRACT)
            await world.draft(case_id, "fee", chain=[by.value])
            yield world, case_id, server


async def asked_again(world: World, case_id: str, server: ScriptedServer, where: Residency) -> tuple[str, str, int]:
    """What was sent, what the record says was sent, and how many changes came of it."""
    replay = await replaying(world).replay(world["rob"], case_id, "fee", where.value)
    assert replay.asked_now.instruction
    sent = json.dumps(server.asked[-1].body, ensure_ascii=False)
    return sent, replay.asked_now.instruction.text, len(replay.line.changes)


async def test_no_canary_of_what_was_asked_inside_is_on_the_wire_to_a_hosted_endpoint(tmp_path: Path) -> None:
    async with drafted(tmp_path, INSIDE, CLEAR) as (world, case_id, server):
        assert "Ana Lindqvist" in json.dumps(server.asked[0].body, ensure_ascii=False)
        sent, kept, changes = await asked_again(world, case_id, server, HOSTED)
    assert not [canary for canary in CANARIES if canary in sent or canary in kept]
    assert ("EUR 48,000" in sent, changes) == (True, 0)


async def test_an_answer_that_was_corrected_since_is_hidden_as_well(tmp_path: Path) -> None:
    async with drafted(tmp_path, INSIDE, CLEAR) as (world, case_id, server):
        await world.keeping.answer(world["ana"], case_id, {"payer": "Bea Holm"})
        sent, kept, _ = await asked_again(world, case_id, server, HOSTED)
    assert not [canary for canary in CANARIES if canary in sent or canary in kept]


async def test_a_hosted_model_is_asked_the_very_same_and_its_answer_is_read_in_clear(tmp_path: Path) -> None:
    async with drafted(tmp_path, HOSTED, HIDDEN) as (world, case_id, server):
        await asked_again(world, case_id, server, HOSTED)
        first, again = (asked.body["messages"] for asked in server.asked)
        _, _, changes = await asked_again(world, case_id, server, HOSTED)
    assert "NAME_1" in json.dumps(first) and again == first and changes == 0


async def test_a_model_inside_is_asked_in_the_words_of_the_case(tmp_path: Path) -> None:
    async with drafted(tmp_path, HOSTED, HIDDEN) as (world, case_id, server):
        sent, _, _ = await asked_again(world, case_id, server, INSIDE)
    assert "Ana Lindqvist" in sent and "NAME_1" not in sent and "stand for names" not in sent


async def test_where_hosted_models_are_told_all_a_replay_tells_them_too(tmp_path: Path) -> None:
    async with drafted(tmp_path, INSIDE, CLEAR) as (world, case_id, server):
        await world.enrol("kim", Role.ADMINISTRATOR)
        await world.guarding.hide_personal(world["kim"], on=False)
        sent, _, _ = await asked_again(world, case_id, server, HOSTED)
    assert "Ana Lindqvist" in sent


async def test_where_no_text_may_leave_nothing_is_asked_of_a_hosted_model_again(tmp_path: Path) -> None:
    async with drafted(tmp_path, HOSTED, HIDDEN) as (world, case_id, server):
        kim, places = await world.enrol("kim", Role.ADMINISTRATOR), SecretPlaces((), (MemoryPlace(),))
        connecting = Connecting(
            world.store, world.recording, places, world.dispatching, lambda end, _: OpenAiDrafter(end)
        )
        await connecting.add(kim, server_endpoint(HOSTED.value, base_url=server.url, residency=HOSTED))
        await connecting.allow_hosted(kim, allowed=False)
        with pytest.raises(Refused, match="texts may not leave here"):
            await replaying(world, partial(connecting.chain, alone=True)).replay(world["rob"], case_id, "fee")
    assert len(server.asked) == 1
