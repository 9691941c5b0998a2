"""A second reader: budgeted, recorded, shown, and believed as far as people were found to agree with it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest
from entailment_examples import SUPPORTED, FakeEntailment, SilentEntailment
from fakes import Script, server_endpoint
from service_examples import CentPrices, World, a_world

from desktop_app.adapters.support_files import read_support_weights
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.confidence import Band
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.entailment import ReadVerdict
from desktop_app.domain.errors import NotFound, Refused, UsageError
from desktop_app.domain.finding import Rule
from desktop_app.domain.person import Role
from desktop_app.domain.reader_agreement import Agreement
from desktop_app.domain.reader_file import ReaderFile
from desktop_app.domain.support import WORDING, SupportState, Verdict
from desktop_app.domain.support_reading import read_supports
from desktop_app.domain.usage import RunOutcome
from desktop_app.services.connecting import Connecting
from desktop_app.services.metering import Metering
from desktop_app.services.ports import Entailment
from desktop_app.services.revising import Revising
from desktop_app.services.second_reading import SecondReading

NEAR = (Delta("The total fee for all of the work amounts to EUR 48,000 [E1]."), Finished("stop", "scripted-1"))
TWO = (
    Delta("The total fee for all of the work amounts to EUR 48,000 [E1]. "),
    Delta("A late payment bears interest of 5% every year [E1]."),
    Finished("stop", "scripted-1"),
)
AGREED = Agreement(supported=40, doubted=5)
DOUBTS = ReadVerdict(Verdict.CONTRADICTED, "all of the work")


class Connected:
    """The endpoints, all of them ready."""

    async def listing(self) -> Sequence[Endpoint]:
        return (server_endpoint(),)

    async def chain(self, names: Sequence[str], *, alone: bool) -> Sequence[str]:
        return names


@dataclass
class Files:
    """One folder, with a model in it."""

    model: FakeEntailment

    async def look(self, folder: str) -> ReaderFile:
        return ReaderFile(folder, "ab" * 32)

    async def reader(self, chosen: ReaderFile) -> Entailment:
        return replace(self.model, reader=chosen.reader)


class Judged(SecondReading):
    """With an agreement that was measured elsewhere."""

    found = Agreement()

    async def agreement(self, reader: str) -> Agreement:
        return self.found


@asynccontextmanager
async def a_reading(
    home: Path, reader: FakeEntailment, draft: Script = NEAR
) -> AsyncIterator[tuple[World, Judged, str]]:
    """A drafted case, and its second reader, chosen."""
    from service_examples import scripted

    async with a_world(home, scripted(draft)) as world:
        chance = SystemChance()
        reading = Judged(
            world.store,
            world.keeping,
            cast(Connecting, Connected()),
            lambda _name: reader,
            Files(reader),
            Revising(chance, "1", read_support_weights()),
            Metering(CentPrices(), world.clock, chance),
            world.budgeting,
            world.recording,
            world.clock,
            chance,
        )
        keeper = await world.enrol("kim", Role.ADMINISTRATOR)
        await reading.choose(keeper, "server")
        case = await world.case()
        await world.draft(case, "fee", chain=["server"])
        yield world, reading, case


async def test_a_doubt_is_recorded_and_shown_and_holds_nothing_up(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment((DOUBTS,))) as (world, reading, case):
        before = await world.facts(case)
        read = await reading.read(world["ana"], case, "fee")
        facts = await world.facts(case)
        told = await world.told(case)
    head = facts.record.heads["fee"]
    assert not read.counted
    (sentence,) = read_supports(facts.record, facts.record.head("fee") or before.record.revisions[0])
    assert [(v.reader, v.verdict, v.words) for v in sentence.verdicts] == [("server", DOUBTS.verdict, DOUBTS.words)]
    assert sentence.doubted
    assert facts.record.findings.get(head, ()) == before.record.findings.get(head, ())
    assert facts.record.routes[head] == before.record.routes[head]
    assert "call.started" in told and "call.finished" in told and told[-1] == "support.read"
    assert len(facts.record.runs_of("fee")) == 1


async def test_where_people_agree_with_it_a_doubt_is_a_finding_and_the_route_is_decided_again(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment((DOUBTS,))) as (world, reading, case):
        reading.found = AGREED
        read = await reading.read(world["ana"], case, "fee")
        facts = await world.facts(case)
    head = facts.record.heads["fee"]
    assert read.counted
    assert Rule.SECOND_READER in [raised.rule for raised in facts.record.findings[head]]
    assert facts.record.routes[head].band is not Band.HIGH


async def test_a_reading_that_nobody_waits_for_any_more_leaves_no_call_without_its_end(tmp_path: Path) -> None:
    silent = SilentEntailment()
    async with a_reading(tmp_path, silent) as (world, reading, case):
        task = asyncio.ensure_future(reading.read(world["ana"], case, "fee"))
        await silent.begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        facts, told = await world.facts(case), await world.told(case)
    (run,) = [each for each in facts.record.runs if each.outcome is RunOutcome.READ]
    (call,) = [each for each in facts.record.calls if each.run_id == run.run_id]
    assert (call.error_class, call.finish_reason) == (None, None)
    assert told[-3:] == ["call.started", "call.aborted", "support.read"]


async def test_a_reader_that_supports_all_lifts_nothing(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment((SUPPORTED,))) as (world, reading, case):
        reading.found = AGREED
        before = await world.facts(case)
        await reading.read(world["ana"], case, "fee")
        facts = await world.facts(case)
    head = facts.record.heads["fee"]
    assert facts.record.routes[head] == before.record.routes[head]


async def test_a_reader_that_fails_is_told_and_its_call_is_recorded(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment((None,))) as (world, reading, case):
        read = await reading.read(world["ana"], case, "fee")
        facts = await world.facts(case)
    assert read.failure == "The server fell."
    assert read.verdicts == ()
    assert facts.record.calls[-1].error_class is not None


async def test_a_reading_that_was_stopped_goes_on_with_what_was_not_read(tmp_path: Path) -> None:
    reader = FakeEntailment((SUPPORTED, None, SUPPORTED))
    async with a_reading(tmp_path, reader, TWO) as (world, reading, case):
        first = await reading.read(world["ana"], case, "fee")
        second = await reading.read(world["ana"], case, "fee")
        with pytest.raises(UsageError, match="read this text already"):
            await reading.read(world["ana"], case, "fee")
    assert (len(first.verdicts), len(second.verdicts)) == (1, 1)
    assert first.verdicts[0][0].start != second.verdicts[0][0].start


async def test_a_text_is_read_once_and_only_by_who_is_chosen(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment()) as (world, reading, case):
        await reading.read(world["ana"], case, "fee")
        with pytest.raises(UsageError, match="read this text already"):
            await reading.read(world["ana"], case, "fee")
        with pytest.raises(UsageError, match="no text yet"):
            await reading.read(world["ana"], case, "term")
        with pytest.raises(NotFound):
            await reading.read(world["ana"], case, "nothing")
        with pytest.raises(Refused):
            await reading.choose(world["ana"], "server")
        await reading.choose(world["kim"], "")
        with pytest.raises(UsageError, match="No second reader"):
            await reading.read(world["ana"], case, "fee")


async def measured(world: World, reading: Judged, case: str, said: str = "") -> Agreement:
    """The agreement after the section was read, worded so by its author, sent and approved."""
    await reading.read(world["ana"], case, "fee")
    if said:
        await world.editing.edit(world["ana"], case, "fee", said)
    await world.draft(case, "term", "rating", chain=["assembled"])
    await world.editing.edit(world["ana"], case, "advice", "Sign it.")
    assert await SecondReading.agreement(reading, "server") == Agreement()
    await world.send(case)
    await world.approve(case)
    assert (await world.store.verify()).verified
    return await SecondReading.agreement(reading, "server")


async def test_a_sentence_that_people_let_stand_is_measured_against_what_the_reader_said(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment()) as (world, reading, case):
        assert await measured(world, reading, case) == Agreement(supported=1)


async def test_a_doubt_about_a_figure_that_was_changed_is_agreed_with(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment((DOUBTS,))) as (world, reading, case):
        assert await measured(world, reading, case, "No fee is due.") == Agreement(doubted=1)


async def test_a_doubt_about_what_people_let_stand_is_a_false_alarm(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment((DOUBTS,))) as (world, reading, case):
        assert await measured(world, reading, case) == Agreement(alarms=1)


async def test_the_wording_of_each_sentence_is_kept_with_its_revision(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment()) as (world, _reading, case):
        facts = await world.facts(case)
    kept: tuple[Any, ...] = facts.record.supports[facts.record.heads["fee"]]
    assert (kept[0].reader, kept[0].state) == (WORDING, SupportState.REWORDED)


async def test_a_model_in_a_folder_reads_under_the_name_of_its_checksum(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment((DOUBTS,))) as (world, reading, case):
        with pytest.raises(Refused):
            await reading.choose_folder(world["ana"], "/models/nli")
        file = await reading.choose_folder(world["kim"], "/models/nli")
        assert await reading.chosen() == file.reader == "nli-abababababab"
        read = await reading.read(world["ana"], case, "fee")
        facts = await world.facts(case)
        event = next(e for e in reversed(await world.store.events()) if e.type == "setting.changed")
        await reading.choose(world["kim"], "server")
        assert await reading.chosen_file() is None
    assert (read.reader, facts.record.calls[-1].endpoint) == (file.reader, file.reader)
    assert file.digest.encode() in event.body


async def test_a_doubt_stands_on_where_its_sentence_does_and_is_not_raised_twice(tmp_path: Path) -> None:
    async with a_reading(tmp_path, FakeEntailment((DOUBTS, DOUBTS))) as (world, reading, case):
        reading.found = AGREED
        await reading.read(world["ana"], case, "fee")
        drafted = await world.text(case, "fee")
        edited = await world.editing.edit(world["ana"], case, "fee", f"First of all.\n\n{drafted}")
        assert Rule.SECOND_READER in [finding.rule for finding in edited.findings]
        await reading.read(world["ana"], case, "fee")
        record = (await world.facts(case)).record
        (doubt,) = (f for f in record.findings[record.heads["fee"]] if f.rule is Rule.SECOND_READER)
        assert record.revision(record.heads["fee"]).section_text.plain[doubt.start : doubt.end] in drafted  # type: ignore[union-attr]
        await world.editing.edit(world["ana"], case, "fee", "It says another thing.")
        record = (await world.facts(case)).record
        assert Rule.SECOND_READER not in [f.rule for f in record.findings[record.heads["fee"]]]
