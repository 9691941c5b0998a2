"""What says whether a draft was right."""

import pytest
from promise_simulation import label

from desktop_app.domain.confidence import Band, Factor, FactorName
from desktop_app.domain.evaluation import Score, Verdict
from desktop_app.domain.label import gold_says, meets_expectations


@pytest.mark.parametrize(
    ("verdicts", "says"),
    [
        ([Verdict.RIGHT, Verdict.RIGHTLY_ABSENT], True),
        ([Verdict.RIGHT, Verdict.NOT_COMPARABLE], True),
        ([Verdict.RIGHT, Verdict.ABSTAINED], False),
        ([Verdict.WRONG], False),
        ([Verdict.FALSE_FIND], False),
        ([Verdict.NOT_COMPARABLE], None),
        ([], None),
    ],
)
def test_a_section_is_right_where_all_that_gold_data_can_judge_is(verdicts: list[Verdict], says: bool | None) -> None:
    assert gold_says(verdicts) is says


def test_an_evaluation_case_is_right_where_nothing_expected_was_missed() -> None:
    assert meets_expectations([Score("facts", "fee", 2, 2), Score("pages", "fee", 1, 1)])
    assert not meets_expectations([Score("facts", "fee", 2, 2), Score("routes", "fee", 0, 1)])


def test_only_what_no_rule_holds_back_could_pass() -> None:
    weighs, limits = Factor(FactorName.NOTE, 1, Band.HIGH), Factor(FactorName.WARNING, 1, Band.MEDIUM)
    assert label("c", (weighs,), right=True).could_pass
    assert not label("c", (weighs, limits), right=True).could_pass
