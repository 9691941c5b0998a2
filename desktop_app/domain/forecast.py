"""What drafting is expected to take, as far as earlier runs, the form's limits and a price say. None means unknown."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.past_call import PastCall
from desktop_app.domain.usage import Run, RunOutcome, Usage

NEWEST_RUNS = 30
"""Drafts of a section that are looked at."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """For these many sections by this endpoint.

    `seconds` is the median of `cases` earlier ones; `cost` (US dollars) what the sections cost by their earlier `runs`
    (of the section that has the fewest), else the median of the cases. None where there is none. `most` is what the
    form's limits allow at the endpoint's price.
    """

    sections: int
    endpoint: Endpoint
    seconds: float | None = None
    cost: Decimal | None = None
    most: Decimal | None = None
    cases: int = 0
    runs: int = 0


@dataclass(frozen=True, slots=True)
class Learned:
    """What a section is expected to use, by so many earlier drafts of it by the endpoint."""

    usage: Usage
    runs: int


def learned(calls: Iterable[PastCall], endpoint: Endpoint, section: str) -> Learned | None:
    """The means of the newest drafts of a section whose words were counted; None where there is none.

    Means, since those of the sections of a case are added up.
    """
    own = [call for call in calls if call.finished and (call.endpoint, call.section) == (endpoint.name, section)]
    counted = [(c.tokens_in, c.tokens_out) for c in own if c.tokens_in is not None and c.tokens_out is not None]
    newest = counted[:NEWEST_RUNS]
    if not newest:
        return None
    read, written = (round(sum(column) / len(newest)) for column in zip(*newest, strict=True))
    return Learned(Usage(read, written, 0), len(newest))


def discount(paid: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """What was paid of what the list of prices says for the same words: servers that read them before ask for less."""
    pairs = tuple(paid)
    prices = sum((price for _, price in pairs), Decimal(0))
    return sum((cost for cost, _ in pairs), Decimal(0)) / prices if prices else Decimal(1)


def forecast(
    sections: Collection[str], endpoint: Endpoint, earlier: Iterable[CaseRecord], most: Decimal | None
) -> Forecast:
    """What drafting these sections takes, by the earlier cases in which this endpoint drafted all of them."""
    known = [(record, first_runs(record, endpoint, sections)) for record in earlier]
    whole = [(record, runs) for record, runs in known if len(runs) == len(sections) > 0]
    if not whole:
        return Forecast(len(sections), endpoint, most=most)
    costs = [_cost(record, runs) for record, runs in whole]
    known_costs = [cost for cost in costs if cost is not None]
    return Forecast(
        sections=len(sections),
        endpoint=endpoint,
        seconds=median(_seconds(runs) for _, runs in whole),
        cost=median(known_costs) if known_costs else None,
        most=most,
        cases=len(whole),
    )


def first_runs(record: CaseRecord, endpoint: Endpoint, sections: Collection[str]) -> Sequence[Run]:
    """The first run of each section that this endpoint finished; what came from the cache says nothing of it."""
    first: dict[str, Run] = {}
    for run in record.runs:
        asked = run.outcome is RunOutcome.FINISHED and record.cached_from(run.run_id) is None
        if asked and run.endpoint == endpoint.name and run.section in sections:
            first.setdefault(run.section, run)
    return tuple(first.values())


def _seconds(runs: Sequence[Run]) -> float:
    """From the first start to the last end: sections are drafted side by side."""
    return (max(run.ended for run in runs) - min(run.started for run in runs)).total_seconds()


def _cost(record: CaseRecord, runs: Sequence[Run]) -> Decimal | None:
    """Of all their calls; None as soon as one is unknown."""
    names = {run.run_id for run in runs}
    costs = [call.cost for call in record.calls if call.run_id in names]
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None
