"""Answers, documents and texts that make no sense: each is refused in words, and nothing is changed."""

import os
from pathlib import Path

import pytest
from cli_examples import CONTRACT, SHARED, changes, countersign, holds, new_case


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("input") / "home"
    new_case(home)
    return home


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b'"text"',
        b"{",
        b"[" * 100_000,
        b'{"contract_value": ' + b"9" * 5000 + b"}",
        b'{"law": "Germany", "law": "Ireland"}',
        b'{"law": "Mars"}',
        b'{"law": ["Germany"]}',
        b'{"no_such_question": 1}',
        b'{"contract_value": NaN}',
        b'{"contract_value": {"amount": {}, "currency": 5}}',
        b'{"agreement_date": "2026-02-30"}',
        b'{"fixed_term": "maybe"}',
        b'{"our_party": {"name": 1}}',
        b'{"contract": "contract.pdf"}',
    ],
)
def test_an_answers_file_that_makes_no_sense_changes_nothing(body: bytes, home: Path, tmp_path: Path) -> None:
    events = changes(home)
    path = tmp_path / "answers.json"
    path.write_bytes(body)
    told = countersign("case", "answer", "C-1", "--file", path, "--home", home, "--json")
    assert told.code == 2
    assert told.error["kept"] == "Nothing was changed."
    assert changes(home) == events


@pytest.mark.parametrize("path", ["/no/such/file", "/", "/dev/zero"])
def test_an_answers_file_that_is_none_is_refused(path: str, home: Path) -> None:
    assert path in countersign("case", "answer", "C-1", "--file", path, "--home", home, "--json").error["what"]


def test_amounts_in_json_are_exact(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('\ufeff{"contract_value": 84000.10}')
    assert countersign("case", "answer", "C-1", "--file", path, "--home", home).code == 0
    shown = countersign("case", "show", "C-1", "--home", home, "--json").json
    (value,) = (each for each in shown["answers"] if each["question"] == "contract_value")
    assert (value["label"], value["text"], value["from"]) == ("Contract value", "EUR 84,000.10", None)


@pytest.mark.parametrize("name", ["missing.pdf", "folder", "pipe", "x" * 300])
def test_a_document_that_is_no_file_is_refused(name: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    told = countersign("case", "attach", "C-1", CONTRACT, tmp_path / name, "--home", home, "--json")
    assert told.code == 2
    assert name in told.error["what"]
    assert len(countersign("case", "show", "C-1", "--home", home, "--json").json["documents"]) == 1


def test_hostile_documents_are_kept_with_a_state_each(home: Path, tmp_path: Path) -> None:
    difficult = SHARED / "documents-difficult" / "pdf"
    if not difficult.is_dir():
        pytest.skip("../shared/data/documents-difficult is not here")
    new_case(home, "hostile")
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    files = [difficult / name for name in ("arturt-encrypted.pdf", "arturt-corrupted.pdf", "bug1980958.pdf")]
    told = countersign("case", "attach", "hostile", empty, *files, "--home", home, "--json")
    states = {document["name"]: document["state"] for document in told.json["documents"]}
    assert states["arturt-encrypted.pdf"] == "locked"
    assert {states["arturt-corrupted.pdf"], states["bug1980958.pdf"]} == {"unreadable"}
    assert all(document["reason"] for document in told.json["documents"] if document["state"] != "read")
    holds(home)


@pytest.mark.parametrize(
    ("verb", "rest"),
    [
        ("show", ("--section", "nope")),
        ("edit", ("nope", "--text", "x")),
        ("edit", ("recommendation", "--text", " ")),
        ("edit", ("recommendation", "--file", "/dev/urandom")),
        ("edit", ("recommendation", "--file", "/no/such/file", "--text", "x")),
        ("draft", ("--section", "nope")),
        ("draft", ("--section", "recommendation")),
        ("draft", ("--endpoint", "nope")),
        ("explain", ("", "--reason", "x")),
        ("answer", ("law",)),
    ],
)
def test_what_the_case_does_not_have_is_wrong_use(verb: str, rest: tuple[str, ...], home: Path) -> None:
    told = countersign("case", verb, "C-1", *rest, "--home", home, "--json")
    assert told.code == 2
    assert told.error["next"]


@pytest.mark.parametrize(
    "verb", [("accept", "parties"), ("take-back", "parties"), ("send", "--read-through"), ("escalate", "--reason", "x")]
)
def test_what_the_case_does_not_allow_is_a_problem(verb: tuple[str, ...], home: Path) -> None:
    told = countersign("case", verb[0], "C-1", *verb[1:], "--home", home, "--json")
    assert told.code == 1
    assert told.error["kept"] == "Nothing was changed."


def test_the_passphrase_on_standard_input_is_never_taken_for_text(home: Path) -> None:
    add = ("person", "add", "Eve", "--role", "analyst", "--passphrase-stdin", "--home", home)
    assert countersign(*add, given="a long passphrase\n").code == 0
    edit = ("--as", "Eve", "--passphrase-stdin", "--home", home, "case", "edit", "C-1", "recommendation")
    assert countersign(*edit, given="a long passphrase\nSign it.\n").code == 0
    shown = countersign("case", "show", "C-1", "--section", "recommendation", "--home", home, "--json").json
    assert shown["text"] == "Sign it."


@pytest.mark.parametrize("given", [b"", b"\xff\xff\n", b"wrong wrong wrong\n"])
def test_a_passphrase_that_is_missing_or_wrong_changes_nothing(given: bytes, home: Path) -> None:
    add = ("person", "add", "Eve", "--role", "analyst", "--passphrase-stdin", "--home", home)
    countersign(*add, given="a long passphrase\n")
    events = changes(home)
    told = countersign(
        "--as", "Eve", "--passphrase-stdin", "--home", home, "case", "show", "C-1", "--json", given=given
    )
    assert told.code in (1, 2)
    assert "passphrase" in told.error["what"] or "no text" in told.error["what"]
    assert changes(home) == events


@pytest.mark.parametrize("target", ["/no/such/folder/a.docx", "pipe", "", "x" * 300])
def test_an_export_goes_nowhere_but_into_a_file(target: str, home: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    told = countersign("case", "export", "C-1", "--to", target and tmp_path / target, "--home", home, "--json")
    assert told.code == 1
    assert told.error["kept"] == "The case is unchanged."
    assert (tmp_path / "pipe").is_fifo()
