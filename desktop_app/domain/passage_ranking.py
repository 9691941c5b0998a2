"""The order of passages that were found in several ways, and whether the first of them is surely the right one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

SURE_SHARE = 0.6
SURE_AHEAD = 0.2
"""Words and meaning: the first passage holds this share of what the words weigh, and its sum of both is so much above
that of the next paragraph."""

SURE_SHARE_BY_WORDS = 0.75
SURE_AHEAD_BY_WORDS = 0.15
"""Words alone: its own text holds this share, and its score is so much above the next: 0.15 of that.

How often what is sure is right, and on which questions these were chosen: docs/measurements.md."""

LOOKED_AT = 50
"""How many passages each way of searching puts forward before both are weighed together."""

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Lead:
    """By what the first passage of a search stands out.

    `held` is the share of the words' weight that its own text holds, without the headings above it; `ahead` by how much
    it is above the next paragraph: where words alone were searched, its score as a part of the next score (0.2: a fifth
    more); where `meant`, the difference of the sums of share and nearness in meaning.
    """

    held: float
    ahead: float
    meant: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found.

    `share` is the part (0 to 1) of the weight of the search's words that it holds, where a rare word weighs more;
    `lead` is had by the first alone. `opens` is False for a sentence out of the middle of a numbered paragraph, which
    leans on what stands before it.
    """

    passage: Passage
    share: float
    lead: Lead | None = None
    opens: bool = True

    @property
    def is_sure(self) -> bool:
        """Whether it may be cited without a person having chosen it; where not, a draft says that it found nothing."""
        if self.lead is None or not self.opens:
            return False
        if self.lead.meant:
            return self.share >= SURE_SHARE and self.lead.ahead >= SURE_AHEAD
        return self.lead.held >= SURE_SHARE_BY_WORDS and self.lead.ahead >= SURE_AHEAD_BY_WORDS


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


def weighed(shares: Mapping[K, float], near: Mapping[K, float]) -> dict[K, float]:
    """What passages weigh, heaviest first (of equals the earlier): the share of the words that each holds, and how near
    it is to what they mean.

    A plain sum. Weights from 0.8 to 2 for the nearness put as many questions on regulations right.
    """
    sums = {key: share + near.get(key, 0.0) for key, share in shares.items()}
    return dict(sorted(sums.items(), key=lambda each: -each[1]))


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
