"""Sections for which no model could be reached: they wait, and are drafted once, as soon as one answers."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from fakes import FakeDrafter, Script, server_endpoint
from service_examples import GOOD, World, a_world

from desktop_app.adapters.secret_places import MemoryPlace, SecretPlaces
from desktop_app.domain.audit import Entry, EventType
from desktop_app.domain.draft import PipelineEvent, RunFailed, SectionRecorded
from desktop_app.domain.endpoint import Endpoint, EndpointTest
from desktop_app.domain.errors import EndpointFailed, ErrorClass, UsageError
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.waiting_section import WaitingSection
from desktop_app.domain.working_text import section_place
from desktop_app.services.connecting import Connecting
from desktop_app.services.resuming_drafts import LEAST_WAIT_MS, ResumingDrafts


class Server(FakeDrafter):
    """A server that fails in one way until it is `up`."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        self.fails: ErrorClass | None = ErrorClass.CONNECT
        self.tests = 0
        self.retry_after: float | None = None

    @property
    def scripts(self) -> Sequence[Script]:  # type: ignore[override]
        return ((EndpointFailed(self.fails, "It failed."),),) if self.fails else (GOOD,)

    @scripts.setter
    def scripts(self, _: Sequence[Script]) -> None:
        """What it plays follows from how it stands."""

    async def test(self) -> EndpointTest:
        self.tests += 1
        if self.fails:
            raise EndpointFailed(self.fails, "It failed.", retry_after=self.retry_after)
        return await super().test()


class Outage:
    """A case of ana's, and a server called `server` that can be reached or not."""

    def __init__(self, world: World, case_id: str) -> None:
        self.world, self.case_id = world, case_id
        self.servers: dict[str, Server] = {}
        secrets = SecretPlaces((), (MemoryPlace(),))
        connecting = Connecting(world.store, world.recording, secrets, world.dispatching, self._make)
        self.connecting = connecting
        self.resuming = ResumingDrafts(world.store, world.keeping, connecting, world.drafting, world.clock)

    def _make(self, endpoint: Endpoint, _: str | None) -> FakeDrafter:
        return self.servers.setdefault(endpoint.name, Server(endpoint))

    @property
    def server(self) -> Server:
        return self.servers["server"]

    async def ask(self, *sections: str, who: str = "ana", added: str = "") -> None:
        chain = await self.resuming.chain(())
        run = self.world.drafting.draft(self.world[who], self.case_id, chain, sections, added=added)
        assert [event async for event in run]

    async def waiting(self) -> list[str]:
        return [each.section for each in await self.resuming.waiting(self.case_id)]

    async def resume(self, *, now: bool = True) -> list[PipelineEvent]:
        ready = await self.resuming.ready(await self.resuming.waiting(self.case_id), now=now)
        return await self.drafted(*ready)

    async def drafted(self, *waiting: WaitingSection) -> list[PipelineEvent]:
        return [event async for event in self.resuming.resume(self.world["ana"], waiting)]


@pytest.fixture
async def outage(tmp_path: Path) -> AsyncIterator[Outage]:
    async with a_world(tmp_path) as world:
        outage = Outage(world, await world.case())
        await outage.connecting.add(world["ana"], server_endpoint("server"))
        await outage.resuming.chain(())
        yield outage


@pytest.mark.parametrize("error", [ErrorClass.CONNECT, ErrorClass.SERVER, ErrorClass.FIRST_TEXT, ErrorClass.RATE])
async def test_a_section_waits_where_no_model_could_be_reached(outage: Outage, error: ErrorClass) -> None:
    outage.server.fails = error
    await outage.ask("fee")
    assert await outage.waiting() == ["fee"]


@pytest.mark.parametrize("error", [ErrorClass.AUTH, ErrorClass.BAD_REQUEST, ErrorClass.CONTENT_FILTER])
async def test_a_failure_that_does_not_pass_by_itself_is_not_waited_for(outage: Outage, error: ErrorClass) -> None:
    outage.server.fails = error
    await outage.ask("fee")
    assert await outage.waiting() == []


async def test_it_waits_where_all_endpoints_rest_too(outage: Outage) -> None:
    for _ in range(3):
        await outage.ask("fee")
    tried = len(outage.server.asked)
    await outage.ask("term")
    assert len(outage.server.asked) == tried
    (*_, term) = await outage.resuming.waiting(outage.case_id)
    assert (term.section, term.chain) == ("term", ("server",))


@pytest.mark.parametrize("tried", [1, 4])
async def test_a_redo_that_no_model_answers_leaves_the_text_and_waits_for_none(outage: Outage, tried: int) -> None:
    world, chain = outage.world, ("server", "assembled")
    await world.draft(outage.case_id, "fee")
    before = await world.head(outage.case_id, "fee")
    for _ in range(tried):  # at last it rests, and is not asked
        *_, failed = await world.draft(outage.case_id, "fee", chain=chain)
        assert isinstance(failed, RunFailed)
    assert (await world.head(outage.case_id, "fee"), await outage.waiting()) == (before, [])
    await world.draft(outage.case_id, "term", chain=chain)
    assert await world.state(outage.case_id, "term") == "drafted"


async def test_what_waits_is_drafted_once_the_server_answers(outage: Outage) -> None:
    await outage.ask("fee", "term")
    assert await outage.resume() == []
    outage.server.fails = None
    events = await outage.resume()
    assert [each.section for each in events if isinstance(each, SectionRecorded)] == ["fee", "term"]
    assert await outage.waiting() == []
    assert await outage.world.text(outage.case_id, "fee") == "The total fee is EUR 48,000 for the work."


async def test_nothing_is_drafted_twice_for_one_failed_run(outage: Outage) -> None:
    await outage.ask("fee")
    outage.server.fails = None
    waiting = await outage.resuming.waiting(outage.case_id)
    await outage.drafted(*waiting)
    asked = len(outage.server.asked)
    again = [event async for event in outage.resuming.draft(outage.world["ana"], waiting[0])]
    assert (await outage.drafted(*waiting), again, len(outage.server.asked)) == ([], [], asked)


async def test_where_a_person_has_written_meanwhile_nothing_waits(outage: Outage) -> None:
    await outage.ask("fee")
    (waiting,) = await outage.resuming.waiting(outage.case_id)
    await outage.world.editing.edit(outage.world["ana"], outage.case_id, "fee", "My own words.")
    outage.server.fails = None
    assert await outage.drafted(waiting) == []
    assert (await outage.world.facts(outage.case_id)).record.proposal("fee") is None


async def test_a_section_in_which_somebody_types_is_left_alone(outage: Outage) -> None:
    await outage.ask("fee")
    ana = outage.world["ana"].person.person_id
    typed = WorkingText(outage.case_id, section_place("fee"), ana, "My own", None, outage.world.clock.now())
    await outage.world.store.commit(Entry(None, (typed,), ()))
    assert await outage.waiting() == []


async def test_taking_the_assembled_draft_ends_the_waiting(outage: Outage) -> None:
    await outage.ask("fee")
    await outage.world.draft(outage.case_id, "fee")
    assert await outage.waiting() == []


async def test_a_case_that_has_left_its_draft_waits_for_nothing(outage: Outage) -> None:
    world = outage.world
    await world.draft(outage.case_id)
    await world.editing.edit(world["ana"], outage.case_id, "advice", "Sign it.")
    await outage.ask("fee")
    (waiting,) = await outage.resuming.waiting(outage.case_id)
    await world.send(outage.case_id)
    outage.server.fails = None
    assert (await outage.waiting(), await outage.drafted(waiting)) == ([], [])


async def test_a_line_that_was_added_is_kept_until_it_is_drafted_with(outage: Outage) -> None:
    await outage.ask("fee", added="In one sentence.")
    (waiting,) = await outage.resuming.waiting(outage.case_id)
    assert waiting.added == "In one sentence."
    outage.server.fails = None
    assert any(isinstance(event, SectionRecorded) for event in await outage.resume())
    assert "In one sentence." in outage.server.asked[-1].messages[-1].text
    assert await outage.world.store.working_texts(outage.case_id) == ()


async def test_a_line_is_sealed_and_no_line_of_another_run(outage: Outage, tmp_path: Path) -> None:
    await outage.ask("fee", added="In one sentence.")
    await outage.ask("fee")
    (waiting,) = await outage.resuming.waiting(outage.case_id)
    assert waiting.added == ""
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files and not any(b"In one sentence." in each for each in files)


async def test_a_change_of_a_persons_text_waits_too_and_comes_beside_it(outage: Outage) -> None:
    world = outage.world
    await world.draft(outage.case_id, "fee")
    await world.editing.edit(world["ana"], outage.case_id, "fee", "My own words.")
    world.clock.passes(1)
    await outage.ask("fee", added="In one sentence.")
    assert await outage.waiting() == ["fee"]
    world.clock.passes(1)
    await world.editing.edit(world["ana"], outage.case_id, "fee", "Other words.")
    assert await outage.waiting() == []


async def test_a_server_that_asks_for_a_wait_is_left_alone_for_it(outage: Outage) -> None:
    outage.server.fails, outage.server.retry_after = ErrorClass.RATE, 120.0
    await outage.ask("fee")
    for seconds in (0, 119, 2):
        outage.world.clock.passes(seconds)
        await outage.resume(now=False)
    assert outage.server.tests == 2


async def test_what_others_had_drafted_is_not_gone_on_with_for_me(outage: Outage) -> None:
    world = outage.world
    await outage.ask("fee")
    await outage.ask("term", who="amy")
    assert [each.section for each in await outage.resuming.waiting_of(world["ana"])] == ["fee"]
    assert [each.section for each in await outage.resuming.waiting_of(world["amy"])] == ["term"]


async def test_a_server_that_does_not_answer_is_tried_less_and_less(outage: Outage) -> None:
    await outage.ask("fee")
    times = []
    for _ in range(8 * LEAST_WAIT_MS // 1000):
        await outage.resume(now=False)
        times.append(outage.server.tests)
        outage.world.clock.passes(1)
    seconds = [times.index(count) for count in sorted(set(times))]
    assert seconds == [0, 15, 45, 105]


async def test_what_waits_is_known_after_a_restart(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        outage = Outage(world, await world.case())
        await outage.connecting.add(world["ana"], server_endpoint("server"))
        await outage.ask("fee")
    async with a_world(tmp_path) as world:
        later = Outage(world, outage.case_id)
        assert [each.section for each in await later.resuming.waiting_of(world["ana"])] == ["fee"]


async def test_there_must_be_a_model_to_wait_for(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        outage = Outage(world, await world.case())
        with pytest.raises(UsageError):
            await outage.resuming.chain(())


async def test_the_resumed_draft_is_recorded_as_its_persons(outage: Outage) -> None:
    await outage.ask("fee")
    outage.server.fails = None
    await outage.resume()
    told = await outage.world.told(outage.case_id)
    assert told.count(EventType.RUN_INTERRUPTED) == 1
    assert told.index(EventType.RUN_INTERRUPTED) < told.index(EventType.DRAFT_RECORDED)
    assert (await outage.world.store.verify()).verified
