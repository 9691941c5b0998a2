"""Calculations that a sentence declares, “EUR 48,000 + EUR 2,000 = EUR 50,000”: computed again from their operands."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from desktop_app.domain.claim import Amount, Claim
from desktop_app.domain.claim_check import ClaimStatus, JudgedClaim
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.quantity import DIGITS, of_digits

_OPERATOR = re.compile(
    r"(?i:\s{0,4}(?:(?P<add>\+|plus)|(?P<subtract>[−–-]|minus|less)|(?P<multiply>[×x*·]|times|multiplied by)"
    r"|(?P<divide>[/÷:]|divided by)|(?P<equals>=|equals|is equal to|makes|gives|comes to|amounts to))\s{0,4})"
)
_STANDING = (ClaimStatus.SUPPORTED, ClaimStatus.DERIVED, ClaimStatus.ELSEWHERE)
_NUMBER = re.compile(DIGITS)
Term = tuple[str, Amount]


def declared_sums(judged: Sequence[JudgedClaim], plain: str) -> tuple[JudgedClaim, ...]:
    """The claims of a sentence, where the result of each calculation stands or falls by what its operands give."""
    result = list(judged)
    terms: list[Term] = []
    for at, each in enumerate(judged):
        amount = _amount(each.claim)
        operator = _between(judged[at - 1].claim, each.claim, plain) if at and terms else ""
        if amount is None or not operator:
            terms = [("add", amount)] if amount else []
        elif operator == "equals":
            operands = result[at - len(terms) : at]
            result[at] = _settled(each, _computed(terms), amount, operands)
            terms = [("add", amount)]
        else:
            terms.append((operator, amount))
    return tuple(result)


def _between(one: Claim, other: Claim, plain: str) -> str:
    match = _OPERATOR.fullmatch(plain, one.end, other.start)
    return (match.lastgroup or "") if match else ""


def _amount(claim: Claim) -> Amount | None:
    """The one amount that a claim may mean; None where it is no amount, or may mean several."""
    if len(claim.values) != 1:
        return None
    (value,) = claim.values
    return value if isinstance(value, Amount) else None


def _computed(terms: Sequence[Term]) -> Amount | None:
    """What the terms give, products first; None of one term alone, and where the units do not fit."""
    if len(terms) < 2:
        return None
    summands: list[Term] = []
    for operator, amount in terms:
        if operator in ("add", "subtract"):
            summands.append((operator, amount))
            continue
        product = _product(summands[-1][1], amount, operator)
        if product is None:
            return None
        summands[-1] = (summands[-1][0], product)
    return _total(summands)


def _product(one: Amount, other: Amount, operator: str) -> Amount | None:
    if operator == "divide":
        unit = "" if one.unit == other.unit else one.unit
        fits = other.number and (one.unit == other.unit or not other.unit)
        return Amount(one.number / other.number, unit) if fits else None
    if "%" in (one.unit, other.unit):
        share, whole = (one, other) if one.unit == "%" else (other, one)
        return Amount(whole.number * share.number / 100, whole.unit)
    return Amount(one.number * other.number, one.unit or other.unit) if not (one.unit and other.unit) else None


def _total(summands: Sequence[Term]) -> Amount | None:
    units = {amount.unit for _, amount in summands if amount.unit}
    if len(units) > 1:
        return None
    total = sum((a.number if operator == "add" else -a.number for operator, a in summands), Decimal(0))
    return Amount(total, next(iter(units), ""))


def _settled(
    result: JudgedClaim, computed: Amount | None, declared: Amount, operands: Sequence[JudgedClaim]
) -> JudgedClaim:
    """The result: derived where it is what operands give that stand themselves, contradicted where it is not."""
    claim = result.claim
    if computed is None or {computed.unit, declared.unit} - {"", declared.unit}:
        return result
    if abs(computed.number - declared.number) <= _rounding(claim, declared):
        stands = all(operand.status in _STANDING for operand in operands)
        return replace(result, status=ClaimStatus.DERIVED, finding=None) if stands else result
    details = {"figure": claim.text, "passage": _written(computed, claim)}
    finding = Finding(Rule.WRONG_SUM, Severity.BLOCKER, claim.start, claim.end, details)
    return JudgedClaim(claim, ClaimStatus.CONTRADICTED, finding)


def _rounding(claim: Claim, declared: Amount) -> Decimal:
    """Half of the last place that is written: “1.2 million” is rounded to 100,000."""
    digits = _NUMBER.search(claim.text)
    written = next(iter(of_digits(digits[0])), Decimal(0)) if digits else Decimal(0)
    if not written or not declared.number:
        return Decimal(0)
    places = -int(digits[0].count(".") and len(digits[0].rpartition(".")[2])) if digits else 0
    scale = abs(declared.number / written)
    return scale.scaleb(places) / 2 if places or scale != 1 else Decimal(0)


def _written(computed: Amount, claim: Claim) -> str:
    """The amount as the claim writes its own."""
    number = f"{computed.number.quantize(Decimal('0.01')).normalize():,f}"
    digits = _NUMBER.search(claim.text)
    return claim.text[: digits.start()] + number + claim.text[digits.end() :] if digits else number
