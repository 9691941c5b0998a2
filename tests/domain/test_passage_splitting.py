from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.passage_splitting import LONGEST, SHORTEST, split_passages

SENTENCE = "Each party keeps the other's information confidential."
WORDS = [
    "Inc.",
    "No.",
    "5",
    "U.S.",
    "the",
    "Fee",
    "7.2",
    "(a)",
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "\u00a0",
    ";",
    ".",
    "”",
    "é",
]


def pieces(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_passages(text)]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=1500), st.lists(st.sampled_from(WORDS), max_size=800).map(" ".join)))
def test_passages_hold_all_that_is_not_blank_exactly_once_and_in_order(text: str) -> None:
    rebuilt, at = "", 0
    for span in split_passages(text):
        gap = text[at : span.start]
        assert not gap.strip()
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
        assert span.length <= LONGEST
        rebuilt += gap + text[span.start : span.end]
        at = span.end
    assert rebuilt + text[at:] == text
    assert not text[at:].strip()


def test_two_sentences_are_two_passages() -> None:
    assert pieces(f"{SENTENCE}\n{SENTENCE}") == [SENTENCE, SENTENCE]


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme Inc. and Purolator Courier Ltd. (“Purolator”) are bound by Schedule No. 5 of this agreement.",
        "It is governed by the laws of the U.S. District of Columbia, as amended in Sec. 12 of the act.",
        "Mr. J. Smith of IREYA B.V. Leiden signs for Dr. Andrea van Elsas and for the company that she leads.",
        "The tariff of approx. 4.5 per cent is paid in January 2019 at 10 a.m. Eastern Time by the customer.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert pieces(sentence) == [sentence]


def test_an_abbreviation_may_end_a_sentence_that_another_clearly_follows() -> None:
    first = "Services are provided by Distribution Management Services Inc."
    assert pieces(f"{first} The parties agree on a fee of five thousand dollars.")[0] == first


def test_the_heading_of_a_clause_stays_with_its_sentence() -> None:
    clause = "7.2 Governing Law. This Agreement is governed by the laws of Ontario."
    assert pieces(f"{SENTENCE}\n{clause}") == [SENTENCE, clause]


def test_a_long_heading_stays_with_its_sentence_too() -> None:
    clause = "12. Limitation of Liability and Exclusion of Indirect Damages.\n" + SENTENCE
    assert pieces(clause) == [clause]


def test_the_number_of_a_clause_is_no_sentence() -> None:
    clause = "12. The customer pays within thirty days of the invoice, as stated in Section 4. of the order."
    assert pieces(clause) == [clause]


def test_items_of_a_list_are_passages_of_their_own() -> None:
    items = ["(a) the customer's failure to pay an undisputed invoice;", "(b) the insolvency of the other party; and"]
    assert pieces("\n".join(items)) == items


def test_a_wrapped_line_that_looks_like_an_item_is_none() -> None:
    sentence = "The obligations of confidence that the parties have under Section\n7.2 of this agreement survive."
    assert pieces(sentence) == [sentence]


def test_a_short_piece_joins_what_follows_it() -> None:
    assert pieces(f"Recitals.\n\n{SENTENCE}") == [f"Recitals.\n\n{SENTENCE}"]
    assert len("Recitals.") < SHORTEST


def test_a_sentence_that_is_too_long_is_cut_after_a_clause() -> None:
    clause = "the supplier delivers the goods in time and in good order; "
    parts = pieces(clause * 25)
    assert len(parts) > 1
    assert all(part.endswith("order;") for part in parts)


@pytest.mark.parametrize("unit", [".", " ", ". ", "\n", "\r\n \r\n", "a", "1.", '"', "A. ", "\n(a)", ")."])
def test_no_text_is_slow_to_split(unit: str) -> None:
    started = perf_counter()
    split_passages(unit * (400_000 // len(unit)))
    assert perf_counter() - started < 10
