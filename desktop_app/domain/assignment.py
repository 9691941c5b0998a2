"""Who is to decide about a case, who has it open, and until when somebody put it off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.domain.case import CaseFile
from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.person import Acting, Actor, Role
from desktop_app.domain.work import DECIDED_BY, confirmed_by_author

IDLE = timedelta(minutes=30)
"""A case that somebody opened is free again when they have done nothing in it for so long."""
LONGEST_SNOOZE = timedelta(days=14)
ASSIGNS_OTHERS = (Role.APPROVER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person is to decide about the case; None: nobody is named."""

    case_id: str
    person_id: str | None
    by_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taking:
    """A person has the case open, until they leave it or are idle. One person at a time; it is no decision."""

    case_id: str
    person_id: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DropTaking:
    """That person has the case open no more."""

    case_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Snooze:
    """A person does not want to see the case in their queue before this time."""

    person_id: str
    case_id: str
    until: datetime


def decides_about(file: CaseFile, person_id: str, roles: frozenset[Role]) -> bool:
    """Whether the person may decide about the case where it stands."""
    return file.created_by != person_id and not confirmed_by_author(file) and DECIDED_BY.get(file.state) in roles


def require_decider(acting: Acting, file: CaseFile, given: Collection[Role] = ()) -> Actor:
    """The acting person as who decides about the case, in a role of theirs or one given to them. Raises Refused."""
    if confirmed_by_author(file) or file.state not in DECIDED_BY:
        raise Refused(
            f"The case waits for nobody's decision: its state is “{file.state}”.",
            next="Look at it with `countersign case show`.",
            refusal=Refusal.STATE,
        )
    if file.created_by == acting.person.person_id:
        raise Refused(
            "The author of a case does not decide about it.",
            next="Leave it to another person.",
            refusal=Refusal.FOUR_EYES,
        )
    role = DECIDED_BY[file.state]
    return Actor(acting.person.person_id, role, acting.auth) if role in given else acting.as_one_of(role)


def require_time(now: datetime, until: datetime) -> None:
    """Refuse to put a case off to a time that is over, or for too long. Raises UsageError."""
    if not now < until <= now + LONGEST_SNOOZE:
        raise UsageError(
            f"A case is put off to a time to come, by {LONGEST_SNOOZE.days} days at most.",
            next="Choose another time.",
        )
