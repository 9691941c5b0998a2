"""`countersign pack import`."""

import json
from pathlib import Path

from cli_examples import countersign

from tests.import_examples import workbook

SURVEY = [("type", "name", "label"), ("text", "who", "Who"), ("deviceid", "device", "")]


def test_a_form_goes_among_the_packs_of_the_home_and_is_found_there(tmp_path: Path) -> None:
    (tmp_path / "loan.json").write_text(json.dumps({"title": "A loan", "properties": {"sum": {"type": "number"}}}))
    told = countersign("pack", "import", tmp_path / "loan.json", "--home", tmp_path, "--json")
    assert (told.code, told.json["pack"], told.json["lost"]) == (0, "loan", [])
    assert told.json["carried"] == {"type number": 1, "type object": 1}
    assert countersign("pack", "check", "loan", "--home", tmp_path, "--json").json == {"faults": [], "advice": []}
    listed = countersign("pack", "list", "--home", tmp_path, "--json").json["packs"]
    assert "A loan" in [pack.get("title") for pack in listed]


def test_a_loss_is_listed_with_its_place_and_ends_with_one(tmp_path: Path) -> None:
    (tmp_path / "visit.xlsx").write_bytes(workbook({"survey": SURVEY}))
    told = countersign("pack", "import", tmp_path / "visit.xlsx", "--home", tmp_path, "--to", tmp_path / "x", "--json")
    assert told.code == 1
    assert [(lost["construct"], lost["place"]) for lost in told.json["lost"]] == [
        ("type deviceid", "survey row 3, device")
    ]
    assert (tmp_path / "x" / "form.yaml").is_file()


def test_a_taken_name_gets_a_number_also_in_the_form(tmp_path: Path) -> None:
    (tmp_path / "contract_review.json").write_text(json.dumps({"properties": {"a": {"type": "string"}}}))
    names = [
        countersign("pack", "import", tmp_path / "contract_review.json", "--home", tmp_path, "--json").json["pack"]
        for _ in range(2)
    ]
    assert names == ["contract_review_2", "contract_review_3"]
    listed = countersign("pack", "list", "--home", tmp_path, "--json").json["packs"]
    assert {pack["pack"]: pack.get("form") for pack in listed}["contract_review_3"] == "contract_review_3"


def test_what_is_no_form_is_wrong_use_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[1, 2")
    for file in ("x.json", "gone.xlsx", ""):
        told = countersign("pack", "import", tmp_path / file, "--home", tmp_path / "home", "--json")
        assert told.code == 2
        assert told.json["error"]["next"]
    assert not (tmp_path / "home").exists()
