"""Decisions about a case, and the gates they open."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.content import Content


class DecisionKind(StrEnum):
    """What a person decided."""

    APPROVE = "approve"
    RETURN = "return"
    ESCALATE = "escalate"
    HAND_BACK = "hand_back"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what at which gate (a stage of the pack), and why; the command makes it apply exactly once."""

    command_id: str
    case_id: str
    gate: str
    kind: DecisionKind
    person_id: str
    reason: Content | None
    at: datetime


@dataclass(frozen=True, slots=True)
class DecidedSection:
    """A section that a decision is about, at the revision that was decided."""

    command_id: str
    case_id: str
    section: str
    revision_id: str


@dataclass(frozen=True, slots=True)
class Supersession:
    """An approval of a section that no longer counts, because what it was about has changed."""

    command_id: str
    case_id: str
    section: str
    at: datetime
