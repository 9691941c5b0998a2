"""No personal data leaves for a hosted model; what it writes about it stands in the draft all the same."""

import json
from functools import partial
from pathlib import Path

import pytest
from fakes import draft_request, server_endpoint
from scripted_server import ScriptedServer, says
from service_examples import ANSWERS, World, a_world, pack_with

from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.domain.audit import EventType
from desktop_app.domain.draft import Message
from desktop_app.domain.endpoint import Endpoint, Residency
from desktop_app.domain.errors import Refused
from desktop_app.domain.person import Role
from desktop_app.domain.stand_in import PersonalAnswer
from desktop_app.services.sending import sent_to

CANARIES = (
    "Ana Lindqvist",
    "Lindqvist",
    "DE89 3704 0044 0532 0130 00",
    "ana@example.com",
    "+44 20 7946 0958",
    "4111 1111 1111 1111",
)
CONTRACT = """The total fee of Ana Lindqvist is EUR 48,000 for the work.
The fee is paid from DE89 3704 0044 0532 0130 00, and Ms Lindqvist hears of it at ana@example.com.
The fee may be asked for at +44 20 7946 0958; the card is 4111 1111 1111 1111.
The contract runs for 24 months from 12 January 2026."""
MONTHS = "      - {field: months, type: integer, label: Months}\n"
PACK = pack_with((MONTHS, MONTHS + "      - {field: payer, type: text, label: Payer, pii: name}\n"))
HOSTED, ON_PREMISES = Residency.HOSTED, Residency.LOCAL


async def drafted(world: World, endpoint: Endpoint, added: str = "") -> str:
    case_id = await world.keeping.open(world["ana"], PACK, title="A contract", reference="R1")
    await world.keeping.answer(world["ana"], case_id, {**ANSWERS, "payer": "Ana Lindqvist"})
    await world.attach(case_id, CONTRACT)
    await world.draft(case_id, "fee", chain=(endpoint.name,), added=added)
    return case_id


async def on_the_wire(home: Path, residency: Residency, answer: str) -> tuple[str, str, str, int]:
    """What was sent, the draft, what the record says was sent, and the stand-ins that it counts."""
    async with ScriptedServer([says(answer)]) as server:
        endpoint = server_endpoint("team", base_url=server.url, residency=residency)
        async with a_world(home, OpenAiDrafter(endpoint)) as world:
            case_id = await drafted(world, endpoint)
            (call,) = (await world.facts(case_id)).record.calls
            assert call.instruction
            started = [e for e in await world.store.events(case_id) if e.type == EventType.CALL_STARTED]
            counted = json.loads(started[0].body)["data"].get("stand_ins", 0)
            kept = (await world.store.body(call.instruction.ref)).decode()
            return json.dumps(server.asked[0].body, ensure_ascii=False), await world.text(case_id, "fee"), kept, counted


async def test_no_canary_is_on_the_wire_to_a_hosted_endpoint(tmp_path: Path) -> None:
    sent, text, kept, counted = await on_the_wire(tmp_path, HOSTED, "NAME_1 pays EUR 48,000 from IBAN_1 [E1].")
    assert not [canary for canary in CANARIES if canary in sent or canary in kept]
    assert "EUR 48,000" in sent and "12 January 2026" in sent
    assert text == "Ana Lindqvist pays EUR 48,000 from DE89 3704 0044 0532 0130 00."
    assert counted == 6


async def test_a_server_on_the_premises_is_sent_what_the_documents_say(tmp_path: Path) -> None:
    sent, text, kept, counted = await on_the_wire(tmp_path, ON_PREMISES, "Ana Lindqvist pays EUR 48,000 [E1].")
    assert "Ana Lindqvist" in sent and "Ana Lindqvist" in kept
    assert (text, counted) == ("Ana Lindqvist pays EUR 48,000.", 0)


@pytest.mark.parametrize("schema", [None, {"type": "object"}])
def test_a_value_comes_back_as_text_and_never_as_markup_or_json(schema: dict[str, str] | None) -> None:
    request = draft_request(
        messages=(Message("system", "Write."), Message("user", 'Of A "B" C*|[E1].')),
        personal=(PersonalAnswer("name", 'A "B" C*|[E1]'),),
        schema=schema,
    )
    sent = sent_to(server_endpoint(residency=HOSTED), request)
    reader = sent.reader()
    back = reader.feed("NAME_1") + reader.finish()
    assert back == ('A \\"B\\" C*|[E1]' if schema else 'A "B" C\\*\\|\\[E1]')


def test_a_model_is_told_of_stand_ins_only_where_there_are_some() -> None:
    plain = draft_request()
    assert sent_to(server_endpoint(residency=HOSTED), plain).request is plain


async def test_no_canary_of_a_persons_own_line_is_on_the_wire(tmp_path: Path) -> None:
    endpoint_of = partial(server_endpoint, "team", residency=HOSTED)
    async with ScriptedServer([says("NAME_1 pays EUR 48,000 [E1].")]) as server:
        endpoint = endpoint_of(base_url=server.url)
        async with a_world(tmp_path, OpenAiDrafter(endpoint)) as world:
            await drafted(world, endpoint, "Name Ms Lindqvist, GB82 WEST 1234 5698 7654 32 and rob@example.org.")
            sent = json.dumps(server.asked[0].body, ensure_ascii=False)
    assert not [c for c in (*CANARIES, "GB82 WEST 1234 5698 7654 32", "rob@example.org") if c in sent]
    assert "Name Ms NAME_" in sent


async def test_an_administrator_may_say_that_hosted_models_are_told_and_the_record_tells_it(tmp_path: Path) -> None:
    async with ScriptedServer([says("Ana Lindqvist pays EUR 48,000 [E1].")]) as server:
        endpoint = server_endpoint("team", base_url=server.url, residency=HOSTED)
        async with a_world(tmp_path, OpenAiDrafter(endpoint)) as world:
            await world.enrol("kim", Role.ADMINISTRATOR)
            assert await world.guarding.hides_personal()
            with pytest.raises(Refused):
                await world.guarding.hide_personal(world["ana"], on=False)
            await world.guarding.hide_personal(world["kim"], on=False)
            await drafted(world, endpoint)
            assert "Ana Lindqvist" in json.dumps(server.asked[0].body, ensure_ascii=False)
            (told,) = [e for e in await world.store.events() if e.type == EventType.SETTING_CHANGED]
            assert json.loads(told.body)["data"] == {"setting": "personal.stand_ins", "on": False}
            await world.guarding.hide_personal(world["kim"], on=True)
            assert await world.guarding.hides_personal()
