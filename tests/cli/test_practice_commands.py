"""Practice cases on the command line: begun, finished with marks, and told what was wrong."""

from pathlib import Path

import pytest
from cli_examples import countersign


@pytest.fixture
def home(tmp_path: Path) -> tuple[object, ...]:
    """A home with Ben, who reviews."""
    home = ("--home", tmp_path / "home", "--json")
    given = "copper field nine\n"
    added = countersign("person", "add", "Ben", "--role", "reviewer", "--passphrase-stdin", *home, given=given)
    assert added.code == 0, added.err
    return home


BEN = ("--as", "Ben", "--passphrase-stdin")
GIVEN = "copper field nine\n"


def test_a_practice_case_is_reviewed_by_command(home: tuple[object, ...]) -> None:
    started = countersign("practice", "start", "contract_review", "hosting", *BEN, *home, given=GIVEN).json
    assert started["is_practice"] and started["about"].startswith("PRACTICE") and "errors" not in started
    marks = ("--mark", "liability_cap=EUR 36,000", "--missing", "termination", "--mark", "parties=Norrsken Data AB")
    finish = ("practice", "finish", started["practice_case"][:8], *marks, *BEN, *home)
    told = countersign(*finish, given=GIVEN).json
    assert (told["known"], told["found"], told["extra"]) == (4, 2, 1)
    assert {e["section"]: e["found"] for e in told["errors"]}["termination"]
    listed = countersign("practice", "list", *BEN, *home, given=GIVEN).json
    assert [(d["practice"], d["found"]) for d in listed["done"]] == [("hosting", 2)] and not listed["is_due"]


def test_everybody_may_know_the_policy(home: tuple[object, ...]) -> None:
    assert countersign("practice", "policy", *BEN, *home, given=GIVEN).json == {
        "every_days": 30,
        "administrator_sees": False,
    }


def test_a_practice_case_that_is_not_there_is_told(home: tuple[object, ...]) -> None:
    assert countersign("practice", "show", "abc", *BEN, *home, given=GIVEN).code == 2
    assert countersign("practice", "start", "contract_review", "none", *BEN, *home, given=GIVEN).code == 2
