"""How often a promise about escaped errors is broken: by thresholds with exact bounds, and by the naive ones.

Run with `pytest -m benchmark -n 0 -s tests/benchmarks/test_promise.py`.
"""

import random
import sys
from collections.abc import Callable

import pytest
from promise_simulation import PROMISE, broken_shares, drawn_labels, opened_by_looking, passed_error

pytestmark = pytest.mark.benchmark
BROKEN_AT_MOST = 1 - PROMISE.certainty
DRAWS, LEARNED_DRAWS = 1000, 300


@pytest.fixture
def report(capfd: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Show a figure, whatever pytest captures."""

    def show(words: str) -> None:
        with capfd.disabled():
            sys.stdout.write(f"\n{words}")

    return show


@pytest.mark.parametrize("labels", [60, 120, 300, 1000])
def test_the_promise_on_a_given_score(labels: int, report: Callable[[str], None]) -> None:
    ours, naive = broken_shares(random.Random(labels), labels, DRAWS)
    report(f"{labels} labels, {DRAWS} draws: promise broken in {ours:.1%}, by the naive threshold in {naive:.1%}")
    assert ours <= BROKEN_AT_MOST
    assert naive > 2 * BROKEN_AT_MOST


@pytest.mark.parametrize("cases", [100, 200, 400])
def test_the_promise_on_a_learned_score(cases: int, report: Callable[[str], None]) -> None:
    rnd = random.Random(cases)
    errors = [passed_error(drawn_labels(rnd, cases)) for _ in range(LEARNED_DRAWS)]
    opened = [error for error in errors if error is not None]
    broken = sum(error > PROMISE.escaped_errors_at_most for error in opened) / LEARNED_DRAWS
    found = len(opened) / LEARNED_DRAWS
    report(f"{cases} cases, {LEARNED_DRAWS} draws: a threshold in {found:.0%}, broken in {broken:.1%}")
    assert broken <= BROKEN_AT_MOST


@pytest.mark.parametrize("rate", [0.051, 0.06, 0.08])
def test_the_promise_is_for_one_look(rate: float, report: Callable[[str], None]) -> None:
    once, ever = opened_by_looking(random.Random(3), rate, 300, 2000)
    report(f"{rate:.1%} wrong, 300 labels: opened by one look in {once:.1%}, by a look after each label in {ever:.1%}")
    assert once <= BROKEN_AT_MOST
    assert ever >= once
