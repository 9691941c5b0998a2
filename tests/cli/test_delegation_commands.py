"""One person decides for another for a time, on the command line."""

from pathlib import Path

import pytest
from cli_examples import Outcome, countersign

BEN = "copper field nine"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Ana, an analyst, is who works here; Ben is a reviewer."""
    for name, role in (("Ana", "analyst"), ("Ben", "reviewer")):
        person(tmp_path, "add", name, "--role", role, given=BEN)
    return tmp_path


def person(home: Path, *rest: str, given: str = "", who: str = "") -> Outcome:
    acting = ("--as", who) if who else ()
    return countersign("--home", home, *acting, "--passphrase-stdin", "person", *rest, "--json", given=given + "\n")


def test_a_delegation_is_given_listed_and_taken_back(home: Path) -> None:
    given = person(home, "delegate", "--to", "Ana", "--until", "2100-12-24", given=BEN, who="Ben")
    assert given.code == 2 and "within a year" in given.err + given.out
    person(home, "delegate", "--to", "Ana", "--from", "2026-01-01", "--until", _soon(), given=BEN, who="Ben")
    (row,) = person(home, "delegations").json["delegations"]
    assert (row["of"], row["to"], row["role"], row["state"], row["last_day"]) == (
        *("Ben", "Ana", "reviewer", "holds"),
        _soon(),
    )
    assert person(home, "revoke", row["delegation"][:8]).code == 1  # Ana did not give it
    assert person(home, "revoke", row["delegation"][:8], given=BEN, who="Ben").code == 0
    (row,) = person(home, "delegations").json["delegations"]
    assert row["state"] == "taken_back"


def test_a_person_who_decides_nothing_has_nothing_to_delegate(home: Path) -> None:
    refused = person(home, "delegate", "--to", "Ben", "--until", _soon())
    assert refused.code == 1 and "is no reviewer or approver" in refused.json["error"]["what"]


def _soon() -> str:
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
