"""Counting ahead what a model will be sent: instructions are rendered as they will be, and nothing is sent."""

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.form import Section
from desktop_app.domain.token_count import characters_per_token
from desktop_app.services.endpoint_standing import EndpointStanding
from desktop_app.services.grounding import Grounding
from desktop_app.services.prompting import Prompting


class CountingAhead:
    """Says how much a section's request is, by what the endpoint's server has taught of how it counts."""

    def __init__(self, grounding: Grounding, prompting: Prompting, stands: EndpointStanding) -> None:
        self._grounding, self._prompting, self._stands = grounding, prompting, stands

    async def tokens(self, facts: CaseFacts, section: Section, endpoint: Endpoint) -> int | None:
        """About how many tokens it is; None where its server has counted nothing yet, the model is sent another
        request than this one, or the instruction cannot be rendered. A section that this one follows counts as it is
        now."""
        await self._stands.ready()
        learned = self._stands.of(endpoint.name).learned_ratio
        if not endpoint.is_model or learned is None:
            return None
        try:
            return round(self._characters(facts, section, endpoint) / float(learned))
        except CountersignError:
            return None

    def _characters(self, facts: CaseFacts, section: Section, endpoint: Endpoint) -> int:
        fitted = characters_per_token(self._stands.of(endpoint.name))
        grounded = self._grounding.ground(facts, section, fitted)
        earlier = [
            (other.title, head.section_text.plain)
            for other in facts.pack.form.sections
            if other.section in section.after and (head := facts.record.head(other.section))
        ]
        outcomes, evidence = facts.evaluated.outcomes, grounded.evidence
        prompt = self._prompting.prompt(
            facts.pack, section, evidence, grounded.slots, facts.answers, outcomes, earlier, paths=facts.paths
        )
        return sum(len(message.text) for message in prompt.messages)
