"""From which score on a wording is a close match: by generated errors first, by reviewers' decisions after."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.generated_edits import generated_errors
from desktop_app.domain.wording_threshold import (
    REACHING,
    ThresholdSource,
    WordingThreshold,
    choose_threshold,
    load_threshold,
)

SCORES = st.lists(st.floats(-20, 20), min_size=100, max_size=140)
TEXT = "The Buyer shall pay the Seller 40 days after delivery (see below). The Carrier may not increase its daily fee."


@given(SCORES)
def test_no_more_than_one_in_twenty_errors_reaches_a_close_match(scores: list[float]) -> None:
    found = choose_threshold(scores, (), ())
    assert found is not None
    assert sum(score >= found.close for score in scores) <= REACHING * len(scores)


def test_reviewers_decisions_replace_generated_errors_once_there_are_enough() -> None:
    generated, right = [float(score) for score in range(100)], [9.0] * 20
    early, late = (choose_threshold(generated, [1.0] * judged, right) for judged in (19, 20))
    assert early is not None
    assert late is not None
    assert (early.source, late.source) == (ThresholdSource.GENERATED, ThresholdSource.REVIEWED)
    assert late.close < 2 < early.close


def test_too_few_errors_set_no_threshold() -> None:
    assert choose_threshold([1.0] * 99, [1.0] * 19, [1.0] * 50) is None


@given(st.floats(-50, 50), st.sampled_from(ThresholdSource), st.integers(0, 9), st.integers(0, 9))
def test_a_threshold_comes_back_as_it_was_kept(close: float, source: ThresholdSource, wrong: int, right: int) -> None:
    kept = WordingThreshold(round(close * 1e6) / 1e6, source, wrong, right)
    assert load_threshold(kept.dump()) == kept


def test_each_generated_error_changes_its_sentence_and_stays_beside_its_passages() -> None:
    found = [error.text for error in generated_errors([TEXT])]
    assert "The Buyer may pay the Seller 40 days after delivery." in found
    assert "The Seller shall pay the Buyer 40 days after delivery." in found
    assert "The Buyer shall pay the Seller 43 days after delivery." in found
    assert "The Carrier may increase its daily fee." in found
    assert not any(error.text in error.passages for error in generated_errors([TEXT]))


@given(st.text(max_size=200))
def test_the_same_text_gives_the_same_errors_however_odd_it_is(text: str) -> None:
    assert generated_errors([text]) == generated_errors([text])
