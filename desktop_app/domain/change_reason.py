"""Why a case that has been sent is changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.content import Content


class ReasonCode(StrEnum):
    """Why; those of `needs_words` are said in words too."""

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


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """Why the case was changed to this version of it (`lock_version`). Put after the case and before the change."""

    case_id: str
    lock_version: int
    code: ReasonCode
    words: Content | None
    person_id: str | None
    at: datetime
