"""The credit pack as it is shipped: its cases reach its bar, its figures are right, its sample is signed."""

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cli_examples import countersign
from ruamel.yaml import YAML

from desktop_app.adapters.bundled_files import forms_folder
from desktop_app.adapters.evaluation_files import PackEvaluations
from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.answers import evaluate, problems
from desktop_app.domain.evaluated import Evaluated
from desktop_app.domain.evaluation import CaseKind, EvaluationCase
from desktop_app.domain.pack import Pack
from desktop_app.domain.value_input import parse

PACK = forms_folder() / "credit_memo"
LIMITS = (
    "capacity stress reserves leverage_position establishment security valuation_age payment_record public_record "
    "score_position"
)


@cache
def pack() -> Pack:
    return PackFolders([forms_folder()]).load("credit_memo")


@cache
def cases() -> tuple[EvaluationCase, ...]:
    return PackEvaluations().cases(pack())


def test_there_are_enough_evaluation_cases_of_each_kind_and_their_documents_are_used() -> None:
    kinds = Counter(case.kind for case in cases())
    assert sum(kinds.values()) >= 24
    assert kinds[CaseKind.HOSTILE] >= 5 and kinds[CaseKind.UNANSWERABLE] >= 3
    named = {each.name for case in cases() for group in case.attach.values() for each in group}
    assert named == {str(path.relative_to(PACK / "evals")) for path in (PACK / "evals" / "documents").iterdir()}


def test_the_sample_stands_on_the_documents_of_an_evaluation_case() -> None:
    for name in ("application.txt", "statements.pdf", "credit-report.txt", "valuation.txt"):
        evaluated = PACK / "evals" / "documents" / f"alder_creek_{name.replace('-', '_')}"
        assert (PACK / "sample" / name).read_bytes() == evaluated.read_bytes()


def amounts(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def computed(answers: dict[str, Any]) -> dict[str, str | None]:
    """The ratios of a case by other means than the program's rules."""
    monthly = Decimal(answers["payment"]) + amounts(answers.get("debts", []), "monthly")
    found: dict[str, str | None] = {"reserve_months": str(rounded(Decimal(answers["liquid_assets"]) / monthly, 1))}
    if answers["borrower_kind"] == "business":
        cash = Decimal(answers["net_income"]) + amounts(answers.get("add_backs", []), "amount")
        found["coverage"] = str(rounded(cash / (12 * monthly), 2))
    else:
        income = Decimal(answers["main_income"]) + amounts(answers.get("other_income", []), "monthly")
        found["debt_to_income"] = f"{rounded(100 * monthly / income, 1)}%"
    if answers["secured"]:
        debts = Decimal(answers["amount"]) + Decimal(answers.get("prior_liens", 0))
        share = debts / Decimal(answers["appraised_value"])
        found["loan_to_value"] = f"{rounded(100 * share, 1)}%"
    return found


def rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@pytest.mark.parametrize("case", [case for case in cases() if case.values], ids=lambda case: case.case)
def test_the_expected_ratios_are_right_by_another_computation(case: EvaluationCase) -> None:
    if "net_income" in case.answers or case.answers["borrower_kind"] == "person":
        ratios = computed(case.answers)
        assert {name: case.values[name] for name in ratios if name in case.values} == {
            name: ratio for name, ratio in ratios.items() if name in case.values
        }


def test_every_limit_of_the_policy_is_kept_missed_and_where_it_may_declined_by_some_case() -> None:
    expected = {(name, outcome) for case in cases() for name, outcome in case.outcomes.items()}
    for name in LIMITS.split():
        assert (name, "within") in expected, name
    for outcome in ("approve", "exception", "decline"):
        assert ("credit_decision", outcome) in expected
    for who in ("reviewer", "officer", "committee"):
        assert ("authority", who) in expected


def test_no_reason_that_a_declined_applicant_is_told_names_a_policy_or_a_score() -> None:
    told = [row.reason for table in pack().form.decisions[:9] for row in table.rows if row.outcome != "within"]
    assert told and not [reason for reason in told if "policy" in reason or "score" in reason]


@pytest.mark.parametrize(
    ("reason", "accepted"),
    [
        ("The employer could not confirm the employment.", True),
        ("The garage gave no proof of the stage of repair.", True),
        ("Maternity leave", False),
        ("She is DIVORCED", False),
        ("Too old", False),
        ("Does not meet our internal standards", False),
        ("The score is too low", False),
    ],
)
def test_a_reason_of_its_own_names_no_protected_characteristic_and_no_policy(reason: str, accepted: bool) -> None:
    assert ("own_reason" not in wrong(seen(recommend="decline", own_reason=reason))) is accepted


def seen(**other: str) -> Evaluated:
    """What follows from the sample's answers with others among them."""
    sample = YAML(typ="safe", pure=True).load(PACK / "sample" / "case.yaml")["answers"]
    raw = {**sample, "appraised_value": "240000.00", **other}
    values = {name: parse(field, given) for name, given in raw.items() if (field := pack().form.field(name))}
    return evaluate(pack().form, pack().rules, values, date(2026, 11, 23))


def wrong(found: Evaluated) -> set[str]:
    return {each.field for each in problems(pack().form, pack().rules, found, {})}


@pytest.mark.parametrize(("payment", "accepted"), [("2827.99", True), ("2500.00", False), ("2142.86", False)])
def test_a_payment_that_does_not_carry_principal_and_interest_is_refused(payment: str, accepted: bool) -> None:
    assert ("payment" not in wrong(seen(payment=payment))) is accepted


@pytest.mark.parametrize(
    ("net_worth", "leverage", "position"),
    [
        ("53600.00", "5", "within"),
        ("53500.00", "5.01", "exception"),
        ("0.00", None, "exception"),
        ("-12000.00", None, "exception"),
    ],
)
def test_liabilities_are_held_against_a_net_worth_that_there_is(net_worth, leverage, position) -> None:
    found = seen(net_worth=net_worth)
    value = found.values.get("leverage")
    assert (str(value.normalize()) if value else None, found.outcomes["leverage_position"][0]) == (leverage, position)


def test_collateral_without_a_value_gives_no_ratio_and_decides_nothing() -> None:
    found = seen(appraised_value="0.00")
    assert "appraised_value" in wrong(found)
    assert "loan_to_value" not in found.values and "security" not in found.outcomes
    assert "credit_decision" not in found.outcomes


def test_a_loss_gives_a_coverage_below_zero_and_is_declined() -> None:
    found = seen(net_income="-90000.00")
    assert found.values["coverage"] < 0 and found.outcomes["capacity"][0] == "decline"


@pytest.mark.long
def test_the_packs_own_cases_reach_its_bar(tmp_path: Path) -> None:
    told = countersign("eval", "run", "credit_memo", "--endpoint", "assembled", "--home", tmp_path, "--json")
    assert told.code == 0, told.out
    assert told.json["passed"]


def test_the_sample_is_signed_and_its_record_verified(tmp_path: Path) -> None:
    told = countersign("sample", "--pack", "credit_memo", "--home", tmp_path, "--json")
    assert told.code == 0, told.out
    assert (told.json["state"], told.json["signatures"], told.json["record"]["verified"]) == ("signed", 2, True)
