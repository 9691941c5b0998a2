"""The blocks of two texts laid on each other: which of them became which."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from desktop_app.domain.comparison import compare_plain
from desktop_app.domain.text import Block, BlockKind, SectionText
from desktop_app.domain.tracked import block_starts

_LEAST_SHARED = 0.3
"""The share of the shorter block's words that two blocks have in common, at least, where one became the other."""
_SURELY = 10**9
"""More than two blocks can share: those that are the same come first."""


def block_pairs(base: SectionText, text: SectionText) -> list[tuple[int, int]]:
    """The blocks of both texts that belong together, in order: each shares most with the other."""
    shared: dict[tuple[int, int], int] = {}
    starts, places = block_starts(base), block_starts(text)
    for segment in compare_plain(base, text):
        if not segment.changed:
            _count_shared(shared, segment.before, segment.before_span.start, segment.after_span.start, starts, places)
    likely = [(-count, i, j) for (i, j), count in shared.items() if _fits(base.blocks[i], text.blocks[j], count)]
    likely += [(-_SURELY - len(base.blocks[i].text), i, j) for i, j in _same(base.blocks, text.blocks)]
    taken: list[tuple[int, int]] = []
    for _, i, j in sorted(likely):
        if all((i < x and j < y) or (i > x and j > y) for x, y in taken):
            taken.append((i, j))
    return sorted(taken)


def _same(before: Sequence[Block], after: Sequence[Block]) -> list[tuple[int, int]]:
    """The blocks that stand once in both texts, the same in both."""
    here, there = _lone(before), _lone(after)
    return [(i, there[block]) for block, i in here.items() if block in there]


def _lone(blocks: Sequence[Block]) -> dict[Block, int]:
    counts = Counter(blocks)
    return {block: n for n, block in enumerate(blocks) if counts[block] == 1}


def _count_shared(
    shared: dict[tuple[int, int], int], words: str, at: int, to: int, starts: Sequence[int], places: Sequence[int]
) -> None:
    """Count for each pair of blocks the characters of words that both hold."""
    i, j = _block_at(starts, at), _block_at(places, to)
    for line in words.split("\n"):
        count = sum(map(str.isalnum, line))
        if count:
            shared[i, j] = shared.get((i, j), 0) + count
        i, j = i + 1, j + 1


def _block_at(starts: Sequence[int], at: int) -> int:
    return max(bisect_right(starts, at) - 1, 0)


def _fits(before: Block, after: Block, shared: int) -> bool:
    if BlockKind.ROW in (before.kind, after.kind) and (
        before.kind is not after.kind or before.text.count("\t") != after.text.count("\t")
    ):
        return False
    shorter = min(sum(map(str.isalnum, block.text)) for block in (before, after))
    return shared >= _LEAST_SHARED * shorter
