"""No word is approved by its writer alone: who may approve what, by role, by profile, and in the database itself."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from service_examples import PASSPHRASE, World, a_world, pack_with
from store_examples import database

from desktop_app.domain.audit import EventType
from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import Refused
from desktop_app.domain.person import Actor, Auth, Role
from desktop_app.domain.review import DecidedSection, Decision, DecisionKind

OWN = "holds words of your own"
STRICT = (("stages:\n", "strict_four_eyes: true\nstages:\n"),)


async def by(world: World, who: str) -> str:
    """A case under review whose term was edited by this person."""
    case_id = await world.drafted()
    if who == "ana":
        await world.editing.edit(world["ana"], case_id, "term", "It runs for long.")
        await world.draft(case_id, "rating")
    await world.send(case_id)
    if who != "ana":
        await world.editing.edit(world[who], case_id, "term", "It runs for long.", reason="Clearer.")
    return case_id


@pytest.mark.parametrize("writer", ["ana", "rob", "amy"])
@pytest.mark.parametrize("approver", ["rob", "amy"])
async def test_whoever_wrote_a_word_may_not_approve_it_and_whoever_did_not_may(
    world: World, writer: str, approver: str
) -> None:
    case_id = await by(world, writer)
    if writer == approver:
        with pytest.raises(Refused, match=OWN):
            await world.approve(case_id, "term", who=approver)
    else:
        assert await world.approve(case_id, "term", who=approver) == "review"


@pytest.mark.parametrize("roles", [[Role.ANALYST], [Role.APPROVER], [Role.AUDITOR], [Role.ADMINISTRATOR]])
async def test_no_other_role_approves_at_a_reviewers_gate(world: World, roles: list[Role]) -> None:
    await world.enrol("eve", *roles)
    case_id = await world.sent()
    with pytest.raises(Refused, match="is no reviewer"):
        await world.approve(case_id, who="eve")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
async def test_who_only_reads_or_administers_writes_and_decides_nothing(world: World, role: Role) -> None:
    eve, case_id = await world.enrol("eve", role), await world.sent()
    for act in (
        world.editing.edit(eve, case_id, "term", "x"),
        world.reviewing.return_(eve, case_id, items_about("term"), "x"),
        world.reviewing.escalate(eve, case_id, "x"),
        world.editing.explain(eve, case_id, "x", "x"),
        world.keeping.answer(eve, case_id, {}),
        world.reviewing.sign(eve, PASSPHRASE, case_id),
    ):
        with pytest.raises(Refused):
            await act


async def test_a_second_profile_of_the_same_person_is_the_same_person(world: World) -> None:
    case_id = await by(world, "ana")
    second = replace(world["ana"].profile, profile_id="second", roles=frozenset({Role.REVIEWER}))
    scribe = world.recording.begin(Actor.program())
    scribe.put(second)
    scribe.tell(EventType.PERSON_ADDED)
    await world.recording.write(scribe)
    world.people["ana as reviewer"] = replace(world["ana"], profile=second)
    with pytest.raises(Refused, match=OWN):
        await world.approve(case_id, "term", who="ana as reviewer")


async def test_after_the_analyst_accepted_the_reviewers_edit_the_reviewer_may_approve(world: World) -> None:
    case_id = await by(world, "rob")
    with pytest.raises(Refused, match=OWN):
        await world.approve(case_id, "term")
    await world.editing.accept(world["ana"], case_id, "term")
    assert await world.approve(case_id, "term") == "review"


async def test_nobody_accepts_their_own_words(world: World) -> None:
    case_id = await by(world, "amy")
    with pytest.raises(Refused, match="No change waits"):
        await world.editing.accept(world["amy"], case_id, "term")


async def test_strict_four_eyes_lets_no_writer_approve_even_accepted_words(world: World) -> None:
    case_id = await world.sent(pack_with(*STRICT))
    await world.editing.edit(world["rob"], case_id, "term", "It runs for long.", reason="Clearer.")
    await world.editing.accept(world["ana"], case_id, "term")
    with pytest.raises(Refused, match=OWN):
        await world.approve(case_id, "term")
    assert await world.approve(case_id, "term", who="amy") == "review"


async def test_who_answered_what_a_draft_quotes_does_not_approve_it(world: World) -> None:
    world.people["ana"] = world["amy"]  # who answers, drafts and sends
    case_id = await world.sent()
    with pytest.raises(Refused, match=OWN):
        await world.approve(case_id, "fee", who="amy")


async def test_at_sign_off_the_same_holds_for_the_whole_case(world: World) -> None:
    case_id = await world.sent(pack_with(('"fee >= 50000.00"}', '"fee >= 5.00"}')))
    await world.editing.edit(world["ola"], case_id, "advice", "Sign it, says Ola.", reason="Clearer.")
    await world.approve(case_id)
    with pytest.raises(Refused, match="“Advice” " + OWN):
        await world.sign(case_id, "ola")
    assert await world.sign(case_id, "amy") == "signed"


async def test_the_store_refuses_what_a_service_would_let_through(world: World) -> None:
    case_id = await by(world, "rob")
    rob, head = world["rob"].person.person_id, await world.head(case_id, "term")
    scribe = world.recording.begin(Actor(rob, Role.REVIEWER, Auth.PASSPHRASE), case_id)
    scribe.put(
        Decision(scribe.command_id, case_id, "review", DecisionKind.APPROVE, rob, None, scribe.now),
        DecidedSection(scribe.command_id, case_id, "term", head.revision_id),
    )
    scribe.tell(EventType.DECISION_APPROVED)
    with pytest.raises(Refused, match="approved by its writer alone"):
        await world.recording.write(scribe)


async def test_the_database_refuses_the_same_whoever_opens_the_file(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        case_id = await by(world, "rob")
        rob, ana = world["rob"].person.person_id, world["ana"].person.person_id
        head = (await world.head(case_id, "term")).revision_id
    with sqlite3.connect(database(tmp_path)) as other:
        decision = "INSERT INTO decision VALUES (?, ?, 'review', 'approve', ?, NULL, '2026-01-12T09:00:00+00:00')"
        about = "INSERT INTO decided_section VALUES (?, ?, 'term', ?)"
        other.execute(decision, ("forged", case_id, rob))
        with pytest.raises(sqlite3.IntegrityError, match="approved by its writer alone"):
            other.execute(about, ("forged", case_id, head))
        other.execute(decision, ("by another", case_id, ana))
        other.execute(about, ("by another", case_id, head))
        other.rollback()


async def test_accepting_an_edit_leaves_what_follows_it_as_it_is(world: World) -> None:
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "term", "The term is 24 months, so it says.")
    await world.draft(case_id, "rating")
    await world.send(case_id)
    await world.editing.accept(world["rob"], case_id, "term")
    assert await world.state(case_id, "rating") == "drafted"
