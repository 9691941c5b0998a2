"""Roles: the first one that fits, or a refusal that says which is needed."""

from datetime import UTC, datetime

import pytest

from desktop_app.domain.errors import Refused
from desktop_app.domain.person import Acting, Actor, Auth, Person, Profile, Role

ADA = Person("p1", "Ada", "ada", datetime(2026, 1, 12, tzinfo=UTC))


def acting(*roles: Role) -> Acting:
    return Acting(ADA, Profile("f1", "p1", frozenset(roles)), Auth.PASSPHRASE)


def test_the_first_role_that_fits_is_the_one_on_record() -> None:
    both = acting(Role.REVIEWER, Role.APPROVER)
    assert both.as_one_of(Role.APPROVER, Role.REVIEWER) == Actor("p1", Role.APPROVER, Auth.PASSPHRASE)


def test_a_role_that_is_missing_is_named() -> None:
    with pytest.raises(Refused, match="Ada is no reviewer or approver"):
        acting(Role.ANALYST).as_one_of(Role.REVIEWER, Role.APPROVER)


def test_the_program_acts_as_no_person() -> None:
    assert Actor.program() == Actor(None, None, Auth.PROGRAM)
