"""Commands that are stopped, killed, or run out of room: what was recorded is kept, and the record holds."""

import signal
from pathlib import Path

import pytest
from cli_examples import CONTRACT, countersign, ended, holds, is_defect, new_case, process, serving
from scripted_server import chunk, silent

SLOW = silent(chunk("The parties "), chunk("are two"))


def _section(home: Path, name: str) -> str:
    shown = countersign("case", "show", "C-1", "--section", name, "--home", home, "--json").json
    state: str = shown["state"]
    return state


@pytest.mark.parametrize(
    ("stop", "code", "state"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGKILL, -signal.SIGKILL, "empty")]
)
def test_a_stopped_draft_is_no_draft_and_can_be_made_again(
    stop: signal.Signals, code: int, state: str, tmp_path: Path
) -> None:
    new_case(tmp_path)
    with serving(SLOW) as server:
        countersign("endpoint", "add", "slow", "--url", server.url, "--model", "m", "--no-test", "--home", tmp_path)
        draft = ("case", "draft", "C-1", "--section", "parties", "--endpoint", "slow", "--json", "--home", tmp_path)
        with process(*draft) as running:
            server.wait_for(1)
            running.send_signal(stop)
            told = ended(running)
    assert told.code == code
    assert not is_defect(told)
    assert code < 0 or told.error["kept"].startswith("What was recorded is kept")
    assert _section(tmp_path, "parties") == state
    shown = countersign("case", "show", "C-1", "--section", "parties", "--home", tmp_path).out
    assert ("stopped, and cannot be sent as it is: The parties " in shown) == (state == "interrupted")
    again = countersign("case", "draft", "C-1", "--section", "parties", "--endpoint", "assembled", "--home", tmp_path)
    assert (again.code, _section(tmp_path, "parties")) == (0, "drafted")
    holds(tmp_path)


def test_a_draft_that_is_killed_has_named_its_case_and_goes_on_there(tmp_path: Path) -> None:
    with process("draft", "contract_review", "--attach", CONTRACT, "--home", tmp_path) as running:
        assert running.stderr
        case_id = running.stderr.readline().split()[1]
        running.kill()
    assert holds(tmp_path)
    countersign("case", "attach", case_id, CONTRACT, "--home", tmp_path)
    told = countersign("case", "draft", case_id, "--home", tmp_path, "--json")
    assert told.code == 0
    assert sum(line["citations_resolved"] for line in told.json["sections"]) > 0
    holds(tmp_path)


@pytest.mark.parametrize("kilobytes", [0, 100, 420])
def test_a_full_disk_loses_nothing_that_was_recorded(kilobytes: int, tmp_path: Path) -> None:
    home = tmp_path / "home"
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    limit += f"resource.setrlimit(resource.RLIMIT_FSIZE, ({kilobytes * 1024},) * 2)"
    with process("draft", "contract_review", "--attach", CONTRACT, "--home", home, "--json", before=limit) as running:
        told = ended(running)
    assert told.code == 1
    assert told.error["next"]
    assert countersign("case", "list", "--home", home).code == 0
    holds(home)
