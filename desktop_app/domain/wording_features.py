"""How the wording of a sentence lies in the passages that it cites: figures of what is covered, in order, and missing.

Each is a plain count or share. What they say together is fitted elsewhere; none of them knows what is true.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq

from desktop_app.domain.evidence_words import EvidenceWords
from desktop_app.domain.word import Word, stem, words_of
from desktop_app.domain.word_lists import HEDGES, NEGATIONS, OPPOSITES, QUANTITIES, STRONG

Weights = Mapping[str, float]
"""How rare each word is (the logarithm of how many texts there are for one that holds it); "" for an unknown word."""

Sided = Mapping[str, frozenset[tuple[int, int]]]
_NAME_WEIGHT = 1.3
_ALIKE_ENOUGH = 82
_BESIDE, _AROUND, _MOST_PLACES = 5, 14, 30
_LONG_RUN, _MOST_STARTS = 3, 40


def _sided() -> Sided:
    sides: dict[str, frozenset[tuple[int, int]]] = {}
    for number, both in enumerate(OPPOSITES):
        for side, words in enumerate(both):
            for word in words:
                key = stem(word)
                sides[key] = sides.get(key, frozenset()) | {(number, side)}
    return sides


_SIDES = _sided()


class Wording:
    """A sentence beside its passages."""

    def __init__(self, sentence: str, evidence: EvidenceWords, weights: Weights) -> None:
        self.evidence = evidence
        self._weights, self._unknown = weights, weights.get("", 7.0)
        self.words = words_of(sentence)
        self.keys = [word.key for word in self.words]
        self.carrying = [word for word in self.words if not word.stop]
        self.carrying_keys = [word.key for word in self.carrying]

    def weight(self, key: str) -> float:
        """How rare a word is."""
        return self._weights.get(key, self._unknown)

    @cached_property
    def weighed(self) -> list[float]:
        """The weight of each word that carries something; names and numbers carry more."""
        return [self.weight(w.key) * (_NAME_WEIGHT if w.capital or w.number is not None else 1) for w in self.carrying]

    @cached_property
    def total(self) -> float:
        """All of it."""
        return sum(self.weighed)

    @cached_property
    def held(self) -> list[bool]:
        """Which of them stand in the passages."""
        return [word.key in self.evidence.holding for word in self.carrying]

    @cached_property
    def held_nearly(self) -> list[bool]:
        """Which stand there, or a word that is written much alike."""
        return [held or self._nearly(word) for word, held in zip(self.carrying, self.held, strict=True)]

    def _nearly(self, word: Word) -> bool:
        if word.number is not None or len(word.key) <= 4:
            return False
        vocabulary = self.evidence.vocabulary
        if process.extractOne(word.key, vocabulary, scorer=fuzz.ratio, score_cutoff=_ALIKE_ENOUGH):
            return True
        return len(word.lower) > 5 and any(other.startswith(word.key[:5]) for other in vocabulary)

    @cached_property
    def missing(self) -> list[tuple[float, Word]]:
        """What stands nowhere, with its weight."""
        return [
            (w, word) for w, word, held in zip(self.weighed, self.carrying, self.held_nearly, strict=True) if not held
        ]

    @cached_property
    def chosen(self) -> list[int]:
        """The passages that hold most of it, best first."""
        return self.evidence.cover(self.words, {word.key: self.weight(word.key) for word in self.carrying})

    def covered(self, passages: Sequence[int]) -> float:
        """The share that these passages hold."""
        keys = frozenset[str]().union(*(self.evidence.keys_of[number] for number in passages))
        return sum(w for w, word in zip(self.weighed, self.carrying, strict=True) if word.key in keys) / self.total

    @cached_property
    def best(self) -> int | None:
        """The passage that holds most by itself."""
        return max(self.chosen, key=lambda number: self.covered([number]), default=None)

    @property
    def best_words(self) -> Sequence[Word]:
        """Its words."""
        return () if self.best is None else self.evidence.passages[self.best]

    @cached_property
    def window(self) -> list[Word]:
        """The words of the three best passages, as they follow each other."""
        return [word for number in sorted(self.chosen[:3]) for word in self.evidence.passages[number]]

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """The sentence as runs copied from the passages: how long each is, and from which passage."""
        keys, source, runs, at = self.keys, self.evidence, list[tuple[int, int]](), 0
        while at < len(keys):
            starts = source.places.get(keys[at], ())[:_MOST_STARTS]
            length, start = max(((self._run(at, s), -s) for s in starts), default=(0, 0))
            if length:
                runs.append((length, source.passage_at[-start]))
            at += max(length, 1)
        return runs

    def _run(self, at: int, place: int) -> int:
        keys, there, length = self.keys, self.evidence.keys, 0
        limit = min(len(keys) - at, len(there) - place)
        while length < limit and keys[at + length] == there[place + length]:
            length += 1
        return length

    def context(self, words: Sequence[Word]) -> list[float]:
        """For each word: how much of what stands beside it in the sentence stands near it in the passages too."""
        found = (self._in_context(word) for word in words if word.key in self.evidence.places)
        return [share for share in found if share is not None]

    def _in_context(self, word: Word) -> float | None:
        at = self.carrying.index(word)
        beside = self.carrying[max(0, at - _BESIDE) : at + _BESIDE + 1]
        weights = {other.key: self.weight(other.key) for other in beside if other.key != word.key}
        total = sum(weights.values())
        if not weights or not total:
            return None
        places, keys = self.evidence.places[word.key][:_MOST_PLACES], self.evidence.keys
        around = (frozenset(keys[max(0, p - _AROUND) : p + _AROUND + 1]) for p in places)
        return max(sum(w for key, w in weights.items() if key in near) for near in around) / total


def features(wording: Wording) -> dict[str, float]:
    """Each figure by its name. A sentence of which no word carries anything lies wholly in its passages."""
    if not wording.carrying:
        return {name: float(name in _WHOLE) for name in NAMES}
    return {name: figure for part in _PARTS for name, figure in part(wording).items()}


def _coverage(w: Wording) -> dict[str, float]:
    missing = [word for _, word in w.missing]
    gained = zip(w.weighed, w.held, w.held_nearly, strict=True)
    plain = [word for word in missing if not word.capital and word.number is None]
    return {
        "cov": sum(weight for weight, held in zip(w.weighed, w.held, strict=True) if held) / w.total,
        "cov1": max((w.covered([number]) for number in w.chosen), default=0.0),
        "cov2": max((w.covered([w.best or 0, number]) for number in w.chosen), default=0.0),
        "covbest3": w.covered(w.chosen[:3]),
        "n_miss": math.log1p(len(missing)),
        "max_miss": max((weight for weight, _ in w.missing), default=0.0) / 9,
        "fuzzy_gain": sum(weight for weight, held, nearly in gained if nearly and not held) / w.total,
        "verb_miss": len(plain) / len(w.carrying),
    }


def _names_and_numbers(w: Wording) -> dict[str, float]:
    names = [word for word in w.carrying if word.capital]
    numbers = [word for word in w.carrying if word.number is not None]
    lacking = min(3, sum(word.capital for _, word in w.missing))
    number_context, name_context, all_context = w.context(numbers), w.context(names), w.context(w.carrying)
    return {
        "miss_ent": lacking,
        "ent_frac_missing": lacking / len(names) if names else 0.0,
        "miss_num": min(3, sum(not _stated(word, w.evidence) for word in numbers)),
        "num_ctx": min(number_context, default=1.0),
        "ent_ctx": sum(name_context) / len(name_context) if name_context else 1.0,
        "ctx_min": min(all_context, default=0.0),
    }


def _stated(word: Word, evidence: EvidenceWords) -> bool:
    """Whether the number stands there, or one that rounds to it; a year is never rounded."""
    number = word.number or 0.0
    if word.key in evidence.holding:
        return True
    rounded = ("." in word.text or number >= 1e3) and number < 1.9e3
    return (rounded or number > 2200) and any(abs(number - own) <= 0.006 * abs(own) for own in evidence.numbers)


def _order(w: Wording) -> dict[str, float]:
    pairs = list(pairwise(w.keys))
    triples = list(zip(w.keys, w.keys[1:], w.keys[2:], strict=False))
    carrying = list(pairwise(w.carrying_keys))
    alone = sum(weight for weight, held in zip(w.weighed, w.held, strict=True) if held) / w.total
    own = [word.key for word in w.best_words if not word.stop]
    near = [word.key for word in w.window if not word.stop]
    return {
        "big": sum(pair in w.evidence.pairs for pair in pairs) / max(1, len(pairs)),
        "tri": sum(triple in w.evidence.triples for triple in triples) / max(1, len(triples)),
        "cbig": sum(p in w.evidence.carrying_pairs for p in carrying) / len(carrying) if carrying else alone,
        "skip": sum(p in w.evidence.near_pairs for p in carrying) / len(carrying) if carrying else alone,
        "lcs1": _common(w.carrying_keys, own) / len(w.carrying),
        "lcsw": _common(w.carrying_keys, near) / len(w.carrying),
    }


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    return LCSseq.similarity(one, other) if one and other else 0


def _copied(w: Wording) -> dict[str, float]:
    lengths, count = [length for length, _ in w.runs], len(w.words)
    long = [passage for length, passage in w.runs if length >= _LONG_RUN]
    glued = sum(one != other for one, other in pairwise(long))
    return {
        "run": max(lengths, default=0) / count,
        "frag": sum(length >= 2 for length in lengths) / count,
        "density": math.log1p(sum(length**2 for length in lengths) / count),
        "splice": max(len(frozenset(long)) - 1, 0),
        "adj_glue": glued / max(1, len(long)),
        "loglen": math.log(count),
        "logev": math.log1p(len(w.evidence.keys)),
    }


def _meaning(w: Wording) -> dict[str, float]:
    said, near = [word.lower for word in w.words], frozenset(word.lower for word in w.window)
    own = [word.lower for word in w.best_words]
    denies = any(word in NEGATIONS for word in said) or any(_undone(word, w.evidence) for word in w.words)
    hedged, hedged_there = any(x in HEDGES for x in said), any(x in HEDGES for x in own)
    return {
        "neg": float(denies != any(word in NEGATIONS for word in own)),
        "neg_any": float(denies and not near & NEGATIONS),
        "hedge": float(hedged_there and not hedged) + 0.5 * float(hedged and not hedged_there),
        "strong": float(any(word in STRONG and word not in near for word in said)),
        "anton": min(2, _turned(w)),
        "quant": min(2, sum(word in QUANTITIES and word not in near for word in said)),
    }


def _undone(word: Word, evidence: EvidenceWords) -> bool:
    """Whether it is “un-” before a word of the passages."""
    return word.lower.startswith("un") and word.key not in evidence.holding and stem(word.lower[2:]) in evidence.holding


def _turned(w: Wording) -> int:
    """How many words have their contrary in the passages, and not themselves."""
    there = frozenset(word.key for word in w.window)
    sides = frozenset[tuple[int, int]]().union(*(_SIDES[key] for key in there if key in _SIDES))
    said = (word.key for word in w.words if word.key in _SIDES and word.key not in there)
    return sum(any((number, 1 - side) in sides for number, side in _SIDES[key]) for key in said)


def _sequence(w: Wording) -> dict[str, float]:
    places: dict[str, int] = {}
    for place, word in enumerate(w.best_words):
        places.setdefault(word.key, place)
    once = [places[key] for key in w.carrying_keys if key in places and w.carrying_keys.count(key) == 1]
    marked = [word.key for word in w.carrying if word.capital or word.number is not None]
    named = [places[key] for key in marked if key in places]
    if not w.best_words:
        return {"order": 0.0, "ent_order": 0.0, "spread": 0.0}
    return {
        "order": _in_order(once) if len(once) > 2 else 0.7,
        "ent_order": 1 - _in_order(named) if len(named) > 1 else 0.0,
        "spread": math.log1p((max(once) - min(once) + 1) / len(once)) if once else 3.0,
    }


def _in_order(places: Sequence[int]) -> float:
    """The share of pairs that follow each other as they do in the passage."""
    ahead = sum(one < other for i, one in enumerate(places) for other in places[i + 1 :])
    return ahead / (len(places) * (len(places) - 1) / 2)


_PARTS: tuple[Callable[[Wording], dict[str, float]], ...] = (
    _coverage,
    _names_and_numbers,
    _order,
    _copied,
    _meaning,
    _sequence,
)
_WHOLE = frozenset(("cov", "cov1", "cov2", "big", "cbig", "lcs1", "lcsw"))
NAMES = (
    "cov", "cov1", "cov2", "covbest3", "n_miss", "max_miss", "miss_ent", "miss_num", "ent_frac_missing", "big", "tri",
    "cbig", "skip", "lcs1", "lcsw", "run", "frag", "density", "fuzzy_gain", "num_ctx", "ent_ctx", "ctx_min", "neg",
    "neg_any", "hedge", "strong", "anton", "quant", "order", "ent_order", "spread", "splice", "loglen", "logev",
    "verb_miss", "adj_glue",
)  # fmt: skip
"""All figures, in the order of their coefficients."""
