"""What the pack is measured by, through a user's command: its own cases each time, real contracts where they are."""

import shutil
from pathlib import Path

import pytest
from cli_examples import countersign

CONTRACTS = Path(__file__).parents[3] / "shared" / "data" / "contracts-cuad"
needs_contracts = pytest.mark.skipif(
    not (CONTRACTS / "gold.jsonl").exists(), reason="the real contracts are not beside the project (../shared)"
)


def test_the_packs_own_cases_reach_its_bar(tmp_path: Path) -> None:
    told = countersign("eval", "run", "contract_review", "--endpoint", "assembled", "--home", tmp_path, "--json")
    assert told.code == 0, told.out
    assert told.json["passed"]
    assert len(told.json["cases"]) >= 20
    assert {measure["measure"]: measure["passed"] for measure in told.json["measures"]}["citations"]


@needs_contracts
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="the second reader, pdftotext, is not installed")
def test_a_second_reader_finds_every_citation_of_two_real_contracts(tmp_path: Path) -> None:
    told = countersign("eval", "run", "contract_review", "--gold", CONTRACTS, "--most", 2, "--home", tmp_path, "--json")
    assert [(c["document"], c["citations_wrong"], c["failure"]) for c in told.json["contracts"]] == [("pdf", 0, "")] * 2
    assert all(contract["citations_right"] > 5 for contract in told.json["contracts"])


@needs_contracts
def test_a_real_contract_without_answers_gives_no_false_alarm(tmp_path: Path) -> None:
    contract = sorted((CONTRACTS / "pdf").glob("*.pdf"))[0]
    told = countersign("draft", "contract_review", "--attach", contract, "--home", tmp_path / "home", "--json")
    assert told.code == 0
    assert told.json["record"]["verified"]
    sections = told.json["sections"]
    assert all(s["citations"] == s["citations_resolved"] for s in sections)
    # Verbatim quotes with nothing invented: whatever is found is about missing answers or length.
    assert {f["rule"] for s in sections for f in s["findings"]} <= {"missing_answer", "invalid_answer", "length"}
