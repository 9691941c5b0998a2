"""A moderation service is asked about what models write; what it says flags, and never more."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeDrafter, server_endpoint
from replay_examples import replaying
from scripted_server import Answer, ScriptedServer, replies, silent
from service_examples import ANSWERS, CONTRACT, World, a_world, pack_with

from desktop_app.adapters.moderation_endpoint import ModerationEndpoint
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.audit import EventType
from desktop_app.domain.confidence import Band
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.endpoint import Residency
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound
from desktop_app.domain.finding import Rule, Severity
from desktop_app.domain.guard import NOT_ASKED
from desktop_app.domain.person import Role
from desktop_app.domain.personal_shape import personal_places
from desktop_app.domain.route import RouteKind
from desktop_app.domain.usage import Usage

MONTHS = "      - {field: months, type: integer, label: Months}\n"
PACK = pack_with((MONTHS, MONTHS + "      - {field: payer, type: text, label: Payer, pii: name}\n"))
GOOD = [Delta("The total fee is EUR 48,000 for Ana Lindqvist [E1]."), Finished("stop", "m", usage=Usage(90, 12, 0))]


def verdict(*kinds: str) -> Answer:
    categories = {"hate": False, "violence": False} | dict.fromkeys(kinds, True)
    return replies(200, {"id": "1", "model": "m", "results": [{"flagged": bool(kinds), "categories": categories}]})


@asynccontextmanager
async def moderated(
    home: Path,
    answer: Answer,
    residency: Residency = Residency.LOCAL,
    writer: Residency = Residency.LOCAL,
    *,
    contract: str = CONTRACT,
    said: str = "",
) -> AsyncIterator[tuple[World, str, ScriptedServer]]:
    """A section that a model wrote, with a moderation service that gives this answer."""
    drafter = FakeDrafter(server_endpoint("team", residency=writer), [[Delta(said), *GOOD] if said else GOOD])
    async with ScriptedServer([answer]) as server, a_world(home, drafter) as world:
        await world.enrol("kim", Role.ADMINISTRATOR)
        service = server_endpoint("watch", base_url=server.url, residency=residency)
        scribe = world.recording.begin(world["kim"].as_one_of(Role.ADMINISTRATOR))
        scribe.put(service)
        scribe.tell(EventType.SETTING_CHANGED, setting="endpoint", endpoint="watch")
        await world.recording.write(scribe)
        await world.guarding.moderate_with(world["kim"], "watch")
        case_id = await world.keeping.open(world["ana"], PACK, title="A contract", reference="R1")
        await world.keeping.answer(world["ana"], case_id, {**ANSWERS, "payer": "Ana Lindqvist"})
        await world.attach(case_id, contract)
        await world.draft(case_id, "fee", chain=("team",))
        yield world, case_id, server


async def told(world: World, case_id: str) -> list[dict[str, Any]]:
    events = [e for e in await world.store.events(case_id) if e.type == EventType.TEXT_MODERATED]
    return [json.loads(event.body) for event in events]


async def found(world: World, case_id: str) -> list[tuple[Severity, str]]:
    record = (await world.facts(case_id)).record
    raised = record.findings.get(record.heads["fee"], ())
    return [(f.severity, f.finding.details["categories"]) for f in raised if f.rule is Rule.MODERATION]


async def test_what_the_service_marks_flags_the_draft_and_is_told(tmp_path: Path) -> None:
    async with moderated(tmp_path, verdict("hate", "violence")) as (world, case_id, server):
        assert await found(world, case_id) == [(Severity.WARNING, "hate, violence")]
        (event,) = await told(world, case_id)
        assert (event["data"]["endpoint"], event["data"]["marks"]) == ("watch", 2)
        assert server.asked[0].path.endswith("/moderations")
        record = (await world.facts(case_id)).record
        route = record.routes[record.heads["fee"]]
        assert (route.band, route.route) == (Band.MEDIUM, RouteKind.FLAG)


async def test_a_draft_that_it_does_not_mark_has_no_finding(tmp_path: Path) -> None:
    async with moderated(tmp_path, verdict()) as (world, case_id, _):
        assert await found(world, case_id) == []
        assert [event["data"]["marks"] for event in await told(world, case_id)] == [0]


@pytest.mark.parametrize("answer", [replies(500, {"error": {}}), replies(200, "<html>"), replies(200, {"results": 5})])
async def test_a_service_that_fails_loses_no_draft_and_is_told_of(tmp_path: Path, answer: Answer) -> None:
    async with moderated(tmp_path, answer) as (world, case_id, _):
        assert await found(world, case_id) == [(Severity.WARNING, NOT_ASKED)]
        assert [event["outcome"] for event in await told(world, case_id)] == ["failed"]
        assert "EUR 48,000" in await world.text(case_id, "fee")


async def test_a_hosted_service_is_told_no_personal_data(tmp_path: Path) -> None:
    async with moderated(tmp_path, verdict(), Residency.HOSTED, Residency.HOSTED) as (world, case_id, server):
        assert "Lindqvist" not in json.dumps(server.asked[0].body)
        assert [event["data"]["stand_ins"] for event in await told(world, case_id)] == [1]


async def test_a_hosted_service_is_not_told_half_an_account_either(tmp_path: Path) -> None:
    hosted, contract = Residency.HOSTED, "The total fee is paid from DE89 3704 0044\n0532 0130 00 as a fee."
    said = "It is IBAN_2 [E2]. "
    async with moderated(tmp_path, verdict(), hosted, hosted, contract=contract, said=said) as (world, case_id, server):
        assert "It is DE89 3704 0044." in await world.text(case_id, "fee")
        assert server.asked[0].body["input"].startswith("It is IBAN_1. ")


def test_the_fence_of_a_prompt_is_no_part_of_a_number_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "e3129025")
    assert personal_places("DE89 3704 0044\ne3129025") != ()
    assert personal_places(f"DE89 3704 0044\n{SystemChance().new_mark()}") == ()


async def test_a_hosted_service_is_not_asked_about_what_was_written_inside(tmp_path: Path) -> None:
    async with moderated(tmp_path, verdict("hate"), Residency.HOSTED, Residency.LOCAL) as (world, case_id, server):
        assert (server.asked, await found(world, case_id), await told(world, case_id)) == ([], [], [])


async def test_a_service_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    async with ScriptedServer([silent()]) as server:
        endpoint = server_endpoint("watch", base_url=server.url, residency=Residency.LOCAL)
        with pytest.raises(EndpointFailed) as raised:
            await ModerationEndpoint(endpoint, seconds=0.2).moderate("text")
    assert raised.value.error_class in (ErrorClass.TOTAL, ErrorClass.FIRST_TEXT, ErrorClass.CONNECT)


async def test_only_a_server_that_is_there_can_be_named(world: World) -> None:
    await world.enrol("kim", Role.ADMINISTRATOR)
    with pytest.raises(NotFound):
        await world.guarding.moderate_with(world["kim"], "nowhere")
    assert await world.guarding.moderator() == ""


async def test_what_the_service_marked_stands_on_while_a_person_edits(tmp_path: Path) -> None:
    async with moderated(tmp_path, verdict("hate")) as (world, case_id, server):
        await world.editing.edit(world["ana"], case_id, "fee", f"{await world.text(case_id, 'fee')}s")
        assert await found(world, case_id) == [(Severity.WARNING, "hate")]
        await world.editing.edit(world["ana"], case_id, "fee", "Sums are due.")
        assert await found(world, case_id) == []
        assert len(server.asked) == 1


async def test_it_is_not_asked_about_an_answer_that_becomes_no_text(tmp_path: Path) -> None:
    async with moderated(tmp_path, verdict("hate")) as (world, case_id, server):
        await replaying(world).replay(world["rob"], case_id, "fee", "team")
        assert (len(server.asked), len(await told(world, case_id))) == (1, 1)
