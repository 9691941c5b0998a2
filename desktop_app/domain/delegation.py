"""Delegation: a person lets another one decide in their role for a time. Four-eyes then counts both."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.person import Actor, Role

DELEGATED = (Role.REVIEWER, Role.APPROVER)
"""The roles in which people decide, which are the ones that can be delegated."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """`person_id` lets `delegate_id` decide in this role, from `starts_at` until `ends_at`."""

    delegation_id: str
    person_id: str
    delegate_id: str
    role: Role
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        """Whether it is its time."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class DelegationEnd:
    """A delegation that was taken back before its time, and by whom."""

    delegation_id: str
    person_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DecidedFor:
    """A decision that a delegate made for `person_id`. Put behind its decision, before what was decided about."""

    command_id: str
    case_id: str
    delegation_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, and under which delegation; None: for themselves."""

    actor: Actor
    delegation: Delegation | None = None

    @property
    def person_id(self) -> str:
        """The person who decides."""
        return self.actor.person_id or ""

    @property
    def persons(self) -> tuple[str, ...]:
        """Everybody whose decision it is: four-eyes counts each of them."""
        return (self.person_id, *([self.delegation.person_id] if self.delegation else []))


class DelegationState(StrEnum):
    """Whether decisions can be made under a delegation, and if not, why. One is over with its time, or with the role
    of who gave it."""

    TO_COME = "to_come"
    HOLDS = "holds"
    OVER = "over"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class StandingDelegation:
    """A delegation with its end, where it was taken back, and whether its person still holds the role themselves."""

    delegation: Delegation
    ended: DelegationEnd | None
    role_held: bool

    def state(self, at: datetime) -> DelegationState:
        """Where it stands at that time."""
        if self.ended is not None:
            return DelegationState.TAKEN_BACK
        if not self.role_held or at >= self.delegation.ends_at:
            return DelegationState.OVER
        return DelegationState.HOLDS if self.delegation.holds(at) else DelegationState.TO_COME

    def ends_by(self, person_id: str, roles: Collection[Role], at: datetime) -> bool:
        """Whether there is something for this person to take back: their own, or for an administrator any."""
        theirs = person_id == self.delegation.person_id or Role.ADMINISTRATOR in roles
        return theirs and self.state(at) in (DelegationState.HOLDS, DelegationState.TO_COME)

    def holds(self, at: datetime) -> bool:
        """Whether decisions can be made under it."""
        return self.state(at) is DelegationState.HOLDS


def delegations_to(
    standing: Iterable[StandingDelegation], delegate_id: str, roles: Collection[Role], at: datetime
) -> tuple[Delegation, ...]:
    """Those under which this person may decide now in one of these roles, the oldest first."""
    return tuple(
        each.delegation
        for each in standing
        if each.holds(at) and each.delegation.delegate_id == delegate_id and each.delegation.role in roles
    )


def roles_given(standing: Iterable[StandingDelegation], delegate_id: str, at: datetime) -> frozenset[Role]:
    """The roles in which this person may decide now for others."""
    return frozenset(each.role for each in delegations_to(standing, delegate_id, DELEGATED, at))
