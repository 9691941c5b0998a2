"""Rows of a table that collects which hold together and give one outcome twice: shown by answers that were tried."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import combinations

from desktop_app.domain.answers import evaluate
from desktop_app.domain.expression_tokens import named
from desktop_app.domain.form import FieldType, Form, FormField, RuleTable
from desktop_app.domain.form_reach import Reach
from desktop_app.domain.formula import Constant
from desktop_app.domain.pack_check_faults import FormFault
from desktop_app.domain.reachability import example
from desktop_app.domain.rules import Rules
from desktop_app.domain.value import Money, Value

_MOST_PAIRS = 400
_ANY_DAY = date(2026, 1, 1)
_DECIMALS = (FieldType.DECIMAL, FieldType.PERCENT)


def overlaps(reach: Reach) -> Iterator[FormFault]:
    """Each row of a collecting table that gives an outcome which a row above it gives as well, at the same time."""
    form, rules = reach.form, None
    for d, table in enumerate(form.decisions):
        told: set[int] = set()
        for one, other in _same_outcome(table):
            rules = rules or Rules(form)
            if other not in told and _hold_together(reach, rules, table, one, other):
                told.add(other)
                rows = f"Rows {one + 1} and {other + 1} of “{table.decision}”"
                what = f"{rows} can hold together, and then give one outcome twice."
                right = "Let them exclude each other, or make them one row with “||”."
                yield FormFault(("decisions", d, "rows", other, "when"), what, right)


def _same_outcome(table: RuleTable) -> Iterator[tuple[int, int]]:
    if table.hit != "collect":
        return
    pairs = combinations(range(len(table.rows)), 2)
    for count, (one, other) in enumerate(pairs):
        if count >= _MOST_PAIRS:
            return
        first, second = table.rows[one], table.rows[other]
        if first.outcome and first.outcome == second.outcome:
            yield one, other


def _hold_together(reach: Reach, rules: Rules, table: RuleTable, one: int, other: int) -> bool:
    rows = (table.rows[one], table.rows[other])
    found = example([reach.formula(row.when) for row in rows], reach.domains, reach.patience)
    if found is None:
        return False
    answers = _answers(reach.form, found)
    seen = evaluate(reach.form, rules, answers, _ANY_DAY)
    values = dict(seen.values)
    for name in _assumable(reach.form, answers) & seen.relevant:
        values[name] = answers[name]
    moment = rules.moment(values, _ANY_DAY, outcomes=seen.outcomes)
    return all(moment.result("decision", table.decision, str(n)) is True for n in (one, other))


def _assumable(form: Form, answers: Mapping[str, Value]) -> frozenset[str]:
    """The calculated field among these, where there is one and it stands on no other: any value of it is taken as
    possible, since what it is calculated of is free.
    """
    calculated = [field for field in form.fields if field.field in answers and field.calculation]
    if len(calculated) != 1:
        return frozenset()
    return frozenset() if _stands_on(form, calculated[0]) & answers.keys() else frozenset((calculated[0].field,))


def _stands_on(form: Form, field: FormField) -> frozenset[str]:
    """All names that a calculated field is worked out of, at last."""
    found: set[str] = set()
    waiting: list[FormField | None] = [field]
    while waiting:
        each = waiting.pop()
        for name in named(each.calculation) - found if each and each.calculation else ():
            found.add(name)
            waiting.append(form.field(name))
    return frozenset(found)


def _answers(form: Form, found: Mapping[str, Constant]) -> dict[str, Value]:
    """Answers with these values, as far as fields can be answered with them."""
    answers: dict[str, Value] = {}
    for name, constant in found.items():
        field = form.field(name.split(" holds ", 1)[0])
        value = _value(field, name, constant) if field else None
        if field and value is not None:
            known = answers.get(field.field)
            joined = isinstance(value, tuple) and isinstance(known, tuple)
            answers[field.field] = (*known, *value) if joined else value  # type: ignore[misc]
    return answers


def _value(field: FormField, name: str, constant: Constant) -> Value | None:
    if " holds " in name:
        return (name.split(" holds ", 1)[1],) if constant is True else None
    if field.type is FieldType.MONEY and isinstance(constant, float) and field.currency:
        return Money(Decimal(str(constant)), field.currency)
    if field.type in _DECIMALS and isinstance(constant, float):
        return Decimal(str(constant))
    if isinstance(constant, float):
        return int(constant)
    return constant
