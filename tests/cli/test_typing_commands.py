"""`countersign case typing`: what a crash left is seen, recovered, taken or discarded."""

import asyncio
import json
import os
from pathlib import Path
from unittest.mock import patch

import pytest
from cli_examples import STORE_KEY, Outcome, countersign, holds, new_case

from desktop_app.assembly import open_program
from desktop_app.cli.session import os_user
from desktop_app.domain.audit import Entry
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.working_text import base_of

WORDS = "Sign it, once the cap is agreed."


def typing(home: Path, *arguments: object) -> Outcome:
    return countersign("case", "typing", *arguments, "--home", home, "--json")


def left_behind(home: Path, case_id: str, text: str, place: str = "section:recommendation") -> None:
    """What a window had saved when it was killed."""

    async def type_and_die() -> None:
        async with open_program(home, print, lambda _words: None) as program:
            acting = await program.enrolling.current(os_user())
            base = base_of(await program.store.case(case_id), place)
            typed = WorkingText(case_id, place, acting.person.person_id, text, base, acting.person.created_at)
            await program.store.commit(Entry(None, (typed,), ()))

    with patch.dict(os.environ, STORE_KEY):
        asyncio.run(type_and_die())


def edit(home: Path, text: str) -> Outcome:
    return countersign("case", "edit", "C-1", "recommendation", "--text", text, "--home", home)


@pytest.fixture
def case_id(tmp_path: Path) -> str:
    """A case with typing that a crash left behind."""
    case_id = new_case(tmp_path)
    left_behind(tmp_path, case_id, WORDS)
    return case_id


def shown(home: Path) -> str:
    return str(
        countersign("case", "show", "C-1", "--section", "recommendation", "--home", home, "--json").json["markup"]
    )


def test_what_waits_is_listed_with_its_place_and_text(tmp_path: Path, case_id: str) -> None:
    (row,) = typing(tmp_path, "list").json["typing"]
    assert (row["case"], row["place"], row["text"]) == (case_id, "section:recommendation", WORDS)
    assert WORDS in countersign("case", "typing", "list", "--home", tmp_path).out


def test_looking_at_the_case_says_that_something_waits(tmp_path: Path, case_id: str) -> None:
    assert "countersign case typing list" in countersign("case", "show", case_id, "--home", tmp_path).err
    typing(tmp_path, "recover")
    assert "countersign case typing list" not in countersign("case", "show", case_id, "--home", tmp_path).err


def test_recovering_makes_an_edit_of_what_fits(tmp_path: Path, case_id: str) -> None:
    ended = typing(tmp_path, "recover")
    assert ended.code == 0 and [row["case"] for row in ended.json["adopted"]] == [case_id]
    assert shown(tmp_path) == WORDS
    assert typing(tmp_path, "list").json == {"typing": []}
    holds(tmp_path)


def test_what_does_not_fit_any_more_is_offered_and_then_taken(tmp_path: Path, case_id: str) -> None:
    edit(tmp_path, "Wait.")
    ended = typing(tmp_path, "recover")
    assert ended.code == 1 and "changed" in ended.json["offered"][0]["why"]
    assert shown(tmp_path) == "Wait."
    assert typing(tmp_path, "adopt", case_id, "recommendation").code == 0
    assert shown(tmp_path) == WORDS and typing(tmp_path, "list").json == {"typing": []}


def test_discarded_typing_is_printed_once_more(tmp_path: Path, case_id: str) -> None:
    ended = countersign("case", "typing", "discard", case_id, "recommendation", "--home", tmp_path)
    assert ended.code == 0 and WORDS in ended.out
    assert typing(tmp_path, "list").json == {"typing": []} and shown(tmp_path) == ""


def test_an_answer_is_recovered_too(tmp_path: Path, case_id: str) -> None:
    left_behind(tmp_path, case_id, "Germany", "answer:law")
    assert typing(tmp_path, "recover").code == 0
    answers = countersign("case", "show", case_id, "--home", tmp_path, "--json").json["answers"]
    assert "Germany" in json.dumps(answers)


@pytest.mark.parametrize("verb", ["adopt", "discard"])
def test_a_place_where_nothing_waits_is_refused(tmp_path: Path, case_id: str, verb: str) -> None:
    ended = typing(tmp_path, verb, case_id, "risks")
    assert ended.code == 2 and "typing list" in ended.error["next"]


def test_a_home_where_nothing_waits_says_so(tmp_path: Path) -> None:
    new_case(tmp_path)
    for verb in ("list", "recover"):
        ended = countersign("case", "typing", verb, "--home", tmp_path)
        assert (ended.code, ended.out) == (0, "Nothing waits.\n")
