"""Checkpoints leave for every place, the store is held against them, and no place ever harms the work."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from store_examples import CHANCE, approval, entry, open_store, with_case, written

from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.system_clock import SystemClock
from desktop_app.domain.anchor import Anchor
from desktop_app.domain.audit import Checkpoint, Entry, Event, EventType
from desktop_app.domain.errors import AnchorAbsent, AnchorFailed, Refused, StoreFailed, UsageError
from desktop_app.domain.person import Acting, Actor, Auth, Person, Profile, Role
from desktop_app.services.anchoring import Anchoring, as_keeper
from desktop_app.services.recording import Recording
from desktop_app.services.rotating import Rotating


@dataclass
class FakePlace:
    """A place that keeps all that it is given, and fails where it is told to."""

    name: str = "keyring"
    heads: list[Checkpoint] = field(default_factory=list)
    failure: AnchorFailed | None = None
    asked: int = 0

    def put(self, checkpoint: Checkpoint) -> None:
        self.asked += 1
        if self.failure:
            raise self.failure
        self.heads.append(checkpoint)

    def newest(self, after: datetime | None) -> Checkpoint | None:
        if self.failure:
            raise self.failure
        return next((head for head in reversed(self.heads) if after is None or head.at > after), None)


@dataclass
class Anchored:
    """A store, what leaves it, and what was said."""

    store: SqlStore
    anchoring: Anchoring
    recording: Recording
    said: list[str]

    async def enrol(self, name: str, *roles: Role) -> Acting:
        """A person of the store."""
        person = Person(CHANCE.new_id(), name, name, SystemClock().now())
        profile = Profile(CHANCE.new_id(), person.person_id, frozenset(roles))
        await self.store.commit(entry(person, profile, events=(Event(EventType.KEY_MADE, person.created_at, _US),)))
        return Acting(person, profile, Auth.OS_USER)


_US = Actor.program()


@asynccontextmanager
async def anchored_store(home: Path, *places: FakePlace, seconds: float = 60.0) -> AsyncIterator[Anchored]:
    store, clock, said = open_store(home), SystemClock(), list[str]()
    recording = Recording(store, clock, CHANCE)
    anchoring = Anchoring(store, recording, clock, places, lambda folder: FakePlace("folder"), said.append, seconds)
    try:
        yield Anchored(store, anchoring, recording, said)
    finally:
        await anchoring.close()
        await store.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.002)


AWAY = AnchorFailed("The folder is away.", next="See to it.")


async def test_the_record_as_it_is_now_leaves_for_each_place_and_is_noted(tmp_path: Path) -> None:
    keyring, folder = FakePlace(), FakePlace("folder")
    async with anchored_store(tmp_path, keyring, folder) as at:
        receipt = await at.store.commit(entry(events=(_event(),)))
        await at.anchoring.anchor()
        assert [head.size for head in (*keyring.heads, *folder.heads)] == [receipt.last_seq] * 2
        assert [(a.place, a.size) for a in await at.store.anchors()] == [("folder", 2), ("keyring", 2)]
        assert await at.anchoring.anchored() == "Anchored up to event 2, just now (folder, keyring)."
        assert at.said == []


async def test_what_has_left_does_not_leave_again(tmp_path: Path) -> None:
    keyring = FakePlace()
    async with anchored_store(tmp_path, keyring) as at:
        for _ in range(3):
            await at.anchoring.anchor()
    assert keyring.asked == 1


async def test_the_last_checkpoint_leaves_when_the_store_is_closed(tmp_path: Path) -> None:
    keyring = FakePlace()
    async with anchored_store(tmp_path, keyring) as at:
        at.anchoring.begin()
        receipt = await at.store.commit(entry(events=(_event(),)))
    assert keyring.heads[-1].size == receipt.last_seq


async def test_a_decision_leaves_at_once_and_other_work_waits(tmp_path: Path) -> None:
    keyring = FakePlace()
    async with anchored_store(tmp_path, keyring) as at:
        at.anchoring.begin()
        await with_case(at.store)
        made = written("ben", person_id="ben")
        await at.store.commit(entry(*made))
        receipt = await at.store.commit(approval("ada", made[0]))
        await until(lambda: bool(keyring.heads))
        assert [head.size for head in keyring.heads] == [receipt.last_seq]


async def test_checkpoints_leave_by_themselves_after_a_while_only_the_newest(tmp_path: Path) -> None:
    keyring = FakePlace()
    async with anchored_store(tmp_path, keyring, seconds=0.01) as at:
        at.anchoring.begin()
        for _ in range(5):
            await at.store.commit(entry(events=(_event(),)))
        await until(lambda: bool(keyring.heads) and keyring.heads[-1].size == 6)


async def test_a_place_that_fails_is_said_once_and_harms_nothing(tmp_path: Path) -> None:
    keyring, folder = FakePlace(), FakePlace("folder", failure=AWAY)
    async with anchored_store(tmp_path, keyring, folder) as at:
        for _ in range(3):
            await at.store.commit(entry(events=(_event(),)))
            await at.anchoring.anchor()
        assert at.said == [str(AWAY)]
        assert (await at.anchoring.anchored()).endswith(f"(keyring). {AWAY}")
        folder.failure = None
        await at.anchoring.anchor()
        assert folder.heads[-1].size == 4
        assert await at.anchoring.anchored() == "Anchored up to event 4, just now (folder, keyring)."


async def test_a_machine_without_a_keyring_is_no_trouble_and_named_as_the_reason(tmp_path: Path) -> None:
    absent = AnchorAbsent("There is no keyring.", next="Name a folder.")
    async with anchored_store(tmp_path, FakePlace(failure=absent)) as at:
        at.anchoring.begin()
        await at.anchoring.anchor()
        assert at.said == []
        assert await at.anchoring.anchored() == "Not anchored: there is no keyring. Name a folder."


async def test_a_store_that_cannot_be_written_goes_on_and_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with anchored_store(tmp_path, FakePlace()) as at:
        full = StoreFailed("The disk is full.", next="Make room.")

        async def refuse() -> Checkpoint:
            raise full

        with monkeypatch.context() as patch:
            patch.setattr(at.store, "sign_now", refuse)
            await at.anchoring.anchor()
        assert at.said == [str(full)]


async def test_an_unchanged_store_and_one_that_went_on_hold(tmp_path: Path) -> None:
    keyring = FakePlace()
    for _ in range(3):
        async with anchored_store(tmp_path, keyring) as at:
            assert await at.anchoring.hold() == ()
            await at.store.commit(entry(events=(_event(),)))
            await at.anchoring.anchor()


async def _put_back(home: Path, keyring: FakePlace) -> None:
    """A store that left its head in the keyring, and is its own older copy now."""
    async with anchored_store(home, keyring) as at:
        await at.anchoring.anchor()
    shutil.copytree(home, home.with_name("older"))
    async with anchored_store(home, keyring) as at:
        await at.store.commit(entry(events=(_event(),) * 3))
        await at.anchoring.anchor()
    shutil.rmtree(home)
    shutil.copytree(home.with_name("older"), home)


async def test_a_store_that_was_put_back_is_told_at_each_start_and_not_accepted(tmp_path: Path) -> None:
    keyring = FakePlace()
    await _put_back(tmp_path / "home", keyring)
    last = keyring.heads[-1]
    for _ in range(3):
        async with anchored_store(tmp_path / "home", keyring) as at:
            at.anchoring.begin()
            await at.store.commit(entry(events=(_event(),)))
        assert len(at.said) == 1 and "was put back to an older copy" in at.said[0]
        assert keyring.heads[-1] == last


async def test_a_longer_store_that_is_another_record_is_told(tmp_path: Path) -> None:
    keyring = FakePlace()
    await _put_back(tmp_path / "home", keyring)
    async with anchored_store(tmp_path / "home", keyring) as at:
        await at.store.commit(entry(events=(_event(),) * 20))
        (words,) = await at.anchoring.hold()
        assert "event 5 " in words


async def test_who_looks_after_the_store_may_accept_it_and_that_is_recorded(tmp_path: Path) -> None:
    keyring = FakePlace()
    await _put_back(tmp_path / "home", keyring)
    async with anchored_store(tmp_path / "home", keyring) as at:
        ana = await at.enrol("ana", Role.ANALYST)
        assert await at.anchoring.accept(ana) == ("keyring",)
        await at.anchoring.anchor()
        (event,) = await at.store.event_page(None, None, 1)
        told = json.loads(event.body)
        assert (told["type"], told["data"]) == ("anchor.accepted", {"place": "keyring", "size": 5})
    async with anchored_store(tmp_path / "home", keyring) as at:
        assert await at.anchoring.hold() == ()
        with pytest.raises(UsageError, match="remembers another"):
            await at.anchoring.accept(ana)


async def test_what_an_acceptance_explains_is_passed_over_in_a_folder_that_forgets_nothing(tmp_path: Path) -> None:
    folder = FakePlace("folder")
    await _put_back(tmp_path / "home", folder)
    async with anchored_store(tmp_path / "home", folder) as at:
        await at.anchoring.accept(await at.enrol("ana", Role.ANALYST))
    assert folder.heads[-1].size == 5
    async with anchored_store(tmp_path / "home", folder) as at:
        assert await at.anchoring.hold() == ()


async def test_a_backup_that_the_record_tells_of_is_accepted(tmp_path: Path) -> None:
    keyring = FakePlace()
    await _put_back(tmp_path / "home", keyring)
    async with anchored_store(tmp_path / "home", keyring) as at:
        restored = Event(EventType.STORE_RECOVERED, SystemClock().now(), _US, data={"from": 2})
        await at.store.commit(Entry(CHANCE.new_id(), (), (restored,)))
        assert await at.anchoring.hold() == ()


async def test_a_recovery_after_a_crash_explains_no_older_copy(tmp_path: Path) -> None:
    keyring = FakePlace()
    await _put_back(tmp_path / "home", keyring)
    async with anchored_store(tmp_path / "home", keyring) as at:
        recovered = Event(EventType.STORE_RECOVERED, SystemClock().now(), _US, data={"from": 1, "to": 2})
        await at.store.commit(Entry(CHANCE.new_id(), (), (recovered,)))
        assert len(await at.anchoring.hold()) == 1


async def test_a_place_that_forgot_what_it_was_given_is_told(tmp_path: Path) -> None:
    keyring = FakePlace()
    async with anchored_store(tmp_path, keyring) as at:
        await at.anchoring.anchor()
    keyring.heads.clear()
    async with anchored_store(tmp_path, keyring) as at:
        (words,) = await at.anchoring.hold()
        assert "holds none now" in words
        await at.anchoring.anchor()
        assert await at.anchoring.hold() == ()


async def test_a_folder_is_named_by_who_looks_after_the_store(tmp_path: Path) -> None:
    async with anchored_store(tmp_path) as at:
        ana = await at.enrol("ana", Role.ANALYST)
        await at.anchoring.name_folder(ana, "/anchors")
        assert await at.store.setting("anchor.folder") == "/anchors"
        await at.anchoring.anchor()
        assert [a.place for a in await at.store.anchors()] == ["folder"]
        event = (await at.store.event_page(None, None, 1, (EventType.SETTING_CHANGED,)))[0]
        assert b"/anchors" not in event.body
        await at.anchoring.name_folder(ana, "")
        assert await at.store.setting("anchor.folder") == ""
        assert await at.store.anchors() == (Anchor("folder", 0, (await at.store.anchors())[0].at),)


async def test_an_administrator_or_an_analyst_alone_looks_after_the_store(tmp_path: Path) -> None:
    async with anchored_store(tmp_path) as at:
        ana = await at.enrol("ana", Role.ANALYST)
        assert (await as_keeper(at.store, ana)).role is Role.ANALYST
        rob = await at.enrol("rob", Role.REVIEWER, Role.ADMINISTRATOR)
        assert (await as_keeper(at.store, rob)).role is Role.ADMINISTRATOR
        for nobody in (ana, await at.enrol("eve", Role.AUDITOR)):
            with pytest.raises(Refused):
                await as_keeper(at.store, nobody)


async def test_a_rotation_is_refused_to_others_and_recorded_for_who_asked(tmp_path: Path) -> None:
    async with anchored_store(tmp_path) as at:
        ana, rob = await at.enrol("ana", Role.ADMINISTRATOR), await at.enrol("rob", Role.ANALYST)
        rotating = Rotating(at.store, at.recording, NoSecrets(), CHANCE)
        with pytest.raises(Refused):
            await rotating.rotate(rob)
        await rotating.rotate(ana)
        (event,) = await at.store.event_page(None, None, 1)
        assert json.loads(event.body)["actor"]["person"] == ana.person.person_id
        assert event.type == "key.rotated"


async def test_a_rotated_store_still_holds(tmp_path: Path) -> None:
    keyring = FakePlace()
    async with anchored_store(tmp_path, keyring) as at:
        await at.anchoring.anchor()
        await at.store.rotate_key(_US, CHANCE.new_id())
        assert await at.anchoring.hold() == ()
        await at.anchoring.anchor()
        assert len({head.public_key for head in keyring.heads}) == 2


class NoSecrets:
    """No vault."""

    def change_passphrase(self, passphrase: str) -> None:
        raise AssertionError("nobody asked for it")


def _event() -> Event:
    return Event(EventType.STORE_VERIFIED, SystemClock().now(), _US)
