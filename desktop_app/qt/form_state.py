"""What the guided form shows of a case, made of its facts and of what is being typed. Pure functions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.domain.answers import Problem, Value, load
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evidence import Document, DocumentState
from desktop_app.domain.expression_names import named
from desktop_app.domain.form import FieldType, FormField, FormPage
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.section import SectionState
from desktop_app.domain.typed_answer import typed_text
from desktop_app.domain.value_text import show

CHECK = ":check"
"""The last step, which no page of a form can be called."""
UNASKED = (FieldType.HIDDEN,)
UNWRITTEN = (SectionState.EMPTY, SectionState.INTERRUPTED, SectionState.STALE)


class StepStatus(StrEnum):
    """How far a step is."""

    COMPLETED = "completed"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    TO_FIX = "to_fix"


@dataclass(frozen=True, slots=True)
class Question:
    """A field as it is asked: what stands in it, and under which answer of its step it appears."""

    field: FormField
    text: str
    shown: str
    relevant: bool
    required: bool
    under: str = ""

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.field

    @property
    def label(self) -> str:
        """What is asked."""
        return self.field.label or self.field.field

    @property
    def calculated(self) -> bool:
        """Whether nobody types it."""
        return self.field.calculation is not None or self.field.read_only

    @property
    def unused(self) -> bool:
        """Whether an answer is kept that does not count."""
        return not self.relevant and bool(self.text)


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the form with its questions, each after the answer that it depends on."""

    page: FormPage
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        """The page's name."""
        return self.page.page

    def holds(self, field: str) -> bool:
        """Whether the field is asked for here."""
        return any(question.name == field for question in self.questions)

    @property
    def begun(self) -> bool:
        """Whether something was answered."""
        return any(question.relevant and question.text for question in self.questions)


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

    @property
    def attachments(self) -> tuple[FormField, ...]:
        """The questions that are answered with documents."""
        return tuple(q.field for step in self.steps for q in step.questions if q.field.type is FieldType.ATTACHMENT)

    def is_open(self, step: Step) -> bool:
        """Whether something is wrong or missing in it, or was typed that is no answer."""
        return any(step.holds(field) for field in (*(problem.field for problem in self.problems), *self.typing))


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
        drafted = (section for section in facts.pack.form.sections if section.author == "drafter")
        return tuple(section.section for section in drafted if facts.state_of(section) in UNWRITTEN)

    @property
    def to_draft(self) -> int:
        """How many these are."""
        return len(self.unwritten)

    @property
    def done(self) -> int:
        """How many steps are completed."""
        return sum(self.status(step) is StepStatus.COMPLETED for step in self.steps)

    @property
    def ready(self) -> int:
        """How many documents were read."""
        return sum(document.state is DocumentState.READ for document in self.read.documents)


def steps_of(facts: CaseFacts, typing: Mapping[str, str]) -> tuple[Step, ...]:
    """The pages that have something to ask, with what stands in each field: what is being typed, else the answer."""
    given = _given(facts)
    required = _required(facts)
    steps = (Step(page, _questions(page, facts, given, typing, required)) for page in facts.pack.form.pages)
    return tuple(step for step in steps if any(question.relevant for question in step.questions))


def _questions(
    page: FormPage, facts: CaseFacts, given: Mapping[str, Value], typing: Mapping[str, str], required: frozenset[str]
) -> tuple[Question, ...]:
    asked = [field for field in page.fields if field.type not in UNASKED]
    causes = {field.field: _cause(field, asked) for field in asked}
    in_order = _after_causes([field.field for field in asked], causes)
    fields = {field.field: field for field in asked}
    return tuple(_question(fields[name], causes[name], facts, given, typing, required) for name in in_order)


def _question(
    field: FormField,
    under: str,
    facts: CaseFacts,
    given: Mapping[str, Value],
    typing: Mapping[str, str],
    required: frozenset[str],
) -> Question:
    name = field.field
    value = facts.evaluated.values.get(name, given.get(name))
    return Question(
        field=field,
        text=typing.get(name, typed_text(field, value)),
        shown="" if value is None else show(field, value),
        relevant=name in facts.evaluated.relevant,
        required=name in required,
        under=under,
    )


def _cause(field: FormField, asked: list[FormField]) -> str:
    """The last question before it on its page that it depends on."""
    needed = named(field.relevant) if field.relevant else frozenset()
    before = asked[: asked.index(field)]
    return next((other.field for other in reversed(before) if other.field in needed), "")


def _after_causes(names: list[str], causes: Mapping[str, str]) -> Iterator[str]:
    def branch(name: str) -> Iterator[str]:
        yield name
        for other in names:
            if causes[other] == name:
                yield from branch(other)

    for name in names:
        if not causes[name]:
            yield from branch(name)


def _given(facts: CaseFacts) -> dict[str, Value]:
    """Kept answers, also those that do not count now."""
    form = facts.pack.form
    kept = ((form.field(answer.path), answer) for answer in facts.record.answers)
    return {a.path: load(field, a.value.body) for field, a in kept if field and a.value}


def _required(facts: CaseFacts) -> frozenset[str]:
    """Fields that must be answered, as the answers are now."""
    seen, attached = facts.evaluated, attached_counts(facts)
    moment = facts.pack.rules.moment(seen.values, seen.today, outcomes=seen.outcomes, attached=attached)
    return frozenset(
        field.field
        for field in facts.pack.form.fields
        if field.required is True or field.min_files or moment.result("field", field.field, "required") is True
    )


def attached_counts(facts: CaseFacts) -> dict[str, int]:
    """How many documents each attachment field has."""
    counts = {field.field: 0 for field in facts.pack.form.fields if field.type is FieldType.ATTACHMENT}
    for document in facts.record.documents:
        if document.field in counts:
            counts[document.field] += 1
    return counts


def documents_of(facts: CaseFacts) -> tuple[Document, ...]:
    """What people attached; the documents of the pack itself are no answer."""
    fields = attached_counts(facts)
    return tuple(document for document in facts.record.documents if document.field in fields)
