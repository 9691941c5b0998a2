"""Two texts compared word by word: what is the same in both, what is a change, and what stands elsewhere now.

Texts are compared by their words alone; where the words are the same, a block of another kind and other bold words are
changes of their own. They are told in coded form: a bold word carries its own bold codes and a line feed its block's
kind, so that whatever is accepted or rejected, the result is a text.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from desktop_app.domain.relocation import LINES, SPACE, STARTS, Move, moves_in
from desktop_app.domain.text import BOLD_CODE, ROW_CODE, SectionText, Span, encode
from desktop_app.domain.text_token import has_word, tokens_of

_STOPS = frozenset(".!?")
_LONG, _FEW = 4, 2
_AT_LINE, _AT_SENTENCE, _AFTER_STOP, _AT_WORD = 4, 3, 2, 1
Run = tuple[int, int, int, int, bool]
"""Tokens from and to of the one text, from and to of the other, and whether they are the same."""
Piece = tuple[int, int, int, int, bool, int]
"""The same, and the number of the move that it is an end of."""


class Segment(NamedTuple):
    """A stretch of the two coded texts: the same in both, or one change. Spans are offsets in the plain texts.

    `move` is not 0 for words that only stand elsewhere: two segments have the same, one with them where they were
    before, one with them where they are after.
    """

    before: str
    after: str
    before_span: Span
    after_span: Span
    changed: bool
    move: int = 0


def compare_coded(before: SectionText, after: SectionText) -> tuple[Segment, ...]:
    """All of both texts, with block kinds and bold, in changes that are good to read."""
    if before == after:
        return _same(coded(before), before.plain)
    old, new = _sides(_coded_tokens(before), _coded_tokens(after))
    return _segments(old, new, _without_islands(_at_sentences(_runs(old, new), old, new), old, new))


def compare_plain(before: SectionText, after: SectionText) -> tuple[Segment, ...]:
    """All of both texts, by their words alone: a word that carries something is the same also where it stands alone
    among others that changed."""
    if before.plain == after.plain:
        return _same(before.plain, before.plain)
    source, target = tokens_of(before.plain), tokens_of(after.plain)
    old, new = _sides((source, source, source), (target, target, target))
    runs = _without_islands(_at_sentences(_runs(old, new), old, new), old, new, least=_LONG)
    return _segments(old, new, runs)


def coded(text: SectionText) -> str:
    """The text as segments have it."""
    return "".join(_coded_tokens(text)[1])


def _same(coded: str, plain: str) -> tuple[Segment, ...]:
    every = Span(0, len(plain))
    return (Segment(coded, coded, every, every, False),) if coded else ()


Tokens = tuple[list[str], list[str], list[str]]
"""Plain, as coded, and what has to be the same for a token to be the same."""


def _coded_tokens(text: SectionText) -> Tokens:
    """Words, spaces and marks; each bold one in its own codes, each kind code with the line feed before it. A line of
    another kind is the same line, but for a row of a table, which has cells."""
    plain: list[str] = []
    coded: list[str] = []
    keys: list[str] = []
    for i, line in enumerate(encode(text).split("\n")):
        if not line:
            continue
        begins = "\n" if i else ""
        plain.append(begins)
        coded.append(begins + line[0])
        keys.append(begins + line[0] if line[0] == ROW_CODE else begins)
        for j, run in enumerate(line[1:].split(BOLD_CODE)):
            words = tokens_of(run)
            plain += words
            keys += words
            coded += [BOLD_CODE + word + BOLD_CODE for word in words] if j % 2 else words
    return plain, coded, keys


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two texts: its tokens, a letter for each (one and the same for one and the same), and for each number
    of tokens from the start how many characters and how many words are among them."""

    plain: list[str]
    coded: list[str]
    letters: str
    ends: list[int]
    words: list[int]


class _Letters(dict[str, str]):
    """One character for each different token, past the surrogates, which are no characters."""

    def __missing__(self, token: str) -> str:
        number = len(self)
        self[token] = chr(number if number < 0xD800 else number + 0x800)
        return self[token]


_KNOWN = {" ": SPACE, "\n": LINES[0], "\n" + ROW_CODE: LINES[1], "": STARTS[0], ROW_CODE: STARTS[1]}


def _sides(before: Tokens, after: Tokens) -> tuple[_Side, _Side]:
    letters = _Letters(_KNOWN)
    said = [[letters[key] for key in keys] for _, _, keys in (before, after)]
    words = {key: has_word(key) for key in letters}
    old, new = (
        _Side(
            plain,
            coded,
            "".join(each),
            [0, *accumulate(map(len, plain))],
            [0, *accumulate(map(words.__getitem__, keys))],
        )
        for (plain, coded, keys), each in zip((before, after), said, strict=True)
    )
    return old, new


# Alignment


def _runs(before: _Side, after: _Side) -> list[Run]:
    """What is the same and what is not, in turns. Spaces are no reason to hold on to a place: they go with words."""
    from rapidfuzz.distance import Indel  # takes 2 MB: imported with the first comparison

    left, right = (side.letters.replace(SPACE, "") for side in (before, after))
    source, target = ([i for i, c in enumerate(side.letters) if c != SPACE] for side in (before, after))
    same: list[tuple[int, int, int]] = []
    for block in Indel.editops(left, right).as_matching_blocks():
        a, b, size = block.a, block.b, block.size
        if size == 1:
            same.append((source[a], target[b], 1))
        elif size:
            same += _stretches(before.letters, after.letters, source[a : a + size], target[b : b + size])
    return _in_turns(_with_spaces(same, before.letters, after.letters), len(before.plain), len(after.plain))


def _stretches(before: str, after: str, source: Sequence[int], target: Sequence[int]) -> list[tuple[int, int, int]]:
    """The tokens of a matching block that are the same with the spaces between them: from where, and how many."""
    (i, j), (k, l) = (source[0], source[-1] + 1), (target[0], target[-1] + 1)  # noqa: E741
    if before[i:j] == after[k:l]:
        return [(i, k, j - i)]
    found = [(i, k, 1)]
    for x, y in zip(source[1:], target[1:], strict=True):
        p, q, _ = found[-1]
        if x - p == y - q:
            found[-1] = (p, q, x - p + 1)
        else:
            found.append((x, y, 1))
    return found


def _with_spaces(same: Sequence[tuple[int, int, int]], before: str, after: str) -> list[tuple[int, int, int]]:
    """The same, with the spaces on both sides that are the same too."""
    result: list[tuple[int, int, int]] = []
    free_i = free_k = 0
    for i, k, length in same:
        while i > free_i and k > free_k and before[i - 1] == after[k - 1] == SPACE:
            i, k, length = i - 1, k - 1, length + 1
        free_i, free_k = i + length, k + length
        while before[free_i : free_i + 1] == after[free_k : free_k + 1] == SPACE:
            free_i, free_k, length = free_i + 1, free_k + 1, length + 1
        result.append((i, k, length))
    return result


def _in_turns(same: Sequence[tuple[int, int, int]], before: int, after: int) -> list[Run]:
    runs: list[Run] = []
    x = y = 0
    for i, k, length in same:
        if i > x or k > y:
            runs.append((x, i, y, k, False))
            runs.append((i, i + length, k, k + length, True))
        elif runs:
            first = runs.pop()
            runs.append((first[0], i + length, first[2], k + length, True))
        else:
            runs.append((i, i + length, k, k + length, True))
        x, y = i + length, k + length
    return [*runs, (x, before, y, after, False)] if x < before or y < after else runs


# What reads well


def _at_sentences(runs: list[Run], before: _Side, after: _Side) -> list[Run]:
    """The same difference, with words that were only added or only taken out beginning where a sentence does.

    Between equal words a change can often be told in several ways: "A b. [A c. ]A d." is "A b. A [c. A ]d.".
    """
    for n in range(1, len(runs) - 1):
        i, j, k, l, same = runs[n]  # noqa: E741
        added = i == j
        if same or (not added and k != l):
            continue
        (a, b, c, d, _), tail = runs[n - 1], runs[n + 1]
        tokens, start, end = (after.plain, k, l) if added else (before.plain, i, j)
        by = _shift(tokens, start, end, b - a, tail[1] - tail[0])
        if by:
            runs[n - 1] = (a, b - by, c, d - by, True)
            runs[n] = (i - by, j - by, k - by, l - by, False)
            runs[n + 1] = (tail[0] - by, tail[1], tail[2] - by, tail[3], True)
    return [run for run in runs if run[0] < run[1] or run[2] < run[3]]


def _shift(tokens: Sequence[str], start: int, end: int, most: int, least: int) -> int:
    """How many tokens earlier (below 0: later) the stretch begins best: at a line, after a full stop, else after a
    space."""
    best, best_rank = 0, _rank(tokens, start)
    by = 0
    while by < most and tokens[start - by - 1] == tokens[end - by - 1]:
        by += 1
        if _rank(tokens, start - by) > best_rank:
            best, best_rank = by, _rank(tokens, start - by)
    by = 0
    while best_rank < _AT_SENTENCE and -by < least and tokens[start - by] == tokens[end - by]:
        by -= 1
        if _rank(tokens, start - by) > best_rank:
            best, best_rank = by, _rank(tokens, start - by)
    return best


def _rank(tokens: Sequence[str], at: int) -> int:
    if tokens[at] == "\n" or at == 0 or not tokens[at - 1]:
        return _AT_LINE
    if tokens[at - 1].isspace():
        return _AT_SENTENCE if at > 1 and tokens[at - 2] in _STOPS else _AT_WORD
    return _AFTER_STOP if tokens[at - 1] in _STOPS else 0


def _without_islands(runs: Sequence[Run], before: _Side, after: _Side, least: int = 0) -> list[Run]:
    """The same difference, with equal words too few to be read between two changes made part of one change; with
    `least` only where none of them is that long."""
    source, target = before.words, after.words
    result: list[Run] = []
    for run in runs:
        result.append(run)
        if run[4] or len(result) < 3:
            continue
        left, island = result[-3:-1]
        words = source[island[1]] - source[island[0]]
        if words > 1:
            sizes = (max(source[r[1]] - source[r[0]], target[r[3]] - target[r[2]]) for r in (left, run))
            if 2 * words > min(sizes):
                continue
        tokens = before.plain[island[0] : island[1]]
        if least and any(len(token) >= least and has_word(token) for token in tokens):
            continue
        if not _parts(tokens):
            result[-3:] = [(left[0], run[1], left[2], run[3], False)]
    return result


def _parts(island: Sequence[str]) -> bool:
    """Whether a line or a sentence ends here: changes of two sentences are two changes."""
    if "\n" in island:
        return True
    return any(a in _STOPS and b.isspace() for a, b in pairwise((*island, ""))) if len(island) > 1 else False


def _by_look(piece: Piece, before: _Side, after: _Side) -> Iterator[Piece]:
    """The same, with words that only look otherwise as changes of their own. Spaces between them look along."""
    at, end, k, _, same, _ = piece
    by = k - at
    if not same or before.coded[at:end] == after.coded[k : k + end - at]:
        yield piece
        return
    start, alike = at, before.coded[at] == after.coded[k]
    for n in range(at + 1, end):
        if (before.coded[n] == after.coded[n + by]) != alike or before.plain[n] == "\n":
            yield (start, n, start + by, n + by, alike, 0)
            start, alike = n, before.coded[n] == after.coded[n + by]
    yield (start, end, start + by, end + by, alike, 0)


# Telling it


def _segments(before: _Side, after: _Side, runs: Sequence[Run]) -> tuple[Segment, ...]:
    texts = before.letters, after.letters, before.words, after.words
    found = moves_in(runs, *texts)
    freed = _freed(runs, found, before, after) if found else runs
    if freed != runs:
        runs, found = freed, moves_in(freed, *texts)
    pieces = list(_pieces(runs, found))
    if before.coded is not before.plain:
        pieces = [each for piece in pieces for each in (_by_look(piece, before, after) if piece[4] else (piece,))]
    return tuple(_told(pieces, before, after))


def _told(pieces: Sequence[Piece], before: _Side, after: _Side) -> Iterator[Segment]:
    x, y, old, new = before.ends, after.ends, before.coded, after.coded
    for i, j, k, l, same, move in pieces:  # noqa: E741
        source = "".join(old[i:j]) if i < j else ""
        target = source if same else "".join(new[k:l]) if k < l else ""
        yield Segment(source, target, Span(x[i], x[j]), Span(y[k], y[l]), not same, move)


def _freed(runs: Sequence[Run], moves: Sequence[Move], before: _Side, after: _Side) -> list[Run]:
    """The same difference, without the few equal words that only cut a move short: "The" of another sentence."""
    ends: set[tuple[int, int]] = set()
    for source, target in ((m.source, m.target) for m in moves):
        if before.letters[source.start - 1 : source.start] == after.letters[target.start - 1 : target.start]:
            ends |= {(source.start, 0), (target.start, 1)}
        if before.letters[source.end : source.end + 1] == after.letters[target.end : target.end + 1]:
            ends |= {(source.end, 0), (target.end, 1)}
    result: list[Run] = []
    for run in runs:
        i, j, k, l, same = run  # noqa: E741
        cuts = same and before.words[j] - before.words[i] <= _FEW and "\n" not in before.plain[i:j]
        if cuts and not ends.isdisjoint(((i, 0), (j, 0), (k, 1), (l, 1))):
            if not before.plain[i] and i + 1 < j:  # the beginning of the first line
                result.append((i, i + 1, k, k + 1, True))
                i, k = i + 1, k + 1
            run = (i, j, k, l, False)
        if result and not run[4] and not result[-1][4]:
            first = result.pop()
            run = (first[0], run[1], first[2], run[3], False)
        result.append(run)
    return result


def _pieces(runs: Sequence[Run], moves: Sequence[Move]) -> Iterator[Piece]:
    """The runs, with what is moved cut out of them; the last is the number of the move."""
    if not moves:
        yield from ((*run, 0) for run in runs)
        return
    gone = sorted((m.source.start, m.source.end, n) for n, m in enumerate(moves, start=1))
    come = sorted((m.target.start, m.target.end, n) for n, m in enumerate(moves, start=1))
    for i, j, k, l, same in runs:  # noqa: E741
        if same:
            yield (i, j, k, l, True, 0)
            continue
        out, into = _inside(gone, i, j), _inside(come, k, l)
        for n in range(max(len(out), len(into)) + 1):
            p, q, left = out[n] if n < len(out) else (j, j, 0)
            r, s, right = into[n] if n < len(into) else (l, l, 0)
            if i < p or k < r:
                yield (i, p, k, r, False, 0)
            if left:
                yield (p, q, r, r, False, left)
            if right:
                yield (q, q, r, s, False, right)
            i, k = q, s


def _inside(places: Sequence[tuple[int, int, int]], start: int, end: int) -> Sequence[tuple[int, int, int]]:
    return places[bisect_left(places, (start, start, 0)) : bisect_left(places, (end, end, 0))]
