"""The steps of a form: their titles wrap in a narrow panel."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.theme import Theme
from desktop_app.widgets.kit import Kit
from desktop_app.widgets.task_list import Task, TaskList

LONG = "Dalili za uharibifu kwenye eneo kuzunguuka kitalu Kikubwa cha mti"


def test_a_long_title_asks_for_no_more_width_than_its_longest_word(qtbot: QtBot, qapp: QApplication) -> None:
    steps = TaskList(Kit(Theme(qapp, resources_folder())), "Steps")
    qtbot.addWidget(steps)
    steps.show_tasks((Task("a", LONG, "Not started", "circle"),), "a")
    assert steps.minimumSizeHint().width() < 160
