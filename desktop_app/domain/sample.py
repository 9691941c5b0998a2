"""A pack's sample: a whole case with its people, written by the pack's author, kept apart from real work."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

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
    """What the analyst does to a section: writes it, or replaces words in its draft (`cite` adds a citation of the
    passage that holds these words)."""

    section: Name
    write: str = ""
    replace: str = ""
    by: str = ""
    cite: str = ""


class Sample(_Model):
    """The sample case: what is filled in, what is corrected after the draft, who edits, reviews and signs.

    The first person is the analyst, the second the reviewer; the last one with the approver's role signs.
    """

    title: str
    reference: str
    about: str
    people: tuple[SamplePerson, ...] = Field(min_length=2)
    answers: dict[Name, Any]
    attach: dict[Name, tuple[str, ...]]
    corrections: dict[Name, Any] = Field(default_factory=dict)
    edits: tuple[SampleEdit, ...] = ()
    review_reason: str = "Read against the cited passages."
