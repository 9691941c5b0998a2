"""The redline: the visible difference of two revisions, and what becomes of origins and citations through it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from desktop_app.domain.comparison import Segment, compare_coded, compare_plain
from desktop_app.domain.errors import UsageError
from desktop_app.domain.markup import Anchor, MarkedText
from desktop_app.domain.text import Origin, OriginSpan, P, SectionText, Span, clipped, decode, joined, strip_codes
from desktop_app.domain.text_token import figures_of, has_word


class ChangeKind(StrEnum):
    """What a change is about: the words, their place alone, or only how they look (bold, or a block's kind)."""

    WORDS = "words"
    MOVE = "move"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, numbered from 1, with its places in the two plain texts. Words that were moved are one change:
    from where they stood to where they stand."""

    number: int
    before: Span
    after: Span
    before_text: str
    after_text: str
    kind: ChangeKind = ChangeKind.WORDS

    @property
    def has_figures(self) -> bool:
        """Whether an amount, a date or another number is changed, taken out or put in."""
        return self.kind is ChangeKind.WORDS and figures_of(self.before_text) != figures_of(self.after_text)


@dataclass(frozen=True)
class Redline:
    """The difference of two texts: all of both, in order."""

    segments: tuple[Segment, ...]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The differences alone, each with its two ends."""
        found: dict[int, tuple[Segment, Segment]] = {}
        for number, segment in self.numbered():
            if number:
                source, target = found.get(number, (segment, segment))
                found[number] = (segment, target) if segment.before_span.length else (source, segment)
        return tuple(_change(number, *ends) for number, ends in found.items())

    def numbered(self) -> Iterator[tuple[int, Segment]]:
        """Each segment with the number of its change, 0 where it is the same in both. The two segments of a move have
        one number."""
        last, of_moves = 0, dict[int, int]()
        for segment in self.segments:
            number = of_moves.get(segment.move, 0)
            if segment.changed and not number:
                number = last = last + 1
                if segment.move:
                    of_moves[segment.move] = number
            yield (number if segment.changed else 0), segment


def _change(number: int, source: Segment, target: Segment) -> Change:
    before, after = strip_codes(source.before), strip_codes(target.after)
    kind = ChangeKind.MOVE if source.move else ChangeKind.LOOK if before == after else ChangeKind.WORDS
    return Change(number, source.before_span, target.after_span, before, after, kind)


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
    segments = compare_plain(before, after)
    sources = {s.move: s.before_span for s in segments if s.move and s.before_span.length}
    for s in segments:
        if not s.changed:
            spans += clipped(before_spans, s.before_span, s.after_span.start)
        elif s.move and s.after_span.length:
            spans += _moved_spans(
                before_spans, _core(before.plain, sources[s.move]), _core(after.plain, s.after_span), s
            )
        else:
            spans.append(replace(writer, start=s.after_span.start, end=s.after_span.end))
    return joined(spans)


def carry(places: Iterable[P], before: SectionText, after: SectionText) -> tuple[P, ...]:
    """The places moved from one text to the next, also with words that stand elsewhere now; one of which no word is
    left is dropped."""
    segments = compare_plain(before, after)
    steps = [_Step(s.before_span, s.after_span, not s.changed) for s in segments]
    return _moved(places, steps, _moves(segments, before.plain, after.plain), before.plain)


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
    ends: dict[tuple[int, bool], Span] = {}
    for rejected, s in sides:
        place = s.before_span if rejected else s.after_span
        to = place.shifted(at - place.start)
        from_before.append(_Step(s.before_span, to, rejected or not s.changed))
        from_after.append(_Step(s.after_span, to, not rejected))
        if rejected:
            returned.append(s.before_span)
        if s.move and place.length:
            ends[s.move, rejected] = to
        at = to.end
    line = [segment for _, segment in sides]
    back = {s.move: ends[s.move, True] for s in line if (s.move, True) in ends and s.before_span.length}
    on = {s.move: ends[s.move, False] for s in line if (s.move, False) in ends and s.after_span.length}
    places = _ends(line)
    returning = [
        _between(after.text.plain, places[n][1], before.text.plain, places[n][0], to) for n, to in back.items()
    ]
    going = [_between(before.text.plain, places[n][0], after.text.plain, places[n][1], to) for n, to in on.items()]
    kept = _moved(after.anchors, from_after, returning, after.text.plain)
    touched = [a for a in before.anchors if any(Span(a.start, a.end).overlaps(place) for place in returned)]
    again = _moved(touched, from_before, going, before.text.plain)
    new = [a for a in again if not any(a.number == k.number and a.start < k.end and k.start < a.end for k in kept)]
    return tuple(sorted((*kept, *new), key=lambda a: (a.end, a.start, a.number)))


# Places


@dataclass(frozen=True, slots=True)
class _Step:
    """Where a stretch of one text stands in another, and whether it is the same there."""

    source: Span
    target: Span
    kept: bool


def _core(plain: str, place: Span) -> Span:
    """Without the spaces around it."""
    words = plain[place.start : place.end]
    start = place.start + len(words) - len(words.lstrip())
    return Span(start, max(start, place.start + len(words.rstrip())))


def _ends(segments: Iterable[Segment]) -> dict[int, tuple[Span, Span]]:
    """Of each move, where its words stand in the one text and in the other."""
    found: dict[int, tuple[Span, Span]] = {}
    for s in segments:
        if s.move:
            source, target = found.get(s.move, (s.before_span, s.after_span))
            found[s.move] = (s.before_span, target) if s.before_span.length else (source, s.after_span)
    return found


def _moves(segments: Sequence[Segment], before: str, after: str) -> list[_Step]:
    """From where to where words went."""
    return [_Step(_core(before, a), _core(after, b), True) for a, b in _ends(segments).values()]


def _between(plain: str, source: Span, other: str, place: Span, to: Span) -> _Step:
    """From words in one text to the same words in a third, where `place` of the other stands at `to`."""
    return _Step(_core(plain, source), _core(other, place).shifted(to.start - place.start), True)


def _moved_spans(spans: Sequence[OriginSpan], source: Span, target: Span, s: Segment) -> list[OriginSpan]:
    """The origins of words that stand elsewhere now; the spaces around them are theirs."""
    moved = list(clipped(spans, source, target.start))
    moved[0] = replace(moved[0], start=s.after_span.start)
    moved[-1] = replace(moved[-1], end=s.after_span.end)
    return moved


def _moved(places: Iterable[P], steps: Sequence[_Step], moves: Sequence[_Step], plain: str) -> tuple[P, ...]:
    moved = ((place, _target(Span(place.start, place.end), steps, moves, plain)) for place in places)
    return tuple(replace(place, start=to.start, end=to.end) for place, to in moved if to)  # type: ignore[type-var]


def _target(place: Span, steps: Sequence[_Step], moves: Sequence[_Step], plain: str) -> Span | None:
    """Where most of the words of a place stand: where they were, or where they went together."""
    inside = [step for step in steps if step.source.overlaps(place)]
    kept = [s for s in inside if s.kept]
    stayed = sum(_common(s.source, place).length for s in kept if _says(plain, s.source, place))
    went = max(
        (m for m in moves if _says(plain, m.source, place)), key=lambda m: _common(m.source, place).length, default=None
    )
    if went and _common(went.source, place).length > stayed:
        words = _common(went.source, place)
        return words.shifted(went.target.start - went.source.start)
    if not stayed:
        return None
    first, last = inside[0], inside[-1]
    start = first.target.start + (max(place.start - first.source.start, 0) if first.kept else 0)
    end = last.target.end - (max(last.source.end - place.end, 0) if last.kept else 0)
    return Span(start, end)


def _common(one: Span, other: Span) -> Span:
    start = max(one.start, other.start)
    return Span(start, max(start, min(one.end, other.end)))


def _says(plain: str, one: Span, other: Span) -> bool:
    both = _common(one, other)
    return has_word(plain[both.start : both.end])
