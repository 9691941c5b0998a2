"""How soon a person is told of what another one did, and that a long record makes it no later.

Run with `pytest -n 0 -s -m benchmark tests/benchmarks/test_notice_latency.py`.
"""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from service_examples import World, a_world

from desktop_app.domain.audit import Entry, Event, EventType
from desktop_app.domain.comment import items_about
from desktop_app.domain.notice import NoticeKind
from desktop_app.domain.person import Actor
from desktop_app.services.noticing import Noticing

pytestmark = pytest.mark.benchmark
LOOKS, EVENTS, CASES = 15, 20_000, 12
MOST_TIMES = 2.0
"""A record of many other events makes a look take so much longer at most."""


def noticing(world: World) -> Noticing:
    return Noticing(world.store, world.keeping, world.delegating, world.clock)


async def seconds(world: World, who: str) -> float:
    """The shortest time of a look at all notices: what else the machine does makes none shorter."""
    taken = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        await noticing(world).look(world[who])
        taken.append(time.perf_counter() - begun)
    return min(taken)


async def test_a_decision_is_told_as_soon_as_it_is_durable(tmp_path: Path, report: Callable[[str], None]) -> None:
    async with a_world(tmp_path) as world:
        cases = [await world.sent() for _ in range(CASES)]
        taken = []
        for case_id in cases:
            await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Look again.")
            begun = time.perf_counter()
            found = await noticing(world).look(world["ana"])
            taken.append(time.perf_counter() - begun)
            assert found.new[0].kind is NoticeKind.RETURNED and found.new[0].file.case_id == case_id
        short = await seconds(world, "rob")
        viewed = Event(EventType.CASE_VIEWED, world.clock.now(), Actor.program(), cases[0])
        for number in range(EVENTS // 500):
            await world.store.commit(Entry(f"v{number}", (), (viewed,) * 500))
        long = await seconds(world, "rob")
    report(
        f"told {1000 * median(taken):.1f} ms after the decision is durable (longest {1000 * max(taken):.1f} ms); "
        f"a look takes {1000 * short:.1f} ms, and {1000 * long:.1f} ms with {EVENTS:,} other events"
    )
    assert long <= MOST_TIMES * short


@pytest.fixture
def report(capfd: pytest.CaptureFixture[str], pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Shows a line whatever pytest captures."""

    def show(line: str) -> None:
        with capfd.disabled():
            pytestconfig.get_terminal_writer().line(line)

    return show
