"""A field of a form: what is asked, of which type, and what may be answered. The terms are XLSForm's where it has one.

`docs/form-fields.md` tells authors of packs the same by example.
"""

from collections.abc import Iterable
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from desktop_app.domain.pack_check import Name


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Expression = str


class FieldType(StrEnum):
    """The kinds of input."""

    TEXT = "text"
    PARAGRAPH = "paragraph"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    RANK = "rank"
    RATING = "rating"
    EMAIL = "email"
    URL = "url"
    PHONE = "phone"
    IDENTIFIER = "identifier"
    PARTY = "party"
    ADDRESS = "address"
    TABLE = "table"
    ATTACHMENT = "attachment"
    NOTE = "note"
    HIDDEN = "hidden"


class Absence(Enum):
    """An answer that says why there is no value. It is an answer of its own, and no blank."""

    NOT_APPLICABLE = "not_applicable"
    NOT_KNOWN = "not_known"

    @property
    def words(self) -> str:
        """As people and drafts read it."""
        return self.value.replace("_", " ")


class Checksum(StrEnum):
    """How an identifier shows that no character was mistyped."""

    IBAN = "iban"
    LUHN = "luhn"
    LEI = "lei"


class Total(StrEnum):
    """What stands below a column of a table."""

    SUM = "sum"
    COUNT = "count"
    MIN = "min"
    MAX = "max"
    AVERAGE = "average"


class Choice(_Model):
    """What may be chosen: the name that is kept, and what people read, which without a label is the name.

    `attributes` are what a `choice_filter` asks for as `choice.ATTRIBUTE`.
    """

    choice: str = Field(min_length=1)
    label: str = ""
    attributes: dict[Name, str] = Field(default_factory=dict)

    @property
    def words(self) -> str:
        """What people read."""
        return self.label or self.choice


def _named(value: object) -> object:
    """A plain name as a choice."""
    return {"choice": value} if isinstance(value, str) else value


Choices = tuple[Annotated[Choice, BeforeValidator(_named, json_schema_input_type=str | Choice)], ...]


Expressions = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda v: (v,) if isinstance(v, str) else v, json_schema_input_type=str | tuple[str, ...]),
]


class Prefill(_Model):
    """Where documents say the answer, told as a slot tells it: the attachment field (`from`), words for the search
    (`find`), RE2 expressions with a group `value`, and where they are tried or passed over.
    """

    source: Name = Field(alias="from")
    find: str = ""
    pattern: Expressions = Field(min_length=1)
    within: Expressions = ()
    unless: Expressions = ()


class FormField(_Model):
    """A typed input definition. Expressions are CEL over the fields' names.

    `default` is a value, `default_calculation` an expression that gives one; either stands until an answer is given.
    `read_only` is shown and not typed, `hidden` is not shown. `choice_list` names a list of the form that many fields
    share, and fills `choices`. `length` and `words` are the least and the most, `scale` the lowest and highest rating.
    `region` (two letters) is where phone numbers without a country code are from. `total` stands below a column.
    `max_megabytes` is the size of one file. `allow` are answers that say why there is none. `places` is how many digits
    behind the point a decimal or percent shows at least: `1.60` with 2. `prefill` says where documents give
    the answer, which is then offered and never filled in by itself.
    """

    field: Name
    type: FieldType
    label: str = ""
    hint: str = ""
    help: str = ""
    required: bool | Expression = False
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: str = ""
    calculation: Expression | None = None
    default: Any = None
    default_calculation: Expression | None = None
    read_only: bool = False
    hidden: bool = False
    allow: tuple[Absence, ...] = ()
    choices: Choices = ()
    choice_list: Name | None = None
    choice_filter: Expression | None = None
    scale: tuple[int, int] = (1, 5)
    currency: str | None = None
    region: str | None = None
    pattern: str | None = None
    checksum: Checksum | None = None
    pii: str | None = None
    columns: tuple["FormField", ...] = ()
    total: Total | None = None
    min_rows: int = Field(default=0, ge=0)
    max_rows: int | None = None
    accept: tuple[str, ...] = ()
    min_files: int = Field(default=0, ge=0)
    max_files: int | None = Field(default=None, ge=1)
    max_megabytes: int | None = Field(default=None, ge=1)
    min_length: int = Field(default=0, ge=0)
    max_length: int | None = None
    words: tuple[int, int] | None = None
    places: int = Field(default=0, ge=0, le=12)
    prefill: Prefill | None = None
    width: Literal["short", "medium", "full"] | None = None

    @property
    def asked(self) -> bool:
        """Whether people see it."""
        return not self.hidden and self.type is not FieldType.HIDDEN

    @property
    def answerable(self) -> bool:
        """Whether it takes an answer: a note takes none, an attachment takes documents."""
        return self.type not in (FieldType.NOTE, FieldType.ATTACHMENT)

    @property
    def choice_names(self) -> tuple[str, ...]:
        """The names of its choices, as they are kept."""
        return tuple(choice.choice for choice in self.choices)

    def words_of_choice(self, name: str) -> str:
        """What people read for a choice; the name itself where there is no such choice."""
        return next((choice.words for choice in self.choices if choice.choice == name), name)


class FormPage(_Model):
    """A group of fields.

    `repeat` names a table of an earlier page: the page is asked once for each of its rows, and its fields are further
    columns of that table.
    """

    page: Name
    title: str
    relevant: Expression | None = None
    repeat: Name | None = None
    fields: tuple[FormField, ...] = Field(min_length=1)


def fields_of(pages: Iterable[FormPage]) -> tuple[FormField, ...]:
    """The fields of these pages in order; a table with the columns that its repeat pages add."""
    pages = tuple(pages)
    added: dict[str, tuple[FormField, ...]] = {}
    for page in pages:
        if page.repeat:
            added[page.repeat] = (*added.get(page.repeat, ()), *page.fields)
    fields = (field for page in pages if not page.repeat for field in page.fields)
    return tuple(_with_columns(field, added[field.field]) if field.field in added else field for field in fields)


def _with_columns(field: FormField, added: tuple[FormField, ...]) -> FormField:
    return field.model_copy(update={"columns": (*field.columns, *added)})
