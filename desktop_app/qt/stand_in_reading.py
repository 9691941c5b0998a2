"""How personal data is replaced: before anything is sent, and what the record tells of it for a section's text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.audit import EventType
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.endpoint import BUILT_IN, EndpointKind, Residency
from desktop_app.services.program import Program
from desktop_app.services.sending import personal_answers


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves for hosted models: which are asked, whether personal data is replaced first (`hides`), and the kind
    of each answer that the form marks as personal, in the form's own words."""

    models: tuple[str, ...]
    hides: bool
    marked: tuple[str, ...]


async def leaving(program: Program, facts: CaseFacts) -> Leaving | None:
    """What a draft of the case would have leave; None where no hosted model is asked.

    Text stays in the residency of the model that is tried first.
    """
    looks = await program.guarding.moderator()
    added = [e for e in await program.connecting.listing() if e.kind is EndpointKind.OPENAI and e.name != looks]
    if not await program.connecting.allows_hosted():
        added = [e for e in added if e.residency is Residency.LOCAL]
    if not added or added[0].residency is Residency.LOCAL:
        return None
    hosted = tuple(e.name for e in added if e.residency is added[0].residency)
    marked = tuple(answer.kind for answer in personal_answers(facts.pack.form, facts.answers) if answer.text.strip())
    return Leaving(hosted, await program.guarding.hides_personal(), marked)


async def replaced_in_runs(program: Program, facts: CaseFacts) -> Mapping[str, int]:
    """For each run that sent stand-ins the number of them; a case that only this machine drafted is not looked at."""
    inside = {endpoint.name for endpoint in BUILT_IN}
    if all(run.endpoint in inside for run in facts.record.runs):
        return {}
    events = await program.store.events(facts.case_id)
    told = [json.loads(event.body)["data"] for event in events if event.type == EventType.CALL_STARTED]
    return {data["run"]: data["stand_ins"] for data in told if data.get("stand_ins")}
