"""A case at a gate: when it came there, by when it is due, whether it was escalated from there, and that it left."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop_app.domain.form import DueDays, Stage
from desktop_app.domain.person import Role

DAY = timedelta(days=1)
_SATURDAY = 5
"""As `weekday` counts."""


@dataclass(frozen=True, slots=True)
class GateEntry:
    """The case came to a gate (a stage of the pack). `due_at` is None where the stage has no time for it."""

    entry_id: str
    case_id: str
    gate: str
    entered_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class GateExit:
    """The case waits there no more: it went on, was returned, or came to the gate anew."""

    entry_id: str
    case_id: str
    at: datetime


class EscalationCause(StrEnum):
    """Why somebody else decides: a person asked for it, or the time was over."""

    PERSON = "person"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Escalation:
    """From here on a gate waits for another role: once for each time that the case came there."""

    entry_id: str
    case_id: str
    waits_for: Role
    cause: EscalationCause
    at: datetime


@dataclass(frozen=True, slots=True)
class OverdueEntry:
    """A gate whose time is over, and nobody was told of it yet."""

    entry_id: str
    case_id: str
    gate: str
    due_at: datetime


def due_time(stage: Stage, came: datetime) -> datetime | None:
    """When a case is due that came to the stage then; None where the stage has no time.

    Where the form counts working days, Saturdays and Sundays (of UTC) take no time: what comes on one of them begins
    on Monday, and what would be due on one of them is due on the next working day at the same time.
    """
    if stage.due is None:
        return None
    return came + stage.due if stage.due_days is DueDays.CALENDAR else _over_weekends(came, stage.due)


def _over_weekends(came: datetime, within: timedelta) -> datetime:
    at = came
    if at.weekday() >= _SATURDAY:
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        at = midnight + (7 - at.weekday()) * DAY
    weeks, rest = divmod(within, 5 * DAY)
    at += weeks * 7 * DAY
    weekend = at.replace(hour=0, minute=0, second=0, microsecond=0) + (_SATURDAY - at.weekday()) * DAY
    return at + rest if at + rest < weekend else at + rest + 2 * DAY
