"""People and their keys on the command line: who may do what about whom, said in words."""

from pathlib import Path
from typing import Any

import pytest
from cli_examples import Outcome, countersign

PASSPHRASES = {"Ana": "harbour light seven", "Ben": "copper field nine", "Kim": "meadow stone four"}
NEW = "willow lane twelve"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Ana writes, Ben reviews, Kim looks after people."""
    for name, role in (("Ana", "analyst"), ("Ben", "reviewer"), ("Kim", "administrator")):
        add = ("--home", tmp_path, "person", "add", name, "--role", role, "--passphrase-stdin")
        assert countersign(*add, given=f"{PASSPHRASES[name]}\n").code == 0
    return tmp_path


def person(home: Path, who: str, *verb: object, given: str = "") -> Outcome:
    acting = ("--as", who, "--passphrase-stdin")
    return countersign("--home", home, *acting, "person", *verb, "--json", given=f"{PASSPHRASES[who]}\n{given}")


def keys(home: Path, name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = countersign("--home", home, "person", "keys", name, "--json").json["keys"]
    return listed


def test_a_lost_passphrase_ends_in_a_new_key_that_nobody_else_knows(home: Path) -> None:
    code = person(home, "Kim", "allow-key", "Ben", "--reason", "Forgotten.").json["code"]
    made = ("--home", home, "person", "new-key", "Ben", "--passphrase-stdin", "--json")
    assert "code is wrong" in countersign(*made, given=f"AAAA\n{NEW}\n").error["what"]
    assert countersign(*made, given=f"{code}\n{NEW}\n").code == 0
    old, new = keys(home, "Ben")
    assert (old["why"], old["reason"], new["why"]) == ("replaced", "Forgotten.", None)
    acting = ("--as", "Ben", "--passphrase-stdin")
    assert countersign("--home", home, *acting, "person", "list", "--json", given=f"{NEW}\n").code == 0


def test_who_may_not_is_told_and_so_is_that_a_reason_is_missing(home: Path) -> None:
    assert "no administrator" in person(home, "Ana", "allow-key", "Ben", "--reason", "x").error["what"]
    assert "needs a reason" in person(home, "Kim", "retire", "Ben").error["what"]
    assert "last administrator" in person(home, "Kim", "retire", "Kim", "--reason", "I leave.").error["what"]
    assert "no administrator" in person(home, "Ana", "add", "Eve", "--role", "administrator", given=NEW).error["what"]
    assert "is no time" in person(home, "Ben", "revoke-key", "Ben", "--since", "soon", "--reason", "x").error["what"]


def test_a_key_is_reported_roles_change_and_a_person_leaves(home: Path) -> None:
    assert person(home, "Ben", "revoke-key", "Ben", "--reason", "It was seen.").json["revoked"]
    assert [key["why"] for key in keys(home, "Ben")] == ["revoked"]
    changed = person(home, "Kim", "roles", "Ben", "--role", "auditor", "--reason", "He audits now.").json
    assert changed["roles"] == ["auditor"]
    left = person(home, "Kim", "retire", "Ana", "--reason", "She left.").json
    assert (left["retired"], left["open_cases"]) == (True, [])


def test_an_administrator_reads_no_case_by_that_role(home: Path) -> None:
    opened = ("--home", home, "--as", "Ana", "--passphrase-stdin", "case", "new", "contract_review", "--title", "T")
    case = countersign(*opened, "--json", given=f"{PASSPHRASES['Ana']}\n").json["case"]
    for verb in (("show", case), ("comments", case)):
        read = ("--home", home, "--as", "Kim", "--passphrase-stdin", "case", *verb, "--json")
        assert "reads no case" in countersign(*read, given=f"{PASSPHRASES['Kim']}\n").error["what"]
