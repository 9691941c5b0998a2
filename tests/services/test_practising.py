"""Practice cases beside real work: begun, finished, counted for the person alone, and never decided or signed."""

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest
from service_examples import PASSPHRASE, World, a_world
from store_examples import database, unguarded

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.practice_files import PackPractice
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.comment import ItemCode
from desktop_app.domain.errors import NotFound, Refusal, Refused, UsageError
from desktop_app.domain.person import Role
from desktop_app.domain.practice import PracticeMark, PracticePolicy
from desktop_app.domain.work import seat_of
from desktop_app.services.practising import Practising

SIGNED = "INSERT INTO {table} ({columns}) VALUES ({values})"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as world:
        yield world


@cache
def shipped() -> PackFolders:
    """The forms that are shipped, read once."""
    return PackFolders([forms_folder()])


def practising(world: World) -> Practising:
    return Practising(world.store, world.recording, shipped(), PackPractice(), world.clock, SystemChance())


async def begun(world: World, who: str = "rob") -> str:
    return await practising(world).start(world[who], "contract_review", "hosting")


async def marks_of(world: World, practice_id: str, *errors: int) -> list[PracticeMark]:
    """Marks at these errors, by their order in the text."""
    practice = (await practising(world).sheet(world["rob"], practice_id)).practice
    found = [practice.errors[number] for number in errors]
    return [
        PracticeMark(s.section, at := s.text.index(e.at) if e.at else 0, at + len(e.at), ItemCode.MISSING)
        for s, e in found
    ]


async def test_what_is_wrong_is_told_when_it_is_finished_and_not_before(world: World) -> None:
    practice_id = await begun(world)
    assert (await practising(world).sheet(world["rob"], practice_id)).score is None
    sheet = await practising(world).finish(world["rob"], practice_id, await marks_of(world, practice_id, 0, 2))
    assert sheet.score and [e.found for e in sheet.score.errors] == [True, False, True, False]
    assert sheet.result and (sheet.result.known, sheet.result.found, sheet.result.extra) == (4, 2, 0)


async def test_nothing_of_it_is_among_real_cases(world: World) -> None:
    practice_id = await begun(world)
    await practising(world).finish(world["rob"], practice_id, ())
    assert await world.store.cases() == ()
    assert await world.store.waiting(seat_of(world["rob"])) == (0, 0)
    assert (await world.store.verify()).verified


async def test_services_refuse_to_decide_or_sign_it_and_the_record_tells_why(world: World) -> None:
    practice_id = await begun(world)
    for attempt in (
        lambda: world.reviewing.approve(world["rob"], PASSPHRASE, practice_id, checklist=True),
        lambda: world.reviewing.sign(world["ola"], PASSPHRASE, practice_id),
        lambda: world.send(practice_id),
        lambda: world.commenting.comment(world["rob"], practice_id, "parties", "Why?"),
    ):
        with pytest.raises(Refused) as refused:
            await attempt()
        assert refused.value.refusal is Refusal.PRACTICE
    assert sum(b'"refusal":"practice"' in event.body for event in await world.store.events()) >= 3


@pytest.mark.parametrize(
    ("table", "column"),
    [("case_file", "case_id"), ("decision", "case_id"), ("signature", "case_id"), ("label", "of_case")],
)
async def test_the_database_refuses_it_as_a_real_case_whoever_writes(
    world: World, tmp_path: Path, table: str, column: str
) -> None:
    practice_id = await begun(world)
    with unguarded(database(tmp_path), guards_off=False) as db:
        rows = db.execute(f"PRAGMA table_info({table})").fetchall()
        names = [row[1] for row in rows]
        values = [practice_id if name == column else b"x" if row[2] == "BLOB" else 1 if row[2] == "INTEGER" else "x"
                  for name, row in zip(names, rows, strict=True)]  # fmt: skip
        holes = ", ".join("?" * len(names))
        with pytest.raises(Exception, match="never decided, signed or counted"):
            db.execute(SIGNED.format(table=table, columns=", ".join(f'"{n}"' for n in names), values=holes), values)


CHANGES = (
    "DELETE FROM practice_case",
    "UPDATE practice_case SET practice_id = 'x'",
    "DELETE FROM practice_result",
    "UPDATE practice_result SET found = known",
)


@pytest.mark.parametrize("change", CHANGES)
async def test_it_can_never_be_unmarked_nor_its_result_changed(world: World, tmp_path: Path, change: str) -> None:
    practice_id = await begun(world)
    await practising(world).finish(world["rob"], practice_id, ())
    with unguarded(database(tmp_path), guards_off=False) as db, pytest.raises(Exception, match="is never"):
        db.execute(change)


async def test_a_real_case_is_never_made_a_practice_case(world: World, tmp_path: Path) -> None:
    case_id = await world.case()
    with unguarded(database(tmp_path), guards_off=False) as db, pytest.raises(Exception, match="no practice case"):
        digest = db.execute("SELECT pack_digest FROM case_file").fetchone()[0]
        db.execute("INSERT INTO practice_case VALUES (?, 'p', 'f', ?, 'n', 'now')", (case_id, digest))


async def test_it_is_finished_once_and_a_command_applies_once(world: World) -> None:
    practice_id = await begun(world)
    command = SystemChance().new_id()
    for _ in range(2):
        await practising(world).finish(world["rob"], practice_id, (), command_id=command)
    with pytest.raises(Refused):
        await practising(world).finish(world["rob"], practice_id, ())


async def test_a_start_that_is_asked_for_twice_begins_one(world: World) -> None:
    command = SystemChance().new_id()
    names = {
        await practising(world).start(world["rob"], "contract_review", "hosting", command_id=command) for _ in range(2)
    }
    assert len(names) == 1


async def test_everybody_sees_their_own_alone(world: World) -> None:
    practice_id = await begun(world)
    assert (await practising(world).standing(world["amy"])).begun == ()
    with pytest.raises(NotFound):
        await practising(world).sheet(world["amy"], practice_id)


async def test_who_decides_about_nothing_is_offered_nothing_and_begins_nothing(world: World) -> None:
    assert (await practising(world).standing(world["ana"])).offers == ()
    with pytest.raises(Refused):
        await begun(world, "ana")


async def test_one_is_due_as_often_as_the_policy_says(world: World) -> None:
    assert (await practising(world).standing(world["rob"])).is_due
    practice_id = await begun(world)
    await practising(world).finish(world["rob"], practice_id, ())
    assert not (await practising(world).standing(world["rob"])).is_due
    world.clock.passes(31 * 86_400)
    assert (await practising(world).standing(world["rob"])).is_due


async def test_an_administrator_declares_the_policy_and_sees_people_only_where_it_says_so(world: World) -> None:
    adi = await world.enrol("adi", Role.ADMINISTRATOR)
    await practising(world).finish(world["rob"], await begun(world), ())
    with pytest.raises(Refused):
        await practising(world).of_everybody(adi)
    with pytest.raises(Refused):
        await practising(world).declare(world["rob"], PracticePolicy(administrator_sees=True))
    await practising(world).declare(adi, PracticePolicy(every_days=7, administrator_sees=True))
    assert len(await practising(world).of_everybody(adi)) == 1
    assert (await practising(world).policy()).every_days == 7


async def test_a_mark_outside_of_the_text_is_no_mark(world: World) -> None:
    practice_id = await begun(world)
    for wrong in (PracticeMark("parties", 0, 10_000, ItemCode.OTHER), PracticeMark("nowhere", 0, 0, ItemCode.OTHER)):
        with pytest.raises(UsageError):
            await practising(world).finish(world["rob"], practice_id, (wrong,))


async def test_events_of_practice_hold_numbers_and_names_of_the_pack_alone(world: World) -> None:
    practice_id = await begun(world)
    await practising(world).finish(world["rob"], practice_id, await marks_of(world, practice_id, 0))
    told = [event.body for event in await world.store.events() if event.type.startswith("practice.")]
    assert len(told) == 2 and not any(word in body for body in told for word in (b"36,000", b"Norrsken", b"March"))
