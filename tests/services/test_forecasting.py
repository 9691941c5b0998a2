"""A forecast looks at earlier cases of the form, at the endpoint that is asked first and at its price."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from fakes import server_endpoint
from service_examples import CentPrices, World, a_world, pack_with, scripted
from store_examples import entry

from desktop_app.adapters.jinja_templates import SandboxedTemplates
from desktop_app.adapters.system_clock import SystemChance
from desktop_app.domain.draft import Delta, Finished
from desktop_app.domain.endpoint import FORBIDDEN, HOSTED_SETTING, Endpoint, EndpointKind, Residency, Tier
from desktop_app.domain.record_rows import Setting
from desktop_app.domain.usage import Price, Usage
from desktop_app.services.connecting import Connecting
from desktop_app.services.counting_ahead import CountingAhead
from desktop_app.services.forecasting import Forecasting
from desktop_app.services.prompting import Prompting

SECTIONS = ("fee", "term", "rating")
PROMPTING = Prompting(SandboxedTemplates(), SystemChance())


class NoSecrets:
    """None is kept."""

    def get(self, name: str) -> None:
        return None


def forecasting(world: World) -> Forecasting:
    connecting = Connecting(world.store, world.recording, NoSecrets(), world.dispatching, lambda e, k: None)  # type: ignore[arg-type,return-value]
    counting = CountingAhead(world.grounding, PROMPTING, world.dispatching.stands)
    return Forecasting(world.store, connecting, CentPrices(), world.clock, counting)


async def test_earlier_cases_of_the_form_say_what_assembling_takes(world: World) -> None:
    await world.drafted()
    facts = await world.facts(await world.case())
    expected = await forecasting(world).expect(facts, SECTIONS)
    assert (expected.endpoint.name, expected.cases, expected.sections) == ("assembled", 1, 3)
    assert expected.seconds is not None


async def test_the_case_itself_is_no_earlier_one(world: World) -> None:
    facts = await world.facts(await world.drafted())
    assert (await forecasting(world).expect(facts, SECTIONS)).cases == 0


async def test_without_earlier_cases_the_limit_and_the_price_say_what_it_costs_at_most(world: World) -> None:
    await world.store.commit(entry(Endpoint("team", EndpointKind.OPENAI, base_url="http://b.eu/v1", position=1)))
    facts = await world.facts(await world.case(pack_with()))
    expected = await forecasting(world).expect(facts, SECTIONS)
    assert (expected.endpoint.name, expected.most, expected.seconds) == ("team", Decimal("0.03"), None)


async def test_the_price_is_that_of_who_is_asked_where_it_may_be_and_by_the_sections_tier(world: World) -> None:
    small, hosted = Endpoint("small", EndpointKind.OPENAI, base_url="http://b.eu/v1", position=1), Residency.HOSTED
    large = Endpoint("large", EndpointKind.OPENAI, base_url="http://b.eu/v1", tier=Tier.FRONTIER, position=2)
    far = Endpoint("far", EndpointKind.OPENAI, base_url="http://b.eu/v1", residency=hosted, position=0)
    await world.store.commit(entry(small, large, far, Setting(HOSTED_SETTING, FORBIDDEN)))
    pack = pack_with(("  - section: fee\n", "  - section: fee\n    tier: frontier\n"))
    tiered = await world.facts(await world.case(pack))
    expected = [await forecasting(world).expect(tiered, [section]) for section in ("fee", "term")]
    assert [each.endpoint.name for each in expected] == ["large", "small"]


class PartPrices:
    """A cent for a hundred word parts that are read or written."""

    def price(self, endpoint: Endpoint, usage: Usage, at: datetime) -> Price:
        return Price(Decimal((usage.tokens_in or 0) + (usage.tokens_out or 0)) / 10_000, None)


async def test_the_cost_is_that_of_each_sections_own_earlier_drafts(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        await world.store.commit(entry(server_endpoint("server", position=1)))
        for _ in range(2):
            await world.draft(await world.case(), "fee", "term", chain=("server",))
        facts = await world.facts(await world.case())
        made = forecasting(world)
        made._prices = PartPrices()
        expected = await made.expect(facts, ("fee", "term"))
        assert (expected.runs, expected.cost) == (2, Decimal("0.02"))
        assert (await made.expect(facts, SECTIONS)).runs == 0


async def test_what_is_read_is_counted_ahead_by_how_the_server_counts(tmp_path: Path) -> None:
    counted = Usage(400, 12, 0)
    writes = (Delta("The total fee is EUR 48,000 [E1]."), Finished("stop", "m", usage=counted))
    async with a_world(tmp_path, server := scripted(writes)) as world:
        await world.store.commit(entry(server_endpoint("server", position=1)))
        await world.draft(await world.case(), "fee", chain=("server",))
        made = forecasting(world)
        made._prices = PartPrices()
        longer = await world.case()
        await world.attach(longer, "Of the fee and the interest more is said here. " * 20, "more.txt")
        facts = await world.facts(longer)
        expected = (await made.expect(facts, ("fee",))).cost
        await world.draft(longer, "fee", chain=("server",))
        before, after = (sum(len(m.text) for m in request.messages) for request in server.asked)
        assert after > 1.2 * before and expected is not None
        paid_of_listed = Decimal("0.01") / Decimal("0.0412")
        assert abs(float(expected / paid_of_listed) * 10_000 - 12 - 400 * after / before) <= 1
