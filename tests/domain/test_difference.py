"""A sentence against the passage that it keeps to, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.difference import DifferenceKind, differences
from desktop_app.domain.evidence_words import evidence_words
from desktop_app.domain.word import words_of

PASSAGES = (
    "Licensee shall not assign this Agreement without the prior written consent of Licensor.",
    "Neither party shall be liable for indirect damages in excess of $5,000,000.",
    "The Buyer shall pay the Seller all fees within 30 days after receipt of the invoice.",
)


def found(sentence: str) -> list[tuple[DifferenceKind, str, str]]:
    return [(d.kind, d.said, d.there) for d in differences(sentence, evidence_words(PASSAGES), PASSAGES)]


@pytest.mark.parametrize(
    ("sentence", "difference"),
    [
        (
            "Licensee shall assign this Agreement without the prior written consent of Licensor.",
            (DifferenceKind.NEGATION, "shall assign", "shall not assign"),
        ),
        (
            "Either party shall be liable for indirect damages in excess of $5,000,000.",
            (DifferenceKind.NEGATION, "Either", "Neither"),
        ),
        (
            "Licensor shall not assign this Agreement without the prior written consent.",
            (DifferenceKind.OPPOSITE, "Licensor", "Licensee"),
        ),
        (
            "The Buyer may pay the Seller all fees within 30 days after receipt of the invoice.",
            (DifferenceKind.DUTY, "may", "shall"),
        ),
        (
            "The Buyer shall pay the Seller some fees within 30 days after receipt of the invoice.",
            (DifferenceKind.QUANTITY, "some", "all"),
        ),
        (
            "The Buyer shall pay the Seller all taxes within 30 days after receipt of the invoice.",
            (DifferenceKind.REPLACED, "taxes", "fees"),
        ),
    ],
)
def test_what_was_changed_is_named_with_both_wordings(
    sentence: str, difference: tuple[DifferenceKind, str, str]
) -> None:
    assert found(sentence) == [difference]


def test_parties_in_each_others_place_are_found() -> None:
    swapped = found("The Seller shall pay the Buyer all fees within 30 days after receipt of the invoice.")
    assert [kind for kind, _, _ in swapped] == [DifferenceKind.SWAPPED] * 2


@pytest.mark.parametrize(
    "sentence",
    [
        PASSAGES[2],
        "The Buyer must pay the Seller all fees within 30 days following receipt of the invoice.",
        "Within 30 days after receipt of the invoice, the Buyer shall pay the Seller all fees.",
        "The Buyer shall pay all fees.",
        "Whoever buys has a month to settle what they owe.",
    ],
)
def test_the_same_in_near_words_and_what_is_worded_freely_have_no_difference(sentence: str) -> None:
    assert found(sentence) == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_laid_on_any_other_and_places_lie_in_it(sentence: str, passage: str) -> None:
    for each in differences(sentence, evidence_words((passage,)), (passage,)):
        assert sentence[each.start : each.end] == each.said
    assert all(sentence[w.start : w.end].startswith(w.text) for w in words_of(sentence))


@given(st.sampled_from(PASSAGES))
def test_a_passage_never_differs_from_itself(passage: str) -> None:
    assert differences(passage, evidence_words(PASSAGES), PASSAGES) == ()
