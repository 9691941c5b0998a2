"""Metering: what is not known stays unknown, and is never zero."""

from dataclasses import replace
from decimal import Decimal

import pytest
from fakes import FakeChance, FakeClock, server_endpoint
from service_examples import CentPrices

from desktop_app.domain.content import Content
from desktop_app.domain.draft import Finished
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.usage import Call, Usage
from desktop_app.services.metering import Metering, Tried, total_cost, total_usage

WHOLE = Finished("stop", "model-1", "fp_1", Usage(100, 20, 10))
SENT = Content("c1", "i1", b"k" * 32, b"the instruction")


def call(finished: Finished | None, error: ErrorClass | None = None, endpoint: object = None) -> Call:
    tried = Tried(endpoint or server_endpoint(), finished, error, 40, 900)  # type: ignore[arg-type]
    return Metering(CentPrices(), FakeClock(), FakeChance()).call("r1", 1, tried, SENT, 500)


def test_a_whole_call_is_recorded_with_all_that_is_known() -> None:
    made = call(WHOLE)
    assert (made.model, made.fingerprint, made.finish_reason) == ("model-1", "fp_1", "stop")
    assert (made.tokens_in, made.tokens_out, made.tokens_cached, made.cost) == (100, 20, 10, Decimal("0.01"))
    assert (made.first_text_ms, made.total_ms, made.instruction) == (40, 900, SENT)


def test_of_a_failed_call_tokens_and_price_are_unknown() -> None:
    made = call(None, ErrorClass.CUT)
    assert (made.tokens_in, made.tokens_out, made.cost, made.finish_reason) == (None, None, None, None)
    assert made.error_class is ErrorClass.CUT and made.model == "scripted-1"


def test_the_assembled_draft_is_sent_no_instruction() -> None:
    assert call(WHOLE, endpoint=ASSEMBLED).instruction is None


@pytest.mark.parametrize(("calls", "cost"), [((), 0), ((WHOLE, WHOLE), Decimal("0.02")), ((WHOLE, None), None)])
def test_the_cost_of_all_is_unknown_as_soon_as_one_is(calls: tuple[Finished | None, ...], cost: object) -> None:
    assert total_cost([call(each) for each in calls]) == cost


def test_tokens_of_all_calls_are_added_up_each_as_far_as_it_is_known() -> None:
    partly = Finished("stop", "m", usage=Usage(5, None, None))
    assert total_usage([call(WHOLE), call(WHOLE)]) == Usage(200, 40, 20)
    assert total_usage([call(WHOLE), call(partly)]) == Usage(105, None, None)


def test_what_the_server_would_not_take_is_no_parameter_of_the_call() -> None:
    assert call(WHOLE).parameters == '{"max_tokens": 500, "temperature": 0}'
    assert call(replace(WHOLE, refused=frozenset({"temperature"}))).parameters == '{"max_tokens": 500}'
