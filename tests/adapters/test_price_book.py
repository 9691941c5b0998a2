"""Prices: a bundled list, an unknown price is unknown and never zero."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.metadata import version

import pytest
from fakes import server_endpoint

from desktop_app.adapters.price_book import LISTED, UNKNOWN, PriceBook
from desktop_app.domain.endpoint import ASSEMBLED, ON_DEVICE, Endpoint, Residency
from desktop_app.domain.usage import Price, Usage

AT = datetime(2026, 1, 12, tzinfo=UTC)
HOSTED = {"residency": Residency.HOSTED, "base_url": "https://api.openai.com/v1"}


def test_a_listed_model_has_its_price_and_the_day_of_the_list():
    threads = threading.active_count()
    price = PriceBook().price(server_endpoint(**HOSTED, model="gpt-4o"), Usage(1_000, 100), AT)
    assert price.cost == Decimal("0.0035")
    assert isinstance(price.listed, date)
    assert threading.active_count() == threads


def test_cached_tokens_cost_less():
    endpoint = server_endpoint(**HOSTED, model="gpt-4o")
    fresh, cached = (PriceBook().price(endpoint, Usage(1_000, 100, n), AT).cost for n in (0, 800))
    assert cached < fresh


def test_an_unlisted_server_has_the_price_of_the_model():
    endpoint = server_endpoint(residency=Residency.HOSTED, base_url="https://gateway.example/v1", model="gpt-4o")
    assert PriceBook().price(endpoint, Usage(1_000, 100), AT).cost == Decimal("0.0035")


@pytest.mark.parametrize(
    ("model", "usage"),
    [("nobody-knows-this", Usage(1_000, 100)), ("", Usage(1, 1)), ("gpt-4o", Usage()), ("gpt-4o", Usage(1_000, None))],
)
def test_what_is_not_known_is_unknown(model: str, usage: Usage):
    assert PriceBook().price(server_endpoint(**HOSTED, model=model), usage, AT) == UNKNOWN


@pytest.mark.parametrize("endpoint", [ASSEMBLED, ON_DEVICE, server_endpoint(model="gpt-4o")])
def test_what_runs_here_costs_nothing(endpoint: Endpoint):
    assert PriceBook().price(endpoint, Usage(), AT) == Price(Decimal(0), None)


def test_the_day_of_the_installed_list_is_known():
    assert version("genai-prices") in LISTED
