"""Functions of rules: working days, lists without repeats, money converted at a stated rate; times and instants."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_examples import small_form

from desktop_app.domain.answers import Money, Value
from desktop_app.domain.arithmetic import Undefined
from desktop_app.domain.consequences import Consequences
from desktop_app.domain.expression import Undecided
from desktop_app.domain.form import Absence
from desktop_app.domain.rule_functions import business_days, convert
from desktop_app.domain.rules import Rules

TODAY = date(2026, 2, 1)
TOTAL = '      - {field: total, type: money, currency: EUR, label: Total, calculation: "sum(payments.amount)"}\n'
MORE = """\
      - {field: total, type: money, currency: EUR, label: Total}
      - {field: dollars, type: money, currency: USD}
      - {field: opens, type: time}
      - {field: since, type: datetime, allow: [not_known]}
      - {field: best, type: rank, choices: [a, b]}
"""


def result(rule: str, **values: Value) -> object:
    rules = Rules(small_form((TOTAL, MORE), ("constraint: birth < today()", f"constraint: {rule!r}")))
    assert not rules.faults, rules.faults
    return rules.moment(values, TODAY).result("field", "birth", "constraint")


@pytest.mark.parametrize(
    ("rule", "values", "wanted"),
    [
        ('convert(dollars, "USD", "EUR", 0.9) > total', {"dollars": Money(Decimal("100.05"), "USD"),
                                                          "total": Money(Decimal("90.04"), "EUR")}, True),
        ('convert(dollars, "USD", "EUR", 0.9) > total', {"total": Money(Decimal(1), "EUR")}, Undecided.UNKNOWN),
        ('opens < "09:30"', {"opens": time(9, 5)}, True),
        ('opens < "09:30"', {"opens": time(9, 30)}, False),
        ("since > today()", {"since": datetime(2026, 2, 1, 0, 1, tzinfo=UTC).replace(tzinfo=None)}, True),
        ("since.not_known || since > today()", {"since": Absence.NOT_KNOWN}, True),
        ("since > today()", {"since": Absence.NOT_KNOWN}, Undecided.UNKNOWN),
        ("!since.blank", {"since": Absence.NOT_KNOWN}, True),
        ('best[0] == "b"', {"best": ("b", "a")}, True),
        ("unique(payments.pieces)", {"payments": ({"pieces": 1}, {"pieces": 2})}, True),
        ("unique(payments.pieces)", {"payments": ({"pieces": 1}, {"pieces": 1})}, False),
        ("business_days(birth, today()) == 5", {"birth": date(2026, 1, 25)}, True),
        ('join(best, ", ") == "b, a"', {"best": ("b", "a")}, True),
        ('part(best[0], 0, 1) + part("abc", -2, 9) == "bbc"', {"best": ("b", "a")}, True),
        ("since.getHours() == 14", {"since": datetime(2026, 2, 1, 14, 5, tzinfo=UTC).replace(tzinfo=None)}, True),
        ('string(total) + " in all" == "2.5 in all"', {"total": Money(Decimal("2.50"), "EUR")}, True),
    ],
)  # fmt: skip
def test_rules_hold_where_they_have_to(rule: str, values: dict[str, Value], wanted: object) -> None:
    assert result(rule, **values) == wanted


@pytest.mark.parametrize(
    ("amount", "to", "rate", "wanted"),
    [(10.05, "EUR", 0.1, 1.01), (1999.5, "JPY", 1.0, 2000.0), (1.0005, "KWD", 1.0, 1.001), (0.1, "EUR", 3.0, 0.3)],
)
def test_money_is_converted_to_the_smallest_unit_of_the_other_currency(
    amount: float, to: str, rate: float, wanted: float
) -> None:
    assert convert(amount, "USD", to, rate) == wanted


@pytest.mark.parametrize("rate", [0.0, -1.0])
def test_a_rate_that_is_none_gives_nothing(rate: float) -> None:
    with pytest.raises(Undefined):
        convert(1.0, "USD", "EUR", rate)


DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1)).map(lambda day: datetime.combine(day, time(), UTC))


@given(DAYS, st.integers(0, 400))
def test_working_days_are_counted_as_on_a_calendar(start: datetime, days: int) -> None:
    end = start + timedelta(days=days)
    counted = sum((start + timedelta(days=day)).weekday() < 5 for day in range(1, days + 1))
    assert business_days(start, end) == counted
    assert business_days(end, start) == -counted


DIVIDED = """\
      - {field: whole, type: integer}
      - {field: total, type: %s, label: Total, calculation: "%s"}
"""


@pytest.mark.parametrize("kind", ["integer", "decimal", "percent", "money, currency: EUR"])
@pytest.mark.parametrize("rule", ["1.0 / double(whole)", "-1.0 / double(whole)", "0.0 / double(whole)", "1e30"])
def test_a_calculation_that_gives_no_number_is_told_at_its_question(kind: str, rule: str) -> None:
    rules = Rules(small_form((TOTAL, DIVIDED % (kind, rule))))
    told = Consequences.of(rules, {"whole": 0}, TODAY)
    assert told.evaluated.faults == {"total"}
    assert "“Total” cannot be calculated from these answers." in [each.words for each in told.problems]
