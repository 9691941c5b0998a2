"""Whatever a row is changed to by another program, verifying names it without any key."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pysqlite3 import dbapi2
from store_examples import (
    FILE_1,
    a_store,
    approval,
    database,
    entry,
    everything,
    kept,
    next_version,
    people,
    told,
    unguarded,
    with_case,
)

from desktop_app.adapters import sql_schema as schema
from desktop_app.adapters.row_telling import (
    TABLES,
    digest,
    groups_question,
    key_of,
    read_groups,
    read_runs,
    runs_question,
)
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import BreakKind, EventType
from desktop_app.domain.case import CaseState
from desktop_app.domain.endpoint import Endpoint, EndpointKind, Residency, Tier
from desktop_app.domain.evidence import Document, DocumentKind, DocumentState, Page
from desktop_app.domain.record_rows import Setting
from desktop_app.domain.review import Supersession
from desktop_app.domain.route import RouteDecided


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a store with rows in every table, some of them changed since."""
    import asyncio

    home = tmp_path_factory.mktemp("rows")

    async def build() -> None:
        async with a_store(home) as store:
            await with_case(store)
            await store.commit(entry(*people(), Setting("language", "en")))
            puts = everything()
            await store.commit(entry(*puts))
            routes = [put for put in puts if isinstance(put, RouteDecided)]
            await store.commit(entry(*routes))
            await store.commit(entry(*routes))
            draft = next(put for put in puts if type(put).__name__ == "Revision")
            await store.commit(approval("ben", draft))
            lapsed = Supersession("approve-1", "c1", "term", FILE_1.created_at)
            await store.commit(entry(lapsed, next_version(state=CaseState.DRAFT), Setting("language", "de")))

    asyncio.run(build())
    return database(home).read_bytes()


def _rewritten(whole: bytes, home: Path, statement: str) -> Path:
    """The store after a program that takes the guards off, changes a row, and puts the same guards back."""
    path = database(home)
    path.write_bytes(whole)
    with unguarded(path) as db:
        assert db.execute(statement).rowcount > 0
    return path


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE span SET accepted_by = 'ben' WHERE person_id = 'ada'",
        "UPDATE span SET person_id = 'ben' WHERE person_id = 'ada'",
        "DELETE FROM span WHERE start > 0",
        "UPDATE case_file SET state = 'signed'",
        "UPDATE answer SET value_ref = (SELECT text_ref FROM revision LIMIT 1) WHERE value_ref IS NOT NULL",
        "UPDATE answer SET person_id = 'ben'",
        "DELETE FROM answer",
        "INSERT INTO answer SELECT 'c1', 'law', value_ref, NULL, 'typed', NULL, 'ada', 1 FROM answer LIMIT 1",
        "UPDATE head SET section = 'fees'",
        "DELETE FROM head",
        """UPDATE profile SET roles = '["approver"]' WHERE profile_id = 'ada-1'""",
        "UPDATE profile SET public_key = zeroblob(32) WHERE profile_id = 'ben-1'",
        "UPDATE profile SET retired_at = NULL",
        "UPDATE profile SET person_id = 'ben'",
        "UPDATE setting SET value = 'en'",
        "UPDATE document SET state = 'read', kind = 'text'",
        "UPDATE page SET number = 2",
        "DELETE FROM passage",
        "UPDATE passage SET start = start + 1",
        "UPDATE citation SET quote_state = 'misattributed'",
        "DELETE FROM citation",
        "UPDATE finding SET severity = 'note'",
        "DELETE FROM finding_answer",
        "UPDATE route SET band = 'high'",
        "DELETE FROM route WHERE rowid = 2",
        "INSERT INTO route SELECT * FROM route LIMIT 1",
        "UPDATE decision SET kind = 'return'",
        "UPDATE decision SET person_id = 'ada'",
        "UPDATE decided_section SET section = 'fees'",
        "DELETE FROM decided_section",
        "DELETE FROM supersession",
        "UPDATE input SET value = 'x'",
        "DELETE FROM evidence",
        "UPDATE run SET endpoint = 'assembled'",
        "UPDATE call SET model = 'other'",
        "UPDATE revision SET kind = 'settle'",
        "UPDATE revision SET person_id = 'ben'",
        "UPDATE content SET commitment = 'x' WHERE item_id = (SELECT text_ref FROM revision LIMIT 1)",
        "UPDATE pack SET files = x'00'",
    ],
)
def test_a_row_that_was_changed_outside_the_program_is_named(whole: bytes, tmp_path: Path, statement: str) -> None:
    found = verify_file(_rewritten(whole, tmp_path, statement))
    assert BreakKind.ROW in {b.kind for b in found.breaks}


def test_rows_as_they_were_recorded_are_no_breaks(whole: bytes, tmp_path: Path) -> None:
    assert verify_file(_rewritten(whole, tmp_path, "UPDATE case_file SET title = title")).breaks == ()


def test_a_changed_row_is_named_with_its_event(whole: bytes, tmp_path: Path) -> None:
    (found,) = verify_file(_rewritten(whole, tmp_path, "UPDATE case_file SET state = 'signed'")).breaks
    assert found.words == "What is kept in “case_file” is not what event 8 recorded."
    assert found.seq == 8


async def test_an_endpoint_that_was_redirected_is_named(tmp_path: Path) -> None:
    server = Endpoint("own", EndpointKind.OPENAI, "m", "http://own/v1", None, Tier.SMALL, Residency.LOCAL, 1, 1)
    async with a_store(tmp_path) as store:
        await store.commit(entry(server, events=(told(EventType.SETTING_CHANGED, None),)))
    whole = database(tmp_path).read_bytes()
    (found,) = verify_file(_rewritten(whole, tmp_path, "UPDATE endpoint SET base_url = 'http://other/v1'")).breaks
    assert "endpoint" in found.words


@example("\x7f", '\x1f\b"\\/é')
@given(st.text(max_size=12), st.text(st.characters(max_codepoint=255), max_size=12))
def test_rows_are_told_of_and_read_back_the_same_whatever_their_words(name: str, value: str) -> None:
    with closing(dbapi2.connect(":memory:")) as db:
        db.execute("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT)")
        db.execute("INSERT INTO setting VALUES (?, ?)", (name, value))
        db.text_factory = bytes
        (found,) = read_groups(db, schema.setting)
        runs = [b"".join(read_runs(db, schema.setting, keys=keys)) for keys in (True, False)]
    row = [name, value]
    assert found == (bytes.fromhex(key_of(schema.setting, row)), bytes.fromhex(digest([row])), 1)
    assert runs == [found[0] + found[1], found[1]]


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_each_row_is_read_once_and_the_first_and_last_that_there_can_be_too(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.adapters.row_telling.ROWS_AT_ONCE", at_once)
    with closing(dbapi2.connect(":memory:")) as db:
        db.execute("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT)")
        places = [-(2**63), -1, 0, 1, 2, 2**63 - 1]
        db.executemany("INSERT INTO setting (rowid, name, value) VALUES (?, ?, '')", [(at, str(at)) for at in places])
        db.text_factory = bytes
        found = b"".join(read_runs(db, schema.setting, keys=False))
    assert found.hex() == "".join(digest([[str(at), ""]]) for at in places)


def test_an_empty_table_has_no_groups() -> None:
    with closing(dbapi2.connect(":memory:")) as db:
        db.execute("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT)")
        assert b"".join(read_runs(db, schema.setting, keys=True)) == b""


def test_a_row_is_read_from_its_table_and_not_from_an_index(whole: bytes, tmp_path: Path) -> None:
    asked = [groups_question(table) for table in TABLES]
    runs = [runs_question(table, keys=True).replace("?", "1") for table in TABLES]
    with closing(dbapi2.connect(str(_rewritten(whole, tmp_path, "UPDATE case_file SET title = title")))) as db:
        db.create_function("blob_digest", 1, lambda blob: blob)
        plans, in_runs = (
            [" ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {each}")) for each in questions]
            for questions in (asked, runs)
        )
    assert all(f"SCAN {table.name}" in plan or "SCAN t" in plan for table, plan in zip(TABLES, plans, strict=True))
    assert not any("SCAN t USING" in plan for plan in plans)
    assert all("SEARCH t USING INTEGER PRIMARY KEY (rowid>?)" in plan for plan in in_runs)
    assert not any(
        f"SEARCH {name} USING {index}" in p for p in in_runs for name in "tp" for index in ("INDEX", "COVER")
    )


@pytest.mark.parametrize("at_once", [1, 2, 7])
def test_rows_are_held_in_one_pass_however_few_are_sorted_at_once(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("desktop_app.adapters.row_telling.ROWS_AT_ONCE", at_once)
    monkeypatch.delattr("desktop_app.adapters.row_verification.RowsTold")  # which the second pass would need
    database(tmp_path).write_bytes(whole)
    assert verify_file(database(tmp_path)).breaks == ()


async def test_rows_of_a_group_that_were_not_written_together_hold_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.adapters.row_telling.ROWS_AT_ONCE", 1)
    original, more = kept(b"%PDF-1.7"), (DocumentKind.PDF, DocumentState.READ, 3, "")
    documents = [Document(key, "c1", "contract", kept("a.pdf"), original.ref, *more) for key in ("d1", "d2")]
    pages = [Page(key, number, kept("Words.")) for number in (1, 2, 3) for key in ("d1", "d2")]
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(original, *documents, *pages))
    assert verify_file(database(tmp_path)).breaks == ()
