"""Replaying the events rebuilds every case, whatever was done to it."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy
from hypothesis import given, settings
from hypothesis import strategies as st
from pysqlite3 import dbapi2
from service_examples import GOOD, World, a_world, pack_with, scripted
from sqlalchemy.pool import StaticPool
from store_examples import KEY, a_store, database, entry, everything, with_case

from desktop_app.adapters.sql_reading import read_case
from desktop_app.adapters.sql_replay import differences, replay
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.comment import ItemCode, items_about
from desktop_app.domain.errors import CountersignError

Step = Callable[[World, str], Awaitable[object]]
WORDS = "Asked for in the review."

STEPS: dict[str, Step] = {
    "answer": lambda w, c: w.keeping.answer(w["ana"], c, {"fee": "60000"}, reason=WORDS),
    "clear": lambda w, c: w.keeping.answer(w["ana"], c, {"months": None}, reason=WORDS),
    "attach": lambda w, c: w.attach(c, "The total fee is EUR 60,000.", "letter.txt", WORDS),
    "remove": lambda w, c: w.remove(c, reason=WORDS),
    "put back": lambda w, c: w.put_back(c, reason=WORDS),
    "draft": lambda w, c: w.draft(c, "fee", chain=["server"]),
    "assemble": lambda w, c: w.draft(c),
    "rate": lambda w, c: w.draft(c, "rating"),
    "edit": lambda w, c: w.editing.edit(w["ana"], c, "term", "It runs for 24 months.", WORDS),
    "review edit": lambda w, c: w.editing.edit(w["rob"], c, "term", "It runs for two years.", WORDS),
    "accept": lambda w, c: w.editing.accept(w["ana"], c, "term"),
    "reject": lambda w, c: w.editing.reject(w["ana"], c, "fee"),
    "send": lambda w, c: w.send(c),
    "approve": lambda w, c: w.approve(c),
    "return": lambda w, c: w.reviewing.return_(w["rob"], c, items_about("fee"), WORDS),
    "send again": lambda w, c: w.send_again(c),
    "comment": lambda w, c: w.commenting.comment(w["rob"], c, "fee", WORDS, code=ItemCode.FIGURE),
    "resolve": lambda w, c: w.resolve(c),
    "escalate": lambda w, c: w.reviewing.escalate(w["rob"], c, WORDS),
    "sign": lambda w, c: w.sign(c),
    "take back": lambda w, c: w.ending.withdraw(w["ana"], c, WORDS),
    "abandon": lambda w, c: w.ending.abandon(w["ana"], c, WORDS),
    "reopen": lambda w, c: w.ending.reopen(w["ana"], c, WORDS),
    "hand on": lambda w, c: w.reassigning.reassign(w["ana"], c, "amy", WORDS),
    "amend": lambda w, c: w.carrying.amend(w["ana"], c, WORDS),
    "copy": lambda w, c: w.carrying.copy(w["ana"], c, documents=True, texts=True),
    "move": lambda w, c: w.migrating.migrate(w["ana"], c, pack_with(("version: 1.0.0", "version: 1.1.0")), WORDS),
}


async def _live(world: World, steps: Sequence[str]) -> str:
    """A case that was taken these steps, as far as it let itself be."""
    case_id = await world.drafted()
    for step in steps:
        with suppress(CountersignError):
            await STEPS[step](world, case_id)
    return case_id


def _rebuilt(home: Path, case_id: str) -> CaseRecord:
    target = dbapi2.connect(":memory:", isolation_level=None)
    with closing(dbapi2.connect(str(database(home)))) as source:
        replay(source, KEY, target)
    engine = sqlalchemy.create_engine("sqlite://", module=dbapi2, creator=lambda: target, poolclass=StaticPool)
    with engine.connect() as connection:
        return read_case(connection, KEY, case_id)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=14))
async def test_replaying_the_events_rebuilds_every_case_byte_for_byte(steps: list[str]) -> None:
    with TemporaryDirectory() as folder:
        home = Path(folder)
        async with a_world(home, scripted(GOOD)) as world:
            case_id = await _live(world, steps)
            kept = await world.store.case(case_id)
        assert _rebuilt(home, case_id) == kept
        with closing(dbapi2.connect(str(database(home)))) as source:
            assert differences(source, KEY) == ()


async def test_a_returned_redrafted_and_signed_case_is_rebuilt(tmp_path: Path) -> None:
    steps = ["send", "return", "draft", "edit", "rate", "send again", "resolve", "approve", "sign"]
    async with a_world(tmp_path, scripted(GOOD)) as world:
        case_id = await _live(world, steps)
        kept = await world.store.case(case_id)
    assert kept.file.state == "signed" and len(kept.reasons) == 3
    assert _rebuilt(tmp_path, case_id) == kept


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER span_unchanged; UPDATE span SET person_id = 'sly'",
        "DROP TRIGGER citation_kept; DELETE FROM citation",
        "UPDATE answer SET origin = 'typed'",
    ],
)
async def test_a_row_that_was_changed_outside_differs_from_what_its_events_rebuild(tmp_path: Path, change: str) -> None:
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*everything()))
    with closing(sqlite3.connect(database(tmp_path))) as db:
        db.executescript(change)
        (found,) = differences(db, KEY)
    assert "other rows than its events rebuild" in found


async def test_cases_that_were_moved_handed_on_given_up_and_amended_are_rebuilt(tmp_path: Path) -> None:
    steps = ["send", "take back", "move", "abandon", "reopen", "send", "approve", "sign", "amend", "copy"]
    async with a_world(tmp_path, scripted(GOOD)) as world:
        case_id = await _live(world, steps)
        files = [case.file for case in await world.store.cases()]
        kept = {file.case_id: await world.store.case(file.case_id) for file in files}
    assert len(kept) == 3 and [s.kind.value for s in kept[case_id].life] == ["withdraw", "migrate", "abandon", "reopen"]
    assert {each: _rebuilt(tmp_path, each) for each in kept} == kept
    with closing(dbapi2.connect(str(database(tmp_path)))) as source:
        assert differences(source, KEY) == ()
