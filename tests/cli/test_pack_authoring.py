"""From nothing to a pack that works: begun, checked, evaluated, signed."""

import json
import shutil
from pathlib import Path

import pytest
from cli_examples import ROOT, countersign

from desktop_app.adapters.pack_files import PackFolders


def test_a_new_pack_checks_clean_evaluates_and_gives_a_signed_sample(tmp_path: Path) -> None:
    folder = tmp_path / "packs" / "leave"
    assert countersign("pack", "new", "leave", "--home", tmp_path, "--json").json["folder"] == str(folder)
    assert countersign("pack", "check", "leave", "--home", tmp_path, "--json").json == {"faults": [], "advice": []}
    assert countersign("eval", "run", "leave", "--home", tmp_path, "--json").code == 0
    sample = countersign("sample", "--pack", folder, "--home", tmp_path / "sample", "--json").json
    assert sample["signatures"] == 2
    assert sample["record"]["verified"] is True


def test_a_new_pack_has_its_name_and_its_title(tmp_path: Path) -> None:
    countersign("pack", "new", "leave", "--title", "Leave: a “form”", "--to", tmp_path / "x", "--home", tmp_path)
    form = PackFolders([]).load(str(tmp_path / "x")).form
    assert (form.form, form.title) == ("leave", "Leave: a “form”")
    assert (tmp_path / "x" / "README.md").read_text().startswith("# Leave: a “form”\n")


def test_an_editor_finds_the_schema_beside_the_form_and_the_pack_does_not_hold_it(tmp_path: Path) -> None:
    countersign("pack", "new", "leave", "--to", tmp_path / "x", "--home", tmp_path)
    assert "$schema=.form.schema.json" in (tmp_path / "x" / "form.yaml").read_text().splitlines()[0]
    assert json.loads((tmp_path / "x" / ".form.schema.json").read_text())["$defs"]
    assert ".form.schema.json" not in PackFolders([]).load(str(tmp_path / "x")).files


@pytest.mark.parametrize("name", ["contract_review", "Leave", "../x", "", "a" * 49, "x y", "x/y"])
def test_a_taken_or_impossible_name_is_wrong_use_and_writes_nothing(name: str, tmp_path: Path) -> None:
    told = countersign("pack", "new", name, "--home", tmp_path, "--json")
    assert told.code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "forms" / "contract_review" / "prompts", tmp_path / "x")
    assert countersign("pack", "new", "leave", "--to", tmp_path / "x", "--home", tmp_path, "--json").code == 2
    assert not (tmp_path / "x" / "form.yaml").exists()


def test_the_schema_is_one_json_document(tmp_path: Path) -> None:
    assert "properties" in countersign("pack", "schema", "--home", tmp_path).json


def test_advice_is_listed_and_ends_with_0_and_with_1_where_that_is_asked_for(tmp_path: Path) -> None:
    countersign("pack", "new", "leave", "--to", tmp_path / "x", "--home", tmp_path)
    form = tmp_path / "x" / "form.yaml"
    form.write_text(form.read_text().replace("price >= 5000.00", "price >= 5000.00 && !planned"))
    told = countersign("pack", "check", tmp_path / "x", "--home", tmp_path, "--json")
    assert told.code == 0
    assert [each["file"] for each in told.json["advice"]] == ["form.yaml"]
    assert countersign("pack", "check", tmp_path / "x", "--strict", "--home", tmp_path, "--json").code == 1


def test_what_changed_between_two_packs_is_told_to_people_and_to_programs(tmp_path: Path) -> None:
    for name in ("one", "two"):
        countersign("pack", "new", "leave", "--to", tmp_path / name, "--home", tmp_path)
    form, prompt = tmp_path / "two" / "form.yaml", tmp_path / "two" / "prompts" / "terms.md"
    form.write_text(form.read_text().replace("price >= 5000.00", "price >= 7500.00").replace("0.1.0", "0.2.0"))
    prompt.write_text(prompt.read_text().replace("one or two sentences", "one sentence"))
    lines = countersign("pack", "diff", tmp_path / "one", tmp_path / "two", "--home", tmp_path).out
    assert "when: price >= 5000.00 → price >= 7500.00" in lines
    assert "one [-or two sentences-]{+sentence+}" in lines
    told = countersign("pack", "diff", tmp_path / "one", tmp_path / "two", "--home", tmp_path, "--json").json
    assert [(c["group"], c["kind"]) for c in told["changes"]] == [("rows", "changed"), ("prompts", "changed")]
