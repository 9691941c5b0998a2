"""The tampering table on a real store: exactly these catches, and exactly these misses."""

import asyncio
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
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
from tampering_examples import CLOSED, OPEN, OTHER_KEY, PAGE, WAYS, By, Scene, Way, table_of_ways

from desktop_app.adapters.person_keys import PersonKeys
from desktop_app.adapters.record_report import Report
from desktop_app.adapters.sealed_verification import read_sealed
from desktop_app.adapters.sql_connections import connect_to_read
from desktop_app.adapters.sql_opening import unlock
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.adapters.sql_verification import read_record, seen_alike, verify_file
from desktop_app.adapters.system_clock import SystemChance, SystemClock
from desktop_app.domain.audit import BreakKind, Checkpoint, Event, EventType
from desktop_app.domain.calibration import Scale
from desktop_app.domain.errors import StoreFailed
from desktop_app.domain.lane import ClosedLane, OpenedLane
from desktop_app.domain.person import Profile, Role
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.sampling import commitment, is_drawn
from desktop_app.domain.signature import Manifest, Signature, SignedSection

SIGNED = {
    BreakKind.CHECKPOINT_KEY,
    BreakKind.CHECKPOINT_ROOT,
    BreakKind.CHECKPOINT_SIGNATURE,
    BreakKind.ROTATION,
    BreakKind.TAIL_CUT,
}


@dataclass(frozen=True, slots=True)
class Files:
    """Files of one store at four times, another store's, and the checkpoint that had left the machine."""

    whole: bytes
    older: bytes
    newer: bytes
    other: bytes
    outside: Checkpoint


async def _signed_case(home: Path) -> None:
    """A case with rows of every kind, one section of it approved and signed."""
    keys, approved_text, *more = PersonKeys(cost=4), *written(section="fees")
    public, sealed, salt = keys.make("a passphrase")
    sections = (SignedSection(approved_text.section, approved_text.revision_id, approved_text.text.commitment, ()),)
    said = ("c1", "digest-1", "review", "approved", "Ben Example", "reviewer", AT)
    manifest = kept(Manifest(*said, sections, (), ()).dump())
    approved = approval("ben", approved_text)
    signed = Signature("approve-1", "c1", public, manifest, keys.sign(sealed, salt, "a passphrase", manifest.body))
    async with a_store(home) as store:
        await with_case(store)
        profile = Profile("ben-9", "ben", frozenset({Role.REVIEWER}), public, sealed, salt)
        await store.commit(entry(*people()[:2], profile, *everything(), approved_text, *more))
        await store.commit(entry(*approved.puts, signed, events=approved.events, command_id=approved.command_id))
        await _sampled(store, CLOSED, closed=True)
        await _sampled(store, OPEN, closed=False)
        await store.commit(entry(WorkingText("c1", "term", "ada", "The fe", None, AT), events=()))


async def _sampled(store: SqlStore, lane: str, *, closed: bool) -> None:
    """A lane with draws of its sample by a sealed seed."""
    keys, seed, half = PersonKeys(cost=4), sha256(lane.encode()).digest(), Decimal("0.5")
    public, sealed, salt = keys.make("a passphrase")
    manifest = json.dumps({"spot_check": commitment(seed)})
    signature = keys.sign(sealed, salt, "a passphrase", manifest.encode())
    opened = OpenedLane(
        lane, "fees", "ab", "", "team", "m", "f", "cd", half, Scale(), half, manifest, "ben", public, signature,
        commitment(seed), seed, AT,
    )  # fmt: skip
    signed = {"manifest": sha256(manifest.encode()).hexdigest(), "key": public.hex(), "signature": signature.hex()}

    def tell(kind: EventType, **data: str | int) -> Event:
        return told(kind, section="term", data={"lane": lane, **data})

    sealing = tell(EventType.SPOT_CHECK_SEALED, commitment=commitment(seed), sample=500_000)
    draws = [(revision, is_drawn(seed, revision, half)) for revision in (f"{n}{lane[1:]}" for n in range(1, 9))]
    assert {is_in for _, is_in in draws} == {True, False}
    drawn = [tell(EventType.SPOT_CHECK_DRAWN, revision=revision, drawn=is_in) for revision, is_in in draws]
    passed = [
        told(EventType.ROUTE_DECIDED, data={"revision": revision, "route": "pass"})
        for revision, is_in in draws
        if not is_in
    ]
    opening = tell(EventType.LANE_OPENED, **signed)
    await store.commit(entry(opened, events=(sealing, opening, *drawn, *passed)))
    if closed:
        ended = ClosedLane(lane, "ben", seed.hex(), AT)
        await store.commit(entry(ended, events=(tell(EventType.LANE_CLOSED, seed=seed.hex()),)))


async def _grow(home: Path, to: int) -> bytes:
    async with a_store(home) as store:
        missing = to - len(await store.events())
        await asyncio.gather(*(store.commit(entry(events=(told(),) * 10)) for _ in range(missing // 10)))
    return database(home).read_bytes()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Made once: building takes longer than verifying."""
    home, another = tmp_path_factory.mktemp("own"), tmp_path_factory.mktemp("other")

    async def build() -> Files:
        await _signed_case(home)
        older = await _grow(home, 150)
        await _grow(home, 200)
        async with a_store(home) as store:
            outside = (await store.checkpoints())[-1]
        newer, whole = await _grow(home, 230), await _grow(home, 260)
        await SqlStore.open(another, SystemClock(), SystemChance(), OTHER_KEY).close()
        return Files(whole, older, newer, database(another).read_bytes(), outside)

    return asyncio.run(build())


def _tampered(files: Files, home: Path, way: Way) -> Path:
    """The store as the attacker leaves it: the guards are off meanwhile, and put back but for one that he removes."""
    path = database(home)
    path.write_bytes(files.whole)
    with unguarded(path, guards_off=not way.words.startswith("A guard")) as db:
        key = unlock(db, path, KEY)
        instead = way.tamper(Scene(db, key, files.outside.size, files.older, files.newer, files.other))
    if instead is not None:
        path.write_bytes(instead)
    return path


def _caught_in_the_program(path: Path) -> bool:
    report = Report()
    with seen_alike(partial(connect_to_read, path), report.pace) as (connection, beside):
        try:
            own = unlock(connection, path, KEY)
        except StoreFailed:
            return True
        read_record(connection, beside, report, own.public)
        read_sealed(connection, KEY, report)
    return bool(report.breaks)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.words)
def test_tampering_is_caught_by_exactly_what_the_table_says(files: Files, tmp_path: Path, way: Way) -> None:
    path = _tampered(files, tmp_path, way)
    kinds = {found.kind for found in verify_file(path, outside=[files.outside]).breaks}
    found = {
        By.CHAIN: bool(kinds - SIGNED - {BreakKind.ANCHOR}),
        By.SIGNED: bool(kinds - {BreakKind.ANCHOR}),
        By.OUTSIDE: bool(kinds),
        By.PROGRAM: _caught_in_the_program(path),
    }
    assert {by for by, caught in found.items() if caught} == way.caught_by


def test_a_store_that_nobody_touched_holds_in_every_way(files: Files, tmp_path: Path) -> None:
    database(tmp_path).write_bytes(files.whole)
    found = verify_file(database(tmp_path), outside=[files.outside])
    assert (found.breaks, found.drawn, found.waiting) == ((), 8, 8)
    assert not _caught_in_the_program(database(tmp_path))


def test_the_page_of_the_documentation_is_this_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == table_of_ways()
