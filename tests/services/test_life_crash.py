"""What a case's life is changed by survives the death of its process: before the entry is durable nothing has happened,
after it the same command is applied no second time."""

from collections.abc import Awaitable, Callable

import pytest
from service_examples import World, pack_with

from desktop_app.domain.audit import Entry, Receipt
from desktop_app.domain.errors import StoreFailed

WHY = "Agreed on 12 May."
COMMAND = "3" * 8 + "-0000-4000-8000-" + "0" * 12
Verb = Callable[[World, str], Awaitable[object]]


async def drafted(world: World) -> str:
    return await world.drafted()


async def sent(world: World) -> str:
    return await world.sent()


async def abandoned(world: World) -> str:
    case_id = await world.sent()
    await world.ending.abandon(world["ana"], case_id, WHY)
    return case_id


async def signed(world: World) -> str:
    case_id = await world.sent()
    await world.approve(case_id)
    await world.sign(case_id)
    return case_id


VERBS: dict[str, tuple[Callable[[World], Awaitable[str]], Verb]] = {
    "withdraw": (sent, lambda w, c: w.ending.withdraw(w["ana"], c, WHY, command_id=COMMAND)),
    "abandon": (sent, lambda w, c: w.ending.abandon(w["ana"], c, WHY, command_id=COMMAND)),
    "reopen": (abandoned, lambda w, c: w.ending.reopen(w["ana"], c, WHY, command_id=COMMAND)),
    "reassign": (sent, lambda w, c: w.reassigning.reassign(w["ana"], c, "amy", WHY, command_id=COMMAND)),
    "amend": (signed, lambda w, c: w.carrying.amend(w["ana"], c, WHY, command_id=COMMAND)),
    "copy": (drafted, lambda w, c: w.carrying.copy(w["ana"], c, documents=True, texts=True, command_id=COMMAND)),
    "migrate": (
        drafted,
        lambda w, c: w.migrating.migrate(
            w["ana"], c, pack_with(("version: 1.0.0", "version: 1.1.0")), WHY, command_id=COMMAND
        ),
    ),
}


def dies_once(world: World, monkeypatch: pytest.MonkeyPatch, *, durable: bool) -> None:
    """The next entry is written or not, and nobody hears of it."""
    commit, died = world.store.commit, list[bool]()

    async def dying(entry: Entry) -> Receipt:
        if died:
            return await commit(entry)
        died.append(True)
        if durable:
            await commit(entry)
        raise StoreFailed("The process ended.", next="Begin again.")

    monkeypatch.setattr(world.store, "commit", dying)


SHORT = ("withdraw", "amend")
"""The others go the same way and are tried where there is time."""


@pytest.mark.parametrize("verb", [v if v in SHORT else pytest.param(v, marks=pytest.mark.long) for v in VERBS])
@pytest.mark.parametrize("durable", [False, True], ids=["before it is durable", "after it is durable"])
async def test_a_step_that_died_is_taken_again_and_applied_once(
    world: World, monkeypatch: pytest.MonkeyPatch, verb: str, durable: bool
) -> None:
    prepare, step = VERBS[verb]
    case_id = await prepare(world)
    before, cases = (await world.facts(case_id)).record, len(await world.store.cases())
    dies_once(world, monkeypatch, durable=durable)
    with pytest.raises(StoreFailed):
        await step(world, case_id)
    if not durable:
        assert (await world.facts(case_id)).record == before and len(await world.store.cases()) == cases
    first = await step(world, case_id)
    events = len(await world.store.events())
    assert await step(world, case_id) == first and len(await world.store.events()) == events
    assert len(await world.store.cases()) == cases + (verb in ("amend", "copy"))
    assert (await world.store.verify()).breaks == ()
