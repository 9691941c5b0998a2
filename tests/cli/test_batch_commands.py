"""`countersign batch`: the forecast first, each row to its end, and what failed as a table to try again."""

import json
import os
import signal
from pathlib import Path

import pytest
from cli_examples import countersign, ended, process

from desktop_app.assembly import batch_asks

TEXT = "This Agreement is made on 12 January 2026 between Halden Instruments GmbH and Brightwater Services Limited."


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """Three short contracts."""
    made = tmp_path / "contracts"
    made.mkdir()
    for number in (1, 2, 3):
        (made / f"contract {number}.txt").write_text(f"{TEXT}\nIt has number {number}.")
    return made


def batch(home: Path, *words: object) -> object:
    return countersign("batch", *words, "--home", home, "--json")


def test_a_folder_becomes_drafted_cases_and_is_listed(tmp_path: Path, contracts: Path) -> None:
    home = tmp_path / "home"
    done = batch(home, "contract_review", "--from", contracts)
    assert done.code == 0  # type: ignore[attr-defined]
    result = done.json  # type: ignore[attr-defined]
    assert result["state"] == "done" and result["states"]["drafted"] == 3 and result["record"]["verified"]
    assert all(sum(counts.values()) == 3 for counts in result["routes"].values())
    (listed,) = batch(home, "list").json  # type: ignore[attr-defined]
    assert listed["batch"] == result["batch"] and "rows" not in listed
    shown = batch(home, "show", result["batch"][:8]).json  # type: ignore[attr-defined]
    assert [row["name"] for row in shown["rows"]] == ["contract 1", "contract 2", "contract 3"]


def test_the_forecast_alone_begins_nothing(tmp_path: Path, contracts: Path) -> None:
    (contracts / "picture.exe").write_bytes(b"MZ")
    told = batch(tmp_path / "home", "contract_review", "--from", contracts, "--forecast").json  # type: ignore[attr-defined]
    assert (told["ready"], told["skipped"], told["seconds_most"]) == (3, 1, None)
    assert batch(tmp_path / "home", "list").json == []  # type: ignore[attr-defined]


def test_failed_rows_are_corrected_and_begun_again(tmp_path: Path, contracts: Path) -> None:
    home, rows = tmp_path / "home", contracts / "rows.csv"
    rows.write_text("contract,our_role\ncontract 1.txt,customer\ncontract 2.txt,friend\n../../etc/passwd,customer\n")
    done = batch(home, "contract_review", "--from", rows)
    assert done.code == 1  # type: ignore[attr-defined]
    result = done.json  # type: ignore[attr-defined]
    assert [row["state"] for row in result["rows"]] == ["drafted", "failed", "failed"]
    failed = contracts / "failed.csv"
    assert batch(home, "failed", result["batch"], "--to", failed).json["rows"] == 2  # type: ignore[attr-defined]
    right = failed.read_text("utf-8-sig").replace("friend", "supplier").replace("../../etc/passwd", "contract 3.txt")
    failed.write_text(right)
    again = batch(home, "contract_review", "--from", failed).json  # type: ignore[attr-defined]
    assert [row["state"] for row in again["rows"]] == ["drafted", "drafted"]


@pytest.mark.parametrize(
    "words",
    [
        ("contract_review", "--from", "/nowhere"),
        ("nothing_such", "--from", "."),
        ("contract_review",),
        ("show", "x"),
        ("resume", ""),
        ("failed", "x"),
        ("contract_review", "--from", ".", "--endpoint", "nobody"),
    ],
)
def test_what_makes_no_sense_is_said_in_words(tmp_path: Path, words: tuple[str, ...]) -> None:
    told = batch(tmp_path / "home", *words)
    assert told.code == 2 and told.error["what"]  # type: ignore[attr-defined]


def test_killed_in_the_middle_it_goes_on_and_every_row_is_there_once(tmp_path: Path, contracts: Path) -> None:
    home = tmp_path / "home"
    for number in range(4, 13):
        (contracts / f"contract {number}.txt").write_text(f"{TEXT}\nIt has number {number}.")
    with process("--home", home, "batch", "contract_review", "--from", contracts) as running:
        assert running.stderr
        while "drafted" not in running.stderr.readline():
            assert running.poll() is None
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    (left,) = batch(home, "list").json  # type: ignore[attr-defined]
    assert left["state"] == "broken_off"
    result = batch(home, "resume", left["batch"]).json  # type: ignore[attr-defined]
    assert result["states"]["drafted"] == 12 and result["record"]["verified"]
    cases = countersign("case", "list", "--home", home, "--json").json["cases"]
    assert len(cases) == len({case["title"] for case in cases}) == 12


def test_another_process_pauses_it_and_cannot_work_at_it_too(tmp_path: Path, contracts: Path) -> None:
    home = tmp_path / "home"
    for number in range(4, 41):
        (contracts / f"contract {number}.txt").write_text(f"{TEXT}\nIt has number {number}.")
    with process("--home", home, "batch", "contract_review", "--from", contracts, "--json") as running:
        assert running.stderr
        while "drafted" not in running.stderr.readline():
            assert running.poll() is None
        (working,) = batch_asks(home).working()
        second = batch(home, "resume", working[:8])
        assert second.code == 1 and "Another program works at the batch" in second.error["what"]  # type: ignore[attr-defined]
        assert batch(home, "pause", working[:8]).json == {"batch": working, "asked": "pause"}  # type: ignore[attr-defined]
        stopped = ended(running)
    assert stopped.code == 1 and json.loads(stopped.out)["paused"] == "person"
    cancelled = batch(home, "cancel", working).json  # type: ignore[attr-defined]
    assert cancelled["state"] == "done" and cancelled["states"]["waiting"] == 0


def test_ctrl_c_pauses_it(tmp_path: Path, contracts: Path) -> None:
    home = tmp_path / "home"
    for number in range(4, 13):
        (contracts / f"contract {number}.txt").write_text(f"{TEXT}\nIt has number {number}.")
    with process("--home", home, "batch", "contract_review", "--from", contracts, "--json") as running:
        assert running.stderr
        while "drafted" not in running.stderr.readline():
            assert running.poll() is None
        running.send_signal(signal.SIGINT)
        stopped = ended(running)
    assert stopped.code == 130 and json.loads(stopped.out)["error"]["what"] == "Stopped."
    (left,) = batch(home, "list").json  # type: ignore[attr-defined]
    assert left["state"] == "paused"
