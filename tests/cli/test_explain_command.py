"""`countersign explain` and `replay`: where a sentence came from, told on the command line."""

import json
from pathlib import Path

import pytest

from desktop_app.cli.commands import run

PASSPHRASE = "harbour light seven\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished sample."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNTERSIGN_SECRET_STORE_KEY", bytes(range(32)).hex())
        assert run(["--home", str(folder), "sample"]) == 0
    return folder


def told(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """What a command prints for Ana."""
    import io

    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE))
    run(["--home", str(home), "--as", "Ana Lindqvist", "--passphrase-stdin", *arguments])
    return capsys.readouterr().out


@pytest.mark.usefixtures("store_key")
def test_each_word_of_a_sentence_is_somebody_s(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = json.loads(told(home, capsys, monkeypatch, "--json", "case", "list"))["cases"][0]["case"]
    found = json.loads(told(home, capsys, monkeypatch, "--json", "explain", case, "--section", "liability_cap"))
    sentence = next(each for each in found["sentences"] if "this review counts" in each["text"])
    assert "".join(origin["text"] for origin in sentence["origins"]) == sentence["text"]
    assert [(o["origin"], o["by"]) for o in sentence["origins"]][:3:2] == [
        ("person", "Ana Lindqvist"),
        ("answer", "Ana Lindqvist"),
    ]
    assert sentence["citations"][0]["document"] == "side-letter.docx"
    assert sentence["support"]
    assert [change["by"] for change in sentence["changes"]] == ["assembled", "Ana Lindqvist"]
    (run,) = found["runs"].values()
    assert run["evidence"][0]["passage"] and run["calls"][0]["endpoint"] == "assembled" and len(found["pack"]) == 64
    told_in_words = told(home, capsys, monkeypatch, "explain", case, "--section", "liability_cap")
    assert "“Since the side letter, this”: written by Ana Lindqvist" in told_in_words
    assert found["pack"] in told_in_words and run["evidence"][0]["passage"] in told_in_words
    assert told_in_words.count(sentence["support"]) == 1
    refused = json.loads(told(home, capsys, monkeypatch, "--json", "replay", case, "--section", "liability_cap"))
    assert refused["error"]["what"] == "No model drafted “Liability cap”, so that none can be asked again."
