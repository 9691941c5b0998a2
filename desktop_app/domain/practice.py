"""Practice cases: texts with errors that are known, by which people train and see how many they find.

A practice case is never a case: it has tables of its own, nothing of it is in the tables of real work, and nobody can
decide or sign it as one. It is called practice before, while and after somebody reviews it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from desktop_app.domain.comment import ItemCode
from desktop_app.domain.form import Form, Name
from desktop_app.domain.pack_check_faults import FormFault
from desktop_app.domain.person import Role

PRACTISING = (Role.REVIEWER, Role.APPROVER)
"""Who practises: whoever decides about the work of others."""
SETTING = "practice"
"""Where the store keeps the policy."""
DAY = timedelta(days=1)
Words = Annotated[str, Field(min_length=1, pattern=r"\S")]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ErrorKind(StrEnum):
    """What was put wrong."""

    AMOUNT = "amount"
    DATE = "date"
    NAME = "name"
    CONCLUSION = "conclusion"
    SOURCE = "source"
    MISSING = "missing"


class PracticeError(_Model):
    """Something that is wrong in a text: where (`at`, words that stand there once; nothing where something is missing),
    why, and what would be right."""

    kind: ErrorKind
    at: str = ""
    why: Words
    right: Words


class PracticeSection(_Model):
    """A section's text, one paragraph a line, and what is wrong in it: nothing, in some of them."""

    section: Name
    text: Words
    errors: tuple[PracticeError, ...] = ()


class PracticeSet(_Model):
    """A whole practice case as the author of a pack writes it. `documents` are texts below `practice/`, what the
    sections are held against; a line of three hyphens ends a page."""

    practice: Name
    title: Words
    about: Words
    documents: tuple[str, ...] = Field(min_length=1)
    answers: dict[str, str] = Field(default_factory=dict)
    sections: tuple[PracticeSection, ...] = Field(min_length=1)

    @property
    def errors(self) -> tuple[tuple[PracticeSection, PracticeError], ...]:
        """All of them, in the order of the text."""
        return tuple((section, error) for section in self.sections for error in section.errors)


def practice_faults(found: PracticeSet, form: Form, files: frozenset[str]) -> Iterator[FormFault]:
    """What is wrong with a set whose parts are well written one by one; `files` are those below `practice/`."""
    titles = {section.section for section in form.sections}
    labels = {field.field for field in form.fields}
    for number, name in enumerate(found.documents):
        if name not in files:
            yield FormFault(("documents", number), f"There is no file practice/{name}.", "Add it, or correct its name.")
    for name in found.answers:
        if name not in labels:
            yield FormFault(("answers", name), f"The form has no question “{name}”.", "Name one of its questions.")
    if not found.errors:
        yield FormFault(("sections",), "Nothing is wrong in this practice case.", "Put at least one error into it.")
    for s, section in enumerate(found.sections):
        if section.section not in titles:
            right = f"Use one of: {', '.join(sorted(titles))}."
            yield FormFault(("sections", s, "section"), f"The form has no section “{section.section}”.", right)
        for e, error in enumerate(section.errors):
            yield from _error_faults(section, error, ("sections", s, "errors", e))


def _error_faults(section: PracticeSection, error: PracticeError, place: tuple[str | int, ...]) -> Iterator[FormFault]:
    if error.kind is ErrorKind.MISSING:
        if error.at:
            yield FormFault((*place, "at"), "What is missing stands nowhere.", "Leave “at” out.")
        return
    count = section.text.count(error.at) if error.at else 0
    if not error.at:
        yield FormFault(place, "Nothing says where the error stands.", "Add “at:” with words of the text.")
    elif count != 1:
        right = "Write words that stand there once."
        yield FormFault((*place, "at"), f"These words stand {count} times in the text.", right)


@dataclass(frozen=True, slots=True)
class PracticeMark:
    """What a reviewer said is wrong: which words (none where `start` is `end`: the section as a whole), and how."""

    section: str
    start: int
    end: int
    code: ItemCode


@dataclass(frozen=True, slots=True)
class PracticeCase:
    """A practice case that somebody has begun; its texts are those of the pack, as it was then."""

    practice_id: str
    person_id: str
    form: str
    pack_digest: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PracticeResult:
    """What came of it: of so many errors that were `known` so many `found`, and marks where nothing is wrong."""

    practice_id: str
    marks: tuple[PracticeMark, ...]
    known: int
    found: int
    extra: int
    at: datetime


class PracticePolicy(_Model):
    """How often who decides is offered a practice case (0 days: only when they ask for one), and whether administrators
    see what single people found. Everybody sees both."""

    every_days: int = Field(default=30, ge=0, le=366)
    administrator_sees: bool = False

    def is_due(self, last: datetime | None, now: datetime) -> bool:
        """Whether one is offered to who finished the last one then."""
        return bool(self.every_days) and (last is None or last + self.every_days * DAY <= now)
