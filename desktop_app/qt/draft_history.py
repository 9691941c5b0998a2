"""What earlier cases of a form say of a draft: how long it takes, and what became of others like it."""

from collections.abc import Mapping
from statistics import median

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.confidence import Band
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.track_record import Tally, tally
from desktop_app.domain.usage import RunOutcome
from desktop_app.services.program import Program

MOST_TIMED, MOST_COUNTED = 8, 60
"""Earlier cases of the form that are looked at, newest first: for how long it takes, and for what became of them."""


async def expected_seconds(program: Program, facts: CaseFacts, endpoint: Endpoint) -> dict[str, float]:
    """How long earlier drafts of each section took this endpoint (the median); sections without any are left out."""
    form = facts.pack.form.form
    cases = [s for s in await program.keeping.listing() if s.form == form and s.file.case_id != facts.case_id]
    took: dict[str, list[float]] = {}
    for summary in cases[:MOST_TIMED]:
        record = await program.store.case(summary.file.case_id)
        for run in record.runs:
            asked = run.outcome is RunOutcome.FINISHED and record.cached_from(run.run_id) is None
            if asked and run.endpoint == endpoint.name:
                took.setdefault(run.section, []).append((run.ended - run.started).total_seconds())
    return {section: median(seconds) for section, seconds in took.items()}


async def became_of(program: Program, form: str) -> Mapping[Band, Tally]:
    """What became of the drafts of this form's signed cases, by band."""
    signed = [s for s in await program.keeping.listing() if s.form == form and s.file.state is CaseState.SIGNED]
    return tally([await program.store.case(summary.file.case_id) for summary in signed[:MOST_COUNTED]])
