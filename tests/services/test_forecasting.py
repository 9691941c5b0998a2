"""A forecast looks at earlier cases of the form, at the endpoint that is asked first and at its price."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

from fakes import server_endpoint
from service_examples import CentPrices, World, a_world, pack_with, scripted
from store_examples import entry

from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.usage import Price, Usage
from desktop_app.services.connecting import Connecting
from desktop_app.services.forecasting import Forecasting

SECTIONS = ("fee", "term", "rating")


class NoSecrets:
    """None is kept."""

    def get(self, name: str) -> None:
        return None


def forecasting(world: World) -> Forecasting:
    connecting = Connecting(world.store, world.recording, NoSecrets(), world.dispatching, lambda e, k: None)  # type: ignore[arg-type,return-value]
    return Forecasting(world.store, connecting, CentPrices(), world.clock)


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
