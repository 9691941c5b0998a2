"""Evaluation: inputs with what must come out of them, gold answers from outside the pack, and the scores of both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from desktop_app.domain.finding import Rule
from desktop_app.domain.form import Form, Name
from desktop_app.domain.route import RouteKind


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CaseKind(StrEnum):
    """ordinary: everyday input; hostile: written to mislead; unanswerable: the right answer is that it is not there."""

    ORDINARY = "ordinary"
    HOSTILE = "hostile"
    UNANSWERABLE = "unanswerable"


class Attached(_Model):
    """A document of an evaluation case: a file in the pack's `evals/`, or a text that stands in the case itself."""

    name: str
    text: str | None = None


def _attached(value: object) -> object:
    """A bare path as a document; other values are left to pydantic."""
    return {"name": value} if isinstance(value, str) else value


class Expectation(_Model):
    """What must come out of a section.

    `facts` must stand in its text, `must_not` must not; `absent` says whether the text says that nothing was found (a
    slot's absent words); `pages` must each be cited; `route` and `findings` are what the checks must make of it. What
    is not given is not judged.
    """

    facts: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    absent: bool | None = None
    pages: tuple[int, ...] = ()
    route: RouteKind | None = None
    findings: tuple[Rule, ...] = ()


class EvaluationCase(_Model):
    """An input with its expectation: answers by field, documents by attachment field, expectations by section.

    Of the case itself: `outcomes` by rule table (null: not decidable; of a table that collects, all of them in the
    order of its rows), `values` by field as people read them (null: blank), the `stages` that it has to pass, in
    order, as `left_out` the sections that are no part of it, and as `problems` the fields whose answers keep it from
    being sent, each once in the order of the form. What is not given is not judged.
    """

    case: Name
    kind: CaseKind = CaseKind.ORDINARY
    about: str = ""
    answers: dict[Name, Any] = Field(default_factory=dict)
    attach: dict[Name, tuple[Annotated[Attached, BeforeValidator(_attached)], ...]] = Field(min_length=1)
    expect: dict[Name, Expectation] = Field(min_length=1)
    outcomes: dict[Name, Name | tuple[Name, ...] | None] = Field(default_factory=dict)
    values: dict[Name, str | None] = Field(default_factory=dict)
    stages: tuple[Name, ...] | None = None
    problems: tuple[Name, ...] | None = None
    left_out: tuple[Name, ...] | None = None


def unknown_names(form: Form, case: EvaluationCase) -> Iterator[str]:
    """What an evaluation case expects of names that the form has not, in words."""
    sections, tables = {s.section for s in form.sections}, {table.decision for table in form.decisions}
    stages, fields = {stage.stage for stage in form.stages}, {field.field for field in form.fields}
    named = (
        ("section", (*case.expect, *(case.left_out or ())), sections),
        ("decision", case.outcomes, tables),
        ("field", (*case.values, *(case.problems or ())), fields),
        ("stage", case.stages or (), stages),
    )
    for kind, names, known in named:
        yield from (f"no {kind} “{name}”" for name in names if name not in known)


class Comparison(StrEnum):
    """How a value is held against a gold answer.

    parties: each named party is among the values; date: the same day (as far as the gold answer knows it); place: the
    one names the other; duration: the same length; end: the same day, or a length that ends on it; yes_no: found or
    not.
    """

    PARTIES = "parties"
    DATE = "date"
    PLACE = "place"
    DURATION = "duration"
    END = "end"
    YES_NO = "yes_no"


class GoldField(_Model):
    """Where the pack answers what a field of the gold data asks: a section, and the slots that hold the value."""

    gold: str
    section: Name
    slots: tuple[Name, ...] = ()
    compare: Comparison
    begins: tuple[str, ...] = ()
    """For `end`: the gold fields, first one known, that hold the day on which a term begins."""


class GoldMap(_Model):
    """How outside gold data is read: the attachment field its contracts go to, and its fields."""

    attach: Name
    fields: tuple[GoldField, ...] = Field(min_length=1)


class GoldAnswer(BaseModel):
    """A gold answer with the quotes it stands on; empty where the contract has none."""

    model_config = ConfigDict(frozen=True)

    answer: str = ""
    quotes: tuple[str, ...] = ()


class GoldContract(BaseModel):
    """A contract of the gold data: its text, its PDF where there is one (paths in the folder), and its answers."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    pdf: str | None = None
    fields: dict[str, GoldAnswer]


ScorerName = (
    Literal["facts", "must_not", "absent", "pages", "routes", "findings", "citations"]
    | Literal["outcomes", "values", "stages", "problems", "left_out"]
)


@dataclass(frozen=True, slots=True)
class Score:
    """What a scorer counted in one section (empty: in the case): so many right, of how many. `misses` are the wrong
    ones in words."""

    scorer: ScorerName
    section: str
    right: int
    judged: int
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """All scores of one evaluation case. `failure` says why it could not be run."""

    case: str
    kind: CaseKind
    scores: tuple[Score, ...]
    seconds: float
    failure: str = ""

    @property
    def clean(self) -> bool:
        """Whether it ran and nothing was missed."""
        return not self.failure and all(score.right == score.judged for score in self.scores)


class Verdict(StrEnum):
    """A value against its gold answer. abstained: nothing was said though there is an answer; false_find: a value was
    given though there is none; rightly_absent: neither; not_comparable: the gold data cannot say."""

    RIGHT = "right"
    WRONG = "wrong"
    ABSTAINED = "abstained"
    FALSE_FIND = "false_find"
    RIGHTLY_ABSENT = "rightly_absent"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class GoldScore:
    """One field of one contract: the verdict, and how the cited passages meet the gold quotes."""

    contract: str
    field: str
    verdict: Verdict
    value: str = ""
    gold: str = ""
    quotes: int = 0
    quotes_cited: int = 0
    cited: int = 0
    cited_right: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a measure, right of judged, its share (None where nothing was judged) and its bar."""

    measure: str
    right: int
    judged: int
    bar: float | None = None

    @property
    def share(self) -> float | None:
        """Right of judged."""
        return self.right / self.judged if self.judged else None

    @property
    def passed(self) -> bool:
        """Whether it reaches its bar; a measure that judged nothing fails a bar it has."""
        return self.bar is None or (self.share is not None and self.share >= self.bar)


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A line of the gold table: how often each verdict was given for a field, and the quotes' precision and recall."""

    field: str
    verdicts: Mapping[Verdict, int]
    precision: float | None
    recall: float | None

    @property
    def answered(self) -> float | None:
        """Right answers, of those that there are."""
        there = sum(self.verdicts.get(v, 0) for v in (Verdict.RIGHT, Verdict.WRONG, Verdict.ABSTAINED))
        return self.verdicts.get(Verdict.RIGHT, 0) / there if there else None


@dataclass(frozen=True, slots=True)
class ContractResult:
    """What became of one gold contract. Citations are right where a second reader finds them too."""

    contract: str
    document: str
    pages: int
    passages: int
    citations_right: int
    citations_wrong: int
    findings: int
    routes: Mapping[RouteKind, int]
    seconds: float
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of one evaluation, as a table and one by one. `left_out` names measures that could not be taken."""

    rows: tuple[Row, ...]
    cases: tuple[CaseResult, ...] = ()
    gold_rows: tuple[GoldRow, ...] = ()
    gold: tuple[GoldScore, ...] = ()
    contracts: tuple[ContractResult, ...] = ()
    left_out: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether every measure reaches its bar."""
        return all(row.passed for row in self.rows)
