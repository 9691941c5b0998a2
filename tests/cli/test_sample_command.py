"""The sample and the draft as scripts read them."""

import os
import subprocess
from pathlib import Path

import pytest
from cli_examples import CONTRACT, Outcome, changes, countersign, holds, new_case, process

KEYS = {"section", "endpoint", "route", "citations", "citations_resolved", "findings", "seconds"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    home = tmp_path_factory.mktemp("sample") / "home"
    return countersign("sample", "--json", "--home", home)


def test_the_sample_goes_from_answers_to_a_verified_record(sample: Outcome) -> None:
    assert sample.code == 0
    assert sample.json["record"]["verified"]
    assert sample.json["record"]["events"] == holds(Path(sample.json["home"])) - 1  # verifying is told after it
    assert [step["step"] for step in sample.json["steps"]][-3:] == ["sign", "export", "verify"]


def test_the_planted_amount_is_found_before_anyone_edits(sample: Outcome) -> None:
    (blocked,) = [line for line in sample.json["sections"] if line["route"] == "block"]
    assert blocked["section"] == "liability_cap"
    assert [finding["severity"] for finding in blocked["findings"]] == ["blocker"]


def test_sections_have_the_keys_that_scripts_rely_on(sample: Outcome) -> None:
    assert all(set(line) >= KEYS for line in sample.json["sections"])
    (person,) = [line for line in sample.json["sections"] if line["endpoint"] is None]
    assert (person["citations"], person["citations_resolved"], person["findings"], person["seconds"]) == (0, 0, [], 0)


def test_the_sample_refuses_a_home_with_real_cases(tmp_path: Path) -> None:
    new_case(tmp_path)
    events = changes(tmp_path)
    told = countersign("sample", "--json", "--home", tmp_path)
    assert told.code in (1, 2)
    assert told.error["next"]
    assert changes(tmp_path) == events


def test_a_draft_takes_several_documents_after_one_option(tmp_path: Path) -> None:
    letter = CONTRACT.with_name("side-letter.docx")
    told = countersign("draft", "contract_review", "--json", "--home", tmp_path, "--attach", CONTRACT, letter)
    assert told.code == 0
    assert {"services-agreement.pdf", "side-letter.docx"} <= {document["name"] for document in told.json["documents"]}
    assert all(set(line) >= KEYS for line in told.json["sections"])
    assert told.json["record"]["verified"]


def test_missing_answers_are_findings_where_they_are_used(tmp_path: Path) -> None:
    told = countersign("draft", "contract_review", "--json", "--home", tmp_path, "--attach", CONTRACT)
    lines = {line["section"]: line for line in told.json["sections"]}
    assert "“Governing law” has no answer." in {finding["words"] for finding in lines["governing_law"]["findings"]}


def test_progress_and_words_stay_off_standard_output(tmp_path: Path) -> None:
    told = countersign("draft", "contract_review", "--home", tmp_path, "--attach", CONTRACT)
    assert "\r" not in told.out + told.err
    assert told.err.startswith("Case ")
    assert "verified" in told.out


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    try:
        ours, theirs = os.openpty()
    except OSError:
        pytest.skip("this machine has no pseudo-terminals")
    with process("draft", "contract_review", "--home", tmp_path, stderr=theirs, stdin=subprocess.DEVNULL) as running:
        os.close(theirs)
        assert running.communicate(timeout=60)[0]
    assert b"[14/14] " in os.read(ours, 65536)
    os.close(ours)


def test_a_section_shows_what_people_made_of_its_draft(tmp_path: Path) -> None:
    assert countersign("sample", "--home", tmp_path).code == 0
    shown = countersign("case", "show", "SAMPLE-1", "--section", "liability_cap", "--home", tmp_path, "--json").json
    assert any("side letter" in change["after"] for change in shown["redline"])
