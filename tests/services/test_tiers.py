"""A section that asks for a large model is drafted by it, and its draft comes from the cache by that model's name."""

from pathlib import Path

from fakes import server_endpoint
from service_examples import a_world, pack_with, scripted

from desktop_app.domain.draft import RunStarted, SectionRecorded, TextCached
from desktop_app.domain.endpoint import Tier

SMALL, LARGE = server_endpoint("small"), server_endpoint("large", tier=Tier.FRONTIER)
CHAIN = ("small", "large", "assembled")
PACK = pack_with(("  - section: fee\n    title: Fee\n", "  - section: fee\n    title: Fee\n    tier: frontier\n"))


async def test_each_section_goes_to_the_models_of_its_tier_first(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted(endpoint=SMALL), scripted(endpoint=LARGE)) as world:
        case_id = await world.case(PACK)
        started = [e for e in await world.draft(case_id, "fee", "term", chain=CHAIN) if isinstance(e, RunStarted)]
        assert {e.section: e.endpoint.name for e in started} == {"fee": "large", "term": "small"}


async def test_the_same_asked_again_comes_from_the_cache_of_the_model_that_wrote_it(tmp_path: Path) -> None:
    large = scripted(endpoint=LARGE)
    async with a_world(tmp_path, scripted(endpoint=SMALL), large) as world:
        case_id = await world.case(PACK)
        await world.draft(case_id, "fee", chain=CHAIN)
        again = await world.draft(case_id, "fee", chain=CHAIN)
        (cached,) = (event for event in again if isinstance(event, TextCached))
        assert (cached.endpoint.name, len(large.asked)) == ("large", 1)
        assert isinstance(again[-1], SectionRecorded)
