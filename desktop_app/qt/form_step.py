"""The steps of a form with their questions, made of the facts of a case and of what is being typed. Pure functions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop_app.domain.answers import Value, load
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.expression_names import named
from desktop_app.domain.form import FieldType, FormField, FormPage
from desktop_app.domain.suggestion import Suggestion
from desktop_app.domain.typed_answer import typed_text
from desktop_app.domain.value_text import show
from desktop_app.qt.form_documents import attached_counts
from desktop_app.qt.form_match import Match, match_of

UNASKED = (FieldType.HIDDEN,)


@dataclass(frozen=True, slots=True)
class Question:
    """A field as it is asked: what stands in it, and under which answer of its step it appears."""

    field: FormField
    text: str
    shown: str
    relevant: bool
    required: bool
    under: str = ""
    match: Match | None = None
    """What a document says of it."""
    attached: int = 0
    """How many documents answer it."""

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

    def explained(self, name: str = "") -> Question | None:
        """The question of this name where the form says why it is asked, else the first of which it does."""
        known = [question for question in self.questions if question.relevant and question.field.help]
        return next((question for question in known if question.name == name), next(iter(known), None))

    @property
    def begun(self) -> bool:
        """Whether something was answered, or attached."""
        return any(q.relevant and (q.text or q.attached) for q in self.questions)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A case with all that its questions are made of."""

    facts: CaseFacts
    given: Mapping[str, Value]
    required: frozenset[str]
    typing: Mapping[str, str]
    found: Mapping[str, Suggestion]


def steps_of(facts: CaseFacts, typing: Mapping[str, str], found: Mapping[str, Suggestion]) -> tuple[Step, ...]:
    """The pages that have something to ask, with what stands in each field: what is being typed, else the answer.

    `found` is what documents say, by field.
    """
    asked = _Asked(facts, _given(facts), _required(facts), typing, found)
    steps = (Step(page, _questions(page, asked)) for page in facts.pack.form.pages)
    return tuple(step for step in steps if any(question.relevant for question in step.questions))


def _questions(page: FormPage, case: _Asked) -> tuple[Question, ...]:
    asked = [field for field in page.fields if field.type not in UNASKED]
    causes = {field.field: _cause(field, asked) for field in asked}
    in_order = _after_causes([field.field for field in asked], causes)
    fields = {field.field: field for field in asked}
    return tuple(_question(fields[name], causes[name], case) for name in in_order)


def _question(field: FormField, under: str, case: _Asked) -> Question:
    name, seen = field.field, case.facts.evaluated
    value = seen.values.get(name, case.given.get(name))
    return Question(
        field=field,
        text=case.typing.get(name, typed_text(field, value)),
        shown="" if value is None else show(field, value),
        relevant=name in seen.relevant,
        required=name in case.required,
        under=under,
        match=match_of(case.facts, name, case.found.get(name)),
        attached=attached_counts(case.facts).get(name, 0),
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
