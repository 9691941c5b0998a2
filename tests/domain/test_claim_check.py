"""What becomes of each claim, and the one-click fixes for it."""

from typing import Any

import pytest

from desktop_app.domain.checked_text import CheckedAnswer, CheckedText
from desktop_app.domain.claim_check import ClaimStatus, worst
from desktop_app.domain.figure_check import judged_sentences
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.finding_fix import Fix, apply_fix, fix_of
from desktop_app.domain.form import Section
from desktop_app.domain.markup import read_markup, write_markup
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.services.checking import check

PASSAGES = {
    1: "The fee is EUR 45,000, payable within 30 days, under Section 4.1 of this Agreement.",
    2: "Termination takes at least 90 days of notice.",
    3: "The penalty is twice EUR 5,000.",
}


def subject(raw: str, **more: Any) -> CheckedText:
    marked = read_markup(raw, OriginSpan(0, 0, Origin.PERSON, person_id="ana"))
    section = Section(section="fee", title="Fee")
    return CheckedText(marked.text, section, marked.anchors, PASSAGES, marked.spans, **more)


def statuses(raw: str, **more: Any) -> list[ClaimStatus]:
    return [c.status for sentence in judged_sentences(subject(raw, **more)) for c in sentence.claims]


def rules(raw: str) -> list[tuple[Rule, Severity]]:
    return [(f.rule, f.severity) for f in check(subject(raw))]


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        ("The fee is EUR 45,000 [E1].", ClaimStatus.SUPPORTED),
        ("The penalty is EUR 10,000 [E3].", ClaimStatus.DERIVED),
        ("The fee is EUR 10,000 [E1].", ClaimStatus.ELSEWHERE),
        ("The fee is EUR 99,000 [E1].", ClaimStatus.CONTRADICTED),
        ("The fee is twice EUR 45,000 [E1].", ClaimStatus.CONTRADICTED),
        ("The penalty is EUR 5,000 [E3].", ClaimStatus.CONTRADICTED),
        ("It takes at most 90 days [E2].", ClaimStatus.CONTRADICTED),
        ("It began on 3 May 2024 [E2].", ClaimStatus.UNSUPPORTED),
    ],
)
def test_a_claim_has_one_status(raw: str, status: ClaimStatus) -> None:
    assert statuses(raw) == [status]


def test_what_a_calculated_answer_or_a_rule_table_says_is_derived() -> None:
    total = CheckedAnswer("total", "Total", "EUR 7,000", None, calculated=True)
    assert statuses("In all EUR 7,000.", answers=(total,)) == [ClaimStatus.DERIVED]
    assert statuses("The limit is 12 %.", outcomes=("It is above the limit of 12 %",)) == [ClaimStatus.DERIVED]


def test_a_sentence_is_as_its_worst_claim() -> None:
    assert worst([ClaimStatus.SUPPORTED, ClaimStatus.ELSEWHERE, ClaimStatus.DERIVED]) is ClaimStatus.ELSEWHERE
    assert worst([]) is None


def test_a_limit_turned_round_blocks_and_one_click_puts_it_right() -> None:
    text = subject("Termination takes at most 90 days of notice [E2].")
    (finding,) = check(text)
    assert (finding.rule, finding.severity) == (Rule.CONTRADICTED_WORDS, Severity.BLOCKER)
    fixed, _ = apply_fix(text.text, text.anchors, finding, fix_of(finding) or Fix())
    assert fixed.plain == "Termination takes at least 90 days of notice."


def test_a_figure_of_another_source_is_cited_by_one_click() -> None:
    text = subject("The fee is EUR 45,000, payable within 30 days, and notice takes 90 days [E1].")
    (finding,) = check(text)
    assert (finding.rule, finding.details["proposed"]) == (Rule.CITED_ELSEWHERE, "2")
    same, anchors = apply_fix(text.text, text.anchors, finding, fix_of(finding) or Fix())
    assert write_markup(same, anchors).endswith("90 days [E1] [E2].")
    marked = read_markup(write_markup(same, anchors), OriginSpan(0, 0, Origin.PERSON, person_id="ana"))
    assert {a.number for a in marked.anchors} == {1, 2}


def test_another_section_number_than_the_passage_gives_is_a_warning_and_one_where_it_gives_none_a_note() -> None:
    assert rules("The fee is EUR 45,000 under Section 4.7 [E1].") == [(Rule.UNSUPPORTED_FIGURE, Severity.WARNING)]
    assert (Rule.UNSUPPORTED_FIGURE, Severity.NOTE) in rules("Termination takes at least 90 days (Section 9) [E2].")


def test_a_fix_of_words_needs_words() -> None:
    assert fix_of(Finding(Rule.DIFFERENT_WORDS, Severity.WARNING, 0, 4, {"figure": "some"})) is None
    assert fix_of(Finding(Rule.DIFFERENT_WORDS, Severity.WARNING, 0, 4, {"passage": "all"})) == Fix(words="all")
