"""How sentences that cite are supported: three states, in words and with reasons."""

from hypothesis import given
from hypothesis import strategies as st
from seeded_errors import Drafted

from desktop_app.adapters.support_files import read_support_weights
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.claim_check import ClaimStatus
from desktop_app.domain.form import Section
from desktop_app.domain.markup import Cite, Words, read_pieces
from desktop_app.domain.support import (
    Reason,
    Support,
    SupportState,
    dump_reasons,
    load_reasons,
    reworded_share,
    supports,
)
from desktop_app.domain.support_score import NEAR, figures_of, nearness, support_score
from desktop_app.domain.text import Origin, OriginSpan

PASSAGE = (
    "The Supplier shall deliver the goods to the Buyer's warehouse in Rotterdam within thirty (30) days after receipt"
    " of each written order, unless the parties agree otherwise in writing."
)
WEIGHTS = read_support_weights()


def support(sentence: str, language: str = "en") -> Support:
    marked = read_pieces([Words(sentence), Cite(1)], OriginSpan(0, 0, Origin.MODEL))
    section = Section(section="delivery", title="Delivery")
    subject = CheckedText(marked.text, section, marked.anchors, {1: PASSAGE}, marked.spans, language=language)
    (only,) = supports(subject, WEIGHTS)
    return only


def test_what_stands_in_its_passage_is_a_close_match() -> None:
    assert support(PASSAGE).state is SupportState.CLOSE
    kept = support("The Supplier shall deliver the goods to the Buyer's warehouse within thirty (30) days.")
    assert (kept.state, kept.claims, kept.reasons) == (SupportState.CLOSE, ClaimStatus.SUPPORTED, ())


def test_what_says_something_else_differs_with_the_words_and_those_of_the_passage() -> None:
    turned = support("The Buyer shall deliver the goods to the Supplier's warehouse in Rotterdam.")
    assert turned.state is SupportState.DIFFERS
    assert Reason("swapped", "Buyer", "Supplier") in turned.reasons
    late = support("The Supplier shall deliver the goods within sixty (60) days after receipt of each order.")
    assert late.claims is ClaimStatus.CONTRADICTED
    assert late.state is SupportState.DIFFERS


def test_what_is_worded_freely_is_reworded_and_not_judged() -> None:
    free = support("Whoever sells has about a month to bring what was bought to Rotterdam.")
    assert free.state is SupportState.REWORDED
    assert free.reasons[0].kind == "not_in_passage"
    assert "month" in free.reasons[0].said or "sells" in free.reasons[0].said


def test_a_sentence_in_another_language_is_not_compared_word_by_word() -> None:
    assert support("es wird nach Rotterdam geliefert.", "de").state is SupportState.REWORDED


def test_without_a_citation_there_is_no_support_to_tell() -> None:
    marked = read_pieces([Words("The goods are delivered.")], OriginSpan(0, 0, Origin.MODEL))
    section = Section(section="delivery", title="Delivery")
    assert supports(CheckedText(marked.text, section, (), {1: PASSAGE}, marked.spans), WEIGHTS) == ()


def test_an_error_scores_below_the_sentence_it_was_put_in() -> None:
    right = "The Supplier shall deliver the goods to the Buyer's warehouse in Rotterdam."
    for wrong in (right.replace("shall", "may"), right.replace("shall", "shall not"), right.replace("goods", "tools")):
        assert support_score(wrong, (PASSAGE,), WEIGHTS) < support_score(right, (PASSAGE,), WEIGHTS)


def test_what_stands_elsewhere_scores_below_what_keeps_near_and_below_what_is_worded_freely() -> None:
    near = support_score("The Supplier shall deliver the goods to the Buyer's warehouse.", (PASSAGE,), WEIGHTS)
    free = support_score("Goods reach the Rotterdam warehouse about thirty days after an order.", (PASSAGE,), WEIGHTS)
    other = support_score("Either board may elect a new chairman at its yearly assembly.", (PASSAGE,), WEIGHTS)
    assert other < free < near


def test_more_of_what_is_copied_never_counts_against_a_sentence_that_keeps_near() -> None:
    weighed = dict(zip(WEIGHTS.names, WEIGHTS.near.coefficients, strict=True))
    copied = ("cov", "cov1", "cov2", "big", "tri", "run", "density", "lcs1", "lcsw", "order", "aligned", "copied")
    assert all(weighed[name] >= 0 for name in copied)


def test_distance_by_itself_never_counts_for_a_sentence() -> None:
    assert WEIGHTS.far.intercept < WEIGHTS.near.intercept


def test_what_is_copied_from_two_passages_is_as_near_as_what_is_copied_from_one() -> None:
    second = "The Buyer shall inspect the goods within ten (10) days after delivery to its warehouse."
    both = "The Supplier shall deliver the goods to the Buyer's warehouse and the Buyer shall inspect the goods."
    figures = figures_of(both, (PASSAGE, second), WEIGHTS.words)
    assert figures["aligned"] < NEAR
    assert nearness(figures) == 1.0


def test_a_sentence_that_goes_on_with_other_words_scores_the_lower_the_sooner_it_does() -> None:
    words, other = PASSAGE.split(), "either board may elect a new chairman at its yearly assembly"
    mixed = [" ".join([*words[:kept], other]) for kept in (0, 8, 16, 24)]
    scores = [support_score(text, (PASSAGE,), WEIGHTS) for text in mixed]
    assert scores == sorted(scores)


def test_the_reworded_share_is_of_the_sentences_that_cite() -> None:
    assert reworded_share([SupportState.CLOSE, SupportState.REWORDED]) == 0.5
    assert reworded_share([]) == 0.0


@given(st.lists(st.builds(Reason, st.text(max_size=8), st.text(max_size=8), st.text(max_size=8)), max_size=4))
def test_reasons_come_back_as_they_were_kept(reasons: list[Reason]) -> None:
    assert load_reasons(dump_reasons(reasons)) == tuple(reasons)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_too_odd_to_be_told_of(sentence: str, passage: str) -> None:
    for each in supports(Drafted(sentence, (passage or ".",)).subject, WEIGHTS):
        assert each.state in SupportState
