"""What drafting a case is expected to take, before anything is sent to a model."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.endpoint import ASSEMBLED, Endpoint, Tier, in_tier_order
from desktop_app.domain.forecast import Forecast, Learned, discount, forecast, learned
from desktop_app.domain.form import Form
from desktop_app.domain.past_call import PastCall
from desktop_app.domain.usage import Usage
from desktop_app.services.connecting import Connecting
from desktop_app.services.counting_ahead import CountingAhead
from desktop_app.services.ports import Clock, Prices
from desktop_app.services.record_ports import Store

LOOKED_BACK = timedelta(days=180)
MOST_CALLS = 1_000
MOST_CASES = 20
"""Earlier cases of the form that are looked at, newest first."""


class Forecasting:
    """Asks the store for earlier runs of the same form, and the price list for the endpoint's price. What a case will
    have a model read is counted ahead; what the model will write follows from earlier runs."""

    def __init__(
        self, store: Store, connecting: Connecting, prices: Prices, clock: Clock, counting: CountingAhead
    ) -> None:
        self._store, self._connecting, self._prices, self._clock = store, connecting, prices, clock
        self._counting = counting

    async def expect(self, facts: CaseFacts, sections: Collection[str]) -> Forecast:
        """For drafting these sections by the endpoint that is asked first."""
        return await self._expect(facts.pack.form, sections, facts)

    async def usual(self, form: Form, endpoint: Endpoint | None = None) -> Forecast:
        """For drafting a case of this form, with all that a drafter writes, by this endpoint where one is named."""
        return await self._expect(form, [section.section for section in form.drafted], endpoint=endpoint)

    async def _expect(
        self, form: Form, sections: Collection[str], facts: CaseFacts | None = None, endpoint: Endpoint | None = None
    ) -> Forecast:
        endpoint, but = endpoint or await self._first(form, sections), facts.case_id if facts else ""
        summaries = [s for s in await self._store.cases() if s.form == form.form and s.file.case_id != but]
        earlier = [await self._store.case(summary.file.case_id) for summary in summaries[:MOST_CASES]]
        expected = forecast(sections, endpoint, earlier, self._most(form, endpoint, len(sections)))
        return await self._learned(form, sections, expected, facts) if endpoint.is_model else expected

    async def _learned(
        self, form: Form, sections: Collection[str], expected: Forecast, facts: CaseFacts | None
    ) -> Forecast:
        """The same with a cost by each section's own earlier drafts, where there are some of each."""
        now, endpoint = self._clock.now(), expected.endpoint
        calls = await self._store.past_calls(now - LOOKED_BACK, MOST_CALLS, form.form)
        found = {section: learned(calls, endpoint, section) for section in sections}
        known = {section: each for section, each in found.items() if each is not None}
        if not known or len(known) < len(found):
            return expected
        if facts is not None:
            known = {section: await self._counted(facts, section, known, endpoint) for section in known}
        prices = [self._prices.price(endpoint, each.usage, now).cost for each in known.values()]
        listed = [price for price in prices if price is not None]
        runs = min(each.runs for each in known.values())
        if len(listed) < len(prices):
            return replace(expected, runs=runs)
        return replace(expected, cost=sum(listed, Decimal(0)) * self._discount(calls, endpoint), runs=runs)

    async def _counted(self, facts: CaseFacts, name: str, known: Mapping[str, Learned], endpoint: Endpoint) -> Learned:
        """The same with what the section's request is, where that can be counted: with what the sections that it
        follows, and that are to be drafted with it, are expected to say."""
        section = facts.section(name)
        tokens = await self._counting.tokens(facts, section, endpoint) if section else None
        if section is None or tokens is None:
            return known[name]
        following = (known[other] for other in section.after if other in known and facts.record.head(other) is None)
        tokens += sum(each.usage.tokens_out or 0 for each in following)
        return replace(known[name], usage=replace(known[name].usage, tokens_in=tokens))

    def _discount(self, calls: Iterable[PastCall], endpoint: Endpoint) -> Decimal:
        """By the newest calls that were paid: what they cost, of what they cost by the list."""
        own = [call for call in calls if call.endpoint == endpoint.name and call.cost]
        prices = [self._prices.price(endpoint, Usage(c.tokens_in, c.tokens_out, 0), c.at).cost for c in own]
        return discount((c.cost, price) for c, price in zip(own, prices, strict=True) if c.cost and price)

    async def _first(self, form: Form, sections: Collection[str]) -> Endpoint:
        """Who is asked first for the first of the sections."""
        tiers = (section.tier for section in form.sections if section.section in sections)
        ordered = in_tier_order(await self._connecting.order(), Tier(next(tiers, Tier.SMALL)))
        return next(iter(ordered), ASSEMBLED)

    def _most(self, form: Form, endpoint: Endpoint, count: int) -> Decimal | None:
        """What these sections cost where each uses all that the form allows."""
        tokens = form.budget.section_tokens
        price = self._prices.price(endpoint, Usage(tokens.input, tokens.output, 0), self._clock.now())
        return None if price.cost is None else price.cost * count
