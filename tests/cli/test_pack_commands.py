"""Packs that are none: every command that takes one says so, with file, line and column."""

import shutil
from pathlib import Path

import pytest
from cli_examples import ROOT, countersign, holds, new_case


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    folder = tmp_path / "faulty"
    shutil.copytree(ROOT / "forms" / "contract_review", folder)
    form = folder / "form.yaml"
    form.write_text(form.read_text().replace("type: money", "type: gold").replace("role: reviewer", "role: king"))
    return folder


@pytest.fixture
def binary(tmp_path: Path) -> Path:
    folder = tmp_path / "binary"
    folder.mkdir()
    (folder / "form.yaml").write_bytes(bytes(range(256)) * 20)
    return folder


def test_the_own_pack_has_no_faults() -> None:
    assert countersign("pack", "check", "contract_review", "--json").json["faults"] == []


def test_each_fault_has_its_place(faulty: Path) -> None:
    told = countersign("pack", "check", faulty, "--json")
    assert told.code == 1
    assert len(told.json["faults"]) > 2
    assert all(fault["file"] and fault["line"] and fault["column"] for fault in told.json["faults"])


def test_a_binary_file_is_one_fault(binary: Path) -> None:
    (fault,) = countersign("pack", "check", binary, "--json").json["faults"]
    assert "UTF-8" in fault["what"]


@pytest.mark.parametrize("command", [("case", "new"), ("draft",), ("eval", "run"), ("sample", "--pack")])
def test_no_command_works_with_a_faulty_pack(command: tuple[str, ...], faulty: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    title = ("--title", "x") if command[0] == "case" else ()
    told = countersign(*command, faulty, *title, "--home", home, "--json")
    assert told.code == 1
    assert any(line.startswith("form.yaml:") for line in told.json["faults"])
    assert {"what", "kept", "next"} == set(told.json["error"])


@pytest.mark.parametrize("name", ["nothing", "", "/dev/null", "x" * 5000])
def test_a_pack_that_is_not_there_is_wrong_use(name: str, tmp_path: Path) -> None:
    new_case(tmp_path)
    told = countersign("case", "new", name, "--title", "x", "--home", tmp_path, "--json")
    assert told.code == 2
    assert "contract_review" in told.error["next"]
    holds(tmp_path)


def test_a_pack_of_the_home_is_listed_and_opens_cases(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "forms" / "contract_review", tmp_path / "packs" / "leases")
    listed = {row["pack"]: row for row in countersign("pack", "list", "--home", tmp_path, "--json").json["packs"]}
    assert listed["leases"]["form"] == "contract_review"
    assert countersign("case", "new", "leases", "--title", "A lease", "--home", tmp_path, "--json").code == 0


def test_a_faulty_pack_of_the_home_is_listed_as_one_and_stops_no_other(faulty: Path, tmp_path: Path) -> None:
    shutil.copytree(faulty, tmp_path / "packs" / "faulty")
    listed = countersign("pack", "list", "--home", tmp_path).out
    assert "Contract review" in listed
    assert "countersign pack check faulty" in listed


def test_a_pack_says_what_it_is_for_and_what_it_is_to_be_judged_by() -> None:
    shown = countersign("pack", "show", "credit_memo", "--json").json
    assert shown["success"]["minutes_to_approval"] == {"at_least": None, "at_most": 40.0, "baseline": 300.0}
    assert shown["cases_per_day"] == 15 and shown["problem"].startswith("An underwriter needs")
    lines = countersign("pack", "show", "credit_memo").out
    assert "Measure: minutes to approval, at most 40, before 300" in lines and "15 cases a day" in lines
