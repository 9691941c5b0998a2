"""What follows from answers, and what keeps a form from being complete."""

from datetime import date
from decimal import Decimal

from pack_examples import small_form

from desktop_app.domain.answers import Evaluated, Money, Problem, ProblemKind, Value, evaluate, problems
from desktop_app.domain.form import Form
from desktop_app.domain.rules import Rules

TODAY = date(2026, 2, 1)
COMPLETE: dict[str, Value] = {
    "kind": "person",
    "name": "Ada",
    "birth": date(1990, 1, 1),
    "payments": ({"amount": Money(Decimal("5000"), "EUR")},),
    "known": True,
}


def evaluated(form: Form | None = None, **changes: Value | None) -> Evaluated:
    form = form or small_form()
    answers = {name: value for name, value in {**COMPLETE, **changes}.items() if value is not None}
    return evaluate(form, Rules(form), answers, TODAY)


def problems_of(files: int = 1, form: Form | None = None, **changes: Value | None) -> list[tuple[ProblemKind, str]]:
    form = form or small_form()
    found: tuple[Problem, ...] = problems(form, Rules(form), evaluated(form, **changes), {"files": files})
    return [(problem.kind, problem.field) for problem in found]


def test_no_choice_among_several_is_no_answer() -> None:
    form = small_form(
        ("{field: files,", "{field: risks, type: choices, choices: [a, b], required: true}\n      - {field: files,")
    )
    assert (ProblemKind.MISSING, "risks") in problems_of(form=form, risks=())
    assert problems_of(form=form, risks=("a",)) == []


def test_a_calculation_is_a_value_like_any_other() -> None:
    assert evaluated().values["total"] == Money(Decimal(5000), "EUR")


def test_an_answer_to_a_calculated_field_counts_for_nothing() -> None:
    assert evaluated(total=Money(Decimal(1), "EUR")).values["total"] == Money(Decimal(5000), "EUR")


def test_a_calculation_without_its_answers_is_blank() -> None:
    assert "total" not in evaluated(payments=None).values


def test_a_field_is_hidden_while_its_relevance_is_unknown_or_false() -> None:
    assert "birth" not in evaluated(kind=None).relevant
    assert "birth" not in evaluated(kind="organisation").values
    assert "birth" in evaluated().values


def test_the_first_row_that_holds_decides_with_its_reason() -> None:
    assert evaluated().outcomes == {"filing": ("filed", "At or above 5000 and known")}
    assert evaluated(known=False).outcomes == {"filing": ("kept", "Below both lines")}


def test_a_decision_below_an_unknown_row_is_not_made() -> None:
    assert evaluated(known=None).outcomes == {}
    assert evaluated(payments=None).outcomes == {}


def test_an_unknown_row_below_the_first_true_one_does_not_matter() -> None:
    rows = ({"amount": Money(Decimal(30000), "EUR")},)
    assert evaluated(known=None, payments=rows).outcomes == {"filing": ("filed", "At or above 25000")}


def test_an_outcome_can_make_a_field_relevant() -> None:
    why = "{field: why, type: text, relevant: filing == 'kept'}"
    form = small_form(("{field: files,", f"{why}\n      - {{field: files,"))
    assert "why" in evaluated(form, known=False).relevant
    assert "why" not in evaluated(form).relevant


def test_a_default_is_the_answer_until_another_is_given() -> None:
    form = small_form(("label: Is it known?", "label: Known, default: true"))
    assert evaluated(form, known=None).values["known"] is True
    assert evaluated(form, known=False).values["known"] is False


def test_a_complete_form_has_no_problems() -> None:
    assert problems_of() == []


def test_a_required_answer_that_is_blank_is_missing() -> None:
    assert problems_of(kind=None) == [(ProblemKind.MISSING, "kind")]


def test_an_answer_can_be_required_by_a_rule() -> None:
    assert problems_of(name=None) == [(ProblemKind.MISSING, "name")]
    assert problems_of(name=None, kind="organisation") == []


def test_a_violated_constraint_says_its_message() -> None:
    form = small_form()
    found = problems(form, Rules(form), evaluated(form, birth=TODAY), {"files": 1})
    assert [(p.kind, p.field) for p in found] == [(ProblemKind.VIOLATED, "birth")]
    assert "It must be in the past." in found[0].words


def test_a_constraint_that_is_unknown_is_not_violated() -> None:
    form = small_form(("constraint: birth < today()", "constraint: birth < today() && known"))
    assert problems_of(form=form, known=None) == []


def test_files_and_rows_are_counted() -> None:
    assert problems_of(files=0) == [(ProblemKind.COUNT, "files")]
    assert problems_of(payments=()) == [(ProblemKind.COUNT, "payments")]


def test_a_blank_table_that_must_have_rows_is_missing_unless_a_rule_says_that_it_need_not() -> None:
    assert problems_of(payments=None) == [(ProblemKind.MISSING, "payments")]
    ruled = small_form(("min_rows: 1", "min_rows: 1\n        required: known"))
    assert problems_of(form=ruled, payments=None) == [(ProblemKind.MISSING, "payments")]
    assert problems_of(form=ruled, payments=None, known=False) == []


def test_a_blank_cell_of_a_required_column_is_missing() -> None:
    assert problems_of(payments=({},)) == [(ProblemKind.MISSING, "payments")]


def test_a_rule_that_cannot_be_computed_is_a_problem_and_no_crash() -> None:
    form = small_form(("constraint: birth < today()", "constraint: size(name) / (size(name) - 3) > 0"))
    assert problems_of(form=form) == [(ProblemKind.RULE, "birth")]


def test_a_field_that_is_not_relevant_is_not_asked_for() -> None:
    form = small_form(("label: Date of birth", "label: Birth\n        required: true"))
    assert problems_of(form=form, birth=None) == [(ProblemKind.MISSING, "birth")]
    assert problems_of(form=form, birth=None, kind="organisation") == []
