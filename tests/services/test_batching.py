"""Batches: each row becomes one case and is drafted, a fault stays in its row, and going on does nothing twice."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from decimal import Decimal
from pathlib import Path

import pytest
from batch_examples import BATCH, Batches, batches, ended, folder, table
from service_examples import CONTRACT, GOOD, World, a_world, scripted

from desktop_app.adapters.batch_asks import BatchAskFiles
from desktop_app.domain.batch import BatchAsk, BatchState, PauseReason, RowFault, RowState
from desktop_app.domain.budget import Limit, Scope
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound, Refused, UsageError
from desktop_app.domain.evidence import DocumentState
from desktop_app.domain.person import Role
from desktop_app.domain.route import RouteKind
from desktop_app.services.batching import BatchRests, RowTold
from desktop_app.services.pacing import Pacing

ALL_DRAFTED = {1: RowState.DRAFTED, 2: RowState.DRAFTED, 3: RowState.DRAFTED}


async def test_each_document_of_a_folder_becomes_a_drafted_case(world: World, tmp_path: Path) -> None:
    made = batches(world)
    await made.begin(folder(tmp_path))
    assert ended(await made.run()) == ALL_DRAFTED
    titles = sorted(case.file.title for case in await world.store.cases())
    assert titles == ["contract 1", "contract 2", "contract 3"]
    assert (await made.batching.require(BATCH)).state is BatchState.DONE
    assert (await world.store.verify()).verified


async def test_routes_are_told_of_each_section_of_each_row(world: World, tmp_path: Path) -> None:
    made = batches(world)
    await made.begin(folder(tmp_path))
    await made.run()
    rows = await world.store.batch_rows(BATCH)
    assert all(set(row.routes) == {"fee", "term", "rating"} for row in rows)
    assert {route for row in rows for route in row.routes.values()} <= set(RouteKind)


async def test_rows_of_a_table_give_answers_files_and_titles(world: World, tmp_path: Path) -> None:
    made = batches(world)
    await made.begin(table(tmp_path, 'North,contract 1.txt,"EUR 48,000",24,no', "South,contract 2.txt,30000,12,no"))
    await made.run()
    south, north = await world.store.cases()
    cases = {each.file.title: await world.facts(each.file.case_id) for each in (south, north)}
    assert cases["North"].answers["months"].text == "24"
    assert [document.name.text for document in cases["South"].record.attached] == ["contract 2.txt"]


async def test_a_fault_of_a_row_stays_in_its_row(world: World, tmp_path: Path) -> None:
    made = batches(world)
    lines = ("A,contract 1.txt,48000,24,no", "B,nothing.txt,48000,24,no", "C,contract 2.txt,much,24,no")
    await made.begin(table(tmp_path, *lines))
    assert ended(await made.run()) == {1: RowState.DRAFTED}
    ends = [(row.end.kind.value, row.end.why, row.end.about) for row in await world.store.batch_rows(BATCH) if row.end]
    assert ends == [
        ("drafted", RowFault.NONE, ""),
        ("failed", RowFault.FILE, "contract"),
        ("failed", RowFault.ANSWER, "fee"),
    ]


async def test_failed_rows_are_a_table_that_can_be_begun_again(world: World, tmp_path: Path) -> None:
    made = batches(world)
    await made.begin(table(tmp_path, "A,contract 1.txt,48000,24,no", "=B(),contract 2.txt,much,24,no"))
    await made.run()
    again = tmp_path / "contracts" / "failed.csv"
    assert await made.batching.write_failed(world["ana"], BATCH, str(again)) == 1
    text = again.read_text("utf-8-sig")
    assert "'=B()" in text and "much" in text and "cannot be" in text
    again.write_text(text.replace("much", "30000").replace("“Fee” cannot be “30000”", ""))
    plan = await made.plan(again)
    assert [(row.name, row.problem) for row in plan.rows] == [("=B()", None)]


async def test_a_document_that_needs_a_password_fails_and_keeps_its_case(world: World, tmp_path: Path) -> None:
    made, place = batches(world), folder(tmp_path, 1)
    (place / "locked.txt").write_text("locked away")
    await made.begin(place)
    await made.run()
    row = (await world.store.batch_rows(BATCH))[1]
    assert row.end and row.end.why is RowFault.LOCKED and row.case_id


async def _failed_with_case(world: World, tmp_path: Path) -> tuple[Batches, Path]:
    """A batch of which the second row failed after its case was opened, and its failed rows as a table."""
    made, place = batches(world), folder(tmp_path, 1)
    (place / "locked.txt").write_text("locked away")
    await made.begin(place)
    await made.run()
    again = place / "failed.csv"
    await made.batching.write_failed(world["ana"], BATCH, str(again))
    return made, again


async def test_a_row_that_is_tried_again_goes_on_with_its_case(world: World, tmp_path: Path) -> None:
    made, again = await _failed_with_case(world, tmp_path)
    (tmp_path / "contracts" / "locked.txt").write_text(f"{CONTRACT} Now without a password.")
    batch_id = await made.batching.begin(world["ana"], await made.plan(again))
    await made.run(batch_id)
    assert await made.states(batch_id) == [RowState.DRAFTED]
    (row,) = await world.store.batch_rows(batch_id)
    assert row.case_id == (await world.store.batch_rows(BATCH))[1].case_id
    record = await world.store.case(row.case_id or "")
    assert [document.state for document in record.attached] == [DocumentState.READ]
    assert len(await world.store.cases()) == 2 and (await world.store.verify()).verified


async def test_a_section_that_was_drafted_is_not_drafted_again_with_its_case(tmp_path: Path) -> None:
    drafter = scripted(GOOD, GOOD, (EndpointFailed(ErrorClass.BAD_REQUEST, "No."),), GOOD)
    async with a_world(tmp_path, drafter) as world:
        made, place = batches(world), folder(tmp_path, 1)
        await made.begin(place, "server")
        await made.run()
        assert await made.states() == [RowState.FAILED]
        await made.batching.write_failed(world["ana"], BATCH, str(place / "failed.csv"))
        batch_id = await made.batching.begin(world["ana"], await made.plan(place / "failed.csv", "server"))
        await made.run(batch_id)
        (case,) = await world.store.cases()
        runs = Counter(run.section for run in (await world.store.case(case.file.case_id)).runs)
        assert runs == {"fee": 1, "term": 1, "rating": 2}


@pytest.mark.parametrize("cell", ["no-such-case", "twice", "drafted"])
async def test_no_row_goes_on_with_a_case_that_is_not_its_own(world: World, tmp_path: Path, cell: str) -> None:
    made, again = await _failed_with_case(world, tmp_path)
    rows = await world.store.batch_rows(BATCH)
    (head, line) = again.read_text("utf-8-sig").splitlines()
    case_id = rows[1].case_id or ""
    lines = {"twice": [line, f"3{line[1:]}"], "drafted": [line.replace(case_id, rows[0].case_id or "")]}
    again.write_text("\n".join([head, *lines.get(cell, [line.replace(case_id, cell)])]))
    planned = (await made.plan(again)).rows[-1]
    assert planned.problem and planned.problem.fault is RowFault.CASE


@pytest.mark.parametrize(("ask", "left"), [(BatchAsk.PAUSE, RowState.WAITING), (BatchAsk.CANCEL, RowState.SKIPPED)])
async def test_another_program_can_pause_and_cancel_it(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: BatchAsk, left: RowState
) -> None:
    monkeypatch.setattr("desktop_app.services.batching.HEEDS_EVERY_S", 0.01)  # rows of this test are done sooner
    made, asks = batches(world, home=tmp_path), BatchAskFiles(tmp_path)
    await made.begin(folder(tmp_path, 12))
    async with aclosing(made.batching.run(world["ana"], BATCH)) as told:
        await anext(told)
        assert asks.working() == (BATCH,)
        asks.ask(BATCH, ask)
        while asks.waits(BATCH, ask):
            await asyncio.sleep(0.01)
        async for _ in told:
            pass
    assert set(await made.states()) == {RowState.DRAFTED, left}
    assert not asks.working() and not asks.waits(BATCH, ask)


async def test_rows_that_a_cancelled_batch_left_can_be_begun_again(world: World, tmp_path: Path) -> None:
    made = batches(world)
    await made.begin(folder(tmp_path))
    await made.batching.cancel(world["ana"], BATCH)
    assert (await made.batching.require(BATCH)).state is BatchState.DONE
    assert await made.states() == [RowState.SKIPPED] * 3
    table = await made.batching.failed(world["ana"], BATCH)
    assert [row[1] for row in table[1:]] == ["contract 1", "contract 2", "contract 3"]
    with pytest.raises(Refused, match="finished"):
        await made.batching.cancel(world["ana"], BATCH)
    assert (await world.store.verify()).verified


async def test_a_batch_is_worked_at_once_however_fast_it_is_asked_for_twice(world: World, tmp_path: Path) -> None:
    made = batches(world)
    await made.begin(folder(tmp_path))
    first, second = await asyncio.gather(made.run(), made.run(), return_exceptions=True)
    assert isinstance(second, Refused) and not isinstance(first, BaseException)
    assert await made.states() == [RowState.DRAFTED] * 3


async def test_a_batch_that_is_closed_goes_on_where_it_was(world: World, tmp_path: Path) -> None:
    made = batches(world)
    await made.begin(folder(tmp_path, 12))
    async with aclosing(made.batching.run(world["ana"], BATCH)) as told:
        async for each in told:
            if isinstance(each, RowTold):
                break
    assert (await made.batching.require(BATCH)).state is BatchState.PAUSED
    assert RowState.WAITING in await made.states()
    await made.run()
    assert await made.states() == [RowState.DRAFTED] * 12
    assert len(await world.store.cases()) == 12


async def test_a_pause_lets_rows_that_were_begun_come_to_their_end(world: World, tmp_path: Path) -> None:
    made, reasons = batches(world), []
    await made.begin(folder(tmp_path, 12))
    async with aclosing(made.batching.run(world["ana"], BATCH)) as told:
        async for each in told:
            if isinstance(each, RowTold) and each.state is RowState.DRAFTING:
                await made.batching.pause(world["ana"], BATCH)
            reasons.append(getattr(each, "why", None))
    states = await made.states()
    assert reasons[-1] is PauseReason.PERSON and RowState.WAITING in states
    assert set(states) == {RowState.DRAFTED, RowState.WAITING}


async def test_a_row_that_was_taken_away_fails_and_others_put_before_it_do_no_harm(
    world: World, tmp_path: Path
) -> None:
    made, place = batches(world), folder(tmp_path)
    await made.begin(place)
    (place / "contract 2.txt").unlink()
    (place / "a contract before.txt").write_text("Another.")
    assert ended(await made.run()) == ALL_DRAFTED | {2: RowState.FAILED}
    assert len(await world.store.cases()) == 2


@pytest.mark.parametrize("error", [ErrorClass.CONNECT, ErrorClass.RATE, ErrorClass.AUTH])
async def test_a_server_that_cannot_be_reached_fails_no_row(tmp_path: Path, error: ErrorClass) -> None:
    drafter = scripted((EndpointFailed(error, "No."),))
    async with a_world(tmp_path, drafter) as world:
        made = batches(world)
        await made.begin(folder(tmp_path), "server")
        told = await made.run()
        assert [each for each in told if isinstance(each, BatchRests)]
        assert told[-1].why is PauseReason.UNREACHABLE  # type: ignore[union-attr]
        assert await made.states() == [RowState.WAITING] * 3


async def test_it_goes_on_with_each_row_once_when_the_server_answers_again(tmp_path: Path) -> None:
    drafter = scripted((EndpointFailed(ErrorClass.CONNECT, "No."),), GOOD)
    async with a_world(tmp_path, drafter) as world:
        made = batches(world, waits=(40.0,) * 20)
        await made.begin(folder(tmp_path), "server")
        await made.run()
        heads = [(await world.facts(case.file.case_id)).record for case in await world.store.cases()]
        assert len(heads) == 3
        assert all(len([r for r in record.revisions if r.section == "fee"]) == 1 for record in heads)


async def test_a_budget_that_is_used_up_pauses_it(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        keeper = await world.enrol("ida", Role.ADMINISTRATOR)
        await world.budgeting.set_limit(keeper, Limit(Scope.MONTH, Decimal("0.001")))
        made = batches(world)
        await made.begin(folder(tmp_path), "server")
        assert (await made.over()).why is PauseReason.BUDGET
        assert await made.states() == [RowState.WAITING] * 3
        await world.budgeting.set_limit(keeper, Limit(Scope.MONTH, Decimal(100)))
        assert (await made.over()).why is None
        assert RowState.WAITING not in await made.states()


async def test_nothing_of_what_rows_say_stands_in_the_record(world: World, tmp_path: Path) -> None:
    made = batches(world)
    await made.begin(table(tmp_path, "Secretname,contract 1.txt,48000,24,no", "Othername,gone.txt,48000,24,no"))
    await made.run()
    bodies = b"".join(event.body for event in await world.store.events())
    assert b"Secretname" not in bodies and b"Othername" not in bodies and b"contract 1" not in bodies
    assert b"batch.row_ended" in bodies and b"batch.finished" in bodies


async def test_a_batch_is_begun_and_run_once(world: World, tmp_path: Path) -> None:
    made, place = batches(world), folder(tmp_path)
    assert await made.begin(place) == await made.begin(place) == BATCH
    assert len(await world.store.batches()) == 1
    await made.run()
    with pytest.raises(Refused, match="finished"):
        await made.run()


@pytest.mark.parametrize("way", ["run", "over"])
async def test_a_place_that_is_gone_leaves_the_rows_as_they_are(world: World, tmp_path: Path, way: str) -> None:
    made, place = batches(world), folder(tmp_path)
    await made.begin(place)
    place.rename(tmp_path / "elsewhere")
    step: Callable[[], Awaitable[object]] = getattr(made, way)
    with pytest.raises(UsageError, match="could not be read"):
        await step()
    assert await made.states() == [RowState.WAITING] * 3


async def test_no_batch_of_that_name(world: World) -> None:
    with pytest.raises(NotFound):
        await batches(world).batching.require("nothing")


async def test_how_long_documents_took_to_be_read_is_part_of_the_forecast(world: World, tmp_path: Path) -> None:
    made, place = batches(world), folder(tmp_path)
    assert (await made.plan(place)).forecast.reading is None
    await made.begin(place)
    await made.run()
    forecast = (await made.plan(place)).forecast
    assert forecast.reading is not None and forecast.seconds is not None
    assert len(await Pacing(world.store, world.clock).readings()) == 3
