"""How each sentence that cites is supported: what becomes of its claims, how close its wording keeps to its passage.

What is said here never passes a section: a close match is the wording's, and who did what to whom, causes, pronouns,
conclusions and what was left out stay unseen.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.claim_check import ClaimStatus, worst
from desktop_app.domain.content import Content
from desktop_app.domain.evidence_words import evidence_words
from desktop_app.domain.figure_check import JudgedSentence, judged_sentences
from desktop_app.domain.sentence_check import CitedSentence, cited_sentences, differences_of
from desktop_app.domain.support_score import SupportWeights, figures_of
from desktop_app.domain.text import Span
from desktop_app.domain.wording_features import Wording

CLAIMS, WORDING, PEOPLE = "claims", "wording", "@people"
"""The program's own readers, and what reviewers made of a sentence, by the names under which they are kept."""

OWN_READERS = frozenset((CLAIMS, WORDING, PEOPLE))
"""Any other is one that read as well: an endpoint, whose name begins with a letter, or a model in a file."""

MOST_WORDS = 6
"""Words of a reason that are shown."""


class SupportState(StrEnum):
    """How the wording lies beside its passage. Only what is near can be compared; the third is no judgement."""

    CLOSE = "close_match"
    DIFFERS = "differs"
    REWORDED = "reworded"


class Verdict(StrEnum):
    """What a second reader says of a sentence and its passage."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_IN_PASSAGE = "not_in_passage"


STATES = (*SupportState, *ClaimStatus, *(v for v in Verdict if v.value not in {*ClaimStatus}))
"""All that a reader can say of a sentence."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Words of the sentence, and what the passage has in their place; `kind` says what the matter is.

    A kind of difference (negation, duty, …), `figure` for a claim, `not_in_passage` for words that stand nowhere there,
    `second_reader` for words that one named.
    """

    kind: str
    said: str
    there: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence with its state, the status of its claims (None: it claims nothing) and the reasons for both."""

    place: Span
    state: SupportState
    claims: ClaimStatus | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceSupport:
    """What one reader says of a sentence of a revision (offsets in its plain text), as it is kept.

    `state` is one of STATES; `reason` holds the sealed reasons, where there are any.
    """

    revision_id: str
    start: int
    reader: str
    end: int
    state: str
    reason: Content | None = None

    @property
    def span(self) -> Span:
        """The sentence's place."""
        return Span(self.start, self.end)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons, opened."""
        return load_reasons(self.reason.body) if self.reason else ()


def supports(subject: CheckedText, weights: SupportWeights | None) -> tuple[Support, ...]:
    """The support of each sentence that cites, in order. Without weights nothing but verbatim words is a close match.

    Words and their order are known in English alone; in another language what is not verbatim is not compared.
    """
    judged = {each.place: each for each in judged_sentences(subject)}
    english = subject.language.startswith("en")
    return tuple(_support(cited, judged.get(cited.place), weights if english else None, english=english)
                 for cited in cited_sentences(subject))  # fmt: skip


def _support(
    cited: CitedSentence, judged: JudgedSentence | None, weights: SupportWeights | None, *, english: bool
) -> Support:
    claims = judged.claims if judged else ()
    status = worst([each.status for each in claims])
    wrong = [c for c in claims if c.status in (ClaimStatus.CONTRADICTED, ClaimStatus.UNSUPPORTED) and c.finding]
    reasons = [Reason("figure", c.claim.text, c.finding.details.get("passage", "")) for c in wrong if c.finding]
    reasons += [Reason(d.kind.value, d.said, d.there) for d in (differences_of(cited) if english else ())]
    if reasons:
        return Support(cited.place, SupportState.DIFFERS, status, tuple(reasons))
    if cited.verbatim:
        return Support(cited.place, SupportState.CLOSE, status)
    if weights is not None and is_close(cited, weights):
        return Support(cited.place, SupportState.CLOSE, status)
    return Support(cited.place, SupportState.REWORDED, status, _strange(cited, weights))


LEAST_ALIGNED, LEAST_COVERED = 0.85, 0.9
"""The shares of a sentence's words that must stand in its passage in the same order, and at all, to be a close match:
the score is a measure among such sentences only."""


def is_close(cited: CitedSentence, weights: SupportWeights) -> bool:
    """Whether the wording keeps close to its passage and nothing measured speaks against it."""
    figures = figures_of(cited.words, cited.passages, weights.words)
    near = figures.get("aligned", 1.0) >= LEAST_ALIGNED and figures["cov"] >= LEAST_COVERED
    return near and weights.score(figures) >= weights.close


def _strange(cited: CitedSentence, weights: SupportWeights | None) -> tuple[Reason, ...]:
    """The words of a reworded sentence that stand in no cited passage, the rarest first."""
    wording = Wording(cited.words, evidence_words(cited.passages), weights.words if weights else {})
    missing = sorted(wording.missing, key=lambda each: -each[0])[:MOST_WORDS] if wording.carrying else []
    said = ", ".join(dict.fromkeys(word.text for _, word in missing))
    return (Reason("not_in_passage", said),) if said else ()


def reworded_share(states: Sequence[SupportState]) -> float:
    """The share of the sentences that cite which are reworded; of none, zero."""
    return sum(state is SupportState.REWORDED for state in states) / len(states) if states else 0.0


def dump_reasons(reasons: Sequence[Reason]) -> bytes:
    """The bytes that are kept."""
    return json.dumps([[r.kind, r.said, r.there] for r in reasons], ensure_ascii=False).encode()


def load_reasons(body: bytes) -> tuple[Reason, ...]:
    """The reasons that `dump_reasons` gave these bytes for."""
    return tuple(Reason(*each) for each in json.loads(body))


def of_reader(found: Sequence[SentenceSupport], reader: str) -> Iterator[SentenceSupport]:
    """What one reader says."""
    return (each for each in found if each.reader == reader)
