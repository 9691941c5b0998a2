"""Table fields from files and to files, on the command line."""

from pathlib import Path
from typing import Any

import pytest
from cli_examples import changes, countersign
from form_examples import every_field_pack
from openpyxl import Workbook

CSV = "Amount;What\n1.000,50;Setup\n20;=Care\n"
ROWS = "What Setup, Amount EUR 1,000.50\nWhat =Care, Amount EUR 20"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the small form that has a table, and a case of it."""
    home = tmp_path_factory.mktemp("tables") / "home"
    for name, body in every_field_pack().files.items():
        path = home / "packs" / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    told = countersign("case", "new", "small", "--title", "x", "--reference", "T-1", "--home", home, "--json")
    assert told.code == 0, told.err
    return home


@pytest.fixture
def given(home: Path, tmp_path: Path) -> Any:
    """Gives a file as the table, with options."""

    def give(body: str, *options: str) -> Any:
        path = tmp_path / "rows.csv"
        path.write_text(body, "utf-8")
        return countersign("case", "answer", "T-1", "--table", f"rows={path}", *options, "--home", home, "--json")

    return give


def answer(home: Path) -> str:
    shown = countersign("case", "show", "T-1", "--home", home, "--json").json["answers"]
    return next(str(each["text"]) for each in shown if each["question"] == "rows")


def test_a_table_comes_from_a_file_and_goes_to_one(home: Path, given: Any, tmp_path: Path) -> None:
    assert given(CSV).json["changed"] == ["rows"]
    assert answer(home) == ROWS
    for name in ("out.csv", "out.xlsx"):
        target = tmp_path / name
        told = countersign("case", "export-table", "T-1", "rows", "--to", target, "--home", home, "--json")
        assert (told.code, told.json.get("rows")) == (0, 2), told.out
        again = countersign("case", "answer", "T-1", "--table", f"rows={target}", "--home", home, "--json")
        assert again.json["changed"] == []
    assert "'=Care" in (tmp_path / "out.csv").read_text("utf-8")


def test_what_a_file_does_not_give_is_said(home: Path, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["What", "Amount"], ["Setup", "=2*500"]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "rows.xlsx")
    told = countersign("case", "answer", "T-1", "--table", f"rows={tmp_path / 'rows.xlsx'}", "--home", home, "--json")
    assert [remark.partition(": ")[2][:58] for remark in told.json["remarks"]] == [
        "Blank, since the result of their formula was not saved: B2"
    ]


def test_rows_are_added_below_with_columns_that_are_named(home: Path, given: Any) -> None:
    given(CSV)
    told = given("a,b,c\nx,Travel,7\n", "--column", "what=B", "--column", "amount=c", "--heads", "1", "--below")
    assert told.code == 0, told.err
    assert answer(home) == f"{ROWS}\nWhat Travel, Amount EUR 7"


@pytest.mark.parametrize(
    ("body", "options", "words"),
    [
        ("Amount\nmuch\n", (), "row 1, Amount: “Amount” cannot be “much”."),
        ("", (), "The file holds no row."),
        ("Amount\n5\n", ("--sheet", "May"), "no sheet “May”"),
        ("Amount\n5\n", ("--column", "nothing=A"), "no column “nothing”"),
        ("Amount\n5\n", ("--heads", "77"), "no row of the file"),
        ("Amount\n5\n", ("months=3",), "given by itself"),
    ],
)
def test_a_file_that_makes_no_sense_changes_nothing(
    body: str, options: tuple[str, ...], words: str, home: Path, given: Any
) -> None:
    before = changes(home)
    told = given(body, *options)
    assert told.code == 2
    assert words in told.error["what"]
    assert changes(home) == before


@pytest.mark.parametrize(("field", "target"), [("what", "x.csv"), ("rows", "x.pdf")])
def test_what_is_no_table_is_not_exported(field: str, target: str, home: Path, tmp_path: Path) -> None:
    told = countersign("case", "export-table", "T-1", field, "--to", tmp_path / target, "--home", home, "--json")
    assert told.code == 2
    assert not (tmp_path / target).exists()
