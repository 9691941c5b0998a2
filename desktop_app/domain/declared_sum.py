"""What becomes of claims that a sentence calculates: the result stands or falls by what its operands give."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.domain.calculation import Calculation, calculations, is_constant
from desktop_app.domain.claim import Claim
from desktop_app.domain.claim_check import ClaimStatus, JudgedClaim
from desktop_app.domain.finding import Finding, Rule, Severity

_STANDING = frozenset((ClaimStatus.SUPPORTED, ClaimStatus.DERIVED, ClaimStatus.ELSEWHERE))


def declared_sums(judged: Sequence[JudgedClaim], plain: str) -> tuple[JudgedClaim, ...]:
    """The claims of a sentence. A right result is derived where its operands stand themselves; a wrong one is
    contradicted, whatever says it elsewhere. The result may stand in the sentence once more. A number that only
    converts measures needs no source."""
    found = {each.claim: each for each in judged}
    for calculation in calculations([each.claim for each in judged], plain):
        for operand in calculation.operands:
            if is_constant(operand) and found[operand].status not in _STANDING:
                found[operand] = JudgedClaim(operand, ClaimStatus.SUPPORTED)
        settled = found[calculation.result] = _settled(calculation, found)
        for claim, each in found.items():
            if settled.status is ClaimStatus.DERIVED and each.finding and claim.values == settled.claim.values:
                found[claim] = replace(each, status=ClaimStatus.DERIVED, finding=None)
    return tuple(found.values())


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
