"""What becomes of claims that a sentence calculates: the result stands or falls by what its operands give."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop_app.domain.calculation import Calculation, calculations, is_constant
from desktop_app.domain.claim import Claim
from desktop_app.domain.claim_check import ClaimStatus, JudgedClaim
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.rate import one_rate, rate_after

_STANDING = frozenset((ClaimStatus.SUPPORTED, ClaimStatus.DERIVED, ClaimStatus.ELSEWHERE))


def declared_sums(
    judged: Sequence[JudgedClaim], plain: str, rates: Mapping[Claim, frozenset[str]]
) -> tuple[JudgedClaim, ...]:
    """The claims of a sentence. A right result is derived where its operands stand themselves; a wrong one is
    contradicted, whatever says it elsewhere. The result may stand in the sentence once more. A number that only
    converts measures needs no source. `rates` tell for which lengths of time sources give an amount: one that the
    sentence gives for another, or for one where no source does, has no source as it stands."""
    found = {each.claim: each for each in judged}
    known = {claim: one_rate(said) for claim, said in rates.items()}
    for calculation in calculations([each.claim for each in judged], plain, known):
        for operand in calculation.operands:
            if is_constant(operand) and found[operand].status not in _STANDING:
                found[operand] = JudgedClaim(operand, ClaimStatus.SUPPORTED)
        told = all(_is_told(operand, plain, rates) for operand in calculation.operands)
        settled = found[calculation.result] = _settled(calculation, found) if told else found[calculation.result]
        for claim, each in found.items():
            if settled.status is ClaimStatus.DERIVED and each.finding and claim.values == settled.claim.values:
                found[claim] = replace(each, status=ClaimStatus.DERIVED, finding=None)
    return tuple(found.values())


def _is_told(operand: Claim, plain: str, rates: Mapping[Claim, frozenset[str]]) -> bool:
    """Whether a source gives the operand for the length of time for which the sentence does."""
    said = rate_after(plain, operand.end)
    return not said or said in rates.get(operand, frozenset())


def _settled(calculation: Calculation, found: dict[Claim, JudgedClaim]) -> JudgedClaim:
    result = calculation.result
    if calculation.right is None:
        return found[result]
    if calculation.right:
        stands = all(found[operand].status in _STANDING for operand in calculation.operands)
        return replace(found[result], status=ClaimStatus.DERIVED, finding=None) if stands else found[result]
    details = {"figure": result.text, "passage": calculation.written}
    finding = Finding(Rule.WRONG_SUM, Severity.BLOCKER, result.start, result.end, details)
    return JudgedClaim(result, ClaimStatus.CONTRADICTED, finding)
