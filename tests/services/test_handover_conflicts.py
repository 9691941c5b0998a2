"""A case that went on here and elsewhere: a person sees to it, and nothing is merged by itself."""

from pathlib import Path

import pytest
from handover_examples import Desk, two_desks

from desktop_app.domain.errors import NotFound, Refused
from desktop_app.domain.handover import Course, HandoverState

THEIRS, OURS = "It runs for two whole years.", "It runs for 24 months and ends then."


async def _both_went_on(here: Desk, there: Desk) -> tuple[str, str]:
    """A case that was taken back by force and edited on both sides; it, and the file that came back."""
    case_id = await here.world.sent()
    await here.send(case_id)
    await there.take()
    await there.world.editing.edit(there.world["rob"], case_id, "term", THEIRS, "It is clearer.")
    await there.world.approve(case_id, "fee")
    await here.handing.call_back(here.world["ana"], case_id, force=True)
    await here.world.editing.edit(here.world["rob"], case_id, "term", OURS, "It is clearer.")
    return case_id, await there.give_back(case_id)


async def test_both_texts_are_shown_and_what_is_here_stays(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id, _ = await _both_went_on(here, there)
        before = await here.record(case_id)
        taken = await here.take("ana")
        assert (taken.course, taken.handover.state) == (Course.APART, HandoverState.CONFLICT)
        assert await here.record(case_id) == before
        (conflict,) = await here.settling.conflicts()
        assert [(t.section, t.here.plain, t.came.plain) for t in conflict.texts] == [("term", OURS, THEIRS)]
        assert (await here.verified()).breaks == ()


async def test_the_other_text_becomes_a_proposal_of_its_writer(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id, file_id = await _both_went_on(here, there)
        await here.take("ana")
        await here.settling.settle(here.world["ana"], file_id, ["term"])
        proposal = (await here.record(case_id)).proposal("term")
        assert proposal and proposal.section_text.plain == THEIRS
        assert proposal.person_id == there.world["rob"].person.person_id
        assert await here.world.text(case_id, "term") == OURS
        with pytest.raises(NotFound, match="no conflict"):  # it is settled once
            await here.settling.settle(here.world["ana"], file_id)
        assert await here.settling.conflicts() == ()
        assert (await here.verified()).breaks == ()


async def test_what_was_taken_back_and_left_alone_follows_what_comes(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        await here.send(case_id)
        await there.take()
        await here.handing.call_back(here.world["ana"], case_id, force=True)
        await there.world.approve(case_id, "fee")
        await there.give_back(case_id)
        assert (await here.take("ana")).course is Course.NEW


async def test_an_older_return_after_a_newer_one_changes_nothing(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        await here.send(case_id)
        await there.take()
        older = await there.give_back(case_id)
        kept = (tmp_path / "exchange/cases" / f"{older}.case").read_bytes()
        await here.take("ana")
        await here.send(case_id)
        await there.take()
        await there.world.approve(case_id, "fee")
        await there.give_back(case_id)
        await here.take("ana")
        before = await here.record(case_id)
        (tmp_path / "exchange/cases" / f"{older}.case").write_bytes(kept)
        assert (await here.take("ana", older)).course is Course.KNOWN
        assert await here.record(case_id) == before


async def test_what_was_decided_and_said_there_is_named(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        await here.send(case_id)
        await there.take()
        await there.world.commenting.comment(there.world["rob"], case_id, "term", "Why two years?")
        await there.world.approve(case_id, "fee")
        await here.handing.call_back(here.world["ana"], case_id, force=True)
        await here.world.commenting.comment(here.world["rob"], case_id, "term", "Said here.")
        await there.give_back(case_id)
        await here.take("ana")
        (conflict,) = await here.settling.conflicts()
        assert [(d.person, d.kind, d.sections) for d in conflict.decisions] == [("rob", "approve", ("Fee",))]
        assert [(c.person, c.section, c.words) for c in conflict.comments] == [("rob", "Term", "Why two years?")]


async def test_after_a_conflict_a_copy_goes_where_the_case_itself_cannot(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id, file_id = await _both_went_on(here, there)
        await here.take("ana")
        await here.settling.settle(here.world["ana"], file_id)
        place = await here.handing.of_case(here.world["ana"], case_id)
        assert (place.machines, place.apart) == ((), there.name)
        for named in ([], [there.name]):
            with pytest.raises(Refused, match="another history") as refused:
                await here.send(case_id, machines=named)
            assert "case copy" in (refused.value.next or "")
        assert "away" not in await here.states(case_id)  # it is still worked on here
        copied = await here.world.carrying.copy(here.world["ana"], case_id, documents=True, texts=True)
        assert await here.world.text(copied, "term") == OURS


async def test_a_copy_of_a_settled_case_is_taken_in_as_a_case_of_its_own(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        await here.send(case_id)
        await there.take()
        await here.handing.call_back(here.world["ana"], case_id, force=True)
        await here.world.commenting.comment(here.world["rob"], case_id, "term", "Said here.")
        await there.world.approve(case_id, "fee")
        file_id = await there.give_back(case_id)
        await here.take("ana")
        await here.settling.settle(here.world["ana"], file_id)
        copied = await here.world.carrying.copy(here.world["ana"], case_id, documents=True, texts=True)
        await here.world.reviewing.send(here.world["ana"], copied, read_through=True)
        await here.send(copied, machines=[there.name])
        assert (await there.take()).course is Course.NEW
        assert (await there.record(copied)).heads == (await here.record(copied)).heads
        assert [(await desk.verified()).breaks for desk in (here, there)] == [(), ()]
