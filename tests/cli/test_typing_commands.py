"""`countersign case typing`: what a crash left is seen, recovered, taken or discarded."""

import asyncio
import json
import os
import signal
from pathlib import Path
from tempfile import TemporaryFile
from unittest.mock import patch

import pytest
from cli_examples import STORE_KEY, Outcome, countersign, holds, is_defect, new_case, process

from desktop_app.assembly import open_program
from desktop_app.cli.case_input import TEXT_LIMIT
from desktop_app.cli.session import Session, os_user
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


def typed_at(home: Path, place: str, given: bytes) -> Outcome:
    """Type it at standard input, to its end."""
    with (
        TemporaryFile() as standard_input,
        patch.object(Session, "typing_descriptor", lambda _: standard_input.fileno()),
    ):
        standard_input.write(given)
        standard_input.seek(0)
        return countersign("case", "type", "C-1", place, "--home", home, "--json")


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


def test_what_is_typed_to_its_end_is_an_edit_or_an_answer(tmp_path: Path) -> None:
    new_case(tmp_path)
    assert typed_at(tmp_path, "recommendation", f"{WORDS}\n".encode()).json["place"] == "section:recommendation"
    assert typed_at(tmp_path, "law", b"Germany\n").json["place"] == "answer:law"
    assert shown(tmp_path) == WORDS and typing(tmp_path, "list").json == {"typing": []}


@pytest.mark.parametrize("stop", [signal.SIGINT, pytest.param(signal.SIGKILL, marks=pytest.mark.long)])
def test_what_was_typed_before_the_program_was_stopped_waits(tmp_path: Path, stop: signal.Signals) -> None:
    new_case(tmp_path)
    with process("case", "type", "C-1", "recommendation", "--home", tmp_path) as running:
        assert running.stdin and running.stderr
        running.stdin.write(WORDS)
        running.stdin.flush()
        assert "Saved" in running.stderr.readline()
        running.send_signal(stop)
        assert running.wait(20) == (130 if stop is signal.SIGINT else -stop)
        assert not is_defect(Outcome(0, "", running.stderr.read()))
    assert [row["text"] for row in typing(tmp_path, "list").json["typing"]] == [WORDS]
    assert shown(tmp_path) == ""


@pytest.mark.parametrize(
    ("place", "given", "words"),
    [
        ("recommendation", b"", "Nothing was typed"),
        ("gone", b"Words.", "no section and no question"),
        ("law", b"Norway", "Norway"),
        ("law", b"G\xff", "no text"),
        ("law", b"G" * (TEXT_LIMIT + 1), "2 MB"),
    ],
)
def test_typing_that_leads_nowhere_says_why(tmp_path: Path, place: str, given: bytes, words: str) -> None:
    new_case(tmp_path)
    told = typed_at(tmp_path, place, given)
    assert told.code == 2 and words in told.error["what"]


def test_input_that_cannot_be_followed_is_refused(tmp_path: Path) -> None:
    new_case(tmp_path)
    assert "case edit" in countersign("case", "type", "C-1", "law", "--home", tmp_path, "--json").error["next"]
    piped = ("--as", "Ana", "--passphrase-stdin", "case", "type", "C-1", "law", "--home", tmp_path, "--json")
    assert "--passphrase-stdin" in countersign(*piped, given="words").error["next"]
