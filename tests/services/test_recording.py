"""Recording: one entry is applied once, and events hold no words."""

import asyncio
import json
from dataclasses import replace

import pytest
from service_examples import World

from desktop_app.domain.audit import EventType
from desktop_app.domain.errors import Conflict, ReadOnly, Refused
from desktop_app.domain.person import Actor
from desktop_app.services.recording import MOST_TRIES, repeated, unbroken


async def test_the_same_entry_twice_is_applied_once(world: World) -> None:
    case_id = await world.case()
    scribe = world.recording.begin(Actor.program(), case_id, "command-1")
    scribe.tell(EventType.CASE_VIEWED)
    first, second = await world.recording.write(scribe), await world.recording.write(scribe)
    assert (first.applied, second.applied) == (True, False) and first.last_seq == second.last_seq
    assert (await world.told(case_id)).count("case.viewed") == 1


async def test_an_applied_command_is_known_and_no_other(world: World) -> None:
    case_id = await world.case()
    scribe = world.recording.begin(Actor.program(), case_id, "command-1")
    scribe.tell(EventType.CASE_VIEWED)
    assert not await world.recording.is_applied("command-1")
    receipt = await world.recording.write(scribe)
    assert await world.recording.is_applied("command-1")
    assert await world.store.receipt("command-1") == replace(receipt, applied=False)
    assert not await world.recording.is_applied("command-2") and not await world.recording.is_applied(None)


async def test_an_event_takes_no_free_text(world: World) -> None:
    scribe = world.recording.begin(Actor.program(), await world.case())
    scribe.tell(EventType.CASE_VIEWED, note="words of a person")
    with pytest.raises(Refused, match="holds data that is none of"):
        await world.recording.write(scribe)


async def test_what_conflicts_is_tried_again_and_not_for_ever() -> None:
    tries = 0

    async def attempt(succeeds_at: int) -> int:
        nonlocal tries
        tries += 1
        if tries < succeeds_at:
            raise Conflict("Someone else.", next="Again.")
        return tries

    assert await repeated(lambda: attempt(3)) == 3
    tries = 0
    with pytest.raises(Conflict):
        await repeated(lambda: attempt(MOST_TRIES + 1))


async def test_what_may_not_be_broken_is_done_to_its_end_and_the_cancel_is_told_after_it() -> None:
    go_on, done = asyncio.Event(), []

    async def work() -> None:
        await go_on.wait()
        done.append("all of it")

    task = asyncio.ensure_future(unbroken(work()))
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["all of it"]


async def test_a_failure_of_what_may_not_be_broken_is_told() -> None:
    async def work() -> None:
        raise Conflict("Someone else.", next="Again.")

    with pytest.raises(Conflict):
        await unbroken(work())


async def test_verifying_is_told_with_what_it_found(world: World) -> None:
    found = await world.recording.verify(Actor.program())
    told = json.loads((await world.store.events())[-1].body)
    counts = {"events": found.events, "checkpoints": found.checkpoints, "anchored_to": found.anchored_to}
    assert (told["type"], told["data"]) == ("store.verified", {**counts, "breaks": []})


async def test_a_store_that_can_only_be_read_is_looked_at_without_a_note(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def commit(_entry: object) -> None:
        raise ReadOnly("It can only be read.", next="Look.")

    case_id = await world.case()
    monkeypatch.setattr(world.store, "commit", commit)
    await world.keeping.viewed(world["rob"], case_id)
    assert (await world.enrolling.current("ana")).person == world["ana"].person
    assert (await world.recording.verify(Actor.program())).verified
