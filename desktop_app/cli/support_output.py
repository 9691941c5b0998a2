"""How sentences are supported, for people and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.entailment import Agreement
from desktop_app.domain.form import Section
from desktop_app.domain.support_reading import (
    UNSEEN,
    SentenceReading,
    count_supports,
    count_words,
    read_supports,
    reading_words,
)


def agreement_json(agreement: Agreement) -> dict[str, Any]:
    """How far people agree with a reader."""
    return {"same": agreement.same, "of": agreement.of, "counts": agreement.counts}


def agreement_words(agreement: dict[str, Any]) -> str:
    """The same in words."""
    counts = "its doubts count as findings" if agreement["counts"] else "its doubts are shown and hold nothing up"
    return f"People came to the same in {agreement['same']} of {agreement['of']} sections that both judged: {counts}."


def readings_of(facts: CaseFacts, section: Section) -> tuple[SentenceReading, ...]:
    """The sentences of a section's text that cite."""
    head = facts.record.head(section.section)
    return read_supports(facts.record, head) if head else ()


def support_json(facts: CaseFacts, section: Section) -> dict[str, Any]:
    """How the sentences of a section are supported."""
    readings = readings_of(facts, section)
    count = count_supports(readings)
    return {
        "sentences": count.all,
        "close_match": count.close,
        "differs": count.differs,
        "reworded": count.reworded,
        "reworded_percent": count.reworded_percent,
        "doubted": count.doubted,
        "words": count_words(count),
        "each": [_reading_json(each) for each in readings],
    }


def _reading_json(reading: SentenceReading) -> dict[str, Any]:
    return {
        "start": reading.start,
        "end": reading.end,
        "state": reading.state.value,
        "claims": reading.claims.value if reading.claims else None,
        "doubted": reading.doubted,
        "reasons": [{"kind": r.kind, "said": r.said, "passage": r.there} for r in reading.reasons],
        "second_readers": [
            {"reader": each.reader, "verdict": each.verdict.value, "words": each.words} for each in reading.verdicts
        ],
        "words": reading_words(reading),
    }


def support_lines(readings: Sequence[SentenceReading]) -> Iterator[str]:
    """Each sentence with what is said of it; the whole in one line first, and what nothing sees last."""
    yield f"Sentences: {count_words(count_supports(readings))}."
    for number, each in enumerate(readings, start=1):
        yield f"  {number}. {each.text}"
        yield f"     {reading_words(each)}"
    if readings:
        yield f"  {UNSEEN}"
