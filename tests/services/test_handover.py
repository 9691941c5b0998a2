"""A case goes to another machine and comes back, through a folder, with everything that was decided."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from handover_examples import Desk, a_desk, two_desks
from pysqlite3 import dbapi2

from desktop_app.adapters.case_steps import OUTSIDE, TABLES
from desktop_app.adapters.sql_opening import FILE
from desktop_app.domain.audit import BreakKind
from desktop_app.domain.comment import CommentKind, ItemCode
from desktop_app.domain.delegation import Decider
from desktop_app.domain.errors import ExchangeFailed, NotFound, Refused
from desktop_app.domain.exchange import Coming
from desktop_app.domain.handover import Course
from desktop_app.domain.person import Actor, Role


async def _handed_over(here: Desk, there: Desk) -> str:
    """A case under review that Rob's machine has taken."""
    case_id = await here.world.sent()
    await here.send(case_id)
    await there.take()
    return case_id


async def test_a_case_comes_back_with_all_that_was_done_and_both_records_hold(
    tmp_path: Path,
) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await _handed_over(here, there)
        assert await there.record(case_id) == await here.record(case_id)
        await there.world.approve(case_id, "fee")
        await there.world.editing.edit(there.world["rob"], case_id, "term", "It runs for two years.", "It is clearer.")
        await there.world.commenting.comment(there.world["rob"], case_id, "advice", "Why?", code=ItemCode.OTHER)
        await there.give_back(case_id)
        assert (await here.take("ana")).course is Course.NEW
        came = await here.record(case_id)
        assert came == await there.record(case_id)
        assert came.signatures and came.comments[0].kind is CommentKind.MUST_FIX
        assert [(await desk.verified()).breaks for desk in (here, there)] == [(), ()]
        with pytest.raises(Refused, match=r"four|own words|writer"):  # the words are Rob's on this machine too
            await there.world.approve(case_id, "term")


async def test_who_is_to_decide_and_who_put_it_off_stays_with_the_machine(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id, world, rob = await here.world.sent(), here.world, here.world["rob"]
        await world.assigning.assign(rob, case_id, rob.person.person_id)
        await world.assigning.snooze(rob, case_id, world.clock.now() + timedelta(days=1))
        await world.assigning.take(rob, case_id)
        await here.send(case_id)
        assert (await there.take()).course is Course.NEW
        assert await there.record(case_id) == await here.record(case_id)


async def test_how_long_a_case_waits_is_counted_from_its_gate_at_every_machine(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.drafted()
        await here.world.clock.sleep(3600)
        await here.world.send(case_id)
        await here.send(case_id)
        await there.take()
        (entry,) = (await there.record(case_id)).open_entries
        (queued,) = await there.world.store.queue(there.world.assigning.query(there.world["rob"]))
        assert queued.since == entry.entered_at > queued.file.created_at


def test_a_table_that_travels_names_only_what_travels_with_it() -> None:
    named = {key.column.table.name for table in TABLES.values() for c in table.columns for key in c.foreign_keys}
    assert named <= TABLES.keys() | OUTSIDE


async def test_four_eyes_counts_persons_across_machines(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await _handed_over(here, there)
        await there.world.editing.edit(there.world["rob"], case_id, "term", "It runs for two years.", "It is clearer.")
        await there.give_back(case_id)
        await here.take("ana")
        head = (await here.record(case_id)).heads["term"]
        writers = {span.person_id for span in (await here.record(case_id)).spans[head]}
        assert there.world["rob"].person.person_id in writers
        await here.world.approve(case_id, "term")  # another Rob, who wrote none of it


async def test_a_case_that_is_away_is_only_read(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, _):
        case_id, world = await here.world.sent(), here.world
        await here.send(case_id)
        for step in (
            world.approve(case_id),
            world.editing.edit(world["rob"], case_id, "term", "It runs for two years.", "It is clearer."),
            world.reviewing.escalate(world["rob"], case_id, "I am not sure about it."),
            world.commenting.comment(world["rob"], case_id, "term", "Why?"),
        ):
            with pytest.raises(Refused, match="with another machine"):
                await step


async def test_a_second_round_goes_on_from_the_first(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await _handed_over(here, there)
        await there.world.approve(case_id, "fee")
        await there.give_back(case_id)
        await here.take("ana")
        await here.send(case_id)
        assert (await there.take()).course is Course.NEW
        await there.world.approve(case_id)
        await there.give_back(case_id)
        await here.take("ana")
        assert await here.record(case_id) == await there.record(case_id)
        assert (await here.record(case_id)).file.state == "sign_off"


async def test_a_file_that_is_taken_twice_has_its_effect_once(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        file_id = await here.send(case_id)
        (tmp_path / "exchange/cases" / f"{file_id} (copy).case").write_bytes(
            (tmp_path / "exchange/cases" / f"{file_id}.case").read_bytes()
        )
        await there.take()
        before = await there.world.store.events()
        assert (await there.take(file_id=file_id)).course is Course.KNOWN
        assert await there.world.store.events() == before
        assert await there.incoming() == ()


async def test_a_command_that_is_given_again_once_the_case_is_back_tells_of_the_same_file(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        file_id = await here.send(case_id, command_id="once")
        await there.take()
        await there.give_back(case_id)
        assert (await here.take("ana")).handover.file_id != file_id
        assert await here.send(case_id, command_id="once") == file_id
        assert (await here.record(case_id)).file.state == "review"


@pytest.mark.parametrize("name", ["", "x", "../cases"])
async def test_what_can_be_no_case_file_is_told(tmp_path: Path, name: str) -> None:
    async with two_desks(tmp_path) as (here, _):
        (tmp_path / "exchange/cases").mkdir()
        (tmp_path / "exchange/cases/x.case").write_bytes(b"no case file")
        for step in (here.taking.take, here.taking.release):
            with pytest.raises(NotFound, match="No case file is called"):
                await step(here.world["ana"], name)


async def test_a_lost_file_is_seen_and_put_again(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        file_id = await here.send(case_id)
        (tmp_path / "exchange/cases" / f"{file_id}.case").unlink()
        assert [each.lost for each in await here.handing.elsewhere()] == [True]
        await here.handing.put_again(here.world["ana"], case_id)
        assert (await there.take()).handover.file_id == file_id


async def test_a_folder_that_is_away_loses_nothing(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        (tmp_path / "exchange").rename(tmp_path / "gone")
        with pytest.raises(ExchangeFailed, match="is away"):
            await here.send(case_id)
        (tmp_path / "gone").rename(tmp_path / "exchange")
        await here.send(case_id)
        assert (await there.take()).course is Course.NEW


async def test_a_case_that_nobody_took_is_called_back(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        await here.send(case_id)
        await here.handing.call_back(here.world["ana"], case_id)
        assert await there.incoming() == ()
        await here.world.approve(case_id, "fee")


async def test_a_case_that_was_taken_is_called_back_by_force_alone(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await _handed_over(here, there)
        with pytest.raises(Refused, match="was taken by there"):
            await here.handing.call_back(here.world["ana"], case_id)
        await here.handing.call_back(here.world["ana"], case_id, force=True)
        assert await here.states(case_id) == ["taken_back"]


async def test_a_claim_of_another_machine_is_shown_and_stands(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await here.world.sent()
        file_id = await here.send(case_id)
        await here.handing.claim(
            await here.introducing.exchange(), await here.introducing.own(), here.world["ana"], file_id
        )
        (listed,) = await there.incoming()
        assert (listed.coming, listed.claimed_by) == (Coming.CLAIMED, "here")
        with pytest.raises(Refused, match="claimed by here first"):
            await there.take(file_id=file_id)


async def test_a_claim_is_released_by_its_own_machine(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        file_id = await here.send(await here.world.sent())
        exchange, own = await there.introducing.exchange(), await there.introducing.own()
        await there.handing.claim(exchange, own, there.world["rob"], file_id)
        with pytest.raises(Refused):
            await here.taking.release(here.world["ana"], file_id)
        await there.taking.release(there.world["rob"], file_id)
        assert [each.coming for each in await there.incoming()] == [Coming.WAITS]


async def test_a_person_decides_only_in_the_roles_that_they_were_given_here(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await _handed_over(here, there)
        await here.accept(there, default=(Role.ANALYST,))
        await there.world.approve(case_id, "fee")
        await there.give_back(case_id)
        with pytest.raises(Refused, match="not trusted as that here"):
            await here.take("ana")
        await here.accept(there)
        assert (await here.take("ana")).course is Course.NEW


async def test_who_may_not_decide_here_approves_under_no_other_role_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id, rob = await _handed_over(here, there), there.world["rob"]

        async def as_analyst(*_: object) -> Decider:
            return Decider(Actor(rob.person.person_id, Role.ANALYST, rob.auth))

        monkeypatch.setattr(there.world.delegating, "decider", as_analyst)
        await here.accept(there, default=(Role.ANALYST,))
        await there.world.approve(case_id, "fee")
        await there.give_back(case_id)
        with pytest.raises(Refused, match="approved there, and is not trusted with that here"):
            await here.take("ana")


async def test_nobody_acts_here_as_a_person_of_another_machine(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, _):
        people = [person.name for person, _ in await here.world.enrolling.listing()]
        assert len(people) == len(set(people)) == 5
        known = await here.histories.machines()
        assert all(p.retired_at for machine in known for _, profiles in machine.people for p in profiles)


async def test_a_machine_that_was_not_accepted_is_not_believed(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, _):
        with pytest.raises(NotFound):
            await here.introducing.accept(here.world["adi"], "nobody", {})
        with pytest.raises(Refused):
            await here.introducing.accept(here.world["ana"], "there", {})


async def test_who_has_a_case_is_told_and_people_of_another_machine_have_names(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        case_id = await _handed_over(here, there)
        away = await here.handing.away(case_id)
        assert away and (away.machine, away.given_back) == ("there", False)
        assert await there.handing.away(case_id) is None
        await there.give_back(case_id)
        back = await there.handing.away(case_id)
        assert back and (back.machine, back.given_back) == ("here", True)
        author = (await there.record(case_id)).file.created_by
        assert (await there.world.store.names())[author] == "ana"
        assert author not in {person.person_id for person, _ in (await there.world.store.people_history()).people}


async def test_a_history_whose_machine_was_exchanged_is_named(tmp_path: Path) -> None:
    async with two_desks(tmp_path) as (here, there):
        await _handed_over(here, there)
    with closing(dbapi2.connect(tmp_path / "b" / FILE)) as database:
        database.execute("UPDATE machine SET signing_key = zeroblob(32)")
        database.commit()
    async with a_desk(tmp_path / "b", tmp_path / "exchange", "there") as there:
        assert {each.kind for each in (await there.verified()).breaks} == {BreakKind.ROW, BreakKind.SEGMENT}
