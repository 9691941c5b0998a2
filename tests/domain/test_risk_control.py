"""Thresholds that keep a promise: the figures they are known by, exact bounds, and a simulation of the promise."""

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from promise_simulation import broken_shares, naive_threshold

from desktop_app.domain.risk_control import (
    Accepted,
    Judged,
    accepted,
    clean_needed,
    find_threshold,
    interval,
    wrong_at_most,
)

HALF, HIGH = Decimal("0.5"), Decimal("0.9")


def judged(right: int, wrong: int, probability: Decimal = HIGH) -> list[Judged]:
    return [Judged(probability, True)] * right + [Judged(probability, False)] * wrong


@pytest.mark.parametrize(("at_most", "needed"), [(0.10, 22), (0.05, 45), (0.02, 114), (0.01, 230)])
def test_so_many_clean_sections_keep_a_promise_at_90_percent(at_most: float, needed: int) -> None:
    assert clean_needed(at_most, 0.90) == needed


def test_each_wrong_one_costs_more_right_ones() -> None:
    assert [clean_needed(0.05, 0.90, wrong) + wrong for wrong in range(4)] == [45, 77, 105, 132]


@settings(max_examples=40)
@given(st.integers(0, 40), st.floats(0.01, 0.3), st.floats(0.5, 0.99))
def test_so_many_keep_the_promise_and_one_fewer_does_not(wrong: int, at_most: float, certainty: float) -> None:
    texts = clean_needed(at_most, certainty, wrong) + wrong
    assert wrong_at_most(wrong, texts, at_most) <= 1 - certainty
    assert wrong_at_most(wrong, texts - 1, at_most) > 1 - certainty


def test_the_binomial_tail_is_exact() -> None:
    assert wrong_at_most(0, 45, 0.05) == pytest.approx(0.95**45)
    assert wrong_at_most(1, 3, 0.5) == pytest.approx(0.5)
    assert (wrong_at_most(3, 3, 0.5), wrong_at_most(-1, 3, 0.5)) == (1.0, 0.0)
    assert (wrong_at_most(1, 3, 0.0), wrong_at_most(1, 3, 1.0)) == (1.0, 0.0)


def test_44_clean_sections_are_not_enough_and_45_are() -> None:
    assert find_threshold(judged(44, 0), [HIGH], 0.05, 0.90) is None
    assert find_threshold(judged(45, 0), [HIGH], 0.05, 0.90) == Accepted(HIGH, 45, 0)


def test_the_first_threshold_that_fails_ends_the_tests_even_if_a_later_one_would_hold() -> None:
    few = judged(10, 0, Decimal("0.99"))
    many = judged(90, 0)
    assert find_threshold(few + many, [Decimal("0.99"), HIGH], 0.05, 0.90) is None
    assert find_threshold(few + many, [HIGH, HALF], 0.05, 0.90) == Accepted(HALF, 100, 0)


def test_the_lowest_threshold_that_still_holds_is_taken() -> None:
    found = find_threshold(judged(60, 0) + judged(3, 30, HALF), [HIGH, HALF], 0.05, 0.90)
    assert found == accepted(judged(60, 0), HIGH)


def test_without_labels_or_thresholds_nothing_is_promised() -> None:
    assert find_threshold([], [HIGH], 0.05, 0.90) is None
    assert find_threshold(judged(90, 0), [], 0.05, 0.90) is None


def test_the_naive_threshold_promises_what_the_exact_one_does_not() -> None:
    labels = judged(20, 1)
    assert naive_threshold(labels, [HIGH], 0.05) == Accepted(HIGH, 21, 1)
    assert find_threshold(labels, [HIGH], 0.05, 0.90) is None


@pytest.mark.parametrize(
    ("wrong", "texts", "low", "high"),
    [(0, 10, 0.0, 0.2589), (1, 10, 0.0051, 0.3942), (10, 10, 0.7411, 1.0), (2, 60, 0.0060, 0.1012), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_that_of_clopper_and_pearson(wrong: int, texts: int, low: float, high: float) -> None:
    assert interval(wrong, texts, 0.90) == pytest.approx((low, high), abs=5e-5)


@settings(max_examples=60)
@given(st.integers(0, 30), st.integers(1, 60), st.floats(0.5, 0.99))
def test_an_interval_holds_the_share_that_was_seen(wrong: int, texts: int, certainty: float) -> None:
    wrong = min(wrong, texts)
    low, high = interval(wrong, texts, certainty)
    assert 0 <= low <= wrong / texts + 1e-9 and wrong / texts <= high + 1e-9 <= 1 + 1e-9


@settings(max_examples=60)
@given(st.integers(0, 20), st.integers(1, 80), st.floats(0.01, 0.5))
def test_one_more_wrong_section_is_never_less_doubt(wrong: int, texts: int, rate: float) -> None:
    assert wrong_at_most(wrong, texts, rate) <= wrong_at_most(wrong + 1, texts, rate) + 1e-12


def test_the_promise_is_broken_no_oftener_than_was_promised_where_the_naive_threshold_breaks_it() -> None:
    ours, naive = broken_shares(random.Random(7), labels=120, draws=60)
    assert ours <= 0.10 < 0.30 < naive
