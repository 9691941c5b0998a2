"""What the guided form shows of a case. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.answers import Problem
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import Document, DocumentState
from desktop_app.domain.form import FieldType, Form, FormField
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.page_count import PageCount
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.section import SectionState
from desktop_app.qt.form_step import Following, Step
from desktop_app.qt.form_words import problem_words
from desktop_app.qt.stand_in_reading import Leaving

CHECK = ":check"
"""The last step, which no page of a form can be called."""
UNWRITTEN = (SectionState.EMPTY, SectionState.INTERRUPTED, SectionState.STALE)


class StepStatus(StrEnum):
    """How far a step is."""

    COMPLETED = "completed"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    TO_FIX = "to_fix"


@dataclass(frozen=True, slots=True)
class FormRead:
    """A case as it was read: its steps, its documents, and what its person typed that is no answer yet."""

    number: int
    facts: CaseFacts
    steps: tuple[Step, ...]
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    typing: Mapping[str, str]
    offered: tuple[WorkingText, ...]
    locked: str
    """Why nothing can be changed here, in words; empty where it can."""
    saved_at: datetime
    """When something of the case was last kept (UTC)."""
    leaving: Leaving | None = None
    """What leaves for hosted models when it is drafted."""
    language: str = ""
    """The code of the language that the form reads in; empty for its own."""
    ways: LocaleWriting = NEUTRAL
    """How numbers, amounts and days are written on the screen."""
    follows: tuple[Following, ...] = ()
    """What every rule table gives."""
    counts: Mapping[str, PageCount] = field(default_factory=dict)
    """How far each page is, by its name."""

    @property
    def form(self) -> Form:
        """The form in that language."""
        return self.facts.pack.form_in(self.language)

    @property
    def attachments(self) -> tuple[FormField, ...]:
        """The questions that are answered with documents."""
        return tuple(q.field for step in self.steps for q in step.questions if q.field.type is FieldType.ATTACHMENT)

    @property
    def reading(self) -> bool:
        """Whether a document still waits to be read."""
        return any(document.state is DocumentState.READING for document in self.documents)

    def is_open(self, step: Step) -> bool:
        """Whether something is wrong or missing in it, or was typed that is no answer."""
        return any(step.holds(field) for field in (*(problem.field for problem in self.problems), *self.typing))

    def place(self, at: str) -> tuple[str, str]:
        """Where to begin, as a step and a question in it: at the step or the question of this name, else where there is
        something left to do."""
        holding = next((step.name for step in self.steps if step.holds(at)), "")
        if holding or any(step.name == at for step in self.steps):
            return holding or at, at if holding else ""
        return self.first_open, ""

    @property
    def first_open(self) -> str:
        """The first step with something left to do; the last step where there is none."""
        return next((step.name for step in self.steps if self.is_open(step)), CHECK)

    @property
    def wrong(self) -> dict[str, str]:
        """The first problem of each field, in words."""
        wrong: dict[str, str] = {}
        form = self.form
        for problem in self.problems:
            field = form.field(problem.field)
            if field is not None:
                wrong.setdefault(problem.field, problem_words(field, problem))
        return wrong


@dataclass(frozen=True, slots=True)
class FormState:
    """What the form shows now. `faults` are the words at fields after Continue, in the order of the form."""

    read: FormRead
    step: str
    faults: Mapping[str, str]
    passed: frozenset[str]
    reason_wanted: bool = False
    """Whether a reason for changes is asked for."""
    reason_missing: bool = False
    """Whether something was to be changed without one."""
    returning: bool = False
    """Whether Continue leads back to the last step."""
    fresh: frozenset[str] = frozenset()
    """Fields in which something newer was typed than was read."""
    price: str = ""
    """What drafting takes, in words."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are asked for."""
        return self.read.steps

    @property
    def names(self) -> list[str]:
        """The names of all steps, with the last one."""
        return [*(step.name for step in self.steps), CHECK]

    @property
    def before(self) -> str:
        """The step before the one that is shown."""
        return self.names[max(0, self._number - 1)]

    @property
    def after(self) -> str:
        """Where Continue leads from a step that is right."""
        after = CHECK if self.returning and self.complete else self.names[min(self._number + 1, len(self.steps))]
        return self.read.first_open if after == CHECK and not self.complete else after

    @property
    def _number(self) -> int:
        """The place of the step among all, from 0; of one that is no longer asked for, the first."""
        return self.names.index(self.step) if self.step in self.names else 0

    @property
    def current(self) -> Step | None:
        """The step that is shown; None for the last one."""
        return next((step for step in self.steps if step.name == self.step), None)

    def status(self, step: Step) -> StepStatus:
        """How far it is."""
        if any(step.holds(field) for field in self.faults):
            return StepStatus.TO_FIX
        if not self.read.is_open(step) and (step.begun or step.name in self.passed):
            return StepStatus.COMPLETED
        return StepStatus.IN_PROGRESS if step.begun else StepStatus.NOT_STARTED

    def to_fix(self, step: Step) -> int:
        """How many answers of it are wrong."""
        return sum(step.holds(field) for field in self.faults)

    @property
    def complete(self) -> bool:
        """Whether the last step is open."""
        return not self.faults and not any(self.read.is_open(step) for step in self.steps)

    @property
    def unwritten(self) -> tuple[str, ...]:
        """The sections that drafting would write: those that have no text, and those that no longer hold."""
        facts = self.read.facts
        return tuple(s.section for s in facts.drafted if facts.state_of(s) in UNWRITTEN)

    @property
    def to_draft(self) -> int:
        """How many these are."""
        return len(self.unwritten)

    @property
    def total(self) -> int:
        """How many tasks there are: the steps, the documents where some are asked for, and the last step."""
        return len(self.steps) + bool(self.read.attachments) + 1

    @property
    def number(self) -> int:
        """The number of the step among the tasks, from 1."""
        return self.total if self.step == CHECK else self._number + 1

    @property
    def done(self) -> int:
        """How many of them are completed."""
        documents = bool(self.read.documents) and self.ready == len(self.read.documents)
        return sum(self.status(step) is StepStatus.COMPLETED for step in self.steps) + documents

    @property
    def ready(self) -> int:
        """How many documents were read."""
        return sum(document.state is DocumentState.READ for document in self.read.documents)
