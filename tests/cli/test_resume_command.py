"""Drafts that wait for a model, on the command line: an outage, and what goes on after it."""

from pathlib import Path

from cli_examples import CONTRACT, countersign, holds, new_case, serving
from scripted_server import says

NOWHERE = "http://127.0.0.1:9/v1"


def add(home: Path, url: str) -> None:
    assert countersign("endpoint", "add", "house", "--url", url, "--model", "m", "--home", home).code == 0


def test_what_no_model_could_be_reached_for_is_drafted_once_one_answers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    new_case(home)
    countersign("case", "attach", "C-1", CONTRACT, "--home", home)
    add(home, NOWHERE)
    asked = countersign("case", "draft", "C-1", "--section", "governing_law", "--wait", "--home", home)
    assert asked.code == 1 and "Waiting for a model: Governing law" in asked.out
    still = countersign("case", "resume-drafts", "--home", home, "--json")
    assert (still.code, still.json["drafted"], list(still.json["waiting"].values())) == (1, [], [["governing_law"]])
    with serving(says("Fine."), says("The law of Germany governs it [E1].")) as server:
        add(home, server.url)
        drafted = countersign("case", "resume-drafts", "C-1", "--home", home, "--json")
        (line,) = drafted.json["drafted"][0]["sections"]
        assert (drafted.code, line["endpoint"], line["failed"], drafted.json["waiting"]) == (0, "house", None, {})
    again = countersign("case", "resume-drafts", "--home", home)
    assert (again.code, again.out.strip()) == (0, "Nothing waits for a model.")
    holds(home)


def test_without_a_model_there_is_nothing_to_wait_for(tmp_path: Path) -> None:
    new_case(tmp_path / "home")
    refused = countersign("case", "draft", "C-1", "--wait", "--home", tmp_path / "home", "--json")
    assert refused.code == 2 and refused.error["what"] == "There is no model to wait for."
