"""A sentence that calculates: a right result is derived, a wrong one blocks and is put right by one step."""

import pytest

from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.finding_fix import apply_fix, fix_of
from desktop_app.domain.form import Section
from desktop_app.domain.markup import read_markup
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.services.checking import check

PASSAGES = {1: "The yearly fee is EUR 45,000.", 2: "The Agreement runs for 2 years.", 3: "The deposit is EUR 5,000."}
PASSAGES |= {4: "Support is billed at EUR 1,500 per month."}
MODEL = OriginSpan(0, 0, Origin.PERSON, person_id="ana")


def subject(raw: str) -> CheckedText:
    marked = read_markup(raw, MODEL)
    section = Section(section="total", title="Total")
    return CheckedText(marked.text, section, marked.anchors, PASSAGES, marked.spans)


def found(raw: str) -> tuple[Finding, ...]:
    return check(subject(raw))


@pytest.mark.parametrize(
    "raw",
    [
        "The total is EUR 90,000 (= EUR 45,000 [E1] × 2 years [E2]).",
        "The total is EUR 45,000 [E1] × 2 years [E2] = EUR 90,000.",
        "It comes to EUR 95,000 (= EUR 45,000 [E1] * 2 years [E2] + EUR 5,000 [E3]).",
        "A month costs EUR 3,750 (= EUR 45,000 [E1] / 12).",
        "The deposit is 11.1 % of the yearly fee (EUR 5,000 [E3] / EUR 45,000 [E1] = 11.1 %).",
        "The total is EUR 90,000 (= EUR 45,000 per year [E1] × 2 years [E2]).",
        "Support comes to EUR 36,000 (= EUR 1,500 per month [E4] × 2 years [E2]).",
        "Support comes to EUR 36,000 (= EUR 1,500 [E4] × 2 years [E2]).",
        "A month costs EUR 3,750 (= EUR 45,000 per year [E1] / 12).",
    ],
)
def test_a_result_that_its_operands_give_stands(raw: str) -> None:
    assert found(raw) == ()


def test_a_wrong_result_blocks_and_one_step_puts_it_right() -> None:
    of = subject("The total is EUR 99,000 (= EUR 45,000 [E1] × 2 years [E2]).")
    (wrong,) = check(of)
    fix = fix_of(wrong)
    assert (wrong.rule, wrong.severity) == (Rule.WRONG_SUM, Severity.BLOCKER)
    assert fix and fix.words == "EUR 90,000"
    text, _ = apply_fix(of.text, of.anchors, wrong, fix)
    assert text.plain == "The total is EUR 90,000 (= EUR 45,000 × 2 years)."


def test_a_result_of_an_operand_that_nothing_states_is_not_derived() -> None:
    rules = {finding.rule for finding in found("The total is EUR 94,000 (= EUR 47,000 [E1] × 2 years [E2]).")}
    assert Rule.CONTRADICTED_FIGURE in rules and Rule.WRONG_SUM not in rules


def test_what_is_paid_each_month_is_not_paid_once_a_year() -> None:
    (wrong,) = found("Support comes to EUR 3,000 (= EUR 1,500 [E4] × 2 years [E2]).")
    fix = fix_of(wrong)
    assert (wrong.rule, fix and fix.words) == (Rule.WRONG_SUM, "EUR 36,000")


def test_a_rate_that_no_source_gives_makes_no_result_stand() -> None:
    rules = {each.rule for each in found("Support comes to EUR 3,000 (= EUR 1,500 per year [E4] × 2 years [E2]).")}
    assert rules & {Rule.UNSUPPORTED_FIGURE, Rule.CONTRADICTED_FIGURE}
    rules = {each.rule for each in found("The total is EUR 120,000 (= EUR 5,000 per month [E3] × 2 years [E2]).")}
    assert rules & {Rule.UNSUPPORTED_FIGURE, Rule.CONTRADICTED_FIGURE}
