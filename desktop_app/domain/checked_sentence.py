"""The sentences of a text that a check is about: what a drafter or a person says, and not what was taken over."""

from collections.abc import Iterator

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.folding import fold
from desktop_app.domain.sentence import sentences
from desktop_app.domain.source import source_of
from desktop_app.domain.text import BlockKind, Origin, Places, Span

LEAST_FOLDED = 12
"""Letters of a sentence that may stand in a passage by chance."""


def own_sentences(subject: CheckedText, *, declared: bool) -> Iterator[Span]:
    """The sentences that a model said, and where the pack asks for the check those of persons too.

    Those that stand word by word in a passage, an answer or an outcome are none, and headings are none.
    """
    wanted = {Origin.MODEL, Origin.PERSON} if declared else {Origin.MODEL}
    origins, headings = Places(subject.spans), Places(heading_spans(subject))
    plain = subject.text.plain
    for place in sentences(plain):
        said = any(span.origin in wanted for span in origins.at(place))
        if said and not headings.at(place) and not is_taken_over(subject, plain[place.start : place.end]):
            yield place


def heading_spans(subject: CheckedText) -> tuple[Span, ...]:
    """Where headings stand."""
    spans, at = [], 0
    for block in subject.text.blocks:
        if block.kind is BlockKind.HEADING:
            spans.append(Span(at, at + len(block.text)))
        at += len(block.text) + 1
    return tuple(spans)


def is_taken_over(subject: CheckedText, words: str) -> bool:
    """Whether the words stand in a passage, an answer, an outcome, or in what a slot says where nothing is found."""
    folded = fold(words).text
    if not folded or any(folded == fold(slot.absent).text for slot in subject.section.slots if slot.absent):
        return True
    return len(folded) >= LEAST_FOLDED and any(folded in source_of(text).folded for text in sources_of(subject))


def sources_of(subject: CheckedText) -> Iterator[str]:
    """All that the text may take words from."""
    yield from subject.passages.values()
    yield from (answer.text for answer in subject.answers)
    yield from subject.outcomes
