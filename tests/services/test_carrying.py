"""A case that begins from another: the next version of a signed one, and a copy. Words keep their origin; no approval
goes with them."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from service_examples import PASSPHRASE, World, a_world, scripted
from store_examples import database

from desktop_app.domain.case_life import OriginKind
from desktop_app.domain.errors import Refused, UsageError
from desktop_app.domain.redline import edited_share
from desktop_app.domain.text import Origin

WHY = "The fee was agreed anew."


async def signed(world: World, **more: tuple[str, ...]) -> str:
    """A signed case in which a model, the pack and a person wrote."""
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "term", "It runs for 24 months [E1].")
    await world.draft(case_id, "rating")
    await world.send(case_id)
    await world.approve(case_id)
    assert await world.sign(case_id) == "signed"
    return case_id


async def test_an_amendment_is_the_next_version_with_all_that_the_case_holds(world: World) -> None:
    case_id = await signed(world)
    new_id = await world.carrying.amend(world["ana"], case_id, WHY)
    old, new = await world.facts(case_id), await world.facts(new_id)
    assert (new.record.file.state, new.record.version, new.record.file.reference) == ("draft", 2, "R1-v2")
    assert new.record.origin and (new.record.origin.of_case, new.record.origin.kind) == (case_id, OriginKind.AMENDS)
    assert new.answers == old.answers and list(new.names.values()) == list(old.names.values())
    for section in old.record.heads:
        assert await world.text(new_id, section) == await world.text(case_id, section)
    assert [p.text for p in new.passages] == [p.text for p in old.passages]


async def test_each_word_keeps_its_origin_and_each_citation_its_passage(world: World) -> None:
    case_id = await signed(world)
    new_id = await world.carrying.amend(world["ana"], case_id, WHY)
    old, new = await world.facts(case_id), await world.facts(new_id)
    cited = {p.passage_id: p.text for p in (*old.passages, *new.passages)}
    for section, head in old.record.heads.items():
        then, now = old.record.spans[head], new.record.spans[new.record.heads[section]]
        assert [(s.origin, s.person_id, s.accepted_by) for s in then] == [
            (s.origin, s.person_id, s.accepted_by) for s in now
        ]
        pairs = zip(
            old.record.citations.get(head, ()), new.record.citations.get(new.record.heads[section], ()), strict=True
        )
        assert all(cited[a.passage_id or ""] == cited[b.passage_id or ""] and a.number == b.number for a, b in pairs)
    assert Origin.PERSON in edited_share(new.record.spans[new.record.heads["term"]])


async def test_the_runs_that_words_came_from_are_known_in_the_new_version(world: World) -> None:
    new_id = await world.carrying.amend(world["ana"], await signed(world), WHY)
    record = (await world.facts(new_id)).record
    runs = {run.run_id: run.endpoint for run in record.runs}
    named = {span.run_id for head in record.heads.values() for span in record.spans[head] if span.run_id}
    assert named and named == runs.keys() and set(runs.values()) == {"assembled"}


async def test_no_approval_goes_with_it_and_nothing_is_stale(world: World) -> None:
    new_id = await world.carrying.amend(world["ana"], await signed(world), WHY)
    facts = await world.facts(new_id)
    assert not facts.record.decisions and not facts.record.signatures
    assert not any(facts.changed_inputs(section) for section in facts.pack.form.sections)
    assert await world.send(new_id) == "review"
    assert await world.approve(new_id) == "sign_off" and await world.sign(new_id) == "signed"


async def test_nobody_approves_words_that_they_wrote_in_the_version_before(world: World) -> None:
    case_id = await world.sent()
    await world.editing.edit(world["amy"], case_id, "advice", "Sign it now.", reason="Clearer.")
    await world.approve(case_id)
    await world.sign(case_id)
    new_id = await world.carrying.amend(world["ana"], case_id, WHY)
    await world.send(new_id)
    with pytest.raises(Refused, match="words of your own"):
        await world.approve(new_id, "advice", who="amy")


async def test_the_signed_case_stays_as_it_is_and_names_the_version_that_amends_it(world: World) -> None:
    case_id = await signed(world)
    before = (await world.facts(case_id)).record
    new_id = await world.carrying.amend(world["ana"], case_id, WHY)
    record = (await world.facts(case_id)).record
    assert (record.file, record.heads, record.signatures) == (before.file, before.heads, before.signatures)
    assert record.amendment and (record.amendment.case_id, record.amendment.version) == (new_id, 2)
    assert (await world.told(case_id))[-1] == "case.amended"


async def test_a_case_has_one_next_version_until_that_is_abandoned(world: World) -> None:
    case_id = await signed(world)
    first = await world.carrying.amend(world["ana"], case_id, WHY)
    with pytest.raises(Refused, match="Version 2 of this case exists already"):
        await world.carrying.amend(world["amy"], case_id, WHY)
    await world.ending.abandon(world["ana"], first, "Not needed.")
    second = await world.carrying.amend(world["ana"], case_id, WHY)
    with pytest.raises(Refused, match="Another version has taken the place"):
        await world.ending.reopen(world["ana"], first, "Needed after all.")
    assert (await world.facts(second)).record.version == 2


async def test_of_two_who_amend_at_once_one_does(world: World) -> None:
    case_id = await signed(world)
    both = (world.carrying.amend(world[name], case_id, WHY) for name in ("ana", "amy"))
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Refused", "str"]


async def test_only_a_signed_case_is_amended_and_with_a_reason(world: World) -> None:
    with pytest.raises(Refused, match="cannot take the step “amend”"):
        await world.carrying.amend(world["ana"], await world.drafted(), WHY)
    with pytest.raises(UsageError, match="needs a reason"):
        await world.carrying.amend(world["ana"], await signed(world), " ")


@pytest.mark.parametrize("verb", ["amend", "copy"])
async def test_a_command_that_is_given_twice_gives_the_same_case(world: World, verb: str) -> None:
    case_id, command = await signed(world), "1" * 8 + "-0000-4000-8000-" + "0" * 12
    step = getattr(world.carrying, verb)
    more = (WHY,) if verb == "amend" else ()
    first = await step(world["ana"], case_id, *more, command_id=command)
    assert await step(world["ana"], case_id, *more, command_id=command) == first
    assert len(await world.store.cases()) == 2


@pytest.mark.parametrize(("documents", "texts"), [(False, False), (True, False), (True, True)])
async def test_a_copy_holds_the_answers_and_what_else_was_asked_for(world: World, documents: bool, texts: bool) -> None:
    case_id = await world.sent()
    new_id = await world.carrying.copy(world["amy"], case_id, reference="R2", documents=documents, texts=texts)
    old, new = await world.facts(case_id), await world.facts(new_id)
    assert new.answers == old.answers and new.record.file.created_by == world["amy"].person.person_id
    assert bool(new.record.attached) is documents and bool(new.record.heads) is texts
    assert new.record.file.state == ("draft" if texts else "form") and not new.record.decisions
    assert new.record.version == 1 and new.record.origin


async def test_texts_are_not_copied_without_the_documents_that_they_cite(world: World) -> None:
    with pytest.raises(UsageError, match="Texts cite documents"):
        await world.carrying.copy(world["ana"], await world.drafted(), texts=True)


async def test_a_stale_text_is_as_stale_in_a_copy(world: World) -> None:
    case_id = await world.drafted()
    await world.keeping.answer(world["ana"], case_id, {"months": 36})
    new_id = await world.carrying.copy(world["ana"], case_id, documents=True, texts=True)
    assert await world.state(new_id, "term") == "stale" and await world.state(new_id, "fee") != "stale"


async def test_a_redraft_of_a_carried_text_waits_beside_it(world: World) -> None:
    new_id = await world.carrying.amend(world["ana"], await signed(world), WHY)
    before = await world.text(new_id, "fee")
    await world.draft(new_id, "fee")
    assert await world.text(new_id, "fee") == before


async def test_what_a_model_drafted_is_blocked_or_flagged_as_its_run_asks(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await world.drafted()
        await world.draft(case_id, "fee", chain=["server"])
        await world.draft(case_id, "rating")
        await world.send(case_id)
        await world.approve(case_id)
        await world.sign(case_id)
        new_id = await world.carrying.amend(world["ana"], case_id, WHY)
        record = (await world.facts(new_id)).record
        assert {run.endpoint for run in record.runs} >= {"scripted"} or record.runs
        assert all(record.routes[head].route != "pass" for head in record.heads.values())
        assert not record.calls


async def test_the_record_holds_and_the_database_keeps_where_a_case_came_from(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await signed(world)
        new_id = await world.carrying.amend(world["ana"], case_id, WHY)
        assert (await world.store.verify()).breaks == ()
    with sqlite3.connect(database(tmp_path)) as other:
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            other.execute("UPDATE case_origin SET version = 3")
        with pytest.raises(sqlite3.IntegrityError, match="one version at a time"):
            other.execute("INSERT INTO case_origin VALUES ('another', ?, 'amends', 2)", (case_id,))
    assert new_id and PASSPHRASE
