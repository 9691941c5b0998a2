"""A pack's sample: a whole case with its people, written by the pack's author, kept apart from real work."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from desktop_app.domain.finding import Rule
from desktop_app.domain.form import Name
from desktop_app.domain.person import Role


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SamplePerson(_Model):
    """A person of the sample. The passphrase stands on the screen: it seals nothing but this sample."""

    name: str
    roles: tuple[Role, ...] = Field(min_length=1)
    passphrase: str


class SampleEdit(_Model):
    """Words that the analyst replaces in a section; `cite` are words of the passage that is cited for the new ones."""

    replace: str
    by: str
    cite: str = ""


class SampleCorrection(_Model):
    """What the analyst does about a finding (`rule`, in `section`): answers again, drafts again, then edits."""

    section: Name
    rule: Rule
    answers: dict[Name, Any]
    edit: SampleEdit
    reason: str


class SampleReview(_Model):
    """What the reviewer says of blocked sections."""

    reason: str


class Sample(_Model):
    """The sample case: what is filled in, what is corrected after the draft, what a person writes, who reviews.

    The first person is the analyst; the others review and sign by their roles. `introduces`: of all samples it is
    the one that is offered to who is new.
    """

    title: str
    reference: str
    people: tuple[SamplePerson, ...] = Field(min_length=2)
    answers: dict[Name, Any]
    attach: dict[Name, tuple[str, ...]]
    correction: SampleCorrection
    written: dict[Name, str]
    review: SampleReview
    introduces: bool = False
