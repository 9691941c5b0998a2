"""Homes and stores that are not as they should be: `audit verify` always answers, and nothing is made worse."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_examples import countersign, ended, holds, is_defect, new_case, process

STORE = "countersign.db"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole") / "home"
    new_case(home)
    return home


def _replaced(body: bytes) -> Callable[[Path], None]:
    return lambda home: (home / STORE).write_bytes(body) and None


def _truncate(home: Path) -> None:
    body = (home / STORE).read_bytes()
    (home / STORE).write_bytes(body[: len(body) // 2])


def _flip(home: Path) -> None:
    body = bytearray((home / STORE).read_bytes())
    for at in range(4096 * 3, len(body), 997):
        body[at] ^= 0xFF
    (home / STORE).write_bytes(body)


def _folder(home: Path) -> None:
    (home / STORE).unlink()
    (home / STORE).mkdir()


def _another(home: Path) -> None:
    import sqlite3

    (home / STORE).unlink()
    with sqlite3.connect(home / STORE) as connection:
        connection.execute("CREATE TABLE other (a)")


DAMAGE: dict[str, Callable[[Path], None]] = {
    "no database": _replaced(b"hello world" * 100),
    "empty": _replaced(b""),
    "truncated": _truncate,
    "flipped": _flip,
    "a folder": _folder,
    "another program's": _another,
    "missing": lambda home: (home / STORE).unlink(),
    "an empty home": lambda home: shutil.rmtree(home) or home.mkdir(),
    "no home": lambda home: shutil.rmtree(home),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_verify_always_answers_with_its_three_keys(damage: str, whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    DAMAGE[damage](home)
    told = countersign("audit", "verify", "--home", home, "--json")
    assert (told.code, told.json["verified"]) == (1, False)
    assert isinstance(told.json["events"], int)
    assert all(found["words"] for found in told.json["breaks"])
    assert told.json["breaks"]


@pytest.mark.parametrize("damage", ["no database", "truncated", "flipped", "a folder", "another program's"])
def test_a_damaged_store_is_refused_and_left_as_it_is(damage: str, whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    DAMAGE[damage](home)
    before = [(path.name, path.stat().st_size) for path in sorted(home.iterdir())]
    told = countersign("case", "new", "contract_review", "--title", "x", "--home", home, "--json")
    assert told.code == 1
    assert told.error["next"]
    assert [(path.name, path.stat().st_size) for path in sorted(home.iterdir())] == before


def test_a_home_that_is_a_file_is_wrong_use_and_stays(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("mine")
    assert countersign("case", "list", "--home", home, "--json").error["what"] == f"{home} is no folder."
    assert countersign("audit", "verify", "--home", home, "--json").json["verified"] is False
    assert home.read_text() == "mine"


def test_a_home_that_cannot_be_made_is_told() -> None:
    told = countersign("sample", "--home", "/proc/countersign", "--json")
    assert told.code == 1
    assert "/proc/countersign" in told.error["what"]


@pytest.mark.parametrize("key", ["11" * 32, "no key"])
def test_another_stores_key_opens_nothing_and_verify_needs_none(key: str, whole: Path) -> None:
    told = countersign("case", "list", "--home", whole, "--json", COUNTERSIGN_SECRET_STORE_KEY=key)
    assert told.code == 1
    assert "key" in told.error["what"]
    assert holds(whole)


def test_a_lost_key_file_is_told_and_no_new_key_is_made(tmp_path: Path) -> None:
    first = countersign("case", "list", "--home", tmp_path, COUNTERSIGN_SECRET_STORE_KEY="")
    assert str(tmp_path / "store.key") in first.err
    (tmp_path / "store.key").unlink()
    told = countersign("case", "list", "--home", tmp_path, "--json", COUNTERSIGN_SECRET_STORE_KEY="")
    assert told.code == 1
    assert "was not found" in told.error["what"]
    assert not (tmp_path / "store.key").exists()


def test_a_second_instance_is_told_and_the_first_goes_on(tmp_path: Path) -> None:
    with process("case", "edit", "none", "parties", "--home", tmp_path, before=_WAITS) as first:
        assert first.stderr
        assert first.stderr.readline() == "open\n"
        told = countersign("case", "list", "--home", tmp_path, "--json")
        assert told.code == 1
        assert "another process" in told.error["what"]
        assert holds(tmp_path)
        end = ended(first, "go on\n")
    assert "No case has the name" in end.err
    assert not is_defect(end)


_WAITS = """
import sys
from desktop_app.services.case_keeping import CaseKeeping
find = CaseKeeping.find
async def wait(self, name):
    print("open", file=sys.stderr, flush=True)
    input()
    return await find(self, name)
CaseKeeping.find = wait
sys.argv.extend(["--text", "x"])
"""
