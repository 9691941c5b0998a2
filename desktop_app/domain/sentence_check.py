"""The check of sentences that cite: where one says something else than the passage whose words it keeps to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.difference import Difference, differences
from desktop_app.domain.evidence_words import evidence_words, sentences_of
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.folding import fold
from desktop_app.domain.markup import Anchor
from desktop_app.domain.sentence import sentences
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.source import source_of
from desktop_app.domain.text import Origin, OriginSpan, Places, Span

_NOT_COMPARED = (Origin.TEMPLATE, Origin.ANSWER)
# “The agreement provides that”, “Under the lease,”: who says it, and not what is said.
_LEAD_IN = re.compile(
    r"(?i:(?:the|this|that|its?)\s(?:[a-z]{2,14}\s){0,2}?(?:agreement|contract|document|passage|policy|notice|clause"
    r"|section|lease|letter|report|regulation|rule|statement|amendment|licen[cs]e)\s(?:[a-z]{2,10}\s)?(?:provides?|states?"
    r"|says?|requires?|specifies|stipulates?|notes?|confirms?|explains?|sets\sout)\sthat\s"
    r"|(?:under|according\sto|pursuant\sto|in)\s(?:the|this)\s(?:[a-z]{2,14}\s){0,2}?(?:agreement|contract|document"
    r"|policy|clause|lease|letter|report|regulation|rule|statement),\s)"
)


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence that cites, and the passages that it cites, each in one line.

    `words` is its text with blanks in the place of what the pack's template and the answers say: that has no passage.
    """

    place: Span
    words: str
    passages: tuple[str, ...]

    @property
    def verbatim(self) -> bool:
        """Whether it stands in a passage letter by letter."""
        folded = fold(self.words).text
        return any(folded in source_of(passage).folded for passage in self.passages)


def cited_sentences(subject: CheckedText) -> Iterator[CitedSentence]:
    """The sentences that cite a passage with words of their own, in order."""
    anchors: Places[Anchor] = Places(subject.anchors)
    spans: Places[OriginSpan] = Places(s for s in subject.spans if s.origin in _NOT_COMPARED)
    for place in sentences(subject.text.plain):
        numbers = dict.fromkeys(anchor.number for anchor in anchors.at(place))
        passages = tuple(flat(subject.passages[n]) for n in numbers if n in subject.passages)
        words = without_lead_in(_without(subject.text.plain, place, spans))
        if passages and any(character.isalnum() for character in words):
            yield CitedSentence(place, words, passages)


def _without(plain: str, place: Span, spans: Places[OriginSpan]) -> str:
    words = plain[place.start : place.end]
    for span in spans.at(place):
        start, end = max(span.start - place.start, 0), min(span.end - place.start, len(words))
        words = words[:start] + " " * (end - start) + words[end:]
    return words


def without_lead_in(words: str) -> str:
    """The sentence with blanks in the place of the words that only tell who says it."""
    lead_in = _LEAD_IN.match(words)
    return " " * lead_in.end() + words[lead_in.end() :] if lead_in else words


def differences_of(sentence: CitedSentence) -> tuple[Difference, ...]:
    """Where it says something else than its passage; nowhere, where it stands there letter by letter."""
    if sentence.verbatim:
        return ()
    held = tuple(each for passage in sentence.passages for each in sentences_of(passage))
    return differences(sentence.words, evidence_words(held), held)


def check_sentences(subject: CheckedText) -> Iterator[Finding]:
    """A finding for each difference: a contrary blocks, another word is a warning. Words are known in English alone."""
    for sentence in cited_sentences(subject) if subject.language.startswith("en") else ():
        for difference in differences_of(sentence):
            contrary = difference.kind.contradicts
            rule = Rule.CONTRADICTED_WORDS if contrary else Rule.DIFFERENT_WORDS
            severity = Severity.BLOCKER if contrary else Severity.WARNING
            place = Span(difference.start, difference.end).shifted(sentence.place.start)
            details = {"figure": difference.said, "passage": difference.there, "kind": difference.kind.value}
            yield Finding(rule, severity, place.start, place.end, details)
