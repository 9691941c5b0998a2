"""What the slots between a sentence and its passage, and the claims in it, say of how it is supported: plain counts."""

import math
from collections.abc import Sequence

from desktop_app.domain.alignment import Alignment, Slot
from desktop_app.domain.bound import Limits, limits_of
from desktop_app.domain.claim import Claim, agrees
from desktop_app.domain.difference import Closest, DifferenceKind, closest, differences_from
from desktop_app.domain.source import Source, source_of
from desktop_app.domain.word import Word
from desktop_app.domain.wording_features import Wording

NAMES = (
    "contrary", "other_words", "replaced", "replaced_most", "added", "added_most", "aligned", "copied", "condition",
    "joined", "figure_missing", "limit_turned", "said_slots",
)  # fmt: skip
"""All figures, in the order of their coefficients."""

_CONDITIONS = frozenset(("unless", "except", "provided", "if", "until", "excluding", "notwithstanding", "subject"))
_JOINTS = frozenset(("and", "or", "while", "which", "that", "who", "but", "because", "as", "with", "including"))
_LONG = 3
_COPIED = 4
_RAREST = 9.0


def slot_features(wording: Wording, sentence: str, passages: Sequence[str]) -> dict[str, float]:
    """Each figure by its name."""
    evidence = wording.evidence
    found = closest(wording.words, evidence) or Closest(0, Alignment((), 0.0))
    kinds = [each.kind for each in differences_from(found, sentence, evidence, passages)]
    contrary = sum(kind.contradicts for kind in kinds)
    alignment = found.alignment
    tight = [slot for slot in alignment.slots if slot.tight]
    replaced = [weight for slot in tight if slot.there for weight in _strange(slot.said, wording)]
    added = [weight for slot in tight if not slot.there for weight in _strange(slot.said, wording)]
    return {
        "contrary": min(2, contrary),
        "other_words": min(2, sum(k is not DifferenceKind.REPLACED and not k.contradicts for k in kinds)),
        "replaced": min(2, sum(kind is DifferenceKind.REPLACED for kind in kinds)),
        "replaced_most": max(replaced, default=0.0) / _RAREST,
        "added": math.log1p(sum(added)),
        "added_most": max(added, default=0.0) / _RAREST,
        "aligned": alignment.share,
        "copied": sum(length for length, _ in wording.runs if length >= _COPIED) / len(wording.words),
        "condition": float(any(_conditional(slot) for slot in alignment.slots)),
        "joined": min(2, _joined(wording)),
        "said_slots": math.log1p(sum(bool(slot.said) for slot in alignment.slots)) / math.log(len(wording.words) + 2),
        **_of_claims(sentence, passages),
    }


def _strange(words: Sequence[Word], wording: Wording) -> list[float]:
    """The weights of the words that stand in no passage."""
    missing = {id(word): weight for weight, word in wording.missing}
    return [missing[id(word)] for word in words if id(word) in missing]


def _conditional(slot: Slot) -> bool:
    """Whether a condition in the middle of the passage is left out."""
    inside = slot.edges_there[0] is not None and slot.edges_there[1] is not None
    left_out = {word.lower for word in slot.there} & _CONDITIONS
    return inside and bool(left_out) and not {word.lower for word in slot.said} & _CONDITIONS


def _joined(wording: Wording) -> int:
    """How often a long run from one passage goes on, within a clause, as a long run from another."""
    at, count = 0, 0
    before: tuple[int, int] | None = None
    for length, passage in wording.runs:
        if before and length >= _LONG <= before[0] and passage != before[1]:
            count += wording.words[at].lower not in _JOINTS
        before, at = (length, passage), at + length
    return count


def _of_claims(sentence: str, passages: Sequence[str]) -> dict[str, float]:
    claims = [claim for claim in source_of(sentence).claims if claim.kind.figure]
    sources = [source_of(passage) for passage in passages] if claims else []
    unstated = sum(not any(source.states(claim) for source in sources) for claim in claims)
    turned = any(_is_turned(claim, source_of(sentence).text, sources) for claim in claims)
    return {"figure_missing": min(3, unstated), "limit_turned": float(turned)}


def _is_turned(claim: Claim, sentence: str, sources: Sequence[Source]) -> bool:
    """Whether each of the same figures there is the other side of a limit."""
    here = limits_of(claim, sentence)
    if here == Limits():
        return False
    same = [(own, s) for s in sources for own in s.claims if own.kind is claim.kind and agrees(claim, own)]
    return bool(same) and all(here.opposed_to(limits_of(own, s.text)) for own, s in same)
