"""The changes of a section since it was last drafted: its blocks laid on those of the draft, then word on word."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from desktop_app.domain.block_pairs import block_pairs
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.change_authors import ChangeAuthors
from desktop_app.domain.comparison import compare_coded
from desktop_app.domain.moved_words import with_moves
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.text import BOLD_CODE, Block, BlockKind, SectionText, Span, strip_codes
from desktop_app.domain.tracked import ChangedBy, Track, TrackedBlock, TrackedRun, block_starts, untracked, whole


def tracked(record: CaseRecord, head: Revision) -> tuple[TrackedBlock, ...]:
    """A section's text with what was changed since it was last drafted, and by whom."""
    history = _history(record, head)
    base, text = history[0].section_text, head.section_text
    if base == text:
        return untracked(text)
    changes = ChangeAuthors(record, history)
    return with_moves(tuple(_laid(base, text, changes)))


def _history(record: CaseRecord, head: Revision) -> list[Revision]:
    """From the last draft, or the first text where none was drafted, to the text as it is now."""
    texts = [r for r in record.of_section(head.section) if r.kind is not RevisionKind.PROPOSAL and r.seq <= head.seq]
    drafts = [n for n, revision in enumerate(texts) if revision.kind is RevisionKind.DRAFT]
    return texts[drafts[-1] if drafts else 0 :]


def _laid(base: SectionText, text: SectionText, authors: ChangeAuthors) -> Iterator[TrackedBlock]:
    starts, places = block_starts(base), block_starts(text)
    i = j = 0
    for to_i, to_j in (*block_pairs(base, text), (len(base.blocks), len(text.blocks))):
        at = places[j] if j < len(places) else len(text.plain)
        for n in range(i, to_i):
            yield _changed(base.blocks[n], starts[n], Track.REMOVED, authors, at)
        for n in range(j, to_j):
            yield _changed(text.blocks[n], places[n], Track.ADDED, authors, places[n])
        if to_i < len(base.blocks):
            yield _both(base.blocks[to_i], starts[to_i], text.blocks[to_j], places[to_j], authors)
        i, j = to_i + 1, to_j + 1


def _both(before: Block, from_: int, after: Block, to: int, authors: ChangeAuthors) -> TrackedBlock:
    """A block that is in both texts; the cells of a row one by one."""
    if before == after:
        return whole(after, to, Track.KEPT)
    runs: list[TrackedRun] = []
    x, y = from_, to
    for old, new in zip(_cells(before), _cells(after), strict=True):
        if y > to:
            runs.append(TrackedRun("\t", y - 1))
        runs += _words(old, x, new, y, authors)
        x, y = x + len(old.text) + 1, y + len(new.text) + 1
    by = authors.last if before.kind is not after.kind else None
    return TrackedBlock(after.kind, before.kind, tuple(runs), to, to + len(after.text), by=by)


def _cells(block: Block) -> list[Block]:
    if block.kind is not BlockKind.ROW:
        return [block]
    cells, at = [], 0
    for text in block.text.split("\t"):
        place = Span(at, at + len(text))
        bold = tuple(Span(max(s.start, at) - at, min(s.end, place.end) - at) for s in block.bold if s.overlaps(place))
        cells.append(Block(BlockKind.ROW, text, bold))
        at = place.end + 1
    return cells


def _words(before: Block, from_: int, after: Block, to: int, authors: ChangeAuthors) -> Iterator[TrackedRun]:
    same_kind = SectionText((replace(before, kind=after.kind),))
    for segment in compare_coded(same_kind, SectionText((after,))):
        source, target = segment.before_span.shifted(from_), segment.after_span.shifted(to)
        if not segment.changed or strip_codes(segment.before) == strip_codes(segment.after):
            yield from _kept(_runs(segment.before), _runs(segment.after), target.start, authors)
            continue
        yield from _put(_runs(segment.before), authors.removed(source), source.start, Track.REMOVED, target.start)
        yield from _put(_runs(segment.after), authors.added(target), target.start, Track.ADDED, target.start)


def _runs(coded: str) -> list[tuple[str, bool]]:
    """Words of a coded line, each with whether they are bold; neighbours alike are one."""
    runs: list[tuple[str, bool]] = []
    for n, part in enumerate(coded.split(BOLD_CODE)):
        text, bold = strip_codes(part), bool(n % 2)
        if text:
            runs.append((runs.pop()[0] + text, bold) if runs and runs[-1][1] == bold else (text, bold))
    return runs


def _kept(
    before: Sequence[tuple[str, bool]], after: Sequence[tuple[str, bool]], at: int, authors: ChangeAuthors
) -> Iterator[TrackedRun]:
    """Words that are the same, cut where they look otherwise."""
    was, is_ = _bold_map(before), _bold_map(after)
    text = "".join(words for words, _ in after)
    cuts = [0, *(n for n in range(1, len(text)) if (was[n], is_[n]) != (was[n - 1], is_[n - 1])), len(text)]
    for start, end in pairwise(cuts):
        if start < end:
            by = authors.last if was[start] != is_[start] else None
            yield TrackedRun(text[start:end], at + start, is_[start], was[start], by=by)


def _bold_map(runs: Sequence[tuple[str, bool]]) -> list[bool]:
    return [bold for text, bold in runs for _ in text]


def _put(
    runs: Sequence[tuple[str, bool]], parts: Iterable[tuple[Span, ChangedBy]], at: int, track: Track, stands: int
) -> Iterator[TrackedRun]:
    """Words that are in one text alone, cut by who changed them and how they look."""
    looks, text = _bold_map(runs), "".join(words for words, _ in runs)
    for place, by in parts if text else ():
        first, last = place.start - at, place.end - at
        cuts = [first, *(n for n in range(first + 1, last) if looks[n] != looks[n - 1]), last]
        for start, end in pairwise(cuts):
            to = stands if track is Track.REMOVED else at + start
            yield TrackedRun(text[start:end], to, looks[start], looks[start], track, by)


def _changed(block: Block, start: int, track: Track, authors: ChangeAuthors, stands: int) -> TrackedBlock:
    """A block of one text alone."""
    place = Span(start, start + len(block.text))
    every = whole(block, start, track)
    parts = authors.removed if track is Track.REMOVED else authors.added
    runs = [(run.text, run.bold) for run in every.runs]
    put = tuple(_put(runs, parts(place), start, track, stands)) if block.text else ()
    by = put[0].by if put else authors.last
    end = stands if track is Track.REMOVED else place.end
    return replace(every, runs=put, by=by, start=stands, end=end)
