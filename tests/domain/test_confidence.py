from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.checked_text import CheckedText, Suspect, Unread
from desktop_app.domain.confidence import Band, Factor, FactorName, band_of, factors_of
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.finding import AnswerKind, Finding, Rule, Severity
from desktop_app.domain.form import Section
from desktop_app.domain.markup import read_markup
from desktop_app.domain.quote_check import quote_states
from desktop_app.domain.route import LaneState, PassLane, RouteKind, route
from desktop_app.domain.text import Origin, OriginSpan, Span
from desktop_app.services.checking import check

SECTION = Section.model_validate(
    {
        "section": "cap",
        "title": "Liability cap",
        "slots": [{"slot": "cap", "from": "contract"}],
        "checks": ["grounded_figures", "citations_resolve", "every_sentence_cited", {"forbid": {"words": ["surely"]}}],
    }
)
PASSAGES = {
    1: "Liability under this Agreement is limited to EUR 48,000 in each year.",
    2: "Either party may give notice.",
}
CLEAN = "Liability under this Agreement is limited to EUR 48,000 in each year [E1]."


def subject(raw: str) -> CheckedText:
    marked = read_markup(raw, OriginSpan(0, 0, Origin.MODEL))
    return CheckedText(marked.text, SECTION, marked.anchors, PASSAGES, marked.spans, endpoint=EndpointKind.OPENAI)


def factors(of: CheckedText, answer: AnswerKind | None = None) -> tuple[Factor, ...]:
    findings = [(finding, answer) for finding in check(of)]
    return factors_of(findings, [quote.state for quote in quote_states(of)], of.endpoint)


def test_a_clean_section_has_no_factor_and_is_high() -> None:
    assert factors(subject(CLEAN)) == ()
    assert band_of(()) is Band.HIGH


FLIPS = {
    FactorName.CONTRADICTED_FIGURE: (subject(CLEAN.replace("48,000", "84,000")), Band.LOW),
    FactorName.UNRESOLVED_CITATION: (subject(CLEAN.replace("E1", "E9")), Band.LOW),
    FactorName.OPEN_BLOCKER: (subject("Surely, " + CLEAN), Band.LOW),
    FactorName.INJECTION_MARK: (replace(subject(CLEAN), suspects=(Suspect("a.pdf", 2, "ignore the rules"),)), Band.LOW),
    FactorName.PREVIEW_MODEL: (replace(subject(CLEAN), endpoint=EndpointKind.ON_DEVICE), Band.LOW),
    FactorName.WARNING: (subject(CLEAN.replace("year", "year by Zenith Holdings")), Band.MEDIUM),
    FactorName.UNSUPPORTED_SENTENCE: (subject(CLEAN + " It is fair."), Band.MEDIUM),
    FactorName.MISSING_SLOT: (replace(subject(CLEAN), slots={"cap": ()}), Band.MEDIUM),
    FactorName.PAGE_WITHOUT_TEXT: (replace(subject(CLEAN), unread=(Unread("a.pdf", 3),)), Band.MEDIUM),
}


@pytest.mark.parametrize("name", FLIPS)
def test_each_factor_alone_lowers_the_band(name: FactorName) -> None:
    flipped, band = FLIPS[name]
    found = factors(flipped)
    assert name in [factor.name for factor in found]
    assert band_of([factor for factor in found if factor.name is name]) is band_of(found) is band


def test_one_swapped_amount_makes_a_passing_section_block() -> None:
    lane = PassLane(LaneState.OPEN, Decimal(1), Decimal(1))
    before, after = (factors(subject(text)) for text in (CLEAN, CLEAN.replace("EUR 48,000", "EUR 84,000")))
    assert (band_of(before), route(before, False, EndpointKind.OPENAI, lane).kind) == (Band.HIGH, RouteKind.PASS)
    assert (band_of(after), route(after, False, EndpointKind.OPENAI, lane).kind) == (Band.LOW, RouteKind.BLOCK)


def test_an_explained_blocker_counts_as_a_warning() -> None:
    flipped, _ = FLIPS[FactorName.OPEN_BLOCKER]
    (factor,) = factors(flipped, AnswerKind.EXPLAINED)
    assert (factor.name, factor.at_best) == (FactorName.EXPLAINED_BLOCKER, Band.MEDIUM)
    assert band_of(factors(FLIPS[FactorName.UNRESOLVED_CITATION][0], AnswerKind.EXPLAINED)) is Band.MEDIUM
    assert band_of(factors(FLIPS[FactorName.INJECTION_MARK][0], AnswerKind.KEPT)) is Band.MEDIUM


def test_a_note_limits_nothing_and_weighs() -> None:
    (factor,) = found = factors_of([(Finding(Rule.LENGTH, Severity.NOTE, 0, 0), None)], [], None)
    assert (factor.name, factor.limits, band_of(found)) == (FactorName.NOTE, False, Band.HIGH)


def test_a_factor_says_where_it_stands() -> None:
    found = [
        (Finding(Rule.UNSUPPORTED_NAME, Severity.WARNING, start, end), None) for start, end in ((8, 9), (2, 5), (0, 0))
    ]
    (factor,) = factors_of(found, [], None)
    assert (factor.count, factor.places) == (3, (Span(2, 5), Span(8, 9)))


def test_a_citation_that_stands_elsewhere_is_never_high_and_counts_once() -> None:
    (factor,) = factors_of([], [QuoteState.REPAIRED], None)
    assert (factor.name, factor.at_best) == (FactorName.REPAIRED_CITATION, Band.MEDIUM)
    told = [(Finding(Rule.CITED_ELSEWHERE, Severity.WARNING, 0, 4), None)]
    assert [f.name for f in factors_of(told, [QuoteState.REPAIRED], None)] == [FactorName.WARNING]


def test_what_was_measured_stands_among_the_factors() -> None:
    measured = (Factor(FactorName.REWORDED_SENTENCE, 2, Band.HIGH, (Span(0, 4),)),)
    assert factors_of([], [QuoteState.VERIFIED], None, measured) == measured


def test_a_citation_counts_even_where_no_check_asked_for_it() -> None:
    (factor,) = factors_of([], [QuoteState.VERIFIED, QuoteState.NOT_FOUND], None)
    assert (factor.name, factor.count) == (FactorName.UNRESOLVED_CITATION, 1)


one_finding = st.tuples(
    st.builds(Finding, st.sampled_from(Rule), st.sampled_from(Severity), st.just(0), st.just(0)),
    st.sampled_from([None, *AnswerKind]),
)


@settings(max_examples=150)
@given(st.lists(one_finding, max_size=6), st.lists(one_finding, max_size=3), st.sampled_from([None, *EndpointKind]))
def test_more_findings_never_raise_the_band(
    some: list[tuple[Finding, AnswerKind | None]],
    more: list[tuple[Finding, AnswerKind | None]],
    kind: EndpointKind | None,
) -> None:
    order = list(Band)
    before, after = (band_of(factors_of(findings, [], kind)) for findings in (some, some + more))
    assert order.index(after) >= order.index(before)
    assert sum(f.count for f in factors_of(some, [], None)) == len(some)
