"""The exact cache: the very same request is not asked twice, in its case alone, and it may be given up."""

from collections.abc import Sequence
from pathlib import Path

from fakes import draft_request, server_endpoint
from hypothesis import given, settings
from hypothesis import strategies as st
from service_examples import GOOD, World, a_world, scripted

from desktop_app.domain.draft import (
    CitationAdded,
    Delta,
    Finished,
    Message,
    PipelineEvent,
    SectionRecorded,
    TextCached,
    UsageKnown,
)
from desktop_app.domain.draft_cache import cache_keys, key_to_keep
from desktop_app.domain.usage import SourceKind, Usage

OTHER = (Delta("The fee is EUR 48,000 [E1]."), Finished("stop", "scripted-1", "fp-1", Usage(90, 9, 0)))
FIRST = (GOOD[0], Finished("stop", "scripted-1", "fp-1", Usage(90, 12, 0)))


async def draft(world: World, case_id: str, *, anew: bool = False, added: str = "") -> Sequence[PipelineEvent]:
    drafting = world.drafting.draft(world["ana"], case_id, ["server"], ["fee"], anew=anew, added=added)
    return [event async for event in drafting]


async def test_the_same_request_comes_from_the_cache_and_costs_nothing(tmp_path: Path) -> None:
    server = scripted(FIRST, OTHER)
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        await draft(world, case_id)
        told = await draft(world, case_id)
        first, second = (await world.facts(case_id)).record.runs
        calls = (await world.facts(case_id)).record.calls
        assert [e.source_run for e in told if isinstance(e, TextCached)] == [first.run_id]
        assert [(e.usage, e.cost) for e in told if isinstance(e, UsageKnown)] == [(Usage(0, 0, 0), "0")]
        assert [e.number for e in told if isinstance(e, CitationAdded)] == [1]
        assert [call.run_id for call in calls] == [first.run_id] and second.endpoint == "server"
        assert await world.text(case_id, "fee") == "The total fee is EUR 48,000 for the work."
        assert (await world.store.verify()).verified
    assert len(server.asked) == 1


async def test_a_hit_is_recorded_with_the_run_that_it_goes_back_to(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(FIRST)) as world:
        case_id = await world.case()
        await draft(world, case_id)
        await draft(world, case_id)
        record = (await world.facts(case_id)).record
        assert [(s.source_run, s.kind) for s in record.sources] == [(record.runs[0].run_id, SourceKind.CACHED)]
        assert (await world.told(case_id)).count("run.cached") == 1


async def test_what_is_asked_anew_is_the_one_that_comes_from_the_cache_then(tmp_path: Path) -> None:
    server = scripted(FIRST, OTHER)
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        await draft(world, case_id)
        await draft(world, case_id, anew=True)
        told = await draft(world, case_id)
        assert any(isinstance(event, TextCached) for event in told) and len(server.asked) == 2
        assert await world.text(case_id, "fee") == "The fee is EUR 48,000."
        assert await world.caching.count(case_id) == 2


async def test_another_answer_document_or_line_is_another_request(tmp_path: Path) -> None:
    server = scripted(FIRST)
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        await draft(world, case_id)
        await world.keeping.answer(world["ana"], case_id, {"fee": "45000"})
        await draft(world, case_id)
        await draft(world, case_id, added="Shorter.")
        await world.attach(case_id, "The total fee is EUR 45,000 for the work.", "letter.txt")
        await draft(world, case_id)
        assert len(server.asked) == 4
        await world.keeping.answer(world["ana"], case_id, {"fee": "48000"})
        await world.remove(case_id)
        await draft(world, case_id)
        assert len(server.asked) == 4


async def test_no_other_case_is_given_it(tmp_path: Path) -> None:
    server = scripted(FIRST)
    async with a_world(tmp_path, server) as world:
        for case_id in [await world.case(), await world.case()]:
            await draft(world, case_id)
    assert len(server.asked) == 2


async def test_a_purged_cache_gives_nothing_and_the_record_holds(tmp_path: Path) -> None:
    server = scripted(FIRST)
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        await draft(world, case_id)
        assert await world.caching.purge(world["ana"], case_id) == 1
        assert await world.caching.count(case_id) == 0
        told = await draft(world, case_id)
        assert isinstance(told[-1], SectionRecorded) and len(server.asked) == 2
        assert (await world.store.verify()).verified


async def test_nothing_of_it_can_be_read_or_guessed_in_the_file(tmp_path: Path) -> None:
    server = scripted(FIRST)
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        await draft(world, case_id)
        facts = await world.facts(case_id)
        request, pack = server.asked[0], facts.pack.digest
        keys = cache_keys(server.endpoint, "fp-1", request, case_id=case_id, pack=pack, prompt_version=3)
        found = await world.store.cached(case_id, keys)
        assert set(found) == {keys[0]}
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("countersign.db*"))
    assert keys[0].encode() not in stored and b"for the work [E1]" not in stored


def keys(**change: object) -> tuple[str, ...]:
    given = {"endpoint": server_endpoint(), "revision": "fp", "case_id": "c", "pack": "p", "prompt_version": 1}
    request = change.pop("request", draft_request("A fact.", mark="m1"))
    told = given | change
    return cache_keys(told.pop("endpoint"), told.pop("revision"), request, **told)  # type: ignore[arg-type]


def test_all_that_an_answer_depends_on_makes_another_key() -> None:
    others = [
        keys(endpoint=server_endpoint("other")),
        keys(endpoint=server_endpoint(model="larger")),
        keys(revision=None),
        keys(case_id="d"),
        keys(pack="q"),
        keys(prompt_version=2),
        keys(request=draft_request("Another fact.", mark="m1")),
        keys(request=draft_request("A fact.", mark="m1", schema={"type": "object"})),
        keys(request=draft_request("A fact.", mark="m1", max_tokens=9)),
    ]
    every = [key for each in (keys(), *others) for key in each]
    assert len(set(every)) == len(every)


@settings(max_examples=30)
@given(st.integers(0, 40))
def test_repeats_are_kept_one_behind_the_other_and_not_without_end(times: int) -> None:
    known, kept = keys(), {}
    for _ in range(times):
        kept[key_to_keep(known, kept)] = None
    assert list(kept) == list(known[:times])


def test_the_mark_of_a_fence_makes_no_other_key() -> None:
    one, other = (
        draft_request(mark=mark, messages=(Message("user", f"{mark}\nA passage.\n{mark}"),)) for mark in ("m1", "m2")
    )
    assert keys(request=one) == keys(request=other)
