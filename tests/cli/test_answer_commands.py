"""Answers on the command line: every kind of question, answers that are not used, and the way back."""

from pathlib import Path
from typing import Any

import pytest
from cli_examples import countersign
from form_examples import KINDS_GIVEN, kinds_pack

GIVEN = {name: text for name, text in KINDS_GIVEN.items() if isinstance(text, str)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a form of newer kinds of questions, and a case of it with some answers."""
    home = tmp_path_factory.mktemp("answers") / "home"
    for name, body in kinds_pack().files.items():
        path = home / "packs" / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    told = countersign("case", "new", "small", "--title", "x", "--reference", "K-1", "--home", home, "--json")
    assert told.code == 0, told.err
    pairs = (f"{name}={text}" for name, text in {**GIVEN, "order": "speed > The price", "notice": "30"}.items())
    told = countersign("case", "answer", "K-1", *pairs, "renews=yes", "--home", home, "--json")
    assert told.code == 0, told.err
    return home


def asked(home: Path, *words: object) -> Any:
    told = countersign("case", *words, "--home", home, "--json")
    assert told.code == 0, told.err
    return told.json


def answers(home: Path, which: str = "answers") -> dict[str, str]:
    return {each["question"]: each["text"] for each in asked(home, "show", "K-1")[which]}


def test_each_kind_is_shown_as_people_read_it(home: Path) -> None:
    told = answers(home)
    assert (told["since"], told["order"], told["call"]) == ("not known", "speed > The price", "+49 30 901820")
    assert told["iban"] == "DE89 3704 0044 0532 0130 00"


def test_what_is_not_asked_any_more_is_kept_and_told_apart(home: Path) -> None:
    asked(home, "answer", "K-1", "renews=no")
    assert answers(home, "unused") == {"notice": "30"} and "notice" not in answers(home)
    shown = countersign("case", "show", "K-1", "--home", home)
    assert "not used: Days of notice: 30" in shown.out


def test_the_last_answer_is_taken_back_by_another_run_of_the_program(home: Path) -> None:
    asked(home, "answer", "K-1", "land=de", "town=ulm")
    assert sorted(asked(home, "undo", "K-1")["changed"]) == ["land", "town"]
    assert answers(home)["land"] == "ie" and "town" not in answers(home)


def test_pages_are_listed_with_what_is_missing_and_wrong(home: Path) -> None:
    (case,) = asked(home, "list", "--counts")["cases"]
    kinds = next(page for page in case["pages"] if page["page"] == "kinds")
    assert (kinds["missing"], kinds["invalid"]) == (0, 1)  # six words where five may be
    assert "Which contract? 2 missing, 0 wrong" in countersign("case", "list", "--counts", "--home", home).out
