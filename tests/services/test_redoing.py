"""A line asked of a person's text: edits of just the words that they name, and nothing else changes."""

import json
from pathlib import Path

from service_examples import WaitingDrafter, World, a_world, pack_with, scripted

from desktop_app.domain.draft import (
    AnswerUnusable,
    Delta,
    Finished,
    PipelineEvent,
    RunFailed,
    SectionRecorded,
    TextAdded,
)
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.markup import Anchor
from desktop_app.domain.usage import Usage
from desktop_app.domain.waiting_changes import waiting_changes

MINE = "The fee, in my own words, is EUR 48,000 [E1].\n\n- It runs for 24 months [E2].\n- Nothing else is agreed."


def edits(*pairs: tuple[str, str]) -> tuple[Delta, Finished]:
    body = json.dumps({"edits": [{"find": find, "replace": replace} for find, replace in pairs]})
    return Delta(body), Finished("stop", "scripted-1", usage=Usage(90, 12, 0))


async def edited(world: World) -> str:
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "fee", MINE)
    return case_id


async def asks(world: World, case_id: str, line: str = "Use fewer words.", *chain: str) -> list[PipelineEvent]:
    chosen = chain or ("server", "assembled")
    return [e async for e in world.drafting.draft(world["ana"], case_id, chosen, ["fee"], added=line)]


async def test_what_no_edit_names_stays_and_the_person_decides(tmp_path: Path) -> None:
    server = scripted(edits((", in my own words,", "")))
    async with a_world(tmp_path, server) as world:
        case_id = await edited(world)
        mine = await world.head(case_id, "fee")
        told = await asks(world, case_id)
        facts = await world.facts(case_id)
        proposal = facts.record.proposal("fee")
        assert isinstance(told[-1], SectionRecorded) and told[-1].proposal and proposal
        assert await world.head(case_id, "fee") == mine
        assert proposal.section_text.plain == mine.section_text.plain.replace(", in my own words,", "")
        assert proposal.section_text.blocks[1:] == mine.section_text.blocks[1:]
        assert proposal.reason and proposal.reason.text == "Use fewer words."
        spans = facts.record.spans[proposal.revision_id]
        assert "model" not in {span.origin.value for span in spans}
        assert (await world.store.verify()).verified


async def test_the_model_sees_the_persons_text_with_the_numbers_of_the_evidence_beside_it(tmp_path: Path) -> None:
    server = scripted(edits(("in my own words", "in short")))
    async with a_world(tmp_path, server) as world:
        case_id = await edited(world)
        await asks(world, case_id)
    (request,) = server.asked
    numbers = {item.number: item.passage.text for item in request.evidence}
    assert request.rewrites and "The fee, in my own words, is EUR 48,000 [E1]." in request.messages[1].text
    cited = {anchor.number for anchor in request.rewrites.anchors}
    assert {numbers[number] for number in cited} == {
        "The total fee is EUR 48,000 for the work.",
        "The contract runs for 24 months from 12 January 2026.",
    }


async def test_each_edit_can_be_taken_alone(tmp_path: Path) -> None:
    server = scripted(edits((", in my own words,", ""), ("Nothing else is agreed.", "No more.")))
    async with a_world(tmp_path, server) as world:
        case_id = await edited(world)
        await asks(world, case_id)
        waiting = waiting_changes(await world.facts(case_id), "fee", world["ana"].person.person_id)
        (last,) = [c.number for c in waiting.line.changes if "No more" in c.after_text or "more" in c.after_text][-1:]
        others = [c.number for c in waiting.line.changes if c.number < last and c.before.start < 40]
        await world.editing.reject(world["ana"], case_id, "fee", others)
        text = await world.text(case_id, "fee")
    assert "in my own words" in text and "No more." in text


async def test_edits_without_a_place_are_asked_for_again(tmp_path: Path) -> None:
    server = scripted(edits(("words that are not there", "x")), edits(("in my own words", "in short")))
    async with a_world(tmp_path, server) as world:
        case_id = await edited(world)
        told = await asks(world, case_id)
        (unusable,) = (e for e in told if isinstance(e, AnswerUnusable))
    assert "stand 0 times" in unusable.words and isinstance(told[-1], SectionRecorded)
    assert "stand 0 times" in server.asked[1].messages[-1].text


async def test_edits_are_shown_as_rows_and_not_as_braces(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(edits(("in my own words", "in short")))) as world:
        told = await asks(world, await edited(world))
    shown = "".join(event.text for event in told if isinstance(event, TextAdded))
    assert shown.split("\n")[:2] == ["| Find | Replace |", "| in my own words | in short |"]


async def test_a_text_that_is_typed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    server = WaitingDrafter(words='{"edits": [{"find": "in my own words", "replace": "in short"}')
    server_ends = "]}"

    class Ending(WaitingDrafter):
        async def draft(self, request):  # type: ignore[no-untyped-def]
            yield Delta(server.words)
            self.streaming.set()
            await self.go_on.wait()
            yield Delta(server_ends)
            yield Finished("stop", "scripted-1")

    ending = Ending()
    async with a_world(tmp_path, ending) as world:
        case_id = await edited(world)
        drafting = world.drafting.draft(world["ana"], case_id, ["server"], ["fee"], added="Shorter.")
        told: list[PipelineEvent] = []
        async for event in drafting:
            told.append(event)
            if isinstance(event, TextAdded) and not ending.go_on.is_set():
                await world.editing.edit(world["ana"], case_id, "fee", "Something else altogether.")
                ending.go_on.set()
        assert isinstance(told[-1], RunFailed) and told[-1].error_class is ErrorClass.BAD_REQUEST
        assert await world.text(case_id, "fee") == "Something else altogether."
        assert (await world.facts(case_id)).record.proposal("fee") is None


async def test_the_assembled_draft_does_not_take_the_place_of_edits(tmp_path: Path) -> None:
    server = scripted((Delta("The total"),))
    async with a_world(tmp_path, server) as world:
        told = await asks(world, await edited(world))
    assert isinstance(told[-1], RunFailed) and told[-1].error_class is ErrorClass.UNUSABLE
    assert "Ask in other words" in told[-1].words


async def test_a_machines_own_text_is_written_anew(tmp_path: Path) -> None:
    server = scripted()
    async with a_world(tmp_path, server) as world:
        case_id = await world.drafted(pack_with())
        await asks(world, case_id)
        assert server.asked[0].rewrites is None
        assert await world.text(case_id, "fee") == "The total fee is EUR 48,000 for the work."


async def test_a_citation_that_led_nowhere_still_does(tmp_path: Path) -> None:
    server = scripted(edits(("as I said", "so")))
    async with a_world(tmp_path, server) as world:
        case_id = await world.drafted()
        await world.editing.edit(world["ana"], case_id, "fee", "It is high, as I said [E77].")
        await asks(world, case_id)
    request = server.asked[0]
    assert request.rewrites
    (anchor,) = request.rewrites.anchors
    assert isinstance(anchor, Anchor) and anchor.number not in {item.number for item in request.evidence}
