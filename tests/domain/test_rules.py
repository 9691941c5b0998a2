"""Rules know money, blanks and what they cannot know."""

from datetime import date
from decimal import Decimal

import pytest
from pack_examples import small_form

from desktop_app.domain.answers import Money, Party, Value
from desktop_app.domain.expression import Undecided
from desktop_app.domain.form import Form
from desktop_app.domain.rules import Rules

TODAY = date(2026, 2, 1)
EXTRA = """\
      - {field: total, type: money, currency: EUR, label: Total, calculation: "sum(payments.amount)"}
      - {field: other, type: money, currency: USD}
      - {field: share, type: decimal}
      - {field: open_one, type: money}
      - {field: open_two, type: money}
      - {field: pieces, type: integer}
      - {field: who, type: party}
      - {field: kinds, type: choices, choices: [a, b]}
"""
TOTAL = '      - {field: total, type: money, currency: EUR, label: Total, calculation: "sum(payments.amount)"}\n'


def form_with(rule: str) -> Form:
    return small_form((TOTAL, EXTRA), ("constraint: birth < today()", f"constraint: {rule!r}"))


def faults(rule: str) -> list[tuple[int, str, str]]:
    return [(f.column, f.what, f.right) for f in Rules(form_with(rule)).faults]


def result(rule: str, today: date = TODAY, **values: Value) -> object:
    rules = Rules(form_with(rule))
    assert not rules.faults
    return rules.moment(values, today).result("field", "birth", "constraint")


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def test_an_open_amount_is_compared_with_itself_and_once_converted_with_another() -> None:
    assert not faults("open_one >= open_one")
    assert not faults('convert(open_one, "EUR", "USD", 1.08) > convert(open_two, "JPY", "USD", 0.01)')


def test_a_good_form_has_no_faults() -> None:
    assert Rules(small_form()).faults == ()


@pytest.mark.parametrize(
    ("rule", "column", "what", "right"),
    [
        ("totl > 1.00", 1, "“totl”", "“total”"),
        ("known && totl > 1.00", 10, "“totl”", "“total”"),
        ("total >= 25000", 7, "“>=”", "25000.00"),
        ("total + 1.00 > 2.00", 7, "“+”", "add(a, b)"),
        ("string(total * 2.00) == 'x'", 14, "“*”", "multiply(a, b)"),
        ("size(payments) * 2 > 2", 16, "“*”", "multiply(a, b)"),
        ("payments.all(p, p.amount - 1.00 > 2.00)", 26, "“-”", "subtract(a, b)"),
        ("total > other", 1, "USD", "one currency"),
        ("open_one > open_two", 1, "any currency", "one currency"),
        ("today() - birth", 1, "something that no answer is", "yes or no"),
        ("null", 1, "something that no answer is", "yes or no"),
        ("payments.amout == [1.0]", 10, "“amout”", "“amount”"),
        ("payments.all(p, p.amout > 1.0)", 19, "“amout”", "“amount”"),
        ("summ(payments.amount) > 1.0", 1, "“summ”", "“sum”"),
        ("who == 'Acme'", 1, "party", "who.name"),
        ("kind == 'persn'", 9, "never “persn”", "“person”"),
        ("'c' in kinds", 1, "never “c”", "a, b"),
        ("'file' != filing", 1, "never “file”", "“filed”"),
        ("kind > 5", 6, "text and whole number", "one kind"),
        ("birth > '2026-01-01'", 7, "date and text", "timestamp("),
        ("birth", 1, "a date", "yes or no"),
        ("known &&", 9, "breaks off", "Complete"),
        ("known.empty", 7, "“empty”", "blank"),
        ("(" * 60 + "known" + ")" * 60, 1, "", ""),
        ("[known", 7, "breaks off", ""),
    ],
)
def test_a_wrong_rule_is_told_where_and_what_would_be_right(rule: str, column: int, what: str, right: str) -> None:
    found = faults(rule)
    assert found
    assert found[0][0] == column
    assert what in found[0][1]
    assert right in found[0][2]


@pytest.mark.parametrize("rule", ["total > -5.00", "pieces - 1 > 2", "total.blank || other > 1.00", "who.kind == 'x'"])
def test_what_is_allowed_beside_amounts_is_no_fault(rule: str) -> None:
    assert faults(rule) == []


def test_rules_that_need_each_other_are_a_fault() -> None:
    birth = ("relevant: kind ==", "relevant: known && kind ==")
    form = small_form(birth, ("{field: known,", "{field: known, relevant: birth < today(),"))
    assert "need each other" in Rules(form).faults[0].what


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("total > 1.00", Undecided.UNKNOWN),
        ("total > 1.00 || true", True),
        ("total > 1.00 && false", False),
        ("known && total > 1.00", Undecided.UNKNOWN),
        ("total.blank", True),
        ("kind == 'person'", Undecided.UNKNOWN),
        ("'a' in kinds", Undecided.UNKNOWN),
        ("sum(payments.amount) > 0.00", Undecided.UNKNOWN),
        ("any_section('flag')", Undecided.UNKNOWN),
        ("1 / 0 == 1", Undecided.FAULT),
    ],
)
def test_a_blank_is_unknown_and_never_false(rule: str, expected: object) -> None:
    assert result(rule) is expected


def test_money_compares_at_the_cent() -> None:
    assert result("total >= 25000.00", total=eur("25000")) is True
    assert result("total >= 25000.00", total=eur("24999.99")) is False
    assert result("total > 0.30", total=eur("0.1")) is False
    assert result("add(total, 0.20) == 0.30", total=eur("0.1")) is True


def test_a_column_sums_without_losing_cents() -> None:
    rows = tuple({"amount": eur("0.1")} for _ in range(10))
    assert result("sum(payments.amount) == 1.00", payments=rows) is True


def test_a_column_is_unknown_while_a_required_cell_is_blank() -> None:
    assert result("sum(payments.amount) > 0.00", payments=({"amount": eur("1")}, {})) is Undecided.UNKNOWN


def test_an_optional_column_leaves_blank_cells_out() -> None:
    rows = ({"amount": eur("1"), "pieces": 2}, {"amount": eur("1")})
    assert result("sum(payments.pieces) == 2.0 && count(payments) == 2", payments=rows) is True


def test_rows_can_be_asked_one_by_one() -> None:
    rows = ({"amount": eur("1")}, {"amount": eur("7")})
    assert result("payments.exists(p, p.amount > 5.00)", payments=rows) is True


@pytest.mark.parametrize(
    "rule",
    [
        "min(payments.amount) == 2.00 && max(payments.amount) == 3.00",
        "round(ratio(2.00, 3.00), 2) == 0.67",
        "multiply(total, 3) == 15.00 && subtract(total, 1.00) == 4.00",
        "add(pieces, 1) == 5 && ratio(pieces, 8) == 0.5",
        "days_between(birth, today()) == 31",
        "who.name == 'Acme' && who.address == ''",
        "'a' in kinds && size(kinds) == 1",
    ],
)
def test_functions_and_parts_give_what_they_say(rule: str) -> None:
    rows = ({"amount": eur("2")}, {"amount": eur("3")})
    values = {"payments": rows, "total": eur("5"), "pieces": 4, "birth": date(2026, 1, 1), "kinds": ("a",)}
    assert result(rule, **values, who=Party("Acme")) is True


def test_rows_with_dates_are_counted_chosen_and_held_against_dates() -> None:
    rows = ({"amount": eur("2"), "day": date(2026, 1, 9)}, {"amount": eur("3"), "day": date(2026, 3, 5)})
    assert result("count(payments) == 2", payments=rows) is True
    assert result("sum(payments.filter(p, p.amount > 2.00).map(p, p.amount)) == 3.00", payments=rows) is True
    assert result("size(payments.filter(p, p.day < today())) == 1", payments=rows) is True
    assert result("payments.exists(p, has(p.day) && p.day == timestamp('2026-03-05T00:00:00Z'))", payments=rows) is True
    chosen = "payments.filter(p, p.amount > 2.00).map(p, p.day)"
    assert result(f"latest({chosen}) == timestamp('2026-03-05T00:00:00Z')", payments=rows) is True
    assert result("payments.all(p, payments.exists(q, days_between(p.day, q.day) == 55))", payments=rows) is False
    assert result("payments.exists(p, p.day > today())", payments=({"amount": eur("2")},)) is Undecided.UNKNOWN


def test_the_first_and_last_of_dates_are_known() -> None:
    rows = ({"amount": eur("2"), "day": date(2026, 3, 9)}, {"amount": eur("3"), "day": date(2026, 1, 5)})
    assert result("days_between(earliest(payments.day), latest(payments.day)) == 63", payments=rows) is True
    assert result("earliest(payments.day) < today()", payments=({"amount": eur("2")},)) is Undecided.UNKNOWN


def test_the_same_day_gives_the_same_result_whatever_the_clock_says() -> None:
    assert result("birth < today()", today=date(2020, 1, 2), birth=date(2020, 1, 1)) is True
    assert result("birth < today()", today=date(2020, 1, 1), birth=date(2020, 1, 1)) is False


def test_the_smallest_of_nothing_is_unknown() -> None:
    assert result("min(payments.amount) > 1.00", payments=()) is Undecided.UNKNOWN


@pytest.mark.parametrize(
    ("routes", "relevant"), [({"a": "flag"}, True), ({"a": "pass"}, False), ({}, False), (None, True)]
)
def test_the_review_is_relevant_by_the_routes_and_stays_closed_where_they_are_unknown(
    routes: dict[str, str] | None, relevant: bool
) -> None:
    form = small_form()
    assert Rules(form).stage_relevant(form.stages[0], {}, routes, TODAY) is relevant


def test_a_gate_that_cannot_be_known_stays_closed() -> None:
    form = small_form()
    assert Rules(form).stage_relevant(form.stages[1], {}, {}, TODAY)
    assert not Rules(form).stage_relevant(form.stages[1], {"total": eur("5")}, {}, TODAY)


def test_a_gate_can_ask_for_an_outcome() -> None:
    form = small_form(('"total >= 100000.00"}', "\"filing == 'filed'\"}"))
    assert Rules(form).faults == ()
    assert Rules(form).stage_relevant(form.stages[1], {"total": eur("30000")}, {}, TODAY)
    assert not Rules(form).stage_relevant(form.stages[1], {"total": eur("3"), "known": True}, {}, TODAY)
