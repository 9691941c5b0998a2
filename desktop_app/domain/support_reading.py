"""What all readers say of the sentences of a text, together, and in words. Never a tick: a close match is no proof."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.claim_check import ClaimStatus
from desktop_app.domain.evidence import Citation
from desktop_app.domain.section import Revision
from desktop_app.domain.support import (
    CLAIMS,
    OWN_READERS,
    WORDING,
    Reason,
    SentenceSupport,
    SupportState,
    Verdict,
    reworded_share,
)

UNSEEN = "None of this sees who did what to whom, causes, what pronouns mean, conclusions, and what was left out."
"""What stays for the person who reads."""

_STATES = {
    SupportState.CLOSE: "close match",
    SupportState.DIFFERS: "differs here",
    SupportState.REWORDED: "reworded, not checked automatically, read the passage",
}
_CLAIMS = {
    ClaimStatus.SUPPORTED: "figures and names supported",
    ClaimStatus.DERIVED: "figures derived",
    ClaimStatus.ELSEWHERE: "figures cited elsewhere",
    ClaimStatus.UNSUPPORTED: "figures or names unsupported",
    ClaimStatus.CONTRADICTED: "figures contradicted",
}
_VERDICTS = {
    Verdict.SUPPORTED: "finds it supported",
    Verdict.CONTRADICTED: "finds it contradicted",
    Verdict.NOT_IN_PASSAGE: "does not find it in the passage",
}
_DOUBTED = (ClaimStatus.ELSEWHERE, ClaimStatus.UNSUPPORTED, ClaimStatus.CONTRADICTED)


@dataclass(frozen=True, slots=True)
class SecondVerdict:
    """What an endpoint said, and which words of the sentence it named."""

    reader: str
    verdict: Verdict
    words: str = ""


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """A sentence that cites: its place and words, what each reader says, and the numbers of the passages it cites."""

    start: int
    end: int
    text: str
    state: SupportState
    claims: ClaimStatus | None = None
    reasons: tuple[Reason, ...] = ()
    verdicts: tuple[SecondVerdict, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def doubted(self) -> bool:
        """Whether any reader says that it is not supported; one that is reworded is not checked, and not doubted."""
        doubts = any(each.verdict is not Verdict.SUPPORTED for each in self.verdicts)
        return self.state is SupportState.DIFFERS or self.claims in _DOUBTED or doubts

    @property
    def to_read(self) -> bool:
        """Whether a person has to hold it against its passage: it is doubted, or reworded and nobody has read it."""
        return self.doubted or (self.state is SupportState.REWORDED and not self.verdicts)


def read_supports(record: CaseRecord, revision: Revision) -> tuple[SentenceReading, ...]:
    """The sentences of a revision that cite, in order; none of one that was recorded before they were kept."""
    plain = revision.section_text.plain
    cited = record.citations.get(revision.revision_id, ())
    found: defaultdict[int, list[SentenceSupport]] = defaultdict(list)
    for each in record.supports.get(revision.revision_id, ()):
        found[each.start].append(each)
    return tuple(reading for _, rows in sorted(found.items()) if (reading := _reading(rows, plain, cited)))


def _reading(rows: Sequence[SentenceSupport], plain: str, citations: Sequence[Citation]) -> SentenceReading | None:
    by_reader = {each.reader: each for each in rows}
    wording, claims = by_reader.get(WORDING), by_reader.get(CLAIMS)
    if wording is None:
        return None
    others = sorted((name, row) for name, row in by_reader.items() if name not in OWN_READERS)
    verdicts = (SecondVerdict(name, Verdict(row.state), _words(row)) for name, row in others)
    return SentenceReading(
        start=wording.start,
        end=wording.end,
        text=plain[wording.start : wording.end],
        state=SupportState(wording.state),
        claims=ClaimStatus(claims.state) if claims else None,
        reasons=wording.reasons,
        verdicts=tuple(verdicts),
        numbers=tuple(dict.fromkeys(c.number for c in citations if c.start < wording.end and wording.start < c.end)),
    )


def _words(row: SentenceSupport) -> str:
    return next((reason.said for reason in row.reasons), "")


@dataclass(frozen=True, slots=True)
class SupportCount:
    """Of the sentences of a text that cite: how many are in each state, and how many are doubted."""

    close: int = 0
    differs: int = 0
    reworded: int = 0
    doubted: int = 0

    @property
    def all(self) -> int:
        """How many cite."""
        return self.close + self.differs + self.reworded

    @property
    def reworded_percent(self) -> int:
        """The share that is reworded, in percent."""
        states = [SupportState.REWORDED] * self.reworded + [SupportState.CLOSE] * (self.close + self.differs)
        return round(100 * reworded_share(states))


def count_supports(readings: Sequence[SentenceReading]) -> SupportCount:
    """The sentences, counted."""
    states = [each.state for each in readings]
    return SupportCount(
        states.count(SupportState.CLOSE),
        states.count(SupportState.DIFFERS),
        states.count(SupportState.REWORDED),
        sum(each.doubted for each in readings),
    )


def count_words(count: SupportCount) -> str:
    """The counts in English."""
    if not count.all:
        return "no sentence cites"
    return (
        f"of {count.all} sentences that cite {count.close} close match, {count.differs} differ, "
        f"{count.reworded} reworded ({count.reworded_percent} %)"
    )


def state_words(state: SupportState) -> str:
    """The state in English."""
    return _STATES[state]


def claim_words(status: ClaimStatus | None) -> str:
    """What becomes of a sentence's claims, in English; empty where it claims nothing."""
    return _CLAIMS[status] if status else ""


def reason_words(reason: Reason) -> str:
    """Why, in English."""
    if reason.kind == "not_in_passage":
        return f"not in the passage: {reason.said}"
    return f"“{reason.said}”, where the passage says “{reason.there}”" if reason.there else f"“{reason.said}”"


def verdict_words(verdict: SecondVerdict) -> str:
    """What a second reader says, in English."""
    words = f": “{verdict.words}”" if verdict.words else ""
    return f"second reader “{verdict.reader}” {_VERDICTS[verdict.verdict]}{words}"


def reading_words(reading: SentenceReading) -> str:
    """All that is said of a sentence, in English."""
    parts = [state_words(reading.state), *map(reason_words, reading.reasons)]
    parts += [claim_words(reading.claims)] if reading.claims else []
    return "; ".join((*parts, *map(verdict_words, reading.verdicts)))
