"""Words that were taken out in one place and stand anew in another: told as moved."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.domain.relocation import LEAST_WORDS
from desktop_app.domain.text import BlockKind
from desktop_app.domain.text_token import has_word
from desktop_app.domain.tracked import Track, TrackedBlock


def with_moves(blocks: Sequence[TrackedBlock]) -> tuple[TrackedBlock, ...]:
    """The same, with words that were taken out in one place and stand anew in another told as moved."""
    result, number = list(blocks), 0
    waiting: dict[tuple[str, BlockKind], list[int]] = {}
    for n, block in enumerate(blocks):
        if block.track is Track.REMOVED and _is_moved("".join(run.text for run in block.runs)):
            waiting.setdefault(("".join(run.text for run in block.runs), block.kind), []).append(n)
    for n, block in enumerate(blocks):
        places = waiting.get((block.text, block.kind)) if block.track is Track.ADDED else None
        if places:
            number, there = number + 1, places.pop(0)
            result[there], result[n] = _moved(result[there], number), _moved(block, number)
    return _runs_moved(tuple(result), number)


def _moved(block: TrackedBlock, number: int) -> TrackedBlock:
    return replace(block, move=number, runs=tuple(replace(run, move=number) for run in block.runs))


def _runs_moved(blocks: tuple[TrackedBlock, ...], number: int) -> tuple[TrackedBlock, ...]:
    """Words within blocks, likewise."""
    waiting: dict[str, list[tuple[int, int]]] = {}
    for n, block in enumerate(blocks):
        for m, run in enumerate(block.runs if block.track is Track.KEPT else ()):
            if run.track is Track.REMOVED and _is_moved(run.text):
                waiting.setdefault(run.text.strip(), []).append((n, m))
    result = [list(block.runs) for block in blocks]
    for n, block in enumerate(blocks):
        for m, run in enumerate(block.runs if block.track is Track.KEPT else ()):
            places = waiting.get(run.text.strip()) if run.track is Track.ADDED else None
            if places:
                number, (x, y) = number + 1, places.pop(0)
                result[n][m] = replace(run, move=number)
                result[x][y] = replace(result[x][y], move=number)
    return tuple(replace(block, runs=tuple(runs)) for block, runs in zip(blocks, result, strict=True))


def _is_moved(text: str) -> bool:
    return sum(map(has_word, text.split())) >= LEAST_WORDS
