"""Delegation: another person decides for somebody for a time. Four-eyes counts both, and nothing is passed on."""

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from service_examples import World, a_world, pack_with
from stage_examples import SIGNED, TWO_REVIEWS
from store_examples import database

from desktop_app.domain.comment import items_about
from desktop_app.domain.delegation import Delegation
from desktop_app.domain.errors import NotFound, Refused, UsageError
from desktop_app.domain.person import Role
from desktop_app.domain.standing import Mismatch, standing_of

WEEK = timedelta(days=7)


async def deputy(world: World, of: str = "rob", name: str = "dan", *roles: Role) -> Delegation:
    """An analyst (or who has these roles) whom somebody lets decide for a week."""
    if name not in world.people:
        await world.enrol(name, *(roles or (Role.ANALYST,)))
    (given, *_) = await world.delegating.delegate(world[of], name, world.clock.now() + WEEK)
    return given


async def test_a_delegate_decides_for_the_person_and_both_stand_in_the_record(world: World) -> None:
    given = await deputy(world)
    case_id = await world.sent()
    assert await world.approve(case_id, who="dan") == "sign_off"
    record = (await world.facts(case_id)).record
    (decision,), (told,) = record.decisions, record.decided_for
    assert decision.person_id == world["dan"].person.person_id
    assert (told.person_id, told.delegation_id) == (world["rob"].person.person_id, given.delegation_id)
    assert record.principal(decision.command_id) == world["rob"].person.person_id
    (event,) = [e for e in await world.store.events(case_id) if e.type == "decision.approved"]
    assert json.loads(event.body)["data"]["for"] == world["rob"].person.person_id
    assert (await world.store.verify()).verified


async def test_the_signature_says_for_whom(world: World) -> None:
    await deputy(world)
    case_id = await world.sent()
    await world.approve(case_id, who="dan")
    (signature,) = (await world.facts(case_id)).record.signatures
    manifest = json.loads(signature.manifest.body)
    assert (manifest["name"], manifest["for"], manifest["role"]) == ("dan", "rob", "reviewer")
    printed = standing_of(signature, (await world.facts(case_id)).record)
    assert printed.name == "dan for rob" and Mismatch.PERSON not in printed.wrong


async def test_a_delegate_returns_and_escalates_too(world: World) -> None:
    await deputy(world)
    case_id = await world.sent()
    await world.reviewing.escalate(world["dan"], case_id, "I cannot say.")
    case_id = await world.sent()
    await world.reviewing.return_(world["dan"], case_id, items_about("fee"), "Look.")
    assert len((await world.facts(case_id)).record.decided_for) == 1


async def test_who_holds_the_role_decides_for_themselves(world: World) -> None:
    await world.enrol("nia", Role.REVIEWER)
    await deputy(world, name="nia")
    case_id = await world.sent()
    await world.approve(case_id, who="nia")
    assert (await world.facts(case_id)).record.decided_for == ()


@pytest.mark.parametrize("writer", ["rob", "dan"])
async def test_neither_the_delegates_nor_the_delegators_own_words_are_approved(world: World, writer: str) -> None:
    await deputy(world)
    case_id = await world.sent()
    who = world[writer]
    if writer == "dan":  # an analyst's edit in review
        world.people["ana"], ana = who, world["ana"]
        case_id = await world.drafted()
        await world.send(case_id)
        world.people["ana"] = ana
        match = "The author of a case decides about it for nobody"
    else:
        await world.editing.edit(who, case_id, "term", "It runs for long.", reason="Clearer.")
        match = "holds words of your own"
    with pytest.raises(Refused, match=match):
        await world.approve(case_id, "term", who="dan")


async def test_nobody_decides_for_the_author_of_a_case(world: World) -> None:
    await deputy(world, of="amy")
    world.people["ana"] = world["amy"]
    case_id = await world.sent()
    with pytest.raises(Refused, match="nobody decides for its author"):
        await world.approve(case_id, "rating", who="dan")


async def test_what_was_delegated_is_not_passed_on(world: World) -> None:
    await deputy(world)
    await world.enrol("eve", Role.ANALYST)
    with pytest.raises(Refused, match="dan is no reviewer"):
        await world.delegating.delegate(world["dan"], "eve", world.clock.now() + WEEK)
    case_id = await world.sent()
    with pytest.raises(Refused, match="eve is no reviewer"):
        await world.approve(case_id, who="eve")


async def test_a_delegation_gives_its_own_role_alone(world: World) -> None:
    await deputy(world)
    case_id = await world.sent(pack_with(SIGNED))
    await world.approve(case_id, who="dan")
    with pytest.raises(Refused, match="dan is no approver"):
        await world.sign(case_id, "dan")


async def test_an_approver_is_stood_in_for_at_sign_off(world: World) -> None:
    await deputy(world, of="ola")
    case_id = await world.sent(pack_with(SIGNED))
    await world.approve(case_id)
    assert await world.sign(case_id, "dan") == "signed"


async def test_it_ends_at_its_time_or_when_it_is_taken_back(world: World) -> None:
    given = await deputy(world)
    case_id = await world.sent()
    world.clock.passes(WEEK.total_seconds())
    with pytest.raises(Refused, match="dan is no reviewer"):
        await world.approve(case_id, who="dan")
    given = await deputy(world)
    await world.delegating.revoke(world["rob"], given.delegation_id)
    with pytest.raises(Refused, match="dan is no reviewer"):
        await world.approve(case_id, who="dan")


async def test_it_begins_at_its_time(world: World) -> None:
    await world.enrol("dan", Role.ANALYST)
    now = world.clock.now()
    await world.delegating.delegate(world["rob"], "dan", now + 2 * WEEK, since=now + WEEK)
    case_id = await world.sent()
    with pytest.raises(Refused, match="dan is no reviewer"):
        await world.approve(case_id, who="dan")
    world.clock.passes(WEEK.total_seconds())
    assert await world.approve(case_id, who="dan") == "sign_off"


async def test_it_ends_with_the_role_of_who_gave_it(world: World) -> None:
    await deputy(world)
    case_id = await world.sent()
    await world.staffing.retire(world["rob"], "rob", "He leaves.")
    with pytest.raises(Refused, match="dan is no reviewer"):
        await world.approve(case_id, who="dan")


async def test_only_who_gave_it_or_an_administrator_takes_it_back(world: World) -> None:
    given, root = await deputy(world), await world.enrol("root", Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="is no administrator"):
        await world.delegating.revoke(world["dan"], given.delegation_id)
    await world.delegating.revoke(root, given.delegation_id)
    (standing,) = await world.delegating.listing()
    assert standing.ended and standing.ended.person_id == root.person.person_id


async def test_a_person_and_who_decides_for_them_are_one_voice(world: World) -> None:
    await deputy(world)
    for first, second in (("rob", "dan"), ("dan", "rob"), ("dan", "dan")):
        case_id = await world.sent(pack_with(TWO_REVIEWS))
        await world.approve(case_id, who=first)
        with pytest.raises(Refused, match="No flagged section waits for you"):
            await world.approve(case_id, who=second)
        queued = {c.file.case_id for c in await world.store.queue(world.assigning.query(world["rob"]))}
        assert case_id not in queued
        assert await world.approve(case_id, who="amy") == "sign_off"


async def test_a_case_is_not_handed_to_somebody_with_what_was_approved_for_them(world: World) -> None:
    await deputy(world, "amy")
    case_id = await world.sent()
    await world.approve(case_id, "fee", who="dan")
    state = await world.reassigning.reassign(world["ana"], case_id, world["amy"].person.person_id, "I am away.")
    record = (await world.facts(case_id)).record
    assert (state, record.approvals("fee", "review")) == ("withdrawn", ())


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
async def test_nobody_who_only_reads_or_administers_is_a_delegate(world: World, role: Role) -> None:
    await world.enrol("eve", role)
    with pytest.raises(Refused, match="decides about no case"):
        await world.delegating.delegate(world["rob"], "eve", world.clock.now() + WEEK)


async def test_a_delegation_is_to_somebody_else_who_is_there_and_for_a_time(world: World) -> None:
    now = world.clock.now()
    with pytest.raises(UsageError, match="to themselves"):
        await world.delegating.delegate(world["rob"], "rob", now + WEEK)
    with pytest.raises(NotFound, match="No one person"):
        await world.delegating.delegate(world["rob"], "nobody", now + WEEK)
    for until in (now, now + 60 * WEEK):
        with pytest.raises(UsageError, match="within a year"):
            await world.delegating.delegate(world["rob"], "ana", until)


async def test_all_roles_of_deciding_are_delegated_unless_one_is_named(world: World) -> None:
    await world.enrol("dan", Role.ANALYST)
    until = world.clock.now() + WEEK
    both = await world.delegating.delegate(world["amy"], "dan", until)
    one = await world.delegating.delegate(world["amy"], "dan", until, role=Role.APPROVER)
    assert [d.role for d in (*both, *one)] == ["reviewer", "approver", "approver"]


async def test_the_database_refuses_the_same_whoever_opens_the_file(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        given = await deputy(world)
        ended = await deputy(world)
        await world.delegating.revoke(world["rob"], ended.delegation_id)
        case_id = await world.sent()
        await world.editing.edit(world["rob"], case_id, "term", "It runs for long.", reason="Clearer.")
        heads = {name: (await world.head(case_id, name)).revision_id for name in ("term", "fee")}
        at = world.clock.now().isoformat(timespec="microseconds")
        ids = {name: acting.person.person_id for name, acting in world.people.items()}
    late = "2027-01-12T09:00:00.000000+00:00"
    with sqlite3.connect(database(tmp_path)) as other:

        def decide(command: str, who: str, given: Delegation, whom: str = "rob", at: str = at) -> None:
            made = "INSERT INTO decision VALUES (?, ?, 'review', 'approve', ?, NULL, ?)"
            other.execute(made, (command, case_id, ids[who], at))
            behalf = "INSERT INTO decided_for VALUES (?, ?, ?, ?)"
            other.execute(behalf, (command, case_id, given.delegation_id, ids[whom]))

        def delegate(person: str, to: str, role: str) -> None:
            row = "INSERT INTO delegation VALUES (?, ?, ?, ?, ?, ?)"
            other.execute(row, (f"{person} {to} {role}", ids[person], ids[to], role, at, late))

        decide("right", "dan", given)
        about = "INSERT INTO decided_section VALUES ('right', ?, ?, ?)"
        with pytest.raises(sqlite3.IntegrityError, match="approved by its writer alone"):
            other.execute(about, (case_id, "term", heads["term"]))
        other.execute(about, (case_id, "fee", heads["fee"]))
        for wrong in (
            ("another's", "ola", given),
            ("for another", "dan", given, "ola"),
            ("ended", "dan", ended),
            ("late", "dan", given, "rob", late),
        ):
            with pytest.raises(sqlite3.IntegrityError, match="has a delegation of theirs that holds then"):
                decide(*wrong)
        for person, to, role in (("dan", "ana", "reviewer"), ("rob", "ana", "approver"), ("rob", "ana", "analyst")):
            with pytest.raises(sqlite3.IntegrityError, match="not passed on"):
                delegate(person, to, role)
        with pytest.raises(sqlite3.IntegrityError, match="to another person"):
            delegate("rob", "rob", "reviewer")
        delegate("rob", "ana", "reviewer")
        own = replace(given, delegation_id="rob ana reviewer")
        with pytest.raises(sqlite3.IntegrityError, match="for nobody, and nobody for its author"):
            decide("the author's", "ana", own)
        other.rollback()


async def test_the_database_lets_nobody_approve_for_whose_case_it_was(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        given, bea = await deputy(world, "amy"), await world.enrol("bea", Role.ANALYST)
        world.people["ana"] = world["amy"]
        case_id = await world.sent()
        await world.reassigning.reassign(world["amy"], case_id, bea.person.person_id, "I am away.")
        head, at = (await world.head(case_id, "fee")).revision_id, world.clock.now().isoformat(timespec="microseconds")
    made = "INSERT INTO decision VALUES ('late', ?, 'review', 'approve', ?, NULL, ?)"
    with sqlite3.connect(database(tmp_path)) as other:
        other.execute(made, (case_id, given.delegate_id, at))
        row = (case_id, given.delegation_id, given.person_id)
        other.execute("INSERT INTO decided_for VALUES ('late', ?, ?, ?)", row)
        with pytest.raises(sqlite3.IntegrityError, match="handed from them or to them"):
            other.execute("INSERT INTO decided_section VALUES ('late', ?, 'fee', ?)", (case_id, head))
        other.rollback()


async def test_a_delegation_given_twice_is_one(world: World) -> None:
    await world.enrol("dan", Role.ANALYST)
    for _ in range(2):
        command = "00000000-0000-4000-8000-000000000001"
        await world.delegating.delegate(world["rob"], "dan", world.clock.now() + WEEK, command_id=command)
    assert len(await world.delegating.listing()) == 1
