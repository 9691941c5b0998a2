"""How much personal data was replaced before a section's text was asked for, as the record tells it."""

import json
from collections.abc import Mapping

from desktop_app.domain.audit import EventType
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.endpoint import BUILT_IN
from desktop_app.services.program import Program


async def replaced_in_runs(program: Program, facts: CaseFacts) -> Mapping[str, int]:
    """For each run that sent stand-ins the number of them; a case that only this machine drafted is not looked at."""
    inside = {endpoint.name for endpoint in BUILT_IN}
    if all(run.endpoint in inside for run in facts.record.runs):
        return {}
    events = await program.store.events(facts.case_id)
    told = [json.loads(event.body)["data"] for event in events if event.type == EventType.CALL_STARTED]
    return {data["run"]: data["stand_ins"] for data in told if data.get("stand_ins")}
