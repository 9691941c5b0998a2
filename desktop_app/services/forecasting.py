"""What drafting a case is expected to take, before anything is sent to a model."""

from collections.abc import Collection
from decimal import Decimal

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.endpoint import ASSEMBLED, Endpoint, EndpointKind
from desktop_app.domain.forecast import Forecast, forecast
from desktop_app.domain.form import Form
from desktop_app.domain.usage import Usage
from desktop_app.services.connecting import Connecting
from desktop_app.services.ports import Clock, Prices
from desktop_app.services.record_ports import Store

MOST_CASES = 20
"""Earlier cases of the form that are looked at, newest first."""


class Forecasting:
    """Asks the store for earlier runs of the same form, and the price list for the endpoint's price."""

    def __init__(self, store: Store, connecting: Connecting, prices: Prices, clock: Clock) -> None:
        self._store, self._connecting, self._prices, self._clock = store, connecting, prices, clock

    async def expect(self, facts: CaseFacts, sections: Collection[str]) -> Forecast:
        """For drafting these sections by the endpoint that is asked first."""
        return await self._expect(facts.pack.form, sections, facts.case_id)

    async def usual(self, form: Form) -> Forecast:
        """For drafting a case of this form, with all that a drafter writes."""
        drafted = [section.section for section in form.sections if section.author == "drafter"]
        return await self._expect(form, drafted)

    async def _expect(self, form: Form, sections: Collection[str], but: str = "") -> Forecast:
        endpoint = await self._first()
        summaries = [s for s in await self._store.cases() if s.form == form.form and s.file.case_id != but]
        earlier = [await self._store.case(summary.file.case_id) for summary in summaries[:MOST_CASES]]
        return forecast(sections, endpoint, earlier, self._most(form, endpoint, len(sections)))

    async def _first(self) -> Endpoint:
        listed = await self._connecting.listing()
        return next((endpoint for endpoint in listed if endpoint.kind is EndpointKind.OPENAI), ASSEMBLED)

    def _most(self, form: Form, endpoint: Endpoint, count: int) -> Decimal | None:
        """What these sections cost where each uses all that the form allows."""
        tokens = form.budget.section_tokens
        price = self._prices.price(endpoint, Usage(tokens.input, tokens.output, 0), self._clock.now())
        return None if price.cost is None else price.cost * count
