"""No machine puts words into the mouth of a person of another, nor their acceptance of its own words."""

from datetime import UTC, datetime

import pytest

from desktop_app.domain.content import Content
from desktop_app.domain.handover_check import Attribution
from desktop_app.domain.record_rows import RevisionSpans
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.text import Block, BlockKind, Origin, OriginSpan, SectionText

AT = datetime(2026, 3, 4, tzinfo=UTC)
ANA, ROB = "ana", "rob"


def _step(number: str, words: str, *spans: OriginSpan, by: str) -> tuple[Revision, RevisionSpans]:
    body = SectionText((Block(BlockKind.PARAGRAPH, words),)).dump()
    text = Content("case", f"text-{number}", bytes(32), body)
    revision = Revision(number, "case", "term", 1, RevisionKind.EDIT, None, text, None, by, None, AT)
    return revision, RevisionSpans(number, "case", spans)


def _wrote(person: str, start: int, end: int, accepted_by: str | None = None) -> OriginSpan:
    return OriginSpan(start, end, Origin.PERSON, person, None, None, accepted_by)


@pytest.fixture
def attribution() -> Attribution:
    """Ana has written a sentence."""
    followed = Attribution()
    followed.follow(_step("1", "It runs for two years.", _wrote(ANA, 0, 22), by=ANA), frozenset({ANA}))
    return followed


def test_words_that_stay_are_still_who_wrote_them(attribution: Attribution) -> None:
    step = _step("2", "It runs for three years.", _wrote(ANA, 0, 12), _wrote(ROB, 12, 17), _wrote(ANA, 17, 24), by=ROB)
    attribution.follow(step, frozenset({ROB}))


def test_new_words_are_never_anothers(attribution: Attribution) -> None:
    step = _step("2", "It renews for ever.", _wrote(ANA, 0, 19), by=ROB)
    with pytest.raises(ValueError, match="another person's"):
        attribution.follow(step, frozenset({ROB}))


def test_ones_own_words_are_never_told_as_accepted_by_another(attribution: Attribution) -> None:
    step = _step("2", "It renews for ever.", _wrote(ROB, 0, 19, accepted_by=ANA), by=ROB)
    with pytest.raises(ValueError, match="another person's"):
        attribution.follow(step, frozenset({ROB}))


def test_a_text_is_never_told_as_another_persons(attribution: Attribution) -> None:
    with pytest.raises(ValueError, match="another person's"):
        attribution.follow(_step("2", "It ends.", _wrote(ROB, 0, 8), by=ANA), frozenset({ROB}))
