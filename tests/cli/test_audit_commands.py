"""`countersign audit timeline`, on a case whose names and answers are hostile to a terminal."""

from pathlib import Path
from typing import Any

import pytest
from cli_examples import Outcome, countersign, holds, is_defect, new_case

ESCAPE = "\x1b[31mred\u202e"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("timeline") / "home"
    new_case(home)
    for value in (f"Alder {ESCAPE}", "Alder Ltd"):
        assert countersign("case", "answer", "C-1", f"our_party={value}", "fixed_term=no", "--home", home).code == 0
    assert countersign("case", "draft", "C-1", "--section", "governing_law", "--home", home, "--json").code in (0, 1)
    return home


def timeline(home: Path, *more: object, **variables: str) -> Outcome:
    ended = countersign("audit", "timeline", "C-1", *more, "--home", home, **variables)
    assert not is_defect(ended)
    return ended


def entries(home: Path, *more: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = timeline(home, *more, "--json").json["events"]
    return found


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_lines_fit_the_terminal_and_stand_in_columns(home: Path, columns: int):
    lines = timeline(home, "--unfold", COLUMNS=str(columns)).out.splitlines()
    told = [line for line in lines if line.startswith("  ") and line[4:5] == ":"]
    assert all(len(line) <= columns for line in lines if not line.startswith("Older"))
    assert len(told) > 5
    assert len({line.index(line.split()[2]) for line in told}) == 1


def test_nothing_that_a_terminal_obeys_comes_out(home: Path):
    (answered,) = [
        each["event"]
        for line in entries(home, "--filter", "edits")
        for each in (line, *line["folded"])
        if each["type"] == "answer.set" and timeline_answer(home, each["event"])["after"] != "no"
    ][-1:]
    shown = timeline(home, "--event", answered).out + timeline(home, "--unfold").out
    assert "red" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def timeline_answer(home: Path, number: int) -> dict[str, Any]:
    answer: dict[str, Any] = timeline(home, "--event", number, "--json").json["answer"]
    return answer


def test_json_tells_each_line_with_what_is_folded_in_it(home: Path):
    page = timeline(home, "--json").json
    assert page["form"].startswith("contract_review ")
    assert page["hidden"] == sum(len(line["folded"]) for line in page["events"]) > 0
    opened = page["events"][-1]
    assert (opened["type"], opened["what"], len(opened["hash"])) == ("case.opened", "Case opened", 8)
    assert page["next_before"] is None


def test_pages_follow_one_another_without_a_gap(home: Path):
    first = timeline(home, "--limit", 2, "--json").json
    rest = timeline(home, "--before", first["next_before"], "--json").json
    whole = [line["event"] for line in first["events"] + rest["events"]]
    assert whole == sorted(whole, reverse=True)
    assert whole[2:] == [line["event"] for line in entries(home, "--before", first["next_before"])]


def test_the_way_to_older_events_is_named(home: Path):
    shown = timeline(home, "--limit", 1, "--filter", "edits").out
    assert "Older: countersign audit timeline C-1 --filter edits --before " in shown


@pytest.mark.parametrize(
    ("shown", "kind"), [("drafts", "draft.recorded"), ("edits", "answer.set"), ("decisions", None)]
)
def test_a_filter_shows_its_own(home: Path, shown: str, kind: str | None):
    types = {each["type"] for line in entries(home, "--filter", shown) for each in (line, *line["folded"])} - {""}
    assert (kind in types) if kind else not types
    assert "case.opened" not in types


def test_one_event_is_expanded_with_its_digests_and_its_redline(home: Path):
    number = next(line["event"] for line in entries(home, "--filter", "drafts") if line["type"] == "draft.recorded")
    detail = timeline(home, "--event", number, "--json").json
    assert len(detail["digest"]) == len(detail["prev"]) == 64
    assert detail["text"]["before"] is None
    assert "".join(part["after"] for part in detail["text"]["redline"]) == detail["text"]["after"]
    words = timeline(home, "--event", number).out
    assert detail["digest"] in words.replace("\n", "").replace(" ", "")
    assert "{+" in words


def test_the_whole_record_is_told_without_a_case(home: Path):
    told = countersign("audit", "timeline", "--before", 2, "--home", home, "--json")
    assert told.json["case"] is None
    assert [event["type"] for event in told.json["events"]] == ["store.opened"]
    assert "case " in countersign("audit", "timeline", "--home", home).out


def test_an_event_that_is_not_there_is_wrong_use(home: Path):
    ended = timeline(home, "--event", 100_000, "--json")
    assert ended.code == 2
    assert "no event 100000" in ended.error["what"]


def test_looking_changes_nothing_that_verifying_finds(home: Path):
    timeline(home)
    assert holds(home)


def test_who_is_not_the_author_is_told_to_have_looked_once_and_not_for_each_page(home: Path):
    add = ("person", "add", "Ben", "--role", "reviewer", "--passphrase-stdin", "--home", home)
    assert countersign(*add, given="copper field nine\n").code == 0

    def looks(*more: object) -> int:
        acting = ("--as", "Ben", "--passphrase-stdin", "--home", home)
        told = countersign(*acting, "audit", "timeline", "C-1", *more, given="copper field nine\n")
        assert told.code == 0
        lines = [each for line in entries(home) for each in (line, *line["folded"])]
        return sum(each["type"] == "case.viewed" for each in lines)

    assert looks() == 1
    assert looks("--before", 20) == 1
