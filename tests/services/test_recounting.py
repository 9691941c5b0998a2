"""The timeline over a real store: what is opened, for whom, and what paging never loses."""

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysqlite3 import dbapi2
from service_examples import ANSWERS, World, pack_with
from store_examples import AT, a_store, database, entry, kept, people, told, with_case

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.adapters.sql_store import SqlStore
from desktop_app.domain.audit import EventType, StoredEvent
from desktop_app.domain.content import Content
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.event_backing import Behind, Wanted
from desktop_app.domain.person import Acting, Auth, Person, Profile, Role
from desktop_app.domain.text import Block, BlockKind, SectionText
from desktop_app.domain.timeline import Filter, TimelinePage
from desktop_app.services.recounting import Recounting

REVISIONS = [str(UUID(int=number)) for number in range(1, 9)]


def acting(*roles: Role) -> Acting:
    return Acting(Person("ada", "Ada Example", "ada", AT), Profile("ada-1", "ada", frozenset(roles)), Auth.OS_USER)


ANALYST, ADMINISTRATOR = acting(Role.ANALYST), acting(Role.ADMINISTRATOR)


@dataclass
class Case:
    """The case c1 of a store, and its history so far."""

    home: Path
    store: SqlStore
    recounting: Recounting

    async def tells(self, kind: EventType, data: dict[str, Any] | None = None, **contents: Content) -> int:
        """One event that names these contents; its number."""
        refs = {name: content.commitment for name, content in contents.items()}
        event = told(kind, data=data or {}, refs=refs, section="term" if kind in TEXTS else None)
        return (await self.store.commit(entry(*contents.values(), events=(event,)))).last_seq

    async def text(
        self, number: int, words: str, kind: EventType = EventType.EDIT_RECORDED, **contents: Content
    ) -> int:
        """A revision of the section after the one before."""
        body = kept(SectionText((Block(BlockKind.PARAGRAPH, words),)).dump())
        parent = REVISIONS[number - 1] if number else ""
        return await self.tells(kind, {"revision": REVISIONS[number], "parent": parent}, text=body, **contents)

    async def answer(self, value: bytes, path: str = "fee") -> int:
        return await self.tells(EventType.ANSWER_SET, {"path": path, "blank": False}, value=kept(value))

    def forgets(self, statement: str) -> None:
        """Somebody with the file changes it."""
        with dbapi2.connect(str(database(self.home))) as connection:
            connection.execute(statement)

    async def page(self, who: Acting = ANALYST, **more: Any) -> TimelinePage:
        return await self.recounting.page(who, "c1", **more)

    async def event(self, number: int, who: Acting = ANALYST):
        return await self.recounting.event(who, number, "c1")


TEXTS = (EventType.DRAFT_RECORDED, EventType.EDIT_RECORDED, EventType.TEXT_SETTLED)


@pytest.fixture
async def case(tmp_path: Path) -> AsyncIterator[Case]:
    async with a_store(tmp_path) as store:
        await with_case(store)
        await store.commit(entry(*people(), events=(told(EventType.PERSON_SWITCHED, None),)))
        yield Case(tmp_path, store, Recounting(store, PackFolders([])))


async def test_the_newest_comes_first_with_who_did_it_and_its_digest(case: Case):
    number = await case.text(0, "The term is two years.")
    first, *_, last = (await case.page()).entries
    assert (first.number, first.what, first.who.name, first.section) == (number, "term edited", "Ada Example", "term")
    assert first.digest == (await case.event(number)).digest
    assert last.what == "Case opened"


async def test_a_reason_is_opened_for_who_may_read_the_case(case: Case):
    await case.text(0, "Two years.", reason=kept("Slip on page 8"))
    assert (await case.page()).entries[0].why == "Slip on page 8"
    assert (await case.page(ADMINISTRATOR)).entries[0].why == "not shown to your role"


async def test_the_whole_record_opens_no_contents(case: Case):
    await case.text(0, "Two years.", reason=kept("Slip on page 8"))
    page = await case.recounting.page(ANALYST)
    assert page.entries[0].why == "shown in the case's own timeline"
    assert page.entries[-1].case_id is None


async def test_saves_in_a_row_are_one_line(case: Case):
    for value in (b"1", b"2", b"3"):
        await case.answer(value)
    assert (await case.page()).entries[0].what == "3 routine saves hidden"


async def test_an_edit_shows_before_and_after(case: Case):
    await case.text(0, "The fee is EUR 9,800 a year.", EventType.DRAFT_RECORDED)
    detail = await case.event(await case.text(1, "The fee is EUR 9,300 a year."))
    assert detail.text
    assert detail.text.line
    assert [(c.before_text, c.after_text) for c in detail.text.line.changes] == [("EUR 9,800", "EUR 9,300")]
    assert detail.text.words_changed == (2, 7)


async def test_a_first_text_has_nothing_before_it(case: Case):
    detail = await case.event(await case.text(0, "Two years."))
    assert detail.text
    assert detail.text.before is None


async def test_an_answer_shows_its_old_and_its_new_value(case: Case):
    await case.answer(b"84000")
    await case.answer(b"12", path="months")
    answer = (await case.event(await case.answer(b"45000"))).answer
    assert answer
    assert (answer.question, answer.before, answer.after) == ("fee", "84000", "45000")


async def test_an_answer_that_was_cleared_has_no_new_value(case: Case):
    await case.answer(b"84000")
    answer = (await case.event(await case.tells(EventType.ANSWER_SET, {"path": "fee", "blank": True}))).answer
    assert answer
    assert (answer.before, answer.after) == ("84000", None)


async def test_who_may_not_read_the_case_sees_no_text_of_it(case: Case):
    await case.answer(b"84000")
    detail = await case.event(await case.answer(b"45000"), ADMINISTRATOR)
    assert "84000" not in repr(detail)
    assert "45000" not in repr(detail)
    text = (await case.event(await case.text(0, "Two years."), ADMINISTRATOR)).text
    assert text
    assert text.after == "not shown to your role"


async def test_contents_of_a_case_whose_key_is_destroyed_are_erased(case: Case):
    number = await case.text(0, "Two years.", reason=kept("Slip on page 8"))
    case.forgets("DELETE FROM case_key")
    detail = await case.event(number)
    assert detail.text
    assert (detail.text.after, detail.text.line, detail.entry.why) == ("erased", None, "erased")


async def test_a_content_that_was_changed_cannot_be_read_and_the_others_can(case: Case):
    await case.text(0, "Two years.", reason=kept("Slip on page 8"))
    case.forgets("DROP TRIGGER content_unchanged")
    case.forgets("UPDATE content SET body = zeroblob(80) WHERE rowid = (SELECT max(rowid) FROM content)")
    await case.text(1, "Three years.", reason=kept("Another"))
    assert {entry.why for entry in (await case.page()).entries} == {"Another", "cannot be read", None}


async def test_the_checkpoint_that_covers_an_event_is_shown(case: Case):
    number = await case.tells(EventType.DECISION_APPROVED)
    covering = (await case.event(number)).checkpoint
    assert covering
    assert covering.size == number


async def test_an_event_of_another_case_is_not_found(case: Case):
    for number in (1, 10_000, 10**30):
        with pytest.raises(NotFound):
            await case.event(number)
    assert (await case.recounting.event(ANALYST, 1)).entry.type == "store.opened"


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 501}, {"before": 0}, {"before": 10**30}])
async def test_a_page_of_no_size_is_refused(case: Case, wrong: dict[str, int]):
    with pytest.raises(UsageError):
        await case.page(**wrong)


async def test_a_draft_tells_its_settings_and_what_was_found_in_it(world: World):
    case_id = await world.case(answers=ANSWERS | {"fee": "84000"})
    await world.draft(case_id, "fee")
    recounting = Recounting(world.store, PackFolders([]))
    page = await recounting.page(world["ana"], case_id, shown=Filter.DRAFTS)
    drafted = next(line for line in page.entries if line.type == "draft.recorded")
    detail = await recounting.event(world["ana"], drafted.number, case_id)
    assert drafted.settings["model"] == "assembled"
    assert detail.entry.settings["form"] == page.form.split()[0]
    record = await world.store.case(case_id)
    (revision,) = record.revisions
    assert sum(detail.findings.values()) == len(record.findings.get(revision.revision_id, ()))
    assert detail.citations == len(record.citations[revision.revision_id])


async def test_answers_are_told_by_their_question_and_as_people_read_them(world: World):
    case_id = await world.case()
    recounting = Recounting(world.store, PackFolders([]))
    page = await recounting.page(world["ana"], case_id, shown=Filter.EDITS)
    saves = next(line for line in page.entries if line.folded)
    fee = next(line for line in saves.folded if line.what == "Answered “Fee”")
    answer = (await recounting.event(world["ana"], fee.number, case_id)).answer
    assert answer
    assert (answer.question, answer.before, answer.after) == ("Fee", None, "EUR 48,000")


async def test_the_whole_record_names_sections_and_questions_as_each_cases_form_does(world: World):
    other = pack_with(("title: Term", "title: How long it runs"))
    terms = {await world.case(): "Term", await world.case(other): "How long it runs"}
    for case_id in terms:
        await world.draft(case_id, "term")
    whole = await Recounting(world.store, PackFolders([])).page(world["ana"])
    drafted = {line.case_id: line.what for line in whole.entries if line.type == "draft.recorded"}
    assert drafted == {case_id: f"{term} drafted" for case_id, term in terms.items()}


async def test_a_settling_tells_each_change_and_whether_it_was_accepted(world: World):
    case_id = await world.sent()
    text = "The whole fee is EUR 48,000 [E1].\n\nThis note counts on EUR 48,000."
    await world.editing.edit(world["rob"], case_id, "fee", text, "Shorter words.")
    await world.editing.accept(world["ana"], case_id, "fee", [1])
    assert await last_settled(world, case_id) == [("total", "whole", True), ("review", "note", False)]
    await world.editing.take_back(world["ana"], case_id, "fee")
    assert await last_settled(world, case_id) == []
    await world.editing.reject(world["ana"], case_id, "fee")
    assert await last_settled(world, case_id) == [("total", "whole", False), ("review", "note", False)]


async def last_settled(world: World, case_id: str) -> list[tuple[str, str, bool]]:
    recounting = Recounting(world.store, PackFolders([]))
    page = await recounting.page(world["ana"], case_id, shown=Filter.EDITS)
    number = next(line.number for line in page.entries if line.type == "text.settled")
    settled = (await recounting.event(world["ana"], number, case_id)).settled
    return [(change.before, change.after, change.accepted) for change in settled]


@dataclass
class Recorded:
    """A store that holds these events and no contents."""

    stored: tuple[StoredEvent, ...]

    async def event_page(
        self, case_id: str | None, before: int | None, limit: int, types: Collection[str] = ()
    ) -> tuple[StoredEvent, ...]:
        fitting = (e for e in self.stored if (before is None or e.seq < before) and (not types or e.type in types))
        return tuple(fitting)[:limit]

    async def behind(self, case_id: str | None, wanted: Wanted) -> Behind:
        return Behind()


def recorded(kinds: list[tuple[EventType, str]]) -> Recorded:
    def one(number: int, kind: EventType, person: str) -> StoredEvent:
        who = {"person": person, "role": "analyst", "auth": "os_user"}
        about = {"case": "c1", "section": None, "command": "k", "prev": "0" * 64, "at": AT.isoformat()}
        body = {"type": kind, "actor": who, **about, "refs": {}, "data": {}, "outcome": "done"}
        return StoredEvent(number, "c1", kind.value, AT.isoformat(), json.dumps(body).encode())

    return Recorded(tuple(one(n, *kind) for n, kind in reversed([*enumerate(kinds, start=1)])))


histories = st.lists(
    st.tuples(st.sampled_from([*(EventType.ANSWER_SET,) * 6, *EventType]), st.sampled_from(["ada", "ada", "ben"])),
    max_size=60,
)


async def every_page(store: Recorded, limit: int, shown: Filter = Filter.EVERYTHING) -> list[tuple[int, int]]:
    """The first and last event of each line, from all pages."""
    recounting, before, lines = Recounting(store, PackFolders([])), None, []  # type: ignore[arg-type]
    while True:
        page = await recounting.page(ANALYST, "c1", before=before, limit=limit, shown=shown)
        lines += [(line.first, line.number) for line in page.entries]
        if page.next_before is None:
            return lines
        before = page.next_before


@given(histories, st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_any_size_of_page_gives_the_same_lines(kinds: list[tuple[EventType, str]], limit: int):
    store = recorded(kinds)
    assert asyncio.run(every_page(store, limit)) == asyncio.run(every_page(store, 500))


@given(histories, st.integers(1, 12), st.sampled_from(Filter))
@settings(max_examples=40, deadline=None)
def test_a_filter_shows_a_part_of_everything_and_each_of_its_events_once(
    kinds: list[tuple[EventType, str]], limit: int, shown: Filter
):
    fitting = [n for n, (kind, _) in enumerate(kinds, start=1) if not shown.types or kind in shown.types]
    lines = asyncio.run(every_page(recorded(kinds), limit, shown))
    told_of = [n for first, last in lines for n in fitting if first <= n <= last]
    assert sorted(told_of) == fitting


def test_a_very_long_row_of_saves_ends_its_page_early_and_loses_nothing():
    store = recorded([(EventType.ANSWER_SET, "ada")] * 5_000)
    lines = asyncio.run(every_page(store, 50))
    assert lines == asyncio.run(every_page(store, 3))
    assert sum(last - first + 1 for first, last in lines) == 5_000
