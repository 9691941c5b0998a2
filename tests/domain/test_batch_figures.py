"""What a batch took: pauses and the time after a kill do not count, and rates are of the time at work."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from fakes import server_endpoint

from desktop_app.domain.batch import Batch, BatchSource, BatchState, PauseReason
from desktop_app.domain.batch_figures import BatchCall, Turn, figures, stretches
from desktop_app.domain.errors import ErrorClass

NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)
BATCH = Batch(
    *("b", "fees", "d", BatchSource.FOLDER, "/in", "/in", ("server",), "ana", 3, b"k", BatchState.DONE, NOON),
    expected_ms=90_000,
    expected_cost=Decimal("0.50"),
)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def call(cost: str | None = "0.10", error: ErrorClass | None = None) -> BatchCall:
    return BatchCall("server", after(1), 30_000, None if cost is None else Decimal(cost), error)


def test_a_pause_is_no_time_at_work() -> None:
    turns = [Turn(NOON, False), Turn(after(30), True), Turn(after(500), False), Turn(after(530), True)]
    assert [stretch.seconds for stretch in stretches(turns, ())] == [30, 30]


def test_where_it_was_killed_the_last_act_is_the_end() -> None:
    turns = [Turn(NOON, False), Turn(after(500), False), Turn(after(510), True)]
    assert [stretch.seconds for stretch in stretches(turns, [after(5), after(20)])] == [20, 10]


def test_work_that_goes_on_counts_until_now() -> None:
    assert [stretch.seconds for stretch in stretches([Turn(NOON, False)], (), after(7))] == [7]


def test_calls_are_told_beside_what_their_endpoint_allows() -> None:
    turns = [Turn(NOON, False), Turn(after(60), True, PauseReason.BUDGET)]
    endpoints = {"server": server_endpoint(at_once=4, a_minute=30)}
    took = figures(BATCH, turns, (), [call(), call(), call("0", ErrorClass.RATE)], endpoints)
    (rate,) = took.rates
    assert (rate.calls, rate.refused, rate.a_minute, rate.side_by_side) == (3, 1, 3.0, 1.5)
    assert (rate.share, rate.minute_share) == (0.375, 0.1) and took.why is PauseReason.BUDGET
    assert (took.seconds, took.expected_seconds, took.cost, took.expected_cost) == (
        60,
        90,
        Decimal("0.20"),
        Decimal("0.50"),
    )


def test_a_cost_that_nobody_knows_makes_the_whole_unknown() -> None:
    assert figures(BATCH, [Turn(NOON, False)], (), [call(), call(None)], {}).cost is None
