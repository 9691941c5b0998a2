"""Factors that are measured in a drafted text itself: what it says is absent, cites nowhere, or says in its own words.

None of them is an error. Each is a place where errors were found more often, and weighs as often as labelled sections
of the pack say (see calibration).
"""

from collections.abc import Iterator, Sequence

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.confidence import Factor, FactorName, weighing
from desktop_app.domain.folding import fold
from desktop_app.domain.sentence import sentences
from desktop_app.domain.support import Support, SupportState
from desktop_app.domain.text import Origin, Span


def measured_factors(subject: CheckedText, found: Sequence[Support]) -> tuple[Factor, ...]:
    """All of a text whose sentences are supported so; the same text always gives the same."""
    uncited = [sentence for sentence in _written(subject) if not _cites(subject, sentence)]
    reworded = [each.place for each in found if each.state is SupportState.REWORDED]
    return (
        *weighing(FactorName.SAID_ABSENT, [], _absent(subject)),
        *weighing(FactorName.NOTHING_CITED, [], int(not subject.anchors)),
        *weighing(FactorName.UNCITED_SENTENCE, uncited),
        *weighing(FactorName.REWORDED_SENTENCE, reworded),
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


def _cites(subject: CheckedText, sentence: Span) -> bool:
    """Whether it cites a passage that there is."""
    return any(a.number in subject.passages and Span(a.start, a.end).overlaps(sentence) for a in subject.anchors)
