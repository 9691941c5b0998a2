"""People, their profiles and roles."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.errors import Refusal, Refused


class Role(StrEnum):
    """What a profile may do."""

    ANALYST = "analyst"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


CHANGERS = (Role.ADMINISTRATOR, Role.ANALYST, Role.REVIEWER, Role.APPROVER)
"""The roles that may set up the machine: all but the one that only reads."""
READERS = (Role.ANALYST, Role.REVIEWER, Role.APPROVER, Role.AUDITOR)
"""Who may read what cases hold: an administrator sees no content by that role alone."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts. A person may have several profiles; four-eyes counts persons, never profiles."""

    person_id: str
    name: str
    os_user: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's way in: roles, and a signing key sealed by a passphrase (absent until the first signature)."""

    profile_id: str
    person_id: str
    roles: frozenset[Role]
    public_key: bytes | None = None
    sealed_key: bytes | None = None
    salt: bytes | None = None
    retired_at: datetime | None = None


class Auth(StrEnum):
    """How the acting person was known when an event was recorded; `code`: by one that an administrator gave them."""

    OS_USER = "os_user"
    PASSPHRASE = "passphrase"
    CODE = "code"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, in which role, known how. The program itself acts with no person."""

    person_id: str | None
    role: Role | None
    auth: Auth

    @classmethod
    def program(cls) -> "Actor":
        """The program, for what no person asked for."""
        return cls(None, None, Auth.PROGRAM)


@dataclass(frozen=True, slots=True)
class Acting:
    """The profile that is at work, and how its person was known."""

    person: Person
    profile: Profile
    auth: Auth

    def as_one_of(self, *roles: Role) -> Actor:
        """The actor in the first of these roles that the profile has, or a refusal."""
        for role in roles:
            if role in self.profile.roles:
                return Actor(self.person.person_id, role, self.auth)
        wanted = " or ".join(roles)
        raise Refused(
            f"{self.person.name} is no {wanted}.",
            next="Use a profile with that role: `countersign person list`, then `--as PROFILE`.",
            refusal=Refusal.ROLE,
        )
