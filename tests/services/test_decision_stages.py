"""Stages beside each other and several approvals: a case waits in each, in any order, and goes on when all are done."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from fakes import FakeClock
from hypothesis import given, settings
from hypothesis import strategies as st
from service_examples import PASSPHRASE, World, a_world, pack_with
from stage_examples import BOARD, SIGNED, TWO_REVIEWS, parallel

from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.case import CaseFile
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.comment import items_about
from desktop_app.domain.delegation import Decider
from desktop_app.domain.errors import Refused, UsageError
from desktop_app.domain.gate import is_done, open_stages, undecided_stages
from desktop_app.domain.person import Actor, Auth, Role
from desktop_app.domain.review import DecisionKind
from desktop_app.services.advancing import advance, decide, stay
from desktop_app.services.recording import Scribe

SECTIONS = ("fee", "term", "rating", "advice")


def names(facts: CaseFacts) -> tuple[list[str], list[str]]:
    """The stages that the case waits in, and those that are not done."""
    return [s.stage for s in open_stages(facts)], [s.stage for s in undecided_stages(facts)]


async def test_a_case_waits_in_stages_beside_each_other_at_the_same_time(world: World) -> None:
    case_id = await world.sent(parallel())
    facts = await world.facts(case_id)
    assert names(facts) == (["review", "legal"], ["review", "legal"])
    assert [entry.due_at is None for entry in facts.record.open_entries] == [True, False]


@pytest.mark.parametrize("first", ["review", "legal"])
async def test_it_goes_on_when_each_of_them_is_done_in_any_order(world: World, first: str) -> None:
    case_id, second = await world.sent(parallel()), {"review": "legal", "legal": "review"}[first]
    assert await world.approve(case_id, stage=first) == "review"
    assert names(await world.facts(case_id)) == (["review", "legal"], [second])
    assert await world.approve(case_id, stage=second) == "sign_off"
    assert (await world.facts(case_id)).record.open_entries == ()


async def test_without_a_name_a_decision_is_about_the_stage_that_waits_for_the_person(world: World) -> None:
    case_id = await world.sent(parallel())
    await world.approve(case_id)
    assert names(await world.facts(case_id))[1] == ["legal"]
    await world.approve(case_id)
    assert names(await world.facts(case_id)) == ([], [])


async def test_each_stage_has_its_own_checklist(world: World) -> None:
    case_id = await world.sent(parallel())
    with pytest.raises(UsageError, match="The law agrees"):
        await world.approve(case_id, stage="legal", checklist=False)


async def test_a_return_from_one_ends_all(world: World) -> None:
    case_id = await world.sent(parallel())
    await world.approve(case_id, "term", stage="legal")
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "Look again.")
    assert names(await world.facts(case_id)) == ([], [])
    await world.send_again(case_id)
    await world.resolve(case_id)
    assert names(await world.facts(case_id))[1] == ["review", "legal"]


async def test_a_stage_that_was_done_asks_again_when_a_text_changes_meanwhile(world: World) -> None:
    case_id = await world.sent(parallel())
    await world.approve(case_id, stage="review")
    await world.editing.edit(world["rob"], case_id, "advice", "Sign it soon.", reason="Clearer.")
    assert names(await world.facts(case_id))[1] == ["review", "legal"]
    await world.editing.accept(world["ana"], case_id, "advice")
    await world.approve(case_id, stage="legal")
    assert names(await world.facts(case_id))[1] == ["review"]
    assert await world.approve(case_id, stage="review") == "sign_off"


async def test_a_stage_in_which_the_case_does_not_wait_is_decided_by_nobody(world: World) -> None:
    case_id = await world.sent(parallel())
    with pytest.raises(Refused, match="does not wait in the stage “sign_off”"):
        await world.approve(case_id, stage="sign_off")


async def test_two_of_three_are_two_persons(world: World) -> None:
    case_id = await world.sent(pack_with(("escalate_to: approver", "approvals: 2 of 3")))
    await world.approve(case_id)
    with pytest.raises(Refused, match="No flagged section waits for you"):
        await world.approve(case_id)
    assert await world.approve(case_id, who="amy") == "sign_off"


async def test_approvers_beside_each_other_sign_in_any_order(world: World) -> None:
    case_id = await world.sent(pack_with(SIGNED, BOARD))
    await world.approve(case_id)
    assert names(await world.facts(case_id)) == (["board", "sign_off"], ["board", "sign_off"])
    assert await world.sign(case_id, "ola", stage="sign_off") == "sign_off"
    assert await world.sign(case_id, "amy", stage="board") == "signed"


async def test_two_signatures_of_a_stage_are_of_two_persons(world: World) -> None:
    case_id = await world.sent(pack_with(SIGNED, ("role: officer, relevant", "role: officer, approvals: 2, relevant")))
    await world.approve(case_id)
    await world.sign(case_id, "ola")
    with pytest.raises(Refused, match="has signed already"):
        await world.sign(case_id, "ola")
    assert await world.sign(case_id, "amy") == "signed"


# Any order of the same decisions gives the same state

PERSONS = ("one", "two")
ALL = [(person, stage, section) for person in PERSONS for stage in ("review", "legal") for section in SECTIONS]


@cache
def waiting() -> CaseFacts:
    """A case that waits in two stages beside each other, the first of which asks for two persons."""

    async def made() -> CaseFacts:
        async with a_world(Path(mkdtemp())) as world:
            return await world.facts(await world.sent(parallel(TWO_REVIEWS)))

    return asyncio.run(made())


def after(facts: CaseFacts, made: Sequence[tuple[str, str, str]]) -> tuple[str, str | None, list[str]]:
    """Where the case is after these decisions, those left out that it does not wait for any more."""
    for person, name, section in made:
        stage = next((s for s in open_stages(facts) if s.stage == name), None)
        if stage is None:
            continue
        actor = Actor(person, Role.REVIEWER, Auth.PASSPHRASE)
        chance = SystemChance()
        scribe = Scribe(FakeClock(), chance, actor, facts.case_id, chance.new_id())
        facts = decide(scribe, facts, Decider(actor), DecisionKind.APPROVE, name, "", (section,))
        _ = advance(scribe, facts, stage) if is_done(facts, stage) else stay(scribe, facts)
        (file,) = (put for put in scribe.entry.puts if isinstance(put, CaseFile))
        facts = replace(facts, record=replace(facts.record, file=file))
    file = facts.record.file
    return file.state.value, file.stage, [s.stage for s in undecided_stages(facts)]


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(ALL)).flatmap(lambda some: st.tuples(*[st.permutations(sorted(some))] * 2)))
def test_any_order_of_the_same_decisions_gives_the_same_state(orders: tuple[list[tuple[str, str, str]], ...]) -> None:
    one, other = (after(waiting(), order) for order in orders)
    assert one == other


@given(st.permutations(ALL))
@settings(max_examples=20, deadline=None)
def test_all_decisions_in_any_order_let_the_case_go_on(order: list[tuple[str, str, str]]) -> None:
    assert after(waiting(), order)[0] == "sign_off"


async def test_a_signature_names_the_stage_that_it_is_for(world: World) -> None:
    case_id = await world.sent(parallel())
    await world.reviewing.approve(world["rob"], PASSPHRASE, case_id, checklist=True, stage="legal")
    (decision,) = (await world.facts(case_id)).record.decisions
    assert decision.gate == "legal"
