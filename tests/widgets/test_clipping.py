"""What the gate of clipped words must catch: each in a small widget."""

from collections.abc import Iterator

import pytest
from clipping import clipped
from PySide6.QtCore import QModelIndex, QRect, QStringListModel, Qt
from PySide6.QtGui import QPainter, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QTextEdit,
    QWidget,
)

WORDS = "Words that need some room"
OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


@pytest.fixture
def window(qapp: QApplication) -> Iterator[QWidget]:
    window = QWidget()
    window.resize(600, 400)
    yield window
    window.deleteLater()


def shown(window: QWidget, part: QWidget, *place: int) -> list[str]:
    """What is said of a part at this place."""
    part.setParent(window)
    part.setGeometry(*(place or (10, 10, 400, 200)))
    window.show()
    QApplication.processEvents()
    return clipped(window)


@pytest.mark.parametrize("kind", [QLabel, QPushButton, QCheckBox])
def test_words_that_have_less_width_than_they_need(window: QWidget, kind: type[QWidget]) -> None:
    part = kind(WORDS)
    assert "px of width" in shown(window, part, 10, 10, part.sizeHint().width() - 8, 60)[0]


@pytest.mark.parametrize("kind", [QLabel, QPushButton])
def test_words_that_have_less_height_than_they_need(window: QWidget, kind: type[QWidget]) -> None:
    part = kind(WORDS)
    assert "px of height" in shown(window, part, 10, 10, 400, part.sizeHint().height() - 3)[0]


def test_wrapped_words_that_need_another_line(window: QWidget) -> None:
    label = QLabel(" ".join([WORDS] * 4))
    label.setWordWrap(True)
    assert "px of height" in shown(window, label, 10, 10, 200, 20)[0]


def test_one_word_that_is_longer_than_its_line(window: QWidget) -> None:
    label = QLabel("Incomprehensibilities")
    label.setWordWrap(True)
    assert "px of width" in shown(window, label, 10, 10, 60, 100)[0]


def test_a_label_that_was_shortened_and_says_the_rest_nowhere(window: QWidget) -> None:
    label = QLabel("Words that need…")
    assert "was shortened" in shown(window, label)[0]
    label.setToolTip(WORDS)
    assert clipped(window) == []


def test_words_that_go_on_are_not_shortened(window: QWidget) -> None:
    assert shown(window, QLabel("Saving…")) == []


def test_a_chosen_value_that_runs_under_the_arrow(window: QWidget) -> None:
    box = QComboBox()
    box.addItem(WORDS)
    need = box.fontMetrics().horizontalAdvance(WORDS)
    assert "px of width" in shown(window, box, 10, 10, need + 4, 30)[0]


def test_a_field_that_does_not_show_all_of_its_hint(window: QWidget) -> None:
    field = QLineEdit()
    field.setPlaceholderText(WORDS)
    assert "px of width" in shown(window, field, 10, 10, 60, 30)[0]


@pytest.mark.parametrize("kind", [QTextEdit, QPlainTextEdit])
def test_a_hint_of_several_lines_that_has_room_for_one(window: QWidget, kind: type[QTextEdit]) -> None:
    area = kind()
    area.setPlaceholderText(" ".join([WORDS] * 4))
    assert " px for " in shown(window, area, 10, 10, 200, 30)[0]


def test_text_that_is_higher_than_its_view_and_cannot_be_scrolled(window: QWidget) -> None:
    area = QTextEdit("<br>".join([WORDS] * 9))
    area.setVerticalScrollBarPolicy(OFF)
    assert "px of height" in shown(window, area, 10, 10, 300, 60)[0]


class Row(QStyledItemDelegate):
    """Paints words where it is told to."""

    place = QRect(0, 0, 500, 20)
    words: tuple[str, ...] = (WORDS,)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        painter.translate(option.rect.topLeft())
        painter.fillRect(self.place, Qt.GlobalColor.white)
        for words in self.words:
            fitting = option.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, self.place.width())
            painter.drawText(self.place, Qt.AlignmentFlag.AlignLeft, fitting)


def rows(view: QListView, place: QRect, *words: str) -> QListView:
    """A list whose one row paints these words there."""
    delegate = Row(view)
    delegate.place, delegate.words = place, words or (WORDS,)
    view.setItemDelegate(delegate)
    view.setModel(QStringListModel([WORDS], view))
    return view


def test_a_row_that_shows_all_of_its_words(window: QWidget) -> None:
    assert shown(window, rows(QListView(), QRect(0, 0, 300, 20))) == []


def test_a_row_that_shortens_its_words(window: QWidget) -> None:
    assert "row 0 shows “Words" in shown(window, rows(QListView(), QRect(0, 0, 60, 20)))[0]


def test_a_row_that_paints_beyond_its_edge(window: QWidget) -> None:
    assert "outside of it" in shown(window, rows(QListView(), QRect(380, 0, 300, 20)))[0]


def test_a_row_that_paints_words_over_words(window: QWidget) -> None:
    assert "row 0 has “Words" in shown(window, rows(QListView(), QRect(0, 0, 300, 20), WORDS, "Others"))[0]


def test_a_row_that_is_lower_than_it_asks_for(window: QWidget) -> None:
    class Low(QListView):
        def visualRect(self, index: QModelIndex) -> QRect:  # noqa: N802
            return QRect(0, 0, 390, 6)

    assert "px of height" in shown(window, rows(Low(), QRect(0, 0, 300, 6)))[0]


def test_a_head_of_a_table_that_is_too_narrow(window: QWidget) -> None:
    table, model = QTableView(), QStandardItemModel(0, 1, window)
    model.setHorizontalHeaderLabels([WORDS])
    table.setModel(model)
    table.setColumnWidth(0, 40)
    assert "the head “Words" in shown(window, table)[0]


def test_a_cell_of_a_table_that_shortens_its_words(window: QWidget) -> None:
    table, model = QTableView(), QStandardItemModel(1, 1, window)
    model.setData(model.index(0, 0), WORDS)
    table.setModel(model)
    table.setWordWrap(False)
    table.setColumnWidth(0, 60)
    assert any("row 0 shows" in words for words in shown(window, table))


def test_a_button_that_is_cut_by_what_holds_it(window: QWidget) -> None:
    frame = QFrame()
    QPushButton(WORDS, frame).setGeometry(50, 0, 300, 40)
    assert "of QFrame" in shown(window, frame, 0, 0, 200, 60)[0]


def test_words_that_can_be_scrolled_to_are_not_cut(window: QWidget) -> None:
    area, inside = QScrollArea(), QWidget()
    inside.setFixedSize(380, 900)
    QLabel(WORDS, inside).setGeometry(0, 800, 300, 40)
    area.setWidget(inside)
    assert shown(window, area) == []
    area.setVerticalScrollBarPolicy(OFF)
    assert "in height of QWidget" in clipped(window)[0]


def test_words_that_a_splitter_has_pushed_together(window: QWidget) -> None:
    splitter = QSplitter()
    splitter.addWidget(QLabel(WORDS))
    splitter.addWidget(QLabel("Others"))
    shown(window, splitter)
    splitter.setSizes([0, 400])
    assert any(words.startswith("QLabel “Words") for words in clipped(window))


def test_words_that_lie_under_another_part(window: QWidget) -> None:
    label = QLabel(WORDS, window)
    label.setGeometry(10, 10, 300, 40)
    assert "lies under QPushButton" in shown(window, QPushButton("Over"), 100, 20, 200, 60)[0]
