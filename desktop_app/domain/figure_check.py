"""The check that figures, dates, durations and names stand somewhere: in the cited passage first of all."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.claim import Claim, ClaimKind, find_claims
from desktop_app.domain.claim_check import OPPOSED, ClaimStatus, JudgedClaim, Standing, judge, standing_of
from desktop_app.domain.declared_sum import declared_sums
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.naming import find_names
from desktop_app.domain.sentence import sentences
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.text import BlockKind, Origin, OriginSpan, Places, Span


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence with its claims and what becomes of each; what the pack's own template says is not among them."""

    place: Span
    claims: tuple[JudgedClaim, ...]


def check_figures(subject: CheckedText) -> tuple[Finding, ...]:
    """The findings about all claims of the text. What the pack's own template says is not held against anything."""
    return tuple(c.finding for sentence in judged_sentences(subject) for c in sentence.claims if c.finding)


def judged_sentences(subject: CheckedText) -> tuple[JudgedSentence, ...]:
    """Every sentence, in order, with what becomes of its claims."""
    standing, origins = standing_of(subject), Places(subject.spans)
    return tuple(
        JudgedSentence(place, _judged(place, claims, subject, standing, origins))
        for place, claims in _by_sentence(subject)
    )


def _judged(
    place: Span, claims: tuple[Claim, ...], subject: CheckedText, standing: Standing, origins: Places[OriginSpan]
) -> tuple[JudgedClaim, ...]:
    judged: list[JudgedClaim] = []
    for claim in claims:
        of = {span.origin for span in origins.at(claim.span)}
        if claim.kind in OPPOSED and _quotes_an_answer(of) and standing.answer_stating(claim) is None:
            judged.append(JudgedClaim(claim, ClaimStatus.CONTRADICTED, _changed(claim, place, subject)))
        elif of != {Origin.TEMPLATE}:
            judged.append(judge(claim, claims, place, subject.text.plain, standing))
    rates = {claim: standing.rates_of(claim, place) for claim in claims if claim.kind is ClaimKind.MONEY}
    return declared_sums(judged, subject.text.plain, rates)


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
