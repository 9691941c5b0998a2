"""How sentences are supported, for people and as JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.form import Section
from desktop_app.domain.reader_agreement import CERTAINTY, LEAST_KAPPA, LEAST_SHARE, Agreement
from desktop_app.domain.support_reading import (
    UNSEEN,
    SentenceReading,
    count_supports,
    count_words,
    read_supports,
    reading_words,
)


def agreement_json(agreement: Agreement) -> dict[str, Any]:
    """How far people agree with a reader, sentence by sentence; kappa is null where it cannot be told from chance."""
    low, high = agreement.kappa_between
    return {
        **asdict(agreement),
        "same": agreement.same,
        "of": agreement.of,
        "share": agreement.share,
        "least_share": agreement.least_share,
        "kappa": agreement.kappa,
        "kappa_between": [low, high],
        "needed": {"least_share": LEAST_SHARE, "least_kappa": LEAST_KAPPA, "certainty": CERTAINTY},
        "counts": agreement.counts,
    }


def agreement_words(agreement: dict[str, Any]) -> str:
    """The same in words."""
    if not agreement["of"]:
        words = "No sentence was judged by people and by it"
    else:
        words = f"People came to the same in {agreement['same']} of {agreement['of']} sentences that both judged"
        words += f", at least {int(100 * agreement['least_share'])}%"
    if agreement["kappa"] is not None:
        low, high = agreement["kappa_between"]
        words += f"; beyond chance (kappa) {agreement['kappa']:.2f}, between {low:.2f} and {high:.2f}"
    if agreement["counts"]:
        return f"{words}. Its doubts count as findings."
    needed = f"at least {LEAST_SHARE:.0%} and a kappa of at least {LEAST_KAPPA}, each with {CERTAINTY:.0%} certainty"
    return f"{words}. Its doubts are shown and hold nothing up; they count from {needed}."


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
