"""Budgets: what a call may use is reserved before it is made, and settled at what it used when it is over.

Totals are kept here and read from the store once for each purse: this process alone writes the store. A reservation is
counted in the same step of the loop in which it is checked, so that calls side by side never overshoot together.
"""

import json
from asyncio import Lock
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from desktop_app.domain.audit import EventType
from desktop_app.domain.budget import (
    PARTS,
    SETTING,
    Amount,
    BudgetUse,
    Limit,
    Purse,
    Reservation,
    ReservationState,
    Scope,
    Spent,
    as_reserved,
    counted,
    limits_of,
    purse_at,
    purse_of,
    purses_of,
    settled,
    shortfall,
    shown,
    unused,
)
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.draft import Asked, DraftRequest
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.errors import CountersignError, EndpointFailed, ErrorClass, NotFound
from desktop_app.domain.form import Form
from desktop_app.domain.person import Acting, Actor
from desktop_app.domain.record_rows import Setting
from desktop_app.domain.usage import Call, Usage
from desktop_app.services.anchoring import as_keeper
from desktop_app.services.endpoint_standing import EndpointStanding
from desktop_app.services.ports import Chance, Clock, Prices
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording, Scribe

NOBODY = ""
"""Whose day it counts to where no person drafts."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a call is for: a section of a case, and who asks for it."""

    form: Form
    case_id: str
    section: str
    person_id: str

    @classmethod
    def of(cls, facts: CaseFacts, section: str, actor: Actor) -> "Purpose":
        """Drafting a section of a case."""
        return cls(facts.pack.form, facts.case_id, section, actor.person_id or NOBODY)


class Budgeting:
    """Holds calls against limits, and knows what is spent of each."""

    def __init__(
        self,
        store: Store,
        recording: Recording,
        prices: Prices,
        standing: EndpointStanding,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._store, self._recording, self._prices = store, recording, prices
        self._standing, self._clock, self._chance = standing, clock, chance
        self._limits: tuple[Limit, ...] | None = None
        self._totals: dict[Purse, Spent] = {}
        self._counted: dict[str, Reservation] = {}
        self._told: set[tuple[Purse, int]] = set()
        self._reading = Lock()

    async def limits(self) -> tuple[Limit, ...]:
        """The limits that people have set."""
        if self._limits is None:
            self._limits = read_limits(await self._store.setting(SETTING))
        return self._limits

    async def set_limit(self, acting: Acting, limit: Limit) -> None:
        """Have this limit from now on, in place of one of the same kind. Raises Refused."""
        actor = await as_keeper(self._store, acting)
        kept = [each for each in await self.limits() if each.key != limit.key]
        await self._keep(actor, (*kept, limit), limit)

    async def remove_limit(self, acting: Acting, scope: Scope, form: str | None = None) -> None:
        """Have no such limit any more. Raises Refused, NotFound."""
        actor = await as_keeper(self._store, acting)
        known = await self.limits()
        kept = tuple(each for each in known if (each.scope, each.form) != (scope, form))
        if len(kept) == len(known):
            raise NotFound("There is no such limit.", next="`countersign budget show` lists them all.")
        await self._keep(actor, kept, Limit(scope, form=form))

    async def expected(self, endpoint: Endpoint, request: DraftRequest) -> Amount:
        """What a call may use at most, as far as that can be told before it: by the ratio that its server taught."""
        await self._standing.ready()
        state = self._standing.of(endpoint.name)
        read = state.tokens_of(sum(len(message.text) for message in request.messages))
        price = self._prices.price(endpoint, Usage(read, request.max_tokens, 0), self._clock.now())
        return Amount(read + request.max_tokens, price.cost)

    async def reserve(self, scribe: Scribe, purpose: Purpose, endpoint: Endpoint, request: DraftRequest) -> Reservation:
        """Take what a call may use from all budgets, and put it; the caller writes the scribe, or gives it back.

        Raises EndpointFailed (BUDGET) where a budget does not allow it.
        """
        wanted = await self.expected(endpoint, request)
        made = self._reservation(purpose, endpoint, wanted)
        limits = limits_of(purpose.form.form, purpose.form.budget, await self.limits())
        await self._load(made)
        if (short := shortfall(self._uses(limits, made), wanted)) is not None:
            raise over_budget(short, wanted, endpoint)
        self._count(made)
        scribe.put(made)
        return made

    async def begin_call(
        self,
        actor: Actor,
        purpose: Purpose,
        run_id: str,
        asked: Asked,
        request: DraftRequest,
        kept: Callable[[Reservation], None],
    ) -> None:
        """A call to a model is told before it is made: what left the machine is known even after a crash, and what it
        may cost is taken from the budgets. `kept` hears of the reservation before it is durable.

        Raises EndpointFailed (BUDGET) where a budget does not allow it.
        """
        if not asked.endpoint.is_model:
            return
        scribe = self._recording.begin(actor, purpose.case_id)
        made = await self.reserve(scribe, purpose, asked.endpoint, request)
        told: dict[str, int | str] = {"attempt": asked.attempt, "reserved_tokens": made.tokens}
        told |= {"stand_ins": asked.stand_ins} if asked.stand_ins else {}
        told |= {"reserved_micro_usd": int(made.amount * 1_000_000)} if made.amount is not None else {}
        name = asked.endpoint.name
        scribe.tell(EventType.CALL_STARTED, section=purpose.section, data=told, run=run_id, endpoint=name)
        kept(made)
        try:
            await self._recording.write(scribe)
        except CountersignError:
            self.give_back(made)
            raise

    def give_back(self, made: Reservation) -> None:
        """It was not written: it counts no more."""
        self._count(unused(made))

    def settle(self, scribe: Scribe, made: Reservation, call: Call | None) -> None:
        """Put it as it is now that its call is over (None: it was never begun)."""
        done = unused(made) if call is None else settled(made, call)
        self._count(done)
        scribe.put(done)

    async def near(self, actor: Actor, purpose: Purpose, done: Iterable[Reservation]) -> tuple[BudgetUse, ...]:
        """The budgets of which so much is spent that it is said; each is told in the record once it is reached."""
        for made in done:
            self._counted.pop(made.reservation_id, None)
        uses = [use for use in await self.uses(purpose) if use.is_near]
        scribe = self._recording.begin(actor, purpose.case_id)
        asked = self._reservation(purpose, None, Amount(0, None))
        fresh = [use for use in uses if self._is_new(use, asked)]
        for use in fresh:
            data = {**_told(use.limit), "percent": _percent(use)}
            scribe.tell(EventType.BUDGET_REACHED, section=purpose.section, data=data)
        if fresh:
            await self._recording.write(scribe)
        return tuple(uses)

    async def uses(self, purpose: Purpose) -> tuple[BudgetUse, ...]:
        """All limits that hold for a section, but for those of a single call, and what is spent of each; those of a
        whole case where no section is named."""
        if self._store.read_only is not None:
            return ()
        made = self._reservation(purpose, None, Amount(0, None))
        await self._load(made)
        limits = limits_of(purpose.form.form, purpose.form.budget, await self.limits())
        left_out = (Scope.CALL,) if purpose.section else (Scope.CALL, Scope.SECTION)
        return tuple(use for use in self._uses(limits, made) if use.limit.scope not in left_out)

    async def open_uses(self, person_id: str) -> tuple[BudgetUse, ...]:
        """The limits that are not about one case, and what is spent of each now, by this person where it is a day's."""
        if self._store.read_only is not None:
            return ()
        now = self._clock.now()
        open_limits = [each for each in await self.limits() if each.scope in (Scope.MONTH, Scope.DAY)]
        purses = [purse_at(limit, person_id, now) for limit in open_limits]
        spent = [self._totals[p] if p in self._totals else await self._store.spent(p) for p in purses]
        return tuple(map(BudgetUse, open_limits, spent))

    def price_of(self, endpoint: Endpoint) -> Decimal | None:
        """What a thousand tokens read and a thousand written cost by the list of prices; None: it is not known."""
        return self._prices.price(endpoint, Usage(1_000, 1_000, 0), self._clock.now()).cost

    async def settle_left(self) -> int:
        """Settle what a program that ended in the middle of calls left, each at what was reserved; how many."""
        if self._store.read_only is not None:
            return 0
        left = await self._store.held()
        for made in left:
            scribe = self._recording.begin(Actor.program(), made.case_id)
            scribe.put(as_reserved(made))
            scribe.tell(EventType.CALL_ABORTED, section=made.section, endpoint=made.endpoint)
            await self._recording.write(scribe)
        return len(left)

    async def _keep(self, actor: Actor, limits: tuple[Limit, ...], changed: Limit) -> None:
        scribe = self._recording.begin(actor)
        scribe.put(Setting(SETTING, write_limits(limits)))
        scribe.tell(EventType.SETTING_CHANGED, data={"setting": SETTING, **_told(changed)})
        await self._recording.write(scribe)
        self._limits = limits
        self._told.clear()

    def _reservation(self, purpose: Purpose, endpoint: Endpoint | None, wanted: Amount) -> Reservation:
        return Reservation(
            reservation_id=self._chance.new_id(),
            case_id=purpose.case_id,
            section=purpose.section,
            form=purpose.form.form,
            person_id=purpose.person_id,
            endpoint=endpoint.name if endpoint else "",
            state=ReservationState.HELD,
            tokens=wanted.tokens,
            amount=wanted.usd,
            cost=None,
            at=self._clock.now(),
        )

    async def _load(self, made: Reservation) -> None:
        """Read what is spent of every purse of a reservation, once: later ones are counted here."""
        wanted = set(purses_of(made).values())
        if wanted <= self._totals.keys():
            return
        async with self._reading:
            for purse in wanted - self._totals.keys():
                self._totals[purse] = await self._store.spent(purse)

    def _uses(self, limits: Iterable[Limit], made: Reservation) -> tuple[BudgetUse, ...]:
        purses = ((limit, purse_of(limit, made)) for limit in limits)
        return tuple(BudgetUse(limit, self._totals[purse] if purse else Spent()) for limit, purse in purses)

    def _count(self, made: Reservation) -> None:
        """Count it as it is now, in place of what it counted before."""
        before = self._counted.get(made.reservation_id)
        old, new = counted(before) if before else Spent(), counted(made)
        for purse in purses_of(made).values():
            if (total := self._totals.get(purse)) is not None:
                self._totals[purse] = Spent(
                    total.usd - old.usd + new.usd,
                    total.tokens - old.tokens + new.tokens,
                    total.unknown - old.unknown + new.unknown,
                )
        self._counted[made.reservation_id] = made

    def _is_new(self, use: BudgetUse, made: Reservation) -> bool:
        purse = purse_of(use.limit, made)
        key = (purse, _percent(use)) if purse else None
        if key is None or key in self._told:
            return False
        self._told.add(key)
        return True


def over_budget(short: BudgetUse, wanted: Amount, endpoint: Endpoint) -> EndpointFailed:
    """Why a call is not made: which budget does not allow it, and what it may have cost."""
    if short.limit.scope is Scope.CALL:
        most = f"{short.limit.tokens:,} {PARTS}" if short.limit.tokens is not None else f"{shown(short.limit.usd)} USD"
        what = f"“{endpoint.name}” may take {_words(short.limit, wanted)} for this, and one call may take {most}."
    else:
        what = f"{short.words}, and “{endpoint.name}” may take up to {_words(short.limit, wanted)} more."
    return EndpointFailed(
        ErrorClass.BUDGET,
        what,
        kept="Nothing was sent. The case and every earlier draft are unchanged.",
        next="Take the assembled draft, which costs nothing, write the section yourself, or have the limit raised.",
    )


def read_limits(kept: str | None) -> tuple[Limit, ...]:
    """Limits as they are kept. What cannot be read is a fault that must be seen: nobody drafts without limits by it."""
    try:
        return tuple(
            Limit(
                Scope(each["scope"]),
                None if each.get("usd") is None else Decimal(each["usd"]),
                each.get("tokens"),
                each.get("form"),
            )
            for each in json.loads(kept or "[]")
        )
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise CountersignError(
            "The limits that are kept cannot be read.", next="Set them again with `countersign budget set`."
        ) from error


def write_limits(limits: Iterable[Limit]) -> str:
    """Limits as they are kept."""
    return json.dumps(
        [
            {"scope": each.scope.value, "usd": None if each.usd is None else str(each.usd), "tokens": each.tokens}
            | ({"form": each.form} if each.form else {})
            for each in limits
        ]
    )


def _percent(use: BudgetUse) -> int:
    return 100 if use.share >= 1 else 80


def _told(limit: Limit) -> dict[str, int | str]:
    told: dict[str, int | str] = {"scope": limit.scope.value}
    told |= {"form": limit.form} if limit.form else {}
    told |= {"limit_micro_usd": int(limit.usd * 1_000_000)} if limit.usd is not None else {}
    return told | ({"limit_tokens": limit.tokens} if limit.tokens is not None else {})


def _words(limit: Limit, wanted: Amount) -> str:
    """What a call may take, in the unit of the limit."""
    if limit.usd is None:
        return f"{wanted.tokens:,} {PARTS}"
    return "an unknown price" if wanted.usd is None else f"{shown(wanted.usd)} USD"
