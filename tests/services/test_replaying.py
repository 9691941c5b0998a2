"""A model is asked again what it was asked: nothing of the case changes, and all of it is recorded."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

import pytest
from fakes import FakeDrafter
from replay_examples import drafted, replaying
from service_examples import GOOD, WaitingDrafter, a_world, scripted

from desktop_app.domain.budget import Limit, Scope
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.errors import EndpointFailed, ErrorClass, Refused, UsageError
from desktop_app.domain.person import Role
from desktop_app.domain.usage import RunOutcome, Usage

OTHER = (Delta("The total fee is EUR 48,000 for our work [E1]."), GOOD[1])


async def test_the_same_is_asked_and_the_difference_is_told(tmp_path: Path) -> None:
    server = scripted(GOOD, OTHER)
    async with a_world(tmp_path, server) as world:
        case = await drafted(world)
        replay = await replaying(world).replay(world["rob"], case, "fee", "server")
        last = (await world.told(case))[-1]
    first, again = server.asked
    assert again.messages == first.messages
    assert [(c.before_text, c.after_text) for c in replay.line.changes] == [("the", "our")]
    assert last == "run.replayed" and (replay.asked_now.cost, replay.asked_now.model) == (
        replay.asked_then.cost,
        "scripted-1",
    )


async def test_the_case_is_as_it_was(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(GOOD, OTHER)) as world:
        case = await drafted(world)
        head, state = await world.head(case, "fee"), await world.state(case, "fee")
        await replaying(world).replay(world["rob"], case, "fee", "server")
        facts = await world.facts(case)
        assert (await world.head(case, "fee"), await world.state(case, "fee")) == (head, state)
    assert [run.outcome for run in facts.record.runs] == [RunOutcome.FINISHED, RunOutcome.REPLAYED]
    assert len(facts.record.runs_of("fee")) == 1


async def test_a_call_that_fails_is_recorded_and_told(tmp_path: Path) -> None:
    gone = (EndpointFailed(ErrorClass.AUTH, "No."),)
    async with a_world(tmp_path, scripted(GOOD, gone)) as world:
        case = await drafted(world)
        with pytest.raises(EndpointFailed):
            await replaying(world).replay(world["rob"], case, "fee", "server")
        assert (await world.told(case))[-2:] == ["call.started", "call.failed"]


async def test_a_fault_of_the_program_leaves_no_call_without_its_end(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(GOOD, (RuntimeError("a fault"),))) as world:
        case = await drafted(world)
        with pytest.raises(RuntimeError):
            await replaying(world).replay(world["rob"], case, "fee", "server")
        assert (await world.told(case))[-1] == "call.aborted" and await world.store.held() == ()


async def test_what_no_model_wrote_is_not_asked_again(tmp_path: Path) -> None:
    async with a_world(tmp_path, FakeDrafter(scripted(GOOD).endpoint)) as world:
        case = await world.case()
        await world.draft(case, "fee")
        with pytest.raises(UsageError, match="No model drafted"):
            await replaying(world).replay(world["rob"], case, "fee", "server")


async def test_a_replay_that_nobody_waits_for_any_more_is_told_and_settled(tmp_path: Path) -> None:
    server = WaitingDrafter()
    async with a_world(tmp_path, server) as world:
        server.go_on.set()
        case = await drafted(world)
        server.go_on.clear()
        server.streaming.clear()
        state = await world.state(case, "fee")
        task = asyncio.create_task(replaying(world).replay(world["rob"], case, "fee", "server"))
        await server.streaming.wait()
        assert len(await world.store.held()) == 1
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert (await world.told(case))[-2:] == ["call.started", "call.aborted"]
        assert task.cancelled() and await world.store.held() == ()
        last = (await world.facts(case)).record.runs[-1]
        assert last.outcome is RunOutcome.REPLAYED and last.partial and last.partial.text.startswith("The total fee")
        assert (await world.state(case, "fee"), server.open_streams) == (state, 0)


async def test_a_replay_is_never_taken_from_the_cache_and_leaves_nothing_there(tmp_path: Path) -> None:
    server = scripted(GOOD, OTHER)
    async with a_world(tmp_path, server) as world:
        case = await drafted(world)
        await replaying(world).replay(world["rob"], case, "fee", "server")
        assert len(server.asked) == 2 and await world.caching.count(case) == 1
        await world.draft(case, "fee", chain=["server"])
        assert len(server.asked) == 2 and "for the work" in await world.text(case, "fee")


async def test_a_draft_from_the_cache_is_asked_again_by_the_question_that_it_was_the_answer_to(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(GOOD, OTHER)) as world:
        case = await drafted(world)
        await world.draft(case, "fee", chain=["server"])
        first, second = (await world.facts(case)).record.runs
        replay = await replaying(world).replay(world["rob"], case, "fee", "server", second.run_id)
    assert (replay.before.run_id, replay.asked_then.run_id) == (second.run_id, first.run_id)


async def test_no_budget_no_replay_and_that_is_told(tmp_path: Path) -> None:
    server = scripted(GOOD, OTHER)
    async with a_world(tmp_path, server) as world:
        case = await drafted(world)
        await world.enrol("kim", Role.ADMINISTRATOR)
        await world.budgeting.set_limit(world["kim"], Limit(Scope.DAY, tokens=10))
        with pytest.raises(EndpointFailed, match="10 word parts") as refused:
            await replaying(world).replay(world["rob"], case, "fee", "server")
        assert refused.value.error_class is ErrorClass.BUDGET and len(server.asked) == 1
        assert "endpoint.passed" in await world.told(case)


async def test_an_endpoint_that_rests_is_not_asked_again(tmp_path: Path) -> None:
    gone = (EndpointFailed(ErrorClass.SERVER, "No."),)
    server = scripted(GOOD, gone)
    async with a_world(tmp_path, server) as world:
        case = await drafted(world)
        for _ in range(3):
            with pytest.raises(EndpointFailed):
                await replaying(world).replay(world["rob"], case, "fee", "server")
        assert len(server.asked) == 1 + 3  # the third failure in a row was the last
        assert world.dispatching.stands.rest_ms("server") > 0


async def test_a_server_that_cannot_have_read_all_is_named(tmp_path: Path) -> None:
    few = (OTHER[0], Finished("stop", "scripted-1", usage=Usage(20, 12, 0)))
    async with a_world(tmp_path, scripted(GOOD, few)) as world:
        case = await drafted(world)
        (note,) = (await replaying(world).replay(world["rob"], case, "fee", "server")).notes
    assert note.startswith("The server says that it read 20 word parts, and about ")


async def test_an_answer_without_its_shape_is_asked_for_again_as_for_a_draft(tmp_path: Path) -> None:
    wrong, right = (
        (Delta(json.dumps({"rating": "high", "reasons": [words], **more})), GOOD[1])
        for words, more in (("It is dear.", {"mood": 1}), ("It is large.", {}))
    )
    server = scripted(right, wrong, right)
    async with a_world(tmp_path, server) as world:
        case = await world.case()
        await world.draft(case, "rating", chain=["server"])
        replay = await replaying(world).replay(world["rob"], case, "rating", "server")
        assert (replay.line.changes, len(server.asked)) == ((), 3)
        assert [call.error_class for call in (await world.facts(case)).record.calls] == [
            None,
            ErrorClass.UNUSABLE,
            None,
        ]


async def test_edits_of_a_persons_text_are_asked_for_again_as_edits(tmp_path: Path) -> None:
    def edits(new: str) -> tuple[Delta, object]:
        return Delta(json.dumps({"edits": [{"find": "my own", "replace": new}]})), GOOD[1]

    server = scripted(edits("plain"), edits("few"))
    async with a_world(tmp_path, server) as world:
        case = await world.drafted()
        await world.editing.edit(world["ana"], case, "fee", "The fee, in my own words, is EUR 48,000 [E1].")
        await world.draft(case, "fee", chain=["server"], added="Use fewer words.")
        replay = await replaying(world).replay(world["rob"], case, "fee", "server")
    assert [(c.before_text, c.after_text) for c in replay.line.changes] == [("plain", "few")]
    assert server.asked[1].rewrites == server.asked[0].rewrites and server.asked[1].messages == server.asked[0].messages


async def test_who_only_reads_has_nothing_asked(tmp_path: Path) -> None:
    server = scripted(GOOD, OTHER)
    async with a_world(tmp_path, server) as world:
        case = await drafted(world)
        auditor = await world.enrol("aud", Role.AUDITOR)
        with pytest.raises(Refused):
            await replaying(world).replay(auditor, case, "fee", "server")
        with pytest.raises(UsageError, match="asks no model"):
            await replaying(world).replay(world["rob"], case, "fee", "assembled")
    assert len(server.asked) == 1
