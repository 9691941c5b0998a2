"""What holds of every redline, over random histories of several revisions by several people."""

import random
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from redline_histories import Comment, comments, history

from desktop_app.domain.comparison import coded, compare_plain
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.redline import Redline, carry, redline, settle, settle_marked
from desktop_app.domain.text import SectionText, covers_once, strip_codes
from desktop_app.domain.text_token import has_word

HISTORIES = 10_000
IN_EACH_RUN = 1_000
"""Of the histories, how many the default tests go through; the `long` test goes through all of them."""


def steps(first: int, last: int) -> Iterator[tuple[int, MarkedText, MarkedText]]:
    """Two neighbouring versions of each history, and the history's number."""
    for seed in range(first, last):
        versions = history(seed)
        yield from ((seed, before, after) for before, after in pairwise(versions))


def require_laws(first: int, last: int) -> int:
    """All laws on each history; how many there were."""
    for seed, before, after in steps(first, last):
        chance = random.Random(seed)
        line = redline(before.text, after.text)
        every = frozenset(change.number for change in line.changes)
        some = frozenset(n for n in every if chance.random() < 0.5)
        assert "".join(s.before for s in line.segments) == coded(before.text), seed
        assert "".join(s.after for s in line.segments) == coded(after.text), seed
        assert settle(before.text, after.text, every).dump() == before.text.dump(), seed
        assert settle(before.text, after.text, frozenset()).dump() == after.text.dump(), seed
        settled = settle_marked(before, after, some)
        assert settled.text == settle(before.text, after.text, some) == SectionText.load(settled.text.dump()), seed
        require_any_order(line, before.text.plain, some, settled.text.plain, chance, seed)
        for version in (before, after, settled):
            assert covers_once(version.spans, len(version.text.plain)), seed
            assert all(0 <= a.start < a.end <= len(version.text.plain) for a in version.anchors), seed
        require_citations(line, after, settled, some, seed)
        require_authors(before, after, seed)
        require_places(before.text, after.text, comments(seed, before.text), seed)
    return last - first


def require_any_order(
    line: Redline, before: str, rejected: frozenset[int], settled: str, chance: random.Random, seed: int
) -> None:
    """The accepted changes made in plain text, one after the other in any order, lead to the same text."""
    pieces = [(n, s.before_span.start, strip_codes(s.before), strip_codes(s.after)) for n, s in line.numbered()]
    done: list[tuple[int, int]] = []
    for change in chance.sample(line.changes, len(line.changes)):
        for place, (number, start, old, new) in enumerate(pieces):
            if number == change.number and number not in rejected:
                at = start + sum(by for other, by in done if other < place)
                assert before[at : at + len(old)] == old, seed
                before = before[:at] + new + before[at + len(old) :]
                done.append((place, len(new) - len(old)))
    assert before == settled, seed


def require_places(before: SectionText, after: SectionText, places: Sequence[Comment], seed: int) -> None:
    """A comment on words that are the same, here or elsewhere, stays on them; others hold a word at least."""
    segments = compare_plain(before, after)
    same = [s.before_span for s in segments if s.before_span.length and (s.move or not s.changed)]
    carried = {place.number: after.plain[place.start : place.end] for place in carry(places, before, after)}
    assert all(map(has_word, carried.values())), seed
    for place in places:
        words = before.plain[place.start : place.end]
        if has_word(words) and any(s.start <= place.start and place.end <= s.end for s in same):
            assert carried[place.number].strip() == words.strip(), seed


def require_citations(
    line: Redline, after: MarkedText, settled: MarkedText, rejected: frozenset[int], seed: int
) -> None:
    """A citation of words that stay is still a citation of these words."""
    kept = [s.after_span for number, s in line.numbered() if number not in rejected]
    told = [(a.number, settled.text.plain[a.start : a.end]) for a in settled.anchors]
    for anchor in after.anchors:
        words = after.text.plain[anchor.start : anchor.end]
        if has_word(words) and any(s.start <= anchor.start and anchor.end <= s.end for s in kept):
            assert any(number == anchor.number and words in cited for number, cited in told), seed


def require_authors(before: MarkedText, after: MarkedText, seed: int) -> None:
    """Each character that was kept, here or elsewhere, is still its writer's; each other one is the editor's."""
    segments = compare_plain(before.text, after.text)
    old, new = dict(authors(before)), dict(authors(after))
    for s in segments:
        if not s.changed:
            assert [old[n] for n in range(s.before_span.start, s.before_span.end)] == [
                new[n] for n in range(s.after_span.start, s.after_span.end)
            ], seed
        elif not s.move:
            assert len({new[n] for n in range(s.after_span.start, s.after_span.end)}) <= 1, seed


def authors(version: MarkedText) -> Iterator[tuple[int, str]]:
    """In which revision each character was written."""
    for span in version.spans:
        yield from ((n, span.source_revision or "") for n in range(span.start, span.end))


def test_all_laws_hold_over_random_histories() -> None:
    assert require_laws(0, IN_EACH_RUN) == IN_EACH_RUN


@pytest.mark.long
def test_all_laws_hold_over_ten_thousand_random_histories() -> None:
    assert require_laws(0, HISTORIES) == HISTORIES
