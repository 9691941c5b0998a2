"""The command line from evaluation cases to a case that nobody reviewed, with a record that a stranger can verify."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cli_examples import Outcome, countersign, holds, is_defect
from ruamel.yaml import YAML
from service_examples import FILES, FORM

PEOPLE = {"Ana": ("analyst", "harbour light seven"), "Ben": ("reviewer", "copper field nine")}
CASES = 16
CHANGES = (
    ("    author: person\n", "    author: person\n    required: false\n"),
    ("checks: [grounded_figures, citations_resolve, every_sentence_cited]", "checks: [grounded_figures]"),
    ("at_most: 0.05, certainty: 0.90, sample: 0.10", "at_most: 0.10, certainty: 0.90, sample: 0"),
)


def contract(fee: str) -> str:
    return f"The total fee is EUR {fee} for the work.\nThe contract runs for 24 months."


def evaluation_case(number: int) -> dict[str, Any]:
    fee = f"{10 + number},000"
    return {
        "case": f"fee_{number}",
        "answers": {"fee": fee.replace(",", ""), "months": 24, "renews": False},
        "attach": {"contract": [{"name": "contract.txt", "text": contract(fee)}]},
        "expect": {"fee": {"facts": [f"EUR {fee}"], "pages": [1]}, "term": {"facts": ["small contract"]},
                   "rating": {"facts": ["low"], "must_not": ["high"]}},
    }  # fmt: skip


def write_pack(folder: Path, cases: int = CASES) -> Path:
    form = FORM
    for old, new in CHANGES:
        assert old in form
        form = form.replace(old, new)
    for name, text in {"form.yaml": form, **FILES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "evals").mkdir(exist_ok=True)
    with (folder / "evals" / "fees.yaml").open("w") as file:
        YAML().dump([evaluation_case(number) for number in range(cases)], file)
    return folder


class Home:
    """A home with two people, and a pack."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self.pack = folder, folder / "home", write_pack(folder / "fees")
        for name, (role, passphrase) in PEOPLE.items():
            add = ("person", "add", name, "--role", role, "--passphrase-stdin", "--home", self.home)
            assert countersign(*add, given=passphrase + "\n").code == 0

    def run(self, who: str, *arguments: object, code: int = 0) -> Outcome:
        """A command by a person. Ana was added first: she is the operating system's user."""
        acting = () if who == "Ana" else ("--as", who)
        common = ("--home", self.home, *acting, "--passphrase-stdin", "--json")
        ended = countersign(*arguments, *common, given=PEOPLE[who][1] + "\n")
        assert not is_defect(ended)
        assert ended.code == code, ended.out + ended.err
        return ended

    def case(self, name: str) -> dict[str, Any]:
        """A drafted case: its sections by name."""
        answers, file = self.folder / "answers.json", self.folder / f"{name}.txt"
        answers.write_text(json.dumps({"fee": "48000", "months": 24, "renews": False}))
        file.write_text(contract("48,000"))
        draft = ("draft", self.pack, "--answers", answers, "--attach", f"contract={file}", "--title", name)
        drafted: dict[str, Any] = self.run("Ana", *draft, "--endpoint", "assembled").json
        return drafted


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("lane"))


def routes(drafted: dict[str, Any]) -> Sequence[str]:
    return sorted({section["route"] for section in drafted["sections"] if section.get("route")})


def test_a_case_goes_from_evidence_past_review_to_its_signature(home: Home) -> None:
    refused = home.run("Ben", "lane", "open", home.pack, code=1)
    assert "ever labelled" in refused.error["what"]

    found = home.run("Ana", "eval", "calibrate", home.pack).json
    labelled = {source: rate["sections"] for source, rate in found["sources"].items()}
    assert labelled == {"evaluation": 3 * CASES, "gold": 0, "review": 0, "sample": 0} and found["only_evaluated"]
    assert found["enough"] and found["evidence"]["needed"] == 22 and found["evidence"]["wrong"] == 0
    assert found["brier"] < 0.05 and found["threshold"]["wrong"] == 0
    assert routes(home.case("before")) == ["flag"]

    assert "is no approver or reviewer" in home.run("Ana", "lane", "open", home.pack, code=1).error["what"]
    opened = home.run("Ben", "lane", "open", home.pack)
    assert "it may be harder" in opened.err
    lane = opened.json
    assert (lane["open"], lane["section"], lane["seed"]) == (True, "all", None)

    drafted = home.case("after")
    assert routes(drafted) == ["pass"]
    case_id = drafted["case"]
    assert home.run("Ana", "case", "send", case_id, "--read-through").json["state"] == "sign_off"
    assert home.run("Ana", "case", "sign", case_id).json["state"] == "signed"
    shown = home.run("Ana", "case", "show", case_id).json
    assert shown["state"] == "signed"

    closed = home.run("Ben", "lane", "close", lane["lane"][:8]).json
    (listed,) = home.run("Ana", "lane", "list").json
    assert (listed["open"], listed["seed"], listed["wrong_draws"]) == (False, closed["seed"], [])
    assert (listed["passed"], listed["drawn"]) == (3, 0)
    assert home.run("Ana", "audit", "verify").json["draws"] == {"again": 3, "waiting": 0}
    assert routes(home.case("later")) == ["flag"]
    assert holds(home.home) > 0


def test_words_say_how_far_the_evidence_is(home: Home, tmp_path: Path) -> None:
    few = write_pack(tmp_path / "few", cases=6)
    said = countersign("eval", "calibrate", few, "--home", home.home)
    assert said.code == 0
    assert "of 22 clean sections" in said.out and "Not enough evidence" in said.out
