"""Options that every command takes, and wrong use."""

from pathlib import Path

import click
import pytest
from cli_examples import countersign, ended, is_defect, new_case, process

from desktop_app.cli.commands import main


def commands(group: click.Group, *before: str) -> list[tuple[str, ...]]:
    """Every command, as it is typed."""
    found = []
    for name, command in group.commands.items():
        path = (*before, name)
        found += [path, *(commands(command, *path) if isinstance(command, click.Group) else [])]
    return found


@pytest.mark.parametrize("command", commands(main), ids=" ".join)
def test_every_command_explains_itself_and_takes_the_shared_options(command: tuple[str, ...]) -> None:
    told = countersign(*command, "--help")
    assert told.code == 0
    assert all(option in told.out for option in ("--home", "--as", "--passphrase-stdin", "--json"))


def test_the_home_and_json_stand_before_the_verb_or_after_it(tmp_path: Path) -> None:
    before = countersign("--json", "--home", tmp_path, "case", "list")
    between = countersign("case", "--json", "--home", tmp_path, "list")
    after = countersign("case", "list", "--home", tmp_path, "--json")
    assert before.json == between.json == after.json == {"cases": []}


def test_as_is_heeded_by_every_command_and_must_be_somebody(tmp_path: Path) -> None:
    told = countersign("case", "list", "--home", tmp_path, "--as", "Nobody", "--json")
    assert told.code == 2
    assert "person list" in told.error["next"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--bogus",),
        ("bogus",),
        ("case", "show"),
        ("case", "show", "X", "--bogus"),
        ("case",),
        ("sample", "--home", ""),
        ("case", "accept", "X", "parties", "first"),
        ("case", "new", "contract_review", "--title", "\udcff"),
        ("case", "show", ""),
        ("--as", "", "case", "list"),
        ("person", "add", "X", "--role", "king"),
        ("endpoint", "test", "nobody"),
    ],
)
def test_wrong_use_is_told_as_json_too(arguments: tuple[str, ...], tmp_path: Path) -> None:
    told = countersign("--home", tmp_path, *arguments, "--json")
    assert told.code == 2
    assert told.error["next"]


def test_wrong_use_without_json_says_how_it_is_right() -> None:
    told = countersign("case", "show")
    assert (told.code, told.out) == (2, "")
    assert "countersign case show --help" in told.err


def test_a_document_name_moves_no_cursor(tmp_path: Path) -> None:
    new_case(tmp_path)
    evil = tmp_path / "a\x1b[2J\u202etxt.txt"
    evil.write_text("This is an agreement.\x1b[31m")
    told = countersign("case", "attach", "C-1", evil, "--home", tmp_path)
    assert told.code == 0
    assert not {"\x1b", "\u202e"} & set(told.out)


@pytest.mark.parametrize("closed", ["0<&-", "0<&- >&- 2>&-"])
def test_a_command_without_streams_does_not_break(closed: str, tmp_path: Path) -> None:
    with process("case", "list", "--home", tmp_path, before=_closing(closed)) as running:
        told = ended(running)
    assert told.code == 0
    assert not is_defect(told)


def _closing(streams: str) -> str:
    names = [name for name, mark in (("stdin", "0<&-"), ("stdout", " >&-"), ("stderr", "2>&-")) if mark in streams]
    return "import sys; " + "; ".join(f"sys.{name} = None" for name in names)


def test_output_that_cannot_be_written_is_a_failure_without_a_traceback(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.is_char_device():
        pytest.skip("this system has no /dev/full")
    with full.open("w") as out, process("case", "list", "--json", "--home", tmp_path, stdout=out) as running:
        told = ended(running)
    assert told.code == 1
    assert "operating system refused" in told.err
