"""Drafting again on the command line: from the cache, with a preset or a line, and when no answer has its shape."""

from pathlib import Path

import pytest
from cli_examples import CONTRACT, Outcome, countersign, holds, new_case, serving
from scripted_server import Answer, says


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("redrafts") / "home"
    new_case(home)
    countersign("case", "attach", "C-1", CONTRACT, "--home", home)
    return home


def draft(home: Path, section: str, *more: str) -> Outcome:
    return countersign(
        "case", "draft", "C-1", "--section", section, "--endpoint", "house", "--home", home, "--json", *more
    )


def add(home: Path, url: str) -> None:
    assert countersign("endpoint", "add", "house", "--url", url, "--model", "m", "--no-test", "--home", home).code == 0


def test_the_same_draft_comes_from_the_cache_until_it_is_purged(home: Path) -> None:
    with serving(says("The law of Germany governs it [E1].")) as server:
        add(home, server.url)
        first, again = (draft(home, "governing_law").json["sections"][0] for _ in range(2))
        purged = countersign("case", "purge-cache", "C-1", "--home", home, "--json").json
        asked = draft(home, "governing_law", "--anew").json["sections"][0]
        assert (first["cached"], again["cached"], asked["cached"]) == (False, True, False)
        assert (again["cost_usd"], again["tokens_out"], purged["purged"]) == ("0", 0, 1)
        assert len(server.server.asked) == 2
    holds(home)


def test_a_preset_of_the_form_is_what_the_model_is_asked(home: Path) -> None:
    with serving(says("The law of Germany governs it [E1].")) as server:
        add(home, server.url)
        assert draft(home, "dates_and_term", "--preset", "Shorter").code == 0
        assert "Use fewer words." in server.server.asked[0].body["messages"][1]["content"]
        refused = draft(home, "dates_and_term", "--preset", "Louder")
    assert refused.code == 2 and "As a list, Shorter" in refused.error["next"]


def test_no_answer_of_the_right_shape_is_a_failure_in_words_and_assembled_is_offered(home: Path) -> None:
    answers: list[Answer] = [says('{"mood": 1}'), says("Sure!"), says('{"rating": "huge"}')]
    with serving(*answers) as server:
        add(home, server.url)
        told = draft(home, "risks")
    (line,) = told.json["sections"]
    assert told.code == 1 and "take the assembled draft" in line["failed"]
    assert (line["repairs"], line["saved_tokens"] > 1000) == (2, True)
    assert "there is a part that was not asked for" in told.err and "A person is to write." in told.err
    assert (
        countersign("case", "draft", "C-1", "--section", "risks", "--endpoint", "assembled", "--home", home).code == 0
    )
    holds(home)
