"""Rows of a table, worked out cell by cell where its columns have rules, defaults or limits of their own.

An expression of a column calls the cells of its row `row.COLUMN`.
"""

from collections import ChainMap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from desktop_app.domain.bound_values import bound_field, bound_row
from desktop_app.domain.choice_offer import offered_names
from desktop_app.domain.evaluated import Problem, ProblemKind
from desktop_app.domain.expression import Result, Surroundings, Undecided
from desktop_app.domain.field_check import calculated, length_problems
from desktop_app.domain.form import Absence, FormField
from desktop_app.domain.form_rules import ROW
from desktop_app.domain.rules import Rules
from desktop_app.domain.value import Row, Value
from desktop_app.domain.value_input import parse


@dataclass(frozen=True, slots=True)
class WorkedRow:
    """A row as it was given, what became of it, the columns that it asks for, and whether a rule of it failed."""

    given: Row
    cells: Row
    asked: frozenset[str]
    fault: bool


@dataclass(frozen=True, slots=True)
class RowWork:
    """The rules of a table's columns over what stands around its rows (`bound`)."""

    rules: Rules
    table: FormField
    bound: dict[str, object]
    around: Surroundings

    @property
    def needed(self) -> bool:
        """Whether a row is anything else than what was typed."""
        return any(
            self._rule(column, part)
            for column in self.table.columns
            for part in ("relevant", "calculation", "default_calculation")
        ) or any(
            column.default is not None or f"{self.table.field}.{column.field}" in self.rules.column_pages
            for column in self.table.columns
        )

    def worked(self, row: Row) -> "WorkedRow":
        """The row with what follows in it, without cells that are not relevant."""
        given = dict(bound_row(self.table, {}))
        cells: dict[str, Any] = {}
        fault, asked = False, set[str]()
        for column in self.rules.columns[self.table.field]:
            if not self._relevant(column, given):
                continue
            asked.add(column.field)
            value = self._cell(column, row, given)
            if isinstance(value, Undecided):
                fault = fault or value is Undecided.FAULT
            elif value is not None:
                cells[column.field] = value
                given |= bound_field(column, value, f"{ROW}.{column.field}")
        done = {column.field: cells[column.field] for column in self.table.columns if column.field in cells}
        return WorkedRow(row, done, frozenset(asked), fault)

    @property
    def chooses(self) -> bool:
        """Whether a column's choices depend on its row."""
        return any(self._rule(column, "choice_filter") for column in self.table.columns)

    def offered(self, name: str, row: Row) -> tuple[str, ...] | None:
        """The names of the choices that a column offers in this row, blank cells left out; None: all of them."""
        column = next((each for each in self.table.columns if each.field == name), None)
        rule = self._rule(column, "choice_filter") if column else None
        if column is None or rule is None:
            return None
        given = dict(bound_row(self.table, self.worked(row).cells if self.needed else row))
        return offered_names(column, rule, ChainMap(given, self.bound), self.around)

    def problems(self, number: int, row: Row) -> Iterator[Problem]:
        """What is wrong or missing in a row that was worked out; it is told at the table."""
        given = dict(bound_row(self.table, row))
        table = self.table.label or self.table.field
        for column in self.table.columns:
            label = column.label or column.field
            if not self._relevant(column, given):
                continue
            if column.field not in row:
                if self._required(column, given):
                    words = f"“{table}”: row {number} has no {label}."
                    yield Problem(ProblemKind.MISSING, self.table.field, words)
                continue
            for problem in self._cell_problems(column, row[column.field], given):
                yield replace(problem, field=self.table.field, words=f"“{table}”, row {number}: {problem.words}")

    def _cell_problems(self, column: FormField, value: Value, given: dict[str, object]) -> Iterator[Problem]:
        label = column.label or column.field
        if isinstance(value, Absence):
            return
        held = self._result(column, "constraint", given)
        if held is False:
            words = column.constraint_message or f"“{label}” cannot have this value."
            yield Problem(ProblemKind.VIOLATED, column.field, words)
        if held is Undecided.FAULT:
            yield Problem(ProblemKind.RULE, column.field, f"the rule of “{label}” cannot be checked.")
        rule = self._rule(column, "choice_filter")
        offered = offered_names(column, rule, ChainMap(given, self.bound), self.around) if rule else None
        if offered is not None and not _is_offered(value, offered):
            yield Problem(ProblemKind.VIOLATED, column.field, f"“{label}” is not among the choices of this row.")
        yield from length_problems(column, label, value, offered)

    def _cell(self, column: FormField, row: Row, given: dict[str, object]) -> Value | Undecided | None:
        result = self._result(column, "calculation", given)
        if result is not None:
            return calculated(column, result, self.table.currency)
        if column.field in row:
            value: Value = row[column.field]
            return value
        result = self._result(column, "default_calculation", given)
        if result is not None:
            return calculated(column, result, self.table.currency)
        return None if column.default is None else _default(column, self.table.currency)

    def _relevant(self, column: FormField, given: dict[str, object]) -> bool:
        page = self.rules.column_pages.get(f"{self.table.field}.{column.field}", "")
        of_page = self.rules.rule("page", page, "relevant") if page else None
        held = (
            of_page and of_page.result(ChainMap(given, self.bound), self.around),
            self._result(column, "relevant", given),
        )
        return all(each is None or each is True for each in held)

    def _required(self, column: FormField, given: dict[str, object]) -> bool:
        return column.required is True or self._result(column, "required", given) is True

    def _rule(self, column: FormField, part: str) -> Any:
        return self.rules.rule("column", f"{self.table.field}.{column.field}", part)

    def _result(self, column: FormField, part: str, given: dict[str, object]) -> Result | None:
        rule = self._rule(column, part)
        return rule.result(ChainMap(given, self.bound), self.around) if rule else None


def _is_offered(value: Value, offered: tuple[str, ...]) -> bool:
    chosen = value if isinstance(value, tuple) else (value,)
    return all(each in offered for each in chosen)


def _default(column: FormField, currency: str | None) -> Value:
    """Amounts are in the table's currency where the column has none."""
    return parse(column.model_copy(update={"currency": column.currency or currency}), column.default)
