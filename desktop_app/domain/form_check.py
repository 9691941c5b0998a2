"""The checks that a pack asks for, each a few lines here or in a file of its own."""

from collections.abc import Iterator

from desktop_app.domain.agreement import Wording
from desktop_app.domain.answer_check import harmful, no_answers, wrong_language
from desktop_app.domain.checked_sentence import heading_spans, own_sentences
from desktop_app.domain.checked_text import CheckedAnswer, CheckedText
from desktop_app.domain.draft import SlotValue
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.folding import fold
from desktop_app.domain.form import AgreeCheck, Agreement
from desktop_app.domain.leak_check import leaks
from desktop_app.domain.pack_check import (
    Check,
    DiscloseCheck,
    FactsCheck,
    ForbidCheck,
    NoPersonalData,
    OnTopicCheck,
    PersonalDataCheck,
    Reading,
    ReadingCheck,
    RequireCheck,
    ToneCheck,
)
from desktop_app.domain.reading_level import hardest_sentence, reading_level
from desktop_app.domain.section_contract import missing_facts, personal_data
from desktop_app.domain.sentence import sentences
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.text import Origin, Places, Span
from desktop_app.domain.topic_check import FLOOR, off_topic
from desktop_app.domain.wording_check import forbidden, required, toneless, undisclosed

_LONGEST_SHOWN = 160
_NO_VALUE = frozenset(("", "yes", "no", "true", "false"))

_OF_MODELS = frozenset(("no_leaks", "on_topic", "right_language", "answered", "no_harm"))


def check_form(subject: CheckedText) -> Iterator[Finding]:
    """The findings of the section's own checks, and of its slots and length."""
    for check in subject.section.checks:
        yield from _declared(check, subject)
    yield from _of_models(subject)
    yield from _uncited(subject)
    yield from _missing_slots(subject)
    yield from _length(subject)


def _declared(check: Check, subject: CheckedText) -> Iterator[Finding]:
    """What a check finds that the pack has set."""
    match check:
        case ForbidCheck():
            yield from forbidden(check.forbid, subject)
        case RequireCheck():
            yield from required(check.require, subject)
        case DiscloseCheck():
            yield from undisclosed(check.disclose, subject)
        case ToneCheck():
            yield from toneless(check.tone, subject)
        case ReadingCheck():
            yield from _hard_to_read(check.reading, subject)
        case PersonalDataCheck():
            yield from personal_data(check.no_personal_data, subject)
        case "no_personal_data":
            yield from personal_data(NoPersonalData(), subject)
        case FactsCheck():
            yield from missing_facts(check.facts, subject)
        case AgreeCheck():
            yield from _disagreeing(check.agree, subject)


def _of_models(subject: CheckedText) -> Iterator[Finding]:
    """What is held against every text of a model, and against a person's where the pack names the check."""
    named = subject.section.checks
    own = next((check.on_topic for check in named if isinstance(check, OnTopicCheck)), None)
    floor, severity = (own.at_least, Severity(own.finding)) if own else (FLOOR, Severity.WARNING)
    models = tuple(own_sentences(subject, declared=False))
    is_named = own is not None or any(check in _OF_MODELS for check in named if isinstance(check, str))
    every = tuple(own_sentences(subject, declared=True)) if is_named else models
    yield from leaks(subject, every if "no_leaks" in named else models)
    yield from off_topic(subject, every if own or "on_topic" in named else models, floor, severity)
    yield from wrong_language(subject, every if "right_language" in named else models)
    yield from no_answers(subject, every if "answered" in named else models)
    yield from harmful(subject, every if "no_harm" in named else models)
    if subject.moderated:
        yield Finding(Rule.MODERATION, Severity.WARNING, 0, 0, {"categories": ", ".join(subject.moderated)})


def _hard_to_read(check: Reading, subject: CheckedText) -> Iterator[Finding]:
    plain = subject.text.plain
    level = reading_level(plain, subject.language)
    if level is None:
        return
    measure, limit = (
        ("grade", check.grade_at_most) if check.grade_at_most is not None else ("ease", check.ease_at_least)
    )
    value = level.grade if measure == "grade" else level.ease
    if limit is None or (value <= limit if measure == "grade" else value >= limit):
        return
    place = hardest_sentence(plain, subject.language)
    details = {"measure": measure, "level": f"{value:.0f}", "limit": f"{limit:g}"}
    yield Finding(Rule.READING_LEVEL, Severity(check.finding), place.start, place.end, details)


def _disagreeing(agree: Agreement, subject: CheckedText) -> Iterator[Finding]:
    answer = next((a for a in subject.answers if a.field == agree.field), None)
    slot = next((s for s in subject.section.slots if s.slot == agree.slot), None)
    found = subject.slots.get(agree.slot, ())
    if answer is None or slot is None or not found:
        return
    if agree.choice and agree.choice in _chosen(answer):
        return
    denied = answer.value is False or bool(agree.choice)
    if not denied and answer.text.casefold().strip() in _NO_VALUE:
        return
    wording = Wording(slot.type, answer.choices, agree.also)
    if not denied and any(wording.says_the_same(answer, value.value) for value in found):
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


def _chosen(answer: CheckedAnswer) -> tuple[str, ...]:
    return answer.value if isinstance(answer.value, tuple) else (answer.text,)


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN].rpartition(' ')[0]}…"


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
    headings, anchors, origins = Places(heading_spans(subject)), Places(subject.anchors), Places(subject.spans)
    for place in sentences(subject.text.plain):
        words = fold(subject.text.plain[place.start : place.end]).text
        found = {span.origin for span in origins.at(place)}
        exempt = not words or words in absent or bool(found and found <= {Origin.TEMPLATE, Origin.ANSWER})
        exempt = exempt or not (every or Origin.MODEL in found)
        if not exempt and not anchors.at(place) and not headings.at(place):
            yield Finding(Rule.UNCITED_SENTENCE, Severity.WARNING, place.start, place.end)


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
