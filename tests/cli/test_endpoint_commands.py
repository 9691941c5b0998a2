"""Servers that fail as the named endpoint: what is said, who drafts then, and what is kept."""

import socket
from pathlib import Path
from typing import Any

import pytest
from cli_examples import Outcome, countersign, holds, new_case, serving
from scripted_server import Answer, error, events, replies, says, streams

FAULTS: dict[str, tuple[Answer, str]] = {
    "refuses the key": (replies(401, error("invalid_api_key")), "refused the key"),
    "fails": (replies(500, error("broken")), "failed"),
    "sends a page": (replies(200, "<html>hello</html>"), "not an answer"),
    "sends rubbish": (streams([b"data: \xff\xfe{\n\n"]), "not an answer"),
    "cuts the stream": (streams(events("Hello", finish=None)[:1], drop=True), "broke off"),
    "never finishes": (streams(events("Hello", finish=None)), "broke off"),
    "says nothing": (says(), "without text"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("endpoints") / "home"
    new_case(home)
    return home


def add(home: Path, url: str, name: str = "house", *more: str) -> Outcome:
    return tried(home, url, name, "--no-test", *more)


def tried(home: Path, url: str, name: str = "house", *more: str) -> Outcome:
    return countersign("endpoint", "add", name, "--url", url, "--model", "m", "--home", home, "--json", *more)


def test_what_a_server_can_is_seen_as_it_is_added(home: Path) -> None:
    with serving(says("ready")) as server:
        assert tried(home, server.url, "seen").json["problem"] is None
    (row,) = (each for each in listed(home) if each["name"] == "seen")
    assert row["probed_at"] is not None and row["capabilities"]["system_role"] is True


def test_a_server_that_does_not_answer_is_kept_and_nothing_is_known_of_it(home: Path) -> None:
    with serving(FAULTS["fails"][0]) as server:
        told = tried(home, server.url, "silent")
    assert (told.code, told.json["test"]) == (0, None) and "failed" in told.json["problem"]
    (row,) = (each for each in listed(home) if each["name"] == "silent")
    assert (row["probed_at"], row["failures"], row["rest_seconds"]) == (None, 0, 0.0)


def test_without_a_test_a_server_that_is_added_hears_nothing(home: Path) -> None:
    with serving(says("ready")) as server:
        assert "test" not in add(home, server.url, "unheard").json
        assert server.server.asked == []


def listed(home: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = countersign("endpoint", "list", "--home", home, "--json").json["endpoints"]
    return rows


@pytest.mark.parametrize(
    ("fault", "section"),
    [
        ("refuses the key", "parties"),
        ("sends a page", "renewal"),
        ("cuts the stream", "termination"),
        ("never finishes", "assignment"),
    ],
)
def test_a_server_that_fails_is_named_and_the_assembled_draft_follows(fault: str, section: str, home: Path) -> None:
    answer, words = FAULTS[fault]
    with serving(answer) as server:
        assert add(home, server.url).code == 0
        draft = ("case", "draft", "C-1", "--section", section, "--endpoint", "house", "--home", home, "--json")
        told = countersign(*draft)
    assert words in told.err
    assert told.json["sections"][0]["endpoint"] == "assembled"
    assert told.code == 0
    holds(home)


def test_a_redo_that_no_model_answers_leaves_the_text_that_is_there(home: Path) -> None:
    answer, words = FAULTS["sends a page"]
    draft = ("case", "draft", "C-1", "--section", "governing_law", "--home", home, "--json")
    shown = ("case", "show", "C-1", "--section", "governing_law", "--home", home, "--json")
    countersign(*draft, "--endpoint", "assembled")
    before = countersign(*shown).json
    with serving(answer) as server:
        assert add(home, server.url).code == 0
        told = countersign(*draft, "--endpoint", "house")
    assert words in told.err and told.code == 1
    assert countersign(*shown).json == before


@pytest.mark.parametrize("fault", FAULTS)
def test_a_trial_without_fallback_fails_in_words(fault: str, home: Path) -> None:
    answer, words = FAULTS[fault]
    with serving(answer) as server:
        add(home, server.url)
        told = countersign("endpoint", "test", "house", "--home", home, "--json")
    assert told.code == 1
    assert words in told.error["what"]


def test_a_server_that_is_not_there_is_told(home: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        add(home, f"http://127.0.0.1:{free.getsockname()[1]}/v1")
        told = countersign("endpoint", "test", "house", "--home", home, "--json")
    assert told.code == 1
    assert "could not be reached" in told.error["what"]


def test_a_server_that_answers_drafts_and_its_unfounded_words_are_found(home: Path) -> None:
    with serving(says("The parties are Harrow and ", "Norbeck [E1].")) as server:
        add(home, server.url)
        draft = ("case", "draft", "C-1", "--section", "parties", "--endpoint", "house", "--home", home, "--json")
        (line,) = countersign(*draft).json["sections"]
    assert (line["endpoint"], line["citations"], line["citations_resolved"]) == ("house", 1, 0)
    assert "unsupported_name" in {finding["rule"] for finding in line["findings"]}


@pytest.mark.parametrize("url", ["", "ftp://x", "javascript:1"])
def test_an_address_that_is_none_is_refused(url: str, home: Path) -> None:
    assert add(home, url).error["what"].endswith("is no address.")


def test_a_built_in_name_is_refused(home: Path) -> None:
    assert add(home, "http://127.0.0.1:1/v1", "assembled").code == 2


def test_a_key_that_a_command_would_forget_is_not_called_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.adapters.keyring_secrets.real_backend", lambda: None)
    told = countersign("secret", "set", "my-key", "--stdin", "--home", home, "--json", given="sk-secret\n")
    assert told.code == 1
    assert "COUNTERSIGN_SECRET_MY_KEY" in told.error["next"]
    assert "sk-secret" not in told.out + told.err
