"""How far people agree with a second reader, and from where on its doubts count."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.reader_agreement import LEAST_KAPPA, LEAST_SHARE, Agreement, agreement_of

CELLS = st.integers(0, 60)


def test_sentences_are_counted_by_what_both_say() -> None:
    judged = [(True, True), (True, True), (False, True), (False, False), (True, False)]
    assert agreement_of(judged) == Agreement(supported=2, doubted=1, alarms=1, missed=1)


def test_kappa_is_that_of_a_worked_example() -> None:
    """Of 50 judged, 20 and 15 alike: 0.7 alike, 0.5 by chance (the example that is in most books)."""
    found = Agreement(supported=20, doubted=15, alarms=5, missed=10)
    assert found.share == pytest.approx(0.7) and found.kappa == pytest.approx(0.4)


def test_the_error_of_kappa_is_that_of_an_independent_computation() -> None:
    """The spread of kappa over many draws from the same table is the error that one table gives."""
    rng, cells = random.Random(4), (800, 40, 60, 100)
    names = [(True, True), (True, False), (False, True), (False, False)]
    drawn = [agreement_of(rng.choices(names, cells, k=1000)).kappa or 0.0 for _ in range(200)]
    mean = sum(drawn) / len(drawn)
    spread = (sum((kappa - mean) ** 2 for kappa in drawn) / len(drawn)) ** 0.5
    low, high = Agreement(800, 100, 40, 60).kappa_between
    assert (high - low) / 2 / 1.2816 == pytest.approx(spread, rel=0.15)


def test_who_never_doubts_or_was_judged_seldom_does_not_count() -> None:
    assert not Agreement().counts
    assert Agreement(supported=500).kappa is None and not Agreement(supported=500).counts
    assert not Agreement(supported=22, missed=1).counts
    assert not Agreement(supported=22, doubted=1).counts
    assert Agreement(supported=22, doubted=2).counts


def test_both_bounds_are_needed() -> None:
    often_wrong = Agreement(supported=60, doubted=40, alarms=12, missed=2)
    assert often_wrong.kappa_between[0] > LEAST_KAPPA and not often_wrong.counts
    by_chance = Agreement(supported=300, doubted=1, alarms=5, missed=5)
    assert by_chance.least_share > LEAST_SHARE and not by_chance.counts


@settings(max_examples=40)
@given(CELLS, CELLS, CELLS, CELLS)
def test_one_more_alarm_never_makes_a_reader_count(supported: int, doubted: int, alarms: int, missed: int) -> None:
    before = Agreement(supported, doubted, alarms, missed)
    after = Agreement(supported, doubted, alarms + 1, missed)
    low, high = after.kappa_between
    assert -1 <= low <= high <= 1
    assert before.counts or not after.counts


def test_a_reader_that_is_no_better_than_the_bound_seldom_counts() -> None:
    """Drawn from a reader whose kappa is just below the bound: it counts in at most the share that is allowed."""
    rng, cells = random.Random(2), (0.873, 0.027, 0.065, 0.035)
    names = [(True, True), (True, False), (False, True), (False, False)]
    counted = sum(agreement_of(rng.choices(names, cells, k=120)).counts for _ in range(200))
    assert counted / 200 <= 0.1
