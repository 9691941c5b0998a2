"""The checks that a pack asks for, as `form.yaml` declares them (docs/pack-checks.md tells authors of each)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Weight = Literal["blocker", "warning", "note"]
"""How much a finding weighs: a blocker is fixed or explained before the case can be sent."""

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")]
Phrase = Annotated[str, Field(min_length=1, max_length=200)]
PersonalKind = Literal["email", "iban", "card", "phone", "id", "name"]
ToneRule = Literal["absolute_claims", "hedging", "first_person", "exclamation"]
PERSONAL_KINDS: tuple[PersonalKind, ...] = ("email", "iban", "card", "phone", "id", "name")


class CheckModel(BaseModel):
    """A part of a form that a check consists of."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Forbid(CheckModel):
    """Words that must not be used.

    `case`: only as they are written here; `variants`: their endings too, and hyphens for spaces; `instead`: what a
    click puts in the place of one of them. `allow` are longer phrases in which they may stand. `relevant` is a rule:
    where it does not hold, nothing is forbidden.
    """

    words: tuple[Phrase, ...] = Field(min_length=1)
    finding: Weight = "blocker"
    case: bool = False
    variants: bool = False
    instead: dict[str, str] = Field(default_factory=dict)
    allow: tuple[Phrase, ...] = ()
    relevant: str | None = None


class Require(CheckModel):
    """Words that must be used: each of them, or with `any` one of them, where the rule `relevant` holds. `add` is a
    sentence that a click adds."""

    words: tuple[Phrase, ...] = Field(min_length=1)
    finding: Weight = "warning"
    any: bool = False
    case: bool = False
    variants: bool = False
    add: str = ""
    relevant: str | None = None


class Disclose(CheckModel):
    """A text that must stand in the section word by word, where the rule `relevant` holds; a click adds it."""

    text: str = Field(min_length=1, max_length=2_000)
    finding: Weight = "blocker"
    relevant: str | None = None


class Reading(CheckModel):
    """How hard the text may be to read: the highest grade (English), or the least reading ease (English, German)."""

    grade_at_most: float | None = Field(default=None, gt=0, le=30)
    ease_at_least: float | None = Field(default=None, ge=-100, le=120)
    finding: Weight = "warning"

    @model_validator(mode="after")
    def _one_bound(self) -> "Reading":
        if (self.grade_at_most is None) == (self.ease_at_least is None):
            raise ValueError("Give grade_at_most or ease_at_least, and not both")
        return self


class Tone(CheckModel):
    """Ways of speaking that do not fit: lists of the program, and `words` of the pack's own; `allow` may stay."""

    rules: tuple[ToneRule, ...] = ()
    words: tuple[Phrase, ...] = ()
    allow: tuple[Phrase, ...] = ()
    finding: Weight = "warning"

    @model_validator(mode="after")
    def _says_something(self) -> "Tone":
        if not self.rules and not self.words:
            raise ValueError("Give rules or words")
        return self


class NoPersonalData(CheckModel):
    """Personal data that must not stand here: by shape and check digits, and answers marked `pii` (`name`)."""

    kinds: tuple[PersonalKind, ...] = Field(default=PERSONAL_KINDS, min_length=1)
    finding: Weight = "warning"


class Facts(CheckModel):
    """Slots whose values must stand in the section, where the documents hold one."""

    slots: tuple[Name, ...] = Field(min_length=1)
    finding: Weight = "warning"


class OnTopic(CheckModel):
    """The least share of the section's words that stand in its evidence, its answers or its instruction too."""

    at_least: float = Field(gt=0, lt=1)
    finding: Weight = "warning"


class Agreement(CheckModel):
    """An answer that must agree with what a slot found in the documents.

    `also` are other words in which documents say an answer: “German law” for Germany. The answer No to a question says
    that there is nothing to find, and so does an answer of several choices without `choice`, which says that there is.
    """

    field: Name
    slot: Name
    finding: Weight = "blocker"
    choice: str = ""
    also: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class ForbidCheck(CheckModel):
    """The check that forbids words."""

    forbid: Forbid


class RequireCheck(CheckModel):
    """The check that asks for words."""

    require: Require


class DiscloseCheck(CheckModel):
    """The check that asks for a text."""

    disclose: Disclose


class ReadingCheck(CheckModel):
    """The check of the reading level."""

    reading: Reading


class ToneCheck(CheckModel):
    """The check of the tone."""

    tone: Tone


class PersonalDataCheck(CheckModel):
    """The check that forbids personal data."""

    no_personal_data: NoPersonalData


class FactsCheck(CheckModel):
    """The check that asks for facts."""

    facts: Facts


class OnTopicCheck(CheckModel):
    """The check of the topic, with a floor of the pack's own."""

    on_topic: OnTopic


class AgreeCheck(CheckModel):
    """The check that holds an answer against a slot."""

    agree: Agreement


PlainCheck = Literal[
    "grounded_figures",
    "citations_resolve",
    "every_sentence_cited",
    "no_leaks",
    "on_topic",
    "right_language",
    "no_personal_data",
    "answered",
    "no_harm",
]
"""Checks that have nothing to set. What a model wrote is held to the last six (but personal data) without being asked;
named here they hold for what a person wrote too."""

Check = (
    PlainCheck
    | ForbidCheck
    | RequireCheck
    | DiscloseCheck
    | ReadingCheck
    | ToneCheck
    | PersonalDataCheck
    | FactsCheck
    | OnTopicCheck
    | AgreeCheck
)


def condition_of(check: Check) -> tuple[str, str] | None:
    """The rule that says where a check asks for something: the key that it stands under, and its text."""
    match check:
        case ForbidCheck(forbid=Forbid(relevant=str(rule))):
            return "forbid", rule
        case RequireCheck(require=Require(relevant=str(rule))):
            return "require", rule
        case DiscloseCheck(disclose=Disclose(relevant=str(rule))):
            return "disclose", rule
        case _:
            return None
