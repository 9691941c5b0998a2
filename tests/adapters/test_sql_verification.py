"""Every way of tampering is named, with the event it is about."""

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import rfc8785
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from store_examples import (
    AT,
    KEY,
    a_store,
    approval,
    database,
    entry,
    everything,
    kept,
    people,
    told,
    unguarded,
    with_case,
    written,
)

from desktop_app.adapters.chain_verification import ChainReading
from desktop_app.adapters.content_sealing import new_key
from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.adapters.record_report import Report
from desktop_app.adapters.sql_audit import Chain, CheckpointKey, checkpoint_row
from desktop_app.adapters.sql_verification import verify_file
from desktop_app.domain.audit import Break, BreakKind, EventType, Verification
from desktop_app.domain.person import Profile, Role
from desktop_app.domain.review import DecidedSection, Decision, DecisionKind
from desktop_app.domain.signature import Manifest, Signature, SignedSection

EVENTS = 250
OWN = "item_id NOT LIKE 'rows:%'"
"""What an entry brings, without the rows that the store keeps with it."""
Db = sqlite3.Connection


async def _build(home: Path) -> None:
    async with a_store(home) as store:
        await with_case(store)
        for _ in range(EVENTS - 2):
            await store.commit(entry())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a store with 250 events and checkpoints at 1, 101, 201 and 250."""
    import asyncio

    home = tmp_path_factory.mktemp("whole")
    asyncio.run(_build(home))
    return database(home).read_bytes()


def _tampered(whole: bytes, home: Path, tamper: Callable[[Db], Any], *, disarm: bool = True) -> Verification:
    path = database(home)
    path.write_bytes(whole)
    with unguarded(path, guards_off=disarm) as db:
        tamper(db)
    return verify_file(path)


def _body(db: Db, seq: int) -> bytes:
    return bytes(db.execute("SELECT body FROM audit_event WHERE seq = ?", (seq,)).fetchone()[0])


def _put_body(db: Db, seq: int, body: bytes) -> None:
    db.execute("UPDATE audit_event SET body = ? WHERE seq = ?", (body, seq))


def _edited(body: bytes, **more: Any) -> bytes:
    return rfc8785.dumps({**json.loads(body), **more})


def _flip(db: Db) -> None:
    body = bytearray(_body(db, 120))
    body[len(body) // 2] ^= 4
    _put_body(db, 120, bytes(body))


def _edit(db: Db) -> None:
    _put_body(db, 120, _edited(_body(db, 120), outcome="refused"))


def _edit_last(db: Db) -> None:
    _put_body(db, EVENTS, _edited(_body(db, EVENTS), outcome="refused"))


def _swap(db: Db) -> None:
    first, second = _body(db, 120), _body(db, 121)
    _put_body(db, 120, second)
    _put_body(db, 121, first)


def _insert(db: Db) -> None:
    db.execute("UPDATE audit_event SET seq = -(seq + 1) WHERE seq >= 120")
    db.execute("UPDATE audit_event SET seq = -seq WHERE seq < 0")
    db.execute("INSERT INTO audit_event SELECT 120, case_id, type, at, body FROM audit_event WHERE seq = 50")


def _rechain(db: Db, key: CheckpointKey | None = None) -> None:
    """Change an event and compute the whole chain anew, with checkpoints of one's own where there is a key."""
    _edit(db)
    chain = Chain()
    if key:
        db.execute("DELETE FROM checkpoint")
    for (seq,) in db.execute("SELECT seq FROM audit_event ORDER BY seq").fetchall():
        body = _edited(_body(db, seq), prev=chain.head)
        _put_body(db, seq, body)
        chain.add(body)
        if key and seq == EVENTS:
            db.execute(
                "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?)", checkpoint_row(key.sign(chain, AT), chain)
            )


@pytest.mark.parametrize(
    ("tamper", "kind", "seq"),
    [
        (_flip, BreakKind.LINK, 120),
        (_edit, BreakKind.LINK, 120),
        (_edit_last, BreakKind.CHECKPOINT_ROOT, EVENTS),
        (lambda db: db.execute("DELETE FROM audit_event WHERE seq = 120"), BreakKind.ORDER, 120),
        (lambda db: db.execute("DELETE FROM audit_event WHERE seq = 1"), BreakKind.ORDER, 1),
        (_swap, BreakKind.COLUMNS, 120),
        (_insert, BreakKind.COLUMNS, 120),
        (lambda db: db.execute("UPDATE audit_event SET case_id = 'c2' WHERE seq = 9"), BreakKind.COLUMNS, 9),
        (lambda db: db.execute("UPDATE audit_event SET type = 'case.sent' WHERE seq = 9"), BreakKind.COLUMNS, 9),
        (lambda db: db.execute("UPDATE audit_event SET at = '2020' WHERE seq = 9"), BreakKind.COLUMNS, 9),
        (_rechain, BreakKind.CHECKPOINT_ROOT, 201),
        (lambda db: _rechain(db, CheckpointKey(new_key())), BreakKind.CHECKPOINT_KEY, EVENTS),
        (lambda db: db.execute("DELETE FROM audit_event WHERE seq > 230"), BreakKind.TAIL_CUT, 231),
        (lambda db: db.execute("DELETE FROM audit_event"), BreakKind.TAIL_CUT, 1),
        (lambda db: db.execute("DELETE FROM checkpoint"), BreakKind.TAIL_CUT, None),
        (
            lambda db: db.execute("UPDATE checkpoint SET root = head WHERE size = 101"),
            BreakKind.CHECKPOINT_SIGNATURE,
            101,
        ),
        (
            lambda db: db.execute("UPDATE checkpoint SET at = 'soon' WHERE size = 101"),
            BreakKind.CHECKPOINT_SIGNATURE,
            101,
        ),
    ],
)
def test_tampering_is_named(
    whole: bytes, tmp_path: Path, tamper: Callable[[Db], Any], kind: BreakKind, seq: int | None
) -> None:
    found = _tampered(whole, tmp_path, tamper)
    assert (kind, seq) in {(b.kind, b.seq) for b in found.breaks}
    assert not found.verified


def test_a_whole_store_has_no_breaks_and_is_anchored_to_its_last_checkpoint(whole: bytes, tmp_path: Path) -> None:
    found = _tampered(whole, tmp_path, lambda db: None)
    assert (found.breaks, found.events, found.checkpoints, found.anchored_to) == ((), EVENTS, 4, EVENTS)


def test_one_change_is_one_break(whole: bytes, tmp_path: Path) -> None:
    found = _tampered(whole, tmp_path, lambda db: db.execute("UPDATE audit_event SET at = '2020' WHERE seq = 9"))
    assert [(b.kind, b.seq) for b in found.breaks] == [(BreakKind.COLUMNS, 9)]
    found = _tampered(whole, tmp_path, _edit)
    assert [(b.kind, b.seq) for b in found.breaks] == [(BreakKind.LINK, 120), (BreakKind.CHECKPOINT_ROOT, 201)]
    assert found.anchored_to == 101


def test_a_cut_with_its_checkpoints_is_what_only_an_anchor_elsewhere_shows(whole: bytes, tmp_path: Path) -> None:
    def cut(db: Db) -> None:
        db.execute("DELETE FROM audit_event WHERE seq > 201")
        db.execute("DELETE FROM checkpoint WHERE size > 201")
        db.execute("DELETE FROM command WHERE last_seq > 201")

    assert _tampered(whole, tmp_path, cut).verified


@pytest.mark.parametrize(
    ("tamper", "kind", "words"),
    [
        (
            "DROP TRIGGER decided_section_four_eyes",
            BreakKind.TRIGGER,
            "decided_section_four_eyes” of the store is missing",
        ),
        (
            "CREATE TRIGGER sly AFTER INSERT ON head BEGIN SELECT 1; END",
            BreakKind.TRIGGER,
            "sly” of the store was added",
        ),
        ("ALTER TABLE answer ADD COLUMN more TEXT", BreakKind.STORE, "answer” of the store was changed"),
        ("DROP INDEX run_by_case", BreakKind.STORE, "run_by_case” of the store is missing"),
        ("DROP TABLE checkpoint", BreakKind.STORE, "cannot be read any further"),
        ("DROP TABLE audit_event", BreakKind.STORE, "cannot be read any further"),
    ],
)
def test_guards_and_tables_are_as_they_were_built(
    whole: bytes, tmp_path: Path, tamper: str, kind: BreakKind, words: str
) -> None:
    breaks = _tampered(whole, tmp_path, lambda db: db.execute(tamper), disarm=False).breaks
    assert any(b.kind is kind and words in b.words for b in breaks)


@pytest.mark.parametrize("spoilt", [b"", b"rubbish", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_store_is_a_break_and_no_error(tmp_path: Path, spoilt: bytes) -> None:
    database(tmp_path).write_bytes(spoilt)
    found = verify_file(database(tmp_path))
    assert [b.kind for b in found.breaks if b.kind is BreakKind.STORE]


def test_a_missing_store_is_a_break(tmp_path: Path) -> None:
    assert [b.kind for b in verify_file(tmp_path / "none.db").breaks] == [BreakKind.STORE]
    assert not verify_file(tmp_path).verified


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_truncated_store_is_a_break(whole: bytes, tmp_path: Path, part: float) -> None:
    database(tmp_path).write_bytes(whole[: int(len(whole) * part)])
    assert not verify_file(database(tmp_path)).verified


def test_verifying_leaves_the_folder_as_it_is(whole: bytes, tmp_path: Path) -> None:
    database(tmp_path).write_bytes(whole)
    verify_file(database(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == [database(tmp_path).name]
    assert database(tmp_path).read_bytes() == whole


def test_a_store_whose_bytes_are_turned_never_raises(whole: bytes, tmp_path: Path) -> None:
    chance = random.Random(5)
    for _ in range(40):
        spoilt = bytearray(whole)
        for _ in range(8):
            spoilt[chance.randrange(100, len(spoilt))] ^= 1 << chance.randrange(8)
        database(tmp_path).write_bytes(bytes(spoilt))
        assert verify_file(database(tmp_path)).events <= EVENTS


def _rows(count: int) -> tuple[list[tuple[int, bytes | None, bytes, bytes, bytes]], Chain]:
    chain, rows = Chain(), []
    for _ in range(count):
        seq, case_id, kind, at, body = chain.row(told(), "command", 5)
        rows.append((seq, case_id.encode() if case_id else None, kind.encode(), at.encode(), body))
    return rows, chain


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_flipped_bit_in_what_was_hashed_is_named(data: st.DataObject) -> None:
    """The event itself is named, or its neighbour where the flip is in the digest that names the neighbour."""
    rows, chain = _rows(6)
    checkpoint = CheckpointKey(KEY).sign(chain, AT)
    place = data.draw(st.integers(0, 5))
    *columns, body = rows[place]
    at = data.draw(st.integers(0, len(body) - 1))
    flipped = bytes([*body[:at], body[at] ^ (1 << data.draw(st.integers(0, 7))), *body[at + 1 :]])
    rows[place] = (*columns, flipped)  # type: ignore[assignment]
    report = Report()
    reading = ChainReading(report, [checkpoint])
    reading.read(rows)
    reading.end()
    assert {b.seq for b in report.breaks} & {place, place + 1}
    assert BreakKind.CHECKPOINT_ROOT in {b.kind for b in report.breaks}


async def _breaks(home: Path, *statements: str) -> tuple[Break, ...]:
    with unguarded(database(home)) as db:
        for statement in statements:
            db.execute(statement)
    async with a_store(home) as store:
        return (await store.verify()).breaks


async def test_a_changed_content_is_named_with_its_event(tmp_path: Path) -> None:
    content = kept("The fee is 45,000.")
    async with a_store(tmp_path) as store:
        await with_case(store)
        told_of = told(refs={"text": content.commitment})
        receipt = await store.commit(entry(content, events=(told_of,)))
    (found,) = await _breaks(tmp_path, f"UPDATE content SET body = zeroblob(40) WHERE {OWN}")
    assert (found.kind, found.seq) == (BreakKind.CONTENT, receipt.last_seq)


async def test_contents_that_changed_places_are_named(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(kept("Yes."), kept("No.")))
    other = f"SELECT c.body FROM content c WHERE c.item_id <> content.item_id AND c.{OWN}"
    swapped = f"UPDATE content SET body = ({other}) WHERE {OWN}"
    assert [b.kind for b in await _breaks(tmp_path, swapped)] == [BreakKind.CONTENT]


async def test_a_missing_content_is_named_even_without_a_key(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*everything()))
    assert BreakKind.CONTENT in {b.kind for b in await _breaks(tmp_path, "DELETE FROM content")}
    assert not verify_file(database(tmp_path)).verified


async def test_an_erased_case_still_verifies(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*everything()))
        await store.commit(entry(events=(told(EventType.CONTENT_ERASED),)))
    assert await _breaks(tmp_path, "DELETE FROM case_key") == ()


async def test_a_destroyed_key_that_no_event_tells_of_is_named(tmp_path: Path) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*everything()))
    (found,) = await _breaks(tmp_path, "DELETE FROM case_key")
    assert "no event tells that it was erased" in found.words


async def _signed(home: Path) -> None:
    """A case whose section Ben has approved and signed."""
    keys = PersonKeys(cost=4)
    public, sealed, salt = keys.make("a passphrase")
    made, *rest = written()
    sections = (SignedSection(made.section, made.revision_id, made.text.commitment, ()),)
    said = ("c1", "digest-1", "review", "approved", "Ben Example", "reviewer", AT)
    manifest = kept(Manifest(*said, sections, (), ()).dump())
    signature = keys.sign(sealed, salt, "a passphrase", manifest.body)
    approved = approval("ben", made)
    async with a_store(home) as store:
        await with_case(store)
        profile = Profile("ben-1", "ben", frozenset({Role.REVIEWER}), public, sealed, salt)
        await store.commit(entry(*people()[:2], profile, made, *rest))
        signed = Signature("approve-1", "c1", public, manifest, signature)
        await store.commit(entry(*approved.puts, signed, events=approved.events, command_id=approved.command_id))


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        ("UPDATE signature SET signature = zeroblob(64)", "is not good"),
        ("UPDATE signature SET public_key = zeroblob(32)", "not its person's"),
        ("UPDATE decision SET person_id = 'ada'", "not its person's"),
        ("UPDATE person SET name = 'Ada Example' WHERE person_id = 'ben'", "under another name"),
        ("INSERT INTO decision VALUES ('sly', 'c1', 'review', 'approve', 'ben', NULL, '2026')", "told of by no event"),
    ],
)
async def test_a_decision_or_signature_from_outside_is_named(tmp_path: Path, tamper: str, words: str) -> None:
    await _signed(tmp_path)
    assert await _breaks(tmp_path) == ()
    found = await _breaks(tmp_path, tamper)
    assert any(b.kind is BreakKind.SIGNATURE and words in b.words for b in found)


async def test_a_changed_event_in_the_middle_is_found_by_an_open_store(tmp_path: Path) -> None:
    await _build(tmp_path)
    found = await _breaks(tmp_path, "UPDATE audit_event SET at = '2020' WHERE seq = 9")
    assert [(b.kind, b.seq) for b in found] == [(BreakKind.COLUMNS, 9)]


async def test_a_return_needs_no_signature(tmp_path: Path) -> None:
    made, *rest = written()
    back = Decision("back", "c1", "review", DecisionKind.RETURN, "ada", None, AT)
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(made, *rest))
        returned = entry(back, DecidedSection("back", "c1", "term", made.revision_id), command_id="back")
        approved = approval("ben", made)
        await store.commit(entry(*returned.puts, events=approved.events, command_id="back"))
        assert (await store.verify()).verified


def test_a_table_that_was_renamed_is_the_same_table(whole: bytes, tmp_path: Path) -> None:
    def rename(db: Db) -> None:
        db.execute("PRAGMA legacy_alter_table=ON")
        db.execute("ALTER TABLE setting RENAME TO aside")
        db.execute("ALTER TABLE aside RENAME TO setting")

    assert _tampered(whole, tmp_path, rename).verified


def test_a_store_of_an_earlier_schema_is_held_against_that_schema(tmp_path: Path) -> None:
    packed = Path(__file__).parent / "stores/schema_1.db.zst"
    database(tmp_path).write_bytes(zstandard.decompress(packed.read_bytes()))
    assert verify_file(database(tmp_path)).breaks == ()
    with closing(sqlite3.connect(database(tmp_path))) as db, db:
        db.execute("DROP TRIGGER decided_section_four_eyes")
    assert [b.kind for b in verify_file(database(tmp_path)).breaks] == [BreakKind.TRIGGER]


def test_guards_of_a_schema_that_is_not_known_are_not_held_and_that_is_said(whole: bytes, tmp_path: Path) -> None:
    (found,) = _tampered(whole, tmp_path, lambda db: db.execute("PRAGMA user_version=99")).breaks
    assert "of schema 99" in found.words
