"""A table of a form by keyboard, as in a spreadsheet."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QScrollArea, QStyleOptionHeader, QWidget
from pytestqt.qtbot import QtBot
from table_examples import ROWS, a_table

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.table_presenter import TablePresenter
from desktop_app.qt.theme import Theme
from desktop_app.views.table_editor import TableEditor
from desktop_app.widgets.kit import Kit
from desktop_app.widgets.table_grid import Cells

K = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def kit(qapp: QApplication) -> Kit:
    return Kit(Theme(qapp, resources_folder()))


@pytest.fixture
def editor(qtbot: QtBot, kit: Kit) -> Iterator[TableEditor]:
    field = a_table()
    holder = QWidget()
    qtbot.addWidget(holder)
    editor = TableEditor(kit, field, TablePresenter(None, field))
    editor.setParent(holder)
    editor.name("Payments", "")
    holder.resize(800, 600)
    editor.resize(800, 500)
    holder.show()
    qtbot.waitActive(holder)
    editor.take_focus()
    yield editor


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key, modifier)


def types(text: str) -> None:
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)


def pastes(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    press(K.Key_V, modifier=CONTROL)


def texts(editor: TableEditor) -> list[tuple[str, ...]]:
    return [row.texts for row in editor.presenter.model.rows]


def centre_of(editor: TableEditor, row: int, column: int) -> QPoint:
    return editor.grid.visualRect(editor.presenter.model.index(row, column)).center()


def at(editor: TableEditor) -> tuple[int, int]:
    return editor.grid.currentIndex().row(), editor.grid.currentIndex().column()


def test_typing_tab_and_enter_fill_cells_in(editor: TableEditor) -> None:
    types("2026-01-12")
    press(K.Key_Tab)
    types("5")
    press(K.Key_Return)
    assert at(editor) == (1, 0)
    types("2026-01-13")
    press(K.Key_Return)
    assert texts(editor) == [("12 January 2026", "5", "", "", ""), ("13 January 2026", "", "", "", "")]


def test_enter_leads_back_to_the_column_where_its_row_was_begun_until_another_cell_is_chosen(
    editor: TableEditor,
) -> None:
    pastes(ROWS)
    editor.grid.choose(Cells(0, 1, 1, 1))
    types("1")
    press(K.Key_Tab, K.Key_Tab, K.Key_Return)
    assert at(editor) == (1, 1)
    press(K.Key_Tab, K.Key_Right, K.Key_Return)
    assert at(editor) == (2, 3)
    editor.grid.choose(Cells(0, 4, 1, 1))
    types("x")
    press(K.Key_Tab, K.Key_Tab, K.Key_Return)
    assert at(editor) == (2, 0)


def test_tab_leads_past_the_table_until_somebody_fills_it_in(editor: TableEditor) -> None:
    press(K.Key_Tab)
    assert QApplication.focusWidget() is not editor.grid
    editor.take_focus()
    types("x")
    press(K.Key_Tab, K.Key_Tab)
    assert at(editor) == (0, 2)
    press(K.Key_Escape, K.Key_Tab)
    assert QApplication.focusWidget() is not editor.grid


def test_f2_goes_on_with_a_cell_and_escape_gives_it_up(editor: TableEditor) -> None:
    pastes(ROWS)
    press(K.Key_Right, K.Key_Right, K.Key_Right, K.Key_F2, K.Key_End)
    types("!")
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    assert line.text() == "Alder Ltd!"
    press(K.Key_Escape)
    assert texts(editor)[0][3] == "Alder Ltd"


def test_a_choice_is_chosen_from_a_list(editor: TableEditor) -> None:
    press(K.Key_Right, K.Key_Right, K.Key_F2)
    choice = QApplication.focusWidget()
    assert isinstance(choice, QComboBox)
    assert [choice.itemText(number) for number in range(choice.count())] == ["", "cash", "wire", "cheque"]
    types("w")
    press(K.Key_Tab)
    assert texts(editor)[0][2] == "wire"


def test_a_range_is_cut_and_pasted_and_taken_back_step_by_step(editor: TableEditor) -> None:
    pastes(ROWS)
    before = texts(editor)
    editor.grid.selectRow(1)
    press(K.Key_X, modifier=CONTROL)
    assert texts(editor)[1] == ("",) * 5
    press(K.Key_Z, modifier=CONTROL)
    assert texts(editor) == before
    press(K.Key_Z, modifier=CONTROL)
    assert texts(editor) == []
    press(K.Key_Z, modifier=CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert texts(editor) == before


def test_what_is_taken_back_is_chosen(editor: TableEditor) -> None:
    pastes(ROWS)
    editor.grid.choose(Cells(0, 1, 2, 2))
    press(K.Key_Delete)
    editor.grid.choose(Cells(2, 4, 1, 1))
    press(K.Key_Z, modifier=CONTROL)
    assert (at(editor), editor.grid.cells) == ((0, 1), Cells(0, 1, 2, 2))


def test_delete_makes_the_chosen_cells_blank(editor: TableEditor) -> None:
    pastes(ROWS)
    press(K.Key_Delete)
    assert texts(editor) == [("",) * 5] * 3


def test_rows_are_inserted_and_removed_by_key(editor: TableEditor) -> None:
    pastes(ROWS)
    editor.grid.choose(Cells(1, 0, 1, 1))
    press(K.Key_Plus, modifier=CONTROL)
    assert [row[3] for row in texts(editor)] == ["Alder Ltd", "", "Birch", ""]
    press(K.Key_Minus, modifier=CONTROL)
    assert [row[3] for row in texts(editor)] == ["Alder Ltd", "Birch", ""]


@pytest.mark.parametrize(
    ("key", "modifier", "to"),
    [
        (K.Key_Home, CONTROL, (0, 0)), (K.Key_End, CONTROL, (2, 4)), (K.Key_Up, CONTROL, (0, 3)),
        (K.Key_Down, CONTROL, (3, 3)), (K.Key_Left, CONTROL, (1, 0)), (K.Key_Right, CONTROL, (1, 4)),
        (K.Key_PageDown, NONE, (3, 3)), (K.Key_PageUp, NONE, (0, 3)), (K.Key_Home, NONE, (1, 0)),
    ],
)  # fmt: skip
def test_where_a_key_leads_is_what_is_chosen(
    editor: TableEditor, key: Qt.Key, modifier: Qt.KeyboardModifier, to: tuple[int, int]
) -> None:
    pastes(ROWS)
    editor.grid.choose(Cells(1, 3, 1, 1))
    press(key, modifier=modifier)
    assert (at(editor), editor.grid.cells) == (to, Cells(*to, 1, 1))


def test_ctrl_and_an_arrow_lead_to_the_end_of_what_is_filled_in(editor: TableEditor) -> None:
    pastes("1\n2\n\n4\n5")
    seen = []
    for _ in range(4):
        seen.append(at(editor)[0])
        press(K.Key_Down, modifier=CONTROL)
    assert seen == [0, 1, 3, 4]


def test_shift_chooses_from_the_cell_that_enter_led_to(editor: TableEditor) -> None:
    pastes(ROWS)
    editor.grid.choose(Cells(0, 1, 1, 1))
    press(K.Key_Return)
    press(K.Key_Down, K.Key_Right, modifier=SHIFT)
    assert editor.grid.cells == Cells(1, 1, 2, 2)
    press(K.Key_Up, K.Key_Up, modifier=SHIFT)
    assert editor.grid.cells == Cells(0, 1, 2, 2)
    QTest.mouseClick(editor.grid.viewport(), Qt.MouseButton.LeftButton, SHIFT, centre_of(editor, 2, 2))
    assert editor.grid.cells == Cells(1, 1, 2, 2)


def test_space_chooses_whole_rows_and_columns_and_types_in_neither(editor: TableEditor) -> None:
    pastes(ROWS)
    editor.grid.choose(Cells(1, 2, 1, 1))
    press(K.Key_Space, modifier=CONTROL)
    assert editor.grid.cells == Cells(0, 2, 4, 1)
    editor.grid.choose(Cells(1, 2, 1, 1))
    press(K.Key_Space, modifier=SHIFT)
    assert editor.grid.cells == Cells(1, 0, 1, 5)
    press(K.Key_Delete)
    assert [row[3] for row in texts(editor)] == ["Alder Ltd", "", ""]


def test_cells_are_filled_down_and_to_the_right_by_key(editor: TableEditor) -> None:
    pastes(ROWS)
    editor.grid.choose(Cells(0, 3, 1, 1))
    press(K.Key_Down, K.Key_Down, modifier=SHIFT)
    press(K.Key_D, modifier=CONTROL)
    assert [row[3] for row in texts(editor)] == ["Alder Ltd"] * 3
    press(K.Key_Z, modifier=CONTROL)
    assert [row[3] for row in texts(editor)] == ["Alder Ltd", "Birch", ""]
    editor.grid.choose(Cells(2, 4, 1, 1))
    press(K.Key_R, modifier=CONTROL)
    assert texts(editor)[2][4] == ""


def test_down_ends_a_line_that_is_typed_and_alt_down_opens_a_list(editor: TableEditor) -> None:
    pastes(ROWS)
    editor.grid.choose(Cells(0, 3, 1, 1))
    types("Elm")
    press(K.Key_Down)
    assert (at(editor), texts(editor)[0][3]) == ((1, 3), "Elm")
    press(K.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)
    assert at(editor) == (1, 3)
    press(K.Key_Left)
    press(K.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)
    assert QApplication.activePopupWidget() is not None
    press(K.Key_Escape)


def test_arrows_go_the_way_that_they_point_in_a_table_from_the_right(editor: TableEditor) -> None:
    pastes(ROWS)
    editor.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    editor.grid.choose(Cells(0, 1, 1, 1))
    press(K.Key_Left)
    assert at(editor) == (0, 2)
    press(K.Key_Right, modifier=CONTROL)
    assert at(editor) == (0, 0)
    assert editor.grid.horizontalHeader().defaultAlignment() & Qt.AlignmentFlag.AlignRight


@pytest.mark.usefixtures("counted_in_english")
def test_what_is_wrong_is_said_in_words_and_led_to(editor: TableEditor) -> None:
    pastes("soon\t1\n2026-01-12\tmuch")
    editor.grid.choose(Cells(0, 2, 1, 1))
    assert (editor._fault.text(), editor._next.isVisible()) == ("2 cells to fix", True)
    editor._next.click()
    assert at(editor) == (1, 1)
    assert editor._fault.text().startswith("“Amount” cannot be “much”.")


def test_the_page_scrolls_to_where_the_keyboard_leads_in_a_table(qtbot: QtBot, editor: TableEditor) -> None:
    pastes("\n".join(["2026-01-12\t1"] * 40))
    area = QScrollArea(editor.parentWidget())
    area.setWidget(editor)
    editor.adjustSize()
    area.resize(900, 200)
    area.show()
    editor.take_focus()
    qtbot.waitUntil(lambda: editor.grid.hasFocus())
    press(K.Key_End, modifier=CONTROL)

    def is_seen() -> bool:
        spot = editor.grid.viewport().mapTo(area.viewport(), centre_of(editor, 39, 4))
        return area.viewport().rect().contains(spot)

    qtbot.waitUntil(is_seen)


def test_a_head_is_wrapped_and_told_whole_however_long_it_is(qtbot: QtBot, kit: Kit) -> None:
    heads = {"one": "Sum", "two": "Amount that was received before any charge " * 2, "three": "Amount " * 99}
    field = a_table(*({"field": name, "type": "money", "label": label} for name, label in heads.items()))
    editor = TableEditor(kit, field, TablePresenter(None, field))
    qtbot.addWidget(editor)
    grid, shown = editor.grid, []
    for column in range(len(heads)):
        option = QStyleOptionHeader()
        grid._heads.initStyleOptionForIndex(option, column)
        room = grid.columnWidth(column) - kit.theme.px(16)
        high = grid._heads.fontMetrics().boundingRect(0, 0, room, 999, Qt.TextFlag.TextWordWrap, option.text).height()
        assert high <= grid._heads.sizeHint().height()
        shown.append(option.text)
    assert (shown[0], shown[1]) == ("Sum, EUR", grid.model().headerData(1, Qt.Orientation.Horizontal))
    assert shown[2].endswith("…")
    whole = grid.model().headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert whole == f"{heads['three']}, EUR"


def test_sums_stand_below_and_follow_each_change(editor: TableEditor) -> None:
    pastes(ROWS)
    assert editor._totals.text() == "Total: Amount EUR 983.50; Hours 12.5"
    press(K.Key_Z, modifier=CONTROL)
    assert not editor._totals.isVisible()


def test_a_table_that_cannot_be_changed_is_copied_and_exported_alone(editor: TableEditor) -> None:
    pastes(ROWS)
    editor.set_editable(False)
    editor.grid.selectAll()
    press(K.Key_Delete)
    types("x")
    assert len(texts(editor)) == editor.presenter.model.rowCount() == 3
    press(K.Key_C, modifier=CONTROL)
    assert QGuiApplication.clipboard().text().startswith("2026-01-12\t1000.50")
    assert [name for name, button in editor._buttons.items() if button.isVisible()] == ["export"]
