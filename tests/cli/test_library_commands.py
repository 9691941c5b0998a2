"""Reference libraries by command, and the paragraphs of real regulations where these are there."""

from pathlib import Path

import pytest
from cli_examples import SHARED, countersign

REGULATIONS = SHARED / "regulations-cfpb"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "House rules"
    (folder / "sub").mkdir(parents=True)
    (folder / "fees.txt").write_text("A fee above EUR 48,000 needs two approvals.\n\nTravel is booked by the office.")
    (folder / "sub" / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (folder / ".hidden").write_text("not read")
    return folder


def test_a_folder_is_added_searched_listed_and_removed(folder: Path, tmp_path: Path) -> None:
    home = ("--home", str(tmp_path / "home"))
    added = countersign(*home, "library", "add", str(folder), "--json").json
    assert (added["library"], added["documents"], added["unread"]) == ("house_rules", 2, 1)
    found = countersign(*home, "library", "find", "house_rules", "who", "approves", "fees", "--json").json["passages"]
    assert found[0]["text"].startswith("A fee above EUR 48,000")
    assert [each["library"] for each in countersign(*home, "library", "list", "--json").json["libraries"]] == [
        "house_rules"
    ]
    assert countersign(*home, "library", "remove", "house_rules").code == 0
    assert countersign(*home, "library", "list", "--json").json["libraries"] == []
    assert countersign(*home, "audit", "verify").code == 0


def test_what_was_read_is_told_document_by_document(folder: Path, tmp_path: Path) -> None:
    told = countersign("--home", str(tmp_path / "home"), "library", "add", str(folder))
    assert "fees.txt: 1 page" in told.err
    assert "sub/scan.png:" in told.err
    assert "1 of them not read" in told.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "nowhere"), "is no folder"),
        (("remove", "nothing"), "There is no library"),
        (("find", "nothing", "words"), "There is no library"),
    ],
)
def test_what_is_not_there_is_wrong_use(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    outcome = countersign("--home", str(tmp_path / "home"), "library", *words)
    assert outcome.code == 2
    assert said in outcome.err


def test_nothing_found_is_a_problem_and_no_failure(folder: Path, tmp_path: Path) -> None:
    home = ("--home", str(tmp_path / "home"))
    countersign(*home, "library", "add", str(folder))
    outcome = countersign(*home, "library", "find", "house_rules", "zebra")
    assert (outcome.code, outcome.out.strip()) == (1, "Nothing was found.")


@pytest.mark.skipif(not REGULATIONS.exists(), reason="the regulations are not beside the project")
def test_paragraphs_of_a_regulation_are_named_as_people_cite_them(tmp_path: Path) -> None:
    home = ("--home", str(tmp_path / "home"))
    added = countersign(*home, "library", "add", str(REGULATIONS), "--name", "cfpb", "--json").json
    assert (added["documents"], added["unread"], added["passages"]) == (2, 0, 2_833)
    words = "30 days after receiving a completed application concerning the creditor's approval"
    first = countersign(*home, "library", "find", "cfpb", words, "--json").json["passages"][0]
    assert (first["paragraph"], first["document"], first["sure"]) == ("1002.9(a)(1)(i)", "part-1002.jsonl", True)
