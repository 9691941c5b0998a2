"""A text that another one is held against: a passage, an answer, an outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from desktop_app.domain.calendar_date import of_date
from desktop_app.domain.claim import Amount, Claim, ClaimKind, agrees, find_claims
from desktop_app.domain.folding import fold
from desktop_app.domain.naming import name_words
from desktop_app.domain.quantity import plain
from desktop_app.domain.slot_finding import flat


@dataclass(frozen=True, slots=True)
class Source:
    """A text in one line, what it claims, its folded form and its words."""

    text: str
    claims: tuple[Claim, ...]
    folded: str
    words: frozenset[str]

    def states(self, claim: Claim) -> bool:
        """Whether it says what is claimed: the same value, or the same words in a place of no other value."""
        if claim.kind is ClaimKind.NAME:
            return fold(claim.text).text in self.folded or name_words(claim.text) <= self.words
        return any(agrees(claim, own) for own in self.claims) or self._holds(claim)

    def opposing(self, claim: Claim, told: Sequence[Claim] = ()) -> tuple[Claim, ...]:
        """Its values of the same kind, but for those that are `told` beside the claim."""
        return tuple(
            own for own in self.claims if own.kind is claim.kind and not any(agrees(other, own) for other in told)
        )

    def _holds(self, claim: Claim) -> bool:
        wanted, at = flat(claim.text).casefold(), -1
        text = self.text.casefold() if wanted else ""
        while (at := text.find(wanted, at + 1)) >= 0:
            end = at + len(wanted)
            own = [c for c in self.claims if c.kind.figure and c.start < end and at < c.end]
            if _whole(text, at, end) and not any(_otherwise(c, claim, wanted) for c in own):
                return True
        return False


def _otherwise(own: Claim, claim: Claim, wanted: str) -> bool:
    """Whether the words are part of another value there: a percentage, or “twice” the amount."""
    return own.kind is not claim.kind or (own.multiplied and flat(own.text).casefold() != wanted)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word or number goes on before or after."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    if before[-1:].isalnum() or after[:1].isalnum():
        return False
    joined_before = len(before) == 2 and before[1] in ".," and before[0].isdigit() and text[start].isdigit()
    joined_after = len(after) == 2 and after[0] in ".," and after[1].isdigit() and text[end - 1].isdigit()
    return not (joined_before or joined_after)


@lru_cache(maxsize=1024)
def source_of(text: str) -> Source:
    """The text as a source. Passages are held against again and again while a person types, hence the memory."""
    line = flat(text)
    return Source(line, find_claims(line), fold(line).text, name_words(line))


def source_of_answer(text: str, value: Any) -> Source:
    """An answer as a source: what people read, and its typed value."""
    known = source_of(text)
    return Source(known.text, (*known.claims, *_claims_of_value(value, known.claims)), known.folded, known.words)


def _claims_of_value(value: Any, told: Sequence[Claim]) -> tuple[Claim, ...]:
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return (Claim(ClaimKind.DATE, 0, 0, str(day), frozenset((of_date(day),))),)
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and not told and Decimal(value).is_finite():
        return (Claim(ClaimKind.NUMBER, 0, 0, str(value), frozenset((Amount(plain(Decimal(value))),))),)
    return ()
