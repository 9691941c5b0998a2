"""Quotations are found in the documents of a case, or the section is not trusted."""

from dataclasses import replace

import pytest

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.finding import Rule
from desktop_app.domain.form import Section
from desktop_app.domain.markup import read_markup
from desktop_app.domain.quotation import check_quotations
from desktop_app.domain.quote_check import quote_states
from desktop_app.domain.text import Origin, OriginSpan

PASSAGES = {1: "The total fees are capped at EUR 48,000 for the initial term.", 2: "Either party may terminate."}
PAGE = "Late pay-\nment bears inter\u00adest of five per cent a year, from the due date."


def subject(raw: str, pages: tuple[str, ...] = (PAGE,)) -> CheckedText:
    marked = read_markup(raw, OriginSpan(0, 0, Origin.MODEL))
    section = Section(section="cap", title="Cap")
    return CheckedText(marked.text, section, marked.anchors, PASSAGES, marked.spans, pages=pages)


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ("It says “the total fees are capped at EUR 48,000” [E1].", False),
        ("It says “late payment bears interest of five per cent” [E1].", False),
        ("It says “the total fees […] for the initial term” [E1].", False),
        ("It says “the total fees are waived for the initial term” [E1].", True),
        ("This “Agreement” is good [E1].", False),
        ("It is “sole and exclusive” [E1].", True),
        ("The “initial term” is good [E1].", False),
        ("Es heißt „die Gebühren sind für immer erlassen“ [E1].", True),
        ("On lit « les frais sont toujours remis » [E1].", True),
        ("It says ‘the supplier’s fees are always waived’ [E1].", True),
        ("It says 'the supplier's fees are always waived' [E1].", True),
        ("The parties' fees are not the supplier's own or its agents' fees [E1].", False),
        ("It says ‘the total fees are capped at EUR 48,000’ [E1].", False),
    ],
)
def test_a_quotation_that_stands_in_no_document_is_found(raw: str, wrong: bool) -> None:
    assert [f.rule for f in check_quotations(subject(raw))] == [Rule.QUOTE_NOT_FOUND] * wrong


def test_a_person_may_put_a_manner_of_speaking_in_quotation_marks() -> None:
    theirs = read_markup("It is “sole and exclusive” [E1].", OriginSpan(0, 0, Origin.PERSON, person_id="ana"))
    assert not [*check_quotations(replace(subject(""), text=theirs.text, spans=theirs.spans))]


def test_an_invented_quotation_is_no_verified_citation_though_its_figure_stands_there() -> None:
    (invented,) = quote_states(subject("It says “fees of EUR 48,000 are never to be paid” [E1]."))
    (true,) = quote_states(subject("It says “fees are capped at EUR 48,000” [E1]."))
    assert (invented.state, true.state) == (QuoteState.MISATTRIBUTED, QuoteState.VERIFIED)


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (
            "The total fees are capped for the initial term; “late payment bears interest of five per cent” [E1].",
            QuoteState.MISATTRIBUTED,
        ),
        ("Total fees are capped; “Either party may terminate” [E1].", QuoteState.REPAIRED),
        ("Total fees are capped; “Either party may terminate” [E1][E2].", QuoteState.VERIFIED),
    ],
)
def test_a_quotation_leads_to_the_document_that_it_stands_in(raw: str, state: QuoteState) -> None:
    states = {quote.state for quote in quote_states(subject(raw))}
    assert states == {state}


def test_a_quotation_may_stand_on_another_page_of_the_cited_document() -> None:
    raw = "The total fees are capped at the cap for the whole initial term; “late payment bears interest” [E1]."
    assert [quote.state for quote in quote_states(replace(subject(raw), pages_of={1: (PAGE,)}))] == [
        QuoteState.VERIFIED
    ]
