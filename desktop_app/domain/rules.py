"""The rules of a form, compiled and type-checked once: what is relevant, required and allowed, what is calculated,
what follows from the answers, and which stages a case has to pass.

A blank answer is absent: an expression that needs it is unknown, which is never the same as false.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from desktop_app.domain.bound_values import (
    attributes_of,
    bound_field,
    bound_files,
    bound_outcome,
    names_in,
    names_in_row,
)
from desktop_app.domain.decision_path import NO_OUTCOME, Decided, decide
from desktop_app.domain.expression import Binding, Expression, Kind, Language, Result, Surroundings
from desktop_app.domain.expression_names import ASKED, Glossary
from desktop_app.domain.expression_tokens import Tokens, named
from desktop_app.domain.form import FieldType, Form, FormField, RuleTable, Section, Stage
from desktop_app.domain.form_rules import (
    CHOICE,
    ROW,
    Key,
    Node,
    Place,
    RuleText,
    checks_of,
    column_order,
    needs_of,
    rules_of,
)
from desktop_app.domain.pack_check import condition_of
from desktop_app.domain.value import Value

_NO_OUTCOMES: Mapping[str, tuple[str, str]] = {}
_NO_MORE: Mapping[str, FormField] = {}


@dataclass(frozen=True, slots=True)
class RuleFault:
    """What is wrong with the expression at this place, at which line and column of it, and what would be right."""

    place: Place
    line: int
    column: int
    what: str
    right: str


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to be asked: its expression, and the names that it may ask for."""

    expression: Expression
    language: Language
    reads: tuple[str, ...]

    def result(self, bound: Mapping[str, object], surroundings: Surroundings) -> Result:
        """What it gives; what is not among the names is blank."""
        own = {name: bound[name] for name in self.reads if name in bound}
        return self.language.bind(own, surroundings).result(self.expression)


@dataclass(frozen=True, slots=True)
class Graph:
    """In which order pages, fields and decisions are worked out (`rank`, from 0), and what stands on each."""

    rank: Mapping[Node, int]
    dependents: Mapping[Node, tuple[Node, ...]]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """In order."""
        return tuple(self.rank)


class Rules:
    """The rules of a form. `faults` lists what is wrong with them; a form with faults is never used."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._names = names_in(form)
        self._language = Language(self._names)
        self._compiled: dict[Key, CompiledRule] = {}
        self.faults = (*self._compile(), *self._circles())

    def rule(self, kind: str, name: str, part: str) -> CompiledRule | None:
        """The rule of this key; None where the form has none."""
        return self._compiled.get((kind, name, part))

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every rule of the form."""
        return tuple(self._compiled)

    @cached_property
    def fields(self) -> Mapping[str, FormField]:
        """The fields of the form by name."""
        return {field.field: field for field in self.form.fields}

    @cached_property
    def graph(self) -> Graph:
        """What stands on what."""
        needs = needs_of(self.form)
        order = tuple(TopologicalSorter(needs).static_order())
        dependents: dict[Node, list[Node]] = {node: [] for node in order}
        for node in order:
            for needed in needs.get(node, ()):
                dependents[needed].append(node)
        ranks = {node: rank for rank, node in enumerate(order)}
        return Graph(ranks, {node: tuple(others) for node, others in dependents.items()})

    @cached_property
    def checks(self) -> Mapping[str, frozenset[str]]:
        """The fields whose checks ask for a name."""
        return checks_of(self.form)

    @cached_property
    def columns(self) -> Mapping[str, tuple[FormField, ...]]:
        """The columns of each table in the order in which a row is worked out."""
        tables = (field for field in self.form.fields if field.type is FieldType.TABLE)
        return {table.field: column_order(self.form, table) for table in tables}

    @cached_property
    def around_rows(self) -> Mapping[str, frozenset[str]]:
        """What the columns of each table ask for beside the cells of their row."""
        found: dict[str, set[str]] = {}
        for rule in rules_of(self.form):
            if rule.table:
                found.setdefault(rule.table, set()).update(named(rule.text) - {ROW, CHOICE})
        tables = (field.field for field in self.form.fields if field.type is FieldType.TABLE)
        return {table: frozenset(found.get(table, ())) for table in tables}

    @cached_property
    def column_pages(self) -> Mapping[str, str]:
        """The repeat page of each column (`table.column`) that one asks for."""
        pages = (page for page in self.form.pages if page.repeat)
        return {f"{page.repeat}.{field.field}": page.page for page in pages for field in page.fields}

    def _compile(self) -> list[RuleFault]:
        faults: list[RuleFault] = []
        scopes = _Scopes(self.form, self._names, self._language)
        for rule in rules_of(self.form):
            glossary, language, names = scopes.of(rule)
            found = glossary.faults(rule.text, rule.currency) or language.compile(rule.text, rule.wanted)
            in_rows = glossary.in_rows(rule.text)
            if isinstance(found, Expression) and in_rows != rule.text:
                found = language.compile(in_rows, rule.wanted)
            if isinstance(found, Expression):
                self._compiled[rule.key] = CompiledRule(found, language, tuple(_read(rule.text, names)))
            else:
                faults += [RuleFault(rule.place, f.line, f.column, f.what, f.right) for f in found]
        return faults

    def _circles(self) -> Iterator[RuleFault]:
        try:
            TopologicalSorter(needs_of(self.form)).prepare()
        except CycleError as error:
            yield self._circle([name for _, name in error.args[1]])
        for table in (field for field in self.form.fields if field.type is FieldType.TABLE):
            try:
                column_order(self.form, table)
            except CycleError as error:
                yield self._circle([f"{table.field}.{name}" for name in error.args[1]])

    def _circle(self, names: list[str]) -> RuleFault:
        circle = list(dict.fromkeys(names))
        place = next((r.place for r in rules_of(self.form) if r.key[1] in circle), ())
        what = f"These rules need each other: {', '.join(circle)}."
        return RuleFault(place, 1, 1, what, "Let one of them stand on answers alone.")

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
        return Moment(self._compiled, self._language.bind(bound, Surroundings(today, routes)))

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

    def checks_held(self, section: Section, values: Mapping[str, Value], today: date) -> Section:
        """The section without the checks whose rule does not hold; where that is unknown they are made."""
        if not any(map(condition_of, section.checks)):
            return section
        moment = self.moment(values, today, outcomes=self.outcomes(values, today))
        held = (moment.result("check", section.section, str(n)) is not False for n in range(len(section.checks)))
        return section.model_copy(
            update={"checks": tuple(check for check, holds in zip(section.checks, held, strict=True) if holds)}
        )

    def outcomes(self, values: Mapping[str, Value], today: date) -> dict[str, tuple[str, str]]:
        """What every decision table gives for these values; one that is not decidable yet is absent."""
        bound = dict(_bound(self.form, values, {}, None))
        decided: dict[str, Decided] = {}
        for kind, name in self.graph.nodes:
            table = self.form.decision(name) if kind == "decision" else None
            if table:
                decided[name] = self.decide(table, bound, Surroundings(today), decided)
                bound |= bound_outcome(table, decided[name].outcomes)
        return {name: (each.outcome, each.reason) for name, each in decided.items() if each.known}

    def decide(
        self, table: RuleTable, bound: Mapping[str, object], around: Surroundings, others: Mapping[str, Decided]
    ) -> Decided:
        """What a table gives for what is bound."""

        def holds(number: int) -> Result | None:
            rule = self.rule("decision", table.decision, str(number))
            return rule.result(bound, around) if rule else None

        return decide(table, holds, others)


class _Scopes:
    """The names that a rule may use, by where it stands."""

    def __init__(self, form: Form, names: Mapping[str, Kind], language: Language) -> None:
        self._form, self._names = form, names
        self._known = {("", False): (Glossary(form), language, names)}

    def of(self, rule: RuleText) -> tuple[Glossary, Language, Mapping[str, Kind]]:
        if rule.sees_choice:
            return self._of_choice(rule)
        return self._of_table(rule.table, _NO_MORE)

    def _of_table(self, table: str, more: Mapping[str, FormField]) -> tuple[Glossary, Language, Mapping[str, Kind]]:
        field = self._form.field(table) if table else None
        key = (table, bool(more))
        if key not in self._known:
            names = {**self._names, **(names_in_row(field) if field else {}), **_choice_names(self._form, bool(more))}
            rows = {ROW: field.model_copy(update={"field": ROW})} if field else {}
            self._known[key] = (Glossary(self._form, rows), Language(names), names)
        glossary, language, names_known = self._known[key]
        if more:
            rows = {ROW: field.model_copy(update={"field": ROW})} if field else {}
            glossary = Glossary(self._form, {**rows, **more})
        return glossary, language, names_known

    def _of_choice(self, rule: RuleText) -> tuple[Glossary, Language, Mapping[str, Kind]]:
        """Each list of choices has its own attributes; those of all lists have one language."""
        table = self._form.field(rule.table) if rule.table else None
        name = rule.key[1].split(".")[-1]
        fields = table.columns if table else self._form.fields
        asked = next(field for field in fields if field.field == name)
        columns = tuple(FormField(field=name, type=FieldType.TEXT) for name in sorted(attributes_of(asked)))
        return self._of_table(rule.table, {CHOICE: FormField(field=CHOICE, type=FieldType.TABLE, columns=columns)})


def _choice_names(form: Form, wanted: bool) -> dict[str, Kind]:
    if not wanted:
        return {}
    fields = (each for field in form.fields for each in (field, *field.columns))
    return {f"{CHOICE}.{name}": Kind.STRING for field in fields for name in attributes_of(field)}


def _read(text: str, names: Mapping[str, Kind]) -> Iterator[str]:
    """The names of the language that an expression may ask for."""
    tokens = Tokens(text)
    for token, part in tokens.names():
        if token.text in tokens.variables:
            continue
        asked = f"{token.text}.{part.text}" if part else token.text
        own = [name for name in (asked, *(f"{asked}.{each}" for each in ASKED)) if name in names]
        yield from own if own and part else ([token.text] if token.text in names else [])


@dataclass(frozen=True, slots=True)
class Moment:
    """The rules of a form over certain values."""

    rules: Mapping[Key, CompiledRule]
    binding: Binding

    def result(self, kind: str, name: str, part: str) -> Result | None:
        """What the rule gives; None where the form has no such rule."""
        rule = self.rules.get((kind, name, part))
        return None if rule is None else self.binding.result(rule.expression)


def _bound(
    form: Form,
    values: Mapping[str, Value],
    outcomes: Mapping[str, tuple[str, str]],
    attached: Mapping[str, int] | None,
) -> Iterator[tuple[str, object]]:
    for field in form.fields:
        if field.type is FieldType.ATTACHMENT:
            if attached is not None:
                yield from bound_files(field, attached.get(field.field, 0))
        elif field.type is not FieldType.NOTE:
            yield from bound_field(field, values.get(field.field))
    for table in form.decisions:
        yield from bound_outcome(table, _given(table, outcomes))


def _given(table: RuleTable, outcomes: Mapping[str, tuple[str, str]]) -> tuple[str, ...] | None:
    """The outcomes of a table as they were told, several between commas; what was told without a reason is none."""
    told = outcomes.get(table.decision)
    if told is None:
        return None
    if told == (NO_OUTCOME, ""):
        return ()
    return tuple(each for each in told[0].split(", ") if each) if table.hit == "collect" else (told[0],)
