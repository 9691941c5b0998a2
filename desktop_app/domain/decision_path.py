"""What a rule table gives, and the way to it: which rows did not hold, which held, and on which answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from desktop_app.domain.expression import Result
from desktop_app.domain.expression_tokens import named
from desktop_app.domain.form import Form, RuleRow, RuleTable

NO_OUTCOME = "none"
"""What a table that collects gives where no row holds."""

Holds = Callable[[int], Result | None]
"""Whether a row of the table holds, by its number from 0."""


@dataclass(frozen=True, slots=True)
class Step:
    """A row that was looked at: of which table, its number from 1, whether it held (None: an answer that it needs is
    missing), and the names that it asks for."""

    decision: str
    number: int
    held: bool | None
    row: RuleRow
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a rule table gives: outcomes with their reasons, one where the first row that holds gives it.

    `known` is false where it cannot be decided yet. `steps` lead there, through the tables that go on from it.
    """

    decision: str
    known: bool
    given: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def outcomes(self) -> tuple[str, ...] | None:
        """The outcomes; None where it cannot be decided yet."""
        return tuple(outcome for outcome, _ in self.given) if self.known else None

    @property
    def outcome(self) -> str:
        """The outcome; of several, all between commas."""
        return ", ".join(outcome for outcome, _ in self.given) or NO_OUTCOME

    @property
    def reason(self) -> str:
        """Why."""
        return "; ".join(reason for _, reason in self.given)

    @property
    def place(self) -> str:
        """The rows that gave it, as `table:row`: another row may give the same outcome for the same reason."""
        return ",".join(f"{step.decision}:{step.number}" for step in self.steps if step.held)


def decide(table: RuleTable, holds: Holds, others: Mapping[str, Decided]) -> Decided:
    """What the table gives. Where a row is unknown before the first that holds (where all are collected: anywhere), it
    cannot be decided yet, even if a later one holds. `others` are the tables that it may go on to."""
    steps: list[Step] = []
    given: list[tuple[str, str]] = []
    for number, row in enumerate(table.rows):
        held = holds(number)
        step = Step(table.decision, number + 1, held if isinstance(held, bool) else None, row, _names(row))
        steps.append(step)
        if step.held and row.then:
            return _going_on(table, others.get(row.then), steps, row)
        if step.held and (row.outcome, row.reason) not in given:
            given.append((row.outcome, row.reason))
        if table.hit == "first" and step.held is not False:
            break
    known = all(step.held is not None for step in steps) and bool(given or table.hit == "collect")
    return Decided(table.decision, known, tuple(given) if known else (), tuple(steps))


def _going_on(table: RuleTable, after: Decided | None, steps: list[Step], row: RuleRow) -> Decided:
    if after is None:
        return Decided(table.decision, known=False, steps=tuple(steps))
    given = tuple((outcome, f"{row.reason}; {reason}") for outcome, reason in after.given)
    return Decided(table.decision, after.known, given, (*steps, *after.steps))


def _names(row: RuleRow) -> tuple[str, ...]:
    return tuple(sorted(named(row.when)))


def path_words(form: Form, decided: Decided, shown: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The way in words, a line a row; with the answers that it asked for as people read them, where they are given
    (`shown`, by name). Without them it says no more than the table and its outcome do."""
    return tuple(_step_words(form, step, shown) for step in decided.steps)


def _step_words(form: Form, step: Step, shown: Mapping[str, str] | None) -> str:
    table = form.decision(step.decision)
    title = table.title if table else step.decision
    told = {True: "holds", False: "does not hold", None: "is not known yet"}[step.held]
    because = "" if shown is None else "; ".join(_answers(form, step, shown))
    return f"{title} Row {step.number}, “{step.row.reason}”, {told}{': ' + because if because else ''}."


def _answers(form: Form, step: Step, shown: Mapping[str, str]) -> Iterator[str]:
    for name in step.names:
        yield f"{form.words_of(name)}: {shown.get(name) or 'no answer'}"
