"""`countersign store`: check, backup, restore, compact and info, and the backup that is made by itself."""

import re
import shutil
from pathlib import Path

import pytest
from cli_examples import Outcome, countersign, holds, is_defect, new_case

PASSPHRASE = "correct horse battery staple"
NO_KEY = {"COUNTERSIGN_SECRET_STORE_KEY": ""}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole") / "home"
    new_case(home)
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "home"))


def store(home: Path, verb: str, *more: object, given: str = "", **variables: str) -> Outcome:
    return countersign("store", verb, *more, "--home", home, "--json", given=given, **variables)


def newest(home: Path) -> Path:
    return max((home / "backups").glob("*.db"))


def test_a_command_that_wrote_leaves_the_backup_that_was_due(home: Path) -> None:
    assert len(list((home / "backups").iterdir())) == 1
    new_case(home, "C-2")
    countersign("case", "list", "--home", home)
    assert len(list((home / "backups").iterdir())) == 1, "the next one is due tomorrow"


@pytest.mark.parametrize(("patience", "said"), [(0.0, True), (600.0, False)])
def test_a_due_backup_that_takes_long_is_told_of_with_what_it_holds(
    home: Path, monkeypatch: pytest.MonkeyPatch, patience: float, said: bool
) -> None:
    shutil.rmtree(home / "backups")
    monkeypatch.setattr("desktop_app.cli.session.PATIENCE_S", patience)
    opened = countersign(
        "case", "new", "contract_review", "--title", "B", "--reference", "C-2", "--home", home, "--json"
    )
    assert opened.json["case"]
    assert ("A backup is due: it is being made and verified." in opened.err) is said
    assert (re.search(r"The backup is kept: \d+ events, \d+\.\d MB\.", opened.err) is not None) is said
    assert len(list((home / "backups").iterdir())) == 1


def test_a_due_backup_that_fails_is_a_warning_and_no_failure(home: Path) -> None:
    shutil.rmtree(home / "backups")
    (home / "backups").write_text("in the way")
    opened = countersign(
        "case", "new", "contract_review", "--title", "B", "--reference", "C-2", "--home", home, "--json"
    )
    assert opened.code == 0 and opened.json["case"]
    assert "Warning: the backup that was due was not made." in opened.err
    assert "store is as it was" in opened.err
    (home / "backups").unlink()
    assert store(home, "check").json["well"]


def test_reading_makes_no_backup(home: Path) -> None:
    shutil.rmtree(home / "backups")
    countersign("case", "list", "--home", home)
    assert not (home / "backups").exists()


def test_a_good_store_is_well(home: Path) -> None:
    told = store(home, "check")
    assert (told.code, told.json["well"], told.json["verified"], told.json["breaks"]) == (0, True, True, [])
    assert {c["name"] for c in told.json["checks"]} == {"Database", "Record", "Rights", "Room", "File system"}
    assert all(check["ok"] for check in told.json["checks"])


def test_a_store_that_others_may_read_is_told_of(home: Path) -> None:
    (home / "countersign.db").chmod(0o644)
    told = store(home, "check")
    (rights,) = [c for c in told.json["checks"] if c["name"] == "Rights"]
    assert not rights["ok"] and "countersign.db" in rights["words"] and told.code == 0


@pytest.mark.parametrize("verb", ["check", "compact"])
def test_a_damaged_store_is_told_of_and_left_as_it_is(home: Path, verb: str) -> None:
    body = bytearray((home / "countersign.db").read_bytes())
    for at in range(4096 * 3, len(body), 997):
        body[at] ^= 0xFF
    (home / "countersign.db").write_bytes(body)
    told = store(home, verb)
    assert told.code == 1 and not is_defect(told)
    assert (home / "countersign.db").read_bytes() == body


@pytest.mark.parametrize("verb", ["check", "compact"])
def test_where_there_is_no_store_that_is_said(tmp_path: Path, verb: str) -> None:
    told = store(tmp_path / "none", verb)
    assert told.code == 2 and "no store" in told.error["what"]


def test_a_backup_says_that_it_is_sealed_and_where_the_key_is(home: Path) -> None:
    told = countersign("store", "backup", "--home", home)
    assert told.code == 0
    assert "without the store's key it is worth nothing. The key is now in: environment." in told.out
    assert "--with-key" in told.out


def test_a_backup_is_restored_and_what_it_lacks_is_said(home: Path) -> None:
    backup = Path(store(home, "backup").json["path"])
    before = holds(home)
    new_case(home, "C-2")
    now = holds(home)
    told = store(home, "restore", backup)
    assert told.code == 0 and told.json["behind"] and Path(told.json["aside"]).exists()
    assert told.json["events"] < before < now == told.json["replaced_events"]
    assert f"ends at event {told.json['events']:,}; the store that it replaces had {now:,}" in told.err
    assert len(countersign("case", "list", "--home", home, "--json").json["cases"]) == 1
    assert holds(home) > told.json["events"]


def test_a_backup_and_its_sealed_key_are_all_that_another_computer_needs(home: Path, tmp_path: Path) -> None:
    told = store(home, "backup", "--with-key", "--to", tmp_path / "disk", "--passphrase-stdin", given=f"{PASSPHRASE}\n")
    assert told.code == 0 and Path(told.json["key"]).exists()
    there = tmp_path / "there"
    refused = store(there, "restore", told.json["path"], "--passphrase-stdin", given="a wrong passphrase\n", **NO_KEY)
    assert refused.code == 1 and "passphrase" in refused.error["what"] and not (there / "countersign.db").exists()
    done = store(there, "restore", told.json["path"], "--passphrase-stdin", given=f"{PASSPHRASE}\n", **NO_KEY)
    assert done.code == 0 and (done.json["replaced_events"], done.json["aside"]) == (None, None)
    assert holds(there) == done.json["events"] + 1
    assert (there / "secrets.vault").exists() and not (there / "store.key").exists()


def test_a_backup_without_any_key_is_not_restored(home: Path, tmp_path: Path) -> None:
    refused = store(tmp_path / "there", "restore", newest(home), **NO_KEY)
    assert refused.code == 1 and "sealed" in refused.error["what"]
    assert not (tmp_path / "there" / "countersign.db").exists() and not (tmp_path / "there" / "store.key").exists()


def test_a_short_passphrase_seals_nothing(home: Path) -> None:
    refused = store(home, "backup", "--with-key", "--passphrase-stdin", given="short\n")
    assert refused.code == 2 and not list((home / "backups").glob("*.key"))


def test_compacting_keeps_the_record(home: Path) -> None:
    before = holds(home)
    told = store(home, "compact")
    assert told.code == 0 and told.json["bytes"] <= told.json["bytes_before"]
    assert holds(home) == before


def test_info_says_what_the_store_is(home: Path) -> None:
    told = store(home, "info").json
    assert (told["schema"], told["cases"], told["key_place"], told["anchored"]) == (5, 1, "environment", [])
    assert told["last_backup"]["name"] == newest(home).name and told["backup_every_hours"] == 24
    assert told["events"] >= told["checkpoint"]["events"] > 0 < told["bytes"]
    assert "Schema 5" in countersign("store", "info", "--home", home).out


def test_the_time_between_backups_can_be_set(home: Path) -> None:
    assert store(home, "backup", "--every", "0").code == 0
    assert store(home, "info").json["backup_every_hours"] == 0
    assert store(home, "backup", "--every", "-1").code == 2
