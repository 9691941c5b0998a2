"""What has to be seen to before a decision is led to, and then it is seen."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.theme import Theme
from desktop_app.views.checklist_panel import ChecklistPanel
from desktop_app.widgets.kit import Kit


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> Iterator[ChecklistPanel]:
    """Two points below so much that they are out of sight."""
    panel = ChecklistPanel(Kit(Theme(qapp, resources_folder())))
    panel.show_points(("Figures agree", "Dates agree"), frozenset({0}), enabled=True)
    page, area = QWidget(), QScrollArea()
    layout = QVBoxLayout(page)
    layout.addSpacing(2_000)
    layout.addWidget(panel)
    area.setWidget(page)
    area.setWidgetResizable(True)
    qtbot.addWidget(area)
    area.resize(400, 300)
    area.show()
    area.activateWindow()
    yield panel
    area.close()


def test_the_first_open_point_has_the_keyboard_and_is_in_sight(panel: ChecklistPanel, qtbot: QtBot) -> None:
    box = panel.boxes[1]
    panel.hide()
    panel.show()
    panel.take_focus()
    qtbot.waitUntil(lambda: box.hasFocus() and not box.visibleRegion().isEmpty())
