"""Notices on the command line: listed, seen, and told as a person wants it."""

from pathlib import Path

import pytest
from cli_examples import countersign


@pytest.fixture
def home(tmp_path: Path) -> tuple[object, ...]:
    return ("--home", tmp_path / "home", "--json")


def test_nothing_is_new_in_a_store_where_nothing_was_done(home: tuple[object, ...]) -> None:
    told = countersign("notices", *home).json
    assert told == {"unseen": 0, "quiet": None, "tray": True, "notices": []}


def test_quiet_hours_and_the_tray_are_chosen_one_by_one(home: tuple[object, ...]) -> None:
    countersign("notices", "--quiet", "22:00-07:00", *home)
    told = countersign("notices", "--no-tray", *home).json
    assert (told["quiet"], told["tray"]) == ("22:00-07:00", False)
    assert countersign("notices", "--quiet", "none", *home).json["quiet"] is None


@pytest.mark.parametrize("hours", ["", "22-7", "24:00-07:00", "22:00-07:60", "22:00", "never"])
def test_what_are_no_hours_is_wrong_use(home: tuple[object, ...], hours: str) -> None:
    outcome = countersign("notices", "--quiet", hours, *home)
    assert outcome.code == 2 and "are no hours" in outcome.error["what"]


def test_a_notice_that_is_not_there_cannot_be_seen(home: tuple[object, ...]) -> None:
    assert countersign("notices", "--seen", "12", *home).code == 2
    assert countersign("notices", "12", *home).code == 2
