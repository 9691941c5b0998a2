"""The order of passages that were found in several ways, and whether the first of them is surely the right one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from desktop_app.domain.evidence import Passage


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION_WORDS = _words(
    """a an and any are as at be been but by can do does for from has have he her him his how if in into is it its me my
    of on one or our out shall should so than that the their them then there these they this those to too us very was
    we were what when where whether which who whom whose why with would you your i also because
    """
)
"""English words that say how and not what: nothing is looked for by them alone."""

SOFTENED = 10
"""What is added to a rank before two orders are put together: from 5 to 20 the same questions were found."""

SURE_SHARE = 0.6
"""The share of what the words weigh that a passage holds at least which is cited without a person having chosen it."""

SURE_AHEAD = 0.2
"""By how much its score by words is above that of the next paragraph, at least."""

AGREED_AHEAD = 0.08
"""The same where the search by meaning puts its paragraph first too. How often that is right: docs/measurements.md."""

LOOKED_AT = 50
"""How many passages each way of searching puts forward before their orders become one."""

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found.

    `share` is the part (0 to 1) of the weight of the search's words that it holds, where a rare word weighs more;
    `ahead`, of the first by its words, by how much its score is above that of the next paragraph (0.2: a fifth more);
    `agreed`: it is the nearest in meaning too. `opens` is False for a sentence out of the middle of a numbered paragraph, which
    leans on what stands before it.
    """

    passage: Passage
    share: float
    ahead: float = 0.0
    agreed: bool = False
    opens: bool = True

    @property
    def is_sure(self) -> bool:
        """Whether it may be cited without a person having chosen it; where not, a draft says that it found nothing."""
        return self.opens and self.share >= SURE_SHARE and self.ahead >= (AGREED_AHEAD if self.agreed else SURE_AHEAD)


def said_of(query: str) -> tuple[str, ...]:
    """The words of a search, each once."""
    return tuple(dict.fromkeys(w for w in query.casefold().split() if any(map(str.isalnum, w))))


def words_of(query: str) -> tuple[str, ...]:
    """The words to look for, each once: without function words, unless there are no others."""
    said = said_of(query)
    telling = tuple(word for word in said if word.strip("?!.,;:()\"'“”‘’") not in FUNCTION_WORDS)
    return telling or said


def weight(documents: int, holding: int) -> float:
    """What a word weighs that so many of the documents hold.

    The inverse document frequency of BM25 (Robertson and Zaragoza, 2009), kept above zero.
    """
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def fused(by_words: Sequence[K], by_meaning: Sequence[K], share: float) -> tuple[K, ...]:
    """Two orders as one: each counts by its ranks, the words by the share of the rare ones that their best passage
    holds, the meaning by the rest.

    Reciprocal ranks (Cormack, Clarke and Büttcher, 2009), weighted. With a share of 1 it is the first order alone as
    far as that goes, with 0 the second.
    """
    scores: dict[K, float] = {}
    for order, counts in ((by_words, share), (by_meaning, 1 - share)):
        for rank, key in enumerate(order, start=1):
            scores[key] = scores.get(key, 0.0) + counts / (SOFTENED + rank)
    places = {key: place for place, key in enumerate((*by_words, *by_meaning))}
    return tuple(sorted(scores, key=lambda key: (-scores[key], places[key])))


def fused_hits(by_words: Sequence[Hit], by_meaning: Sequence[Passage]) -> tuple[Hit, ...]:
    """Hits of a search by words and the passages nearest in meaning as one order; what words alone did not find holds
    no share of them."""
    known = {hit.passage.passage_id: hit for hit in by_words}
    near = {passage.passage_id: passage for passage in by_meaning}
    order = fused(tuple(known), tuple(near), by_words[0].share if by_words else 0.0)
    first = by_words[0].passage.passage_id if by_words else None
    agreed = first is not None and next(iter(near), None) == first
    return tuple(
        replace(known[key], ahead=known[key].ahead if key == first else 0.0, agreed=agreed and key == first)
        if key in known
        else Hit(near[key], 0.0)
        for key in order
    )


def merged(lists: Sequence[Sequence[Hit]]) -> tuple[Hit, ...]:
    """Hits from several bodies of text as one order: the order of each stays, and no passage stands twice.

    First comes the best of each body, so that none drowns another; then, of what is first in each, that with the
    greatest share of the rare words (of equals the one of the earlier body).
    """
    waiting = [list(reversed(each)) for each in lists if each]
    best = sorted((each.pop() for each in waiting), key=lambda hit: -hit.share)
    found = {hit.passage.passage_id: hit for hit in best}
    while any(waiting):
        hit = max((each for each in waiting if each), key=lambda each: each[-1].share).pop()
        found.setdefault(hit.passage.passage_id, hit)
    return tuple(found.values())


def shares(weights: Mapping[str, float], held: Mapping[K, frozenset[str]]) -> dict[K, float]:
    """The share of the words' weight that each holds; 0 where the words weigh nothing."""
    whole = sum(weights.values())
    return {key: sum(weights[word] for word in words) / whole if whole else 0.0 for key, words in held.items()}
