"""How likely the wording of a sentence is to be borne by its passages: one number from many plain figures.

Two logistic regressions over the figures of `wording_features` and `slot_features`: one for what keeps near its
passages, where single words decide, fitted here by a ridge (Hoerl and Kennard 1970), and one for what is worded freely,
where it counts how much of it is found at all. Between the two it goes over by how much of the sentence stands in one
passage in order, or is copied in runs from several.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.evidence_words import evidence_words, sentences_of
from desktop_app.domain.slot_features import slot_features
from desktop_app.domain.wording_features import Weights, Wording, features

FAR, NEAR = 0.6, 0.9
"""The shares of a sentence's words that stand in its passages as it has them, up to which it is far, and from which it
is near."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A regression: a coefficient for each figure, and the intercept."""

    coefficients: tuple[float, ...]
    intercept: float

    def of(self, figures: Sequence[float]) -> float:
        """The logarithm of the odds."""
        return self.intercept + sum(x * weight for x, weight in zip(figures, self.coefficients, strict=True))


@dataclass(frozen=True, slots=True)
class SupportWeights:
    """What was fitted: `words` is how rare each word is; for each figure its mean and spread; what is near and far.

    A score of `close` or more is a close match; it is set so that few generated errors reach it.
    """

    words: Weights
    names: tuple[str, ...]
    mean: tuple[float, ...]
    spread: tuple[float, ...]
    near: Fitted
    far: Fitted
    close: float

    def score(self, figures: Mapping[str, float]) -> float:
        """The logarithm of the odds that the wording is borne."""
        named = zip(self.names, self.mean, self.spread, strict=True)
        standard = [(figures.get(name, 0.0) - mean) / spread for name, mean, spread in named]
        share = nearness(figures)
        return share * self.near.of(standard) + (1 - share) * self.far.of(standard)


def nearness(figures: Mapping[str, float]) -> float:
    """How near the wording keeps, from 0 to 1; what has no words to lay on a passage is near."""
    share = max(figures.get("aligned", 1.0), figures.get("copied", 0.0))
    return min(max((share - FAR) / (NEAR - FAR), 0.0), 1.0)


def figures_of(sentence: str, passages: Sequence[str], words: Weights) -> dict[str, float]:
    """All figures of a sentence and the passages that it cites."""
    held = tuple(each for passage in passages for each in sentences_of(passage))
    wording = Wording(sentence, evidence_words(held), words)
    found = features(wording)
    return found | (slot_features(wording, sentence, held) if wording.carrying else {})


def support_score(sentence: str, passages: Sequence[str], weights: SupportWeights) -> float:
    """The score of a sentence that cites these passages."""
    return weights.score(figures_of(sentence, passages, weights.words))
