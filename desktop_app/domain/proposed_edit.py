"""The edits of a proposal: changes of a redline, those of a sentence together, so that each can be taken alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from desktop_app.domain.markup import Anchor
from desktop_app.domain.redline import Change, Redline
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import SectionText, Span


@dataclass(frozen=True, slots=True)
class ProposedEdit:
    """The numbers of its changes in the redline, the words before and after it, and which sources its new words cite:
    those of their sentence."""

    numbers: tuple[int, ...]
    before: str
    after: str
    cited: tuple[int, ...] = ()


def edits_of(
    line: Redline, before: SectionText, after: SectionText, anchors: Sequence[Anchor] = ()
) -> tuple[ProposedEdit, ...]:
    """The edits, in order; each change belongs to one. The anchors are those of the text after."""
    sides = (sentences(before.plain), before.plain), (sentences(after.plain), after.plain)

    def stands_in(change: Change) -> tuple[int, ...]:
        places = (change.before, change.after)
        return tuple(_sentence(place, *side) for place, side in zip(places, sides, strict=True))

    return tuple(
        _edit(tuple(changes), before.plain, after.plain, anchors) for _, changes in groupby(line.changes, key=stands_in)
    )


def _sentence(place: Span, found: Sequence[Span], plain: str) -> int:
    """The sentence of the first word of a place, by its number; what stands behind the last one belongs to it."""
    words = plain[place.start : place.end]
    at = place.start + next((n for n, character in enumerate(words) if character.isalnum()), 0)
    return next((n for n, sentence in enumerate(found) if at < sentence.end), len(found) - 1)


def _edit(changes: tuple[Change, ...], before: str, after: str, anchors: Sequence[Anchor]) -> ProposedEdit:
    first, last = changes[0], changes[-1]
    place = Span(first.after.start, max(last.after.end, first.after.start))
    cited = sorted({a.number for a in anchors if Span(a.start, a.end).overlaps(place)})
    return ProposedEdit(
        tuple(change.number for change in changes),
        before[first.before.start : last.before.end],
        after[first.after.start : last.after.end],
        tuple(cited),
    )
