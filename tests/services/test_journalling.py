"""The journal of typing: durable within half a second, one edit at the end, and nothing lost while the disk is full."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta, timezone
from pathlib import Path
from secrets import token_hex

import pytest
from journal_examples import ADVICE, FULL, Typist, a_typist, typist_in, until
from pysqlite3 import dbapi2
from service_examples import World
from store_examples import CANARY, database

from desktop_app.domain.audit import Entry
from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import ReadOnly, Refused, UsageError
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.working_text import DISK_FULL, SavingState, answer_place

FEE = answer_place("fee")


@pytest.fixture
async def typist(tmp_path: Path) -> AsyncIterator[Typist]:
    async with a_typist(tmp_path) as typist:
        yield typist


async def test_what_is_typed_is_durable_after_half_a_second(typist: Typist) -> None:
    await typist.types("Sign it n")
    assert typist.journalling.saving.state is SavingState.SAVING and await typist.kept() == []
    await typist.tick()
    assert await typist.kept() == ["Sign it n"]


async def test_many_keys_in_half_a_second_are_one_write(typist: Typist) -> None:
    base = await typist.base()
    for n in range(1, 21):
        typist.journalling.typed(typist.world["ana"], typist.case_id, ADVICE, "Sign it now, please."[:n], base)
    await typist.tick()
    assert [typed.text for typed in typist.disk.journal] == ["Sign it now, please."]


async def test_a_place_is_written_no_more_often_than_every_half_second(typist: Typist) -> None:
    for text in ("a", "ab", "abc"):
        await typist.saves(text)
    assert [typed.text for typed in typist.disk.journal] == ["a", "ab", "abc"]
    assert await typist.kept() == ["abc"] and set(typist.clock.slept) == {0.5}


async def test_a_pause_makes_one_revision_and_one_event_of_it(typist: Typist) -> None:
    before = await typist.world.told(typist.case_id)
    for text in ("Sign it n", "Sign it now."):
        await typist.saves(text)
    await typist.passes(29)
    await until(lambda: bool(typist.clock.sleepers))
    assert await typist.kept() == ["Sign it now."]
    await typist.passes(1)
    await typist.closed()
    told = (await typist.world.told(typist.case_id))[len(before) :]
    assert told.count("edit.recorded") == 1 and await typist.kept() == []
    assert await typist.world.text(typist.case_id, "advice") == "Sign it now."


async def test_leaving_closes_the_edit_and_empties_the_journal_in_the_same_entry(typist: Typist) -> None:
    await typist.saves("Sign it now.")
    tries = typist.disk.tries
    assert await typist.leaves() == await typist.base()
    assert typist.disk.tries == tries + 1 and await typist.kept() == []
    assert await typist.world.text(typist.case_id, "advice") == "Sign it now."


async def test_what_is_typed_on_before_the_window_hears_of_the_edit_goes_on_from_it(typist: Typist) -> None:
    base = await typist.base()
    for text in ("Sign it now.", "Sign it now, all of you."):
        typist.journalling.typed(typist.world["ana"], typist.case_id, ADVICE, text, base)
        await typist.leaves()
    assert await typist.world.text(typist.case_id, "advice") == "Sign it now, all of you."


async def test_what_is_typed_before_the_window_hears_of_several_answers_goes_on_from_the_last(typist: Typist) -> None:
    base = await typist.base(FEE)
    for fee in ("5", "6", "7"):
        typist.journalling.typed(typist.world["ana"], typist.case_id, FEE, fee, base)
        await typist.leaves(FEE)
    assert (await typist.world.facts(typist.case_id)).answers["fee"].text == "EUR 7"


async def test_what_is_typed_while_the_edit_is_written_goes_on_from_it(typist: Typist) -> None:
    base, ana = await typist.base(), typist.world["ana"]
    await typist.saves("Sign it now.")
    typist.disk.meanwhile = lambda: typist.journalling.typed(ana, typist.case_id, ADVICE, "Sign it now, all.", base)
    assert await typist.leaves() == await typist.base()
    typist.disk.meanwhile = lambda: None
    assert typist.journalling.saving.state is SavingState.SAVING
    await typist.leaves()
    texts = [r.section_text.plain for r in (await typist.world.facts(typist.case_id)).record.of_section("advice")]
    assert texts == ["Sign it.", "Sign it now.", "Sign it now, all."] and await typist.kept() == []


async def test_leaving_twice_at_once_makes_one_edit(typist: Typist) -> None:
    await typist.types("Sign it now.")
    first, second = await asyncio.gather(typist.leaves(), typist.leaves())
    assert first == second == await typist.base()
    assert len((await typist.world.facts(typist.case_id)).record.of_section("advice")) == 2


async def test_an_answer_is_kept_when_its_field_is_left(typist: Typist) -> None:
    await typist.saves("49", FEE)
    await typist.saves("49000", FEE)
    base = await typist.base(FEE)
    after = await typist.leaves(FEE)
    assert (await typist.world.facts(typist.case_id)).answers["fee"].text == "EUR 49,000"
    assert after == await typist.base(FEE) != base and await typist.kept() == []


async def test_typing_that_ends_where_it_began_leaves_nothing(typist: Typist) -> None:
    before = await typist.world.told(typist.case_id)
    await typist.saves("Sign it. Or")
    await typist.saves("Sign it.")
    assert await typist.leaves() == await typist.base()
    assert await typist.kept() == [] and await typist.world.told(typist.case_id) == before


async def test_a_person_leaves_a_whole_case_at_once(typist: Typist) -> None:
    await typist.types("Sign it now.")
    await typist.types("25", answer_place("months"))
    await typist.journalling.leave_case(typist.world["ana"], typist.case_id)
    facts = await typist.world.facts(typist.case_id)
    assert facts.answers["months"].value == 25 and await typist.world.text(typist.case_id, "advice") == "Sign it now."


async def test_a_full_disk_is_told_and_saves_itself_when_there_is_room(typist: Typist) -> None:
    await typist.types("Sign it now.")
    typist.disk.failing = FULL
    for wait in (0.5, 1, 2, 4, 5, 5):
        await until(lambda: bool(typist.clock.sleepers))
        assert typist.clock.slept[-1] == wait
        typist.clock.passes(wait)
    await until(lambda: bool(typist.clock.sleepers))
    await typist.types("Sign it now, please.")
    assert typist.told[-1].words == DISK_FULL and typist.told[-1].state is SavingState.NOT_SAVED
    assert [told.words for told in typist.told].count(DISK_FULL) == 1
    typist.disk.failing = None
    await typist.passes(5)
    await until(lambda: typist.journalling.saving.state is SavingState.SAVED)
    assert await typist.kept() == ["Sign it now, please."]


async def test_a_place_that_is_left_while_the_disk_is_full_closes_itself_later(typist: Typist) -> None:
    await typist.types("Sign it now.")
    typist.disk.failing = FULL
    with pytest.raises(type(FULL)):
        await typist.leaves()
    typist.disk.failing = None
    await typist.passes(0.5)
    await typist.closed()
    assert await typist.world.text(typist.case_id, "advice") == "Sign it now." and await typist.kept() == []


async def test_a_store_that_can_only_be_read_says_so(typist: Typist) -> None:
    typist.disk.failing = ReadOnly("This store was written by a newer version.", next="Use that version.")
    await typist.types("Sign it now.")
    await typist.passes(0.5)
    await until(lambda: typist.journalling.saving.state is SavingState.NOT_SAVED)
    assert typist.told[-1].words == "Not saved. This store was written by a newer version. Use that version."


async def test_the_words_show_the_time_of_the_place_where_they_are_read(typist: Typist) -> None:
    await typist.saves("Sign it now.")
    assert typist.told[-1].line(timezone(timedelta(hours=1))) == "Saved 10:00:00"
    await typist.types("Sign it now!")
    assert typist.told[-1].line(timezone(timedelta(hours=1))) == "Saving…"


async def test_closing_the_program_closes_the_edits(typist: Typist) -> None:
    await typist.types("Sign it now.")
    assert await typist.journalling.closing() == ()
    assert await typist.world.text(typist.case_id, "advice") == "Sign it now."


async def test_closing_the_program_tells_what_is_not_saved(typist: Typist) -> None:
    await typist.types("Sign it now.")
    typist.disk.failing = FULL
    assert [typed.text for typed in await typist.journalling.closing()] == ["Sign it now."]
    typist.disk.failing = None
    assert await typist.journalling.closing() == ()


async def test_an_interrupted_program_saves_typing_and_makes_no_edit_of_it(typist: Typist) -> None:
    await typist.types("Sign it n")
    assert await typist.journalling.closing(interrupted=True) == ()
    assert await typist.kept() == ["Sign it n"]
    assert await typist.world.text(typist.case_id, "advice") == "Sign it."


async def test_typing_that_needs_a_reason_waits_in_the_journal_for_it(world: World) -> None:
    typist = await typist_in(world, await world.sent())
    await world.reviewing.return_(world["rob"], typist.case_id, items_about("advice"), "Look.")
    at_work = len(asyncio.all_tasks())
    await typist.saves("Sign it now.")
    await typist.passes(30)
    await until(lambda: len(asyncio.all_tasks()) == at_work)
    with pytest.raises(UsageError, match="reason"):
        await typist.leaves()
    assert await typist.kept() == ["Sign it now."]
    await typist.leaves(reason="As asked")
    (reason,) = (await world.facts(typist.case_id)).record.reasons
    assert reason.words and reason.words.text == "As asked"
    assert await world.text(typist.case_id, "advice") == "Sign it now." and await typist.kept() == []


async def test_an_empty_text_is_no_edit_and_stays_in_the_journal(typist: Typist) -> None:
    await typist.saves(" ")
    with pytest.raises(UsageError, match="empty"):
        await typist.leaves()
    assert await typist.journalling.closing() == () and await typist.kept() == [" "]


async def test_typing_never_overwrites_what_somebody_else_has_written_meanwhile(typist: Typist) -> None:
    await typist.saves("Sign it now.")
    await typist.world.editing.edit(typist.world["amy"], typist.case_id, "advice", "Wait.")
    with pytest.raises(Refused, match="changed"):
        await typist.leaves()
    assert await typist.world.text(typist.case_id, "advice") == "Wait." and await typist.kept() == ["Sign it now."]


async def test_new_typing_does_not_replace_what_waits_from_before(typist: Typist) -> None:
    older = WorkingText(
        typist.case_id, ADVICE, typist.world["ana"].person.person_id, "Older.", "gone", typist.clock.now()
    )
    await typist.world.store.commit(Entry(None, (older,), ()))
    await typist.saves("Newer")
    await typist.saves("Newer.")
    assert sorted(await typist.kept()) == ["Newer.", "Older."]
    await typist.leaves()
    assert await typist.kept() == ["Older."]


async def test_typing_on_from_what_waits_takes_its_place(typist: Typist) -> None:
    await typist.saves("Sign it n")
    again = await typist_in(typist.world, typist.case_id)
    await again.saves("Sign it n")
    await again.saves("Sign it now.")
    assert await again.kept() == ["Sign it now."]
    await again.journalling.stop()


async def test_half_a_character_does_not_stop_the_journal(typist: Typist) -> None:
    await typist.saves("A \ud83d\ude00 and \ud83d")
    assert await typist.kept() == ["A 😀 and �"]


async def test_nothing_typed_is_on_the_disk_in_plain_text_and_no_event_tells_of_it(
    typist: Typist, tmp_path: Path
) -> None:
    before = await typist.world.told(typist.case_id)
    await typist.saves(CANARY)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files and not any(CANARY.encode() in path.read_bytes() for path in files)
    assert await typist.world.told(typist.case_id) == before


async def _pages_after(typist: Typist, saves: int, home: Path) -> int:
    """Pages of the store after so many saves of a place; a text has no shorter form."""
    base, person_id = await typist.base(), typist.world["ana"].person.person_id
    for _ in range(saves):
        typed = WorkingText(typist.case_id, ADVICE, person_id, token_hex(8_000), base, typist.clock.now())
        await typist.world.store.commit(Entry(None, (typed,), ()))
    with closing(dbapi2.connect(str(database(home)))) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


async def test_many_saves_leave_the_store_as_large_as_few(typist: Typist, tmp_path: Path) -> None:
    few = await _pages_after(typist, 5, tmp_path)
    assert await _pages_after(typist, 100, tmp_path) <= few + 2
    assert len(await typist.kept()) == 1


@pytest.mark.long
async def test_ten_thousand_saves_leave_the_store_flat(typist: Typist, tmp_path: Path) -> None:
    few = await _pages_after(typist, 10, tmp_path)
    assert await _pages_after(typist, 10_000, tmp_path) <= few + 2
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 10_000_000
