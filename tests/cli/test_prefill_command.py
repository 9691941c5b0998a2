"""What documents say of questions, on the command line: offered, taken with its source, or declined."""

from pathlib import Path

import pytest
from cli_examples import CONTRACT, countersign, new_case


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    new_case(home)
    assert countersign("case", "attach", "C-1", CONTRACT, "--home", home, "--json").code == 0
    return home


def test_what_is_found_is_taken_or_declined_and_not_offered_again(home: Path) -> None:
    offers = countersign("case", "prefill", "C-1", "--home", home, "--json").json["offers"]
    usable = [each for each in offers if each["answer"]]
    assert all(each["document"] and each["page"] and each["words"] in each["quote"] for each in usable)
    used, left = usable[0]["question"], usable[1]["question"]
    told = countersign("case", "prefill", "C-1", "--use", used, "--decline", left, "--home", home, "--json")
    assert told.code == 0, told.out
    after = {each["question"]: each["agrees"] for each in told.json["offers"]}
    assert left not in after
    assert after[used] is True


def test_what_is_not_offered_cannot_be_taken(home: Path) -> None:
    told = countersign("case", "prefill", "C-1", "--use", "retention", "--home", home, "--json")
    assert (told.code, "offered" in told.error["what"]) == (2, True)


def test_a_case_shows_where_an_answer_was_taken_from_and_that_the_document_is_removed(home: Path) -> None:
    shown = ("case", "show", "C-1", "--home", home, "--json")
    offers = countersign("case", "prefill", "C-1", "--home", home, "--json").json["offers"]
    used = next(each for each in offers if each["answer"])
    countersign("case", "prefill", "C-1", "--use", used["question"], "--home", home, "--json")

    def source() -> object:
        return next(a["from"] for a in countersign(*shown).json["answers"] if a["question"] == used["question"])

    assert source() == {"document": used["document"], "page": used["page"], "removed": False}
    assert countersign("case", "remove", "C-1", used["document"], "--home", home, "--json").code == 0
    assert source() == {"document": used["document"], "page": used["page"], "removed": True}
