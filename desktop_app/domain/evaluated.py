"""What follows from the answers of a case on a day, and what is wrong or missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from desktop_app.domain.decision_path import Decided
from desktop_app.domain.value import Row, Value


class ProblemKind(StrEnum):
    """missing: a required answer is blank; violated: a constraint does not hold, or a choice is not offered; count: too
    few or too many rows, files, words or characters; rule: a rule of the form cannot be computed with these answers."""

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


CellChoices: TypeAlias = Callable[[str, Row], tuple[str, ...] | None]
"""What a column offers in a row of a table, by the names of the choices; None: all."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Answers with what follows from them on a day.

    `values` are those of relevant fields, calculated ones among them; `outcomes` are outcome and reason of each
    decision that can be made, `decided` every decision with the way to it; `faults` are calculated fields whose rule
    cannot be computed with these answers; `required` are fields that must be answered now; `offered` the names of the
    choices that a `choice_filter` leaves, by field; `asked_cells` the columns that each row of a table asks for, where
    its columns have rules. `cell_choices` says for a table, where choices of a column depend on the row, what a column
    offers in a row (any row: also one that is just being filled in). `left_out` are the sections that are no part of
    the case, since their rule does not hold or is not known to.
    """

    values: Mapping[str, Value]
    relevant: frozenset[str]
    outcomes: Mapping[str, tuple[str, str]]
    today: date
    faults: frozenset[str] = frozenset()
    decided: Mapping[str, Decided] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked_cells: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    cell_choices: Mapping[str, CellChoices] = field(default_factory=dict, compare=False, repr=False)
