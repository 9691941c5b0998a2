"""What becomes of a case beside its way through the gates: each step with its reason, and where a case came from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.content import Content
from desktop_app.domain.errors import UsageError


class LifeKind(StrEnum):
    """What was done with a case."""

    WITHDRAW = "withdraw"
    ABANDON = "abandon"
    REOPEN = "reopen"
    REASSIGN = "reassign"
    MIGRATE = "migrate"
    AMEND = "amend"


@dataclass(frozen=True, slots=True)
class LifeStep:
    """A step of a case's life, as which version of the case (`lock_version`), by whom and why. Put before the case.

    `amend` is the first step of the version that amends another case. `was` and `now` are persons where the case was
    reassigned, and packs where it was moved to another version of its form; `sections` are those that such a move
    touched.
    """

    case_id: str
    lock_version: int
    kind: LifeKind
    words: Content
    person_id: str
    was: str | None
    now: str | None
    sections: tuple[str, ...]
    at: datetime


class OriginKind(StrEnum):
    """amends: the next version of a signed case; copies: a case of its own that began from what another one holds."""

    AMENDS = "amends"
    COPIES = "copies"


@dataclass(frozen=True, slots=True)
class CaseOrigin:
    """The case that another one began from. `version` counts the versions of a case from 1; a copy is the first."""

    case_id: str
    of_case: str
    kind: OriginKind
    version: int


@dataclass(frozen=True, slots=True)
class Amendment:
    """The newest version that was made of a signed case, and whether that one was abandoned."""

    case_id: str
    version: int
    abandoned: bool


class VoidReason(StrEnum):
    """Why an approval of a section does not count any more: what happened to the section, or to what it stands on."""

    EDIT = "edit"
    REDRAFT = "redraft"
    SETTLED = "settled"
    ANSWER = "answer"
    DOCUMENT = "document"
    SECTION = "section"
    RETURNED = "returned"
    MIGRATED = "migrated"
    REASSIGNED = "reassigned"
    KEY_REVOKED = "key_revoked"


_VOID_WORDS = {
    VoidReason.EDIT: "the text was edited",
    VoidReason.REDRAFT: "the text was drafted again",
    VoidReason.SETTLED: "changes of the text were accepted or rejected",
    VoidReason.ANSWER: "an answer that it stands on changed",
    VoidReason.DOCUMENT: "a document that it stands on changed",
    VoidReason.SECTION: "a section that it stands on changed",
    VoidReason.RETURNED: "the case was returned for it",
    VoidReason.MIGRATED: "the form changed",
    VoidReason.REASSIGNED: "the case became that of who approved",
    VoidReason.KEY_REVOKED: "the key that signed it was reported as compromised",
}


def void_words(reason: VoidReason) -> str:
    """Why an approval does not count any more, as the end of a sentence (in English)."""
    return _VOID_WORDS[reason]


@dataclass(frozen=True, slots=True)
class Voided:
    """Why one approval of a section was superseded. `lock_version` is the change of the case that did it."""

    command_id: str
    case_id: str
    section: str
    reason: VoidReason
    lock_version: int


@dataclass(frozen=True, slots=True)
class LeftAnswer:
    """An answer that did not fit the version of the form that a case was moved to, kept as it was."""

    case_id: str
    lock_version: int
    path: str
    value: Content


def stated_reason(reason: str, what: str) -> str:
    """The reason as it is kept. Raises UsageError where nothing is said."""
    words = reason.strip()
    if not words:
        raise UsageError(f"To {what} a case needs a reason.", next='Say why with `--reason "why"`.')
    return words
