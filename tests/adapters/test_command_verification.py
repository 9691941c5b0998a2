"""Events tell that a command was applied: what is done to the table of commands is named, without a key."""

from pathlib import Path

import pytest
import zstandard
from store_examples import a_store, database, entry, told, unguarded, with_case

from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import BreakKind, Entry, EventType, Verification
from desktop_app.domain.errors import Refused

OLD_STORE = Path(__file__).parent / "stores/schema_1.db.zst"


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """A store that was opened twice; event 3 to 5 are of one command."""
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(events=(told(),) * 3, command_id="edit"))
    async with a_store(tmp_path) as store:
        await store.commit(entry())
    return tmp_path


def found_after(home: Path, statement: str) -> Verification:
    """What verifying finds after a program that takes the guards off meanwhile."""
    with unguarded(database(home)) as db:
        assert db.execute(statement).rowcount
    return verify_file(database(home))


@pytest.mark.parametrize(
    ("statement", "words", "seq"),
    [
        (
            "DELETE FROM command WHERE command_id = 'edit'",
            "The command edit of event 5 is forgotten: it would apply again.",
            5,
        ),
        (
            "UPDATE command SET last_seq = 4 WHERE command_id = 'edit'",
            "The command edit is not kept with event 5, its last one.",
            5,
        ),
        (
            "INSERT INTO command VALUES ('next', 5)",
            "No event tells of the command next: it was put in outside the program.",
            None,
        ),
    ],
)
async def test_what_is_done_to_a_command_is_named_with_its_event(
    home: Path, statement: str, words: str, seq: int | None
) -> None:
    assert verify_file(database(home)).breaks == ()
    (found,) = found_after(home, statement).breaks
    assert (found.kind, found.words, found.seq) == (BreakKind.ROW, words, seq)


async def test_what_the_store_tells_of_itself_may_be_forgotten_since_nobody_gives_it_again(home: Path) -> None:
    opened = "SELECT json_extract(CAST(body AS TEXT), '$.command') FROM audit_event WHERE type = 'store.opened'"
    assert found_after(home, f"DELETE FROM command WHERE command_id IN ({opened})").breaks == ()


def test_the_commands_of_a_store_from_before_are_held_too(tmp_path: Path) -> None:
    database(tmp_path).write_bytes(zstandard.decompress(OLD_STORE.read_bytes()))
    assert verify_file(database(tmp_path)).breaks == ()
    found = found_after(tmp_path, "DELETE FROM command").breaks
    assert len(found) == 31 and all("is forgotten" in each.words for each in found)


@pytest.mark.parametrize("wrong", [entry(events=(), command_id="edit"), Entry(None, (), (told(EventType.CASE_SENT),))])
async def test_a_command_without_events_and_a_note_with_them_are_refused(home: Path, wrong: Entry) -> None:
    async with a_store(home) as store:
        with pytest.raises(Refused, match="a command is told of by events"):
            await store.commit(wrong)
        assert (await store.verify()).verified
