"""From any sentence of a text to who or what wrote it, what it cites, and what a model was asked."""

from pathlib import Path

from service_examples import GOOD, a_world, scripted

from desktop_app.domain.sent_messages import messages_text, read_messages, write_messages
from desktop_app.domain.text import Origin, covers_once
from desktop_app.services.tracing import Tracing


async def test_a_model_s_sentence_leads_to_its_call_and_its_evidence(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(GOOD)) as world:
        case = await world.case()
        await world.draft(case, "fee", chain=["server"])
        trace = await Tracing(world.keeping, world.store).trace(world["ana"], case, "fee")
    (sentence,) = trace.sentences
    (run,) = (trace.runs[run_id] for run_id in sentence.runs)
    assert run.answered and run.answered.model == "scripted-1" and run.answered.instruction
    assert "Write about the fee of EUR 48,000." in messages_text(run.answered.instruction.text)
    (citation,) = sentence.citations
    assert trace.passages[citation.passage_id or ""].passage.text == "The total fee is EUR 48,000 for the work."
    assert [item.number for item in run.offered] == [1, 2, 3]


async def test_a_sentence_from_the_cache_leads_to_the_call_that_wrote_it(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(GOOD)) as world:
        case = await world.case()
        for _ in range(2):
            await world.draft(case, "fee", chain=["server"])
        trace = await Tracing(world.keeping, world.store).trace(world["ana"], case, "fee")
        first, second = (await world.facts(case)).record.runs
    (run,) = trace.runs.values()
    assert run.run == second and run.answered and run.answered.run_id == first.run_id


async def test_every_character_of_a_sentence_has_one_origin_also_after_an_edit(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(GOOD)) as world:
        case = await world.case()
        await world.draft(case, "fee", chain=["server"])
        await world.editing.edit(world["ana"], case, "fee", "The total fee is EUR 48,000 for all work [E1]. We agree.")
        trace = await Tracing(world.keeping, world.store).trace(world["ana"], case, "fee")
    first, second = trace.sentences
    assert all(covers_once(each.origins, each.span.length) for each in trace.sentences)
    assert {origin.origin for origin in first.origins} == {Origin.MODEL, Origin.PERSON}
    assert second.origins[0].person_id == world["ana"].person.person_id
    assert [version.kind.value for version in trace.versions] == ["draft", "edit"]
    assert trace.at(second.span.start) is second


def test_what_was_sent_is_kept_so_that_it_can_be_sent_again() -> None:
    kept = '[{"role": "system", "text": "Keep to it."}, {"role": "user", "text": "Write.\\n"}]'
    assert write_messages(read_messages(kept)) == kept


def test_what_earlier_versions_kept_is_one_message() -> None:
    assert [(m.role, m.text) for m in read_messages("Keep to it.\n\n[1] Write.")] == [
        ("user", "Keep to it.\n\n[1] Write.")
    ]
