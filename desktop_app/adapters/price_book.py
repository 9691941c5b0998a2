"""What models cost, by the list that genai-prices brings along; it is never updated over the network."""

from datetime import date, datetime
from decimal import Decimal
from importlib.metadata import version

from desktop_app.domain.endpoint import Endpoint, EndpointKind, Residency
from desktop_app.domain.usage import Price, Usage

LISTED = {"0.2.3": date(2026, 11, 10)}
"""The day on which each known version of the list was published (its files on the package index)."""

UNKNOWN = Price(None, None)


class PriceBook:
    """Prices in US dollars. What is not listed is unknown, never zero; only what runs here costs nothing."""

    def price(self, endpoint: Endpoint, usage: Usage, at: datetime) -> Price:
        """The cost of a call, unknown where the model or its usage is."""
        if endpoint.kind is not EndpointKind.OPENAI or endpoint.residency is Residency.LOCAL:
            return Price(Decimal(0), None)
        if usage.tokens_in is None or usage.tokens_out is None:
            return UNKNOWN
        return _listed(endpoint, usage.tokens_in, usage.tokens_out, usage.tokens_cached, at)


def _listed(endpoint: Endpoint, tokens_in: int, tokens_out: int, cached: int | None, at: datetime) -> Price:
    """By the server's address, so that one model has each seller's price; else by the model's name alone."""
    # Its data takes 0.15 s to load: only where there is something to price.
    from genai_prices import Usage as Counted
    from genai_prices import calc_price

    counted = Counted(input_tokens=tokens_in, output_tokens=tokens_out, cache_read_tokens=cached)
    for address in (endpoint.base_url, None):
        try:
            found = calc_price(counted, endpoint.model, provider_api_url=address, genai_request_timestamp=at)
        except (LookupError, ValueError):
            continue
        return Price(found.total_price, LISTED.get(version("genai-prices")))
    return UNKNOWN
