"""Budgets: what a call may use is reserved before it is made and settled when it is over, whatever happens."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from fakes import FakeChance, FakeClock, FakeDrafter, draft_request, server_endpoint
from hypothesis import given, settings
from hypothesis import strategies as st
from service_examples import (
    GOOD,
    SERVER,
    CentPrices,
    WaitingDrafter,
    World,
    a_world,
    open_world,
    pack_with,
    scripted,
)

from desktop_app.domain.budget import Limit, Purse, Reservation, ReservationState, Scope, Spent
from desktop_app.domain.draft import BudgetNear, Delta, EndpointPassed, RunFailed, SectionRecorded
from desktop_app.domain.endpoint import ASSEMBLED, Endpoint, PassedOver, Residency
from desktop_app.domain.endpoint_state import EndpointState
from desktop_app.domain.errors import EndpointFailed, ErrorClass, NotFound, Refused
from desktop_app.domain.person import Actor, Role
from desktop_app.domain.told_event import told_event
from desktop_app.domain.usage import Price, Usage
from desktop_app.services.budgeting import Budgeting, Purpose, write_limits
from desktop_app.services.endpoint_standing import EndpointStanding
from desktop_app.services.recording import Scribe

CHAIN = ("server", "assembled")
CENT = Decimal("0.01")
DAY = Limit(Scope.DAY, usd=Decimal("0.02"))


class NoPrices:
    """No price is known."""

    def price(self, endpoint: Endpoint, usage: Usage, at: object) -> Price:
        return Price(None, None)


def failing(error_class: ErrorClass, *before: str) -> tuple[object, ...]:
    return (*map(Delta, before), EndpointFailed(error_class, "It failed."))


def priced(world: World, prices: object) -> None:
    """Calls are priced so from now on."""
    world.budgeting._prices = world.drafting._drafts._runs._metering._prices = prices


async def set_limit(world: World, limit: Limit) -> None:
    """A limit, by somebody who may set one."""
    if "ada" not in world.people:
        await world.enrol("ada", Role.ADMINISTRATOR)
    await world.budgeting.set_limit(world["ada"], limit)


def purpose(world: World, case_id: str, section: str = "fee") -> Purpose:
    return Purpose(pack_with().form, case_id, section, world["ana"].person.person_id)


async def spent(world: World, case_id: str) -> Decimal:
    """What counts against the case's budget."""
    uses = await world.budgeting.uses(purpose(world, case_id))
    return next(use.spent.usd for use in uses if use.limit.scope is Scope.CASE)


async def rows(world: World) -> tuple[Reservation, ...]:
    """Reservations that are held."""
    return await world.store.held()


async def told(world: World, kind: str) -> list[dict[str, object]]:
    return [dict(told_event(e).data) for e in await world.store.events() if e.type == kind]


async def test_a_call_is_reserved_before_it_is_made_and_settled_at_what_it_used(tmp_path: Path) -> None:
    waiting = WaitingDrafter()
    async with a_world(tmp_path, waiting) as world:
        case_id = await world.case()
        drafting = asyncio.create_task(world.draft(case_id, "fee", chain=CHAIN))
        await waiting.streaming.wait()
        (held,) = await rows(world)
        assert (held.state, held.amount, held.cost) == (ReservationState.HELD, CENT, None)
        assert held.tokens > 500
        waiting.go_on.set()
        await drafting
        assert await rows(world) == ()
        assert await spent(world, case_id) == CENT
        assert (await world.store.verify()).verified


@pytest.mark.parametrize(
    ("error_class", "before", "cost"),
    [
        (ErrorClass.CONNECT, (), 0),
        (ErrorClass.AUTH, (), 0),
        (ErrorClass.RATE, (), 0),
        (ErrorClass.CONTEXT, (), 0),
        (ErrorClass.BAD_REQUEST, (), 0),
        (ErrorClass.SERVER, (), 1),
        (ErrorClass.CUT, ("The fee",), 1),
        (ErrorClass.IDLE, ("The fee",), 1),
        (ErrorClass.TOTAL, ("The fee",), 1),
        (ErrorClass.FIRST_TEXT, (), 1),
        (ErrorClass.GARBLED, (), 1),
        (ErrorClass.CONTENT_FILTER, (), 1),
        (ErrorClass.EMPTY, (), 1),
        (ErrorClass.RATE, ("The fee",), 1),
    ],
)
async def test_a_failed_call_costs_nothing_where_it_was_not_begun_and_else_what_was_reserved(
    error_class: ErrorClass, before: tuple[str, ...], cost: int, tmp_path: Path
) -> None:
    async with a_world(tmp_path, scripted(failing(error_class, *before))) as world:
        case_id = await world.case()
        await world.draft(case_id, "fee", chain=CHAIN)
        calls = 2 if error_class.retried else 1
        assert await spent(world, case_id) == cost * calls * CENT
        assert await rows(world) == ()


async def test_a_stopped_call_counts_what_was_reserved(tmp_path: Path) -> None:
    waiting = WaitingDrafter()
    async with a_world(tmp_path, waiting) as world:
        case_id = await world.case()
        drafting = asyncio.create_task(world.draft(case_id, "fee", chain=CHAIN))
        await waiting.streaming.wait()
        world.drafting.stop(case_id, "fee")
        await drafting
        assert (await spent(world, case_id), await rows(world)) == (CENT, ())


async def test_where_the_budget_is_spent_no_model_is_asked_and_the_assembled_draft_is_offered(tmp_path: Path) -> None:
    server = scripted()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        await set_limit(world, Limit(Scope.CASE, usd=Decimal("0.005")))
        events = await world.draft(case_id, "fee", chain=CHAIN)
        passed, failed = (e for e in events if isinstance(e, EndpointPassed | RunFailed))
        assert (passed.why, failed.error_class, server.asked) == (PassedOver.BUDGET, ErrorClass.BUDGET, [])
        assert "The budget of this case is at 0.00 of 0.005 USD" in failed.words
        assert "assembled draft" in failed.words
        assert (await world.facts(case_id)).record.revisions == ()
        assert {"refusal": "budget"} in await told(world, "draft.recorded")
        drafted = await world.draft(case_id, "fee")
        assert isinstance(drafted[-1], SectionRecorded)


async def test_a_cheaper_endpoint_is_asked_where_the_first_one_is_too_dear(tmp_path: Path) -> None:
    class Dear:
        def price(self, endpoint: Endpoint, usage: Usage, at: object) -> Price:
            return Price(Decimal(9) if endpoint.name == "dear" else Decimal(0), None)

    dear, cheap = scripted(endpoint=server_endpoint("dear")), scripted()
    async with a_world(tmp_path, dear, cheap) as world:
        priced(world, Dear())
        case_id = await world.case()
        done = await world.draft(case_id, "fee", chain=("dear", "server", "assembled"))
        assert isinstance(done[-1], SectionRecorded) and done[-1].endpoint.name == "server"
        assert dear.asked == []


async def test_a_price_that_is_not_known_is_no_zero_and_is_held_by_tokens(tmp_path: Path) -> None:
    server = scripted((*GOOD[:1], GOOD[1]))
    async with a_world(tmp_path, server) as world:
        priced(world, NoPrices())
        case_id = await world.case()
        await world.draft(case_id, "fee", chain=CHAIN)
        (use,) = await world.budgeting.uses(purpose(world, case_id))
        assert use.words == "The budget of this case is at 0.00 of 0.25 USD (1 call has no known price)"
        await set_limit(world, Limit(Scope.DAY, tokens=use.spent.tokens + 10))
        (*_, failed) = await world.draft(case_id, "term", chain=CHAIN)
        assert isinstance(failed, RunFailed) and "word parts more" in failed.words


async def test_a_call_that_may_read_more_than_the_form_allows_is_not_made(tmp_path: Path) -> None:
    server = scripted()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case(pack_with(("input: 6000, output: 500", "input: 5, output: 500")))
        await world.draft(case_id, "rating", chain=CHAIN)
        assert server.asked == []


async def test_a_warning_comes_at_four_fifths_once_in_the_record_and_each_time_on_the_way(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await world.case()
        await set_limit(world, Limit(Scope.DAY, usd=Decimal("0.025")))
        first = [e for e in await world.draft(case_id, "fee", chain=CHAIN) if isinstance(e, BudgetNear)]
        second = [e for e in await world.draft(case_id, "term", chain=CHAIN) if isinstance(e, BudgetNear)]
        assert first == []
        words = "Your budget of today is at 0.02 of 0.025 USD."
        assert [(e.share, e.words) for e in second] == [(Decimal("0.8"), words)]
        await world.draft(case_id, "term", chain=CHAIN)
        assert await told(world, "budget.reached") == [{"scope": "day", "percent": 80, "limit_micro_usd": 25000}]


async def test_a_day_and_a_month_end(tmp_path: Path) -> None:
    server = scripted()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        await set_limit(world, Limit(Scope.DAY, usd=CENT))
        await world.draft(case_id, "fee", chain=CHAIN)
        await world.draft(case_id, "term", chain=CHAIN)
        assert len(server.asked) == 1
        world.clock.passes(timedelta(days=1).total_seconds())
        await world.draft(case_id, "term", chain=CHAIN)
        assert len(server.asked) == 2


async def test_a_months_limit_of_another_form_is_none_of_this_one(tmp_path: Path) -> None:
    server = scripted()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case()
        await set_limit(world, Limit(Scope.MONTH, usd=Decimal(0), form="other"))
        await world.draft(case_id, "fee", chain=CHAIN)
        assert len(server.asked) == 1
        await set_limit(world, Limit(Scope.MONTH, usd=CENT, form="fees"))
        await world.draft(case_id, "term", chain=CHAIN)
        assert len(server.asked) == 1


async def test_what_is_spent_holds_after_a_restart(tmp_path: Path) -> None:
    async with a_world(tmp_path, scripted()) as world:
        case_id = await world.case()
        await set_limit(world, Limit(Scope.DAY, usd=CENT))
        await world.draft(case_id, "fee", chain=CHAIN)
    server = scripted()
    async with a_world(tmp_path, server) as world:
        await world.draft(case_id, "term", chain=CHAIN)
        assert server.asked == []


async def test_what_a_crash_left_is_settled_at_the_next_start_and_told(tmp_path: Path) -> None:
    waiting = WaitingDrafter()
    world = await open_world(tmp_path, waiting)
    case_id = await world.case()
    drafting = asyncio.create_task(world.draft(case_id, "fee", chain=CHAIN))
    await waiting.streaming.wait()
    await world.store.close()  # as far as the file knows, the program ended here
    drafting.cancel()
    await asyncio.gather(drafting, return_exceptions=True)
    async with a_world(tmp_path) as world:
        assert len(await rows(world)) == 1
        assert await world.budgeting.settle_left() == 1
        assert (await rows(world), await spent(world, case_id)) == ((), CENT)
        assert (await told(world, "call.aborted"))[-1]["endpoint"] == "server"
        assert (await world.store.verify()).verified


async def test_only_who_looks_after_the_store_sets_limits_and_the_record_tells_them(tmp_path: Path) -> None:
    async with a_world(tmp_path) as world:
        with pytest.raises(Refused):
            await world.budgeting.set_limit(world["ana"], DAY)
        await set_limit(world, DAY)
        await set_limit(world, Limit(Scope.DAY, usd=Decimal(3)))
        assert await world.budgeting.limits() == (Limit(Scope.DAY, usd=Decimal(3)),)
        told_last = (await told(world, "setting.changed"))[-1]
        assert told_last == {"setting": "budget.limits", "scope": "day", "limit_micro_usd": 3_000_000}
        await world.budgeting.remove_limit(world["ada"], Scope.DAY)
        with pytest.raises(NotFound):
            await world.budgeting.remove_limit(world["ada"], Scope.DAY)


async def test_a_hosted_price_counts_and_the_assembled_draft_costs_nothing(tmp_path: Path) -> None:
    hosted = FakeDrafter(server_endpoint("hosted", residency=Residency.HOSTED), (GOOD,))
    async with a_world(tmp_path, hosted) as world:
        case_id = await world.case()
        await world.draft(case_id, "fee", chain=(ASSEMBLED.name,))
        assert await spent(world, case_id) == 0
        await world.draft(case_id, "fee", chain=("hosted",))
        assert await spent(world, case_id) == CENT


async def test_a_budget_in_another_currency_lets_nothing_be_paid_before_people_say_how_much(tmp_path: Path) -> None:
    pack, server = pack_with(("0.25 USD", "0.25 EUR")), scripted()
    async with a_world(tmp_path, server) as world:
        case_id = await world.case(pack)
        (*_, failed) = await world.draft(case_id, "fee", chain=CHAIN)
        assert isinstance(failed, RunFailed) and server.asked == []
        assert "The form states the budget of a case in EUR, models are priced in USD" in failed.words
        await set_limit(world, Limit(Scope.CASE, usd=Decimal(1)))
        await world.draft(case_id, "fee", chain=CHAIN)
        assert len(server.asked) == 1


class EmptyStore:
    """Nothing was spent before, and a limit of so many cents a day is set."""

    read_only = None

    def __init__(self, cents: int) -> None:
        self._limits = write_limits([Limit(Scope.DAY, usd=cents * CENT)])

    async def setting(self, _name: str) -> str:
        return self._limits

    async def spent(self, _purse: Purse) -> Spent:
        await asyncio.sleep(0)
        return Spent()

    async def endpoint_states(self) -> tuple[EndpointState, ...]:
        return ()


class Calls:
    """Calls side by side, each after its own wait; what is reserved or paid is looked at after each step."""

    def __init__(self, cents: int) -> None:
        clock, chance, store = FakeClock(), FakeChance(), EmptyStore(cents)
        stands = EndpointStanding(clock)
        self.most, self.reserved, self.admitted = cents * CENT, Decimal(0), 0
        self.budgeting = Budgeting(store, None, CentPrices(), stands, clock, chance)  # type: ignore[arg-type]
        self.scribe = Scribe(clock, chance, Actor.program(), "c1", "k1")

    async def one(self, waits: int, lasts: int, ends: str) -> None:
        await steps(waits)
        case = Purpose(pack_with().form, "c1", "fee", "ana")
        try:
            made = await self.budgeting.reserve(self.scribe, case, SERVER, draft_request("A fact."))
        except EndpointFailed:
            return
        self.count(CENT)
        await steps(lasts)
        if ends == "not begun":
            self.budgeting.settle(self.scribe, made, None)
            self.count(-CENT)
        elif ends == "not written":
            self.budgeting.give_back(made)
            self.count(-CENT)

    def count(self, amount: Decimal) -> None:
        self.reserved += amount
        self.admitted += amount > 0
        assert self.reserved <= self.most


async def steps(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


ENDS = ("done", "not begun", "not written")


@given(st.lists(st.integers(0, 299), max_size=14), st.integers(0, 6))
@settings(max_examples=60)
def test_reservations_side_by_side_never_overshoot_a_limit(calls: list[int], cents: int) -> None:
    async def all_of_them() -> Calls:
        made = Calls(cents)
        await asyncio.gather(*(made.one(call % 10, call // 10 % 10, ENDS[call // 100]) for call in calls))
        return made

    made = asyncio.run(all_of_them())
    assert made.admitted >= min(cents, len(calls))
