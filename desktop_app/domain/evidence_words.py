"""Passages as words, with what a sentence is looked up in: built once, for all sentences that cite them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from desktop_app.domain.sentence import sentences
from desktop_app.domain.word import Word, words_of

MOST_PASSAGES = 4
"""Passages that one sentence is compared with in detail."""
_MOST_WORDS = 170
_MOST_CANDIDATES = 40
_NEAR = 5
Keys = frozenset[str]


class EvidenceWords:
    """The words of passages, where each stands, and which stand side by side."""

    def __init__(self, passages: Sequence[str]) -> None:
        self.passages = [words_of(passage) for passage in passages]
        self.keys_of: list[Keys] = [frozenset(word.key for word in words) for words in self.passages]
        self.keys: list[str] = []
        self.passage_at: list[int] = []
        self.places: defaultdict[str, list[int]] = defaultdict(list)
        self.holding: defaultdict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self.passages):
            for key in self.keys_of[number]:
                self.holding[key].append(number)
            for word in words:
                self.places[word.key].append(len(self.keys))
                self.keys.append(word.key)
                self.passage_at.append(number)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Words side by side."""
        return frozenset(pairwise(self.keys))

    @cached_property
    def triples(self) -> frozenset[tuple[str, str, str]]:
        """Three words in a row."""
        return frozenset(zip(self.keys, self.keys[1:], self.keys[2:], strict=False))

    @cached_property
    def _carrying(self) -> list[str]:
        return [word.key for words in self.passages for word in words if not word.stop]

    @cached_property
    def carrying_pairs(self) -> frozenset[tuple[str, str]]:
        """Words side by side once those that carry little are left out."""
        return frozenset(pairwise(self._carrying))

    @cached_property
    def near_pairs(self) -> frozenset[tuple[str, str]]:
        """The same with up to four between them."""
        keys = self._carrying
        return frozenset((one, other) for i, one in enumerate(keys) for other in keys[i + 1 : i + 1 + _NEAR])

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """All numbers."""
        return tuple(word.number for words in self.passages for word in words if word.number is not None)

    @cached_property
    def vocabulary(self) -> list[str]:
        """Each word once, in the order in which it first stands there."""
        return list(self.holding)

    def cover(self, words: Sequence[Word], weights: Mapping[str, float]) -> list[int]:
        """The passages that hold most of these words, each for what those before it lack; at most four."""
        wanted = {word.key: weights[word.key] for word in words if not word.stop}
        found: dict[int, float] = {}
        for key, weight in wanted.items():
            for number in self.holding.get(key, ()):
                found[number] = found.get(number, 0.0) + weight
        keys = [word.key for word in words]
        pairs = frozenset(pairwise(keys))
        best = sorted(found, key=found.__getitem__, reverse=True)[:_MOST_CANDIDATES]
        worth = {number: self._worth(number, pairs) for number in best}
        return self._chosen(wanted, worth)

    def _worth(self, number: int, pairs: frozenset[tuple[str, str]]) -> float:
        own = self.passages[number]
        side_by_side = sum((a.key, b.key) in pairs for a, b in pairwise(own))
        return 0.5 * side_by_side - 0.02 * len(own)

    def _chosen(self, wanted: Mapping[str, float], worth: dict[int, float]) -> list[int]:
        left, chosen, length = dict(wanted), list[int](), 0

        def gain(number: int) -> float:
            return worth[number] + sum(left.get(k, 0.12 * wanted[k]) for k in self.keys_of[number] if k in wanted)

        while worth and len(chosen) < MOST_PASSAGES:
            best = max(worth, key=gain)
            own = self.keys_of[best]
            if chosen and not any(key in left for key in own):
                break
            if not chosen or length + len(self.passages[best]) <= _MOST_WORDS:
                chosen.append(best)
                length += len(self.passages[best])
                left = {key: weight for key, weight in left.items() if key not in own}
            del worth[best]
        return chosen


@lru_cache(maxsize=1024)
def sentences_of(passage: str) -> tuple[str, ...]:
    """A passage sentence by sentence: what holds a sentence is best one sentence. Itself where it has none."""
    return tuple(passage[place.start : place.end] for place in sentences(passage)) or (passage,)


@lru_cache(maxsize=256)
def evidence_words(passages: tuple[str, ...]) -> EvidenceWords:
    """The passages as words. They are held against again and again while a person types, hence the memory."""
    return EvidenceWords(passages)
