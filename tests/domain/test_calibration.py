"""One probability from named factors: it never rises with a finding, is the same everywhere, and says what was."""

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from promise_simulation import NOW, PROMISE, drawn_labels, label, passed_error

from desktop_app.domain.calibrated import calibrate, evidence_of, thresholds_of
from desktop_app.domain.calibration import (
    Example,
    Scale,
    brier,
    calibration_error,
    fit,
    reliability,
    risk_coverage,
)
from desktop_app.domain.confidence import WEIGHED, Band, Factor, FactorName
from desktop_app.domain.label import LabelSource, latest
from desktop_app.domain.risk_control import Judged

NOTE = Factor(FactorName.NOTE, 1, Band.HIGH)
ABSENT = Factor(FactorName.SAID_ABSENT, 1, Band.HIGH)
BLOCKED = Factor(FactorName.OPEN_BLOCKER, 1, Band.LOW)


def examples(right: int, wrong: int, *factors: Factor, section: str = "fee") -> list[Example]:
    return [Example(section, factors, True)] * right + [Example(section, factors, False)] * wrong


def test_a_factor_that_comes_with_errors_costs_probability() -> None:
    scale = fit(examples(95, 5) + examples(50, 50, NOTE))
    clean, noted = scale.probability("fee", ()), scale.probability("fee", (NOTE,))
    assert float(clean) == pytest.approx(0.95, abs=0.03)
    assert float(noted) == pytest.approx(0.50, abs=0.05)


def test_a_factor_that_comes_with_fewer_errors_earns_nothing() -> None:
    scale = fit(examples(60, 40) + examples(100, 0, NOTE))
    assert scale.weights["note"] == 0
    assert scale.probability("fee", (NOTE,)) == scale.probability("fee", ())


def test_a_harder_section_has_a_lower_probability() -> None:
    scale = fit(examples(95, 5) + examples(60, 40, section="term"))
    assert scale.probability("term", ()) < scale.probability("fee", ())


def test_sections_that_were_all_right_do_not_make_a_certainty() -> None:
    assert Decimal("0.9") < fit(examples(45, 0)).probability("fee", ()) < Decimal("0.99")


def test_what_was_never_seen_has_no_probability() -> None:
    scale = fit(examples(45, 0))
    assert scale.probability("term", ()) == scale.probability("fee", (NOTE,)) == 0
    assert fit([]) == Scale() and Scale().probability("fee", ()) == 0


def test_the_order_of_the_examples_makes_no_difference() -> None:
    some = examples(30, 4) + examples(10, 9, NOTE) + examples(9, 3, ABSENT, section="term")
    assert fit(some) == fit(some[::-1])


weighing = st.builds(Factor, st.sampled_from(WEIGHED), st.integers(1, 5), st.just(Band.HIGH))
some_factors = st.lists(weighing, max_size=3, unique_by=lambda f: f.name).map(tuple)
an_example = st.builds(Example, st.sampled_from(["fee", "term"]), some_factors, st.booleans())


@settings(max_examples=60)
@given(st.lists(an_example, min_size=1, max_size=30), some_factors, weighing)
def test_one_more_finding_never_raises_the_probability(
    learned: list[Example], factors: tuple[Factor, ...], more: Factor
) -> None:
    scale = fit(learned)
    counts = {f.name: f.count for f in factors}
    added = Factor(more.name, counts.get(more.name, 0) + more.count, Band.HIGH)
    worse = (*(f for f in factors if f.name is not more.name), added)
    assert all(weight >= 0 for weight in scale.weights.values())
    assert 0 <= scale.probability("fee", worse) <= scale.probability("fee", factors) <= 1


def said(probability: str, *right: bool) -> list[Judged]:
    return [Judged(Decimal(probability), each) for each in right]


def test_the_brier_score_and_the_calibration_error_are_those_of_the_books() -> None:
    judged = said("0.9", True, True, True, False) + said("0.2", False, True)
    assert brier(judged) == pytest.approx((3 * 0.01 + 0.81 + 0.04 + 0.64) / 6)
    assert calibration_error(judged) == pytest.approx((4 * 0.15 + 2 * 0.3) / 6)
    assert (brier([]), calibration_error([])) == (None, None)


def test_reliability_goes_by_tenths_and_certainty_is_in_the_last() -> None:
    low, high = reliability(said("0.25", True, False) + said("1", True))
    assert (low.low, low.texts, low.share, high.low, high.texts) == (0.2, 2, 0.5, 0.9, 1)


def test_the_more_pass_the_more_are_wrong_is_shown_point_by_point() -> None:
    points = risk_coverage(said("0.9", True, True) + said("0.4", False, True))
    assert [(str(p.at_least), p.coverage, p.risk) for p in points] == [("0.9", 0.5, 0.0), ("0.4", 1.0, 0.25)]


def clean(many: int, first: int = 0) -> list:
    return [label(f"case {number}", (), right=True) for number in range(first, first + many)]


def test_31_of_45_clean_sections() -> None:
    labels = clean(46)
    evidence = evidence_of(labels, PROMISE)
    assert evidence.words == f"{sum(each.decides for each in labels)} of 45 clean sections"
    assert calibrate(labels, PROMISE).threshold is None


def test_enough_clean_sections_give_a_threshold_that_other_ones_reach() -> None:
    found = calibrate(clean(90), PROMISE)
    assert found.evidence.clean >= 45 and found.threshold is not None
    assert found.scale.probability("fee", ()) >= found.threshold.at_least
    assert found.learned + found.evidence.clean == 90


def test_what_a_rule_holds_back_says_nothing_of_what_passes() -> None:
    held = [label(f"held {number}", (BLOCKED,), right=False) for number in range(40)]
    found = calibrate(clean(90) + held, PROMISE)
    assert (found.held_back, found.evidence.wrong) == (40, 0)
    assert found.threshold == calibrate(clean(90), PROMISE).threshold


def test_a_wrong_section_is_said_and_raises_what_is_needed() -> None:
    wrong = next(each for n in range(9) if (each := label(f"wrong {n}", (), right=False)).decides)
    assert evidence_of([*clean(9), wrong], PROMISE).words.endswith("of 76 clean sections, 1 wrong")


def test_the_last_word_about_a_section_counts_once() -> None:
    first, then = label("case 1", (), right=True), label("case 1", (), right=False)
    assert latest([first, label("case 2", (), right=True), then])[0] == then
    assert len(latest([first, then])) == 1


def test_errors_that_escaped_are_those_of_the_sample() -> None:
    sampled = [label(f"s{n}", (), right=n > 0, source=LabelSource.SAMPLE) for n in range(20)]
    escaped = calibrate(clean(10) + sampled, PROMISE).escaped
    assert (escaped.wrong, escaped.sections) == (1, 20)
    assert 0 < escaped.low < 0.05 < escaped.high < 0.25


def test_evidence_of_evaluation_cases_alone_is_known_as_that() -> None:
    own = [label(f"case {n}", (), right=True, source=LabelSource.EVALUATION) for n in range(90)]
    assert calibrate(own, PROMISE).only_evaluated
    assert not calibrate(own[:20], PROMISE).only_evaluated
    found = calibrate([*own, label("real", (), right=True)], PROMISE)
    assert not found.only_evaluated and found.evidence.clean <= 1 and found.threshold is None
    assert {source.value: rate.sections for source, rate in found.sources.items() if rate.sections} == {
        "evaluation": 90,
        "review": 1,
    }


def test_all_sections_of_a_case_are_on_one_side() -> None:
    for number in range(20):
        sides = {label(f"case {number}", (), right=True, section=name, at=NOW).decides for name in ("fee", "term")}
        assert len(sides) == 1


def test_thresholds_fall_and_none_is_tested_where_it_cannot_succeed() -> None:
    learned = said("0.99", *[True] * 2) + said("0.9", *[True] * 6) + said("0.5", *[True] * 2)
    assert [str(t) for t in thresholds_of(learned, 100, 45)] == ["0.9", "0.5"]
    assert [str(t) for t in thresholds_of(learned, 40, 45)] == ["0.5"]
    assert thresholds_of([], 40, 45) == ()


def test_a_promise_from_learned_factors_holds_in_most_draws() -> None:
    rnd = random.Random(11)
    errors = [passed_error(drawn_labels(rnd, 200)) for _ in range(25)]
    assert sum(error is not None and error > 0.05 for error in errors) <= 2
