"""What a batch took: time at work and cost beside what was forecast, and how busy it kept its endpoints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from desktop_app.domain.batch import Batch, PauseReason
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import ErrorClass


@dataclass(frozen=True, slots=True)
class BatchCall:
    """A call of a model for a row; `run` began when its section was taken up."""

    endpoint: str
    run: datetime
    total_ms: int
    cost: Decimal | None
    error: ErrorClass | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time at which a batch was worked at."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """How long it was."""
        return (self.end - self.start).total_seconds()


@dataclass(frozen=True, slots=True)
class EndpointRate:
    """How an endpoint was asked: `calls`, `refused` of them since it was asked for too much; `a_minute` of the time at
    work, of the `limit` that its settings allow (None: nobody said); `side_by_side` on average, of its `at_once`."""

    endpoint: str
    calls: int
    refused: int
    a_minute: float
    side_by_side: float
    at_once: int
    limit: int | None = None

    @property
    def share(self) -> float:
        """Of the calls side by side that it allows, from 0 to 1."""
        return self.side_by_side / self.at_once if self.at_once else 0.0

    @property
    def minute_share(self) -> float | None:
        """Of the calls a minute that it allows; None where nobody said how many."""
        return self.a_minute / self.limit if self.limit else None


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """What a batch has taken until now, beside what was forecast for all its rows (of seconds: at most). None: unknown.
    `cost` is in US dollars, 0 where no model was asked. `why` it was paused last."""

    seconds: float
    expected_seconds: float | None
    cost: Decimal | None
    expected_cost: Decimal | None
    rates: tuple[EndpointRate, ...]
    why: PauseReason | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A batch began to be worked at or, where `rests`, came to rest; `why` where it was paused."""

    at: datetime
    rests: bool
    why: PauseReason | None = None


def figures(
    batch: Batch,
    turns: Sequence[Turn],
    acts: Iterable[datetime],
    calls: Iterable[BatchCall],
    endpoints: Mapping[str, Endpoint],
    now: datetime | None = None,
) -> BatchFigures:
    """What the calls in the times between the turns come to, beside what the endpoints' settings allow now."""
    calls = tuple(calls)
    seconds = sum(stretch.seconds for stretch in stretches(turns, acts, now))
    costs = [call.cost for call in calls]
    known = [cost for cost in costs if cost is not None]
    names = sorted({call.endpoint for call in calls})
    return BatchFigures(
        seconds=seconds,
        expected_seconds=None if batch.expected_ms is None else batch.expected_ms / 1000,
        cost=sum(known, Decimal(0)) if len(known) == len(costs) else None,
        expected_cost=batch.expected_cost,
        rates=tuple(_rate(name, [c for c in calls if c.endpoint == name], seconds, endpoints) for name in names),
        why=turns[-1].why if turns else None,
    )


def stretches(turns: Iterable[Turn], acts: Iterable[datetime], now: datetime | None = None) -> tuple[Stretch, ...]:
    """The times at work, `turns` oldest first. Where the program was killed no turn says the end: it is then the last
    of the acts of that time. `now` is the end of work that goes on."""
    found: list[Stretch] = []
    start, done = None, sorted(acts)
    for turn in turns:
        if start is not None:
            end = turn.at if turn.rests else max((each for each in done if start <= each <= turn.at), default=start)
            found.append(Stretch(start, end))
        start = None if turn.rests else turn.at
    if start is not None:
        found.append(Stretch(start, now or max((each for each in done if start <= each), default=start)))
    return tuple(found)


def _rate(name: str, calls: Sequence[BatchCall], seconds: float, endpoints: Mapping[str, Endpoint]) -> EndpointRate:
    at_work = max(seconds, 0.001)
    spent = sum((timedelta(milliseconds=call.total_ms) for call in calls), timedelta()).total_seconds()
    refused = sum(call.error is ErrorClass.RATE for call in calls)
    known = endpoints.get(name)
    at_once, limit = (known.at_once, known.a_minute) if known else (0, None)
    return EndpointRate(name, len(calls), refused, len(calls) * 60 / at_work, spent / at_work, at_once, limit)
