"""What drafting may cost: limits by scope, what is spent of them, and whether a call still fits.

A price that is not known is never zero: such a call is held against limits of tokens alone, and against a limit of
money only once that is spent.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from desktop_app.domain.errors import ErrorClass, UsageError
from desktop_app.domain.form import Budget
from desktop_app.domain.usage import Call

SETTING = "budget.limits"
"""The setting that holds the limits which people have set."""
CURRENCY = "USD"
"""In which models are priced, and so in which limits are stated: no rate of another currency is known here."""
WARN_AT = Decimal("0.8")
"""Share of a limit from which on it is said."""
_AMOUNT = re.compile(r"(?P<number>[0-9][0-9_,]*(\.[0-9]+)?)\s*(?P<unit>USD|tokens?)", re.IGNORECASE)


class Scope(StrEnum):
    """What a limit is for: each call, a section of a case, a case, a calendar month, a person's day (both in UTC)."""

    CALL = "call"
    SECTION = "section"
    CASE = "case"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many US dollars or tokens; for drafts of one form alone where `form` names it.

    `foreign` is the currency that a form states its own limit in, where that is another one.
    """

    scope: Scope
    usd: Decimal | None = None
    tokens: int | None = None
    form: str | None = None
    foreign: str = ""

    @property
    def key(self) -> tuple[Scope, str | None, bool]:
        """Which limit it is: another one of the same key takes its place."""
        return self.scope, self.form, self.usd is None


@dataclass(frozen=True, slots=True)
class Amount:
    """Tokens, read and written, and what they cost at most in US dollars; None: the price is not known."""

    tokens: int
    usd: Decimal | None


@dataclass(frozen=True, slots=True)
class Spent:
    """What counts against a limit already: settled calls at their cost, others at what was reserved for them.

    `unknown` counts the calls of which no price is known.
    """

    usd: Decimal = Decimal(0)
    tokens: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """A limit and what is spent of it."""

    limit: Limit
    spent: Spent

    @property
    def share(self) -> Decimal:
        """The share that is spent; 1 is all of it."""
        if self.limit.usd is not None:
            return self.spent.usd / self.limit.usd if self.limit.usd else Decimal(1)
        return Decimal(self.spent.tokens) / self.limit.tokens if self.limit.tokens else Decimal(1)

    def fits(self, wanted: Amount) -> bool:
        """Whether a call may still be made."""
        if self.limit.usd is None:
            return self.spent.tokens + wanted.tokens <= (self.limit.tokens or 0)
        if wanted.usd is None:
            return self.spent.usd < self.limit.usd
        return self.spent.usd + wanted.usd <= self.limit.usd or not wanted.usd

    @property
    def is_near(self) -> bool:
        """Whether so much is spent that it is said."""
        return self.share >= WARN_AT

    @property
    def words(self) -> str:
        """“The budget of this case is at 0.21 of 0.25 USD”."""
        spent, limit = self.spent, self.limit
        if limit.foreign:
            return f"The form states the budget of a case in {limit.foreign}, models are priced in {CURRENCY}"
        told = f"{shown(spent.usd)} of {shown(limit.usd)} USD" if limit.usd is not None else _tokens(spent, limit)
        return f"{_WHOSE[limit.scope]} is at {told}{_unknown(spent) if limit.usd is not None else ''}"


class ReservationState(StrEnum):
    """held: a call may be under way; settled: it is over, and what it cost is known or counted as reserved."""

    HELD = "held"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Reservation:
    """What one call may use, taken from the budgets before it is made, and what it cost then.

    `tokens` are those reserved, then those used. `amount` is None where the price is not known, `cost` until it is.
    """

    reservation_id: str
    case_id: str
    section: str
    form: str
    person_id: str
    endpoint: str
    state: ReservationState
    tokens: int
    amount: Decimal | None
    cost: Decimal | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Purse:
    """Whose reservations count together: a case's, a section's of it, a form's or all of a month, a person's of a day.

    Instants are UTC: from `since`, before `until`.
    """

    scope: Scope
    case_id: str | None = None
    section: str | None = None
    form: str | None = None
    person: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def purses_of(made: Reservation) -> Mapping[tuple[Scope, str | None], Purse]:
    """All that a reservation counts against, by the scope and the form of a limit."""
    case, section = Purse(Scope.CASE, made.case_id), Purse(Scope.SECTION, made.case_id, made.section)
    found: dict[tuple[Scope, str | None], Purse] = {(Scope.CASE, None): case, (Scope.SECTION, None): section}
    for form in (None, made.form):
        for scope in (Scope.MONTH, Scope.DAY):
            found[scope, form] = purse_at(Limit(scope, form=form), made.person_id, made.at)
    return found


def purse_at(limit: Limit, person_id: str, at: datetime) -> Purse:
    """The purse of a month, or of a person's day, that holds this instant (UTC)."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if limit.scope is Scope.DAY:
        return Purse(Scope.DAY, form=limit.form, person=person_id, since=day, until=day + timedelta(days=1))
    month = day.replace(day=1)
    return Purse(Scope.MONTH, form=limit.form, since=month, until=(month + timedelta(days=32)).replace(day=1))


def purse_of(limit: Limit, made: Reservation) -> Purse | None:
    """What a limit counts; None for one of a single call. A case is of one form anyway."""
    if limit.scope is Scope.CALL:
        return None
    of_form = limit.form if limit.scope in (Scope.MONTH, Scope.DAY) else None
    return purses_of(made)[limit.scope, of_form]


def counted(made: Reservation) -> Spent:
    """What a reservation counts: its cost where that is known, else what was reserved."""
    paid = made.amount if made.cost is None else made.cost
    return Spent(paid or Decimal(0), made.tokens, 1 if paid is None else 0)


def settled(made: Reservation, call: Call) -> Reservation:
    """The reservation of a call that is over: at what it used; at what was reserved where that is not known.

    A server that refused the request before it began to answer has used nothing.
    """
    if call.tokens_in is not None and call.tokens_out is not None:
        used = call.tokens_in + call.tokens_out
        return replace(made, state=ReservationState.SETTLED, tokens=used, cost=call.cost)
    if call.error_class in NOT_BEGUN and call.first_text_ms is None:
        return unused(made)
    return as_reserved(made)


def as_reserved(made: Reservation) -> Reservation:
    """The reservation of a call of which nobody knows what it used: at what was reserved."""
    return replace(made, state=ReservationState.SETTLED, cost=made.amount)


def unused(made: Reservation) -> Reservation:
    """The reservation of a call that was never begun."""
    return replace(made, state=ReservationState.SETTLED, tokens=0, cost=Decimal(0))


NOT_BEGUN = frozenset(
    (ErrorClass.CONNECT, ErrorClass.AUTH, ErrorClass.RATE, ErrorClass.BAD_REQUEST, ErrorClass.CONTEXT)
)
"""Failures with which a server says that it did not begin."""


def limits_of(form: str, budget: Budget, set_by_people: Iterable[Limit]) -> tuple[Limit, ...]:
    """All limits that hold for a draft of a form: the form's own, and those that people have set.

    A form's case cost in another currency cannot be held against a price: nothing that has a price is then spent on a
    case, unless people have set what a case may cost in US dollars.
    """
    tokens, cost = budget.section_tokens, budget.case_cost
    others = [limit for limit in set_by_people if limit.form in (None, form)]
    call = Limit(Scope.CALL, tokens=tokens.input + tokens.output)
    if cost.currency == CURRENCY:
        return (call, Limit(Scope.CASE, usd=cost.amount), *others)
    stated = any(limit.scope is Scope.CASE and limit.usd is not None for limit in others)
    own = () if stated else (Limit(Scope.CASE, usd=Decimal(0), foreign=cost.currency),)
    return (call, *own, *others)


def shortfall(uses: Iterable[BudgetUse], wanted: Amount) -> BudgetUse | None:
    """The first limit that a call does not fit into."""
    return next((use for use in uses if not use.fits(wanted)), None)


def read_amount(words: str) -> tuple[Decimal | None, int | None]:
    """US dollars or tokens of “200 USD”, “0.5USD” or “2,000,000 tokens”. Raises UsageError."""
    found = _AMOUNT.fullmatch(words.strip())
    if found is None:
        raise UsageError(
            f"“{words}” is no limit.",
            next="Write one like 200USD, in US dollars as models are priced, or 500000tokens.",
        )
    try:
        number = Decimal(found["number"].replace(",", "").replace("_", ""))
    except InvalidOperation:
        raise UsageError(f"“{words}” is no limit.", next="Write one like 200USD.") from None
    if number > _MOST:
        raise UsageError(f"“{words}” is more than can be counted.", next="Write a smaller limit.")
    if found["unit"].upper() == CURRENCY:
        return number, None
    if number != int(number):
        raise UsageError("Tokens are whole.", next="Write a limit like 500000tokens.")
    return None, int(number)


def shown(usd: Decimal | None) -> str:
    """US dollars with at least two places, more where two would say nothing."""
    if usd is None:
        return "unknown"
    places = 2 if usd == 0 or usd >= Decimal("0.1") else 4 if usd >= Decimal("0.001") else 6
    whole, _, part = f"{usd:.{places}f}".partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def _tokens(spent: Spent, limit: Limit) -> str:
    return f"{spent.tokens:,} of {limit.tokens or 0:,} {PARTS}"


def _unknown(spent: Spent) -> str:
    calls = "1 call has" if spent.unknown == 1 else f"{spent.unknown} calls have"
    return f" ({calls} no known price)" if spent.unknown else ""


PARTS = "word parts"
"""What people read for tokens."""
_MOST = Decimal(10**12)
_WHOSE: Mapping[Scope, str] = {
    Scope.CALL: "The budget of one call",
    Scope.SECTION: "The budget of this section",
    Scope.CASE: "The budget of this case",
    Scope.MONTH: "The budget of this month",
    Scope.DAY: "Your budget of today",
}
