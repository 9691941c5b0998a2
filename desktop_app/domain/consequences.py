"""What follows from the answers of a case, kept up as they change: only what a change touches is worked out again.

A value never changes: `after` gives the next one, which is the same as if everything had been worked out anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import Any

from desktop_app.domain.bound_values import bound_field, bound_files, bound_outcome
from desktop_app.domain.choice_offer import offered_names
from desktop_app.domain.decision_path import Decided
from desktop_app.domain.evaluated import CellChoices, Evaluated, Problem, ProblemKind
from desktop_app.domain.expression import Result, Surroundings, Undecided
from desktop_app.domain.field_check import calculated, file_problems, length_problems, row_count_problems
from desktop_app.domain.form import Absence, FieldType, FormField, RuleTable
from desktop_app.domain.form_rules import Node
from desktop_app.domain.row_work import RowWork, WorkedRow
from desktop_app.domain.rules import Rules
from desktop_app.domain.value import Money, Row, Value
from desktop_app.domain.value_input import parse

Answers = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class _Worked:
    """A field: whether it is asked for, its value, and whether its rule cannot be computed. Of a table also its rows as
    they were given, each with what became of it."""

    relevant: bool = False
    value: Value | None = None
    fault: bool = False
    rows: tuple[WorkedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class _Checked:
    """What is wrong at a field, whether it must be answered, and the choices that its filter leaves."""

    problems: tuple[Problem, ...] = ()
    required: bool = False
    offered: tuple[str, ...] | None = None


class _Parts:
    """A form's parts by name, found once."""

    def __init__(self, rules: Rules) -> None:
        form, self.fields = rules.form, rules.fields
        self.page_of = {each.field: page.page for page in form.pages if not page.repeat for each in page.fields}
        self.tables: Mapping[str, RuleTable] = {table.decision: table for table in form.decisions}


@dataclass(frozen=True)
class Consequences:
    """What follows from these answers on a day. `attached` counts the files of each attachment field, if known."""

    rules: Rules
    answers: Answers
    today: date
    attached: Mapping[str, int] | None
    parts: _Parts
    pages: Mapping[str, bool]
    worked: Mapping[str, _Worked]
    decided: Mapping[str, Decided]
    checked: Mapping[str, _Checked]
    bound: Mapping[str, object] = field(repr=False, default_factory=dict)

    @staticmethod
    def of(rules: Rules, answers: Answers, today: date, attached: Mapping[str, int] | None = None) -> "Consequences":
        """Everything, worked out anew."""
        nothing = Consequences(rules, {}, today, attached, _Parts(rules), {}, {}, {}, {})
        return _Working(nothing, answers, attached).run(rules.graph.nodes)

    def after(self, answers: Answers, today: date, attached: Mapping[str, int] | None = None) -> "Consequences":
        """What follows from other answers: what these do not touch stays as it is."""
        if today != self.today or (attached is None) != (self.attached is None):
            return Consequences.of(self.rules, answers, today, attached)
        before, now = self.attached or {}, attached or {}
        names = {name for name in {*self.answers, *answers} if not same(self.answers.get(name), answers.get(name))}
        names |= {name for name in {*before, *now} if before.get(name, 0) != now.get(name, 0)}
        touched = [("field", name) for name in names if name in self.parts.fields]
        if not touched:
            return replace(self, answers=answers, attached=attached)
        return _Working(self, answers, attached).run(touched)

    @cached_property
    def evaluated(self) -> Evaluated:
        """The answers with what follows from them."""
        worked = ((name, self.worked[name]) for name in self.parts.fields)
        known = {name: each for name, each in worked if each.relevant}
        offered = ((name, each.offered) for name, each in self.checked.items())
        return Evaluated(
            values={name: each.value for name, each in known.items() if each.value is not None},
            relevant=frozenset(known),
            outcomes={name: (d.outcome, d.reason) for name, d in self.decided.items() if d.known},
            today=self.today,
            faults=frozenset(name for name, each in known.items() if each.fault),
            decided=self.decided,
            required=frozenset(name for name, each in self.checked.items() if each.required),
            offered={name: names for name, names in offered if names is not None},
            asked_cells={name: tuple(row.asked for row in each.rows) for name, each in known.items() if each.rows},
            left_out=frozenset(self._left_out()),
            cell_choices=dict(self._cell_choices(known)),
        )

    def _left_out(self) -> Iterator[str]:
        for section in self.rules.form.sections:
            rule = self.rules.rule("section", section.section, "relevant")
            if rule is not None and rule.result(self.bound, Surroundings(self.today)) is not True:
                yield section.section

    def _cell_choices(self, known: Iterable[str]) -> Iterator[tuple[str, CellChoices]]:
        for name in known:
            asked = self.parts.fields[name]
            work = RowWork(self.rules, asked, dict(self.bound), Surroundings(self.today)) if asked.columns else None
            if work is not None and work.chooses:
                yield name, work.offered

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is missing or wrong, in the order of the form; only relevant fields are asked for."""
        return tuple(problem for name in self.parts.fields for problem in self.checked[name].problems)


def same(one: Any, other: Any) -> bool:
    """Whether two values are kept and shown alike: 1.0 and 1.00 are equal, and not the same."""
    if one is other:
        return True
    if type(one) is not type(other) or one != other:
        return False
    match one:
        case Decimal() | Money() | datetime():
            return str(one) == str(other)
        case tuple():
            return all(same(left, right) for left, right in zip(one, other, strict=True))
        case Mapping():
            return all(same(each, other[name]) for name, each in one.items())
        case _:
            return True


class _Working:
    """One change being worked out, in the order of the graph."""

    def __init__(self, base: Consequences, answers: Answers, attached: Mapping[str, int] | None) -> None:
        self._base, self._answers, self._attached = base, answers, attached
        self._rules, self._parts, self._around = base.rules, base.parts, Surroundings(base.today)
        self._pages, self._worked, self._decided = dict(base.pages), dict(base.worked), dict(base.decided)
        self._bound = dict(base.bound)
        self._changed: set[str] = set()

    def run(self, touched: Iterable[Node]) -> Consequences:
        graph = self._rules.graph
        waiting = [(graph.rank[node], node) for node in set(touched)]
        heapify(waiting)
        seen = {node for _, node in waiting}
        while waiting:
            node = heappop(waiting)[1]
            if self._works_out(node):
                for each in graph.dependents[node]:
                    if each not in seen:
                        seen.add(each)
                        heappush(waiting, (graph.rank[each], each))
        return Consequences(
            self._rules,
            self._answers,
            self._base.today,
            self._attached,
            self._parts,
            self._pages,
            self._worked,
            {name: self._decided[name] for name in self._parts.tables},
            self._checks({name for kind, name in seen if kind == "field"}),
            self._bound,
        )

    def _works_out(self, node: Node) -> bool:
        """Work a node out; whether it is another than before."""
        kind, name = node
        match kind:
            case "page":
                before, self._pages[name] = self._pages.get(name), self._holds("page", name)
                return before is not self._pages[name]
            case "decision":
                return self._decides(self._parts.tables[name])
            case _:
                return self._answers_field(self._parts.fields[name])

    def _holds(self, kind: str, name: str) -> bool:
        held = self._result(kind, name, "relevant")
        return held is None or held is True

    def _result(self, kind: str, name: str, part: str) -> Result | None:
        rule = self._rules.rule(kind, name, part)
        return rule.result(self._bound, self._around) if rule else None

    def _decides(self, table: RuleTable) -> bool:
        before = self._decided.get(table.decision)
        now = self._rules.decide(table, self._bound, self._around, self._decided)
        self._decided[table.decision] = now
        self._bound |= bound_outcome(table, now.outcomes)
        if now.outcomes is None:
            self._bound.pop(table.decision, None)
        if before is None or before != now:
            self._changed.add(table.decision)
            return True
        return False

    def _answers_field(self, asked: FormField) -> bool:
        name, before = asked.field, self._worked.get(asked.field)
        now = self._field(asked, before)
        self._worked[name] = now
        files = self._attached.get(name, 0) if self._attached is not None and now.relevant else 0
        attached = asked.type is FieldType.ATTACHMENT and self._bound.get(name) != files
        if before is not None and _alike(before, now) and not attached:
            return False
        for old in [each for each in self._bound if each.split(".", 1)[0] == name] if before else ():
            del self._bound[old]
        self._bound |= self._binding(asked, now, files)
        self._changed.add(name)
        return True

    def _binding(self, asked: FormField, now: _Worked, files: int) -> Iterable[tuple[str, object]]:
        if asked.type is FieldType.ATTACHMENT:
            return bound_files(asked, files) if self._attached is not None else ()
        return () if asked.type is FieldType.NOTE else bound_field(asked, now.value)

    def _field(self, asked: FormField, before: _Worked | None) -> _Worked:
        name = asked.field
        if not (self._pages[self._parts.page_of[name]] and self._holds("field", name)):
            return _Worked()
        value = self._value(asked)
        if isinstance(value, Undecided):
            return _Worked(relevant=True, fault=value is Undecided.FAULT)
        if asked.type is FieldType.TABLE and isinstance(value, tuple):
            return self._table(asked, value, before)
        return _Worked(relevant=True, value=value)

    def _value(self, asked: FormField) -> Value | Undecided | None:
        """Calculated, given, or else the default."""
        result = self._result("field", asked.field, "calculation")
        if result is not None:
            return calculated(asked, result)
        if asked.field in self._answers:
            return self._answers[asked.field]
        result = self._result("field", asked.field, "default_calculation")
        if result is not None:
            return calculated(asked, result)
        return None if asked.default is None else parse(asked, asked.default)

    def _table(self, asked: FormField, rows: Any, before: _Worked | None) -> _Worked:
        """Rows that are as they were are not worked out again, where nothing around them has changed."""
        work = RowWork(self._rules, asked, self._bound, self._around)
        if not work.needed:
            return _Worked(relevant=True, value=rows)
        known = before.rows if before and self._changed.isdisjoint(self._rules.around_rows[asked.field]) else ()
        done = []
        for at, row in enumerate(rows):
            old = known[at] if at < len(known) and same(known[at].given, row) else None
            done.append(old or work.worked(row))
        fault = any(row.fault for row in done)
        return _Worked(relevant=True, value=tuple(row.cells for row in done), fault=fault, rows=tuple(done))

    def _checks(self, seen: set[str]) -> dict[str, _Checked]:
        """Fields that were worked out, and those whose checks ask for what changed, are checked again."""
        asked = set(seen)
        for name in self._changed:
            asked |= self._rules.checks.get(name, frozenset())
        fresh = {name: self._check(self._parts.fields[name]) for name in asked if name in self._parts.fields}
        return {**self._base.checked, **fresh}

    def _check(self, asked: FormField) -> _Checked:
        name, now = asked.field, self._worked[asked.field]
        if not now.relevant:
            return _Checked()
        ruled = self._result("field", name, "required")
        needs_rows = bool(asked.min_rows) and ruled is None  # a rule says itself when there have to be rows
        required = asked.required is True or needs_rows or ruled is True
        rule = self._rules.rule("field", name, "choice_filter")
        offered = offered_names(asked, rule, self._bound, self._around) if rule else None
        problems = tuple(self._problems(asked, now, required, offered))
        return _Checked(problems, required or bool(asked.min_files), offered)

    def _problems(
        self, asked: FormField, now: _Worked, required: bool, offered: tuple[str, ...] | None
    ) -> Iterable[Problem]:
        name, label, value = asked.field, asked.label or asked.field, now.value
        if now.fault:
            yield Problem(ProblemKind.RULE, name, f"“{label}” cannot be calculated from these answers.")
        if asked.type is FieldType.ATTACHMENT:
            yield from file_problems(asked, label, (self._attached or {}).get(name, 0), required)
        elif value is None or (value == () and asked.type is FieldType.CHOICES):
            if required and asked.type is not FieldType.NOTE:
                yield Problem(ProblemKind.MISSING, name, f"“{label}” has no answer.")
        elif not isinstance(value, Absence):
            yield from self._value_problems(asked, label, value, offered)
            if asked.type is FieldType.TABLE and isinstance(value, tuple):
                yield from row_count_problems(asked, label, len(value), required)
                work = RowWork(self._rules, asked, self._bound, self._around)
                for number, row in enumerate(value, 1):
                    yield from work.problems(number, _row(row))

    def _value_problems(
        self, asked: FormField, label: str, value: Value, offered: tuple[str, ...] | None
    ) -> Iterable[Problem]:
        held = self._result("field", asked.field, "constraint")
        if held is False:
            words = f"{label}: {asked.constraint_message or 'The answer is not allowed.'}"
            yield Problem(ProblemKind.VIOLATED, asked.field, words)
        if held is Undecided.FAULT:
            words = f"The rule of “{label}” cannot be checked with these answers."
            yield Problem(ProblemKind.RULE, asked.field, words)
        chosen = value if isinstance(value, tuple) else (value,)
        if offered is not None and not all(each in offered for each in chosen):
            words = f"“{label}”: the answer is not among the choices that your other answers leave."
            yield Problem(ProblemKind.VIOLATED, asked.field, words)
        yield from length_problems(asked, label, value, offered)


def _alike(one: _Worked, other: _Worked) -> bool:
    return (one.relevant, one.fault) == (other.relevant, other.fault) and same(one.value, other.value)


def _row(row: Any) -> Row:
    cells: Row = row
    return cells
