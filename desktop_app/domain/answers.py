"""Answers of a case: what they are worth, what is calculated from them, what follows, and what is wrong or missing."""

from collections.abc import Mapping
from datetime import date

from desktop_app.domain.consequences import Consequences
from desktop_app.domain.evaluated import Evaluated, Problem, ProblemKind
from desktop_app.domain.form import Form
from desktop_app.domain.rules import Rules
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


def evaluate(
    form: Form,  # noqa: ARG001  the form of the rules
    rules: Rules,
    answers: Mapping[str, Value],
    today: date,
    attached: Mapping[str, int] | None = None,
) -> Evaluated:
    """What follows from the answers. A field whose relevance is unknown is hidden; what is hidden counts as blank.

    A field with a default has that answer until another is given. `attached` counts the files of each attachment
    field, where rules ask for them.
    """
    return Consequences.of(rules, answers, today, attached).evaluated


def problems(
    form: Form,  # noqa: ARG001  the form of the rules
    rules: Rules,
    evaluated: Evaluated,
    attached: Mapping[str, int],
) -> tuple[Problem, ...]:
    """What is missing or wrong, in the order of the form; only relevant fields are asked for.

    A constraint that is unknown is not violated, a requirement that is unknown is none yet.
    """
    return Consequences.of(rules, evaluated.values, evaluated.today, attached).problems
