"""Fixes: another figure in the place of a wrong one, or a citation less."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_examples import small_form

from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.finding_fix import Fix, apply_fix, fix_of, replace_words
from desktop_app.domain.markup import Anchor
from desktop_app.domain.text import Block, BlockKind, SectionText, Span

TEXT = SectionText((Block(BlockKind.PARAGRAPH, "Signed."), Block(BlockKind.PARAGRAPH, "The fee is EUR 9,800 a year.")))
FIGURE = Span(TEXT.plain.index("EUR"), TEXT.plain.index(" a year"))

IN_DOLLARS = small_form(("type: money, currency: EUR, label: Total", "type: money, currency: USD, label: Total"))


def finding(rule: Rule = Rule.CONTRADICTED_FIGURE, **details: str) -> Finding:
    return Finding(rule, Severity.BLOCKER, FIGURE.start, FIGURE.end, details)


@pytest.mark.parametrize("passage", ["EUR 9,300", "12 January 2026", "5%"])
def test_the_figure_of_the_passage_is_the_fix(passage: str) -> None:
    assert fix_of(finding(figure="EUR 9,800", passage=passage)) == Fix(words=passage)


def test_an_answer_that_a_document_contradicts_becomes_what_the_document_says() -> None:
    wrong = Finding(Rule.ANSWER_DISAGREES, Severity.BLOCKER, 0, 0, {"field": "liability_cap", "passage": "EUR 45,000"})
    assert fix_of(wrong) == Fix(words="EUR 45,000", answer="liability_cap")


def test_what_a_document_writes_in_its_own_way_is_answered_as_the_question_asks_for_it() -> None:
    for name, words, typed in (("total", "$240,000", "240,000"), ("birth", "February 10, 1996", "10 February 1996")):
        wrong = Finding(Rule.ANSWER_DISAGREES, Severity.BLOCKER, 0, 0, {"field": name, "passage": words})
        assert fix_of(wrong, IN_DOLLARS) == Fix(words=words, answer=name, value=typed)


def test_a_figure_that_the_question_cannot_have_is_no_fix() -> None:
    wrong = Finding(Rule.ANSWER_DISAGREES, Severity.BLOCKER, 0, 0, {"field": "total", "passage": "EUR 240,000"})
    assert fix_of(wrong, IN_DOLLARS) is None


def test_where_several_figures_may_be_meant_there_is_no_fix() -> None:
    assert fix_of(finding(figure="EUR 9,800", passage="EUR 9,300, EUR 9,400")) is None


def test_a_citation_that_leads_nowhere_is_taken_out() -> None:
    wrong = finding(Rule.UNRESOLVED_CITATION, number="4")
    anchors = (Anchor(3, FIGURE.start, FIGURE.end), Anchor(4, FIGURE.start, FIGURE.end))
    text, left = apply_fix(TEXT, anchors, wrong, fix_of(wrong) or Fix())
    assert (text, left) == (TEXT, anchors[:1])


def test_what_has_no_words_of_its_own_has_no_fix() -> None:
    assert fix_of(Finding(Rule.MISSING_ANSWER, Severity.WARNING, 0, 0, {"passage": "EUR 1"})) is None


def test_citations_and_bold_after_the_fix_stand_where_they_did() -> None:
    block = Block(BlockKind.PARAGRAPH, "The fee is EUR 9,800 a year.", (Span(11, 20),))
    text, anchors = replace_words(SectionText((block,)), (Anchor(1, 0, 28),), Span(11, 20), "EUR 10,300")
    assert text.plain == "The fee is EUR 10,300 a year."
    assert text.blocks[0].bold == (Span(11, 21),)
    assert anchors == (Anchor(1, 0, 29),)


@given(st.text("ab ", max_size=12), st.integers(0, 12), st.integers(0, 12), st.text("xy", max_size=5))
@settings(max_examples=40)
def test_only_the_words_at_the_place_change(plain: str, start: int, end: int, words: str) -> None:
    start, end = sorted((min(start, len(plain)), min(end, len(plain))))
    text, anchors = replace_words(
        SectionText((Block(BlockKind.PARAGRAPH, plain),)), (Anchor(1, 0, len(plain)),), Span(start, end), words
    )
    assert text.plain == plain[:start] + words + plain[end:]
    assert all(0 <= a.start <= a.end <= len(text.plain) for a in anchors)
