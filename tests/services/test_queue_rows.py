"""The rows that the queue is read from are what follows from the record, whatever was done to cases."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from service_examples import PASSPHRASE, World, pack_with

from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import CountersignError

TWICE = ("role: reviewer\n", "role: reviewer\n    due: 1d\n    approvals: 2\n")
PEOPLE = ("ana", "rob", "amy", "ola")
Step = Callable[[World, str, str], Awaitable[object]]

STEPS: tuple[Step, ...] = (
    lambda world, case_id, who: world.assigning.assign(world[who], case_id, world["amy"].person.person_id),
    lambda world, case_id, who: world.assigning.assign(world[who], case_id, None),
    lambda world, case_id, who: world.assigning.take(world[who], case_id),
    lambda world, case_id, who: world.assigning.release(world[who], case_id),
    lambda world, case_id, who: world.assigning.snooze(world[who], case_id, world.clock.now() + timedelta(hours=1)),
    lambda world, case_id, who: world.approve(case_id, "fee", who=who),
    lambda world, case_id, who: world.approve(case_id, who=who),
    lambda world, case_id, who: world.reviewing.return_(world[who], case_id, items_about("fee"), "Look again."),
    lambda world, case_id, who: world.reviewing.escalate(world[who], case_id, "It is beyond me."),
    lambda world, case_id, who: world.editing.edit(world[who], case_id, "advice", f"Sign it, says {who}.", "Better."),
    lambda world, case_id, _: world.send_again(case_id),
    lambda world, case_id, who: world.reviewing.sign(world[who], PASSPHRASE, case_id, checklist=True),
    lambda world, case_id, who: world.keeping.viewed(world[who], case_id),
)


async def walk(world: World, seed: int, steps: int) -> None:
    """After each of so many things that people try, the rows are what the whole record says."""
    chance = random.Random(seed)
    cases = [await world.sent(pack_with(TWICE)), await world.sent(), await world.drafted()]
    done = 0
    for _ in range(steps):
        with suppress(CountersignError):
            await chance.choice(STEPS)(world, chance.choice(cases), chance.choice(PEOPLE))
            done += 1
        await world.clock.sleep(chance.randrange(4000))
        assert await world.store.mend_queue() == 0
    assert done > steps // 8


async def test_they_follow_from_the_record_over_a_history_by_chance(world: World) -> None:
    await walk(world, seed=1, steps=40)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
async def test_they_follow_from_the_record_over_many_histories(world: World, seed: int) -> None:
    await walk(world, seed, steps=150)
