"""What the file itself refuses, whoever opens it: here with Python's own sqlite3 module."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from store_examples import a_store, approval, database, entry, everything, kept, with_case, written

from desktop_app.adapters.sql_rows import KEPT, SPANS
from desktop_app.adapters.sql_schema import metadata
from desktop_app.domain.errors import Refused
from desktop_app.domain.review import DecidedSection, Decision, DecisionKind
from desktop_app.domain.section import Head, RevisionKind

OWN_WORDS = "no word is approved by its writer alone"
Outsider = Callable[[str], None]
DECIDED = "INSERT INTO decided_section VALUES ('approve-1', 'c1', 'term', '{}')"


@pytest.fixture
async def outsider(tmp_path: Path) -> Outsider:
    """Another tool with the file of a store in which Ada wrote a text and has sent an approval without sections."""
    made, *rest = written()
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(made, *rest, *(p for p in everything() if p.__class__.__name__ == "Answer")))
        second = written(seq=2, accepted_by="ben", person_id="ben", kind=RevisionKind.SETTLE, parent_id="term-1")[:2]
        await store.commit(entry(*second))
        decision = Decision("approve-1", "c1", "review", DecisionKind.APPROVE, "ada", None, made.created_at)
        await store.commit(entry(decision))

    def run(statement: str) -> None:
        with closing(sqlite3.connect(database(tmp_path))) as connection, connection:
            connection.execute(statement)

    return run


def test_the_approval_of_ones_own_words_is_refused(outsider: Outsider) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=OWN_WORDS):
        outsider(DECIDED.format("term-1"))


def test_the_approval_of_an_older_text_is_refused(outsider: Outsider) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="only the current text"):
        outsider(DECIDED.format("term-2"))


def test_a_decided_section_without_its_decision_is_refused(outsider: Outsider) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="recorded before it"):
        outsider("INSERT INTO decided_section VALUES ('approve-9', 'c1', 'term', 'term-1')")


def test_ones_own_words_may_be_approved_once_another_has_accepted_them(outsider: Outsider) -> None:
    outsider("UPDATE head SET revision_id = 'term-2'")
    outsider(DECIDED.format("term-2"))


def test_the_current_text_is_one_of_the_sections_own(outsider: Outsider) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="one of its own revisions"):
        outsider("INSERT INTO head VALUES ('c1', 'fees', 'term-1')")
    with pytest.raises(sqlite3.IntegrityError, match="one of its own revisions"):
        outsider("UPDATE head SET section = 'fees'")


def test_a_section_has_one_current_text(outsider: Outsider) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        outsider("INSERT INTO head VALUES ('c1', 'term', 'term-2')")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET body = x'00' WHERE seq = 2",
        "DELETE FROM audit_event WHERE seq = 2",
        "INSERT OR REPLACE INTO audit_event VALUES (2, NULL, 'x', 'x', x'00')",
        "DELETE FROM revision",
        "UPDATE revision SET person_id = 'ben'",
        "REPLACE INTO revision SELECT * FROM revision",
        "REPLACE INTO revision (rowid, revision_id, case_id, section, seq, kind, text_ref, created_at)"
        " SELECT 1, 'new', 'c1', 'new', 1, 'edit', text_ref, created_at FROM revision LIMIT 1",
        "UPDATE span SET accepted_by = 'ben'",
        "UPDATE decision SET person_id = 'ben'",
        "DELETE FROM checkpoint",
        "UPDATE content SET commitment = ''",
    ],
)
def test_what_is_recorded_is_never_changed_deleted_or_replaced(outsider: Outsider, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=r"is never (changed|deleted|replaced)"):
        outsider(statement)


async def test_origins_are_not_added_to_a_text_that_was_decided(tmp_path: Path) -> None:
    made, *rest = written()
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(made, *rest))
        await store.commit(approval("ben", made))
        with pytest.raises(Refused, match="origins of a decided text"):
            await store.commit(entry(rest[0]))


async def test_the_store_refuses_it_in_the_same_words(tmp_path: Path) -> None:
    made, *rest = written()
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(made, *rest))
        with pytest.raises(Refused, match=OWN_WORDS):
            await store.commit(approval("ada", made))
        record = await store.case("c1")
        assert (record.decisions, record.decided) == ((), ())


async def test_a_return_of_ones_own_words_is_allowed(tmp_path: Path) -> None:
    made, *rest = written()
    back = Decision("back", "c1", "review", DecisionKind.RETURN, "ada", kept("Not yet."), made.created_at)
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(made, *rest))
        await store.commit(entry(back, DecidedSection("back", "c1", "term", made.revision_id)))
        assert len((await store.case("c1")).decided) == 1


async def test_a_head_may_move_to_a_newer_text(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*written()))
        await store.commit(entry(*written(seq=2)))
        assert (await store.case("c1")).heads == {"term": Head("c1", "term", "term-2").revision_id}


def test_each_field_has_a_column_and_each_column_a_field() -> None:
    for kept_as in KEPT:
        assert [cell.column for cell in kept_as.cells] == [column.name for column in kept_as.table.columns]
    assert [cell.column for cell in SPANS.cells] == [c.name for c in SPANS.table.columns][2:]


def test_events_are_the_only_blob_that_is_hashed_as_it_is_stored() -> None:
    bodies = [table.name for table in metadata.sorted_tables if "body" in table.columns]
    assert sorted(bodies) == ["audit_event", "content"]
