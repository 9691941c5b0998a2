"""The redline: the visible difference of two revisions, and what becomes of origins and citations through it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from desktop_app.domain.comparison import Segment, compare_coded, compare_plain, has_word
from desktop_app.domain.errors import UsageError
from desktop_app.domain.markup import Anchor, MarkedText
from desktop_app.domain.text import Origin, OriginSpan, P, SectionText, Span, clipped, decode, joined, strip_codes


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, numbered from 1, with its places in the two plain texts.

    Where both texts are the same only a block's kind or bold has changed.
    """

    number: int
    before: Span
    after: Span
    before_text: str
    after_text: str


@dataclass(frozen=True)
class Redline:
    """The difference of two texts: all of both, in order."""

    segments: tuple[Segment, ...]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The differences alone."""
        changed = [s for s in self.segments if s.changed]
        return tuple(
            Change(i, s.before_span, s.after_span, strip_codes(s.before), strip_codes(s.after))
            for i, s in enumerate(changed, start=1)
        )

    def numbered(self) -> Iterator[tuple[int, Segment]]:
        """Each segment with the number of its change, 0 where it is the same in both."""
        number = 0
        for segment in self.segments:
            number += segment.changed
            yield (number if segment.changed else 0), segment


def redline(before: SectionText, after: SectionText) -> Redline:
    """The word-level difference."""
    return Redline(compare_coded(before, after))


def settle(before: SectionText, after: SectionText, rejected: frozenset[int]) -> SectionText:
    """`after` without the rejected changes: with none it is `after`, with all of them `before`.

    Raises UsageError where a number is no change.
    """
    line = redline(before, after)
    _require_changes(line, rejected)
    return _merged(line, rejected, before, after)


def settle_marked(before: MarkedText, after: MarkedText, rejected: frozenset[int]) -> MarkedText:
    """The same, with the origins and citations that each part had on its side.

    A citation of a rejected change comes back; one that both sides have is kept once. Evidence numbers must mean the
    same passages on both sides. Raises UsageError where a number is no change.
    """
    line = redline(before.text, after.text)
    _require_changes(line, rejected)
    if not rejected:
        return after
    if len(rejected) == len(line.changes):
        return before
    text = _merged(line, rejected, before.text, after.text)
    sides = [(number in rejected, segment) for number, segment in line.numbered()]
    return MarkedText(text, _settled_anchors(before, after, sides), _settled_spans(before, after, sides))


def inherit(
    before_spans: Sequence[OriginSpan], before: SectionText, after: SectionText, writer: OriginSpan
) -> tuple[OriginSpan, ...]:
    """The origins of an edited text: kept characters keep theirs, new ones are the writer's. Covers each once.

    A changed block kind or bold makes nobody an author.
    """
    spans: list[OriginSpan] = []
    for s in compare_plain(before, after):
        if s.changed:
            spans.append(replace(writer, start=s.after_span.start, end=s.after_span.end))
        else:
            spans += clipped(before_spans, s.before_span, s.after_span.start)
    return joined(spans)


def carry(places: Iterable[P], before: SectionText, after: SectionText) -> tuple[P, ...]:
    """The places moved from one text to the next; one of which no word is left is dropped."""
    segments = compare_plain(before, after)
    return _moved(places, [_Step(s.before_span, s.after_span, not s.changed) for s in segments], before.plain)


def accept_spans(spans: Sequence[OriginSpan], places: Iterable[Span] | None, person_id: str) -> tuple[OriginSpan, ...]:
    """The origins after this person has accepted what others wrote at these places (None: everywhere).

    What somebody has accepted already stays theirs; nobody accepts their own words.
    """
    end = spans[-1].end if spans else 0
    cuts = sorted({0, end, *(min(p, end) for place in places or () for p in (place.start, place.end))})
    chosen = None if places is None else tuple(places)
    result: list[OriginSpan] = []
    for start, stop in pairwise(cuts):
        part = Span(start, stop)
        accepted = chosen is None or any(part.overlaps(place) for place in chosen)
        result += [_accepted(s, person_id) if accepted else s for s in clipped(spans, part, start)]
    return joined(result)


def _accepted(span: OriginSpan, person_id: str) -> OriginSpan:
    theirs = span.person_id not in (None, person_id) and span.accepted_by in (None, span.person_id)
    return replace(span, accepted_by=person_id) if theirs else span


def edited_share(spans: Sequence[OriginSpan]) -> Mapping[Origin, float]:
    """The share of the characters that each origin has; they add up to 1 (an empty text has none)."""
    total = sum(s.span.length for s in spans)
    lengths: dict[Origin, int] = {}
    for s in spans:
        lengths[s.origin] = lengths.get(s.origin, 0) + s.span.length
    return {origin: length / total for origin, length in lengths.items()}


# Merging


def _require_changes(line: Redline, numbers: frozenset[int]) -> None:
    unknown = numbers - {c.number for c in line.changes}
    if unknown:
        raise UsageError(
            f"There is no change {min(unknown)}: this redline has {len(line.changes)}.",
            next="Look at the changes and their numbers again.",
        )


def _merged(line: Redline, rejected: frozenset[int], before: SectionText, after: SectionText) -> SectionText:
    if not rejected:
        return after
    if len(rejected) == len(line.changes):
        return before
    return decode("".join(s.before if number in rejected else s.after for number, s in line.numbered()))


def _settled_spans(
    before: MarkedText, after: MarkedText, sides: Sequence[tuple[bool, Segment]]
) -> tuple[OriginSpan, ...]:
    spans: list[OriginSpan] = []
    at = 0
    for rejected, s in sides:
        source, place = (before.spans, s.before_span) if rejected else (after.spans, s.after_span)
        spans += clipped(source, place, at)
        at += place.length
    return joined(spans)


def _settled_anchors(
    before: MarkedText, after: MarkedText, sides: Sequence[tuple[bool, Segment]]
) -> tuple[Anchor, ...]:
    at, from_before, from_after, returned = 0, [], [], []
    for rejected, s in sides:
        place = s.before_span if rejected else s.after_span
        to = place.shifted(at - place.start)
        from_before.append(_Step(s.before_span, to, rejected or not s.changed))
        from_after.append(_Step(s.after_span, to, not rejected))
        if rejected:
            returned.append(s.before_span)
        at = to.end
    kept = _moved(after.anchors, from_after, after.text.plain)
    touched = [a for a in before.anchors if any(Span(a.start, a.end).overlaps(place) for place in returned)]
    again = _moved(touched, from_before, before.text.plain)
    new = [a for a in again if not any(a.number == k.number and a.start < k.end and k.start < a.end for k in kept)]
    return tuple(sorted((*kept, *new), key=lambda a: (a.end, a.start, a.number)))


@dataclass(frozen=True, slots=True)
class _Step:
    """Where a stretch of one text stands in another, and whether it is the same there."""

    source: Span
    target: Span
    kept: bool


def _moved(places: Iterable[P], steps: Sequence[_Step], plain: str) -> tuple[P, ...]:
    moved = ((place, _target(Span(place.start, place.end), steps, plain)) for place in places)
    return tuple(replace(place, start=to.start, end=to.end) for place, to in moved if to)  # type: ignore[type-var]


def _target(place: Span, steps: Sequence[_Step], plain: str) -> Span | None:
    inside = [step for step in steps if step.source.overlaps(place)]
    kept = [s for s in inside if s.kept]
    if not any(has_word(plain[max(s.source.start, place.start) : min(s.source.end, place.end)]) for s in kept):
        return None
    first, last = inside[0], inside[-1]
    start = first.target.start + (max(place.start - first.source.start, 0) if first.kept else 0)
    end = last.target.end - (max(last.source.end - place.end, 0) if last.kept else 0)
    return Span(start, end)
