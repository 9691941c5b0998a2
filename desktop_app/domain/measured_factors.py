"""Factors that are measured in a drafted text itself: what it says is absent, cites nowhere, or says in its own words.

None of them is an error. Each is a place where errors were found more often, and weighs as often as labelled sections
of the pack say (see calibration).
"""

import re
from collections.abc import Iterator

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.confidence import Factor, FactorName, weighing
from desktop_app.domain.folding import fold
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import Origin, Span

NEAR = 0.8
"""The share of a sentence's words of four letters or more that its passages hold, below which it is reworded. Drafts
are asked to stay as near as that; what is further away no check of the program can judge."""

_WORD = re.compile(r"\w{4,}")


def measured_factors(subject: CheckedText) -> tuple[Factor, ...]:
    """All that are found; the same text always gives the same."""
    written = tuple(_written(subject))
    cited = [sentence for sentence in written if _passages(subject, sentence)]
    uncited = [sentence for sentence in written if sentence not in cited]
    return (
        *weighing(FactorName.SAID_ABSENT, [], _absent(subject)),
        *weighing(FactorName.NOTHING_CITED, [], int(not subject.anchors)),
        *weighing(FactorName.UNCITED_SENTENCE, uncited),
        *weighing(FactorName.REWORDED_SENTENCE, [s for s in cited if _share(subject, s) < NEAR]),
    )


def _absent(subject: CheckedText) -> int:
    """How many slots were not found, which the text says in the slot's own words."""
    text = fold(subject.text.plain).text
    said = [slot for slot in subject.section.slots if slot.absent and not subject.slots.get(slot.slot)]
    return sum(fold(slot.absent).text in text for slot in said)


def _written(subject: CheckedText) -> Iterator[Span]:
    """The sentences with words of a model or of a document in them: a pack's own words need no source."""
    spans = [span for span in subject.spans if span.origin in (Origin.MODEL, Origin.EVIDENCE)]
    for sentence in sentences(subject.text.plain):
        if any(sentence.overlaps(span.span) and _words(subject, sentence, span.span) for span in spans):
            yield sentence


def _words(subject: CheckedText, sentence: Span, span: Span) -> bool:
    return bool(subject.text.plain[max(sentence.start, span.start) : min(sentence.end, span.end)].strip(" .\n\t"))


def _passages(subject: CheckedText, sentence: Span) -> list[str]:
    numbers = {a.number for a in subject.anchors if Span(a.start, a.end).overlaps(sentence)}
    return [subject.passages[number] for number in sorted(numbers) if number in subject.passages]


def _share(subject: CheckedText, sentence: Span) -> float:
    """Of a sentence's words, those that its passages hold."""
    words = set(_WORD.findall(subject.text.plain[sentence.start : sentence.end].casefold()))
    held = {word for text in _passages(subject, sentence) for word in _WORD.findall(text.casefold())}
    return len(words & held) / len(words) if words else 1.0
