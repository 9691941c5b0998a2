"""A table field while it is filled in: paste, sort, undo, and what stands in the answer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from form_examples import WAIT_MS, a_desk
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from table_examples import CELLS, ROWS, a_table

from desktop_app.domain.errors import CountersignError
from desktop_app.domain.form import FormField
from desktop_app.domain.locale_writing import LocaleWriting
from desktop_app.domain.number_writing import Writing
from desktop_app.domain.table_text import read_cells, write_cells
from desktop_app.domain.value_text import MONTHS
from desktop_app.qt import table_presenter
from desktop_app.qt.desk import Desk
from desktop_app.qt.table_model import CHOICES, WRONG
from desktop_app.qt.table_presenter import Region, TablePresenter
from desktop_app.qt.table_work import Pasting

HTML = "<html><table><tr><th>Date</th><th>Amount</th></tr><tr><td>2026-01-12</td><td>5</td></tr></table></html>"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(qtbot, tmp_path) as desk:
        yield desk


GERMAN = LocaleWriting(
    ",", ".", code_after=True, day_first=True, day="d. MMMM yyyy", months=(*MONTHS[:2], "März", *MONTHS[3:])
)


def a_presenter(field: FormField | None = None, text: str = ROWS) -> TablePresenter:
    presenter = TablePresenter(None, field or a_table())
    if text:
        presenter.paste(Pasting(text, "", 0, 0))
    return presenter


def texts(presenter: TablePresenter) -> list[tuple[str, ...]]:
    return [row.texts for row in presenter.model.rows]


def errors(presenter: TablePresenter) -> list[CountersignError]:
    found: list[CountersignError] = []
    presenter.failed.connect(found.append)
    return found


def test_cells_are_pasted_from_the_chosen_one_on(qapp: object) -> None:
    presenter = a_presenter()
    presenter.paste(Pasting("wire\tCedar\ncard\tDogwood", "", 2, 2))
    assert [row[2:4] for row in texts(presenter)] == [
        ("wire", "Alder Ltd"), ("cash", "Birch"), ("wire", "Cedar"), ("card", "Dogwood"),
    ]  # fmt: skip
    assert presenter.model.wrong == [(3, 2)]


def test_headings_are_no_row_and_a_page_gives_its_table(qapp: object) -> None:
    presenter = a_presenter(text="")
    presenter.paste(Pasting("Date Amount", HTML, 0, 0))
    assert texts(presenter) == [("12 January 2026", "5", "", "", "")]


def test_one_cell_fills_all_that_are_selected(qapp: object) -> None:
    presenter = a_presenter()
    presenter.paste(Pasting("cash", "", 0, 2, rows=3))
    assert [row[2] for row in texts(presenter)] == ["cash"] * 3


def test_rows_that_are_copied_are_laid_again_and_again_over_what_is_selected(qapp: object) -> None:
    presenter = a_presenter()
    presenter.paste(Pasting("Elm\t1\nFir\t2", "", 0, 3, rows=4, columns=2))
    assert [row[3:] for row in texts(presenter)] == [("Elm", "1"), ("Fir", "2"), ("", "10")]
    presenter.paste(Pasting("Oak\t7", "", 0, 3, rows=4, columns=2))
    assert [row[3:] for row in texts(presenter)] == [("Oak", "7")] * 3


def test_blank_rows_at_the_end_of_what_is_pasted_are_no_new_rows(qapp: object) -> None:
    presenter, told = a_presenter(text=""), []
    presenter.told.connect(lambda what, count: told.append((what, count)))
    presenter.paste(Pasting(f"{ROWS}\r\n\t\t\t\t\r\n\t\t\t\t\r\n", "", 0, 0))
    assert (len(texts(presenter)), told) == (3, [("pasted", 3)])
    presenter.paste(Pasting("wire\tElm\n\t\n\t", "", 1, 2))
    assert [row[2:4] for row in texts(presenter)] == [("wire", "Alder Ltd"), ("wire", "Elm"), ("", "")]


@pytest.mark.parametrize(
    ("region", "right", "column", "filled"),
    [
        (Region(0, 3, rows=4), False, 3, ["Alder Ltd"] * 3),
        (Region(2, 3), False, 3, ["Alder Ltd", "Birch", "Birch"]),
        (Region(3, 2), False, 2, ["wire", "cash", "cheque", "cheque"]),
        (Region(0, 3), False, 3, ["Alder Ltd", "Birch", ""]),
        (Region(0, 3, rows=2, columns=2), True, 4, ["Alder Ltd", "Birch", "10"]),
    ],
)
def test_cells_are_filled_from_the_first_ones_or_from_those_before(
    qapp: object, region: Region, right: bool, column: int, filled: list[str]
) -> None:
    presenter = a_presenter()
    presenter.fill(region, right=right)
    assert [row[column] for row in texts(presenter)] == filled


def test_what_is_wider_than_the_table_is_left_out_and_told(qapp: object) -> None:
    presenter, told = a_presenter(), []
    presenter.told.connect(lambda what, count: told.append((what, count)))
    presenter.paste(Pasting("Elm\t4\tmore\tmore", "", 0, 3))
    assert told == [("pasted", 1), ("left_out", 2)]


def test_a_table_that_would_be_too_long_stays_as_it_was(qapp: object) -> None:
    presenter = a_presenter(a_table(max_rows=3))
    found, before = errors(presenter), texts(presenter)
    presenter.paste(Pasting("1\n2", "", 2, 4))
    presenter.insert(0)
    presenter.write(3, 4, "1")
    assert [error.next for error in found] == ["Use at most 3 rows."] * 3
    assert texts(presenter) == before


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6), st.integers(0, 4), st.integers(0, 4), st.booleans()
)
def test_pasting_and_taking_it_back_changes_nothing(
    qapp: object, block: list[list[str]], row: int, column: int, again: bool
) -> None:
    presenter = a_presenter()
    before, steps = presenter.text, len(presenter.model._done)
    presenter.paste(Pasting(write_cells(block), "", row, column))
    after, changed = presenter.text, len(presenter.model._done) - steps
    assert changed in (0, 1)
    if changed:
        presenter.undo()
    assert presenter.text == before
    if again and changed:
        presenter.redo()
        assert presenter.text == after


def test_every_change_is_taken_back_in_turn(qapp: object) -> None:
    presenter = a_presenter(text="")
    seen = [presenter.text]
    for act in (
        lambda: presenter.paste(Pasting(ROWS, "", 0, 0)),
        lambda: presenter.write(3, 1, "7"),
        lambda: presenter.sort(1, descending=False),
        lambda: presenter.clear(Region(0, 0, 2, 2)),
        lambda: presenter.remove(1, 2),
        lambda: presenter.insert(0, 2),
    ):
        act()
        seen.append(presenter.text)
    for text in reversed(seen[:-1]):
        presenter.undo()
        assert presenter.text == text


def test_views_are_told_of_changes_as_qt_asks_for_it(qapp: object, qtlog: Any) -> None:
    presenter = a_presenter(text="")
    QAbstractItemModelTester(presenter.model, QAbstractItemModelTester.FailureReportingMode.Warning, presenter)
    for row, text in ((0, ROWS), (2, "\t7\n\t8"), (9, "x")):
        presenter.paste(Pasting(text, "", row, 0))
    presenter.insert(1)
    presenter.remove(3, 9)
    presenter.model.set_editable(False)
    presenter.model.set_editable(True)
    for _ in range(4):
        presenter.undo()
    assert [record.message for record in qtlog.records if "FAIL" in record.message] == []


def test_what_is_being_typed_is_safe_and_can_be_given_up(qapp: object) -> None:
    presenter, said = a_presenter(), []
    presenter.typed.connect(said.append)
    presenter.typing(0, 3, "Alder Limi")
    presenter.give_up()
    assert "Alder Limi" in said[0]
    assert said[1] == presenter.text
    assert "Alder Ltd" in said[1]


def test_cells_are_copied_as_spreadsheets_take_them(qapp: object) -> None:
    presenter = a_presenter()
    told: list[str] = []
    presenter.copied.connect(told.append)
    presenter.copy(Region(0, 1, 2, 2))
    assert read_cells(told[0]) == (("1000.50", "wire"), ("-20", "cash"))


def test_a_much_larger_paste_is_read_behind_the_window(qtbot: QtBot, desk: Desk) -> None:
    presenter = TablePresenter(desk, a_table())
    block = "\n".join([ROWS.splitlines()[0]] * 2_000)
    with qtbot.waitSignal(presenter.done, timeout=20_000):
        presenter.paste(Pasting(block, "", 0, 0))
        assert presenter.model.rows == ()
        presenter.write(0, 3, "Meanwhile")
    assert len(presenter.model.rows) == 2_000
    presenter.undo()
    assert texts(presenter) == [("", "", "", "Meanwhile", "")]


def test_a_large_table_is_sorted_filled_copied_cleared_and_summed_behind_the_window(qtbot: QtBot, desk: Desk) -> None:
    presenter = TablePresenter(desk, a_table())
    rows = [f"\t{number}\twire\tAlder {number}\t" for number in range(5_000)]
    with qtbot.waitSignals([presenter.done, presenter.summed], timeout=WAIT_MS):
        presenter.paste(Pasting("\n".join(rows), "", 0, 0))
    presenter.sort(1, descending=True)
    qtbot.waitUntil(lambda: texts(presenter)[0][1] == "4,999", timeout=WAIT_MS)
    presenter.fill(Region(0, 3, rows=5_001), right=False)
    qtbot.waitUntil(lambda: texts(presenter)[-1][3] == "Alder 4999", timeout=WAIT_MS)
    with qtbot.waitSignal(presenter.copied, timeout=WAIT_MS) as copied:
        presenter.copy(Region(0, 1, rows=5_001))
    assert copied.args[0].startswith("4999\n4998\n") and copied.args[0].endswith("\n0")
    presenter.clear(Region(0, 1, rows=5_001))
    qtbot.waitUntil(lambda: presenter.totals[1] == "", timeout=WAIT_MS)
    assert {row[1] for row in texts(presenter)} == {""}


def test_a_table_is_written_and_read_as_its_language_does_and_kept_neutral(qapp: object) -> None:
    presenter = TablePresenter(None, a_table(), ways=GERMAN)
    presenter.paste(Pasting("2026-03-12\t1000.50\tmuch\t\t2.5", "", 0, 0))
    shown = [presenter.model.index(0, column).data() for column in range(5)]
    assert (shown, presenter.totals[1]) == (["12. März 2026", "1.000,50", "much", "", "2,5"], "EUR 1.000,50")
    presenter.write(0, 0, "13. März 2026")
    presenter.write(0, 1, "1.234,5")
    presenter.write(0, 4, "1.234")
    assert texts(presenter) == [("13 March 2026", "1,234.50", "much", "", "1234")]
    presenter.write(0, 1, "viel")
    assert presenter.model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole).endswith("such as EUR 45.000,00.")


@pytest.mark.parametrize("decimal", [".", ","])
def test_what_is_copied_is_pasted_as_the_same_in_every_country(
    qapp: object, monkeypatch: pytest.MonkeyPatch, decimal: str
) -> None:
    monkeypatch.setattr(table_presenter, "usual_writing", lambda: Writing(decimal, day_first=True))
    presenter, told = a_presenter(text="2026-01-12\t1000\twire\tA\t1.234\n\t0.125\t\t\t1234567.5"), []
    presenter.copied.connect(told.append)
    presenter.copy(Region(0, 0, 2, 5))
    presenter.paste(Pasting(told[0], "", 2, 0))
    before, after = texts(presenter)[:2], texts(presenter)[2:]
    assert before == after


def test_a_screen_reader_says_column_row_and_what_is_wrong(qapp: object) -> None:
    model = a_presenter(text="\tmuch").model
    said = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Amount, EUR, row 1: much. “Amount” cannot be “much”. Give an amount")
    assert model.data(model.index(0, 1), WRONG) is True
    assert model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole) == "Date, row 2: blank"


def test_a_cell_offers_what_its_row_leaves_and_what_stands_in_it(qapp: object) -> None:
    town = {"field": "town", "type": "choice", "choices": ["ulm", "bonn", "cork"], "choice_filter": "row.land != ''"}
    field = FormField.model_validate(
        {"field": "x", "type": "table", "columns": [{"field": "land", "type": "text"}, town]}
    )
    presenter = a_presenter(field, "de\tcork\nie\t")
    leaves = {"de": ("ulm", "bonn"), "ie": ("cork",)}
    presenter.model.offers = lambda name, cells: leaves.get(str(cells.get("land")), ()) if name == "town" else None
    shown = [[name for _, name in presenter.model.index(row, 1).data(CHOICES)] for row in range(3)]
    assert shown == [["ulm", "bonn", "cork"], ["cork"], []]


WORDS = FormField.model_validate({"field": "t", "type": "table", "columns": [{"field": "s", "type": "text"}]})


def cells(table: TablePresenter) -> list[str]:
    return [row.texts[0] for row in table.model.rows]


def test_a_table_can_be_shown_blank_again() -> None:
    table = TablePresenter(None, WORDS)
    table.show_text('[{"s": "x"}]')
    table.show_text("")
    assert (cells(table), table.text) == ([], "")


def test_a_paste_without_text_leaves_the_cells() -> None:
    table = TablePresenter(None, WORDS)
    table.show_text('[{"s": "one"}]')
    table.paste(Pasting("", "", 0, 0))
    assert cells(table) == ["one"]


def test_filling_down_into_the_blank_row_leaves_the_last_one() -> None:
    table = TablePresenter(None, WORDS)
    table.show_text('[{"s": "one"}, {"s": "two"}]')
    table.fill(Region(1, 0, 2, 1), right=False)
    assert cells(table) == ["one", "two"]


@pytest.mark.parametrize(
    ("column", "unsorted", "wanted"),
    [
        ({"type": "decimal", "allow": ["not_known"]}, ["not known", "2", "1"], [2, 1, 0]),
        ({"type": "datetime"}, ["2026-01-02 10:00Z", "2026-01-01 10:00"], [1, 0]),
    ],
)
def test_what_does_not_compare_is_sorted_without_a_traceback(
    column: dict[str, Any], unsorted: list[str], wanted: list[int]
) -> None:
    field = FormField.model_validate({"field": "t", "type": "table", "columns": [{"field": "c", **column}]})
    table = TablePresenter(None, field)
    table.show_text(json.dumps([{"c": cell} for cell in unsorted]))
    before = list(table.model.rows)
    table.sort(0, descending=False)
    assert [before.index(row) for row in table.model.rows] == wanted
