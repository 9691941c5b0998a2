"""The redline: the visible difference of two revisions, and what becomes of origins and citations through it.

Texts are compared word by word in coded form, so that block kinds and bold are part of the difference. A bold word
carries its own bold codes and a line feed its block's kind: whatever is accepted or rejected, the result is a text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

from rapidfuzz.distance import Indel

from desktop_app.domain.errors import UsageError
from desktop_app.domain.markup import Anchor, MarkedText
from desktop_app.domain.text import (
    BOLD_CODE,
    Origin,
    OriginSpan,
    P,
    SectionText,
    Span,
    clipped,
    decode,
    encode,
    joined,
    strip_codes,
)

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_NUMBER = r"\d+(?:[.,:/-]\d+)*"
_TOKEN = re.compile(
    rf"\d{{1,2}} {_MONTH} \d{{4}}\b|{_MONTH} \d{{1,2}}, \d{{4}}\b"
    rf"|(?:US\$|[$€£¥]|\b(?:EUR|USD|GBP|CHF|JPY|CAD|AUD)\b) ?{_NUMBER}(?: (?:million|billion|thousand))?"
    rf"|{_NUMBER}(?: ?%| (?:EUR|USD|GBP|CHF|JPY|CAD|AUD|million|billion|thousand)\b)?"
    r"|\w+(?:['’]\w+)*|[^\S\n]+|\n|."
)
_STOPS = frozenset(".!?")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the two coded texts: the same in both, or one change. Spans are offsets in the plain texts."""

    before: str
    after: str
    before_span: Span
    after_span: Span
    changed: bool


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
    return _compare(_coded_tokens(before), _coded_tokens(after))


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
    for s in _compare(_plain_tokens(before), _plain_tokens(after)).segments:
        if s.changed:
            spans.append(replace(writer, start=s.after_span.start, end=s.after_span.end))
        else:
            spans += clipped(before_spans, s.before_span, s.after_span.start)
    return joined(spans)


def carry(places: Iterable[P], before: SectionText, after: SectionText) -> tuple[P, ...]:
    """The places moved from one text to the next; one of which no word is left is dropped."""
    segments = _compare(_plain_tokens(before), _plain_tokens(after)).segments
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
    if not any(_has_word(plain[max(s.source.start, place.start) : min(s.source.end, place.end)]) for s in kept):
        return None
    first, last = inside[0], inside[-1]
    start = first.target.start + (max(place.start - first.source.start, 0) if first.kept else 0)
    end = last.target.end - (max(last.source.end - place.end, 0) if last.kept else 0)
    return Span(start, end)


def _has_word(text: str) -> bool:
    return any(c.isalnum() for c in text)


# Comparing


def _plain_tokens(text: SectionText) -> list[str]:
    return _TOKEN.findall(text.plain)


def _coded_tokens(text: SectionText) -> list[str]:
    """Words, spaces and marks; each bold one in its own codes, each kind code with the line feed before it."""
    tokens: list[str] = []
    for i, line in enumerate(encode(text).split("\n")):
        if not line:
            continue
        tokens.append(("\n" if i else "") + line[0])
        for j, run in enumerate(line[1:].split(BOLD_CODE)):
            words = _TOKEN.findall(run)
            tokens += [BOLD_CODE + word + BOLD_CODE for word in words] if j % 2 else words
    return tokens


def _compare(before: Sequence[str], after: Sequence[str]) -> Redline:
    letters = _Letters()
    left, right = "".join(map(letters.__getitem__, before)), "".join(map(letters.__getitem__, after))
    runs: list[_Run] = []
    for op in Indel.opcodes(left, right):
        same = op.tag == "equal"
        run = _Run(op.src_start, op.src_end, op.dest_start, op.dest_end, same)
        runs.append(runs.pop().with_next(run, same) if runs and runs[-1].same == same else run)
    return _segments(before, after, _without_islands(_at_sentences(runs, before, after), before, after))


class _Letters(dict[str, str]):
    """One character for each different token, past the surrogates, which are no characters."""

    def __missing__(self, token: str) -> str:
        number = len(self)
        self[token] = chr(number if number < 0xD800 else number + 0x800)
        return self[token]


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens `i` to `j` of the one text against tokens `k` to `l` of the other."""

    i: int
    j: int
    k: int
    l: int  # noqa: E741
    same: bool

    def with_next(self, other: "_Run", same: bool) -> "_Run":
        return _Run(self.i, other.j, self.k, other.l, same)


def _at_sentences(runs: Sequence[_Run], before: Sequence[str], after: Sequence[str]) -> list[_Run]:
    """The same difference, with words that were only added or only taken out beginning where a sentence does.

    Between equal words a change can often be told in several ways: "A b. [A c. ]A d." is "A b. A [c. A ]d.".
    """
    result = list(runs)
    for n in range(1, len(result) - 1):
        lead, run, tail = result[n - 1 : n + 2]
        added = run.i == run.j
        if run.same or (not added and run.k != run.l):
            continue
        tokens, start, end = (after, run.k, run.l) if added else (before, run.i, run.j)
        by = _shift(tokens, start, end, lead.j - lead.i)
        result[n - 1] = replace(lead, j=lead.j - by, l=lead.l - by)
        result[n] = _Run(run.i - by, run.j - by, run.k - by, run.l - by, False)
        result[n + 1] = replace(tail, i=tail.i - by, k=tail.k - by)
    return [run for run in result if run.i < run.j or run.k < run.l]


def _shift(tokens: Sequence[str], start: int, end: int, most: int) -> int:
    """How many tokens earlier the stretch begins best: at a line, after a full stop, else after a space."""
    best, best_rank = 0, _rank(tokens, start)
    by = 0
    while by < most and tokens[start - by - 1] == tokens[end - by - 1]:
        by += 1
        if _rank(tokens, start - by) > best_rank:
            best, best_rank = by, _rank(tokens, start - by)
    return best


def _rank(tokens: Sequence[str], at: int) -> int:
    if tokens[at][:1] == "\n":
        return 3
    if at > 1 and tokens[at - 1].isspace():
        return 2 if tokens[at - 2] in _STOPS else 1
    return 0


def _without_islands(runs: Sequence[_Run], before: Sequence[str], after: Sequence[str]) -> list[_Run]:
    """The same difference, with equal words too few to be read between two changes made part of one change."""
    source, target = _word_counts(before), _word_counts(after)
    result: list[_Run] = []
    for run in runs:
        result.append(run)
        if run.same or len(result) < 3:
            continue
        left, island = result[-3:-1]
        words = source[island.j] - source[island.i]
        sizes = [max(source[r.j] - source[r.i], target[r.l] - target[r.k]) for r in (left, run)]
        if not _parts(before[island.i : island.j]) and (words <= 1 or 2 * words <= min(sizes)):
            result[-3:] = [left.with_next(run, False)]
    return result


def _parts(island: Sequence[str]) -> bool:
    """Whether a line or a sentence ends here: changes of two sentences are two changes."""
    return any(a[:1] == "\n" or (a in _STOPS and b.isspace()) for a, b in pairwise((*island, "")))


def _word_counts(tokens: Sequence[str]) -> list[int]:
    """For each number of tokens from the start, how many words are among them."""
    words = {token: _has_word(token) for token in set(tokens)}
    return list(accumulate(map(words.__getitem__, tokens), initial=0))


def _segments(before: Sequence[str], after: Sequence[str], runs: Sequence[_Run]) -> Redline:
    segments: list[Segment] = []
    x = y = 0
    for run in runs:
        source, target = "".join(before[run.i : run.j]), "".join(after[run.k : run.l])
        to_x, to_y = x + len(strip_codes(source)), y + len(strip_codes(target))
        segments.append(Segment(source, target, Span(x, to_x), Span(y, to_y), not run.same))
        x, y = to_x, to_y
    return Redline(tuple(segments))
