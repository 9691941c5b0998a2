"""From any sentence of a text to who or what wrote it, what it cites, and what a model was asked."""

import json
from pathlib import Path

from service_examples import GOOD, a_world, scripted

from desktop_app.domain.draft import Delta
from desktop_app.domain.errors import ErrorClass
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
    assert run.run == second and run.copied == first and run.answered and run.answered.run_id == first.run_id


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


async def test_an_edit_that_was_asked_for_leads_to_the_line_that_asked_and_to_what_stood_there(tmp_path: Path) -> None:
    edits = json.dumps({"edits": [{"find": "in my own words", "replace": "in short"}]})
    async with a_world(tmp_path, scripted((Delta(edits), GOOD[1]))) as world:
        case = await world.drafted()
        await world.editing.edit(world["ana"], case, "fee", "The fee, in my own words, is EUR 48,000 [E1].")
        await world.draft(case, "fee", chain=["server"], added="Use fewer words.")
        await world.editing.accept(world["ana"], case, "fee")
        trace = await Tracing(world.keeping, world.store).trace(world["ana"], case, "fee")
    (sentence,) = trace.sentences
    (run,) = trace.asked_in(sentence)
    assert run.asked_for == "Use fewer words." and run.offered
    assert [(c.before, c.by.kind.value) for c in sentence.changes][-1] == (
        "The fee, in my own words, is EUR 48,000.",
        "merge",
    )


async def test_a_row_that_was_asked_for_again_leads_to_both_calls(tmp_path: Path) -> None:
    wrong, right = (
        Delta(json.dumps({"rating": "high", "reasons": ["It is large."], **more})) for more in ({"mood": 1}, {})
    )
    async with a_world(tmp_path, scripted((wrong, GOOD[1]), (right, GOOD[1]))) as world:
        case = await world.case()
        await world.draft(case, "rating", chain=["server"])
        trace = await Tracing(world.keeping, world.store).trace(world["ana"], case, "rating")
    (run,) = trace.asked_in(trace.sentences[-1])
    assert [call.error_class for call in run.calls] == [ErrorClass.UNUSABLE, None]
    assert run.answered and run.answered.instruction
    assert "That cannot be used" in messages_text(run.answered.instruction.text)


async def test_the_sentences_of_a_signed_case_lead_to_templates_answers_and_persons(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case = await world.sent()
        await world.approve(case)
        await world.sign(case)
        tracing = Tracing(world.keeping, world.store)
        fee, advice = [await tracing.trace(world["rob"], case, name) for name in ("fee", "advice")]
    (run,) = fee.runs.values()
    assert fee.asked_in(fee.sentences[0]) == () and run.calls[0].endpoint == "assembled" and run.offered
    assert {o.origin for s in fee.sentences for o in s.origins} == {Origin.TEMPLATE, Origin.EVIDENCE, Origin.ANSWER}
    (written,) = advice.sentences[0].origins
    assert (written.origin, written.person_id) == (Origin.PERSON, world["ana"].person.person_id)


def test_what_was_sent_is_kept_so_that_it_can_be_sent_again() -> None:
    kept = '[{"role": "system", "text": "Keep to it."}, {"role": "user", "text": "Write.\\n"}]'
    assert write_messages(read_messages(kept)) == kept


def test_what_earlier_versions_kept_is_one_message() -> None:
    assert [(m.role, m.text) for m in read_messages("Keep to it.\n\n[1] Write.")] == [
        ("user", "Keep to it.\n\n[1] Write.")
    ]
