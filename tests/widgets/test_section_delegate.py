"""Rows of sections."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListView, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.section_list_model import SectionListModel, SectionRow
from desktop_app.qt.theme import Theme
from desktop_app.widgets.section_delegate import SectionDelegate

ROW = SectionRow("fee", 1, "Fee", "Medium", "warning", "eye", "3 of 3 sources found", "3")


def test_a_row_is_as_high_beside_a_scroll_bar_as_without_one(qtbot: QtBot, qapp: QApplication) -> None:
    shown = QListView()
    qtbot.addWidget(shown)
    model, delegate = SectionListModel(shown), SectionDelegate(Theme(qapp, resources_folder()), shown)
    shown.setModel(model)
    model.show_rows((ROW,))
    shown.show()
    for wide in range(120, 400, 4):
        shown.resize(wide, 300)
        heights = set()
        for bar in (Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAlwaysOn):
            shown.setVerticalScrollBarPolicy(bar)
            heights.add(delegate.sizeHint(QStyleOptionViewItem(), model.index(0)).height())
        assert len(heights) == 1, wide


def test_a_long_title_has_a_second_line_where_the_list_is_narrow(qtbot: QtBot, qapp: QApplication) -> None:
    shown, theme = QListView(), Theme(qapp, resources_folder())
    qtbot.addWidget(shown)
    model, delegate = SectionListModel(shown), SectionDelegate(theme, shown)
    shown.setModel(model)
    model.show_rows((ROW, replace(ROW, section="deviations", title="What deviates from the playbook")))
    shown.show()
    shown.resize(theme.px(200), 300)
    short, long = (delegate.sizeHint(QStyleOptionViewItem(), model.index(at)).height() for at in range(2))
    assert long - short == theme.line("strong")
