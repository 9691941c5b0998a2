"""People: who acts, known how; nobody is taken for somebody else."""

import json
from pathlib import Path

import pytest
from fakes import FakeClock
from service_examples import KEY, PASSPHRASE, World, a_world, open_world

from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.audit import Entry, Receipt
from desktop_app.domain.errors import Locked, NotFound, Refused, UsageError
from desktop_app.domain.person import Auth, Role
from desktop_app.services.enrolling import Enrolling
from desktop_app.services.recording import Recording


async def test_a_store_without_people_gets_one_analyst_of_the_users_name(tmp_path: Path) -> None:
    chance = SystemChance()
    store = SqlStore.open(tmp_path, FakeClock(), chance, KEY)
    enrolling = Enrolling(store, Recording(store, FakeClock(), chance), PersonKeys(cost=12), chance)
    first, again = await enrolling.current("mia"), await enrolling.current("mia")
    await store.close()
    assert (first.person.name, first.profile.roles, first.profile.sealed_key) == ("mia", {Role.ANALYST}, None)
    assert again.person == first.person and first.auth is Auth.OS_USER


async def test_a_user_who_is_nobody_here_reads_as_a_guest_and_changes_nothing(world: World) -> None:
    guest, case_id = await world.enrolling.current("stranger"), await world.drafted()
    await world.keeping.viewed(guest, case_id)
    with pytest.raises(Refused, match="stranger is no analyst"):
        await world.editing.edit(guest, case_id, "fee", "x")
    assert "stranger" not in [person.name for person, _ in await world.enrolling.listing()]


async def test_switching_needs_the_persons_passphrase(world: World) -> None:
    acting = await world.enrolling.switch("rob", PASSPHRASE)
    assert (acting.person.name, acting.auth) == ("rob", Auth.PASSPHRASE)
    with pytest.raises(Locked):
        await world.enrolling.switch("rob", "not the passphrase")
    with pytest.raises(UsageError):
        await world.enrolling.switch("rob", None)
    assert await outcomes(world, "person.switched") == ["done", "refused"]


async def test_a_guest_who_adds_a_person_is_told_whose_business_that_is(world: World) -> None:
    guest = await world.enrolling.current("stranger")
    with pytest.raises(Refused, match="stranger is no administrator or analyst"):
        await world.enrolling.add("new", [Role.ANALYST], "new", None, guest)


@pytest.mark.parametrize("who", ["", "nobody"])
async def test_a_name_that_is_nobodys_is_said_so(world: World, who: str) -> None:
    with pytest.raises(NotFound):
        await world.enrolling.switch(who, PASSPHRASE)


@pytest.mark.parametrize(
    ("name", "roles", "passphrase"),
    [
        ("  ", [Role.ANALYST], None),
        ("new", [], None),
        (" Rob ", [Role.ANALYST], None),
        ("new", [Role.ANALYST], "short"),
    ],
)
async def test_a_person_has_a_name_of_their_own_a_role_and_a_long_passphrase(
    world: World, name: str, roles: list[Role], passphrase: str | None
) -> None:
    with pytest.raises(UsageError):
        await world.enrolling.add(name, roles, "x", passphrase)


async def test_the_record_names_no_person(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        await world.enrolling.add("Zebulon Zebra", [Role.ANALYST], "zz", None)
        assert not any(b"Zebulon" in event.body for event in await world.store.events())


async def test_a_changed_passphrase_opens_the_same_key_and_the_old_one_opens_nothing(world: World) -> None:
    rob, case_id = world["rob"], await world.sent()
    with pytest.raises(Locked):
        await world.enrolling.change_passphrase(rob, "not the passphrase", "another passphrase")
    await world.enrolling.change_passphrase(rob, PASSPHRASE, "another passphrase")
    with pytest.raises(Locked):
        await world.enrolling.switch("rob", PASSPHRASE)
    again = await world.enrolling.switch("rob", "another passphrase")
    await world.reviewing.approve(again, "another passphrase", case_id, checklist=True)
    assert again.profile.public_key == rob.profile.public_key and (await world.store.verify()).verified
    assert await outcomes(world, "passphrase.changed") == ["refused", "done"]


async def test_a_retired_profile_acts_no_more_and_only_an_administrator_retires_others(world: World) -> None:
    adam = await world.enrol("adam", Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="no administrator"):
        await world.staffing.retire(world["ana"], "rob", "I want to.")
    await world.staffing.retire(adam, "rob", "He has left the firm.")
    await world.staffing.retire(world["ola"], "ola", "I leave.")
    for who in ("rob", "ola"):
        with pytest.raises(NotFound):
            await world.enrolling.switch(who, PASSPHRASE)
    assert await outcomes(world, "person.retired") == ["refused", "done", "done"]
    assert (await world.store.verify()).verified


async def outcomes(world: World, kind: str) -> list[str]:
    """How the events of this type ended, in order."""
    return [json.loads(event.body)["outcome"] for event in await world.store.events() if event.type == kind]


@pytest.mark.parametrize("done", [False, True])
async def test_a_crash_while_a_passphrase_is_changed_leaves_the_old_one_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    """The key and its salt are one row, written at once: before the commit the old passphrase opens it, after it the
    new one, and never neither."""
    world = await open_world(tmp_path)
    commit = world.store.commit

    async def dies(entry: Entry) -> Receipt:
        if done:
            await commit(entry)
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(world.store, "commit", dies)
        await world.enrolling.change_passphrase(world["rob"], PASSPHRASE, "another passphrase")
    await world.store.close()
    store = SqlStore.open(tmp_path, FakeClock(), SystemChance(), KEY)
    enrolling = Enrolling(store, Recording(store, FakeClock(), SystemChance()), PersonKeys(cost=4), SystemChance())
    good, bad = ("another passphrase", PASSPHRASE) if done else (PASSPHRASE, "another passphrase")
    assert (await enrolling.switch("rob", good)).auth is Auth.PASSPHRASE
    with pytest.raises(Locked):
        await enrolling.switch("rob", bad)
    await store.close()


async def test_a_passphrase_is_changed_once_by_one_command(world: World) -> None:
    command = "00000000-0000-4000-8000-000000000001"
    for _ in range(2):
        await world.enrolling.change_passphrase(world["rob"], PASSPHRASE, "another passphrase", command)
    assert await outcomes(world, "passphrase.changed") == ["done"]
