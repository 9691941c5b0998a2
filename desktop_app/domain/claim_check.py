"""What becomes of each claim of a sentence when it is held against what the sentence may stand on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.bound import Limit, Limits, limits_of
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.claim import Claim, ClaimKind, agrees
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.markup import Anchor
from desktop_app.domain.naming import name_words
from desktop_app.domain.rate import rate_named, rate_of
from desktop_app.domain.source import Source, source_of, source_of_answer
from desktop_app.domain.text import Places, Span


class ClaimStatus(StrEnum):
    """What a claim stands on, from best to worst; a sentence is as its worst claim is.

    cited: its passage or an answer says it; derived: it follows from such by a calculation or rule; elsewhere: another
    passage says it than the one that is cited.
    """

    SUPPORTED = "supported"
    DERIVED = "derived"
    ELSEWHERE = "elsewhere"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


_ORDER = tuple(ClaimStatus)


def worst(statuses: Sequence[ClaimStatus]) -> ClaimStatus | None:
    """The status of a sentence with such claims; None where it claims nothing."""
    return max(statuses, key=_ORDER.index, default=None)


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with its status, and what is found of it where it does not stand."""

    claim: Claim
    status: ClaimStatus
    finding: Finding | None = None


# Kinds in which a value from an answer stands against the cited passage. Bare numbers are too many to be opposed.
OPPOSED = frozenset((ClaimKind.MONEY, ClaimKind.PERCENT, ClaimKind.DURATION, ClaimKind.DATE))
_UNSUPPORTED = {
    ClaimKind.DATE: Rule.UNSUPPORTED_DATE,
    ClaimKind.NAME: Rule.UNSUPPORTED_NAME,
}
_LEAST_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """What a text may stand on. `derived` are answers that were calculated and what rule tables gave."""

    passages: dict[int, Source]
    anchors: Places[Anchor]
    answers: tuple[tuple[str, Source], ...]
    derived: tuple[Source, ...]
    others: tuple[Source, ...]

    def cited(self, place: Span) -> tuple[Source, ...]:
        """The passages that are cited for these words."""
        numbers = dict.fromkeys(anchor.number for anchor in self.anchors.at(place))
        return tuple(self.passages[number] for number in numbers if number in self.passages)

    def answer_stating(self, claim: Claim) -> tuple[str, Source] | None:
        """An answer that says it, with its label."""
        return next(((label, source) for label, source in self.answers if source.states(claim)), None)

    def rates_of(self, claim: Claim, sentence: Span) -> frozenset[str]:
        """For which lengths of time the cited passages or the answers give an amount (`month`)."""
        cited = ((source, own) for source in self.cited(sentence) for own in source.claims if agrees(claim, own))
        asked = (rate_named(label) for label, source in self.answers if source.states(claim))
        return frozenset(filter(None, (*(rate_of(source.text, own) for source, own in cited), *asked)))

    def passage_stating(self, claim: Claim) -> int | None:
        """The number of a passage that says it."""
        return next((number for number, source in sorted(self.passages.items()) if source.states(claim)), None)

    def stated_beside(self, claim: Claim) -> bool:
        """Whether anything but a passage states it; the words of a name may come from several texts."""
        beside = (*self.others, *self.derived)
        if any(source.states(claim) for source in beside):
            return True
        sources = (*self.passages.values(), *beside, *(source for _, source in self.answers))
        words = frozenset[str]().union(*(source.words for source in sources))
        return claim.kind is ClaimKind.NAME and name_words(claim.text) <= words


def standing_of(subject: CheckedText) -> Standing:
    """What the text may stand on."""
    answers = [(a, source_of_answer(a.text, a.value)) for a in subject.answers]
    return Standing(
        {number: source_of(text) for number, text in subject.passages.items()},
        Places(subject.anchors),
        tuple((a.label or a.field, source) for a, source in answers),
        (*(source for a, source in answers if a.calculated), *(source_of(text) for text in subject.outcomes)),
        tuple(source_of(text) for text in (*subject.known, subject.section.title)),
    )


def judge(claim: Claim, beside: Sequence[Claim], sentence: Span, plain: str, standing: Standing) -> JudgedClaim:
    """What becomes of a claim. `beside` are all claims of its sentence, `plain` the text that they stand in."""
    cited = standing.cited(sentence)
    stating = [source for source in cited if source.states(claim)]
    if stating:
        turned = _turned_limit(claim, plain, stating)
        if turned:
            return JudgedClaim(claim, ClaimStatus.CONTRADICTED, turned)
        return JudgedClaim(claim, ClaimStatus.DERIVED if _derived(claim, stating) else ClaimStatus.SUPPORTED)
    nearest = standing.cited(claim.span) or cited
    answer = standing.answer_stating(claim)
    if answer and claim.kind in OPPOSED:
        told = [other for other in beside if other is not claim]
        untold = [own for source in nearest for own in source.opposing(claim, told)]
        if untold:
            details = {"label": answer[0], "answer": claim.text, "figure": claim.text, "passage": _shown(untold)}
            return _contradicted(claim, Rule.ANSWER_DISAGREES, details)
    if answer or standing.stated_beside(claim):
        derived = any(source.states(claim) for source in standing.derived)
        return JudgedClaim(claim, ClaimStatus.DERIVED if derived else ClaimStatus.SUPPORTED)
    number = standing.passage_stating(claim)
    if number is not None:
        return JudgedClaim(claim, ClaimStatus.ELSEWHERE, _elsewhere(claim, number, cited, sentence, standing))
    return _unstated(claim, nearest)


def _unstated(claim: Claim, nearest: Sequence[Source]) -> JudgedClaim:
    """What nothing states: a passage that says another value of its kind contradicts it."""
    opposing = [own for source in nearest for own in source.opposing(claim)]
    if opposing and claim.kind.figure:
        details = {"figure": claim.text, "passage": _shown(opposing)}
        return _contradicted(claim, Rule.CONTRADICTED_FIGURE, details)
    rule = _UNSUPPORTED.get(claim.kind, Rule.UNSUPPORTED_FIGURE)
    note = claim.kind is ClaimKind.REFERENCE and not opposing
    severity = Severity.NOTE if note else Severity.WARNING
    finding = Finding(rule, severity, claim.start, claim.end, {"figure": claim.text})
    return JudgedClaim(claim, ClaimStatus.UNSUPPORTED, finding)


def _contradicted(claim: Claim, rule: Rule, details: dict[str, str]) -> JudgedClaim:
    finding = Finding(rule, Severity.BLOCKER, claim.start, claim.end, details)
    return JudgedClaim(claim, ClaimStatus.CONTRADICTED, finding)


def _elsewhere(
    claim: Claim, number: int, cited: Sequence[Source], sentence: Span, standing: Standing
) -> Finding | None:
    """That another passage says it, where the sentence cites one and a value is at stake, with the passage to cite."""
    digits = sum(character.isdigit() for character in claim.text)
    if not cited or not claim.kind.figure or (claim.kind is ClaimKind.NUMBER and digits < _LEAST_DIGITS):
        return None
    nearest = standing.anchors.at(claim.span) or standing.anchors.at(sentence)
    details = {"number": str(nearest[-1].number), "proposed": str(number), "figure": claim.text, "also": "yes"}
    return Finding(Rule.CITED_ELSEWHERE, Severity.WARNING, claim.start, claim.end, details)


def _derived(claim: Claim, stating: Sequence[Source]) -> bool:
    """Whether words such as “twice” made the value of one here, and of none there, or the other way round."""
    same = [own for source in stating for own in source.claims if own.kind.figure and agrees(claim, own)]
    return bool(same) and all(own.multiplied is not claim.multiplied for own in same)


def _turned_limit(claim: Claim, plain: str, stating: Sequence[Source]) -> Finding | None:
    """That the figure stands there as the other side of a limit: “at most” for “at least”."""
    if not claim.kind.figure:
        return None
    here = limits_of(claim, plain)
    if here == Limits():
        return None
    turned: tuple[Limit, Limit, Claim, Source] | None = None
    for source, own in _same_figures(claim, stating):
        opposed = here.opposed_to(limits_of(own, source.text))
        if opposed is None:
            return None
        turned = turned or (*opposed, own, source)
    return _turned(claim, plain, *turned) if turned else None


def _same_figures(claim: Claim, stating: Sequence[Source]) -> Iterator[tuple[Source, Claim]]:
    for source in stating:
        yield from ((source, own) for own in source.claims if own.kind is claim.kind and agrees(claim, own))


def _turned(claim: Claim, plain: str, here: Limit, there: Limit, own: Claim, source: Source) -> Finding:
    start, end = min(here.start, claim.start), max(here.end, claim.end)
    passage = source.text[min(there.start, own.start) : max(there.end, own.end)]
    details = {"figure": plain[start:end], "passage": passage, "kind": "comparison"}
    return Finding(Rule.CONTRADICTED_WORDS, Severity.BLOCKER, start, end, details)


def _shown(claims: Sequence[Claim]) -> str:
    return ", ".join(dict.fromkeys(claim.text for claim in claims[:3]))
