"""Words that stand elsewhere in a text than before: taken out in one place and put in, the same, in another."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.text import Span

LEAST_WORDS = 4
"""Fewer words than these are in both places by chance."""
_SEED = 7
SPACE, *_ENDS = map(chr, range(5))
LINES, STARTS = (_ENDS[0], _ENDS[1]), (_ENDS[2], _ENDS[3])
"""The letters of line ends and of the beginning of a text, each before a line and before a row."""
_EDGES = (*LINES, *STARTS, "")


@dataclass(frozen=True, slots=True)
class Move:
    """From which tokens of the one text to which of the other. Spaces at their ends may differ."""

    source: Span
    target: Span


def moves_in(
    runs: Sequence[tuple[int, int, int, int, bool]],
    before: str,
    after: str,
    source: Sequence[int],
    target: Sequence[int],
) -> tuple[Move, ...]:
    """The moves among what changed, in the order in which they stand now; no token is in two of them.

    The texts are a letter for each token, `source` and `target` count words from the start.
    """
    gone = [Span(i, j) for i, j, _, _, same in runs if not same and source[j] - source[i] >= LEAST_WORDS]
    come = [Span(k, l) for _, _, k, l, same in runs if not same and target[l] - target[k] >= LEAST_WORDS]  # noqa: E741
    if not gone or not come:
        return ()
    seeds: dict[str, tuple[int, Span]] = {}
    for place in gone:
        seeds |= {before[at : at + _SEED]: (at, place) for at in range(place.start, place.end - _SEED + 1)}
    moves: list[Move] = []
    taken: dict[Span, list[Span]] = {}
    for place in come:
        free = at = place.start
        while at + _SEED <= place.end:
            found = seeds.get(after[at : at + _SEED])
            at += 1
            if found is None:
                continue
            start, within = found
            inside = _free_around(start, within, taken.get(within, ()))
            move = _grown(before, after, start, at - 1, inside, Span(free, place.end)) if inside else None
            if move and target[move.target.end] - target[move.target.start] >= LEAST_WORDS:
                moves.append(move)
                taken.setdefault(within, []).append(move.source)
                free = at = move.target.end
    return tuple(moves)


def _free_around(at: int, place: Span, taken: Sequence[Span]) -> Span | None:
    """How far a move may reach around a token; None where the token is in another move."""
    start = max((t.end for t in taken if place.start <= t.start <= at), default=place.start)
    end = min((t.start for t in taken if at < t.start < place.end), default=place.end)
    return Span(start, end) if start <= at and at + _SEED <= end else None


def _grown(before: str, after: str, i: int, k: int, source: Span, target: Span) -> Move:
    """All that is the same around a place of both, without spaces left over beside it."""
    j, l = i, k  # noqa: E741
    while i > source.start and k > target.start and before[i - 1] == after[k - 1]:
        i, k = i - 1, k - 1
    while j < source.end and l < target.end and before[j] == after[l]:
        j, l = j + 1, l + 1  # noqa: E741
    whole = _is_whole(before, i, j) and _is_whole(after, k, l)
    ends = (before, Span(i, j), source), (after, Span(k, l), target)
    return Move(*((_with_line_end if whole else _with_blanks)(*end) for end in ends))


def _is_whole(letters: str, start: int, end: int) -> bool:
    """Whether it is all of one line or of several."""
    return letters[max(start - 1, 0) : start] in _EDGES and letters[end : end + 1] in _EDGES


def _with_line_end(letters: str, found: Span, within: Span) -> Span:
    """With one of the line ends beside it: else an empty line would be left where it stood."""
    if found.start > within.start and letters[found.start - 1] in LINES:
        return Span(found.start - 1, found.end)
    return Span(found.start, found.end + (found.end < within.end and letters[found.end] in LINES))


def _with_blanks(letters: str, found: Span, within: Span) -> Span:
    """With the spaces that would be left alone beside it."""
    start, end = found.start, found.end
    if start - 1 == within.start and letters[start - 1] == SPACE:
        start -= 1
    if end + 1 == within.end and letters[end] == SPACE:
        end += 1
    return Span(start, end)
