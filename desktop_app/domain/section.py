"""Sections of a case: their revisions, and the state that follows from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.content import Content
from desktop_app.domain.text import SectionText


class SectionState(StrEnum):
    """Where a section stands."""

    EMPTY = "empty"
    INTERRUPTED = "interrupted"
    DRAFTED = "drafted"
    EDITED = "edited"
    YOURS = "yours"
    STALE = "stale"
    APPROVED = "approved"


class RevisionKind(StrEnum):
    """draft: machine text; edit: a person's; settle: changes accepted or rejected without a new word;
    restore: the text before changes were settled, which wait again; proposal: a redraft that waits beside human text;
    merge: a proposal taken over; carry: the text of the case that this one amends or copies."""

    DRAFT = "draft"
    EDIT = "edit"
    SETTLE = "settle"
    RESTORE = "restore"
    PROPOSAL = "proposal"
    MERGE = "merge"
    CARRY = "carry"


@dataclass(frozen=True, slots=True)
class Revision:
    """A version of a section's text; it never changes. `seq` counts from 1 in its section."""

    revision_id: str
    case_id: str
    section: str
    seq: int
    kind: RevisionKind
    parent_id: str | None
    text: Content
    run_id: str | None
    person_id: str | None
    reason: Content | None
    created_at: datetime

    @property
    def section_text(self) -> SectionText:
        """The text."""
        return SectionText.load(self.text.body)


@dataclass(frozen=True, slots=True)
class Head:
    """The current revision of a section."""

    case_id: str
    section: str
    revision_id: str


class InputKind(StrEnum):
    """What a text can stand on."""

    ANSWER = "answer"
    DOCUMENT = "document"
    OUTCOME = "outcome"
    SECTION = "section"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a revision stands on, as it was then: the dependency map from inputs to sections.

    `value` is the commitment of an answer or document, an outcome's name, the revision of another section, or the
    change of the case that brought the form by which the text was made.
    """

    revision_id: str
    kind: InputKind
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """What the state of a section follows from."""

    author_is_person: bool
    head_kind: RevisionKind | None
    stale: bool
    approved: bool
    interrupted: bool


def state_of(facts: SectionFacts) -> SectionState:
    """The state; a changed input outweighs an approval, which outweighs how the text came to be."""
    if facts.head_kind is None:
        if facts.author_is_person:
            return SectionState.YOURS
        return SectionState.INTERRUPTED if facts.interrupted else SectionState.EMPTY
    if facts.stale:
        return SectionState.STALE
    if facts.approved:
        return SectionState.APPROVED
    if facts.author_is_person:
        return SectionState.YOURS
    return SectionState.DRAFTED if facts.head_kind is RevisionKind.DRAFT else SectionState.EDITED
