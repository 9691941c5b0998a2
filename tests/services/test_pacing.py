"""How fast an endpoint is follows from its finished calls; a draft from the cache is no call."""

from datetime import timedelta
from pathlib import Path

from service_examples import a_world, scripted
from store_examples import AT

from desktop_app.domain.latency import Pace, pace_of, percentile
from desktop_app.domain.past_call import PastCall
from desktop_app.services.pacing import Pacing


def call(first: int | None, total: int, *, finished: bool = True) -> PastCall:
    return PastCall("c", "f", "fee", "server", AT, 1, 1, None, first, total, finished)


def test_a_share_of_the_calls_keeps_to_the_figure_that_is_told() -> None:
    assert [percentile(range(1, 101), share) for share in (0.5, 0.95, 1.0)] == [50, 95, 100]
    assert percentile([7], 0.95) == 7


def test_calls_that_failed_and_calls_without_words_are_left_out() -> None:
    assert pace_of([call(100, 900), call(300, 700), call(1, 1, finished=False)]) == Pace(2, 100, 300, 700, 900)
    assert pace_of([call(None, 900)]) == Pace(1, None, None, 900, 900)
    assert pace_of([]) == Pace()


async def test_a_draft_from_the_cache_is_in_no_figure(tmp_path: Path) -> None:
    async with a_world(tmp_path, server := scripted()) as world:
        case_id = await world.case()
        for _ in range(3):
            await world.draft(case_id, "fee", chain=("server", "assembled"))
        assert len(server.asked) == 1
        assert (await Pacing(world.store, world.clock).paces())["server"].calls == 1
        world.clock.passes(timedelta(days=31).total_seconds())
        assert await Pacing(world.store, world.clock).paces() == {}
