"""What runs cost: the record of each model request, with its price on the day."""

import json
from collections.abc import Iterable
from decimal import Decimal

from desktop_app.domain.content import Content
from desktop_app.domain.draft import Finished
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.usage import Call, Usage
from desktop_app.services.ports import Chance, Clock, Prices


class Metering:
    """Makes the record of each call. What is not known stays unknown."""

    def __init__(self, prices: Prices, clock: Clock, chance: Chance) -> None:
        self._prices, self._clock, self._chance = prices, clock, chance

    def call(
        self,
        run_id: str,
        attempt: int,
        endpoint: Endpoint,
        *,
        finished: Finished | None,
        error_class: ErrorClass | None,
        first_text_ms: int | None,
        total_ms: int,
        instruction: Content | None,
        max_tokens: int,
    ) -> Call:
        """One request of a run, as it is recorded."""
        usage = finished.usage if finished else Usage()
        price = self._prices.price(endpoint, usage, self._clock.now())
        return Call(
            call_id=self._chance.new_id(),
            run_id=run_id,
            attempt=attempt,
            endpoint=endpoint.name,
            model=finished.model if finished else endpoint.model,
            fingerprint=finished.fingerprint if finished else None,
            instruction=instruction,
            parameters=json.dumps({"max_tokens": max_tokens, "temperature": 0}),
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            tokens_cached=usage.tokens_cached,
            cost=price.cost,
            price_date=price.listed,
            first_text_ms=first_text_ms,
            total_ms=total_ms,
            finish_reason=finished.reason if finished else None,
            error_class=error_class,
        )


def total_cost(calls: Iterable[Call]) -> Decimal | None:
    """The cost of all calls in US dollars; None as soon as the cost of one is unknown."""
    total = Decimal(0)
    for call in calls:
        if call.cost is None:
            return None
        total += call.cost
    return total
