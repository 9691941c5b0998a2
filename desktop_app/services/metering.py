"""What runs cost: the record of each model request, with its price on the day."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.budget import Reservation
from desktop_app.domain.content import Content
from desktop_app.domain.draft import Finished, Message
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.event_fields import FINISHES, OTHER_FINISH
from desktop_app.domain.usage import Call, Usage
from desktop_app.services.ports import Chance, Clock, Prices
from desktop_app.services.recording import Scribe


@dataclass(frozen=True, slots=True)
class Tried:
    """One request as it went: whole (`finished`), failed (`error_class`), or stopped from this side (neither).

    A whole answer that the section could not use has both. Times are milliseconds from its start. `sent` is what it was
    sent where that was not the request's own messages, `max_tokens` how much it might write where that was not the
    request's own; `reserved` is what was taken from the budgets for it.
    """

    endpoint: Endpoint
    finished: Finished | None
    error_class: ErrorClass | None
    first_text_ms: int | None
    total_ms: int
    sent: tuple[Message, ...] = ()
    max_tokens: int | None = None
    reserved: Reservation | None = None


class Metering:
    """Makes the record of each call. What is not known stays unknown."""

    def __init__(self, prices: Prices, clock: Clock, chance: Chance) -> None:
        self._prices, self._clock, self._chance = prices, clock, chance

    def call(self, run_id: str, attempt: int, tried: Tried, instruction: Content | None, max_tokens: int) -> Call:
        """One request of a run, as it is recorded; the instruction is what a model was sent."""
        finished, endpoint = tried.finished, tried.endpoint
        usage = finished.usage if finished else Usage()
        price = self._prices.price(endpoint, usage, self._clock.now())
        return Call(
            call_id=self._chance.new_id(),
            run_id=run_id,
            attempt=attempt,
            endpoint=endpoint.name,
            model=finished.model if finished else endpoint.model,
            fingerprint=finished.fingerprint if finished else None,
            instruction=instruction if endpoint.is_model else None,
            parameters=_parameters(tried, max_tokens) if endpoint.is_model else "{}",
            tokens_in=usage.tokens_in,
            tokens_out=usage.tokens_out,
            tokens_cached=usage.tokens_cached,
            cost=price.cost,
            price_date=price.listed,
            first_text_ms=tried.first_text_ms,
            total_ms=tried.total_ms,
            finish_reason=_known(finished.reason) if finished else None,
            error_class=tried.error_class,
        )


def _parameters(tried: Tried, max_tokens: int) -> str:
    """What else was asked for, as JSON; not what the server would not take."""
    asked = {"max_tokens": tried.max_tokens or max_tokens, "temperature": 0}
    refused = tried.finished.refused if tried.finished else frozenset[str]()
    return json.dumps({name: value for name, value in asked.items() if name == "max_tokens" or name not in refused})


def tell_call(scribe: Scribe, section: str, call: Call) -> None:
    """Tell of a call: how it ended, what it used as far as that is known."""
    cost = None if call.cost is None else int(call.cost * 1_000_000)
    known = {"tokens_in": call.tokens_in, "tokens_out": call.tokens_out, "cost_micro_usd": cost}
    ended = call.error_class.value if call.error_class else call.finish_reason
    data: dict[str, int | str] = {name: value for name, value in known.items() if value is not None}
    if call.error_class:
        data["error"] = call.error_class.value
    elif call.finish_reason is not None:
        data["finish"] = call.finish_reason
    scribe.tell(
        EventType.CALL_FAILED if call.error_class else EventType.CALL_FINISHED if ended else EventType.CALL_ABORTED,
        section=section,
        refs={"instruction": call.instruction} if call.instruction else {},
        outcome=Outcome.FAILED if call.error_class else Outcome.DONE,
        data=data,
        run=call.run_id,
        call=call.call_id,
        endpoint=call.endpoint,
        ms=call.total_ms,
    )


def _known(reason: str) -> str:
    """Why an answer ended, as servers of this kind say it; a server's own words are neither kept nor told."""
    return reason if reason in FINISHES else OTHER_FINISH


def total_cost(calls: Iterable[Call]) -> Decimal | None:
    """The cost of all calls in US dollars; None as soon as the cost of one is unknown."""
    total = Decimal(0)
    for call in calls:
        if call.cost is None:
            return None
        total += call.cost
    return total


def total_usage(calls: Sequence[Call]) -> Usage:
    """The tokens of all calls; each number is None as soon as that of one call is unknown."""
    return Usage(
        _sum([call.tokens_in for call in calls]),
        _sum([call.tokens_out for call in calls]),
        _sum([call.tokens_cached for call in calls]),
    )


def _sum(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
