"""Calculations that a text declares, read and computed again from their operands, in decimals.

Two ways of writing one: “EUR 45,000 × 2 = EUR 90,000”, and with the result first “EUR 90,000 (= EUR 45,000 × 2)”.
Known are + − × / (also ÷ · * x and the words), brackets, shares: “EUR 48,000 × 5 % = EUR 2,400”, and rates, which are
counted in their own length of time: “EUR 1,500 per month × 2 years = EUR 36,000”.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from desktop_app.domain.claim import Amount, Claim, ClaimKind
from desktop_app.domain.quantity import DIGITS, of_digits
from desktop_app.domain.rate import RATE, parted, per, rate_after, times_in

_GAP = re.compile(
    rf"(?i:(?:\s{{0,2}}{RATE})?)"
    r"(?i:\s{0,4}(?P<close>\)*)\s{0,4}(?:(?P<result>\(\s{0,2}=)|(?P<add>\+|plus)|(?P<subtract>[−–-]|minus|less)"
    r"|(?P<multiply>[×x*·]|times|multiplied by)|(?P<divide>[/÷:]|divided by)"
    r"|(?P<equals>=|equals|is equal to|makes|gives|comes to|amounts to))\s{0,4}(?P<open>\(*)\s{0,4})"
)
_OPENING = re.compile(r"(\(*)\s{0,4}$")
_NUMBER = re.compile(DIGITS)
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_UP)
_TIMES = frozenset(("hours", "days", "business days", "months"))
_DOLLARS = frozenset(("$", "USD", "CAD", "AUD", "NZD", "HKD", "SGD"))
_CONSTANTS = frozenset(map(Decimal, (4, 7, 12, 24, 52, 60, 100, 365, 1000)))
"""Numbers that convert one measure into another, and stand in no document."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """A declared result with its operands, all of them claims of the text.

    `right`: whether it is what the operands give, rounded as it is written; None where that cannot be said, since units
    do not fit or a figure may mean several values. `written` is what it should be, as the text writes it.
    """

    result: Claim
    operands: tuple[Claim, ...]
    right: bool | None
    written: str = ""


def calculations(
    claims: Sequence[Claim], plain: str, rates: Mapping[Claim, str] | None = None
) -> tuple[Calculation, ...]:
    """The calculations among claims of a text, in order. The claims are in order, and of one sentence.

    `rates` tell for which length of time an amount is (`month`) that has no such words itself.
    """
    own = {claim: rate_after(plain, claim.end) for claim in claims}
    known = {claim: rate or (rates or {}).get(claim, "") for claim, rate in own.items()}
    return tuple(_declared(claims, plain, known))


def is_constant(claim: Claim) -> bool:
    """Whether it is a bare number that converts measures, such as the months of a year: it needs no source."""
    amount = amount_of(claim)
    return claim.kind is ClaimKind.NUMBER and amount is not None and amount.number in _CONSTANTS


def amount_of(claim: Claim) -> Amount | None:
    """The one amount that a claim may mean; None where it is no amount, or may mean several."""
    if len(claim.values) != 1:
        return None
    (value,) = claim.values
    return value if isinstance(value, Amount) else None


Token = Claim | str


def _declared(claims: Sequence[Claim], plain: str, rates: Mapping[Claim, str]) -> Iterator[Calculation]:
    """Runs of claims with operators between them: the result stands behind the last one, or before the first."""
    tokens: list[Token] = []
    before: Claim | None = None
    operands: list[Claim] = []
    for at, claim in enumerate(claims):
        gap = _GAP.fullmatch(plain, claims[at - 1].end, claim.start) if at else None
        name = (
            next((n for n, part in gap.groupdict().items() if part and n not in ("close", "open")), "") if gap else ""
        )
        if gap is None or not name:
            yield from _settled(before, operands, tokens, rates)
            before, operands, tokens = None, [claim], [*_opened(claim, plain), claim]
        elif name == "result":
            before, operands, tokens = claims[at - 1], [claim], [*gap["open"], claim]
        elif name == "equals":
            yield from _settled(claim, operands, [*tokens, *gap["close"]], rates)
            before, operands, tokens = None, [claim], [claim]
        else:
            operands.append(claim)
            tokens += [*gap["close"], name, *gap["open"], claim]
    yield from _settled(before, operands, tokens, rates)


def _opened(claim: Claim, plain: str) -> str:
    brackets = _OPENING.search(plain, max(claim.start - 8, 0), claim.start)
    return brackets[1] if brackets else ""


def _settled(
    result: Claim | None, operands: Sequence[Claim], tokens: Sequence[Token], rates: Mapping[Claim, str]
) -> Iterator[Calculation]:
    if result is None or len(operands) < 2:
        return
    declared, computed = amount_of(result), _Formula(_closed(tokens), rates).value()
    compared = _as_declared(computed, declared) if computed and declared else None
    if declared is None or compared is None:
        yield Calculation(result, tuple(operands), None)
        return
    off = abs(compared.number - declared.number)
    right = compared.unit == declared.unit and off <= _last_place(result, declared) / 2
    yield Calculation(result, tuple(operands), right, _written(compared, declared, result))


def _closed(tokens: Sequence[Token]) -> Sequence[Token]:
    """Without the brackets before it that close behind its result: they stand around the whole calculation."""
    open_still = max(tokens.count("(") - tokens.count(")"), 0)
    leading = next((n for n, token in enumerate(tokens) if token != "("), 0)
    return tokens[min(open_still, leading) :]


class _Formula:
    """Products before sums, brackets before both."""

    def __init__(self, tokens: Sequence[Token], rates: Mapping[Claim, str]) -> None:
        self._left, self._rates = list(tokens), rates
        self._is_of_product = bool({"multiply", "divide"} & {token for token in tokens if isinstance(token, str)})
        self._is_of_rates = any(rates.get(token) for token in tokens if isinstance(token, Claim))

    def value(self) -> Amount | None:
        """What it gives; None where brackets or units do not fit, or a figure may mean several values."""
        value = self._sum()
        return None if self._left or value is None else Amount(value.number, parted(value.unit)[0])

    def _sum(self) -> Amount | None:
        value = self._product()
        while value and self._left and self._left[0] in ("add", "subtract"):
            name, other = self._left.pop(0), self._product()
            value = _added(value, other, -1 if name == "subtract" else 1) if other else None
        return value

    def _product(self) -> Amount | None:
        value = self._operand()
        while value and self._left and self._left[0] in ("multiply", "divide"):
            name, other = self._left.pop(0), self._operand()
            unclear = other is None or (self._is_of_rates and _is_for_an_unknown_time(value, other))
            value = None if other is None or unclear else (_divided if name == "divide" else _multiplied)(value, other)
        return value

    def _operand(self) -> Amount | None:
        token = self._left.pop(0) if self._left else ""
        if not isinstance(token, str):
            return self._amount(token)
        inner = self._sum() if token == "(" else None
        return inner if self._left and self._left.pop(0) == ")" else None

    def _amount(self, claim: Claim) -> Amount | None:
        if self._is_of_rates:
            amount = amount_of(claim)
            return per(amount, self._rates.get(claim, "")) if amount and claim.kind is ClaimKind.MONEY else amount
        return _for_a_time(claim) if self._is_of_product else amount_of(claim)


def _for_a_time(claim: Claim) -> Amount | None:
    """The amount; of a length of time the number as it is written, since a fee for a year is paid twice in 2 years."""
    amount = amount_of(claim)
    digits = _NUMBER.search(claim.text)
    if amount is None or amount.unit not in _TIMES or digits is None:
        return amount
    (number, *others) = of_digits(digits[0])
    return None if others else Amount(number, amount.unit)


def _added(one: Amount, other: Amount, sign: int) -> Amount | None:
    """A sum; an amount without a unit has that of the other, but a share is only added to a share."""
    one, other = _with_known_rates(one, other)
    unit = one.unit or other.unit
    fits = one.unit == other.unit or (unit != "%" and not (one.unit and other.unit))
    return Amount(_CONTEXT.add(one.number, sign * other.number), unit) if fits else None


def _multiplied(one: Amount, other: Amount) -> Amount | None:
    """A product: a share of an amount, so many times an amount, or an amount for so long."""
    number = _CONTEXT.multiply(one.number, other.number)
    if "%" in (one.unit, other.unit):
        return Amount(number / 100, other.unit if one.unit == "%" else one.unit)
    for rate, lasted in ((one, other), (other, one)):
        if parted(rate.unit)[1] and lasted.unit in _TIMES:
            return _paid_for(rate, lasted)
    units = {one.unit, other.unit} - {""}
    if len(units) < 2:
        return Amount(number, next(iter(units), "")) if not (one.unit and other.unit) else None
    (money,) = units - _TIMES if len(units - _TIMES) == 1 else ("",)
    return Amount(number, money) if money else None


def _with_known_rates(one: Amount, other: Amount) -> tuple[Amount, Amount]:
    """Both without their rates where nothing says that of one: they may then be of one kind."""
    if parted(one.unit)[1] and parted(other.unit)[1]:
        return one, other
    return Amount(one.number, parted(one.unit)[0]), Amount(other.number, parted(other.unit)[0])


def _paid_for(rate: Amount, lasted: Amount) -> Amount | None:
    """What a rate comes to in so long."""
    money, length = parted(rate.unit)
    times = times_in(length, lasted)
    return Amount(_CONTEXT.multiply(rate.number, times.number), money) if times else None


def _is_for_an_unknown_time(one: Amount, other: Amount) -> bool:
    """Whether it is an amount, for a length of time that nothing says, and how long it lasted."""
    units = {one.unit, other.unit}
    return bool(units & _TIMES) and any(unit and unit != "%" and "/" not in unit for unit in units - _TIMES)


def _divided(one: Amount, other: Amount) -> Amount | None:
    """A ratio, a part, or an amount for a unit of time; a rate in the parts of its own length of time."""
    if not other.number:
        return None
    money, length = parted(one.unit)
    if length and other.unit in _TIMES:
        whole = times_in(length, other) == Amount(Decimal(1))
        return Amount(_CONTEXT.divide(one.number, other.number), money) if whole else None
    one, other = _with_known_rates(one, other)
    number = _CONTEXT.divide(one.number, other.number)
    if one.unit == other.unit:
        return Amount(number)
    if not other.unit or (other.unit in _TIMES and one.unit and one.unit not in _TIMES):
        return Amount(number, one.unit)
    return Amount(number * 100, one.unit) if other.unit == "%" else None


def _as_declared(computed: Amount, declared: Amount) -> Amount | None:
    """What was computed in the unit of what is declared; None where the two are no measures of the same."""
    if computed.unit == declared.unit or (not declared.unit and computed.unit != "%"):
        return Amount(computed.number, declared.unit)
    if not computed.unit:
        by = 100 if declared.unit == "%" else 1
        return Amount(computed.number * by, declared.unit)
    measures = {computed.unit, declared.unit}
    if measures <= _DOLLARS and "$" in measures:
        return Amount(computed.number, declared.unit)
    return None if measures & _TIMES or "%" in measures or not declared.unit else computed


def _last_place(claim: Claim, declared: Amount) -> Decimal:
    """What one more in the last digit that is written makes: 100,000 for “1.2 million”, a cent for “0.50”."""
    digits = _NUMBER.search(claim.text)
    written = next(iter(of_digits(digits[0])), Decimal(0)) if digits else Decimal(0)
    scale = abs(declared.number / written) if written and declared.number else Decimal(1)
    return scale.scaleb(-_places(digits[0])) if digits else scale


def _places(digits: str) -> int:
    """Digits behind the decimal mark. Three behind a lone comma are thousands."""
    (value, *others) = of_digits(digits)
    mark = max(digits.rfind("."), digits.rfind(","))
    behind = len(digits) - mark - 1 if mark >= 0 else 0
    whole = not others and value == value.to_integral_value() and digits.count(digits[mark]) > 1
    return 0 if mark < 0 or others or whole or (behind == 3 and digits[mark] == ",") else behind


def _written(computed: Amount, declared: Amount, result: Claim) -> str:
    """The amount as the text writes its own: its currency, its scale and its places; else in full."""
    digits = _NUMBER.search(result.text)
    if digits is None:
        return f"{computed.number:,f}"
    last = _last_place(result, declared)
    scale = last.scaleb(_places(digits[0]))
    number = (computed.number / scale).quantize(Decimal(1).scaleb(-_places(digits[0])), context=_CONTEXT)
    if computed.unit != declared.unit:
        return f"{computed.unit} {number * scale:,f}"
    return f"{result.text[: digits.start()]}{number:,f}{result.text[digits.end() :]}"
