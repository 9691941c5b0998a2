import pytest

from desktop_app.domain.evaluation import CaseKind, CaseResult, EvaluationCase, Expectation, Row, Score
from desktop_app.domain.evidence import QuoteState
from desktop_app.domain.finding import Rule
from desktop_app.domain.form import Section
from desktop_app.domain.route import RouteKind
from desktop_app.domain.scoring import (
    CaseOutcome,
    Cited,
    SectionOutcome,
    says,
    says_absent,
    score_case,
    score_section,
    table,
)

RENEWAL = Section.model_validate(
    {
        "section": "renewal",
        "title": "Renewal",
        "slots": [
            {"slot": "renewal", "from": "contract", "absent": "No clause on renewal was found."},
            {"slot": "notice", "from": "contract", "absent": "No notice was found."},
        ],
    }
)


def outcome(text: str, *cited: Cited, findings: tuple[Rule, ...] = (), route: RouteKind = RouteKind.FLAG):
    return SectionOutcome(text, cited, findings, route)


def scores(text_outcome: SectionOutcome, **expected: object) -> dict[str, Score]:
    found = score_section(RENEWAL, text_outcome, Expectation.model_validate(expected))
    return {score.scorer: score for score in found}


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("a cap of EUR 45,000 a year", "EUR 45,000", True),
        ("a cap of EUR\n45\u00a0000 a year", "EUR 45,000", True),
        ("a cap of EUR 145,000 a year", "45,000", False),
        ("a cap of EUR 45,000,000", "45,000", False),
        ("a cap of 45,000.", "45,000", True),
        ("145,000 and then 45,000", "45,000", True),
        ("unlawful", "law", False),
    ],
)
def test_words_are_said_whole_or_not_at_all(text, words, said):
    assert says(text, words) is said


def test_facts_count_each_fact_and_name_what_is_missing():
    score = scores(outcome("It renews for one year."), facts=["one year", "sixty days"])["facts"]
    assert (score.right, score.judged, score.misses) == (1, 2, ("“sixty days” is not said",))


def test_must_not_is_right_while_the_words_are_left_out():
    assert scores(outcome("EUR 45,000"), must_not=["84,000"])["must_not"].right == 1
    assert scores(outcome("EUR 84,000"), must_not=["84,000"])["must_not"].right == 0


def test_absence_is_the_first_slots_and_not_that_of_a_detail():
    assert says_absent(RENEWAL, "No clause on renewal was found.")
    assert not says_absent(RENEWAL, "It renews for a year. No notice was found.")
    assert says_absent(RENEWAL, "The contract does not mention a renewal.")


def test_a_page_counts_only_by_a_citation_that_leads_there():
    unread = Cited(QuoteState.NOT_FOUND, 2)
    assert scores(outcome("x", unread), pages=[2])["pages"].right == 0
    assert scores(outcome("x", Cited(QuoteState.VERIFIED, 2)), pages=[2])["pages"].right == 1


def test_a_citation_that_the_second_reader_cannot_find_is_wrong_and_one_it_cannot_judge_is_not():
    cited = (Cited(QuoteState.VERIFIED, 1, True), Cited(QuoteState.VERIFIED, 1, False), Cited(QuoteState.REPAIRED, 1))
    assert (scores(outcome("x", *cited))["citations"].right, 3) == (2, 3)


def test_routes_and_findings_are_held_against_what_was_expected():
    blocked = outcome("x", findings=(Rule.ANSWER_DISAGREES,), route=RouteKind.BLOCK)
    found = scores(blocked, route="block", findings=["answer_disagrees", "injection_mark"])
    assert found["routes"].right == 1
    assert (found["findings"].right, found["findings"].judged) == (1, 2)


def test_what_is_not_expected_is_not_judged():
    assert scores(outcome("anything")) == {}


def test_the_table_sums_up_and_fails_a_bar_that_nothing_was_judged_for():
    result = CaseResult("a", CaseKind.ORDINARY, (Score("facts", "s", 9, 10), Score("facts", "t", 9, 10)), 0.1)
    rows = {row.measure: row for row in table([result], {"facts": 0.9, "pages": 1.0})}
    assert rows["facts"] == Row("facts", 18, 20, 0.9)
    assert rows["facts"].passed
    assert not rows["pages"].passed


def test_a_case_that_could_not_be_run_fails_the_evaluation():
    assert not table([CaseResult("a", CaseKind.ORDINARY, (), 0.0, failure="no draft")], {})[-1].passed


def test_a_route_that_was_not_expected_is_told_with_what_the_checks_found():
    came = outcome("x", findings=(Rule.UNCITED_SENTENCE, Rule.UNCITED_SENTENCE), route=RouteKind.BLOCK)
    assert scores(came, route="flag")["routes"].misses == ("the route is block, not flag (found: uncited_sentence)",)


@pytest.mark.parametrize(
    ("expected", "came", "right"),
    [
        (["price", "health"], "price, health", True),
        (["price"], "price, health", False),
        ([], "none", True),
        ([], "price", False),
        ("price", "price", True),
        (None, "price", False),
    ],
)
def test_all_outcomes_of_a_table_that_collects_can_be_expected(expected, came, right):
    raw = {"case": "a", "attach": {"brief": ["a.txt"]}, "expect": {"text": {}}, "outcomes": {"notices": expected}}
    (score,) = score_case(EvaluationCase.model_validate(raw), CaseOutcome({"notices": came}, {}, (), ()))
    assert (score.right == score.judged) is right


@pytest.mark.parametrize(("came", "right"), [(("notice",), True), ((), False), (("notice", "advice"), False)])
def test_the_sections_that_are_left_out_can_be_expected(came, right):
    raw = {"case": "a", "attach": {"brief": ["a.txt"]}, "expect": {"text": {}}, "left_out": ["notice"]}
    (score,) = score_case(EvaluationCase.model_validate(raw), CaseOutcome({}, {}, (), (), came))
    assert (score.right == score.judged) is right
