"""Answers of a case: what they are worth, what is calculated from them, what follows, and what is wrong or missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from desktop_app.domain.arithmetic import exact
from desktop_app.domain.expression import Result, Undecided
from desktop_app.domain.form import FieldType, Form, FormField, FormPage
from desktop_app.domain.rules import Moment, Rules
from desktop_app.domain.value import Money, Party, Row, Value, dump, load
from desktop_app.domain.value_input import parse
from desktop_app.domain.value_text import show

__all__ = [
    "Evaluated",
    "Money",
    "Party",
    "Problem",
    "ProblemKind",
    "Row",
    "Value",
    "dump",
    "evaluate",
    "load",
    "parse",
    "problems",
    "show",
]


class ProblemKind(StrEnum):
    """missing: a required answer is blank; violated: a constraint does not hold; count: too few or too many rows or
    files; rule: a rule of the form cannot be computed with these answers."""

    MISSING = "missing"
    VIOLATED = "violated"
    COUNT = "count"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps a form from being complete: of which kind, at which field, in words for people."""

    kind: ProblemKind
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Answers with what follows from them on a day.

    `values` are those of relevant fields, calculated ones among them; `outcomes` are outcome and reason of each
    decision that can be made; `faults` are calculated fields whose rule cannot be computed with these answers.
    """

    values: Mapping[str, Value]
    relevant: frozenset[str]
    outcomes: Mapping[str, tuple[str, str]]
    today: date
    faults: frozenset[str] = frozenset()


def evaluate(
    form: Form,
    rules: Rules,
    answers: Mapping[str, Value],
    today: date,
    attached: Mapping[str, int] | None = None,
) -> Evaluated:
    """What follows from the answers. A field whose relevance is unknown is hidden; what is hidden counts as blank.

    A field with a default has that answer until another is given. `attached` counts the files of each attachment
    field, where rules ask for them.
    """
    pages = {field.field: page for page in form.pages for field in page.fields}
    fields = {field.field: field for field in form.fields}
    tables = {table.decision: table for table in form.decisions}
    values: dict[str, Value] = {}
    outcomes: dict[str, tuple[str, str]] = {}
    relevant: set[str] = set()
    faults: set[str] = set()
    for wave in rules.waves:
        moment = rules.moment(values, today, outcomes=outcomes, attached=attached)
        for name in wave:
            if name in tables:
                decided = moment.decide(tables[name])
                outcomes |= {} if decided is None else {name: decided}
            elif _is_relevant(moment, pages[name], fields[name]):
                relevant.add(name)
                value = _value(moment, fields[name], answers)
                if isinstance(value, Undecided):
                    faults |= {name} if value is Undecided.FAULT else set()
                elif value is not None:
                    values[name] = value
    in_order = {name: values[name] for name in fields if name in values}
    return Evaluated(in_order, frozenset(relevant), outcomes, today, frozenset(faults))


def _is_relevant(moment: Moment, page: FormPage, field: FormField) -> bool:
    rules = (moment.result("page", page.page, "relevant"), moment.result("field", field.field, "relevant"))
    return all(held is None or held is True for held in rules)


def _value(moment: Moment, field: FormField, answers: Mapping[str, Value]) -> Value | Undecided | None:
    if field.calculation is not None:
        result = moment.result("field", field.field, "calculation")
        return None if result is None else _calculated(field, result)
    if field.field in answers:
        return answers[field.field]
    return None if field.default is None else parse(field, field.default)


def _calculated(field: FormField, result: Result) -> Value | Undecided:
    """The result of a calculation as a value of the field's type."""
    if isinstance(result, Undecided):
        return result
    if field.type in (FieldType.INTEGER, FieldType.RATING):
        return int(result) if isinstance(result, int | float) and result == int(result) else Undecided.FAULT
    if field.type is FieldType.MONEY and field.currency:
        return Money(_decimal(result), field.currency)
    if field.type in (FieldType.DECIMAL, FieldType.PERCENT):
        return _decimal(result)
    if isinstance(result, datetime):
        return result.date()
    return tuple(result) if isinstance(result, list) else _as_is(result)


def _decimal(result: Any) -> Decimal:
    """In plain digits, without the trailing “.0” of a double."""
    number = exact(float(result))
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number


def _as_is(result: Any) -> Value:
    value: Value = result
    return value


def problems(
    form: Form,
    rules: Rules,
    evaluated: Evaluated,
    attached: Mapping[str, int],
) -> tuple[Problem, ...]:
    """What is missing or wrong, in the order of the form; only relevant fields are asked for.

    A constraint that is unknown is not violated, a requirement that is unknown is none yet.
    """
    moment = rules.moment(evaluated.values, evaluated.today, outcomes=evaluated.outcomes, attached=attached)
    return tuple(
        problem
        for field in form.fields
        if field.field in evaluated.relevant
        for problem in _field_problems(field, evaluated, moment, attached)
    )


def _field_problems(
    field: FormField, evaluated: Evaluated, moment: Moment, attached: Mapping[str, int]
) -> Iterator[Problem]:
    name, label = field.field, field.label or field.field
    if name in evaluated.faults:
        yield Problem(ProblemKind.RULE, name, f"“{label}” cannot be calculated from these answers.")
    if field.type is FieldType.ATTACHMENT:
        yield from _file_problems(field, label, attached.get(name, 0), _is_required(field, moment))
        return
    if name not in evaluated.values:
        if _is_required(field, moment) and field.type is not FieldType.NOTE:
            yield Problem(ProblemKind.MISSING, name, f"“{label}” has no answer.")
        return
    held = moment.result("field", name, "constraint")
    if held is False:
        yield Problem(
            ProblemKind.VIOLATED, name, f"{label}: {field.constraint_message or 'The answer is not allowed.'}"
        )
    if held is Undecided.FAULT:
        yield Problem(ProblemKind.RULE, name, f"The rule of “{label}” cannot be checked with these answers.")
    if field.type is FieldType.TABLE:
        yield from _table_problems(field, label, evaluated.values[name], _is_required(field, moment))


def _is_required(field: FormField, moment: Moment) -> bool:
    return field.required is True or moment.result("field", field.field, "required") is True


def _file_problems(field: FormField, label: str, count: int, required: bool) -> Iterator[Problem]:
    least = max(field.min_files, int(required))
    if count < least:
        files = "a file is" if least == 1 else f"{least} files are"
        yield Problem(ProblemKind.COUNT, field.field, f"“{label}”: {files} needed, {count or 'none'} attached.")


def _table_problems(field: FormField, label: str, rows: Any, required: bool) -> Iterator[Problem]:
    least = max(field.min_rows, int(required))
    if len(rows) < least:
        words = f"“{label}”: at least {least} {'row is' if least == 1 else 'rows are'} needed."
        yield Problem(ProblemKind.COUNT, field.field, words)
    for number, row in enumerate(rows, 1):
        for column in field.columns:
            if column.required and column.field not in row:
                words = f"“{label}”: row {number} has no {column.label or column.field}."
                yield Problem(ProblemKind.MISSING, field.field, words)
