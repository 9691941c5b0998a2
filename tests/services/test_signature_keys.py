"""Signing keys through time: a lost one is replaced, a stolen one revoked, and what they signed is judged by when."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from service_examples import PASSPHRASE, World, a_world, pack_with
from store_examples import database, unguarded

from desktop_app.domain.case import CaseState
from desktop_app.domain.errors import Locked, NotFound, Refusal, Refused, UsageError
from desktop_app.domain.person import Acting, Auth, Profile, Role
from desktop_app.domain.person_key import EndKind
from desktop_app.domain.standing import Standing, is_signed, standing_of
from desktop_app.services.recording import Recording
from desktop_app.services.voiding import Voiding

NEW = "a wholly new passphrase"
BOTH = pack_with(('officer, relevant: "fee >= 50000.00"', 'officer, relevant: "fee >= 40000.00"'))
"""A review, and then a sign-off."""


async def told(world: World, kind: str) -> list[dict[str, object]]:
    return [json.loads(event.body) for event in await world.store.events() if event.type == kind]


async def standings(world: World, case_id: str) -> list[Standing]:
    record = (await world.facts(case_id)).record
    return [standing_of(signature, record).standing for signature in record.signatures]


async def new_key(world: World, adam: Acting, who: str = "rob") -> Acting:
    code = await world.key_keeping.allow(adam, who, "The passphrase is forgotten.")
    world.clock.passes(60)
    return await world.key_keeping.make(who, code, NEW)


async def test_a_lost_key_is_replaced_and_what_it_signed_stays_valid(world: World) -> None:
    adam, case_id = await world.enrol("adam", Role.ADMINISTRATOR), await world.sent()
    await world.approve(case_id, "term")
    world.clock.passes(60)
    rob = await new_key(world, adam)
    assert rob.profile.public_key != world["rob"].profile.public_key
    await world.reviewing.approve(rob, NEW, case_id, ["fee"], checklist=True)
    assert await standings(world, case_id) == [Standing.VALID, Standing.VALID]
    history = await world.key_keeping.history()
    assert [key.end and key.end.kind for key in history.keys_of(rob.profile.profile_id)] == [EndKind.REPLACED, None]
    assert (await world.store.verify()).verified


async def test_the_old_key_signs_nothing_from_the_leave_on(world: World) -> None:
    adam, case_id = await world.enrol("adam", Role.ADMINISTRATOR), await world.sent()
    await world.key_keeping.allow(adam, "rob", "The passphrase is forgotten.")
    with pytest.raises(Refused) as refused:
        await world.approve(case_id)
    assert refused.value.refusal is Refusal.KEY_ENDED
    assert (await world.facts(case_id)).record.signatures == ()


async def test_the_administrator_learns_no_passphrase_and_the_code_is_kept_nowhere(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        adam = await world.enrol("adam", Role.ADMINISTRATOR)
        code = await world.key_keeping.allow(adam, "rob", "Forgotten.")
        await world.key_keeping.make("rob", code.lower().replace("-", " "), NEW)
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert code.replace("-", "").encode() not in raw and NEW.encode() not in raw


async def test_a_code_is_good_for_one_key_and_a_later_leave_ends_an_earlier_one(world: World) -> None:
    adam = await world.enrol("adam", Role.ADMINISTRATOR)
    first = await world.key_keeping.allow(adam, "rob", "Forgotten.")
    second = await world.key_keeping.allow(adam, "rob", "The code was lost too.")
    with pytest.raises(Locked):
        await world.key_keeping.make("rob", first, NEW)
    await world.key_keeping.make("rob", second, NEW)
    with pytest.raises(Refused, match="No new key was allowed"):
        await world.key_keeping.make("rob", second, "yet another passphrase")
    made = await told(world, "key.made")
    assert [(each["outcome"], each["actor"]["auth"]) for each in made] == [
        ("refused", Auth.CODE),
        ("done", Auth.CODE),
        ("refused", Auth.CODE),
    ]


async def test_three_wrong_codes_lock_as_three_wrong_passphrases_do(world: World) -> None:
    adam = await world.enrol("adam", Role.ADMINISTRATOR)
    code = await world.key_keeping.allow(adam, "rob", "Forgotten.")
    for _ in range(3):
        with pytest.raises(Locked):
            await world.key_keeping.make("rob", "AAAA-AAAA-AAAA-AAAA", NEW)
    with pytest.raises(Refused, match="locked"):
        await world.key_keeping.make("rob", code, NEW)
    world.clock.passes(5 * 60 + 1)
    assert (await world.key_keeping.make("rob", code, NEW)).auth is Auth.PASSPHRASE


async def test_guesses_at_a_passphrase_that_is_to_be_changed_are_counted_too(world: World) -> None:
    for _ in range(3):
        with pytest.raises(Locked):
            await world.enrolling.change_passphrase(world["rob"], "not the passphrase", NEW)
    with pytest.raises(Refused) as refused:
        await world.enrolling.change_passphrase(world["rob"], PASSPHRASE, NEW)
    assert refused.value.refusal is Refusal.LOCKED


async def test_nobody_allows_themselves_a_key_where_another_administrator_could(world: World) -> None:
    adam = await world.enrol("adam", Role.ADMINISTRATOR)
    eve = await world.enrol("eve", Role.ADMINISTRATOR)
    with pytest.raises(Refused) as refused:
        await world.key_keeping.allow(adam, "adam", "Forgotten.")
    assert refused.value.refusal is Refusal.OWN_ACT
    assert await world.key_keeping.allow(eve, "adam", "Forgotten.")
    (done,) = [each for each in await told(world, "key.allowed") if each["outcome"] == "done"]
    assert done["data"]["alone"] is False


async def test_the_only_administrator_allows_themselves_one_and_that_nobody_else_could_is_recorded(
    world: World,
) -> None:
    await world.enrol("adam", Role.ADMINISTRATOR)
    known_by_the_computer = await world.enrolling.current("adam")
    with pytest.raises(Refused, match="no administrator"):
        await world.key_keeping.allow(world["rob"], "adam", "He asked me to.")
    code = await world.key_keeping.allow(known_by_the_computer, "adam", "Forgotten.")
    await world.key_keeping.make("adam", code, NEW)
    done = (await told(world, "key.allowed"))[-1]
    assert (done["data"]["alone"], done["actor"]["auth"]) == (True, Auth.OS_USER)


async def test_without_an_administrator_nobody_allows_a_key(world: World) -> None:
    with pytest.raises(Refused, match="There is no administrator here"):
        await world.key_keeping.allow(world["ana"], "rob", "Forgotten.")


@pytest.mark.parametrize("words", ["", "   ", "x" * 401])
async def test_every_act_about_a_person_needs_a_short_reason(world: World, words: str) -> None:
    adam = await world.enrol("adam", Role.ADMINISTRATOR)
    with pytest.raises(UsageError):
        await world.key_keeping.allow(adam, "rob", words)
    with pytest.raises(UsageError):
        await world.key_keeping.revoke(adam, "rob", words)
    with pytest.raises(UsageError):
        await world.staffing.retire(adam, "rob", words)
    with pytest.raises(UsageError):
        await world.staffing.change_roles(adam, "rob", [Role.ANALYST], words)


async def test_the_record_commits_to_a_reason_and_does_not_hold_it(world: World) -> None:
    adam = await world.enrol("adam", Role.ADMINISTRATOR)
    await world.key_keeping.allow(adam, "rob", "Zebra stole it")
    (act,) = (await world.key_keeping.history()).acts
    (event,) = await told(world, "key.allowed")
    assert act.holds and event["refs"]["reason"] == act.commitment
    assert b"Zebra" not in b"".join(event.body for event in await world.store.events())


async def test_what_a_stolen_key_signed_no_longer_counts_and_open_cases_need_approval_anew(world: World) -> None:
    case_id, rob = await world.sent(), world["rob"]
    await world.approve(case_id, "term")
    world.clock.passes(60)
    since = world.clock.now()
    await world.approve(case_id, "fee")
    assert await world.key_keeping.revoke(rob, "rob", "My passphrase was seen.", since) == (case_id,)
    facts = await world.facts(case_id)
    assert facts.approvers("term", "review") == {rob.person.person_id} and not facts.approvers("fee", "review")
    assert await standings(world, case_id) == [Standing.VALID, Standing.REVOKED]
    causes = [each["data"].get("because") for each in await told(world, "signature.superseded")]
    assert causes == ["key_revoked"] and (await world.store.verify()).verified
    assert await world.key_keeping.revoke(rob, "rob", "Once more.", since) == ()


async def test_a_case_that_had_gone_on_waits_again_where_the_approval_is_missing(world: World) -> None:
    case_id = await world.sent(BOTH)
    await world.approve(case_id)
    assert (await world.facts(case_id)).record.file.state is CaseState.SIGN_OFF
    await world.key_keeping.revoke(world["rob"], "rob", "Stolen.", world.clock.now())
    file = (await world.facts(case_id)).record.file
    assert (file.state, file.stage) == (CaseState.REVIEW, "review")
    await world.approve(case_id, who="amy")
    assert (await world.facts(case_id)).record.file.state is CaseState.SIGN_OFF


async def test_a_signed_case_stays_and_is_shown_as_signed_with_a_revoked_key(world: World) -> None:
    case_id = await world.sent(BOTH)
    await world.approve(case_id)
    await world.sign(case_id, "ola")
    assert await world.key_keeping.revoke(world["rob"], "rob", "Stolen.", world.clock.now()) == ()
    record = (await world.facts(case_id)).record
    found = [standing_of(signature, record) for signature in record.signatures]
    assert record.file.state is CaseState.SIGNED and not is_signed(record, found)
    assert [each.standing for each in found] == [Standing.REVOKED, Standing.VALID]


async def test_a_revocation_that_a_crash_left_half_done_counts_at_once_and_is_ended_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await world.sent()
    await world.approve(case_id, "fee")

    async def dies(self: Voiding) -> tuple[str, ...]:
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(Voiding, "void", dies)
        await world.key_keeping.revoke(world["rob"], "rob", "Stolen.", world.clock.now())
    facts = await world.facts(case_id)
    assert not facts.record.superseded and not facts.approvers("fee", "review")
    assert await world.voiding.void() == (case_id,)
    assert (await world.facts(case_id)).record.superseded


async def test_a_key_is_revoked_by_its_person_or_an_administrator_and_never_from_a_later_time(world: World) -> None:
    with pytest.raises(Refused, match="no administrator"):
        await world.key_keeping.revoke(world["ana"], "rob", "I say so.")
    with pytest.raises(UsageError, match="later time"):
        await world.key_keeping.revoke(world["rob"], "rob", "Soon.", world.clock.now() + timedelta(days=1))
    with pytest.raises(NotFound):
        await world.key_keeping.revoke(world["rob"], "rob", "Which?", key="zz")
    adam = await world.enrol("adam", Role.ADMINISTRATOR)
    await world.key_keeping.revoke(adam, "rob", "His computer was stolen.")
    with pytest.raises(Refused) as refused:
        await world.approve(await world.sent())
    assert refused.value.refusal is Refusal.KEY_ENDED


async def test_a_replaced_key_can_still_be_reported_for_what_it_signed_before(world: World) -> None:
    adam, case_id, since = await world.enrol("adam", Role.ADMINISTRATOR), await world.sent(), world.clock.now()
    await world.approve(case_id, "fee")
    old = (world["rob"].profile.public_key or b"").hex()
    rob = await new_key(world, adam)
    await world.key_keeping.revoke(rob, "rob", "It had been copied.", since, old[:12])
    assert await standings(world, case_id) == [Standing.REVOKED]
    assert (await world.key_keeping.history()).keys_of(rob.profile.profile_id)[-1].end is None


# Leaving, and roles


async def test_who_leaves_signs_no_more_and_their_open_cases_are_named(world: World) -> None:
    adam, case_id = await world.enrol("adam", Role.ADMINISTRATOR), await world.case()
    ended = await world.sent()
    await world.approve(ended)
    await world.sign(ended)
    world.clock.passes(1)
    retired = await world.staffing.retire(adam, "ana", "Ana has left the firm.")
    assert [file.case_id for file in await world.staffing.open_cases(retired.person_id)] == [case_id]
    with pytest.raises(NotFound):
        await world.enrolling.switch("ana", PASSPHRASE)
    with pytest.raises(Refused):
        await world.key_keeping.revoke(world["ana"], "rob", "Out of spite.")
    (key,) = (await world.key_keeping.history()).keys_of(retired.profile_id)
    assert key.end is not None and key.end.kind is EndKind.LEFT
    assert await standings(world, ended) == [Standing.VALID, Standing.VALID]


async def test_the_last_administrator_neither_leaves_nor_loses_the_role(world: World) -> None:
    adam = await world.enrol("adam", Role.ADMINISTRATOR)
    for attempt in (
        world.staffing.retire(adam, "adam", "I leave."),
        world.staffing.change_roles(adam, "adam", [Role.ANALYST], "I want to write."),
    ):
        with pytest.raises(Refused) as refused:
            await attempt
        assert refused.value.refusal is Refusal.LAST_ADMINISTRATOR
    await world.enrol("eve", Role.ADMINISTRATOR)
    await world.staffing.retire(adam, "adam", "I leave.")


async def test_roles_are_changed_by_another_with_a_reason_and_count_from_then_on(world: World) -> None:
    adam, case_id = await world.enrol("adam", Role.ADMINISTRATOR), await world.sent()
    await world.enrol("eve", Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        await world.staffing.change_roles(adam, "adam", [Role.ADMINISTRATOR, Role.REVIEWER], "I want to read.")
    await world.staffing.change_roles(adam, "rob", [Role.AUDITOR], "Rob audits now.")
    rob = await world.enrolling.switch("rob", PASSPHRASE)
    with pytest.raises(Refused, match="rob is no reviewer"):
        await world.reviewing.approve(rob, PASSPHRASE, case_id, checklist=True)
    (done,) = [each for each in await told(world, "person.changed") if each["outcome"] == "done"]
    assert (done["data"]["roles"], done["data"]["alone"]) == (["auditor"], False)


async def test_where_there_is_an_administrator_only_they_add_people_and_who_added_is_told(world: World) -> None:
    await world.enrolling.add("nia", [Role.ANALYST], "nia", None, world["ana"])
    adam = await world.enrolling.add("adam", [Role.ADMINISTRATOR], "adam", PASSPHRASE, world["ana"])
    with pytest.raises(Refused, match="no administrator"):
        await world.enrolling.add("kim", [Role.ADMINISTRATOR], "kim", None, world["ana"])
    await world.enrolling.add("kim", [Role.AUDITOR], "kim", None, adam)
    kim = await world.enrolling.switch("kim", None)
    with pytest.raises(Refused):
        await world.enrolling.add("lee", [Role.ANALYST], "lee", None, kim)
    actors = [each["actor"]["person"] for each in await told(world, "person.added") if each["outcome"] == "done"]
    assert actors[-3:] == [world["ana"].person.person_id] * 2 + [adam.person.person_id]


# What the database itself refuses


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE profile SET retired_at = 'x' WHERE instr(roles, 'administrator')", "last administrator"),
        ("UPDATE profile SET roles = '[]' WHERE instr(roles, 'administrator')", "last administrator"),
        ("UPDATE profile SET public_key = x'00' WHERE public_key IS NOT NULL", "only after it has ended"),
        ("UPDATE person_key SET since = 'x'", "never changed"),
        ("DELETE FROM person_key", "never deleted"),
    ],
)
async def test_another_program_cannot_do_it_either(tmp_path: Path, statement: str, words: str) -> None:
    async with a_world(tmp_path) as world:
        await world.enrol("adam", Role.ADMINISTRATOR)
    with closing(dbapi2.connect(database(tmp_path))) as other, pytest.raises(dbapi2.IntegrityError, match=words):
        other.execute(statement)


async def test_the_database_takes_no_signature_by_a_key_that_has_ended_or_is_anothers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, rob = await world.sent(), world["rob"]
    await world.key_keeping.revoke(rob, "rob", "Stolen.")

    async def fine(_recording: Recording, _profile: str) -> None:
        """The service looks away."""

    monkeypatch.setattr(Recording, "require_key", fine)
    with pytest.raises(Refused, match="has not ended"):
        await world.approve(case_id)
    ola = replace(world["ola"], person=rob.person)
    monkeypatch.setattr(Recording, "kept_profile", lambda _self, profile: _as_it_is(profile))
    mixed = replace(ola, profile=replace(world["ola"].profile, roles=rob.profile.roles))
    with pytest.raises(Refused, match="key of who decides"):
        await world.reviewing.approve(mixed, PASSPHRASE, case_id, checklist=True)


async def _as_it_is(profile: Profile) -> Profile:
    return profile


async def test_who_acts_no_more_decides_nothing_whatever_the_service_thinks(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    adam, case_id = await world.enrol("adam", Role.ADMINISTRATOR), await world.sent()
    await world.staffing.retire(adam, "rob", "He left.")
    world.clock.passes(1)
    with pytest.raises(Refused, match="acts no more"):
        await world.reviewing.escalate(world["rob"], case_id, "I still can.")


async def test_a_reason_that_another_program_changed_is_named(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        adam = await world.enrol("adam", Role.ADMINISTRATOR)
        await world.staffing.retire(adam, "rob", "He left.")
    with unguarded(database(tmp_path)) as other:
        other.execute("UPDATE person_act SET words = 'He was dismissed.'")
    async with a_world(tmp_path) as world:
        (found,) = (await world.store.verify()).breaks
        assert "reason" in found.words
