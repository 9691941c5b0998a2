"""Doing ahead of the click what a draft needs: documents indexed, instructions rendered, the endpoint warm.

Nothing of a case leaves the machine: an endpoint hears that there is somebody, and once a question that is of no case.
"""

from desktop_app.domain.errors import CountersignError
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.connecting import Connecting
from desktop_app.services.dispatching import Dispatching
from desktop_app.services.grounding import Grounding
from desktop_app.services.prompting import Prompting


class Preparing:
    """Prepares the drafting of a case. What fails here fails in words when the draft is asked for."""

    def __init__(
        self,
        keeping: CaseKeeping,
        grounding: Grounding,
        prompting: Prompting,
        connecting: Connecting,
        dispatching: Dispatching,
    ) -> None:
        self._keeping, self._grounding, self._prompting = keeping, grounding, prompting
        self._connecting, self._dispatching = connecting, dispatching

    async def prepare(self, case_id: str) -> None:
        """Index, render, and warm the endpoint that would be asked first; then see what that one can."""
        try:
            first = (await self._connecting.chain(()))[:1]
            await self._dispatching.warm(first)
            await self._render(case_id)
            await self._dispatching.probe(first)
        except CountersignError:
            return

    async def _render(self, case_id: str) -> None:
        """Templates are compiled and passages found as they will be; what came of it is let go."""
        facts = await self._keeping.facts(case_id)
        outcomes = facts.evaluated.outcomes
        self._grounding.prepare(facts)
        for section in facts.sections:
            if section.prompt:
                grounded = self._grounding.ground(facts, section)
                self._prompting.prompt(
                    facts.pack,
                    section,
                    grounded.evidence,
                    grounded.slots,
                    facts.answers,
                    outcomes,
                    (),
                    paths=facts.paths,
                )
