"""Drafting: one pipeline of typed events; only what is recorded is a draft."""

import asyncio
import json
from contextlib import aclosing
from decimal import Decimal
from pathlib import Path

import pytest
from fakes import server_endpoint
from service_examples import GOOD, SERVER, WaitingDrafter, World, a_world, pack_with, scripted

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.comment import items_about
from desktop_app.domain.draft import (
    AnswerUnusable,
    CitationAdded,
    Delta,
    EndpointFell,
    EvidenceChosen,
    FindingRaised,
    Finished,
    RunFailed,
    RunQueued,
    RunStarted,
    RunStopped,
    SectionRecorded,
    TextAdded,
    UsageKnown,
)
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound, Refused, UsageError
from desktop_app.domain.finding import Rule
from desktop_app.domain.route import RouteKind
from desktop_app.domain.usage import RunOutcome, Usage

CUT = (Delta("The total fee is EUR 99"),)
RATED = (Delta(json.dumps({"rating": "high", "reasons": ["It is large."]})), Finished("stop", "scripted-1"))


def names(events: object) -> list[str]:
    return [type(event).__name__ for event in events]  # type: ignore[attr-defined]


async def test_what_happens_is_told_in_order(tmp_path: Path) -> None:
    wrong = (Delta("The total fee is EUR 84,000 for the work [E1]."), GOOD[1])
    async with a_world(tmp_path, scripted(wrong)) as world:
        told = names(await world.draft(await world.case(), "fee", chain=["server"]))
    order = "RunQueued EvidenceChosen RunStarted TextAdded CitationAdded TextAdded UsageKnown FindingRaised RouteKnown"
    assert list(dict.fromkeys(told)) == [*dict.fromkeys(order.split()), "SectionRecorded"]


async def test_sections_run_side_by_side(tmp_path: Path) -> None:
    server = WaitingDrafter()
    async with a_world(tmp_path, server) as world:
        drafting = asyncio.ensure_future(world.draft(await world.case(), chain=["server"]))
        while server.open_streams < 2:
            await asyncio.sleep(0)
        server.go_on.set()
        await drafting


async def test_sections_that_follow_others_see_their_text(tmp_path: Path) -> None:
    server = scripted(GOOD, GOOD, RATED)
    async with a_world(tmp_path, server) as world:
        await world.draft(await world.case(), chain=["server"])
    asked = {request.section.section: request for request in server.asked}
    assert "The total fee is EUR 48,000" in asked["rating"].messages[-1].text
    assert "already written" not in asked["fee"].messages[-1].text


async def test_the_first_draft_moves_the_case_on(world: World) -> None:
    case_id = await world.case()
    await world.draft(case_id, "fee")
    assert (await world.facts(case_id)).record.file.state == "draft"
    assert await world.state(case_id, "fee") == "drafted"


async def test_a_stopped_run_keeps_its_preview_and_makes_no_draft(tmp_path: Path) -> None:
    server = WaitingDrafter()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        drafting = asyncio.ensure_future(world.draft(case_id, "fee", chain=["server"]))
        await server.streaming.wait()
        world.drafting.stop(case_id, "fee")
        told = await drafting
        record = (await world.facts(case_id)).record
        assert isinstance(told[-1], RunStopped) and told[-1].kept
        assert record.runs[0].outcome is RunOutcome.STOPPED
        assert record.runs[0].partial and record.runs[0].partial.text == "The total fee is EUR 48,000 [E1]. And "
        assert record.revisions == () and await world.state(case_id, "fee") == "interrupted"
        assert (await world.store.verify()).verified
    assert server.open_streams == 0


async def test_the_call_of_a_stopped_run_is_recorded_with_what_was_sent(tmp_path: Path) -> None:
    server = WaitingDrafter()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        drafting = asyncio.ensure_future(world.draft(case_id, "fee", chain=["server"]))
        await server.streaming.wait()
        world.clock.passes(2)
        world.drafting.stop(case_id, "fee")
        await drafting
        (call,) = (await world.facts(case_id)).record.calls
        assert (call.total_ms, call.first_text_ms, call.finish_reason, call.tokens_out) == (2000, 0, None, None)
        assert call.instruction and "EUR 48,000" in call.instruction.text
        assert "call.aborted" in await world.told(case_id)


async def test_a_section_that_is_stopped_before_its_turn_holds_up_nobody(world: World) -> None:
    case_id = await world.case()
    told = []
    async for event in world.drafting.draft(world["ana"], case_id, ["assembled"]):
        if isinstance(event, RunQueued) and event.section == "fee":
            world.drafting.stop(case_id, "fee")
        told.append(event)
    assert [e.section for e in told if isinstance(e, RunStopped)] == ["fee"]
    assert {e.section for e in told if isinstance(e, SectionRecorded)} == {"term", "rating"}


async def test_closing_the_iterator_leaves_no_task_and_no_stream(tmp_path: Path) -> None:
    server = WaitingDrafter()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        before = asyncio.all_tasks()
        async with aclosing(world.drafting.draft(world["ana"], case_id, ["server"])) as events:
            async for event in events:
                if isinstance(event, TextAdded):
                    break
        assert asyncio.all_tasks() == before and server.open_streams == 0
        assert {run.outcome for run in (await world.facts(case_id)).record.runs} == {RunOutcome.STOPPED}
        await world.draft(case_id, "fee")


async def test_stopping_while_the_draft_is_recorded_keeps_the_draft(world: World) -> None:
    case_id = await world.case()
    drafts = world.drafting._drafts
    put = drafts._put_draft

    async def put_and_stop(*parts: object) -> object:
        world.drafting.stop(case_id, "fee")
        return await put(*parts)  # type: ignore[arg-type]

    drafts._put_draft = put_and_stop  # type: ignore[assignment, method-assign]
    told = await world.draft(case_id, "fee")
    assert isinstance(told[-1], SectionRecorded)
    assert [run.outcome for run in (await world.facts(case_id)).record.runs] == [RunOutcome.FINISHED]


async def test_a_fault_of_the_program_leaves_no_call_without_its_end(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted((GOOD[0], RuntimeError("a fault")))) as world:
        case_id = await world.case()
        with pytest.raises(RuntimeError):
            await world.draft(case_id, "fee", chain=["server"])
        assert (await world.told(case_id))[-3:] == ["call.started", "call.aborted", "run.interrupted"]
        (run,) = (await world.facts(case_id)).record.runs
        assert run.outcome is RunOutcome.FAILED and run.partial and await world.store.held() == ()


async def test_a_cut_stream_falls_to_the_next_endpoint_and_nothing_is_spliced(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(CUT, CUT)) as world:
        case_id = await world.case()
        told = await world.draft(case_id, "fee", chain=["server", "assembled"])
        assert [e.error_class for e in told if isinstance(e, EndpointFell)] == [ErrorClass.CUT] * 2
        assert [e.attempt for e in told if isinstance(e, RunStarted)] == [1, 2, 3]
        assert await world.text(case_id, "fee") == "The total fee is EUR 48,000.\nThis review counts on EUR 48,000."
        calls = (await world.facts(case_id)).record.calls
        assert [(c.endpoint, c.error_class) for c in calls] == [
            ("server", "cut"),
            ("server", "cut"),
            ("assembled", None),
        ]


async def test_a_cut_stream_without_another_endpoint_leaves_the_case_unchanged(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(CUT)) as world:
        case_id = await world.drafted()
        before = await world.head(case_id, "fee")
        told = await world.draft(case_id, "fee", chain=["server"])
        run = (await world.facts(case_id)).record.runs[-1]
        assert isinstance(told[-1], RunFailed) and told[-1].error_class is ErrorClass.CUT
        assert await world.head(case_id, "fee") == before and await world.state(case_id, "fee") == "drafted"
        assert run.outcome is RunOutcome.CUT and run.partial and run.partial.text == "The total fee is EUR 99"


@pytest.mark.parametrize(
    "rubbish", ["no JSON at all", '{"rating": "huge", "reasons": ["x"]}', '{"rating": "low"}', "{"]
)
async def test_structured_rubbish_is_asked_for_twice_more_and_then_a_person_writes(
    tmp_path: Path, rubbish: str
) -> None:
    server = scripted((Delta(rubbish), Finished("stop", "scripted-1", usage=Usage(9, 3, 0))))
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        told = await world.draft(case_id, "rating", chain=["server", "assembled"])
        record = (await world.facts(case_id)).record
        assert [e.tries_left for e in told if isinstance(e, AnswerUnusable)] == [2, 1, 0]
        assert isinstance(told[-1], RunFailed) and "Write it yourself" in told[-1].words
        assert record.runs[0].outcome is RunOutcome.UNUSABLE and record.revisions == ()
        assert [(c.endpoint, c.error_class) for c in record.calls] == [("server", "unusable")] * 3
        assert (await world.store.verify()).verified
    assert [len(request.messages) for request in server.asked] == [2, 4, 4]


async def test_a_repair_says_what_was_wrong_and_its_answer_becomes_the_text(tmp_path: Path) -> None:
    wrong = (Delta('{"rating": "huge"'), Delta(', "reasons": ["and so on"]}'), Finished("stop", "scripted-1"))
    async with a_world(tmp_path, scripted(wrong, RATED)) as world:
        case_id = await world.case()
        told = await world.draft(case_id, "rating", chain=["server"])
        first, second = (await world.facts(case_id)).record.calls
        assert await world.text(case_id, "rating") == "Rating: high\nIt is large."
        assert second.instruction and "rating: it is not “low” or “high”" in second.instruction.text
        assert first.instruction and "cannot be used" not in first.instruction.text
        assert "".join(e.text for e in told if isinstance(e, TextAdded)).strip() == "**Rating:** high\n\n- It is large."


async def test_a_doomed_answer_is_stopped_at_once_and_what_that_saves_is_told(tmp_path: Path) -> None:
    server = WaitingDrafter(words='{"mood": ')
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        told = await world.draft(case_id, "rating", chain=["server"])
        unusable = [e for e in told if isinstance(e, AnswerUnusable)]
    assert not server.go_on.is_set() and server.open_streams == 0
    assert [e.saved_tokens for e in unusable] == [497] * 3


async def test_evidence_that_was_not_offered_is_not_shown_as_a_source_and_is_flagged(tmp_path: Path) -> None:
    answer = (Delta("The total fee is EUR 48,000 for the work [E1] [E77]."), GOOD[1])
    async with a_world(tmp_path, scripted(answer)) as world:
        case_id = await world.case()
        told = await world.draft(case_id, "fee", chain=["server"])
        assert [e.number for e in told if isinstance(e, CitationAdded)] == [1]
        assert Rule.UNRESOLVED_CITATION in {e.finding.rule for e in told if isinstance(e, FindingRaised)}


async def test_a_structured_answer_becomes_text(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(RATED)) as world:
        case_id = await world.case()
        await world.draft(case_id, "rating", chain=["server"])
        assert await world.text(case_id, "rating") == "Rating: high\nIt is large."


async def test_an_empty_answer_is_never_a_draft(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted((Delta(" [E1] "), Finished("stop", "scripted-1")))) as world:
        case_id = await world.case()
        told = await world.draft(case_id, "fee", chain=["server"])
        assert isinstance(told[-1], RunFailed) and (await world.facts(case_id)).record.revisions == ()


async def test_a_redraft_beside_a_persons_text_is_a_proposal(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await world.drafted()
        await world.editing.edit(world["ana"], case_id, "fee", "My own words [E1].")
        mine = await world.head(case_id, "fee")
        told = await world.draft(case_id, "fee", chain=["server"])
        after = await world.head(case_id, "fee")
        assert isinstance(told[-1], SectionRecorded) and told[-1].proposal
        assert after == mine and after.text.body == mine.text.body
        assert (await world.facts(case_id)).record.proposal("fee")


async def test_words_that_a_person_writes_while_a_draft_streams_are_not_overwritten(tmp_path: Path) -> None:
    server = WaitingDrafter()
    async with a_world(tmp_path, server) as world:
        case_id = await world.drafted()
        drafting = asyncio.ensure_future(world.draft(case_id, "fee", chain=["server"]))
        await server.streaming.wait()
        await world.editing.edit(world["ana"], case_id, "fee", "My own words.")
        server.go_on.set()
        assert (await drafting)[-1].proposal  # type: ignore[attr-defined]
        assert await world.text(case_id, "fee") == "My own words."


async def test_a_draft_stands_on_the_answers_that_it_was_given(tmp_path: Path) -> None:
    server = WaitingDrafter()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        drafting = asyncio.ensure_future(world.draft(case_id, "fee", chain=["server"]))
        await server.streaming.wait()
        await world.keeping.answer(world["ana"], case_id, {"fee": "45000"})
        server.go_on.set()
        await drafting
        assert await world.state(case_id, "fee") == "stale"


async def test_a_draft_that_comes_too_late_changes_nothing(tmp_path: Path) -> None:
    server = WaitingDrafter()
    async with a_world(tmp_path, server) as world:
        case_id = await world.drafted()
        before = await world.head(case_id, "fee")
        drafting = asyncio.ensure_future(world.draft(case_id, "fee", chain=["server"]))
        await server.streaming.wait()
        await world.send(case_id)
        server.go_on.set()
        assert isinstance((await drafting)[-1], RunFailed)
        assert await world.head(case_id, "fee") == before and (await world.store.verify()).verified


async def test_a_section_is_drafted_once_at_a_time(tmp_path: Path) -> None:
    server = WaitingDrafter()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        drafting = asyncio.ensure_future(world.draft(case_id, "fee", chain=["server"]))
        await server.streaming.wait()
        with pytest.raises(Refused, match="already"):
            await world.draft(case_id, "fee")
        server.go_on.set()
        assert isinstance((await drafting)[-1], SectionRecorded)


async def test_every_call_is_recorded_with_tokens_price_and_latency(tmp_path: Path) -> None:
    slow = EndpointFailed(ErrorClass.SERVER, "It broke.")
    async with a_world(tmp_path, scripted((slow,), GOOD)) as world:
        case_id = await world.case()
        told = await world.draft(case_id, "fee", chain=["server"])
        failed, good = (await world.facts(case_id)).record.calls
        assert (failed.tokens_in, failed.tokens_out, failed.cost, failed.error_class) == (None, None, None, "server")
        assert (good.tokens_in, good.tokens_out, good.cost, good.finish_reason) == (90, 12, Decimal("0.01"), "stop")
        (usage,) = (e for e in told if isinstance(e, UsageKnown))
        assert usage.cost is None and usage.usage == Usage(None, None, None)


async def test_instructions_are_sealed_and_no_word_of_them_is_in_the_record(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await world.case()
        await world.draft(case_id, "fee", chain=["server"])
        assert (await world.facts(case_id)).record.calls[0].instruction
        bodies = b"".join(event.body for event in await world.store.events())
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("countersign.db*"))
    assert b"Write about the fee" not in bodies + stored.replace(b"prompts/fee.md", b"") and b"48,000" not in stored


async def test_a_servers_own_words_for_its_end_spoil_no_draft(tmp_path: Path) -> None:
    odd = (GOOD[0], Finished("stop it, please", "scripted-1"))
    async with a_world(tmp_path, scripted(odd)) as world:
        case_id = await world.case()
        assert isinstance((await world.draft(case_id, "fee", chain=["server"]))[-1], SectionRecorded)


@pytest.mark.parametrize("reason", ["length", "error", "tool_calls"])
async def test_a_text_that_its_model_did_not_end_itself_is_flagged_and_is_not_taken_again(
    reason: str, tmp_path: Path
) -> None:
    async with a_world(tmp_path, scripted((GOOD[0], Finished(reason, "scripted-1")))) as world:
        case_id = await world.case()
        await world.draft(case_id, "fee", chain=["server"])
        record = (await world.facts(case_id)).record
        assert Rule.CUT_SHORT in {finding.rule for finding in record.findings[record.heads["fee"]]}
        assert record.routes[record.heads["fee"]].route is RouteKind.FLAG
        assert await world.caching.count(case_id) == 0


async def test_a_redraft_withdraws_the_approval_of_the_text_before(world: World) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "term")
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Look again.")
    await world.draft(case_id, "term")
    record = (await world.facts(case_id)).record
    assert {(s.section) for s in record.superseded} == {"term"}
    assert "signature.superseded" in await world.told(case_id)


async def test_an_instruction_that_cannot_be_rendered_fails_its_section_alone(world: World) -> None:
    files = {**pack_with().files, "prompts/fee.md": b"It is {{ decisions.size.outcome }}."}
    files["form.yaml"] = files["form.yaml"].replace(b"[contract, fee]", b"[contract, fee, size]")
    case_id = await world.case(PackFolders([]).restore(files), {"months": 24})
    told = await world.draft(case_id, "fee", "term")
    (failed,) = (e for e in told if isinstance(e, RunFailed))
    assert (failed.section, failed.error_class) == ("fee", ErrorClass.BAD_REQUEST)
    assert [e.section for e in told if isinstance(e, SectionRecorded)] == ["term"]


@pytest.mark.parametrize(("section", "error"), [("nothing", NotFound), ("advice", UsageError)])
async def test_only_sections_that_are_drafted_can_be(world: World, section: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await world.draft(await world.case(), section)


async def test_no_endpoint_or_an_unknown_one_is_said_so(world: World) -> None:
    case_id = await world.case()
    for chain in ([], ["nowhere"]):
        with pytest.raises(NotFound):
            await world.draft(case_id, "fee", chain=chain)


async def test_evidence_that_was_offered_is_recorded(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(endpoint=server_endpoint())) as world:
        case_id = await world.case()
        told = await world.draft(case_id, "fee", chain=[SERVER.name])
        (chosen,) = (e for e in told if isinstance(e, EvidenceChosen))
        offered = await world.store.offered(chosen.run_id)
        assert [o.passage_id for o in offered] == [item.passage.passage_id for item in chosen.evidence]


async def test_what_a_person_adds_to_an_instruction_is_asked_and_kept_with_the_call(tmp_path: Path) -> None:
    server = scripted()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        told = world.drafting.draft(world["ana"], case_id, ["server"], ["fee"], added=" In one\nsentence. ")
        assert [event async for event in told]
        (call,) = (await world.facts(case_id)).record.calls
    assert "In one sentence." in server.asked[0].messages[-1].text
    assert call.instruction is not None
    assert "In one sentence." in call.instruction.text


async def test_a_long_addition_to_an_instruction_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    server = scripted()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        with pytest.raises(UsageError, match="at most 200 characters"):
            await anext(world.drafting.draft(world["ana"], case_id, ["server"], ["fee"], added="so " * 80))
    assert server.asked == []


async def test_a_structured_answer_that_is_stopped_keeps_its_rows_and_no_braces(tmp_path: Path) -> None:
    server = WaitingDrafter(words='{"rating": "high", "reasons": ["It is large.", "It is')
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        drafting = asyncio.ensure_future(world.draft(case_id, "rating", chain=["server"]))
        await server.streaming.wait()
        world.drafting.stop(case_id, "rating")
        await drafting
        partial = (await world.facts(case_id)).record.runs[0].partial
        assert partial and partial.text.rstrip() == "**Rating:** high\n\n- It is large.\n- It is"
        assert await world.state(case_id, "rating") == "interrupted"
