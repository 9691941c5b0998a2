"""Personal data and structured answers: a repair tells a hosted model no more than the first call did."""

import json
from pathlib import Path

from fakes import server_endpoint
from scripted_server import ScriptedServer, says
from service_examples import ANSWERS, a_world, pack_with

from desktop_app.adapters.openai_client import OpenAiDrafter
from desktop_app.domain.endpoint import Residency

MONTHS = "      - {field: months, type: integer, label: Months}\n"
PACK = pack_with((MONTHS, MONTHS + "      - {field: payer, type: text, label: Payer, pii: name}\n"))
CONTRACT = "The total fee of Ana Lindqvist is EUR 48,000 for the work.\nThe term runs for 24 months."


async def test_no_canary_is_on_the_wire_when_an_answer_is_asked_for_again(tmp_path: Path) -> None:
    wrong = json.dumps({"rating": "high", "reasons": ["NAME_1 pays."], "mood": 1})
    right = json.dumps({"rating": "high", "reasons": ["NAME_1 pays it."]})
    async with ScriptedServer([says(wrong), says(right)]) as server:
        endpoint = server_endpoint("team", base_url=server.url, residency=Residency.HOSTED)
        async with a_world(tmp_path, OpenAiDrafter(endpoint)) as world:
            case_id = await world.keeping.open(world["ana"], PACK, title="A contract", reference="R1")
            await world.keeping.answer(world["ana"], case_id, {**ANSWERS, "payer": "Ana Lindqvist"})
            await world.attach(case_id, CONTRACT)
            await world.draft(case_id, "fee", chain=["assembled"])
            await world.editing.edit(world["ana"], case_id, "fee", "Ana Lindqvist pays EUR 48,000 [E1].")
            await world.draft(case_id, "rating", chain=["team"])
            text = await world.text(case_id, "rating")
        wire = json.dumps([asked.body for asked in server.asked], ensure_ascii=False)
    assert len(server.asked) == 2 and "Lindqvist" not in wire
    assert text == "Rating: high\nAna Lindqvist pays it."
