"""A form: what is asked, what is drafted, who decides. The values of a pack's `form.yaml` (see docs and README)."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from desktop_app.domain.choice_lists import with_choice_lists
from desktop_app.domain.errors import NotFound
from desktop_app.domain.form_field import Absence as Absence
from desktop_app.domain.form_field import Choice as Choice
from desktop_app.domain.form_field import Choices as Choices
from desktop_app.domain.form_field import Expression, fields_of
from desktop_app.domain.form_field import FieldType as FieldType
from desktop_app.domain.form_field import FormField as FormField
from desktop_app.domain.form_field import FormPage as FormPage
from desktop_app.domain.notice_target import NoticeTargets
from desktop_app.domain.pack_check import AgreeCheck as AgreeCheck
from desktop_app.domain.pack_check import Agreement as Agreement
from desktop_app.domain.pack_check import Check
from desktop_app.domain.pack_check import Name as Name
from desktop_app.domain.person import Role


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleRow(_Model):
    """A row of a rule table: where its expression holds it gives the outcome, and why; or `then`, the table that goes
    on from there."""

    when: Expression
    outcome: Name = ""
    then: Name | None = None
    reason: str


class RuleTable(_Model):
    """What follows from the answers, with its reason: of the first row that holds, or of all of them (`collect`)."""

    decision: Name
    title: str
    hit: Literal["first", "collect"] = "first"
    rows: tuple[RuleRow, ...] = Field(min_length=1)


class SlotType(StrEnum):
    """How a slot's value is written and compared."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    PARTY = "party"
    DURATION = "duration"


def _listed(value: object) -> object:
    """A text alone as a list of it; other values are left to pydantic."""
    return (value,) if isinstance(value, str) else value


_Patterns = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])]


class Slot(_Model):
    """What an assembled section finds by itself.

    `source` is the attachment field (or `reference`) it is looked for in; `find` are words for the search that
    chooses passages, `pattern` RE2 expressions with a group `value`, tried in order (in a library it may be left out:
    the best passage is then taken, whole, where it is surely the right one). `absent` is what the draft says
    when nothing is found: saying so is a finished text and no missing slot. `within` narrows where patterns are tried:
    to what each of its expressions first matches (the preamble, say), in turn. `many` takes each match, not the first
    (with `most`: each of its passages). `whole` cites and quotes the whole passage of the match and not only the value;
    up to `most` passages, where a clause stands in several places, and then also those near one of them that `also`
    matches (“Such an audit shall”).
    A match that one of `unless` is found in is passed over: RE2 cannot look ahead.
    """

    slot: Name
    type: SlotType = SlotType.TEXT
    source: Name = Field(alias="from")
    find: str = ""
    pattern: _Patterns = ()
    within: _Patterns = ()
    also: _Patterns = ()
    unless: _Patterns = ()
    absent: str = ""
    many: bool = False
    whole: bool = False
    most: int = Field(default=1, ge=1, le=12)


class Retrieve(_Model):
    """Which documents a section's evidence comes from, with which words, and how many passages at most.

    `source` names attachment fields, `reference`, and libraries that the form lists.
    """

    source: tuple[Name, ...] = Field(alias="from")
    top: int = Field(default=6, ge=1, le=40)
    find: str = ""


_Choices = Annotated[tuple[str, ...], Field(min_length=1)]
_Columns = Annotated[dict[Name, _Choices | Literal["text", "field"]], Field(min_length=1)]
_Part = _Choices | Literal["text", "field", "list"] | _Columns


class Section(_Model):
    """A part of the output, drafted and reviewed as a unit.

    It is part of a case only where `relevant` holds; without that rule, of every case. `uses` names the fields,
    decisions and sections that it stands on: it is stale when one of them changes. `output` is what a structured
    section asks for, part by part: words to choose from, `text` (a paragraph), `field` (a line with its name), `list`
    (bulleted items), or columns with their kinds (a table).
    """

    section: Name
    title: str
    author: Literal["drafter", "person"] = "drafter"
    relevant: Expression | None = None
    uses: tuple[Name, ...] = ()
    after: tuple[Name, ...] = ()
    retrieve: Retrieve | None = None
    prompt: str | None = None
    assembled: str | None = None
    slots: tuple[Slot, ...] = ()
    output: Annotated[dict[Name, _Part], Field(min_length=1)] | None = None
    words: tuple[int, int] | None = None
    tier: Literal["small", "frontier"] = "small"
    presets: dict[str, str] = Field(default_factory=dict)
    checks: tuple[Check, ...] = ("grounded_figures", "citations_resolve")
    required: bool = True


def _duration(value: object) -> object:
    """`2d`, `8h`, `30m` or `5s` as a time span; other values are left to pydantic."""
    units = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
    if isinstance(value, str) and value[-1:] in units and value[:-1].isdigit():
        return timedelta(**{units[value[-1]]: int(value[:-1])})
    return value


_DURATIONS = Annotated[str, Field(pattern=r"^([0-9]+[dhms]|[+-]?P.*|.*:.*)$")]
Duration = Annotated[timedelta, BeforeValidator(_duration, json_schema_input_type=_DURATIONS | float)]


class DueDays(StrEnum):
    """Which days count towards a time: all of them, or Monday to Friday."""

    CALENDAR = "calendar"
    WORKING = "working"


_N_OF_M = re.compile(r"([1-9]\d?) of ([1-9]\d?)")
_APPROVALS = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": f"^{_N_OF_M.pattern}$"}]}


def _approvals(raw: Any) -> Any:
    """`approvals: 2 of 3` as two approvals of three people; other values are left to pydantic."""
    found = _N_OF_M.fullmatch(str(raw.get("approvals", ""))) if isinstance(raw, dict) else None
    return {**raw, "approvals": int(found[1]), "people": int(found[2])} if found else raw


class Stage(_Model):
    """A position on the way to signing, with the condition to leave it.

    `beside` names the stage before it that the case waits in at the same time. `approvals` are by as many persons, of
    the `people` who are to hold its role (None: as many as do), written as `2 of 3`.
    """

    stage: Name
    role: Name
    beside: Name | None = None
    relevant: Expression | None = None
    approvals: Annotated[int, Field(ge=1), WithJsonSchema(_APPROVALS)] = 1
    people: int | None = Field(default=None, ge=1)
    checklist: tuple[str, ...] = ()
    due: Duration | None = None
    due_days: DueDays = DueDays.CALENDAR
    on_due: Literal["escalate", "remind"] = "remind"
    escalate_to: Role | None = None

    _read_approvals = model_validator(mode="before")(_approvals)


class Measure(_Model):
    """A measure of success, with what it was before."""

    at_least: float | None = None
    at_most: float | None = None
    baseline: float | None = None


class Volume(_Model):
    """How many cases are expected."""

    cases_per_day: int = Field(ge=1)


class Purpose(_Model):
    """The problem first; models are chosen to meet it."""

    problem: str
    user: str
    outcome: str
    success: dict[str, Measure] = Field(min_length=1)
    volume: Volume


class SectionTokens(_Model):
    """Tokens that a section may use."""

    input: int = Field(ge=1)
    output: int = Field(ge=1)


class Amount(_Model):
    """An amount of money."""

    amount: Decimal = Field(ge=0)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


def _amount(value: object) -> object:
    """`0.25 USD` as amount and currency; other values are left to pydantic."""
    if isinstance(value, str) and len(value.split()) == 2:
        number, currency = value.split()
        return {"amount": number, "currency": currency}
    return value


_AMOUNTS = Annotated[str, Field(pattern=r"^\s*[0-9.]+\s+[A-Z]{3}\s*$")]


class Budget(_Model):
    """What a case may cost and how long a section may take."""

    case_cost: Annotated[Amount, BeforeValidator(_amount, json_schema_input_type=_AMOUNTS | Amount)]
    section_tokens: SectionTokens
    first_words: Duration = timedelta(seconds=2)
    section_time: Duration = timedelta(seconds=60)
    on_breach: Literal["smaller_model", "assembled", "wait"] = "assembled"


class Promise(_Model):
    """The share of errors that may pass unseen, with which certainty, and the share of passed work that is sampled."""

    escaped_errors_at_most: float = Field(gt=0, lt=1)
    certainty: float = Field(gt=0, lt=1)
    sample: float = Field(ge=0, le=1)


class Export(_Model):
    """Templates of the finished document."""

    docx: str | None = None


_FRAGMENT = re.compile(r"\(\?&([a-z][a-z0-9_]*)\)")
_EXPRESSIONS = ("pattern", "within", "also", "unless")
_DEEPEST_FRAGMENT = 4
_LONGEST_EXPRESSION = 20_000


def _with_fragments(form: Any) -> Any:
    """The raw form with each `(?&name)` of the expressions of slots and prefills replaced by the fragment of that name.

    An unknown name stays, and is then no valid expression.
    """
    if not isinstance(form, dict) or not isinstance(form.get("fragments"), dict):
        return form
    known = {name: text for name, text in form["fragments"].items() if isinstance(text, str) and len(text) < 4_000}

    def expand(value: Any) -> Any:
        if isinstance(value, list):
            return [expand(each) for each in value]
        for _ in range(_DEEPEST_FRAGMENT if isinstance(value, str) else 0):
            if len(value) > _LONGEST_EXPRESSION:
                break
            value = _FRAGMENT.sub(lambda m: f"(?:{known[m[1]]})" if m[1] in known else m[0], value)
        return value

    def expand_slot(slot: Any) -> Any:
        if not isinstance(slot, dict):
            return slot
        return {key: expand(value) if key in _EXPRESSIONS else value for key, value in slot.items()}

    def expand_field(field: Any) -> Any:
        if not isinstance(field, dict) or "prefill" not in field:
            return field
        return {**field, "prefill": expand_slot(field["prefill"])}

    def within(parts: Any, name: str, expand_one: Callable[[Any], Any]) -> Any:
        """Each of these parts with what its list of this name holds."""
        if not isinstance(parts, list):
            return parts
        return [
            {**part, name: [expand_one(each) for each in part[name]]}
            if isinstance(part, dict) and isinstance(part.get(name), list)
            else part
            for part in parts
        ]

    found = {"pages": ("fields", expand_field), "sections": ("slots", expand_slot)}
    return {**form, **{part: within(form[part], *how) for part, how in found.items() if part in form}}


class _Same:
    """Pages, the same only as themselves: to look through all that they hold would take longer than to read them."""

    __slots__ = ("pages",)

    def __init__(self, pages: tuple[FormPage, ...]) -> None:
        self.pages = pages

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.pages is self.pages

    def __hash__(self) -> int:
        return id(self.pages)


@lru_cache(64)
def _fields_of(same: _Same) -> tuple[FormField, ...]:
    return fields_of(same.pages)


class Form(_Model):
    """What an analyst opens from a pack.

    `choice_lists` are lists of choices that fields share; `fragments` are named parts of expressions, used as
    `(?&name)`; `libraries` the reference libraries of the machine that its sections and slots may name as a source;
    `checks` what every section is held to besides its own checks.
    """

    form: Name
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    title: str
    language: str = "en"
    glossary: dict[str, str] = Field(default_factory=dict)
    purpose: Purpose
    roles: dict[Name, Role] = Field(min_length=1)
    choice_lists: dict[Name, Choices] = Field(default_factory=dict)
    pages: tuple[FormPage, ...] = Field(min_length=1)
    decisions: tuple[RuleTable, ...] = ()
    fragments: dict[Name, str] = Field(default_factory=dict)
    libraries: tuple[Name, ...] = ()
    checks: tuple[Check, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    bar: dict[str, float] = Field(default_factory=dict)
    promise: Promise
    stages: tuple[Stage, ...] = Field(min_length=1)
    strict_four_eyes: bool = False
    notices: NoticeTargets = NoticeTargets()
    budget: Budget
    retention: str = "5y"
    export: Export = Export()

    _expand = model_validator(mode="before")(_with_fragments)
    _fill = model_validator(mode="before")(with_choice_lists)

    @property
    def fields(self) -> tuple[FormField, ...]:
        """All fields, in the order of the pages; those of a repeat page are columns of its table."""
        return _fields_of(_Same(self.pages))

    @property
    def drafted(self) -> tuple[Section, ...]:
        """The sections that a drafter writes."""
        return tuple(section for section in self.sections if section.author == "drafter")

    @property
    def stage_groups(self) -> tuple[tuple[Stage, ...], ...]:
        """The stages in order, those together that a case waits in at the same time."""
        groups: list[list[Stage]] = []
        for stage in self.stages:
            if stage.beside and groups:
                groups[-1].append(stage)
            else:
                groups.append([stage])
        return tuple(map(tuple, groups))

    def decision(self, name: str) -> RuleTable | None:
        """The rule table of that name."""
        return next((table for table in self.decisions if table.decision == name), None)

    def outcomes_of(self, table: RuleTable) -> tuple[str, ...]:
        """All that a table can give, each once: its own outcomes and those of the tables that go on from it."""
        found: dict[str, None] = {}
        waiting, seen = [table], {table.decision}
        while waiting:
            for row in waiting.pop().rows:
                after = self.decision(row.then) if row.then else None
                if row.outcome:
                    found[row.outcome] = None
                if after and after.decision not in seen:
                    seen.add(after.decision)
                    waiting.append(after)
        return tuple(found)

    def field(self, name: str) -> FormField | None:
        """The field of that name."""
        return next((field for field in self.fields if field.field == name), None)

    def section(self, name: str) -> Section | None:
        """The section of that name."""
        return next((section for section in self.sections if section.section == name), None)

    def checked(self, section: Section) -> Section:
        """The section with all that it is held to: its own checks, and those of the form."""
        more = (check for check in self.checks if check not in section.checks)
        return section.model_copy(update={"checks": (*section.checks, *more)})

    def require_section(self, name: str) -> Section:
        """The section of that name. Raises NotFound."""
        section = self.section(name)
        if section is None:
            known = ", ".join(each.section for each in self.sections)
            raise NotFound(f"The form has no section “{name}”.", next=f"Use one of: {known}.")
        return section

    def words_of(self, name: str) -> str:
        """What people call a field, a decision or a section; the name itself where it is none of them."""
        field, section = self.field(name), self.section(name)
        decision = next((each for each in self.decisions if each.decision == name), None)
        words = field.label if field else decision.title if decision else section.title if section else name
        return words or name
