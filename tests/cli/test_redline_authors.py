"""`case authors`, and changes as `case show --section` tells them."""

from pathlib import Path

import pytest
from cli_examples import CONTRACT, countersign, new_case, serving
from scripted_server import says

SAID = "The law of Germany governs it [E1]. Either party may end it with notice."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with a section that a model drafted and a person changed, and a redraft beside it."""
    home = tmp_path_factory.mktemp("authors") / "home"
    new_case(home)
    at = ("--home", home)
    countersign("case", "attach", "C-1", CONTRACT, *at)
    asked = ("case", "draft", "C-1", "--section", "governing_law", "--endpoint", "house", *at)
    with serving(says(SAID)) as server:
        countersign("endpoint", "add", "house", "--url", server.url, "--model", "m", "--no-test", *at)
        assert countersign(*asked).code == 0
        text = f"{SAID} Nobody has objected."
        assert countersign("case", "edit", "C-1", "governing_law", "--text", text, *at).code == 0
    return home


def test_each_authors_share_and_words_are_told(home: Path) -> None:
    told = countersign("case", "authors", "C-1", "governing_law", "--home", home, "--json").json["sections"][0]
    assert [author["kind"] for author in told["authors"]] == ["model", "person"]
    assert sum(author["share"] for author in told["authors"]) == pytest.approx(1, abs=0.001)
    assert "house" in told["authors"][0]["name"]
    assert told["words"][-1]["text"].strip() == "Nobody has objected."
    assert [word["start"] for word in told["words"]] == [0, *(word["end"] for word in told["words"][:-1])]


def test_shares_are_told_in_lines(home: Path) -> None:
    lines = countersign("case", "authors", "C-1", "--home", home).out
    assert "%" in lines and "house" in lines
    assert "Nobody has objected" not in lines


def test_a_change_since_the_draft_has_its_kind(home: Path) -> None:
    shown = countersign("case", "show", "C-1", "--section", "governing_law", "--home", home, "--json").json
    assert [(c["kind"], c["figures"], c["after"].strip()) for c in shown["redline"]] == [
        ("words", False, "Nobody has objected.")
    ]
