"""The steps of a form with their questions, made of the facts of a case and of what is being typed. Pure functions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desktop_app.domain.answers import Value, load
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.evaluated import CellChoices
from desktop_app.domain.expression_names import named
from desktop_app.domain.form import FormField, FormPage, RuleTable
from desktop_app.domain.locale_text import local_show
from desktop_app.domain.locale_writing import NEUTRAL, LocaleWriting
from desktop_app.domain.suggestion import Suggestion
from desktop_app.domain.typed_answer import typed_text
from desktop_app.qt.form_documents import attached_counts
from desktop_app.qt.form_match import Match, match_of


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
    offered: tuple[str, ...] | None = None
    """The names of the choices that other answers leave; None: all."""
    columns: tuple[str, ...] = ()
    """On a repeat page: the columns of the table that it asks for, row by row."""
    asked_cells: tuple[frozenset[str], ...] = ()
    """The columns that each row asks for; empty where all do."""
    cell_choices: CellChoices | None = None
    """Of a table whose choices depend on the row: what a column offers in a row."""

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
class Following:
    """What a rule table gives for the answers as they are; no outcome while answers are missing. `path` leads there."""

    decision: str
    title: str
    outcome: str
    reason: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the form with its questions, each after the answer that it depends on, and what follows from them."""

    page: FormPage
    questions: tuple[Question, ...]
    follows: tuple[Following, ...] = ()

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
    ways: LocaleWriting


def steps_of(
    facts: CaseFacts, typing: Mapping[str, str], found: Mapping[str, Suggestion], ways: LocaleWriting = NEUTRAL
) -> tuple[Step, ...]:
    """The pages that have something to ask, with what stands in each field: what is being typed, else the answer.

    `found` is what documents say, by field; `ways` how what is only read is written.
    """
    asked = _Asked(facts, _given(facts), facts.evaluated.required, typing, found, ways)
    needs = {table.decision: _needs(table) for table in facts.pack.form.decisions}
    follows = {each.decision: each for each in all_following(facts, ways)}
    steps = (
        Step(page, _questions(page, asked), tuple(follows[name] for name in _decided_by(page, needs)))
        for page in facts.pack.form.pages
    )
    return tuple(step for step in steps if any(question.relevant for question in step.questions))


def all_following(facts: CaseFacts, ways: LocaleWriting = NEUTRAL) -> tuple[Following, ...]:
    """What every rule table of the form gives."""
    shown = _shown(facts, ways)
    return tuple(_following(facts, table.decision, shown) for table in facts.pack.form.decisions)


def _shown(facts: CaseFacts, ways: LocaleWriting) -> dict[str, str]:
    """The answers that count as people read them here, by name."""
    form, values = facts.pack.form, facts.evaluated.values
    return {each.field: local_show(each, values[each.field], ways) for each in form.fields if each.field in values}


def _following(facts: CaseFacts, decision: str, shown: Mapping[str, str]) -> Following:
    outcome, reason = facts.evaluated.outcomes.get(decision, ("", ""))
    title = facts.pack.form.words_of(decision)
    return Following(decision, title, outcome.replace("_", " "), reason, facts.path_with_answers(decision, shown))


def _needs(table: RuleTable) -> frozenset[str]:
    return frozenset[str]().union(*(named(row.when) for row in table.rows))


def _decided_by(page: FormPage, needs: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The rule tables that ask for a question of the page, or that one of its questions asks for."""
    fields = {field.field for field in page.fields}
    rules = [rule for field in page.fields for rule in (field.relevant, field.constraint) if rule]
    asked = {name for rule in rules for name in named(rule)}
    return tuple(name for name, names in needs.items() if name in asked or names & fields)


def _questions(page: FormPage, case: _Asked) -> tuple[Question, ...]:
    if page.repeat:
        return _repeated(page, page.repeat, case)
    asked = [field for field in case.facts.pack.form.fields if field.field in _names(page) and field.asked]
    causes = {field.field: _cause(field, asked) for field in asked}
    in_order = _after_causes([field.field for field in asked], causes)
    fields = {field.field: field for field in asked}
    return tuple(_question(fields[name], causes[name], case) for name in in_order)


def _repeated(page: FormPage, table: str, case: _Asked) -> tuple[Question, ...]:
    """The table as the page asks for it: its columns, for each row that wants one of them."""
    field = case.facts.pack.form.field(table)
    if field is None:
        return ()
    question, names = _question(field, "", case), tuple(each.field for each in page.fields if each.asked)
    cells = question.asked_cells
    wanted = any(not row.isdisjoint(names) for row in cells) if cells else bool(case.facts.evaluated.values.get(table))
    return (replace(question, columns=names, relevant=question.relevant and wanted, match=None),)


def _names(page: FormPage) -> frozenset[str]:
    """What the page asks for."""
    return frozenset(field.field for field in page.fields)


def _question(field: FormField, under: str, case: _Asked) -> Question:
    name, seen = field.field, case.facts.evaluated
    value = seen.values.get(name, case.given.get(name))
    return Question(
        field=field,
        text=case.typing.get(name, typed_text(field, _with_kept(case.given.get(name), value))),
        shown="" if value is None else local_show(field, value, case.ways),
        relevant=name in seen.relevant,
        required=name in case.required,
        under=under,
        match=match_of(case.facts, name, case.found.get(name)),
        attached=attached_counts(case.facts).get(name, 0),
        offered=seen.offered.get(name),
        asked_cells=seen.asked_cells.get(name, ()),
        cell_choices=seen.cell_choices.get(name),
    )


def _with_kept(kept: Any, value: Value | None) -> Value | None:
    """The rows of a table with the cells that are kept and not used, so that none is lost where another is typed."""
    if not isinstance(value, tuple) or not isinstance(kept, tuple) or len(kept) != len(value):
        return value
    rows: Any = zip(kept, value, strict=True)
    return tuple({**old, **new} if isinstance(new, Mapping) else new for old, new in rows)


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
