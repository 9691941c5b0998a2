"""The checks that a pack asks for: agreement with answers, citations, slots, words and length."""

import re
from collections.abc import Iterator
from dataclasses import replace

from desktop_app.domain.checked_text import CheckedAnswer, CheckedText
from desktop_app.domain.claim import ClaimKind, agrees
from desktop_app.domain.draft import SlotValue
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.folding import fold
from desktop_app.domain.form import AgreeCheck, Agreement, Forbid, ForbidCheck, SlotType
from desktop_app.domain.naming import same_name
from desktop_app.domain.sentence import sentences
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.source import Source, source_of, source_of_answer
from desktop_app.domain.text import BlockKind, Origin, Places, Span

_COMPARED = {
    SlotType.DATE: ClaimKind.DATE,
    SlotType.MONEY: ClaimKind.MONEY,
    SlotType.DURATION: ClaimKind.DURATION,
}
_LONGEST_SHOWN = 160
_NO_VALUE = frozenset(("", "other", "yes", "no", "true", "false"))


def check_form(subject: CheckedText) -> Iterator[Finding]:
    """The findings of the section's own checks, and of its slots and length."""
    for check in subject.section.checks:
        if isinstance(check, ForbidCheck):
            yield from _forbidden(check.forbid, subject)
        elif isinstance(check, AgreeCheck):
            yield from _disagreeing(check.agree, subject)
    yield from _uncited(subject)
    yield from _missing_slots(subject)
    yield from _length(subject)


def _forbidden(forbid: Forbid, subject: CheckedText) -> Iterator[Finding]:
    for phrase in forbid.words:
        words = r"\s+".join(re.escape(word) for word in phrase.split())
        for match in re.finditer(rf"(?<!\w){words}(?!\w)", subject.text.plain, re.IGNORECASE):
            severity = Severity(forbid.finding)
            yield Finding(Rule.FORBIDDEN_WORDS, severity, *match.span(), {"words": match.group()})


def _disagreeing(agree: Agreement, subject: CheckedText) -> Iterator[Finding]:
    answer = next((a for a in subject.answers if a.field == agree.field), None)
    slot = next((s for s in subject.section.slots if s.slot == agree.slot), None)
    found = subject.slots.get(agree.slot, ())
    if answer is None or slot is None or not found:
        return
    denied = answer.value is False
    if not denied and answer.text.casefold().strip() in _NO_VALUE:
        return
    said = (answer, *(replace(answer, text=words, value=None) for words in agree.also.get(answer.text, ())))
    if not denied and any(says_the_same(slot.type, each, value.value) for each in said for value in found):
        return
    place = _place_of(found, subject)
    details = {
        "label": answer.label or answer.field,
        "answer": answer.text,
        "passage": _shortened(", ".join(dict.fromkeys(flat(value.value) for value in found))),
        "field": agree.field,
        "slot": agree.slot,
        "number": str(found[0].number),
    }
    yield Finding(Rule.ANSWER_DISAGREES, Severity(agree.finding), place.start, place.end, details)


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN].rpartition(' ')[0]}…"


def says_the_same(slot_type: SlotType, answer: CheckedAnswer, words: str) -> bool:
    """Whether the answer says the same as words that a slot found: by value where both hold one of the slot's kind,
    else by name."""
    told, found = source_of_answer(answer.text, answer.value), source_of(words)
    kind = _COMPARED.get(slot_type)
    if kind:
        theirs = [c for c in found.claims if c.kind in (kind, ClaimKind.NUMBER)]
        ours = [c for c in told.claims if c.kind in (kind, ClaimKind.NUMBER)]
        if theirs and ours:
            return any(agrees(a, b) or agrees(b, a) for a in ours for b in theirs)
    return _alike(told, found)


def _alike(told: Source, found: Source) -> bool:
    if not told.folded or not found.folded:
        return True
    return told.folded in found.folded or found.folded in told.folded or same_name(told.text, found.text)


def _place_of(found: tuple[SlotValue, ...], subject: CheckedText) -> Span:
    folded = fold(subject.text.plain)
    places = (folded.find(value.value) for value in found)
    return next((place for place in places if place), Span(0, 0))


def _uncited(subject: CheckedText) -> Iterator[Finding]:
    """Sentences without a citation, but for headings, for what the template says and for what was not found.

    Where the section does not ask for every sentence, a model's are asked for all the same: they are never trusted
    without a source.
    """
    every = "every_sentence_cited" in subject.section.checks
    absent = {fold(slot.absent).text for slot in subject.section.slots}
    headings, anchors, origins = Places(_headings(subject)), Places(subject.anchors), Places(subject.spans)
    for place in sentences(subject.text.plain):
        words = fold(subject.text.plain[place.start : place.end]).text
        found = {span.origin for span in origins.at(place)}
        exempt = not words or words in absent or bool(found and found <= {Origin.TEMPLATE, Origin.ANSWER})
        exempt = exempt or not (every or Origin.MODEL in found)
        if not exempt and not anchors.at(place) and not headings.at(place):
            yield Finding(Rule.UNCITED_SENTENCE, Severity.WARNING, place.start, place.end)


def _headings(subject: CheckedText) -> tuple[Span, ...]:
    spans, at = [], 0
    for block in subject.text.blocks:
        if block.kind is BlockKind.HEADING:
            spans.append(Span(at, at + len(block.text)))
        at += len(block.text) + 1
    return tuple(spans)


def _missing_slots(subject: CheckedText) -> Iterator[Finding]:
    for slot in subject.section.slots:
        if slot.slot in subject.slots and not subject.slots[slot.slot] and not slot.absent:
            yield Finding(Rule.MISSING_SLOT, Severity.WARNING, 0, 0, {"slot": slot.slot.replace("_", " ")})


def _length(subject: CheckedText) -> Iterator[Finding]:
    if subject.section.words is None:
        return
    least, most = subject.section.words
    count = len(subject.text.plain.split())
    if least <= count <= most:
        return
    short = count < least and subject.endpoint is EndpointKind.ASSEMBLED
    details = {"words": str(count), "least": str(least), "most": str(most)}
    end = len(subject.text.plain)
    yield Finding(Rule.LENGTH, Severity.NOTE if short else Severity.WARNING, 0, end, details)
