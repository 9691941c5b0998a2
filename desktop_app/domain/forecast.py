"""What drafting is expected to take, as far as earlier runs, the form's limits and a price say. None means unknown."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.usage import Run, RunOutcome


@dataclass(frozen=True, slots=True)
class Forecast:
    """For these many sections by this endpoint.

    `seconds` and `cost` (US dollars) are medians of `cases` earlier ones, and None where there is none; `most` is what
    the form's limits allow at the endpoint's price.
    """

    sections: int
    endpoint: Endpoint
    seconds: float | None = None
    cost: Decimal | None = None
    most: Decimal | None = None
    cases: int = 0


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
