"""Anchoring, rotating and the vault's passphrase by command; a store that was put back is told at each start."""

import shutil
from pathlib import Path
from unittest.mock import patch

import pytest
from cli_examples import STORE_KEY, countersign, holds, is_defect, new_case

from desktop_app.adapters.passphrase_sealing import seal_with
from desktop_app.adapters.secret_vault import VAULT_FILE
from desktop_app.cli.session import Session

PUT_BACK = "put back to an older copy"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    new_case(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    return tmp_path / "outside"


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


def test_a_folder_that_was_named_gets_a_checkpoint_from_each_command(home: Path, folder: Path) -> None:
    told = countersign("audit", "anchor", "--folder", folder, "--home", home, "--json")
    assert told.code == 0
    (place,) = told.json["places"]
    assert (place["place"], told.json["warnings"]) == ("folder", [])
    assert told.json["anchored"] == f"Anchored up to event {place['size']}, just now (folder)."
    assert len(files(folder)) == 1
    countersign("case", "list", "--home", home)
    assert len(files(folder)) == 2


def test_the_environment_names_a_folder_too(home: Path, folder: Path) -> None:
    assert countersign("case", "list", "--home", home, COUNTERSIGN_ANCHOR_FOLDER=str(folder)).code == 0
    assert len(files(folder)) == 1


def test_without_a_place_it_is_said_and_is_a_problem(home: Path) -> None:
    told = countersign("audit", "anchor", "--home", home, "--json")
    assert (told.code, told.json["places"]) == (1, [])
    assert told.json["anchored"].startswith("Not anchored: there is no keyring.")


def test_verify_and_info_say_how_far_it_is_anchored(home: Path, folder: Path) -> None:
    assert countersign("audit", "verify", "--home", home).out.splitlines()[-1].startswith("Not anchored:")
    countersign("audit", "anchor", "--folder", folder, "--home", home)
    words = countersign("audit", "verify", "--home", home, "--json").json["anchored"]
    assert words.startswith("Anchored up to event ")
    assert "Anchored up to event " in countersign("store", "info", "--home", home).out


def test_a_store_that_was_put_back_is_told_until_it_is_accepted(home: Path, folder: Path) -> None:
    more = {"COUNTERSIGN_ANCHOR_FOLDER": str(folder)}
    shutil.copytree(home, home.with_name("older"))
    countersign("case", "list", "--home", home, **more)
    shutil.rmtree(home)
    shutil.copytree(home.with_name("older"), home)
    (home / "countersign.lock").unlink(missing_ok=True)
    before = len(files(folder))
    countersign("person", "list", "--home", home)
    for _ in range(2):
        told = countersign("case", "list", "--home", home, **more)
        assert told.code == 0 and PUT_BACK in told.err
    assert len(files(folder)) == before
    assert countersign("audit", "anchor", "--accept", "--home", home, "--json", **more).json["accepted"] == ["folder"]
    assert PUT_BACK not in countersign("case", "list", "--home", home, **more).err
    assert len(files(folder)) > before


def test_what_left_shows_a_store_that_was_put_back(home: Path, folder: Path, tmp_path: Path) -> None:
    shutil.copytree(home, home.with_name("older"))
    countersign("audit", "anchor", "--folder", folder, "--home", home)
    countersign("case", "export", "C-1", "--to", tmp_path / "case.docx", "--home", home)
    for outside in (folder, tmp_path / "case.docx"):
        assert countersign("audit", "verify", "--against", outside, "--home", home).code == 0
        told = countersign("audit", "verify", "--against", outside, "--home", home.with_name("older"), "--json")
        assert told.code == 1
        assert {found["kind"] for found in told.json["breaks"]} == {"anchor"}


def test_a_folder_that_goes_away_is_told_and_work_goes_on(home: Path, folder: Path) -> None:
    countersign("audit", "anchor", "--folder", folder, "--home", home)
    shutil.rmtree(folder)
    told = countersign("case", "list", "--home", home)
    assert told.code == 0
    assert "is away" in told.err
    assert not folder.exists()
    countersign("audit", "anchor", "--no-folder", "--home", home)
    assert countersign("case", "list", "--home", home).err == ""


@pytest.mark.parametrize("arguments", [["--folder", "/no/such/folder"], ["--folder", "/tmp", "--no-folder"]])
def test_a_folder_that_cannot_be_one_is_wrong_use(home: Path, arguments: list[str]) -> None:
    told = countersign("audit", "anchor", *arguments, "--home", home, "--json")
    assert told.code == 2
    assert told.error["what"]


def test_a_key_is_rotated_and_the_record_holds(home: Path) -> None:
    told = countersign("audit", "rotate-key", "--home", home, "--json")
    assert told.code == 0
    assert holds(home) == told.json["event"]
    assert countersign("case", "list", "--home", home).code == 0


def test_only_who_looks_after_the_store_rotates(home: Path) -> None:
    lines = "a long passphrase\n"
    for name, role, given, lines_given in (
        ("Ana", "administrator", (), lines),
        ("Ben", "reviewer", ("--as", "Ana"), lines * 2),
    ):
        add = (*given, "person", "add", name, "--role", role, "--passphrase-stdin", "--home", home)
        assert countersign(*add, given=lines_given).code == 0
    refused, done = (
        countersign("audit", "rotate-key", "--as", n, "--passphrase-stdin", "--home", home, given="a long passphrase\n")
        for n in ("Ben", "Ana")
    )
    assert (refused.code, done.code) == (1, 0)
    assert not is_defect(refused)


def test_the_vaults_passphrase_is_changed_by_command(tmp_path: Path) -> None:
    cheap = patch("desktop_app.adapters.secret_vault.seal_with", lambda *a: seal_with(*a[:4], 4))
    given = {"COUNTERSIGN_SECRET_STORE_KEY": ""}

    def run(passphrase: str, *arguments: str, line: str = "") -> int:
        with cheap, patch.object(Session, "ask", lambda _self, _words: passphrase):
            return countersign(*arguments, "--home", tmp_path, given=line, **given).code

    assert run("the first one", "case", "list") == 0
    assert (tmp_path / VAULT_FILE).exists()
    assert run("the first one", "secret", "passphrase", "--passphrase-stdin", line="short\n") == 2
    assert run("the first one", "secret", "passphrase", "--passphrase-stdin", line="the second one\n") == 0
    assert run("the first one", "case", "list") == 1
    assert run("the second one", "case", "list") == 0
    assert not (tmp_path / "store.key").exists()


def test_a_store_without_a_vault_has_no_passphrase_to_change(home: Path) -> None:
    told = countersign(
        "secret", "passphrase", "--passphrase-stdin", "--home", home, "--json", given="a long passphrase\n", **STORE_KEY
    )
    assert told.code == 1
    assert "no vault" in told.error["what"]
