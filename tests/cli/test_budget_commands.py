"""Budgets on the command line: set, shown, held against calls, and what a person reads where one is spent."""

from pathlib import Path

import pytest
from cli_examples import countersign, holds, new_case, serving
from scripted_server import says

NOWHERE = "http://127.0.0.1:9/v1"
DRAFT = ("case", "draft", "C-1", "--section", "parties")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("budgets") / "home"
    new_case(home)
    return home


def budget(home: Path, *words: str) -> dict[str, object]:
    return countersign("budget", *words, "--home", home, "--json").json


def add(home: Path, url: str, *more: str) -> None:
    kept = countersign("endpoint", "add", "house", "--url", url, "--model", "m", "--no-test", "--home", home, *more)
    assert kept.code == 0


def test_a_limit_is_set_shown_and_removed(home: Path) -> None:
    budget(home, "set", "month", "200USD", "--pack", "contract_review")
    (row,) = budget(home, "show")["budgets"]  # type: ignore[misc]
    assert (row["scope"], row["form"], row["limit_usd"], row["share"]) == ("month", "contract_review", "200", 0.0)
    assert budget(home, "remove", "month", "--pack", "contract_review") == {"budgets": []}


@pytest.mark.parametrize("amount", ["", "5", "five USD", "-1USD", "1e9USD", "0.5tokens", "9" * 40 + "USD", "200EUR"])
def test_what_is_no_limit_is_refused_in_words(amount: str, home: Path) -> None:
    told = countersign("budget", "set", "--home", home, "--json", "--", "month", amount)
    assert told.code == 2
    assert "USD" in told.error["next"] or "smaller" in told.error["next"] or "tokens" in told.error["next"]


def test_a_section_over_budget_asks_nobody_and_says_what_to_do(home: Path) -> None:
    add(home, NOWHERE)
    budget(home, "set", "day", "10tokens")
    told = countersign(*DRAFT, "--endpoint", "house", "--home", home, "--json")
    budget(home, "remove", "day")
    assert told.code == 1 and "could not be reached" not in told.err
    assert "Your budget of today is at 0 of 10 word parts" in told.json["sections"][0]["failed"]
    assert "Take the assembled draft" in told.json["sections"][0]["failed"]
    holds(home)


def test_where_texts_may_not_leave_a_hosted_endpoint_is_not_asked_even_by_name(home: Path) -> None:
    add(home, NOWHERE, "--residency", "hosted")
    countersign("endpoint", "hosted", "forbid", "--home", home)
    told = countersign(*DRAFT, "--endpoint", "house", "--home", home, "--json")
    unnamed = countersign(*DRAFT, "--home", home, "--json")
    countersign("endpoint", "hosted", "allow", "--home", home)
    assert told.code == 1 and "could not be reached" not in told.err + unnamed.err
    assert "texts may not leave here" in told.error["what"]
    assert unnamed.json["sections"][0]["endpoint"] == "assembled"


def test_what_is_known_of_an_endpoint_is_listed(home: Path) -> None:
    with serving(says("ready"), says('{"ready": true}'), says("no list")) as server:
        add(home, server.url)
        countersign("endpoint", "test", "house", "--home", home)
    house = next(
        e for e in countersign("endpoint", "list", "--home", home, "--json").json["endpoints"] if e["name"] == "house"
    )
    assert house["capabilities"] == {
        "json_schema": True,
        "logprobs": False,
        "usage": True,
        "system_role": True,
        "context_tokens": None,
    }
    assert (house["fingerprint"], house["price"], house["failures"]) == ("fp_1", "unknown", 0)
    assert house["probed_at"]
