"""The check that figures, dates, durations and names stand somewhere: in the cited passage first of all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.claim import Claim, ClaimKind, find_claims
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.markup import Anchor
from desktop_app.domain.naming import find_names, name_words
from desktop_app.domain.sentence import sentences
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.source import Source, source_of, source_of_answer
from desktop_app.domain.text import BlockKind, Origin, Places, Span

# Kinds in which a value from an answer stands against the cited passage. Bare numbers are too many to be opposed.
_OPPOSED = frozenset((ClaimKind.MONEY, ClaimKind.PERCENT, ClaimKind.DURATION, ClaimKind.DATE))
_UNSUPPORTED = {
    ClaimKind.DATE: Rule.UNSUPPORTED_DATE,
    ClaimKind.NAME: Rule.UNSUPPORTED_NAME,
}


@dataclass(frozen=True, slots=True)
class _Standing:
    """What a text may stand on."""

    passages: dict[int, Source]
    anchors: Places[Anchor]
    answers: tuple[tuple[str, Source], ...]
    others: tuple[Source, ...]

    def cited(self, place: Span) -> tuple[Source, ...]:
        """The passages that are cited for these words."""
        numbers = dict.fromkeys(anchor.number for anchor in self.anchors.at(place))
        return tuple(self.passages[number] for number in numbers if number in self.passages)

    def answer_stating(self, claim: Claim) -> tuple[str, Source] | None:
        return next(((label, source) for label, source in self.answers if source.states(claim)), None)

    def stated(self, claim: Claim) -> bool:
        """Whether anything states it; the words of a name may come from several texts."""
        sources = (*self.passages.values(), *self.others, *(source for _, source in self.answers))
        if any(source.states(claim) for source in sources):
            return True
        words = name_words(claim.text)
        return claim.kind is ClaimKind.NAME and words <= frozenset().union(*(source.words for source in sources))


def check_figures(subject: CheckedText) -> tuple[Finding, ...]:
    """The findings about all claims of the text. What the pack's own template says is not held against anything."""
    standing, origins = _standing(subject), Places(subject.spans)
    found: list[Finding | None] = []
    for place, claims in _by_sentence(subject):
        for claim in claims:
            of = {span.origin for span in origins.at(claim.span)}
            if claim.kind in _OPPOSED and _quotes_an_answer(of) and standing.answer_stating(claim) is None:
                found.append(_changed(claim, place, subject))
            elif of != {Origin.TEMPLATE}:
                found.append(_judged(claim, claims, place, standing))
    return tuple(finding for finding in found if finding)


def claims_of(subject: CheckedText) -> tuple[Claim, ...]:
    """All claims of the text, block by block; a heading's capitals are no names."""
    found: list[Claim] = []
    at = 0
    for block in subject.text.blocks:
        line = flat(block.text)
        names = () if block.kind is BlockKind.HEADING else find_names(line)
        figures = find_claims(line)
        new = (*figures, *(n for n in names if not any(n.span.overlaps(c.span) for c in figures)))
        offsets = _offsets(line, block.text)
        found += [replace(c, start=at + offsets[c.start], end=at + offsets[c.end - 1] + 1) for c in new]
        at += len(block.text) + 1
    return tuple(sorted(found, key=lambda claim: claim.start))


def _offsets(line: str, raw: str) -> list[int]:
    """For each character of a flat line the offset of the raw one that it stands for."""
    offsets: list[int] = []
    at = 0
    for character in line:
        while raw[at] != character and not (character == " " and raw[at].isspace()):
            at += 1
        offsets.append(at)
        at += 1
    return offsets


def _standing(subject: CheckedText) -> _Standing:
    return _Standing(
        {number: source_of(text) for number, text in subject.passages.items()},
        Places(subject.anchors),
        tuple((a.label or a.field, source_of_answer(a.text, a.value)) for a in subject.answers),
        tuple(source_of(text) for text in (*subject.outcomes, *subject.known, subject.section.title)),
    )


def _by_sentence(subject: CheckedText) -> Iterator[tuple[Span, tuple[Claim, ...]]]:
    claims, at = claims_of(subject), 0
    for place in sentences(subject.text.plain):
        first = at
        while at < len(claims) and claims[at].start < place.end:
            at += 1
        yield place, claims[first:at]


def _quotes_an_answer(origins: set[Origin]) -> bool:
    return Origin.ANSWER in origins and origins <= {Origin.ANSWER, Origin.TEMPLATE}


def _changed(claim: Claim, sentence: Span, subject: CheckedText) -> Finding:
    """What is found of words that the draft took from an answer which has changed since, with the one in its place."""
    said = _words(subject.text.plain[sentence.start : sentence.end])
    now = [
        (len(_words(answer.label) & said), answer.label or answer.field, own[0].text)
        for answer in subject.answers
        if answer.field in subject.section.uses
        and len(own := [c for c in find_claims(answer.text) if c.kind is claim.kind]) == 1
    ]
    details = {"figure": claim.text, "instead": ""}
    if now:
        _, label, text = max(now, key=lambda each: each[0])
        details |= {"label": label, "passage": text, "instead": f": “{label}” is {text}"}
    return Finding(Rule.CHANGED_ANSWER, Severity.BLOCKER, claim.start, claim.end, details)


def _words(text: str) -> frozenset[str]:
    return frozenset(flat(text).casefold().replace(".", " ").replace(",", " ").split())


def _judged(claim: Claim, beside: Sequence[Claim], sentence: Span, standing: _Standing) -> Finding | None:
    cited = standing.cited(sentence)
    if any(source.states(claim) for source in cited):
        return None
    nearest = standing.cited(claim.span) or cited
    answer = standing.answer_stating(claim)
    if answer and claim.kind in _OPPOSED:
        told = [other for other in beside if other is not claim]
        untold = [own for source in nearest for own in source.opposing(claim, told)]
        if untold:
            details = {"label": answer[0], "answer": claim.text, "figure": claim.text, "passage": _shown(untold)}
            return Finding(Rule.ANSWER_DISAGREES, Severity.BLOCKER, claim.start, claim.end, details)
    if answer or standing.stated(claim):
        return None
    opposing = [own for source in nearest for own in source.opposing(claim)] if claim.kind.figure else []
    if opposing:
        details = {"figure": claim.text, "passage": _shown(opposing)}
        return Finding(Rule.CONTRADICTED_FIGURE, Severity.BLOCKER, claim.start, claim.end, details)
    rule = _UNSUPPORTED.get(claim.kind, Rule.UNSUPPORTED_FIGURE)
    severity = Severity.NOTE if claim.kind is ClaimKind.REFERENCE else Severity.WARNING
    return Finding(rule, severity, claim.start, claim.end, {"figure": claim.text})


def _shown(claims: Sequence[Claim]) -> str:
    return ", ".join(dict.fromkeys(claim.text for claim in claims[:3]))
