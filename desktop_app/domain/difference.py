"""Where a sentence says something else than the passage that it keeps to, word for word: what, and in which words.

Only where a sentence keeps close to its passage can a word be set against a word. What is worded freely has no
differences here: it is not checked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from desktop_app.domain.alignment import Alignment, Slot, align
from desktop_app.domain.evidence_words import EvidenceWords
from desktop_app.domain.word import Word, words_of
from desktop_app.domain.word_lists import ALIKE, MODALS, QUANTIFIERS, SWAPPED_SENSE, listed


class DifferenceKind(StrEnum):
    """What the difference turns on."""

    NEGATION = "negation"
    COMPARISON = "comparison"
    OPPOSITE = "opposite"
    SWAPPED = "swapped"
    DUTY = "duty"
    QUANTITY = "quantity"
    REPLACED = "replaced"

    @property
    def contradicts(self) -> bool:
        """Whether the sentence then says the contrary, and not only something else."""
        return self in _CONTRARY


_CONTRARY = frozenset(
    (DifferenceKind.NEGATION, DifferenceKind.COMPARISON, DifferenceKind.OPPOSITE, DifferenceKind.SWAPPED)
)


@dataclass(frozen=True, slots=True)
class Difference:
    """The words of the sentence (offsets in it), and what the passage has in their place; either may be empty."""

    kind: DifferenceKind
    start: int
    end: int
    said: str
    there: str


CLOSE_SHARE = 0.5
"""The share of a sentence's words that its passage must hold in order before a word is set against a word."""
_COMPARED_PASSAGES = 3
_LONGEST_SLOT = 6
_LONGEST_LEFT_OUT = 8
_WRITTEN_ALIKE = 75
_NEGATING = listed("not never no none neither without nobody nothing cannot unable hardly non")
_SENSITIVE = frozenset(("about", "exactly"))
_DOUBTING = frozenset(("may", "can", "could", "might", "should"))
_SAME_DUTY = {"future": "duty", "possibility": "liberty"}
_SHORT_SLOT = 2
_FIRM = 3
_PREFIXES = ("un", "in", "ir", "im", "il", "non", "dis")
_HELPERS = listed("shall may will must can should would could is are was were be has have had do does did")


@dataclass(frozen=True, slots=True)
class Closest:
    """The passage that holds most of a sentence in order, by its place among the passages, and how it is laid on it."""

    passage: int
    alignment: Alignment


def closest(said: Sequence[Word], evidence: EvidenceWords) -> Closest | None:
    """The passage that the sentence keeps closest to; None where it has no words or there are no passages."""
    keys = frozenset(word.key for word in said)
    likely = sorted(range(len(evidence.passages)), key=lambda n: len(keys & evidence.keys_of[n]), reverse=True)
    laid = (Closest(number, align(said, evidence.passages[number])) for number in likely[:_COMPARED_PASSAGES])
    return max(laid, key=lambda each: each.alignment.share, default=None) if said else None


def differences(text: str, evidence: EvidenceWords, passages: Sequence[str]) -> tuple[Difference, ...]:
    """The differences of a sentence from the passage that it keeps closest to, in order."""
    found = closest(words_of(text), evidence)
    return differences_from(found, text, evidence, passages) if found else ()


def differences_from(
    found: Closest, text: str, evidence: EvidenceWords, passages: Sequence[str]
) -> tuple[Difference, ...]:
    """The same for a sentence that is laid on its passage already; none where it does not keep close to it."""
    if found.alignment.share < CLOSE_SHARE:
        return ()
    tight = [slot for slot in found.alignment.slots if slot.tight and not _stands_elsewhere(slot, evidence)]
    swapped = _swapped(tight)
    kinds = (DifferenceKind.SWAPPED if i in swapped else next(_kinds(slot), None) for i, slot in enumerate(tight))
    told = zip(kinds, tight, strict=True)
    return tuple(_difference(kind, slot, text, passages[found.passage]) for kind, slot in told if kind)


def _stands_elsewhere(slot: Slot, evidence: EvidenceWords) -> bool:
    """Whether the words with those on both sides stand in another place of the passages just so."""
    keys, first = list(slot.context), slot.context[0]
    return any(evidence.keys[place : place + len(keys)] == keys for place in evidence.places.get(first, ()))


def _swapped(slots: Sequence[Slot]) -> frozenset[int]:
    """The slots that hold each other's words: who does it to whom is turned round."""
    keys = [(_carrying(slot.said), _carrying(slot.there)) for slot in slots]
    return frozenset(
        i
        for i, (said, there) in enumerate(keys)
        if said and there and any((there, said) == other for j, other in enumerate(keys) if j != i)
    )


def _carrying(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.key for word in words if not word.stop)


def _difference(kind: DifferenceKind, slot: Slot, text: str, passage: str) -> Difference:
    """With the words on both sides where one of the two has none of its own."""
    (left, right), (own_left, own_right) = slot.edges, slot.edges_there
    alone = not slot.said or not slot.there
    said = [word for word in ((left, *slot.said, right) if alone else slot.said) if word]
    there = [word for word in ((own_left, *slot.there, own_right) if alone else slot.there) if word]
    start, end = said[0].start, said[-1].end
    return Difference(kind, start, end, text[start:end], passage[there[0].start : there[-1].end])


def _kinds(slot: Slot) -> Iterator[DifferenceKind]:
    """What the slot turns on, the gravest first."""
    said, there = [word.lower for word in slot.said], [word.lower for word in slot.there]
    if _negates(said, there, slot):
        yield DifferenceKind.NEGATION
    if max(len(said), len(there)) > _LONGEST_SLOT:
        return
    if any(_contrary(one, other) for one in said for other in there):
        yield DifferenceKind.OPPOSITE
    if _other_duty(slot):
        yield DifferenceKind.DUTY
    if _other_quantity(said, there, slot):
        yield DifferenceKind.QUANTITY
    if _replaces(slot):
        yield DifferenceKind.REPLACED


def _negates(said: Sequence[str], there: Sequence[str], slot: Slot) -> bool:
    """Whether one of the two denies and the other does not."""
    here, own = not _NEGATING.isdisjoint(said), not _NEGATING.isdisjoint(there)
    if here is own:
        return False
    if max(len(said), len(there)) <= _LONGEST_SLOT:
        return True
    left = slot.edges[0]
    left_out = not said and len(there) <= _LONGEST_LEFT_OUT and there[0] in _NEGATING
    return left_out and left is not None and left.lower in _HELPERS


@lru_cache(maxsize=4096)
def _contrary(one: str, other: str) -> bool:
    """Whether the two words turn a sentence round, or one undoes the other by what is put before it."""
    if any((one in a and other in b) or (one in b and other in a) for a, b in SWAPPED_SENSE):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in _PREFIXES)


def _other_duty(slot: Slot) -> bool:
    """Whether what must be done may be left, or the other way round."""
    here, own = _duties(slot.said), _duties(slot.there)
    if here and own:
        return here.isdisjoint(own)
    changed = [word.lower for word in (*slot.said, *slot.there) if word.lower in _DOUBTING and not word.capital]
    return bool(changed) and max(len(slot.said), len(slot.there)) <= _SHORT_SLOT


def _duties(words: Sequence[Word]) -> frozenset[str]:
    found = (MODALS[word.lower] for word in words if word.lower in MODALS and not word.capital)
    return frozenset(_SAME_DUTY.get(duty, duty) for duty in found)


def _other_quantity(said: Sequence[str], there: Sequence[str], slot: Slot) -> bool:
    if max(len(said), len(there)) > _SHORT_SLOT:
        return False
    here = frozenset(QUANTIFIERS[word] for word in said if word in QUANTIFIERS)
    own = frozenset(QUANTIFIERS[word] for word in there if word in QUANTIFIERS)
    if here and own:
        return here.isdisjoint(own)
    right = slot.edges[1]
    counted = right is not None and right.number is not None
    return any(each == "only" or (each in _SENSITIVE and counted) for each in here ^ own)


def _replaces(slot: Slot) -> bool:
    """Whether other words that carry something stand in the place, and none of them means the same."""
    said, there = [w for w in slot.said if not w.stop], [w for w in slot.there if not w.stop]
    if not said or not there or max(len(slot.said), len(slot.there)) > _LONGEST_SLOT or not _firm(slot):
        return False
    if any(word.number is not None for word in (*slot.said, *slot.there)):
        return False
    return not any(_alike(one.lower, other.lower) for one in said for other in there)


def _firm(slot: Slot) -> bool:
    here, there = slot.edges
    if here is None or there is None:
        return slot.before + slot.after > _FIRM
    return slot.before > 0 and slot.after > 0 and slot.before + slot.after > _FIRM


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in ALIKE) or fuzz.ratio(one, other) >= _WRITTEN_ALIKE
