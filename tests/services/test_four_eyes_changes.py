"""Who takes words out, moves them or makes them look otherwise has changed what the text says: nobody approves that
alone either, and the database holds it too."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from service_examples import World, a_world
from store_examples import database

from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import Refused
from desktop_app.domain.gate import sending_obstacles
from desktop_app.domain.section import RevisionKind
from desktop_app.domain.sole_editor import who_needs_another
from desktop_app.domain.text import unaccepted_writers

BEFORE = "It may not end early. The fee may be paid later. Notice is given in writing."
OWN_CHANGES = {
    "taken out": BEFORE.replace("not ", ""),
    "moved": "Notice is given in writing. It may not end early. The fee may be paid later.",
    "of another look": BEFORE.replace("may be paid", "**may be paid**"),
}
OWN = "holds changes of your own"
WHY = "Clearer."
NOW = "'2026-01-12T09:00:00+00:00'"


async def sent(world: World) -> str:
    """A case under review whose term its author wrote."""
    case_id = await world.drafted()
    await world.editing.edit(world["ana"], case_id, "term", BEFORE)
    await world.draft(case_id, "rating")
    await world.send(case_id)
    return case_id


async def changed(world: World, how: str = "taken out", who: str = "rob") -> str:
    """The same after somebody who decides about it changed it and wrote no word of it."""
    case_id = await sent(world)
    await world.editing.edit(world[who], case_id, "term", OWN_CHANGES[how], WHY)
    return case_id


async def held_back(world: World, case_id: str) -> set[str]:
    """By name: who may not be the only one to approve the term."""
    record = (await world.facts(case_id)).record
    persons = who_needs_another(record, await world.head(case_id, "term"))
    return {name for name, acting in world.people.items() if acting.person.person_id in persons}


@pytest.mark.parametrize("how", OWN_CHANGES)
async def test_who_changed_a_text_without_a_word_of_their_own_does_not_approve_it_alone(world: World, how: str) -> None:
    case_id = await changed(world, how)
    spans = (await world.facts(case_id)).record.spans[(await world.head(case_id, "term")).revision_id]
    assert world["rob"].person.person_id not in unaccepted_writers(spans)
    with pytest.raises(Refused, match=OWN):
        await world.approve(case_id, "term")
    assert await world.approve(case_id, "term", who="amy") == "review"


@pytest.mark.parametrize("settle", ["accept", "reject"])
async def test_what_the_author_accepted_or_left_out_is_approved_by_who_changed_it(world: World, settle: str) -> None:
    case_id = await changed(world)
    await getattr(world.editing, settle)(world["ana"], case_id, "term")
    assert await world.approve(case_id, "term") == "review"


async def test_an_acceptance_that_was_taken_back_is_none(world: World) -> None:
    case_id = await changed(world)
    await world.editing.accept(world["ana"], case_id, "term")
    await world.editing.take_back(world["ana"], case_id, "term")
    with pytest.raises(Refused, match=OWN):
        await world.approve(case_id, "term")


async def test_a_later_change_by_another_person_is_a_look_at_what_stood_there(world: World) -> None:
    case_id = await changed(world)
    text = await world.text(case_id, "term")
    await world.editing.edit(world["amy"], case_id, "term", text.replace("paid later", "paid"), WHY)
    assert await held_back(world, case_id) == {"amy", "ana"}
    assert await world.approve(case_id, "term", who="rob") == "review"


async def test_a_second_change_by_the_same_person_is_as_open_as_the_first(world: World) -> None:
    case_id = await changed(world)
    await world.editing.accept(world["ana"], case_id, "term")
    text = await world.text(case_id, "term")
    await world.editing.edit(world["rob"], case_id, "term", text.replace(" Notice is given in writing.", ""), WHY)
    with pytest.raises(Refused, match=OWN):
        await world.approve(case_id, "term")


async def test_who_writes_back_all_that_they_changed_has_changed_nothing(world: World) -> None:
    case_id = await changed(world)
    await world.editing.edit(world["rob"], case_id, "term", OWN_CHANGES["moved"], WHY)
    await world.editing.edit(world["rob"], case_id, "term", BEFORE, WHY)
    assert (await world.head(case_id, "term")).kind is RevisionKind.SETTLE
    assert await held_back(world, case_id) == {"ana"}
    assert await world.approve(case_id, "term") == "review"


async def test_a_returned_case_is_not_sent_with_what_its_author_has_not_settled(world: World) -> None:
    case_id = await changed(world)
    await world.reviewing.return_(world["rob"], case_id, items_about("term"), "Look at what I took out.")
    held = "What a reviewer changed in “Term” waits to be accepted or rejected."
    assert held in [each.words for each in sending_obstacles(await world.facts(case_id))]
    await world.editing.accept(world["ana"], case_id, "term")
    assert held not in [each.words for each in sending_obstacles(await world.facts(case_id))]


def accepted(db: sqlite3.Connection, by: str, head: str) -> str:
    """A settling of the term by this person, as a row."""
    db.execute(
        "INSERT INTO revision SELECT 'settled', case_id, section, seq + 1, 'settle', revision_id, text_ref, NULL,"
        f" ?, reason_ref, {NOW} FROM revision WHERE revision_id = ?",
        (by, head),
    )
    db.execute("DROP TRIGGER update_head_reason")
    db.execute("UPDATE head SET revision_id = 'settled' WHERE section = 'term'")
    return "settled"


def untouched(_db: sqlite3.Connection, _by: str, head: str) -> str:
    return head


@pytest.mark.parametrize(
    ("who", "since", "settler", "refused"),
    [
        ("rob", untouched, "", True),
        ("rob", accepted, "rob", True),
        ("rob", accepted, "ana", False),
        ("amy", untouched, "", False),
    ],
)
async def test_the_database_refuses_who_changed_the_text_last_whoever_opens_the_file(
    tmp_path: Path, who: str, since: Callable[[sqlite3.Connection, str, str], str], settler: str, refused: bool
) -> None:
    async with a_world(tmp_path) as world:
        case_id = await changed(world)
        people = {name: acting.person.person_id for name, acting in world.people.items()}
        head = (await world.head(case_id, "term")).revision_id
    with sqlite3.connect(database(tmp_path)) as db:
        db.execute("DROP TRIGGER insert_revision_reason")
        head = since(db, people.get(settler, ""), head)
        db.execute(
            f"INSERT INTO decision VALUES ('forged', ?, 'review', 'approve', ?, NULL, {NOW})", (case_id, people[who])
        )
        about = ("INSERT INTO decided_section VALUES ('forged', ?, 'term', ?)", (case_id, head))
        if refused:
            with pytest.raises(sqlite3.IntegrityError, match="changed it last, and nobody has accepted that"):
                db.execute(*about)
        else:
            db.execute(*about)
        db.rollback()


@pytest.mark.parametrize(("back", "refused"), [("take_back", True), ("accept", False)])
async def test_the_database_knows_what_was_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch, back: str, refused: bool
) -> None:
    case_id = await changed(world)
    await world.editing.accept(world["ana"], case_id, "term")
    if back == "take_back":
        await world.editing.take_back(world["ana"], case_id, "term")
    monkeypatch.setattr("desktop_app.services.reviewing.require_four_eyes", lambda *_: None)
    if refused:
        with pytest.raises(Refused, match="changed it last"):
            await world.approve(case_id, "term")
    else:
        assert await world.approve(case_id, "term") == "review"
