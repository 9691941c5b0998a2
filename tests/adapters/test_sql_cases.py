"""What a person finds when they come to work, counted by the store."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st
from service_examples import World, a_world, pack_with

from desktop_app.adapters.sql_figures import first_row
from desktop_app.adapters.sql_rows import to_text
from desktop_app.domain.case import CaseState
from desktop_app.domain.comment import items_about
from desktop_app.domain.confidence import Band
from desktop_app.domain.told_event import told_event
from desktop_app.domain.work import Load, Turn, WorkPage, seat_of

TWICE = ("role: reviewer\n", "role: reviewer\n    approvals: 2\n")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path / "home") as world:
        yield world


async def work(world: World, who: str, turn: Turn = Turn.MINE, words: str = "") -> WorkPage:
    return await world.store.work(seat_of(world[who]), turn, words)


async def test_a_new_case_is_its_authors_turn_and_nobody_elses(world: World) -> None:
    case_id = await world.case()
    assert [case.file.case_id for case in (await work(world, "ana")).cases] == [case_id]
    assert (await work(world, "rob")).count == (await work(world, "ana", Turn.OTHERS)).count == 0


async def test_a_row_counts_texts_and_names_the_worst_band(world: World) -> None:
    case_id = await world.case()
    await world.draft(case_id)
    await world.editing.edit(world["ana"], case_id, "advice", "Sign it for EUR 1 [E9].")
    (case,) = (await work(world, "ana")).cases
    assert (case.drafted, case.blocked, case.band, case.form) == (4, 1, Band.LOW, "fees")


async def test_a_sent_case_waits_on_others_for_its_author_and_needs_its_reviewer(world: World) -> None:
    case_id = await world.sent()
    (theirs,) = (await work(world, "ana", Turn.OTHERS)).cases
    (mine,) = (await work(world, "rob")).cases
    assert theirs.file.case_id == mine.file.case_id == case_id
    assert (await work(world, "ana")).count == (await work(world, "ola")).count == 0


async def test_in_review_a_case_needs_nobody_who_has_approved_all_of_it(world: World) -> None:
    case_id = await world.sent(pack_with(TWICE))
    await world.approve(case_id)
    assert (await work(world, "rob")).count == 0
    assert (await work(world, "amy")).count == 1


async def test_a_returned_case_comes_first_and_says_by_whom(world: World) -> None:
    returned = await world.sent()
    await world.clock.sleep(60)
    await world.case()
    await world.reviewing.return_(world["rob"], returned, items_about("fee"), "The fee is another one.")
    page = await work(world, "ana")
    assert (page.cases[0].file.case_id, page.cases[0].returned_by) == (returned, "rob")
    assert (page.count, page.returned) == (2, 1)


async def test_words_find_titles_and_references_and_nothing_else_by_a_percent_sign(world: World) -> None:
    await world.case()
    assert (await work(world, "ana", words="  CONTR ")).count == (await work(world, "ana", words="r1")).count == 1
    assert (await work(world, "ana", words="%")).count == 0


async def test_pages_hold_every_case_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.adapters.sql_cases.PAGE", 2)
    known = {await world.keeping.open(world["ana"], pack_with(), title=f"Case {n}") for n in range(5)}
    seen, after = [], None
    while page := (await world.store.work(seat_of(world["ana"]), Turn.MINE, "", after)).cases:
        seen += [case.file.case_id for case in page]
        after = page[-1].file
    assert set(seen) == known
    assert len(seen) == 5


async def test_an_author_hears_what_others_decided_and_not_what_they_did_themselves(world: World) -> None:
    case_id, before = await world.sent(), (await world.store.events())[-1].seq
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "The fee is another one.")
    me, rob = world["ana"].person.person_id, world["rob"].person.person_id
    (news,) = await world.store.news(me, before, 5)
    assert told_event(news).actor.person_id == rob
    assert await world.store.news(me, news.seq, 5) == await world.store.news(rob, 0, 5) == ()


async def test_figures_count_signed_cases_and_sections_that_were_drafted(world: World) -> None:
    case_id, now = await world.sent(), world.clock.now()
    await world.approve(case_id)
    if (await world.store.case_file(case_id)).state is CaseState.SIGN_OFF:
        await world.sign(case_id)
    figures = await world.store.work_figures(now - timedelta(days=7), now - timedelta(days=30))
    assert (figures.signed.cases, figures.signed.smooth, figures.signed_ever) == (1, 1, 1)
    assert (figures.signed_before.cases, figures.drafted.sections, figures.drafted_before.sections) == (0, 3, 0)
    assert figures.signed.took is not None
    late = now + timedelta(days=40)
    later = await world.store.work_figures(late - timedelta(days=7), late - timedelta(days=30))
    assert (later.signed.cases, later.signed_ever, later.drafted.sections) == (0, 1, 0)
    assert later.drafted_before.sections == 3


async def test_a_section_that_is_redone_is_no_other_section(world: World) -> None:
    case_id, now = await world.case(), world.clock.now()
    await world.draft(case_id)
    before = (await world.store.work_figures(now, now)).drafted
    await world.draft(case_id, "fee")
    assert (await world.store.work_figures(now, now)).drafted == before


async def test_a_case_that_came_back_is_signed_with_rework(world: World) -> None:
    case_id, now = await world.sent(), world.clock.now()
    await world.reviewing.return_(world["rob"], case_id, items_about("fee"), "The fee is another one.")
    await world.send_again(case_id)
    await world.resolve(case_id)
    await world.approve(case_id)
    if (await world.store.case_file(case_id)).state is CaseState.SIGN_OFF:
        await world.sign(case_id)
    signed = (await world.store.work_figures(now, now)).signed
    assert (signed.cases, signed.smooth) == (1, 0)


async def test_open_cases_are_counted_by_who_opened_them(world: World) -> None:
    await world.case()
    await world.sent()
    now = world.clock.now()
    assert (await world.store.work_figures(now, now)).loads == (Load("ana", 1, 1),)


@given(st.lists(st.integers(0, 6), max_size=12), st.integers(0, 7))
def test_the_first_row_of_a_time_is_found_by_halving(ages: list[int], wanted: int) -> None:
    engine = sqlalchemy.create_engine("sqlite://")
    table = sqlalchemy.Table("told", sqlalchemy.MetaData(), sqlalchemy.Column("at", sqlalchemy.Text))
    moments = [datetime(2026, 1, 1 + age, tzinfo=UTC) for age in sorted(ages)]
    with engine.begin() as db:
        table.create(db)
        db.execute(sqlalchemy.insert(table), [{"at": to_text(moment)} for moment in moments]) if moments else None
        found = first_row(db, table, table.c.at, datetime(2026, 1, 1 + wanted, tzinfo=UTC))
    engine.dispose()
    assert found == 1 + sum(1 for age in ages if age < wanted)


async def test_what_waits_is_counted_as_the_lists_count_it(world: World) -> None:
    await world.case()
    await world.sent()
    for who, deciding in (("ana", 0), ("rob", 1)):
        seat = seat_of(world[who])
        assert await world.store.waiting(seat) == ((await world.store.work(seat, Turn.MINE)).count, deciding)


async def test_cases_are_found_by_every_word_and_those_that_begin_so_come_first(world: World) -> None:
    acting, pack = world["ana"], pack_with()
    for title, reference in (("Old Harbour Lane", "C-1"), ("Harbour Lane Imports", "C-2"), ("Alder Bakery", "L-3")):
        await world.keeping.open(acting, pack, title=title, reference=reference)
    found = {words: [file.reference for file in await world.store.named(words, 2)] for words in
             ("harbour lane", "lane harb", "c- imports", "50%", "")}  # fmt: skip
    assert found == {
        "harbour lane": ["C-2", "C-1"], "lane harb": ["C-2", "C-1"], "c- imports": ["C-2"], "50%": [],
        "": ["L-3", "C-2"],
    }  # fmt: skip


async def test_signed_cases_are_listed_with_their_signers_in_order(world: World) -> None:
    case_id, other = await world.sent(), await world.case()
    await world.approve(case_id)
    if (await world.store.case_file(case_id)).state is CaseState.SIGN_OFF:
        await world.sign(case_id)
    (signed,) = await world.store.signed([other, case_id])
    assert (signed.file.case_id, signed.form, signed.signers[0]) == (case_id, "fees", "rob")
    assert signed.at is not None
