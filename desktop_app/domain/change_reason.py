"""Why a case that has been sent is changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.case import CaseFile
from desktop_app.domain.content import Content
from desktop_app.domain.errors import UsageError


class ReasonCode(StrEnum):
    """Why; those of `needs_words` are a person's, and are said in words too."""

    CORRECTION = "correction"
    NEW_EVIDENCE = "new_evidence"
    ASKED_IN_REVIEW = "asked_in_review"
    REDRAFT = "redraft"
    SETTLED = "settled"
    OTHER = "other"

    @property
    def needs_words(self) -> bool:
        """Whether the code alone does not say enough."""
        return self not in (ReasonCode.REDRAFT, ReasonCode.SETTLED)


PERSONS_CODES = tuple(code for code in ReasonCode if code.needs_words)
"""What a person may say; the program itself says the others."""


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """Why the case was changed to this version of it (`lock_version`). Put after the case and before the change."""

    case_id: str
    lock_version: int
    code: ReasonCode
    words: Content | None
    person_id: str | None
    at: datetime

    def __post_init__(self) -> None:
        """Raises ValueError where it says too little."""
        if self.code.needs_words and not (self.words and self.words.text.strip()):
            raise ValueError("this reason for a change needs words")


def require_reason(file: CaseFile, code: ReasonCode, words: str) -> None:
    """Raises UsageError where a person changes a case that has been sent and does not say why, in words."""
    if not code.needs_words or (file.was_sent and not words.strip()):
        others = ", ".join(each for each in PERSONS_CODES if each is not ReasonCode.CORRECTION)
        raise UsageError(
            "The case has been sent: from then on each change of it needs a reason.",
            next=f'Add `--reason "why"`, and `--reason-code` with one of {others} where it is no correction.',
        )
