"""How likely the wording of a sentence is to be borne by its passages: one number from many plain figures.

A ridge logistic regression (Hoerl and Kennard 1970) over the figures of `wording_features` and `slot_features`. It
separates while a sentence keeps close to its passages; what is worded freely it cannot judge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.evidence_words import evidence_words, sentences_of
from desktop_app.domain.slot_features import slot_features
from desktop_app.domain.wording_features import Weights, Wording, features


@dataclass(frozen=True, slots=True)
class SupportWeights:
    """What was fitted: `words` is how rare each word is; for each figure its mean, spread and coefficient.

    A score of `close` or more is a close match; it is set so that few generated errors reach it.
    """

    words: Weights
    names: tuple[str, ...]
    mean: tuple[float, ...]
    spread: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    close: float

    def score(self, figures: Mapping[str, float]) -> float:
        """The logarithm of the odds that the wording is borne."""
        terms = zip(self.names, self.mean, self.spread, self.coefficients, strict=True)
        return self.intercept + sum((figures[name] - mean) / spread * weight for name, mean, spread, weight in terms)


def figures_of(sentence: str, passages: Sequence[str], words: Weights) -> dict[str, float]:
    """All figures of a sentence and the passages that it cites."""
    held = tuple(each for passage in passages for each in sentences_of(passage))
    wording = Wording(sentence, evidence_words(held), words)
    found = features(wording)
    return found | (slot_features(wording, sentence, held) if wording.carrying else {})


def support_score(sentence: str, passages: Sequence[str], weights: SupportWeights) -> float:
    """The score of a sentence that cites these passages."""
    figures = figures_of(sentence, passages, weights.words)
    return weights.score(dict.fromkeys(weights.names, 0.0) | figures)
