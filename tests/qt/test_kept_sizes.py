"""Panels and columns are as wide as they were made."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.appearance import PreferencesFile
from desktop_app.qt.kept_sizes import KeptSizes
from desktop_app.qt.theme import Appearance, Theme


def a_page(qtbot: QtBot, qapp: QApplication, path: Path, scale: float = 1.0) -> tuple[QSplitter, QTableView]:
    page, splitter, table = QWidget(), QSplitter(Qt.Orientation.Horizontal), QTableView()
    qtbot.addWidget(page)
    table.setModel(QStandardItemModel(1, 2, table))
    for part in (QLabel(), QLabel()):
        splitter.addWidget(part)
    layout = QVBoxLayout(page)
    layout.addWidget(splitter)
    layout.addWidget(table)
    page.resize(round(800 * scale), 400)
    theme = Theme(qapp, resources_folder())
    theme.apply(Appearance.LIGHT, scale)
    KeptSizes(PreferencesFile(path, page), theme, page).attend("draft", page)
    page.show()
    splitter.page = page  # type: ignore[attr-defined] # it lives as long as what a test looks at
    table.page = page  # type: ignore[attr-defined]
    return splitter, table


def drag(widget: QWidget, start: QPoint, by: int) -> None:
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(widget, start + QPoint(by, 0))
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=start + QPoint(by, 0))


def test_a_splitter_stands_where_it_was_left(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    splitter, _ = a_page(qtbot, qapp, tmp_path / "window.ini")
    handle = splitter.handle(1)
    assert handle is not None
    drag(handle, QPoint(1, 10), -150)
    left = splitter.sizes()
    again, _ = a_page(qtbot, qapp, tmp_path / "window.ini")
    assert left[0] < left[1]
    assert [abs(a - b) <= 2 for a, b in zip(again.sizes(), left, strict=True)] == [True, True]


def test_a_column_is_as_wide_as_it_was_made_at_every_text_size(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    _, table = a_page(qtbot, qapp, tmp_path / "window.ini")
    edge = table.columnWidth(0)
    drag(table.horizontalHeader().viewport(), QPoint(edge - 1, 5), 60)
    made = table.columnWidth(0)
    assert made > edge
    _, larger = a_page(qtbot, qapp, tmp_path / "window.ini", 1.5)
    assert abs(larger.columnWidth(0) - made * 1.5) <= 2


def test_what_is_no_size_is_not_taken(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    preferences = PreferencesFile(tmp_path / "window.ini")
    preferences.keep_words("sizes/draft/0", "12,-5,many")
    splitter, _ = a_page(qtbot, qapp, tmp_path / "window.ini")
    assert abs(splitter.sizes()[0] - splitter.sizes()[1]) <= 2
