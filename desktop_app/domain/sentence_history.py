"""How a sentence read before: followed back through the versions of its text, change by change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from desktop_app.domain.comparison import Segment, compare_plain
from desktop_app.domain.section import Revision
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Span


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """What stood in the place of a sentence before, empty where nothing did, and the version that changed it."""

    before: str
    by: Revision


class SentenceHistory:
    """The changes of each sentence of the last of these versions; they are given oldest first."""

    def __init__(self, versions: Sequence[Revision]) -> None:
        pairs = tuple(pairwise((each, each.section_text) for each in versions))
        self._steps = tuple((old.plain, by, new.plain, compare_plain(old, new)) for (_, old), (by, new) in pairs)

    def of(self, span: Span) -> tuple[SentenceChange, ...]:
        """The changes of the sentence at this place, oldest first. A version in which it is new has no other before."""
        return tuple(reversed(list(self._back(span))))

    def _back(self, span: Span) -> Iterator[SentenceChange]:
        for before, by, after, segments in reversed(self._steps):
            here, there = after[span.start : span.end], _place_before(segments, span)
            found = [each for each in sentences(before) if there is not None and each.overlaps(there)]
            if not found:
                yield SentenceChange("", by)
                return
            span = Span(found[0].start, found[-1].end)
            if before[span.start : span.end] != here:
                yield SentenceChange(before[span.start : span.end], by)


def _place_before(segments: Sequence[Segment], span: Span) -> Span | None:
    """Where the characters of a place stood in the text before; None where none of them did."""
    found = [_part(each, span) for each in segments if _meets(each.after_span, span)]
    kept = [each for each in found if each.length]
    return Span(kept[0].start, kept[-1].end) if kept else None


def _meets(place: Span, span: Span) -> bool:
    """Whether it is in the span, or what was taken out within it."""
    return place.overlaps(span) or (not place.length and span.start < place.start < span.end)


def _part(segment: Segment, span: Span) -> Span:
    """Of what is the same the same characters, of a change all that it changed."""
    before, after = segment.before_span, segment.after_span
    if segment.changed:
        return before
    return Span(before.start + max(span.start - after.start, 0), before.end - max(after.end - span.end, 0))
