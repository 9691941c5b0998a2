"""The rules of a form, compiled and type-checked once: what is relevant, required and allowed, what is calculated,
what follows from the answers, and which stages a case has to pass.

A blank answer is absent: an expression that needs it is unknown, which is never the same as false.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeAlias

from desktop_app.domain.expression import Binding, Expression, Kind, Language, Result, Surroundings, midnight
from desktop_app.domain.expression_names import PARTY_PARTS, Glossary, named
from desktop_app.domain.form import FieldType, Form, FormField, RuleTable, Stage
from desktop_app.domain.value import Money, Party, Value

Place: TypeAlias = tuple[str | int, ...]
"""Where something stands in a form: keys and positions from its top."""

Key: TypeAlias = tuple[str, str, str]
"""Which rule: of a `field`, `page`, `decision` or `stage`; its name; which rule of it."""

_KINDS: Mapping[FieldType, Kind] = {
    FieldType.INTEGER: Kind.INT,
    FieldType.RATING: Kind.INT,
    FieldType.ATTACHMENT: Kind.INT,
    FieldType.DECIMAL: Kind.DOUBLE,
    FieldType.PERCENT: Kind.DOUBLE,
    FieldType.MONEY: Kind.DOUBLE,
    FieldType.DATE: Kind.TIMESTAMP,
    FieldType.BOOLEAN: Kind.BOOL,
    FieldType.CHOICES: Kind.STRINGS,
    FieldType.TABLE: Kind.ROWS,
}
_LISTS: Mapping[Kind, Kind] = {
    Kind.INT: Kind.DOUBLES,
    Kind.DOUBLE: Kind.DOUBLES,
    Kind.STRING: Kind.STRINGS,
    Kind.BOOL: Kind.BOOLS,
    Kind.TIMESTAMP: Kind.TIMESTAMPS,
}
_WHOLE = frozenset((Kind.INT, Kind.DOUBLE))
_TRUTH = frozenset((Kind.BOOL,))
_NO_OUTCOMES: Mapping[str, tuple[str, str]] = {}


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong with the expression at this place, at which line and column of it, and what would be right."""

    place: Place
    line: int
    column: int
    what: str
    right: str


@dataclass(frozen=True, slots=True)
class _Rule:
    key: Key
    place: Place
    text: str
    wanted: frozenset[Kind]


class Rules:
    """The rules of a form. `faults` lists what is wrong with them; a form with faults is never used."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._language = Language(_names(form))
        self._expressions: dict[Key, Expression] = {}
        self.faults = (*self._compiled(), *self._circle())

    def _compiled(self) -> list[RuleFault]:
        glossary, faults = Glossary(self.form), []
        for rule in _rules(self.form):
            found = glossary.faults(rule.text) or self._language.compile(rule.text, rule.wanted)
            if isinstance(found, Expression):
                self._expressions[rule.key] = found
            else:
                faults += [RuleFault(rule.place, f.line, f.column, f.what, f.right) for f in found]
        return faults

    @cached_property
    def waves(self) -> tuple[tuple[str, ...], ...]:
        """Fields and decisions in the order in which they can be computed; those of a wave need only earlier ones."""
        sorter, waves = TopologicalSorter(_needs(self.form)), []
        sorter.prepare()
        while sorter.is_active():
            ready = sorter.get_ready()
            waves.append(tuple(ready))
            sorter.done(*ready)
        return tuple(waves)

    def _circle(self) -> tuple[RuleFault, ...]:
        try:
            TopologicalSorter(_needs(self.form)).prepare()
        except CycleError as error:
            circle = list(dict.fromkeys(error.args[1]))
            place = next((r.place for r in _rules(self.form) if r.key[1] in circle), ())
            what = f"These rules need each other: {', '.join(circle)}."
            return (RuleFault(place, 1, 1, what, "Let one of them stand on answers alone."),)
        return ()

    def moment(
        self,
        values: Mapping[str, Value],
        today: date,
        *,
        outcomes: Mapping[str, tuple[str, str]] = _NO_OUTCOMES,
        routes: Mapping[str, str] | None = None,
        attached: Mapping[str, int] | None = None,
    ) -> "Moment":
        """All rules over these values; what has no value is blank."""
        bound = dict(_bound(self.form, values, outcomes, attached))
        return Moment(self._expressions, self._language.bind(bound, Surroundings(today, routes)))

    def stage_relevant(
        self, stage: Stage, values: Mapping[str, Value], routes: Mapping[str, str] | None, today: date
    ) -> bool:
        """Whether a case has to pass the stage; where that is unknown it has to, since an unknown gate stays closed.

        `values` hold calculated values too; `routes` are the routes of the sections, None while there are none.
        """
        if stage.relevant is None:
            return True
        moment = self.moment(values, today, outcomes=self.outcomes(values, today), routes=routes)
        return moment.result("stage", stage.stage, "relevant") is not False

    def outcomes(self, values: Mapping[str, Value], today: date) -> dict[str, tuple[str, str]]:
        """What every decision table gives for these values; one that is not decidable yet is absent."""
        found: dict[str, tuple[str, str]] = {}
        tables = {table.decision: table for table in self.form.decisions}
        for wave in self.waves:
            moment = self.moment(values, today, outcomes=found)
            decided = {name: moment.decide(tables[name]) for name in wave if name in tables}
            found |= {name: outcome for name, outcome in decided.items() if outcome is not None}
        return found


@dataclass(frozen=True, slots=True)
class Moment:
    """The rules of a form over certain values."""

    expressions: Mapping[Key, Expression]
    binding: Binding

    def result(self, kind: str, name: str, part: str) -> Result | None:
        """What the rule gives; None where the form has no such rule."""
        expression = self.expressions.get((kind, name, part))
        return None if expression is None else self.binding.result(expression)

    def decide(self, table: RuleTable) -> tuple[str, str] | None:
        """Outcome and reason of the first row that holds; None where a row above it is unknown."""
        for number, row in enumerate(table.rows):
            held = self.result("decision", table.decision, str(number))
            if held is True:
                return row.outcome, row.reason
            if held is not False:
                return None
        return None


def _names(form: Form) -> dict[str, Kind]:
    names: dict[str, Kind] = {}
    for field in form.fields:
        if field.type is not FieldType.NOTE:
            names |= _field_names(field)
    for table in form.decisions:
        names |= {table.decision: Kind.STRING, f"{table.decision}.blank": Kind.BOOL}
    return names


def _field_names(field: FormField) -> dict[str, Kind]:
    name, blank = field.field, {f"{field.field}.blank": Kind.BOOL}
    if field.type is FieldType.PARTY:
        return {**{f"{name}.{part}": Kind.STRING for part in PARTY_PARTS}, **blank}
    columns = {f"{name}.{c.field}": _LISTS[kind_of(c)] for c in field.columns if kind_of(c) in _LISTS}
    return {name: kind_of(field), **columns, **blank}


def kind_of(field: FormField) -> Kind:
    """What a field is in an expression. Numbers in a column are numbers with a point."""
    return _KINDS.get(field.type, Kind.STRING)


def _rules(form: Form) -> Iterator[_Rule]:
    """Every expression of a form, with its place."""
    for p, page in enumerate(form.pages):
        if page.relevant is not None:
            yield _Rule(("page", page.page, "relevant"), ("pages", p, "relevant"), page.relevant, _TRUTH)
        for f, field in enumerate(page.fields):
            yield from _field_rules(field, ("pages", p, "fields", f))
    for d, table in enumerate(form.decisions):
        for r, row in enumerate(table.rows):
            place = ("decisions", d, "rows", r, "when")
            yield _Rule(("decision", table.decision, str(r)), place, row.when, _TRUTH)
    for s, stage in enumerate(form.stages):
        if stage.relevant is not None:
            yield _Rule(("stage", stage.stage, "relevant"), ("stages", s, "relevant"), stage.relevant, _TRUTH)


def _field_rules(field: FormField, place: Place) -> Iterator[_Rule]:
    required = field.required if isinstance(field.required, str) else None
    for part, text in (("relevant", field.relevant), ("constraint", field.constraint), ("required", required)):
        if text is not None:
            yield _Rule(("field", field.field, part), (*place, part), text, _TRUTH)
    if field.calculation is not None:
        kind = kind_of(field)
        wanted = _WHOLE if kind in _WHOLE else frozenset((kind,))
        yield _Rule(("field", field.field, "calculation"), (*place, "calculation"), field.calculation, wanted)


def _needs(form: Form) -> dict[str, frozenset[str]]:
    """What must be known before a field or decision is."""
    needs: dict[str, frozenset[str]] = {}
    for page in form.pages:
        for field in page.fields:
            texts = (page.relevant, field.relevant, field.calculation)
            needs[field.field] = frozenset().union(*(named(text) for text in texts if text))
    for table in form.decisions:
        needs[table.decision] = frozenset().union(*(named(row.when) for row in table.rows))
    return {name: needed & needs.keys() for name, needed in needs.items()}


def _bound(
    form: Form,
    values: Mapping[str, Value],
    outcomes: Mapping[str, tuple[str, str]],
    attached: Mapping[str, int] | None,
) -> Iterator[tuple[str, object]]:
    for field in form.fields:
        if field.type is FieldType.ATTACHMENT:
            if attached is not None:
                yield field.field, attached.get(field.field, 0)
                yield f"{field.field}.blank", not attached.get(field.field, 0)
        elif field.type is not FieldType.NOTE:
            yield f"{field.field}.blank", field.field not in values
            if field.field in values:
                yield from _bound_value(field, values[field.field])
    for table in form.decisions:
        yield f"{table.decision}.blank", table.decision not in outcomes
        if table.decision in outcomes:
            yield table.decision, outcomes[table.decision][0]


def _bound_value(field: FormField, value: Any) -> Iterator[tuple[str, object]]:
    if isinstance(value, Party):
        yield from ((f"{field.field}.{part}", getattr(value, part)) for part in PARTY_PARTS)
        return
    if field.type is FieldType.TABLE:
        yield field.field, [{name: _plain(cell) for name, cell in row.items()} for row in value]
        yield from _bound_columns(field, value)
        return
    yield field.field, _plain(value)


def _bound_columns(field: FormField, rows: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[str, object]]:
    """Each column as a list. A blank cell is left out, but a column is unknown while a required cell is blank."""
    for column in field.columns:
        cells = [_plain(row[column.field]) for row in rows if column.field in row]
        if len(cells) == len(rows) or not column.required:
            yield f"{field.field}.{column.field}", [float(c) if type(c) is int else c for c in cells]


def _plain(value: Any) -> object:
    """Amounts enter as doubles: order and equality stay exact up to 15 digits."""
    match value:
        case Money():
            return float(value.amount)
        case Decimal():
            return float(value)
        case date():
            return midnight(value)
        case tuple():
            return list(value)
        case _:
            return value
